mod alerts;
mod jobs;
mod payload;
mod snapshots;
mod subject;

use crate::{
    Timestamp,
    outcome::{
        Awaiting, Decision, Environment, Evidence, EvidenceKind, Finality, GreenidReference,
        OutcomeParts, Product, ReasonCategory, Reference,
        Relation::{self, Duplicate, Keeps, Replaces},
        Remedy, SignatureState, SmileReference, Source, Supersession, VerificationOutcome,
    },
};

fn at(second: u8) -> Option<Timestamp> {
    Some(format!("2026-01-02T03:04:{second:02}Z").parse().unwrap())
}

fn smile_reference() -> SmileReference {
    let mut reference = SmileReference::new("u-1", "j-1");
    reference.partner_id = Some("2099".into());
    reference
}

fn greenid_reference() -> GreenidReference {
    let mut reference = GreenidReference::new("u-1");
    reference.customer_id = Some("acme-bank".into());
    reference
}

/// A valid outcome of this decision and finality.
fn outcome(
    reference: Reference,
    decision: Decision,
    finality: Finality,
    change: impl FnOnce(&mut OutcomeParts),
) -> VerificationOutcome {
    let mut parts = OutcomeParts::inconclusive(
        reference,
        ReasonCategory::Approved,
        Remedy::None,
        "row",
        "1",
    );
    parts.product = Product::BiometricKyc;
    parts.decision = decision;
    parts.finality = finality;
    parts.awaiting = (decision == Decision::Pending).then_some(Awaiting::Provider);
    parts.source = Source::Asked;
    parts.signature = SignatureState::Valid;
    parts.environment = Environment::Production;
    change(&mut parts);
    VerificationOutcome::new(parts).unwrap()
}

fn smile(
    decision: Decision,
    finality: Finality,
    change: impl FnOnce(&mut OutcomeParts),
) -> VerificationOutcome {
    outcome(
        Reference::Smileid(smile_reference()),
        decision,
        finality,
        change,
    )
}

fn green(
    decision: Decision,
    finality: Finality,
    change: impl FnOnce(&mut OutcomeParts),
) -> VerificationOutcome {
    outcome(
        Reference::Greenid(greenid_reference()),
        decision,
        finality,
        change,
    )
}

fn with_code(parts: &mut OutcomeParts, code: &str) {
    parts.reasons[0].code = Some(code.into());
}

fn with_hash(parts: &mut OutcomeParts, hash: &str) {
    let mut evidence = Evidence::new(EvidenceKind::PayloadHash);
    evidence.sha256 = Some(hash.to_owned());
    parts.evidence.push(evidence);
}

#[track_caller]
fn assert_relation(
    new: &VerificationOutcome,
    old: &VerificationOutcome,
    relation: Relation,
    alert: bool,
) {
    assert_eq!(new.relation_to(old), Supersession { relation, alert });
}

/// The greater one replaces, the lesser one is kept, each is a duplicate of itself.
#[track_caller]
fn assert_above(greater: &VerificationOutcome, lesser: &VerificationOutcome) {
    assert_eq!(greater.relation_to(lesser).relation, Replaces);
    assert_eq!(lesser.relation_to(greater).relation, Keeps);
    for one in [greater, lesser] {
        assert_relation(one, one, Duplicate, false);
    }
}
