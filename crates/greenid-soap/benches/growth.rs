//! How the time of a decode grows: with the size of the reply, the number of checks, the depth; and what the worst
//! replies cost for each byte, as times of a plain one.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

mod work;

use std::{
    cell::Cell,
    hint::black_box,
    time::{Duration, Instant},
};

use kyc_http::ResponseLimits;
use measure::{Bench, Figure};
use work::{fit::Fit, ours_within, reply, worst};

/// Above the largest reply here.
fn limits() -> ResponseLimits {
    ResponseLimits::default().with_max_body_bytes(80 << 20)
}

fn main() {
    let bench = Bench::from_env();
    let doubling = |last: u32| (0..=last).map(|power| 1_usize << power);
    // 64 MiB in 196,000 elements; 200,000 are allowed.
    grow(&bench, "kilobytes", doubling(16), reply::kilobytes);
    grow(&bench, "checks", doubling(11), reply::checks);
    grow(&bench, "depth", (5..=55).step_by(5), worst::deep);
    for (name, body) in worst::replies() {
        let plain = worst::plain(body.len());
        bench.group(&format!("worst case: greenID, {name}"), |group| {
            group.bytes(body.len());
            group.add("plain reply", || ours_within(plain.as_bytes(), limits()));
            group
                .add(name, || worst::decode(&body, limits()))
                .at_most(3.0);
        });
    }
}

/// Times replies of growing size and prints how well a straight line tells the best time of each: a decode that is longer
/// than a slice of the scheduler is interrupted on a busy machine, and its median with it.
fn grow(
    bench: &Bench,
    what: &str,
    steps: impl Iterator<Item = usize>,
    reply: impl Fn(usize) -> String,
) {
    let replies: Vec<_> = steps
        .map(|step| (step, reply(step), Cell::new(Duration::MAX)))
        .collect();
    let report = bench.group(&format!("greenID growth, {what}"), |group| {
        for (step, body, best) in &replies {
            let name = format!("{step} {what}, {} bytes", body.len());
            group.add_timed(&name, move |times| {
                (0..times)
                    .map(|_| {
                        let started = Instant::now();
                        black_box(ours_within(body.as_bytes(), limits()));
                        let taken = started.elapsed();
                        best.set(best.get().min(taken));
                        taken
                    })
                    .sum()
            });
        }
    });
    if report.is_some() {
        let points = replies
            .iter()
            .map(|(_, body, best)| (body.len() as f64, best.get().as_nanos() as f64));
        let fit = Fit::of(points.collect());
        println!("  {fit}\n");
        let name = format!("growth: greenID, time by bytes, {what}");
        bench.figure(&Figure::new(&name, fit.r_squared, "r2 of a straight line"));
    }
}
