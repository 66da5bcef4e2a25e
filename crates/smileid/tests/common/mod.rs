//! What the tests of this crate share.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub
)]

use std::path::PathBuf;

use bytes::Bytes;
use http::Response;
use kyc_model::Timestamp;
use smileid::{ApiKey, Credentials, signature};

pub const PARTNER: &str = "085";
pub const KEY: &str = "fake-api-key-0123456789";
pub const AT: &str = "2026-01-02T03:04:05.678Z";

pub fn fixtures() -> PathBuf {
    PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/smileid"
    ))
}

pub fn credentials() -> Credentials {
    Credentials::new(PARTNER, ApiKey::new(KEY)).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn now() -> Timestamp {
    at(AT)
}

/// A 200 with this body.
pub fn reply(body: impl Into<Bytes>) -> Response<Bytes> {
    status(200, body)
}

pub fn status(status: u16, body: impl Into<Bytes>) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

/// The body with `SIGNED` replaced by a fitting timestamp and signature.
pub fn signed(body: &str) -> String {
    let signature = signature::sign(&credentials(), AT, now()).unwrap();
    let pair = format!(r#""timestamp":"{AT}","signature":"{signature}""#);
    body.replace("SIGNED", &pair)
}
