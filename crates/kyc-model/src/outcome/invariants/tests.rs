//! Each invariant, broken and kept.

use super::*;
use crate::outcome::{
    Awaiting, Check, CheckKind, CheckResult, Environment, Evidence, GreenidReference,
    OtherReference, PerformedBy, Reason, ReasonCategory, SmileReference, VerificationOutcome,
    WatchlistHit,
};

fn inconclusive() -> OutcomeParts {
    OutcomeParts::inconclusive(
        Reference::Smileid(SmileReference::new("u-1", "j-1")),
        ReasonCategory::SourceNotChecked,
        Remedy::VouchOrAskAgain,
        "P4",
        "test",
    )
}

fn verified() -> OutcomeParts {
    OutcomeParts {
        decision: Decision::Verified,
        finality: Finality::Final,
        product: Product::BiometricKyc,
        source: Source::Asked,
        signature: SignatureState::Valid,
        remedy: Remedy::None,
        reasons: vec![Reason::new(ReasonCategory::Approved, Weight::Decisive)],
        established: vec![Established::FaceToId],
        ..inconclusive()
    }
}

#[test]
fn the_good_ones_pass() {
    VerificationOutcome::new(inconclusive()).unwrap();
    VerificationOutcome::new(verified()).unwrap();
}

#[test]
fn each_invariant_is_enforced() {
    use InvariantError as E;
    let change = |change: fn(&mut OutcomeParts)| {
        let mut parts = verified();
        change(&mut parts);
        VerificationOutcome::new(parts).unwrap_err()
    };
    assert_eq!(
        change(|p| p.finality = Finality::Unknown),
        E::VerifiedNotFinal
    );
    assert_eq!(
        change(|p| p.reasons = vec![Reason::new(
            ReasonCategory::AwaitingResult,
            Weight::Decisive
        )]),
        E::VerifiedWithoutApproval
    );
    assert_eq!(change(|p| p.remedy = Remedy::Review), E::VerifiedWithRemedy);
    assert_eq!(
        change(|p| p.product = Product::Unspecified),
        E::VerifiedUnspecifiedProduct
    );
    assert_eq!(
        change(|p| p.signature = SignatureState::NotChecked),
        E::VerifiedUnsigned
    );
    assert_eq!(
        change(|p| p.signature = SignatureState::NotDue),
        E::VerifiedUnsigned
    );
    assert_eq!(
        change(|p| p.reference = Reference::Smileid(SmileReference::new("u-1", ""))),
        E::VerifiedUnbound
    );
    assert_eq!(
        change(|p| p.product = Product::SmartSelfieRegistration),
        E::EstablishedBeyondProduct
    );
    assert_eq!(
        change(|p| p.source = Source::Unverified),
        E::UnverifiedSourceDecides
    );
    assert_eq!(
        change(|p| {
            p.decision = Decision::Pending;
            p.finality = Finality::Provisional;
            p.established.clear();
        }),
        E::PendingAwaitsNobody
    );
    assert_eq!(
        change(|p| p.awaiting = Some(Awaiting::Provider)),
        E::AwaitingNotPending
    );
    assert_eq!(
        change(|p| {
            p.decision = Decision::Pending;
            p.awaiting = Some(Awaiting::Subject);
            p.established.clear();
        }),
        E::PendingFinal
    );
    assert_eq!(change(|p| p.reasons.clear()), E::NotOneDecisiveReason);
    assert_eq!(
        change(|p| p.reasons.extend(p.reasons.clone())),
        E::NotOneDecisiveReason
    );
    assert_eq!(
        change(|p| p.decision = Decision::Rejected),
        E::EstablishedNotVerified
    );
    assert_eq!(change(|p| p.decided_by = "".into()), E::NothingDecided);
    assert_eq!(change(|p| p.table_version = "".into()), E::NothingDecided);
    assert_eq!(
        change(|p| p.reference = Reference::Other(OtherReference::new("acme".into()))),
        E::ForeignReference
    );
    assert_eq!(
        change(|p| {
            let entry = VerificationOutcome::new(verified()).unwrap();
            let mut nested = verified();
            nested.history = vec![entry];
            p.history = vec![VerificationOutcome::new(nested).unwrap()];
        }),
        E::NestedHistory
    );
}

#[test]
fn a_reference_of_another_kind_cannot_stand_for_a_known_provider() {
    for provider in [
        Provider::Smileid,
        Provider::Greenid,
        Provider::Unknown("smileid".into()),
        Provider::Unknown("greenid".into()),
    ] {
        let reference = Reference::Other(OtherReference::new(provider.clone()));
        for parts in [verified(), inconclusive()] {
            let parts = OutcomeParts {
                provider: provider.clone(),
                reference: reference.clone(),
                signature: SignatureState::NotDue,
                ..parts
            };
            assert_eq!(
                VerificationOutcome::new(parts).err(),
                Some(InvariantError::ForeignReference)
            );
        }
    }
}

#[test]
fn an_approval_is_bound_and_signed_as_its_api_can_be() {
    use InvariantError::{VerifiedUnbound, VerifiedUnsigned};
    use SignatureState::{NotDue, Valid};
    let smile = |api, user: Option<&str>, job: Option<&str>| {
        Reference::Smileid(SmileReference {
            api,
            user_id: user.map(Into::into),
            job_id: job.map(Into::into),
            ..SmileReference::default()
        })
    };
    let greenid = |user: Option<&str>| {
        Reference::Greenid(GreenidReference {
            user_id: user.map(Into::into),
            ..GreenidReference::default()
        })
    };
    let other = || Reference::Other(OtherReference::new("acme".into()));
    let (v1, v3) = (SmileApi::V1, SmileApi::V3);
    for (reference, signature, source, broken) in [
        (smile(v1, Some("u"), Some("j")), Valid, Source::Asked, None),
        (
            smile(v1, None, Some("j")),
            Valid,
            Source::Asked,
            Some(VerifiedUnbound),
        ),
        (
            smile(v1, Some("u"), None),
            Valid,
            Source::Asked,
            Some(VerifiedUnbound),
        ),
        (
            smile(v1, Some("u"), Some("j")),
            NotDue,
            Source::Confirmed,
            Some(VerifiedUnsigned),
        ),
        (smile(v3, None, Some("j")), NotDue, Source::Asked, None),
        (
            smile(v3, Some("u"), None),
            NotDue,
            Source::Asked,
            Some(VerifiedUnbound),
        ),
        (greenid(Some("u")), NotDue, Source::Asked, None),
        (
            greenid(Some("")),
            NotDue,
            Source::Asked,
            Some(VerifiedUnbound),
        ),
        (greenid(None), NotDue, Source::Asked, Some(VerifiedUnbound)),
        (other(), NotDue, Source::Asked, None),
        // Whoever vouches for a saved answer says whose it is.
        (
            smile(v1, None, None),
            SignatureState::NotChecked,
            Source::CallerVouched,
            None,
        ),
    ] {
        let shown = format!("{reference:?} {signature:?} {source:?}");
        let parts = OutcomeParts {
            provider: reference.provider().clone(),
            reference,
            signature,
            source,
            ..verified()
        };
        assert_eq!(VerificationOutcome::new(parts).err(), broken, "{shown}");
    }
}

#[test]
fn a_product_without_a_person_establishes_no_identity() {
    let cases = [
        (Product::BiometricKyc, true),
        (Product::DocumentVerification, true),
        (Product::EnhancedDocumentVerification, true),
        (Product::ResidencyDocumentVerification, true),
        (Product::BasicKyc, true),
        (Product::GreenidRule, true),
        (Product::SmartSelfieAuthentication, false),
        (Product::SmartSelfieRegistration, false),
        (Product::SmartSelfieCompare, false),
        (Product::UpdatePhoto, false),
        (Product::CompareUserInfo, false),
        (Product::EnhancedKyc, false),
        (Product::BusinessVerification, false),
        (Product::Aml, false),
        (Product::OneTimeAml, false),
        (Product::AmlMonitoring, false),
        (Product::PhoneNumberVerification, false),
        (Product::AddressVerification, false),
    ];
    let mut covered: Vec<_> = cases.iter().map(|(product, _)| product).collect();
    covered.push(&Product::Unspecified);
    covered.sort();
    let mut known: Vec<_> = Product::KNOWN.iter().collect();
    known.sort();
    assert_eq!(covered, known);
    for (product, shows_identity) in cases {
        for established in [
            Established::FaceToId,
            Established::FaceToDocument,
            Established::IdDataMatch,
        ] {
            let parts = OutcomeParts {
                product: product.clone(),
                established: vec![Established::Liveness, established],
                ..verified()
            };
            let broken = (!shows_identity).then_some(InvariantError::EstablishedBeyondProduct);
            assert_eq!(VerificationOutcome::new(parts).err(), broken, "{product:?}");
        }
        let parts = OutcomeParts {
            established: vec![Established::Liveness],
            product,
            ..verified()
        };
        VerificationOutcome::new(parts).unwrap();
    }
}

#[test]
fn a_known_text_cannot_stand_as_unknown() {
    let unknown = |text: &str| text.to_owned();
    let check = || {
        Check::new(
            CheckKind::Document,
            "",
            CheckResult::Passed,
            PerformedBy::Machine,
        )
    };
    let disguised: [&dyn Fn(&mut OutcomeParts); 13] = [
        &|parts| parts.product = Product::Unknown(unknown("enhanced_kyc")),
        &|parts| parts.product = Product::Unknown(unknown("unspecified")),
        &|parts| {
            let mut reference = SmileReference::new("u-1", "j-1");
            reference.product = Some(Product::Unknown(unknown("aml")));
            parts.reference = Reference::Smileid(reference);
        },
        &|parts| parts.established = vec![Established::Unknown(unknown("face_to_id"))],
        &|parts| parts.remedy = Remedy::Unknown(unknown("review")),
        &|parts| {
            let category = ReasonCategory::Unknown(unknown("approved"));
            parts.reasons.push(Reason::new(category, Weight::Advisory));
        },
        &|parts| {
            let kind = CheckKind::Unknown(unknown("watchlist"));
            parts.checks = vec![check(), Check { kind, ..check() }];
        },
        &|parts| {
            let performed_by = PerformedBy::Unknown(unknown("provider_reviewer"));
            parts.checks = vec![Check {
                performed_by,
                ..check()
            }];
        },
        &|parts| {
            let kind = EvidenceKind::Unknown(unknown("payload_hash"));
            parts.evidence = vec![Evidence::new(kind)];
        },
        &|parts| {
            let kind = WatchlistKind::Unknown(unknown("pep"));
            parts.watchlist = vec![WatchlistHit::new(kind)];
        },
        &|parts| {
            let result = FieldMatch::Unknown(unknown("match"));
            parts.fields = vec![Field::new("dob", result, true)];
        },
        &|parts| {
            let mut field = Field::new("dob", FieldMatch::Match, true);
            field.claim = Some(Claim::Unknown(unknown("birthdate")));
            parts.fields = vec![field];
        },
        &|parts| {
            let result = FieldMatch::Unknown(unknown("mismatch"));
            let mut check = check();
            check.fields = vec![Field::new("dob", result, true)];
            parts.checks = vec![check];
        },
    ];
    for (number, disguise) in disguised.into_iter().enumerate() {
        for mut parts in [verified(), inconclusive()] {
            disguise(&mut parts);
            let broken = VerificationOutcome::new(parts).err();
            assert_eq!(broken, Some(InvariantError::KnownAsUnknown), "{number}");
        }
    }
    let new = || "something_new".to_owned();
    let mut parts = verified();
    parts.product = Product::Unknown(new());
    parts.established = vec![Established::Unknown(new())];
    let category = ReasonCategory::Unknown(new());
    parts.reasons.push(Reason::new(category, Weight::Advisory));
    let (kind, performed_by) = (CheckKind::Unknown(new()), PerformedBy::Unknown(new()));
    parts.checks = vec![Check {
        kind,
        performed_by,
        ..check()
    }];
    let outcome = VerificationOutcome::new(parts).unwrap();
    let json = serde_json::to_string(&outcome).unwrap();
    assert_eq!(
        serde_json::from_str::<VerificationOutcome>(&json).unwrap(),
        outcome
    );
}

#[test]
fn history_comes_with_the_answer_from_the_same_place() {
    let parent = |change: fn(&mut OutcomeParts)| {
        let mut parts = inconclusive();
        parts.source = Source::Asked;
        parts.environment = Environment::Production;
        change(&mut parts);
        parts
    };
    let entry = |change| VerificationOutcome::new(parent(change)).unwrap();
    let earlier = |parts: &mut OutcomeParts| {
        parts.reference = Reference::Smileid(SmileReference::new("u-1", "j-2"));
    };
    let with = |history, change| {
        let mut parts = parent(change);
        parts.history = history;
        VerificationOutcome::new(parts).err()
    };
    assert_eq!(with(vec![entry(earlier), entry(earlier)], |_| {}), None);

    let others: [fn(&mut OutcomeParts); 4] = [
        |parts| {
            parts.reference = Reference::Greenid(GreenidReference::new("u-1"));
            parts.provider = Provider::Greenid;
        },
        |parts| parts.source = Source::Unverified,
        |parts| parts.source = Source::Confirmed,
        |parts| parts.environment = Environment::Sandbox,
    ];
    for (number, other) in others.into_iter().enumerate() {
        let nested = Some(InvariantError::NestedHistory);
        let history = vec![entry(earlier), entry(other)];
        assert_eq!(with(history, |_| {}), nested, "{number}");
        assert_eq!(with(vec![entry(earlier)], other), nested, "{number}");
    }
}

#[test]
fn an_error_says_what_is_needed() {
    assert_eq!(
        InvariantError::VerifiedNotFinal.to_string(),
        "verified needs finality final"
    );
    assert_eq!(
        InvariantError::NothingDecided.to_string(),
        "decided_by and table_version must not be empty"
    );
}

#[test]
fn json_cannot_mint_an_impossible_outcome() {
    let outcome = VerificationOutcome::new(verified()).unwrap();
    let json = serde_json::to_string(&outcome).unwrap();
    assert_eq!(
        serde_json::from_str::<VerificationOutcome>(&json).unwrap(),
        outcome
    );
    for (good, bad) in [
        ("\"source\":\"asked\"", "\"source\":\"unverified\""),
        ("\"finality\":\"final\"", "\"finality\":\"provisional\""),
        ("\"category\":\"approved\"", "\"category\":\"made_up\""),
        ("\"weight\":\"decisive\"", "\"weight\":\"alert\""),
        ("\"decision\":\"verified\"", "\"decision\":\"rejected\""),
        ("\"decision\":\"verified\"", "\"decision\":\"Verified\""),
    ] {
        assert!(json.contains(good), "{good}");
        let minted = json.replace(good, bad);
        assert!(
            serde_json::from_str::<VerificationOutcome>(&minted).is_err(),
            "{bad}"
        );
    }
}
