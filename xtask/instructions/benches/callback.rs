//! The callback's work in instructions, which repeat exactly. Valgrind shows no SHA instructions, so the signature is hashed
//! in software there.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "gungraun's macros make items without"
)]

#[path = "../../../crates/kyc-facade/benches/work/mod.rs"]
mod work;

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use kyc_model::outcome::VerificationOutcome;
use serde::de::IgnoredAny;
use work::Callback;

#[library_benchmark]
#[bench::v1(Callback::new())]
fn floor(callback: Callback) -> (IgnoredAny, Callback) {
    (black_box(work::floor(callback.body())), callback)
}

#[library_benchmark]
#[bench::v1(Callback::new())]
fn outcome(callback: Callback) -> (VerificationOutcome, Callback) {
    (black_box(callback.outcome()), callback)
}

library_benchmark_group!(name = callback, benchmarks = [floor, outcome]);
main!(library_benchmark_groups = callback);
