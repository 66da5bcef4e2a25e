//! `kyc normalize` on 1,000,000 mixed records, and on a fifth as many of each provider: rate beside a floor, peak memory, and
//! what a second core is worth. The floor is the same bytes on the same cores, read and taken apart into tokens, and
//! nothing else.
//!
//! ```sh
//! cargo bench --package kyc-cli --bench normalize
//! ```
//!
//! `KYC_BENCH_RECORDS` sets another number of records. Times are for comparison within one run only.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends at the first fault"
)]

use core::time::Duration;
use std::{
    env,
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Instant,
};

use measure::{Bench, Bound, Figure};
use quick_xml::{Reader, events::Event};
use serde::{Deserialize as _, de::IgnoredAny};

const MAX_PEAK_MEGABYTES: f64 = 100.0;
const ROUNDS: usize = 3;

fn main() {
    let bench = Bench::from_env();
    if !bench.wants("normalize") {
        return;
    }
    let count: u64 = match env::var("KYC_BENCH_RECORDS") {
        Ok(count) => count.parse().unwrap(),
        Err(_) => 1_000_000,
    };
    for (provider, least) in [("smileid", 0.15), ("greenid", 0.30)] {
        let file = generate(provider, count.div_ceil(5));
        let (share, _) = share(&file, &["--json"]);
        let name = format!("normalize --json: records of {provider}, all cores");
        let figure = Figure::new(&name, share, "of the floor's rate");
        bench.figure(&figure.within(Bound::AtLeast(least)));
    }
    for form in [&["--summary"][..], &["--to", "csv"], &[]] {
        let (share, _) = share(&generate("mixed", count.div_ceil(5)), form);
        let command = ["normalize", &form.join(" ")].join(" ");
        let name = format!("{}: mixed records, all cores", command.trim_end());
        bench.figure(&Figure::new(&name, share, "of the floor's rate"));
    }
    whole(&bench, &generate("mixed", count), count);
}

fn whole(bench: &Bench, file: &Path, count: u64) {
    let form = &["--json"];
    let (share, run) = share(file, form);
    let name = "normalize --json: mixed records, all cores";
    bench.figure(&Figure::new(name, share, "of the floor's rate"));
    let rate = count as f64 / run.seconds;
    let name = "normalize --json: mixed records, rate";
    bench.figure(&Figure::new(name, rate, "records a second"));
    if let Some(one) = on_one_core(file, form) {
        let name = "normalize --json: all cores beside one";
        let figure = Figure::new(name, one.seconds / run.seconds, "times as fast");
        bench.figure(&figure.within(Bound::AtLeast(1.8)));
    }
    if let Some(peak) = run.peak {
        let name = format!("normalize --json: memory at most, {count} records");
        let figure = Figure::new(&name, peak as f64 / 1e6, "MB");
        bench.figure(&figure.within(Bound::AtMost(MAX_PEAK_MEGABYTES)));
    }
}

/// The rate as a share of the floor's: the median of some rounds, and the run that it belongs to.
fn share(file: &Path, form: &[&str]) -> (f64, Run) {
    let bytes = fs::metadata(file).unwrap().len();
    let cores = thread::available_parallelism().unwrap().get();
    let mut rounds: Vec<(f64, Run)> = (0..ROUNDS)
        .map(|_| {
            let floor = floor(file, bytes, cores);
            let run = finished(normalize(
                Command::new(env!("CARGO_BIN_EXE_kyc")),
                file,
                form,
            ));
            (floor / run.seconds, run)
        })
        .collect();
    rounds.sort_by(|one, other| one.0.total_cmp(&other.0));
    rounds.swap_remove(ROUNDS / 2)
}

/// Pinned to one core with everything it does: with one thread to map alone, reading and writing would take another. Nothing
/// where the system cannot pin.
fn on_one_core(file: &Path, form: &[&str]) -> Option<Run> {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", env!("CARGO_BIN_EXE_kyc")]);
    normalize(command, file, form)
}

/// The records, made anew by the generator.
fn generate(provider: &str, count: u64) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("records.ndjson");
    let made = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--package", "xtask", "--", "records"])
        .args(["--count", &count.to_string(), "--provider", provider])
        .arg("--out")
        .arg(&file)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    file
}

struct Run {
    seconds: f64,
    /// Only where the system tells.
    peak: Option<u64>,
}

fn finished(run: Option<Run>) -> Run {
    run.expect("the program was built")
}

/// Nothing where the program cannot be started.
fn normalize(mut program: Command, file: &Path, form: &[&str]) -> Option<Run> {
    let started = Instant::now();
    let mut child = program
        .args(["normalize", "--vouch-for-source"])
        .args(form)
        .arg(file)
        .env("SMILEID_PARTNER_ID", "085")
        .env("SMILEID_API_KEY", "fake-api-key-0123456789")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut peak = None;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        peak = peak_bytes(child.id()).or(peak);
        thread::sleep(Duration::from_millis(5));
    };
    // Some of the records are broken.
    assert_eq!(status.code(), Some(1));
    Some(Run {
        seconds: started.elapsed().as_secs_f64(),
        peak,
    })
}

fn peak_bytes(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Each thread takes a part of the file.
fn floor(file: &Path, bytes: u64, threads: usize) -> f64 {
    let started = Instant::now();
    let part = bytes.div_ceil(threads as u64);
    let tokens: u64 = thread::scope(|scope| {
        let parts: Vec<_> = (0..threads as u64)
            .map(|at| scope.spawn(move || tokens(file, at * part, (at + 1) * part)))
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    assert!(tokens > 0);
    started.elapsed().as_secs_f64()
}

/// Takes the lines apart that begin in this part, and counts the XML tokens so that nothing is left out.
fn tokens(file: &Path, start: u64, end: u64) -> u64 {
    let mut file = BufReader::with_capacity(1 << 17, File::open(file).unwrap());
    let mut at = start.saturating_sub(1);
    file.seek(SeekFrom::Start(at)).unwrap();
    let mut line = Vec::new();
    if start > 0 {
        at += file.read_until(b'\n', &mut line).unwrap() as u64;
    }
    let mut tokens = 1;
    while at < end {
        line.clear();
        let read = file.by_ref().read_until(b'\n', &mut line).unwrap();
        if read == 0 {
            break;
        }
        at += read as u64;
        tokens += tokens_of(&line);
    }
    tokens
}

fn tokens_of(line: &[u8]) -> u64 {
    #[derive(serde::Deserialize)]
    struct Named {
        payload: String,
    }
    if line.starts_with(b"\"") {
        serde_json::from_slice::<String>(line).map_or(0, |text| xml_tokens(&text))
    } else if line.starts_with(b"{\"provider\":\"greenid\"") {
        serde_json::from_slice::<Named>(line).map_or(0, |named| xml_tokens(&named.payload))
    } else {
        let mut json = serde_json::Deserializer::from_slice(line);
        u64::from(IgnoredAny::deserialize(&mut json).is_ok())
    }
}

fn xml_tokens(text: &str) -> u64 {
    let mut reader = Reader::from_str(text);
    let mut tokens = 0;
    while let Ok(event) = reader.read_event() {
        if matches!(event, Event::Eof) {
            break;
        }
        tokens += 1;
    }
    tokens
}
