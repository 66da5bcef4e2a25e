//! Signatures: published vectors, strictness, the key ring.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use base64::Engine as _;
use common::{AT, KEY, at, credentials, now};
use serde::Deserialize;
use smileid::{ApiKey, Credentials, ErrorKind, signature};

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    partner_id: String,
    api_key: String,
    timestamp: String,
    signature: String,
}

#[test]
fn all_vectors_of_the_official_sdks() {
    let path = common::fixtures().join("signature-vectors.json");
    let file: Vectors = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(file.vectors.len(), 11);
    for vector in file.vectors {
        let credentials = Credentials::new(vector.partner_id, ApiKey::new(vector.api_key)).unwrap();
        let made = signature::sign(&credentials, &vector.timestamp, now()).unwrap();
        assert_eq!(made, vector.signature);
        assert_eq!(made.len(), 44);
        signature::verify(&credentials, &vector.timestamp, &vector.signature, now()).unwrap();
    }
}

#[test]
fn only_padded_standard_base64_is_read() {
    let bytes: Vec<u8> = base64::engine::general_purpose::STANDARD
        .decode(signature::sign(&credentials(), AT, now()).unwrap())
        .unwrap();
    let good = base64::engine::general_purpose::STANDARD.encode(&bytes);
    let url_safe = base64::engine::general_purpose::URL_SAFE.encode(&bytes);
    assert_ne!(good, url_safe, "the vector must tell the alphabets apart");
    let unpadded = good.trim_end_matches('=').to_owned();
    let trailing_bits = {
        let mut text = unpadded.clone().into_bytes();
        *text.last_mut().unwrap() += 1;
        format!("{}=", String::from_utf8(text).unwrap())
    };
    for (name, text) in [
        ("url-safe", url_safe),
        ("unpadded", unpadded),
        ("junk suffix", format!("{good}!")),
        ("second padding", format!("{good}=")),
        ("line end", format!("{good}\n")),
        ("leading blank", format!(" {good}")),
        ("trailing bits", trailing_bits),
        ("too short", "AAAA".to_owned()),
        ("empty", String::new()),
        ("hexadecimal", "a".repeat(64)),
    ] {
        let error = signature::verify(&credentials(), AT, &text, now()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignatureMalformed, "{name}");
        assert_eq!(error.path(), Some("signature"), "{name}");
    }
}

#[test]
fn every_part_of_the_message_counts() {
    let good = signature::sign(&credentials(), AT, now()).unwrap();
    let other_partner = Credentials::new("85", ApiKey::new(KEY)).unwrap();
    let other_key = Credentials::new("085", ApiKey::new("another-key")).unwrap();
    let same_instant = "2026-01-02T03:04:05.678+00:00";
    for (name, credentials, timestamp) in [
        ("partner id without its zero", &other_partner, AT),
        ("another key", &other_key, AT),
        (
            "the same instant written otherwise",
            &credentials(),
            same_instant,
        ),
    ] {
        let error = signature::verify(credentials, timestamp, &good, now()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignatureMismatch, "{name}");
    }
}

#[test]
fn the_newest_valid_key_signs_and_every_valid_key_verifies() {
    let (old_end, new_start) = (at("2026-06-30T00:00:00Z"), at("2026-06-01T00:00:00Z"));
    let ring = Credentials::new("085", ApiKey::new("old").valid_until(old_end))
        .unwrap()
        .with_key(ApiKey::new("new").valid_from(new_start))
        .unwrap();
    let old = Credentials::new("085", ApiKey::new("old")).unwrap();
    let new = Credentials::new("085", ApiKey::new("new")).unwrap();

    for (instant, signs, old_verifies, new_verifies) in [
        ("2026-05-31T23:59:59.999Z", &old, true, false),
        ("2026-06-01T00:00:00Z", &new, true, true),
        ("2026-06-29T23:59:59Z", &new, true, true),
        ("2026-06-30T00:00:00Z", &new, false, true),
    ] {
        let instant = at(instant);
        let expected = signature::sign(signs, AT, instant).unwrap();
        assert_eq!(signature::sign(&ring, AT, instant).unwrap(), expected);
        for (single, verifies) in [(&old, old_verifies), (&new, new_verifies)] {
            let pair = signature::sign(single, AT, instant).unwrap();
            let verified = signature::verify(&ring, AT, &pair, instant).is_ok();
            assert_eq!(verified, verifies, "{instant}");
        }
    }
}

#[test]
fn without_a_valid_key_nothing_signs_or_verifies() {
    let expired = Credentials::new("085", ApiKey::new(KEY).valid_until(now())).unwrap();
    let error = signature::sign(&expired, AT, now()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidConfiguration);
    let pair = signature::sign(&credentials(), AT, now()).unwrap();
    let error = signature::verify(&expired, AT, &pair, now()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SignatureMismatch);
}

#[test]
fn unusable_credentials_are_refused_and_never_shown() {
    for partner in ["", " 085", "0 85", "085\n", "zero\u{0661}", &"9".repeat(65)] {
        let error = Credentials::new(partner, ApiKey::new(KEY)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidConfiguration);
        assert_eq!(error.path(), Some("partner_id"));
    }
    let longest = "9".repeat(64);
    let accepted = Credentials::new(longest.as_str(), ApiKey::new(KEY)).unwrap();
    assert_eq!(accepted.partner_id(), longest);
    let error = Credentials::new("085", ApiKey::new("")).unwrap_err();
    assert_eq!(error.path(), Some("api_key"));
    let shown = format!("{:?} {:?}", credentials(), ApiKey::new(KEY));
    assert!(!shown.contains(KEY) && !shown.contains("085"), "{shown}");
}
