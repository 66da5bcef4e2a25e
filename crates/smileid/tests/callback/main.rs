//! Callbacks, good and bad, as bytes and headers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod cost;
mod events;
#[cfg(feature = "testing")]
mod helpers;
mod pair;

use bytes::Bytes;
use http::HeaderMap;
use kyc_model::Timestamp;
use smileid::{
    ApiKey, Credentials, ErrorKind,
    callback::{Event, Verifier},
    signature,
};

const KEY: &str = "fake-api-key-0123456789";
const AT: &str = "2026-01-02T03:04:05.678Z";
const V1: &str = include_str!("../../../../fixtures/smileid/result/f18-jt1-approved/payload.json");
const V3: &str = include_str!(
    "../../../../fixtures/smileid/v3_status/webhook-document-verification-attention-document-expired/payload.json"
);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-01-02T03:04:07Z")
}

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new(KEY)).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(credentials())
}

fn pair_over(text: &str) -> String {
    signature::sign(&credentials(), text, now()).unwrap()
}

/// A V1 callback that is signed over this text, which stands in it as it is given.
fn v1(timestamp_json: &str, pair: &str) -> Bytes {
    format!(
        r#"{{"ResultCode":"0810","SmileJobID":"0000000001","timestamp":{timestamp_json},"signature":"{pair}",
        "PartnerParams":{{"user_id":"u-1","job_id":"j-1","job_type":1}},"Actions":{{}}}}"#
    )
    .into()
}

fn good_v1() -> Bytes {
    v1(&format!("\"{AT}\""), &pair_over(AT))
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn v3_headers() -> HeaderMap {
    headers(&[
        ("response-signature", &pair_over(AT)),
        ("response-timestamp", AT),
        ("job-id", "job_01"),
        ("user-id", "user_01"),
        ("api-version", "v3.640.0"),
    ])
}

fn receive(headers: &HeaderMap, body: &Bytes) -> smileid::Result<Event> {
    verifier().receive(headers, body, now())
}

fn refused(headers: &HeaderMap, body: &Bytes) -> ErrorKind {
    let error = receive(headers, body).unwrap_err();
    assert!(!error.is_retryable());
    assert!(!format!("{error} {error:?}").contains("Canary"));
    error.kind()
}
