//! The instructions of what `crates/smileid/benches/decode.rs` times. They repeat exactly. Valgrind shows no SHA
//! instructions, so floor and ours hash in software.
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "gungraun's macros make items without"
)]

#[path = "../../../crates/smileid/benches/work/mod.rs"]
mod work;

use std::hint::black_box;

use bytes::Bytes;
use gungraun::{library_benchmark, library_benchmark_group, main};
use http::Response;
use serde::de::IgnoredAny;
use smileid::JobStatusReply;
use work::Reader;

fn reply_1k() -> (Reader, Response<Bytes>) {
    let reader = Reader::new();
    let reply = reader.sign(&work::job_status());
    (reader, reply)
}

fn reply_1m() -> (Reader, Response<Bytes>) {
    let reader = Reader::new();
    let reply = reader.sign(&work::history(work::entries_of(1 << 20)));
    (reader, reply)
}

#[library_benchmark]
#[bench::reply_1k(reply_1k())]
#[bench::history_1m(reply_1m())]
fn floor(given: (Reader, Response<Bytes>)) -> ((IgnoredAny, [u8; 32]), (Reader, Response<Bytes>)) {
    (black_box(work::floor(given.1.body())), given)
}

#[library_benchmark]
#[bench::reply_1k(reply_1k())]
#[bench::history_1m(reply_1m())]
fn read_reply(given: (Reader, Response<Bytes>)) -> (JobStatusReply, (Reader, Response<Bytes>)) {
    (black_box(given.0.read(&given.1)), given)
}

library_benchmark_group!(name = smileid_decode, benchmarks = [floor, read_reply]);
main!(library_benchmark_groups = smileid_decode);
