//! The same work on the same bytes by the providers' own SDKs and by stock SOAP clients, interleaved with ours.
//!
//! ```sh
//! cargo xtask bench --rivals
//! ```
//!
//! Each of them is a process that does its work so many times when it is told to, and says how long that took.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark ends at the first fault"
)]

mod input;
mod worker;

use greenid_soap::{Operation, decode};
use http::HeaderMap;
use kyc_facade::{Provenance, smileid::decide_result};
use kyc_http::ResponseLimits;
use kyc_model::outcome::SignatureState;
use measure::{Bench, Bound, Figure, Group};
use smileid::{
    ApiKey, Credentials, JobStatusRequest,
    callback::{EventKind, Verifier},
};

use worker::{NODE_SMILEID, NODE_SOAP, PYTHON_SMILEID, PYTHON_ZEEP, Tool, Worker};

fn main() {
    let bench = Bench::from_env();
    for (size, times) in [("2 KB", 1), ("40 KB", 20), ("1 MB", 560)] {
        let name = format!("rivals: greenID reply, {size}");
        greenid_reply(&bench, &name, &input::greenid(times));
    }
    for (size, history) in [("1 KB", 0), ("1 MB", 1400)] {
        smileid_reply(
            &bench,
            &format!("rivals: Smile job status, {size}"),
            history,
        );
    }
    smileid_callback(&bench);
}

fn greenid_reply(bench: &Bench, name: &str, body: &str) {
    let ours = || {
        let operation = Operation::GetVerificationResult;
        decode::verification_result(body.as_bytes(), operation, ResponseLimits::default()).unwrap()
    };
    bench.group(name, |group| {
        group.bytes(body.len());
        group.add("quick-xml tokens", || input::xml_tokens(body));
        group.add("ours", ours).at_most(1.9);
        add(group, name, body.as_bytes(), &[PYTHON_ZEEP, NODE_SOAP]);
    });
}

fn smileid_reply(bench: &Bench, name: &str, history: usize) {
    let question = JobStatusRequest::new(input::USER, input::JOB).unwrap();
    let reply = input::job_status(history);
    let (credentials, now) = (credentials(), input::signed_at().parse().unwrap());
    let ours = || {
        question
            .read_reply(&credentials, &reply, ResponseLimits::default(), now)
            .unwrap()
    };
    bench.group(name, |group| {
        group.bytes(reply.body().len());
        group.add("IgnoredAny and two SHA-256", || {
            (input::json_tokens(reply.body()), input::two_hashes())
        });
        group
            .add("ours", ours)
            .at_most(if history == 0 { 2.8 } else { 3.0 });
        add(group, name, reply.body(), &[PYTHON_SMILEID, NODE_SMILEID]);
    });
}

/// Authenticated, judged for its freshness, decoded and mapped; the SDKs parse it and check the signature.
fn smileid_callback(bench: &Bench) {
    const NAME: &str = "rivals: Smile callback";
    let (body, headers) = (input::callback(), HeaderMap::new());
    let (verifier, now) = (
        Verifier::new(credentials()),
        input::signed_at().parse().unwrap(),
    );
    let ours = || {
        let event = verifier.receive(&headers, &body, now).unwrap();
        let EventKind::V1(result) = &event.kind else {
            return None;
        };
        decide_result(result, &Provenance::saved(SignatureState::Valid)).ok()
    };
    assert!(ours().is_some());
    let measured = bench.group(NAME, |group| {
        group.bytes(body.len());
        group.add("IgnoredAny", || input::json_tokens(&body));
        group.add("ours", ours).at_most(4.5);
        add(group, NAME, &body, &[PYTHON_SMILEID, NODE_SMILEID]);
    });
    let ratio = |name: &str| {
        let rows = &measured.as_ref()?.rows;
        Some(rows.iter().find(|row| row.name == name)?.ratio)
    };
    if let (Some(ours), Some(python)) = (ratio("ours"), ratio(PYTHON_SMILEID.name)) {
        let what = "rivals: Smile callback beside the Python SDK";
        let figure = Figure::new(what, python / ours, "times as fast");
        bench.figure(&figure.within(Bound::AtLeast(3.0)));
    }
}

fn credentials() -> Credentials {
    Credentials::new(input::PARTNER, ApiKey::new(input::KEY)).unwrap()
}

fn add(group: &mut Group<'_>, name: &str, input: &[u8], tools: &[Tool]) {
    for tool in tools {
        let mut worker = Worker::start(tool, name, input);
        group.add_timed(tool.name, move |times| worker.work(times));
    }
}
