//! Reading a job-status reply, beside the tokens and hashes that it cannot do without, and beside what derived structs do.
//!
//! ```sh
//! cargo bench --package smileid --bench decode
//! ```
#![allow(clippy::unwrap_used, reason = "a benchmark ends at the first fault")]

mod work;

use bytes::Bytes;
use http::Response;
use measure::Bench;
use serde_json::Value;
use work::{
    Reader,
    rivals::{KeptStatus, Status},
};

fn main() {
    let bench = Bench::from_env();
    let reader = Reader::new();
    for (name, members, target) in [
        ("job status, 1.1 KB", work::job_status(), 2.8),
        (
            "job status with history, 1 MB",
            work::history(work::entries_of(1 << 20)),
            3.0,
        ),
    ] {
        group(&bench, name, &reader, &reader.sign(&members), target);
    }
}

fn group(bench: &Bench, name: &str, reader: &Reader, reply: &Response<Bytes>, target: f64) {
    let body = reply.body();
    bench.group(name, |group| {
        group.bytes(body.len());
        group.add("floor: IgnoredAny and two SHA-256", || work::floor(body));
        let read = reader.read(reply);
        group.add("cloning the result", move || read.record.clone());
        group
            .add("smileid: read_reply", || reader.read(reply))
            .at_most(target);
        group.add("serde derive, from_slice", || {
            serde_json::from_slice::<Status>(body).unwrap()
        });
        group.add("serde derive with flatten, from_slice", || {
            serde_json::from_slice::<KeptStatus>(body).unwrap()
        });
        group.add("serde_json::Value", || {
            serde_json::from_slice::<Value>(body).unwrap()
        });
    });
}
