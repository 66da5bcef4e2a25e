//! `kyc normalize` on 1,000,000 mixed records: rate, peak memory, and how both grow with the cores, beside a floor: the
//! same bytes on the same cores, read and taken apart into tokens, and nothing else.
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
    clippy::print_stdout,
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

use quick_xml::{Reader, events::Event};
use serde::{Deserialize as _, de::IgnoredAny};

const MAX_PEAK_BYTES: u64 = 100_000_000;

fn main() {
    let count: u64 = match env::var("KYC_BENCH_RECORDS") {
        Ok(count) => count.parse().unwrap(),
        Err(_) => 1_000_000,
    };
    let file = generate(count);
    let bytes = fs::metadata(&file).unwrap().len();
    let cores = thread::available_parallelism().unwrap().get();
    println!("{count} records, {} MB, {cores} cores", bytes / 1_000_000);

    let mut floors = Vec::new();
    let mut maps = Vec::new();
    for threads in [1, cores] {
        let seconds = floor(&file, bytes, threads);
        report("floor", threads, count, bytes, seconds, None);
        floors.push(seconds);
        let run = normalize(&file, &["--json"], threads);
        report(
            "kyc normalize --json",
            threads,
            count,
            bytes,
            run.seconds,
            run.peak,
        );
        println!("    {:.1} times the floor", run.seconds / seconds);
        maps.push(run);
    }
    println!(
        "{cores} threads map {:.2} times as fast as one, the floor {:.2} times",
        maps[0].seconds / maps[1].seconds,
        floors[0] / floors[1]
    );
    for form in [&["--summary"][..], &["--to", "csv"], &[]] {
        let run = normalize(&file, form, cores);
        let name = format!("kyc normalize {}", form.join(" "));
        report(&name, cores, count, bytes, run.seconds, run.peak);
        maps.push(run);
    }
    for run in maps {
        assert!(
            run.peak.is_none_or(|peak| peak < MAX_PEAK_BYTES),
            "too much memory"
        );
    }
}

/// The records, made anew by the generator.
fn generate(count: u64) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("records.ndjson");
    let made = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--quiet", "--package", "xtask", "--", "records"])
        .args(["--count", &count.to_string(), "--out"])
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

fn normalize(file: &Path, form: &[&str], threads: usize) -> Run {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_kyc"))
        .args(["normalize", "--vouch-for-source", "--threads"])
        .arg(threads.to_string())
        .args(form)
        .arg(file)
        .env("SMILEID_PARTNER_ID", "085")
        .env("SMILEID_API_KEY", "fake-api-key-0123456789")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
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
    Run {
        seconds: started.elapsed().as_secs_f64(),
        peak,
    }
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

fn report(what: &str, threads: usize, count: u64, bytes: u64, seconds: f64, peak: Option<u64>) {
    let rate = count as f64 / seconds;
    let megabytes = bytes as f64 / 1e6 / seconds;
    let peak = match peak {
        Some(peak) => format!(", {:.1} MB at most", peak as f64 / 1e6),
        None => String::new(),
    };
    println!(
        "  {what}, {threads} threads: {seconds:.1} s, {rate:.0} records a second, {megabytes:.0} MB a second{peak}"
    );
}
