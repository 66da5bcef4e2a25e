//! Whatever comes in: an answer or a typed error, never a panic, and nothing is lost on the way to canonical JSON.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use std::fs;

use common::{credentials, now};
use kyc_http::ResponseLimits;
use kyc_model::smileid::{JobResult, JobStatus, V3StatusDocument};
use proptest::prelude::*;
use smileid::{decode, saved};

fn limits() -> ResponseLimits {
    ResponseLimits::default()
}

/// Every payload in the fixtures.
fn payloads() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for operation in ["job_status", "result", "v3_status"] {
        for case in fs::read_dir(common::fixtures().join(operation)).unwrap() {
            for file in fs::read_dir(case.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                if name.starts_with("response.") || name.starts_with("payload.") {
                    found.push(fs::read(path).unwrap());
                }
            }
        }
    }
    assert!(found.len() >= 60, "{} payloads", found.len());
    found.sort();
    found
}

fn everything(bytes: &[u8]) {
    for error in [
        decode::job_status(bytes, limits()).err(),
        decode::job_result(bytes, limits()).err(),
        decode::v3_status(bytes, limits()).err(),
        saved::read(bytes.to_vec(), Some(&credentials()), limits(), now()).err(),
    ]
    .into_iter()
    .flatten()
    {
        assert!(!error.to_string().is_empty());
    }
    if let Ok(record) = decode::job_status(bytes, limits()) {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<JobStatus>(&json).unwrap(), record);
    }
    if let Ok(record) = decode::job_result(bytes, limits()) {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<JobResult>(&json).unwrap(), record);
    }
    if let Ok(record) = decode::v3_status(bytes, limits()) {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(
            serde_json::from_str::<V3StatusDocument>(&json).unwrap(),
            record
        );
    }
}

#[test]
fn every_fixture_round_trips_through_canonical_json() {
    payloads().iter().for_each(|payload| everything(payload));
}

#[test]
fn every_fixture_cut_at_every_byte_is_an_error() {
    let mut cut = 0;
    for payload in payloads() {
        let text = payload.trim_ascii();
        if !text.starts_with(b"{") || decode::job_status(text, limits()).is_err() {
            continue;
        }
        cut += 1;
        for end in 0..text.len() {
            let error = decode::job_status(&text[..end], limits()).unwrap_err();
            assert!(
                matches!(
                    error.kind(),
                    smileid::ErrorKind::Truncated
                        | smileid::ErrorKind::Empty
                        | smileid::ErrorKind::InvalidUtf8
                ),
                "{:?}",
                error.kind()
            );
        }
    }
    assert!(cut >= 60, "{cut} payloads");
}

/// Small JSON values of every kind.
fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1.0e6..1.0e6).prop_map(|number: f64| number.into()),
        "[ -~é\\u{202e}]{0,12}".prop_map(Into::into),
        prop_oneof![
            Just("0810"),
            Just("1"),
            Just("true"),
            Just("Passed"),
            Just("99.5")
        ]
        .prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::btree_map(member_name(), inner, 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

fn member_name() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "timestamp",
            "signature",
            "job_complete",
            "job_success",
            "code",
            "result",
            "history",
            "image_links",
            "ConfidenceValue",
            "Actions",
            "ResultCode",
            "ResultText",
            "PartnerParams",
            "job_type",
            "user_id",
            "job_id",
            "IsFinalResult",
            "SmileJobID",
            "Antifraud",
            "summary",
            "people",
            "pep",
            "company_information",
            "liveness_image_0",
            "SecondaryIDNumber",
            "status",
            "reason",
            "unreadable",
            "extra",
            "error",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z_]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        everything(&bytes);
    }

    #[test]
    fn arbitrary_json(value in any_json()) {
        everything(value.to_string().as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn mutated_fixtures(
        pick in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..6),
    ) {
        let payloads = payloads();
        let mut bytes = payloads[pick.index(payloads.len())].clone();
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        everything(&bytes);
    }
}
