//! The instructions of what `crates/greenid-soap/benches/decode.rs` times. They repeat exactly.
#![allow(missing_docs, reason = "what the macros write has no words")]

#[path = "../../../crates/greenid-soap/benches/work/mod.rs"]
mod work;

use std::hint::black_box;

use gungraun::prelude::*;
use kyc_model::greenid::RichVerificationResult;
use work::reply;

#[library_benchmark]
#[bench::small(reply::small())]
#[bench::usual(reply::usual())]
#[bench::large(reply::large())]
fn tokens(body: String) -> usize {
    work::tokens(black_box(&body))
}

#[library_benchmark]
#[bench::small(reply::small())]
#[bench::usual(reply::usual())]
#[bench::large(reply::large())]
fn ours(body: String) -> RichVerificationResult {
    work::ours(black_box(body.as_bytes()))
}

library_benchmark_group!(name = greenid_decode, benchmarks = [tokens, ours]);

main!(library_benchmark_groups = greenid_decode);
