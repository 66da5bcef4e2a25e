//! A reply with gaps for what is different in every record.

use std::path::Path;

use fastrand::Rng;
use kyc_http::ResponseLimits;

use crate::{
    failure::Failure,
    fixtures::{self, test_account},
    json::quoted,
};

/// Somebody who does not exist.
pub(super) struct Person {
    number: u64,
    given: &'static str,
    family: &'static str,
    birth: (u64, u64, u64),
}

const GIVEN: [&str; 12] = [
    "Amahle",
    "Bongani",
    "Chidi",
    "Daisy",
    "Emeka",
    "Flora",
    "Goolagong",
    "Hine",
    "Ifeoma",
    "Jarrah",
    "Kirra",
    "Ọlá",
];
const FAMILY: [&str; 6] = [
    "Invented",
    "Madeup",
    "Nonsuch",
    "Imaginary",
    "Fictional-Name",
    "Pretend",
];

impl Person {
    pub(super) fn new(number: u64, rng: &mut Rng) -> Self {
        let one =
            |list: &[&'static str], rng: &mut Rng| rng.choice(list).copied().unwrap_or_default();
        Self {
            number,
            given: one(&GIVEN, rng),
            family: one(&FAMILY, rng),
            birth: (rng.u64(1940..2007), rng.u64(1..=12), rng.u64(1..=28)),
        }
    }
}

/// What stands in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    User,
    Job,
    SmileJob,
    IdNumber,
    Given,
    Family,
    FullName,
    Birth,
    BirthAustralian,
    Time,
    Signature,
}

pub(super) struct Template {
    provider: &'static str,
    /// Whether its own reader can read it.
    pub(super) is_readable: bool,
    /// Each text, and the gap behind it.
    pieces: Vec<(String, Option<Gap>)>,
}

impl Template {
    /// `None` where the bytes cannot stand in a line of text.
    pub(super) fn new(path: &Path, bytes: Vec<u8>) -> Result<Option<Self>, Failure> {
        let Ok(text) = String::from_utf8(bytes) else {
            return Ok(None);
        };
        let is_greenid = path.starts_with("greenid");
        let limits = ResponseLimits::default();
        let is_readable = if is_greenid {
            greenid_soap::saved::read(text.clone(), limits).is_ok()
        } else {
            let credentials = test_account::credentials()?;
            let now = test_account::instant(test_account::SENT_AT)?;
            smileid::saved::read(text.clone(), Some(&credentials), limits, now).is_ok()
        };
        let is_text = is_greenid || !is_readable;
        let line = if is_text {
            quoted(&text)
        } else {
            // Every line end of a readable document of JSON stands between its tokens.
            text.lines().map(str::trim_start).collect()
        };
        // A signature of another time or partner stays as it is.
        let signature = test_account::sign(test_account::ANSWERED_AT)?;
        let is_signed = is_readable && line.contains(&signature);
        let markers: Vec<_> = [
            (fixtures::USER, Gap::User),
            (fixtures::JOB, Gap::Job),
            ("0000001001", Gap::SmileJob),
            ("0000000000000", Gap::IdNumber),
            ("Matilda", Gap::Given),
            (">Invented<", Gap::Family),
            ("ZANELE INVENTED", Gap::FullName),
            ("1990-02-03", Gap::Birth),
            ("04/03/1985", Gap::BirthAustralian),
            (test_account::ANSWERED_AT, Gap::Time),
            (signature.as_str(), Gap::Signature),
        ]
        .into_iter()
        .filter(|(_, gap)| is_signed || !matches!(gap, Gap::Time | Gap::Signature))
        .collect();
        Ok(Some(Self {
            provider: if is_greenid { "greenid" } else { "smileid" },
            is_readable,
            pieces: parted(&line, &markers),
        }))
    }

    /// Adds the record: bare, or with its provider named.
    pub(super) fn put(
        &self,
        person: &Person,
        (time, signature): &(String, String),
        rng: &mut Rng,
        line: &mut String,
    ) {
        let is_named = rng.u8(0..4) == 0;
        if is_named {
            line.push_str(&format!(
                "{{\"provider\":\"{}\",\"payload\":",
                self.provider
            ));
        }
        let number = person.number;
        let (year, month, day) = person.birth;
        for (text, gap) in &self.pieces {
            line.push_str(text);
            let Some(gap) = gap else { continue };
            let filled = match gap {
                Gap::User => format!("invented-user-{number}"),
                Gap::Job => format!("invented-job-{number}"),
                Gap::SmileJob => format!("{number:010}"),
                Gap::IdNumber => format!("{:013}", number * 9973),
                Gap::Given => person.given.to_owned(),
                Gap::Family => format!(">{}<", person.family),
                Gap::FullName => format!("{} {}", person.given, person.family).to_uppercase(),
                Gap::Birth => format!("{year}-{month:02}-{day:02}"),
                Gap::BirthAustralian => format!("{day:02}/{month:02}/{year}"),
                Gap::Time => time.clone(),
                Gap::Signature => signature.clone(),
            };
            line.push_str(&filled);
        }
        if is_named {
            line.push('}');
        }
    }
}

/// The text between the markers, and what stands in their place.
fn parted(mut rest: &str, markers: &[(&str, Gap)]) -> Vec<(String, Option<Gap>)> {
    let mut pieces = Vec::new();
    loop {
        let next = markers
            .iter()
            .filter_map(|(marker, gap)| Some((rest.split_once(marker)?, *gap)))
            .min_by_key(|((before, _), _)| before.len());
        let Some(((before, behind), gap)) = next else {
            pieces.push((rest.to_owned(), None));
            return pieces;
        };
        pieces.push((before.to_owned(), Some(gap)));
        rest = behind;
    }
}

/// What stands in a record, for the tests.
#[cfg(test)]
pub(super) fn payload(line: &str) -> Vec<u8> {
    #[derive(serde::Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        payload: &'a serde_json::value::RawValue,
    }
    let bare = serde_json::from_str::<Named<'_>>(line).map_or(line, |named| named.payload.get());
    serde_json::from_str::<String>(bare)
        .unwrap_or_else(|_| bare.to_owned())
        .into_bytes()
}
