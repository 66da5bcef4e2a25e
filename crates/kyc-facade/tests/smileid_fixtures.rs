//! Every fixture of Smile ID: the outcome, as an answer of production that we asked for, and as a saved payload.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![cfg(feature = "smileid")]

#[path = "../../smileid/tests/common/fixtures.rs"]
mod fixtures;

use std::error::Error as _;

use fixtures::{Case, cases, credentials};
use kyc_facade::{
    Error,
    smileid::{Provenance, SavedOptions, decide_job_status, decide_saved},
};
use kyc_http::ResponseLimits;
use kyc_model::outcome::{Decision, Environment, Source, VerificationOutcome};
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
    let reply = case.request().read_reply(
        &credentials(),
        &case.reply(),
        ResponseLimits::default(),
        case.sent_at(),
    )?;
    let mut provenance = Provenance::saved(reply.signature);
    provenance.source = Source::Asked;
    provenance.environment = Environment::Production;
    provenance.retrieved_at = Some(case.sent_at());
    provenance.asked = Some(case.reference());
    provenance.account = Some("085".into());
    provenance.sha256 = Some(reply.payload.sha256());
    decide_job_status(&reply.record, &provenance)
}

fn saved(case: &Case, vouch: bool) -> Result<VerificationOutcome, Error> {
    let mut options = SavedOptions::default();
    options.credentials = Some(credentials());
    options.vouch_for_source = vouch;
    decide_saved(case.payload.clone(), &options, case.sent_at())
}

fn snapshot(operation: &str, case: &Case, value: &Value) {
    insta::with_settings!({
        description => &case.meta.shows,
        omit_expression => true,
        prepend_module_to_snapshot => false,
        snapshot_path => format!("snapshots/smileid/{operation}"),
    }, {
        insta::assert_json_snapshot!(case.name.as_str(), value);
    });
}

#[test]
fn job_status() {
    for case in cases("job_status") {
        snapshot("job_status", &case, &shown(asked(&case)));
    }
}

#[test]
fn saved_payloads() {
    for operation in ["result", "v3_status"] {
        for case in cases(operation) {
            snapshot(operation, &case, &shown(saved(&case, true)));
        }
    }
}

#[test]
fn nothing_saved_is_believed_without_a_vouch() {
    for operation in ["job_status", "result", "v3_status"] {
        for case in cases(operation) {
            if let Ok(outcome) = saved(&case, false) {
                assert_eq!(outcome.decision(), Decision::Inconclusive, "{}", case.name);
                assert_eq!(outcome.source(), Source::Unverified, "{}", case.name);
                assert!(
                    matches!(outcome.decided_by(), "P4" | "P3a" | "P3b"),
                    "{}: {}",
                    case.name,
                    outcome.decided_by()
                );
            }
        }
    }
}

#[test]
fn names_of_cases_say_which_rule_decides() {
    for case in cases("job_status") {
        let rule = case.name.split('-').next().unwrap().to_uppercase();
        let is_rule = rule.len() <= 3
            && rule.starts_with(['F', 'H', 'L', 'S'])
            && rule[1..].parse::<u8>().is_ok()
            && !case.name.contains("-not-")
            && case.name.split('-').nth(1) != Some("and");
        // These rules leave the deciding to the row.
        let row_decides = ["F8", "F11", "F13", "F14"].contains(&rule.as_str());
        if is_rule && !row_decides {
            let outcome = asked(&case).unwrap();
            assert_eq!(outcome.decided_by(), rule, "{}", case.name);
        }
        if let Some(row) = case.name.strip_prefix("jt")
            && let Some((job_type, rest)) = row.split_once('-')
            && let Ok(outcome) = asked(&case)
        {
            let code = rest.split('-').next().unwrap();
            let id = format!("smileid/{job_type}/{code}");
            let named = outcome.decided_by() == id
                || outcome.decided_by().starts_with('F')
                || outcome
                    .reasons()
                    .iter()
                    .any(|reason| reason.rule.as_deref() == Some(&id));
            assert!(named, "{}: {}", case.name, outcome.decided_by());
        }
    }
}
