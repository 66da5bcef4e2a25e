//! What an answer holds that no table lists, over every fixture.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
#![cfg(all(feature = "greenid", feature = "smileid"))]

use std::{fs, path::Path};

use kyc_facade::{Normalizer, UnrecognizedPart as Part, unrecognized};
use kyc_model::{
    Timestamp,
    outcome::{ReasonCategory, VerificationOutcome},
};
use serde_json::json;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures");

fn mapped(path: &Path) -> Option<VerificationOutcome> {
    let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
    let payload = fs::read(path).unwrap();
    Normalizer::new().normalize(&payload, now).ok()
}

fn found(case: &str) -> Vec<(Part, String)> {
    let outcome = mapped(&Path::new(FIXTURES).join(case)).expect(case);
    unrecognized(&outcome)
        .into_iter()
        .map(|one| (one.part, one.value.into_inner()))
        .collect()
}

#[test]
fn every_part_is_found() {
    let one = |part, value: &str| vec![(part, value.to_owned())];
    let smile = |case: &str| found(&format!("smileid/{case}"));
    let green = |case| {
        found(&format!(
            "greenid/get_verification_result/{case}/response.xml"
        ))
    };
    assert_eq!(
        smile("job_status/jt1-9999-unlisted/response.json"),
        one(Part::Code, "9999")
    );
    assert_eq!(
        smile("job_status/jt99-0810-unlisted/response.json"),
        [
            (Part::Code, "0810".to_owned()),
            (Part::Product, "job_type_99".to_owned())
        ]
    );
    assert_eq!(
        smile("job_status/f6-final-unreadable/response.json"),
        one(Part::Flag, "\"yes\"")
    );
    assert_eq!(
        green("outcome-invented"),
        one(Part::Code, "VERIFIED_BY_MAGIC")
    );
    assert_eq!(
        green("g2-invented-state"),
        one(Part::CheckValue, "INVENTED_STATE")
    );
    assert_eq!(
        green("field-checked"),
        [
            (Part::FieldStatus, "suburb".to_owned()),
            (Part::FieldStatus, "surname".to_owned())
        ]
    );
    assert_eq!(green("outcome-verified"), []);
    assert_eq!(
        smile("job_status/jt6-0810-document-verified/response.json"),
        []
    );
    let parts = |case: &str| -> Vec<Part> {
        let found = smile(&format!("job_status/{case}/response.json"));
        let mut parts: Vec<_> = found.into_iter().map(|(part, _)| part).collect();
        parts.dedup();
        parts
    };
    assert_eq!(parts("advisory-unknown-action-key"), [Part::CheckName]);
    assert_eq!(parts("advisory-unknown-action-value"), [Part::CheckValue]);
    assert_eq!(parts("advisory-action-value-no-text"), [Part::CheckValue]);
}

#[test]
fn in_v3_a_status_without_a_reason_is_ordinary_and_both_words_can_be_unknown() {
    let found = |status: &str, reason: Option<&str>| -> Vec<String> {
        let mut document = json!({"status": status, "job_id": "job_01", "user_id": "user_01"});
        if let Some(reason) = reason {
            document["reason"] = json!(reason);
        }
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let outcome = Normalizer::new()
            .normalize(document.to_string().as_bytes(), now)
            .unwrap();
        unrecognized(&outcome)
            .into_iter()
            .filter(|one| one.part == Part::Code)
            .map(|one| one.value.into_inner())
            .collect()
    };
    for status in ["clear", "attention", "block", "error", "processing"] {
        assert!(found(status, None).is_empty(), "{status}");
    }
    assert!(found("block", Some("high_risk")).is_empty());
    assert_eq!(found("block", Some("made_up")), ["made_up"]);
    // A listed reason beside a status that does not know it.
    assert_eq!(found("attention", Some("high_risk")), ["high_risk"]);
    assert_eq!(found("suspended", None), ["suspended"]);
    assert_eq!(found("suspended", Some("high_risk")), ["suspended"]);
    assert_eq!(
        found("suspended", Some("made_up")),
        ["made_up", "suspended"]
    );
}

/// A value of a check that is found makes the outcome say `unrecognized_value`.
#[test]
fn what_is_found_in_a_check_is_said_by_the_outcome() {
    let (mut looked_at, mut with_a_value) = (0, 0);
    for folder in [
        "smileid/job_status",
        "smileid/result",
        "greenid/get_verification_result",
    ] {
        for entry in fs::read_dir(Path::new(FIXTURES).join(folder)).unwrap() {
            let case = entry.unwrap().path();
            let files = ["response.json", "payload.json", "response.xml"];
            let Some(file) = files
                .iter()
                .map(|file| case.join(file))
                .find(|path| path.is_file())
            else {
                continue;
            };
            let Some(outcome) = mapped(&file) else {
                continue;
            };
            looked_at += 1;
            let says = outcome
                .reasons()
                .iter()
                .any(|reason| reason.category == ReasonCategory::UnrecognizedValue);
            let of_a_check = unrecognized(&outcome)
                .iter()
                .any(|one| one.part == Part::CheckValue);
            with_a_value += usize::from(of_a_check);
            assert!(says || !of_a_check, "{}", file.display());
        }
    }
    assert!(looked_at > 300, "{looked_at}");
    assert!(with_a_value >= 3, "{with_a_value}");
}

#[test]
fn one_normalizer_serves_all_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Normalizer>();
}
