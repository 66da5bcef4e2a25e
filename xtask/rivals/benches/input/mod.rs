//! The bytes that everybody reads, made from the fixtures, and the floors on them.

use bytes::Bytes;
use http::Response;
use quick_xml::{Reader, events::Event};
use serde::de::IgnoredAny;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) const PARTNER: &str = "085";
pub(crate) const KEY: &str = "fake-api-key-0123456789";
pub(crate) const USER: &str = "invented-user-1";
pub(crate) const JOB: &str = "invented-job-1";

const GREENID: &str = include_str!(
    "../../../../fixtures/greenid/get_verification_result/pretty-printed/response.xml"
);
const SMILEID: &str =
    include_str!("../../../../fixtures/smileid/job_status/jt5-1012-number-validated/response.json");

/// A reply with that many times the checks of the fixture.
pub(crate) fn greenid(times: usize) -> String {
    const OPEN: &str = "<individualResults>";
    const CLOSE: &str = "</individualResults>";
    let (before, rest) = GREENID.split_once(OPEN).unwrap();
    let (check, behind) = rest.split_once(CLOSE).unwrap();
    let checks = format!("{OPEN}{check}{CLOSE}").repeat(times);
    format!("{before}{checks}{behind}")
}

/// A signed reply with that many results in its history.
pub(crate) fn job_status(history: usize) -> Response<Bytes> {
    let mut reply: Value = serde_json::from_str(SMILEID).unwrap();
    if history > 0 {
        reply["history"] = json!(vec![reply["result"].clone(); history]);
    }
    Response::builder()
        .header("content-type", "application/json")
        .body(reply.to_string().into())
        .unwrap()
}

/// A signed callback: the result, flat.
pub(crate) fn callback() -> Bytes {
    let mut reply: Value = serde_json::from_str(SMILEID).unwrap();
    let mut result = reply["result"].take();
    for member in ["signature", "timestamp"] {
        result[member] = reply[member].take();
    }
    result.to_string().into()
}

/// The time in the fixture, which its signature covers.
pub(crate) fn signed_at() -> String {
    let reply: Value = serde_json::from_str(SMILEID).unwrap();
    reply["timestamp"].as_str().unwrap().to_owned()
}

pub(crate) fn xml_tokens(text: &str) -> usize {
    let mut reader = Reader::from_str(text);
    let mut tokens = 0;
    while reader.read_event().unwrap() != Event::Eof {
        tokens += 1;
    }
    tokens
}

pub(crate) fn json_tokens(body: &[u8]) -> IgnoredAny {
    serde_json::from_slice(body).unwrap()
}

/// The two hashes that a signature cannot do without.
pub(crate) fn two_hashes() -> [u8; 32] {
    const MESSAGE: &[u8] = b"2026-01-02T03:04:06.123Z085sid_request";
    Sha256::digest(Sha256::digest(MESSAGE)).into()
}
