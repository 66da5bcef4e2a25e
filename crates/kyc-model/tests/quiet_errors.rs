//! JSON that cannot be read: the error names no value, wherever it stood and whatever type was read.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use kyc_model::{
    greenid::RichVerificationResult,
    outcome::{
        Check, CheckKind, CheckResult, Evidence, EvidenceKind, Field, FieldMatch, OutcomeParts,
        PerformedBy, ProviderFlags, RawPayload, Reason, ReasonCategory, Reference, Remedy,
        SmileApi, SmileReference, VerificationOutcome, WatchlistHit, WatchlistKind, Weight,
    },
    smileid::{Action, JobResult, JobStatus, StatusResult, V3StatusDocument},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

const SECRET: &str = "Jane Doe";

/// Every place of the document, one after the other, with each of these values in it.
fn spoiled(document: &Value) -> Vec<Value> {
    let wrong = [
        json!(SECRET),
        json!({ SECRET: SECRET }),
        json!([SECRET]),
        json!([[SECRET]]),
        json!(4_815_162_342_u64),
    ];
    let mut found = wrong.to_vec();
    match document {
        Value::Object(members) => {
            for (name, member) in members {
                for spoiled in spoiled(member) {
                    let mut members = members.clone();
                    members.insert(name.clone(), spoiled);
                    found.push(Value::Object(members));
                }
            }
        }
        Value::Array(entries) => {
            for (number, entry) in entries.iter().enumerate() {
                for spoiled in spoiled(entry) {
                    let mut entries = entries.clone();
                    *entries.get_mut(number).unwrap() = spoiled;
                    found.push(Value::Array(entries));
                }
            }
        }
        _ => {}
    }
    found
}

/// How many of the spoiled documents were refused.
fn refused<T: DeserializeOwned>(document: &Value) -> usize {
    serde_json::from_value::<T>(document.clone()).unwrap();
    let mut refused = 0;
    for spoiled in spoiled(document) {
        let text = spoiled.to_string();
        if let Err(error) = serde_json::from_str::<T>(&text) {
            refused += 1;
            let shown = format!("{error} {error:?}");
            for value in [SECRET, "4815162342"] {
                assert!(!shown.contains(value), "{text}: {shown}");
            }
        }
    }
    refused
}

fn refused_of<T: DeserializeOwned + Serialize>(value: &T) -> usize {
    refused::<T>(&serde_json::to_value(value).unwrap())
}

fn outcome() -> OutcomeParts {
    let mut parts = OutcomeParts::inconclusive(
        Reference::Smileid(SmileReference::new("u-1", "j-1")),
        ReasonCategory::SourceNotChecked,
        Remedy::VouchOrAskAgain,
        "P4",
        "test",
    );
    let mut check = Check::new(
        CheckKind::Document,
        "Verify_Document",
        CheckResult::Passed,
        PerformedBy::Machine,
    );
    check.value = Some("Passed".into());
    check.fields = vec![Field::new("DOB", FieldMatch::Returned, true)];
    parts.checks = vec![check];
    let mut evidence = Evidence::new(EvidenceKind::Document);
    evidence.name = Some("NIN".into());
    evidence.sha256 = Some("00".to_owned());
    parts.evidence = vec![evidence];
    let mut hit = WatchlistHit::new(WatchlistKind::Pep);
    hit.pep_level = Some(1.into());
    parts.watchlist = vec![hit];
    let mut reason = Reason::new(ReasonCategory::Approved, Weight::Advisory).with_rule("S1");
    reason.code = Some("0810".into());
    parts.reasons.push(reason);
    parts.raw = Some(RawPayload::new(
        "application/json".to_owned(),
        "00".to_owned(),
        "{}".into(),
    ));
    parts
}

#[test]
fn of_outcomes_and_their_parts() {
    let parts = outcome();
    let mut whole = parts.clone();
    whole.history = vec![VerificationOutcome::new(parts.clone()).unwrap()];
    for refused in [
        refused_of(&whole),
        refused_of(&VerificationOutcome::new(whole.clone()).unwrap()),
        refused_of(&parts.reference),
        refused_of(parts.checks.first().unwrap()),
        refused_of(parts.evidence.first().unwrap()),
        refused_of(parts.watchlist.first().unwrap()),
        refused_of(parts.reasons.last().unwrap()),
        refused_of(parts.raw.as_ref().unwrap()),
        refused_of(&SmileApi::V3),
    ] {
        assert!(refused >= 4, "{refused}");
    }
    assert!(refused::<ProviderFlags>(&json!({ "final": true })) >= 4);
}

#[test]
fn of_the_providers_records() {
    let result = json!({
        "result_code": "0810",
        "partner_params": { "job_type": 1, "user_id": "u-1", "job_id": "j-1" },
        "actions": [{ "action": "Verify_ID_Number", "value": "Verified" }],
        "is_final_result": true,
        "confidence_value": 99,
        "id_fields": { "full_name": "x" },
        "antifraud": { "summary": { "fraud_detected": true } },
        "extra": { "a": 1 },
    });
    let status = json!({
        "timestamp": "2026-01-01T00:00:00Z",
        "job_complete": true,
        "result": { "record": result },
        "history": [result],
        "image_links": { "selfie_image": "x" },
    });
    assert!(refused::<JobResult>(&result) >= 20);
    assert!(refused::<JobStatus>(&status) >= 40);
    assert!(refused::<StatusResult>(&json!({ "text": "No zip" })) >= 4);
    assert!(refused::<Action>(&json!({ "action": "a", "value": "b" })) >= 4);
    assert!(refused::<V3StatusDocument>(&json!({ "status": "clear", "job_id": "j-1" })) >= 4);
    let greenid = json!({
        "user_id": "u-1",
        "individual_results": [{ "name": "aec", "field_results": [{ "name": "dob" }] }],
    });
    assert!(refused::<RichVerificationResult>(&greenid) >= 4);
}
