//! What holds of every reading and of every outcome, whatever came in.

use core::fmt::Debug;

use kyc_facade::{explain, unrecognized};
use kyc_http::ResponseLimits;
use kyc_model::{
    Timestamp,
    outcome::{
        Decision, Environment, Established, Finality, Product, Relation, Remedy, Requirement,
        Source, VerificationOutcome, Weight,
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::canary::{silent_debug, silent_error};

/// The instant at which everything happens.
pub(crate) fn now() -> Timestamp {
    "2026-01-02T03:04:05.678Z".parse().expect("an instant")
}

/// Reads twice and expects the same, shows what came of it, and holds the limit: a body one byte too long is refused.
pub(crate) fn reading<T, E>(
    body: &[u8],
    read: impl Fn(&[u8], ResponseLimits) -> Result<T, E>,
) -> Option<T>
where
    T: Debug + PartialEq,
    E: core::error::Error,
{
    let limits = ResponseLimits::default();
    let first = read(body, limits);
    let second = read(body, limits);
    let shown = |result: &Result<T, E>| result.as_ref().err().map(|error| format!("{error:?}"));
    assert_eq!(shown(&first), shown(&second), "two readings, two answers");
    if let Some(less) = body.len().checked_sub(1) {
        let refused = read(body, limits.with_max_body_bytes(less));
        assert!(refused.is_err(), "larger than the limit, and read");
        let read = read(body, limits.with_max_body_bytes(body.len()));
        assert_eq!(read.is_ok(), first.is_ok(), "as large as the limit allows");
    }
    match (first, second) {
        (Ok(first), Ok(second)) => {
            assert!(first == second, "two readings, two records");
            silent_debug(body, &first);
            Some(first)
        }
        (Err(error), _) => {
            silent_error(body, &error);
            None
        }
        (Ok(_), Err(_)) => unreachable!("compared above"),
    }
}

/// What was read comes back from its canonical JSON as it was.
pub(crate) fn comes_back<T: Debug + PartialEq + Serialize + DeserializeOwned>(record: &T) {
    let json = serde_json::to_string(record).expect("a record is JSON");
    let back: T = serde_json::from_str(&json).expect("a record is read back");
    assert!(&back == record, "another record came back");
}

/// Any environment and a loopback source, so that only what was shown counts.
fn identity() -> Requirement {
    Environment::ALL
        .iter()
        .fold(Requirement::identity(), |requirement, environment| {
            requirement.accept_environment(*environment)
        })
        .accept_loopback()
}

/// What holds of an outcome that was just decided: what holds of every one, and it shows nothing of what came in.
pub(crate) fn decided(outcome: &VerificationOutcome, input: &[u8]) {
    self::outcome(outcome, input);
    silent_debug(input, outcome);
    silent_debug(input, &explain(outcome));
}

/// What holds of every outcome. `input` is what it was made of.
pub(crate) fn outcome(outcome: &VerificationOutcome, input: &[u8]) {
    let parts = outcome.parts();
    let decisive = parts
        .reasons
        .iter()
        .filter(|reason| reason.weight == Weight::Decisive)
        .count();
    assert_eq!(decisive, 1);
    assert!(!parts.decided_by.is_empty() && !parts.table_version.is_empty());
    assert_eq!(parts.reference.provider(), &parts.provider);
    assert_eq!(
        parts.decision == Decision::Pending,
        parts.awaiting.is_some()
    );
    if parts.source == Source::Unverified {
        assert_eq!(parts.decision, Decision::Inconclusive);
        assert_eq!(parts.finality, Finality::Unknown);
    }
    if parts.decision == Decision::Verified {
        assert_eq!(parts.finality, Finality::Final);
        assert!(outcome.category().is_approval());
        assert_eq!(parts.remedy, Remedy::None);
        assert_ne!(parts.product, Product::Unspecified);
    } else {
        assert!(parts.established.is_empty());
    }
    if outcome.satisfies(&identity()) {
        assert_eq!(parts.decision, Decision::Verified);
        assert!(parts.established.iter().any(|shown| matches!(
            shown,
            Established::FaceToId | Established::FaceToDocument | Established::IdDataMatch
        )));
    }
    for entry in &parts.history {
        assert!(entry.history().is_empty());
        self::outcome(entry, input);
    }

    let json = serde_json::to_string(outcome).expect("an outcome is JSON");
    let back: VerificationOutcome = serde_json::from_str(&json).expect("an outcome is read back");
    assert!(&back == outcome, "another outcome came back");
    assert_eq!(
        serde_json::to_string(&back).expect("an outcome is JSON"),
        json
    );
    assert!(back.content() == outcome.content());
    let expected: &[Relation] = match parts.source {
        Source::Unverified => &[Relation::Unrelated, Relation::Keeps],
        _ => &[Relation::Unrelated, Relation::Duplicate],
    };
    assert!(expected.contains(&back.relation_to(outcome).relation));

    let explanation = explain(outcome);
    assert!(explanation == explain(&back), "two explanations");
    let news = unrecognized(outcome);
    assert!(news == unrecognized(&back));
    silent_debug(input, &news);
}
