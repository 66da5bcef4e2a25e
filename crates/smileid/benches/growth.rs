//! How reading a reply grows with its size, and what the worst bodies cost: the least time of several runs each, and the
//! line through them on logarithmic scales, whose slope is 1 where the time is linear.
//!
//! ```sh
//! cargo bench --package smileid --bench growth
//! ```
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends at the first fault"
)]

mod work;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use kyc_http::ResponseLimits;
use measure::{Bench, Bound, Figure};
use serde_json::Value;
use smileid::{Error, decode};
use work::Reader;

fn main() {
    let bench = Bench::from_env();
    if !bench.wants("growth: Smile ID") {
        return;
    }
    let growth =
        |of: &str, sizes: &mut dyn Iterator<Item = usize>, members: fn(usize) -> String| {
            let name = format!("growth: Smile ID, time by {of}");
            let slope = growth(of, sizes, members);
            bench.figure(&Figure::new(&name, slope, "slope on logarithmic scales"));
        };
    growth(
        "bytes",
        &mut (10..=26).step_by(2).map(|power| 1 << power),
        |bytes| work::history(work::entries_of(bytes)),
    );
    growth("entries of history", &mut decades(10_000), work::history);
    growth("unknown members", &mut decades(100_000), unknown_members);
    growth(
        "depth of 800 unknown members",
        &mut (8..=60).step_by(13),
        |depth| nested(800, depth),
    );
    growth("Actions", &mut decades(100_000), actions);
    worst_cases(&bench);
}

fn decades(most: usize) -> impl Iterator<Item = usize> {
    (1..)
        .map(|power| 10_usize.pow(power))
        .take_while(move |n| *n < most)
        .chain([most])
}

fn growth(of: &str, sizes: &mut dyn Iterator<Item = usize>, members: fn(usize) -> String) -> f64 {
    let reader = Reader::new();
    let points: Vec<(f64, f64)> = sizes
        .map(|size| {
            let reply = reader.sign(&members(size));
            let bytes = reply.body().len() as f64;
            let taken = least_time(|| reader.read(&reply)).as_nanos() as f64;
            println!(
                "  {size:>9} {of}: {bytes:>10} bytes, {:>6.2} ns a byte",
                taken / bytes
            );
            (bytes.ln(), taken.ln())
        })
        .collect();
    let (slope, r2) = line(&points);
    println!("time by {of}: slope {slope:.3}, r2 {r2:.4}\n");
    slope
}

/// The bodies that cost most for their size, beside plain ones, and beside `serde_json::Value` on the same bytes.
fn worst_cases(bench: &Bench) {
    let limits = ResponseLimits::default().with_max_body_bytes(128 << 20);
    let plain = work::history(work::entries_of(1 << 20));
    let escapes = format!(
        r#""result":{{"ResultText":"{}"}}"#,
        r"\u00e9\n".repeat(131_072)
    );
    let duplicates = vec![r#""SmileJobID":"1""#; 60_000].join(",");
    let mut plain_rate = None;
    for (name, members) in [
        ("plain history", plain),
        ("unknown members only", unknown_members(30_000)),
        ("escapes only", escapes),
        ("60 levels deep", nested(800, 60)),
        ("duplicates only", duplicates),
        ("100,000 Actions", actions(100_000)),
        (
            "40,000 empty objects",
            format!(r#""history":[{}{{}}]"#, "{},".repeat(39_999)),
        ),
    ] {
        let body = format!("{{{members}}}");
        let read = || -> Result<_, Error> { decode::job_status(body.as_bytes(), limits) };
        let end = if read().is_ok() { "read" } else { "refused" };
        let rate = |taken: Duration| taken.as_nanos() as f64 / body.len() as f64;
        let ours = rate(least_time(read));
        let value = rate(least_time(|| serde_json::from_str::<Value>(&body).unwrap()));
        let plain_rate = *plain_rate.get_or_insert(ours);
        println!(
            "{name:<24} {end:<8} {ours:>7.2} ns a byte, {:>5.2} x plain, {:>5.2} x serde_json::Value",
            ours / plain_rate,
            ours / value
        );
        let figure = Figure::new(
            &format!("worst case: Smile ID, {name}"),
            ours / plain_rate,
            "times a plain body",
        );
        bench.figure(&figure.within(Bound::AtMost(3.0)));
    }
}

fn unknown_members(count: usize) -> String {
    list(count, |at| {
        format!(r#""invented_member_{at}":"invented value""#)
    })
}

fn actions(count: usize) -> String {
    let actions = list(count, |at| {
        format!(r#""Invented_Action_{at}":"Not Applicable""#)
    });
    format!(r#""result":{{"Actions":{{{actions}}}}}"#)
}

fn nested(count: usize, depth: usize) -> String {
    let (open, close) = (r#"{"deep":"#.repeat(depth - 2), "}".repeat(depth - 2));
    list(count, |at| format!(r#""x{at}":{open}1{close}"#))
}

fn list(count: usize, member: impl Fn(usize) -> String) -> String {
    (0..count).map(member).collect::<Vec<_>>().join(",")
}

/// The least time of one piece of work: whatever else runs on the machine only adds to it.
fn least_time<T>(mut work: impl FnMut() -> T) -> Duration {
    let begun = Instant::now();
    let mut least = Duration::MAX;
    let mut runs = 0;
    while runs < 5 || (begun.elapsed() < Duration::from_millis(200) && runs < 10_000) {
        let started = Instant::now();
        black_box(work());
        least = least.min(started.elapsed());
        runs += 1;
    }
    least
}

/// Slope and coefficient of determination of the line through the points.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let sum = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>();
    let xx = sum(&|point| (point.0 - x).powi(2));
    let yy = sum(&|point| (point.1 - y).powi(2));
    let xy = sum(&|point| (point.0 - x) * (point.1 - y));
    (xy / xx, xy * xy / (xx * yy))
}
