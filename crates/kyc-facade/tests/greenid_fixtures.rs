//! Every fixture of greenID: the outcome, as an answer of production that we asked for, and as a saved payload.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![cfg(feature = "greenid")]

#[path = "../../greenid-soap/tests/common/fixtures.rs"]
mod fixtures;

use std::error::Error as _;

use fixtures::{Case, cases};
use greenid_soap::GetVerificationResult;
use kyc_facade::{
    Error, Normalizer,
    greenid::{Policy, Provenance, SavedOptions, decide_saved, decide_verification_result},
};
use kyc_http::ResponseLimits;
use kyc_model::outcome::{
    CheckKind, CheckResult, Decision, Environment, GreenidReference, SignatureState, Source,
    VerificationOutcome,
};
use serde_json::{Value, json};

fn shown(outcome: Result<VerificationOutcome, Error>) -> Value {
    match outcome {
        Ok(outcome) => {
            let json = serde_json::to_value(&outcome).unwrap();
            let again: VerificationOutcome = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(again, outcome);
            json
        }
        Err(error) => json!({
            "error": error.to_string(),
            "source": error.source().map(ToString::to_string),
            "kind": format!("{:?}", error.kind()),
            "path": error.path(),
            "retryable": error.is_retryable(),
        }),
    }
}

fn asked(case: &Case) -> Result<VerificationOutcome, Error> {
    let user_id = case.meta.request.user_id.clone().unwrap();
    let request = GetVerificationResult::new(user_id.clone()).unwrap();
    let reply = request.read_reply(&case.reply(), ResponseLimits::default())?;
    let mut provenance = Provenance::saved(SignatureState::NotDue);
    provenance.source = Source::Asked;
    provenance.environment = Environment::Production;
    provenance.retrieved_at = "2026-01-02T03:04:05.678Z".parse().ok();
    provenance.asked = Some(GreenidReference::new(user_id));
    provenance.account = Some("invented-customer".into());
    provenance.sha256 = Some(reply.payload.sha256());
    decide_verification_result(&reply.record, &Policy::default(), &provenance)
}

fn saved(case: &Case, vouch: bool) -> Result<VerificationOutcome, Error> {
    let mut options = SavedOptions::default();
    options.vouch_for_source = vouch;
    decide_saved(case.payload.clone(), &options)
}

#[test]
fn every_reply_becomes_its_outcome() {
    for case in cases("get_verification_result") {
        insta::with_settings!({
            description => &case.meta.shows,
            omit_expression => true,
            prepend_module_to_snapshot => false,
            snapshot_path => "snapshots/greenid/get_verification_result",
        }, {
            insta::assert_json_snapshot!(case.name.as_str(), shown(asked(&case)));
        });
    }
}

#[test]
fn nothing_saved_is_believed_without_a_vouch() {
    for operation in ["get_verification_result", "register_user"] {
        for case in cases(operation) {
            if let Ok(outcome) = saved(&case, false) {
                assert_eq!(outcome.decision(), Decision::Inconclusive, "{}", case.name);
                let by = outcome.decided_by();
                assert!(
                    matches!(by, "P4" | "greenid/no_user_id"),
                    "{}: {by}",
                    case.name
                );
                let mut fields = outcome.checks().iter().flat_map(|check| &check.fields);
                assert!(fields.all(|field| !field.source_checked), "{}", case.name);
            }
            let mut normalizer = Normalizer::new();
            normalizer.greenid.vouch_for_source = true;
            let now = "2026-01-02T03:04:05Z".parse().unwrap();
            if let (Ok(a), Ok(b)) = (saved(&case, true), normalizer.normalize(&case.payload, now)) {
                assert_eq!(a, b, "{}", case.name);
            }
        }
    }
}

#[test]
fn a_changed_roll_a_nil_entry_and_a_post_office_visit() {
    let case = cases("get_verification_result")
        .into_iter()
        .find(|case| case.name == "done-when")
        .unwrap();
    let outcome = saved(&case, true).unwrap();
    assert_eq!(outcome.decision(), Decision::Verified);
    assert_eq!(outcome.category().as_str(), "verified_with_changes");
    assert_eq!(outcome.decided_by(), "greenid/VERIFIED_WITH_CHANGES");
    let documents: Vec<_> = outcome
        .checks()
        .iter()
        .filter(|check| check.kind == CheckKind::Document)
        .collect();
    assert_eq!(documents.len(), 2);
    assert!(
        documents
            .iter()
            .all(|check| check.result == CheckResult::Passed)
    );
    assert!(!outcome.established().is_empty());
    let fields: Vec<_> = outcome
        .checks()
        .iter()
        .filter(|check| check.kind == CheckKind::ElectoralRoll)
        .flat_map(|check| &check.fields)
        .collect();
    assert!(!fields.is_empty());
    assert!(fields.iter().all(|field| field.claim.is_some()));
}
