//! `cargo xtask records`: many saved replies as NDJSON, the same ones for the same arguments.
//!
//! They are made from the synthetic fixtures, each about another person who does not exist: mostly answers of every
//! day, some with rarities, and a small share that is broken.

mod template;

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use fastrand::Rng;

use crate::{
    failure::Failure,
    fixtures::{self, test_account},
};
use template::{Person, Template};

/// What is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) count: u64,
    pub(crate) out: PathBuf,
    pub(crate) provider: Wanted,
    pub(crate) seed: u64,
}

/// Whose replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Smileid,
    Greenid,
    Mixed,
}

/// How many records of a thousand are of every day, and how many have rarities. The others are broken.
const EVERYDAY: u64 = 890;
const RARE: u64 = 105;
/// How many signed times there are.
const TIMES: u64 = 1000;

/// Writes the file.
pub(crate) fn run(order: &Order) -> Result<String, Failure> {
    let failed = |error| Failure::io(&order.out, &error);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&order.out).map_err(failed)?);
    let maker = Maker::new(order.provider)?;
    let bytes = maker
        .write(order.count, order.seed, &mut out)
        .map_err(failed)?;
    Ok(format!(
        "{} records, {bytes} bytes: {}",
        order.count,
        order.out.display()
    ))
}

struct Maker {
    everyday: Vec<Template>,
    rare: Vec<Template>,
    broken: Vec<Template>,
    /// Times with their signatures.
    pairs: Vec<(String, String)>,
}

impl Maker {
    fn new(provider: Wanted) -> Result<Self, Failure> {
        let mut maker = Self {
            everyday: Vec::new(),
            rare: Vec::new(),
            broken: Vec::new(),
            pairs: (0..TIMES).map(pair).collect::<Result<_, _>>()?,
        };
        for (path, bytes) in fixtures::all()? {
            let path = Path::new(&path);
            let is_reply = path
                .file_stem()
                .is_some_and(|stem| stem == "response" || stem == "payload");
            let is_wanted = match provider {
                Wanted::Smileid => path.starts_with("smileid"),
                Wanted::Greenid => path.starts_with("greenid"),
                Wanted::Mixed => true,
            };
            let Some(template) = (is_reply && is_wanted)
                .then(|| Template::new(path, bytes))
                .transpose()?
                .flatten()
            else {
                continue;
            };
            let kind = if !template.is_readable {
                &mut maker.broken
            } else if is_everyday(path) {
                &mut maker.everyday
            } else {
                &mut maker.rare
            };
            kind.push(template);
        }
        Ok(maker)
    }

    /// Writes so many lines, and returns how many bytes they have.
    fn write(&self, count: u64, seed: u64, out: &mut impl Write) -> io::Result<u64> {
        let mut rng = Rng::with_seed(seed);
        let mut line = String::new();
        let mut bytes = 0_u64;
        for number in 1..=count {
            line.clear();
            self.put(number, &mut rng, &mut line);
            line.push('\n');
            bytes += line.len() as u64;
            out.write_all(line.as_bytes())?;
        }
        out.flush()?;
        Ok(bytes)
    }

    fn put(&self, number: u64, rng: &mut Rng, line: &mut String) {
        let of_thousand = rng.u64(0..1000);
        let templates = if of_thousand < EVERYDAY {
            &self.everyday
        } else if of_thousand < EVERYDAY + RARE {
            &self.rare
        } else {
            &self.broken
        };
        let (Some(template), Some(pair)) = (rng.choice(templates), rng.choice(&self.pairs)) else {
            return;
        };
        template.put(&Person::new(number, rng), pair, rng, line);
        // Some broken ones are what a failed transfer leaves.
        if of_thousand >= EVERYDAY + RARE && rng.bool() {
            let half = line.len() / 2;
            let end = (half..line.len()).find(|at| line.is_char_boundary(*at));
            line.truncate(end.unwrap_or(half));
        }
    }
}

/// A reply of the kinds that come in every day.
fn is_everyday(path: &Path) -> bool {
    let case = path
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let begins = |starts: &[&str]| starts.iter().any(|start| case.starts_with(start));
    (begins(&[
        "jt",
        "f18",
        "worked",
        "evidence",
        "image-links",
        "receipts",
        "history-of",
    ]) || matches!(
        case,
        "spec-page-example"
            | "f2-approved-not-complete"
            | "l6-both-halves"
            | "done-when"
            | "outcome-verified"
            | "outcome-verified-with-changes"
            | "outcome-pending"
            | "outcome-in-progress"
            | "outcome-locked-out"
            | "post-office-passport"
            | "post-office-three-documents"
            | "webhook-biometric-kyc-clear"
            | "webhook-document-verification-attention-document-expired"
            | "status-clear"
    )) && !case.contains("unlisted")
}

/// A time of the year 2025, and its signature by the test account.
fn pair(number: u64) -> Result<(String, String), Failure> {
    let (month, day) = (number % 12 + 1, number % 28 + 1);
    let (hour, minute, milli) = (number % 24, number % 60, number % 1000);
    let time = format!("2025-{month:02}-{day:02}T{hour:02}:{minute:02}:07.{milli:03}Z");
    let signature = test_account::sign(&time)?;
    Ok((time, signature))
}

#[cfg(test)]
mod tests {
    use kyc_http::ResponseLimits;

    use super::*;

    fn lines(maker: &Maker, count: u64, seed: u64) -> Vec<String> {
        let mut text = Vec::new();
        let bytes = maker.write(count, seed, &mut text).unwrap();
        assert_eq!(bytes, text.len() as u64);
        let text = String::from_utf8(text).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_same_seed_is_the_same_file() {
        let maker = Maker::new(Wanted::Greenid).unwrap();
        let first = lines(&maker, 300, 1);
        assert_eq!(first.len(), 300);
        assert_eq!(first, lines(&maker, 300, 1));
        assert_ne!(first, lines(&maker, 300, 2));
        // More records only come behind.
        assert_eq!(first, lines(&maker, 400, 1)[..300]);

        assert!(!first.iter().any(|line| line.contains("job_complete")));
        let soap = first.iter().filter(|line| line.contains("Envelope"));
        assert!(soap.count() > 290);
    }

    #[test]
    fn most_are_good_signed_and_about_somebody_else() {
        let lines = lines(&Maker::new(Wanted::Smileid).unwrap(), 2000, 7);
        let credentials = test_account::credentials().unwrap();
        let now = test_account::instant(test_account::SENT_AT).unwrap();
        let good = lines
            .iter()
            .filter(|line| {
                let limits = ResponseLimits::default();
                let payload = template::payload(line);
                smileid::saved::read(payload, Some(&credentials), limits, now).is_ok()
            })
            .count();
        assert!((1970..2000).contains(&good), "{good}");
        for user in ["invented-user-17\\\"", "invented-user-17\""] {
            let about = lines.iter().filter(|line| line.contains(user)).count();
            assert!(about <= 1, "{about}");
        }
    }
}
