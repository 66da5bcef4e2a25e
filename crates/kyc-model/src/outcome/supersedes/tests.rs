use super::*;
use crate::{
    Timestamp,
    outcome::{
        Awaiting, Check, CheckKind, CheckResult, Environment, Evidence, GreenidReference,
        OtherReference, PerformedBy, Product, Provider, RawPayload, Reason, ReasonCategory,
        Reference, Remedy, SignatureState, SmileReference, Weight,
    },
};

use Relation::{Duplicate, Keeps, Replaces, Unrelated};

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
    parts.product = Product::DocumentVerification;
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

#[test]
fn rule_1_another_or_a_missing_part_of_the_subject_is_unrelated() {
    let stored = smile(Decision::Rejected, Finality::Final, |_| {});
    let change = |change: fn(&mut SmileReference)| {
        let mut reference = smile_reference();
        change(&mut reference);
        smile(Decision::Pending, Finality::Unknown, |parts| {
            parts.reference = Reference::Smileid(reference);
        })
    };
    assert_relation(&change(|_| {}), &stored, Keeps, false);
    for other in [
        change(|r| r.partner_id = Some("2100".into())),
        change(|r| r.user_id = Some("u-2".into())),
        change(|r| r.job_id = Some("j-2".into())),
        change(|r| r.partner_id = None),
        change(|r| r.user_id = None),
        change(|r| r.job_id = None),
        change(|r| r.job_id = Some("".into())),
        smile(Decision::Verified, Finality::Final, |parts| {
            parts.environment = Environment::Sandbox;
        }),
        green(Decision::Verified, Finality::Final, |_| {}),
    ] {
        assert_relation(&other, &stored, Unrelated, false);
        assert_relation(&stored, &other, Unrelated, false);
    }
    // What is missing on both sides is not the same.
    for nobody in [
        change(|r| r.partner_id = None),
        change(|r| r.user_id = None),
        change(|r| r.job_id = None),
        smile(Decision::Rejected, Finality::Final, |parts| {
            parts.environment = Environment::Unknown;
        }),
        green(Decision::Rejected, Finality::Final, |parts| {
            parts.reference = Reference::Greenid(GreenidReference::new("u-1"));
        }),
        green(Decision::Rejected, Finality::Final, |parts| {
            let mut reference = greenid_reference();
            reference.user_id = None;
            parts.reference = Reference::Greenid(reference);
        }),
    ] {
        assert_eq!(SubjectKey::of(&nobody), None);
        assert_relation(&nobody, &nobody, Unrelated, false);
    }
}

#[test]
fn rule_1_what_is_no_part_of_the_subject_does_not_tell_apart() {
    let stored = smile(Decision::Rejected, Finality::Final, |_| {});
    let mut reference = smile_reference().with_job_type(crate::smileid::JobType::BiometricKyc);
    reference.smile_job_id = Some("0000000001".into());
    let same = smile(Decision::Rejected, Finality::Final, |parts| {
        parts.reference = Reference::Smileid(reference);
    });
    assert_relation(&same, &stored, Duplicate, false);
}

#[test]
fn rule_1_the_key_has_a_stable_text_and_a_silent_debug() {
    let key = |outcome: &VerificationOutcome| SubjectKey::of(outcome).unwrap();
    let smile = key(&smile(Decision::Pending, Finality::Unknown, |_| {}));
    let green = key(&green(Decision::Pending, Finality::Unknown, |_| {}));
    let mut reference = OtherReference::new(Provider::from("acme"));
    reference.ids.insert("case".to_owned(), "c-\"1".into());
    let other = outcome(
        Reference::Other(reference.clone()),
        Decision::Pending,
        Finality::Unknown,
        |_| {},
    );
    let other = key(&other);
    for (key, text) in [
        (&smile, r#"["smileid","production","2099","u-1","j-1"]"#),
        (&green, r#"["greenid","production","acme-bank","u-1"]"#),
        (&other, r#"["acme","production",{"case":"c-\"1"}]"#),
    ] {
        assert_eq!(key.canonical().expose(), text);
        for id in ["2099", "u-1", "j-1", "acme-bank", "c-"] {
            assert!(!format!("{key:?}").contains(id), "{key:?}");
        }
    }
    let keys = std::collections::BTreeSet::from([smile.clone(), green, other, smile]);
    assert_eq!(keys.len(), 3);

    for ids in [vec![], vec![("case", "c-1"), ("account", "")]] {
        reference.ids = ids
            .into_iter()
            .map(|(name, id)| (name.to_owned(), id.into()))
            .collect();
        let nobody = outcome(
            Reference::Other(reference.clone()),
            Decision::Pending,
            Finality::Unknown,
            |_| {},
        );
        assert_eq!(SubjectKey::of(&nobody), None);
    }
}

#[test]
fn rule_2_unverified_outcomes_are_never_stored() {
    let unverified = |second| {
        smile(Decision::Inconclusive, Finality::Unknown, |parts| {
            parts.source = Source::Unverified;
            parts.decided_at = at(second);
        })
    };
    let pending = smile(Decision::Pending, Finality::Unknown, |parts| {
        parts.decided_at = at(1);
    });
    let rejected = smile(Decision::Rejected, Finality::Final, |_| {});
    for stored in [&pending, &rejected, &unverified(1), &unverified(9)] {
        assert_relation(&unverified(9), stored, Keeps, false);
    }
    assert_relation(&pending, &unverified(9), Replaces, false);
}

#[test]
fn rule_3_the_same_payload_under_another_version_is_a_duplicate() {
    let of = |version: &str, hash: Option<&str>, decision| {
        smile(decision, Finality::Final, |parts| {
            parts.table_version = version.to_owned().into();
            if let Some(hash) = hash {
                with_hash(parts, hash);
            }
        })
    };
    let stored = of("1", Some("aa"), Decision::Verified);
    let again = of("2", Some("aa"), Decision::Verified);
    assert_relation(&again, &stored, Duplicate, false);
    // Mapped otherwise by now: that is a difference between versions, and somebody should see it.
    let mapped_otherwise = of("2", Some("aa"), Decision::Rejected);
    assert_relation(&mapped_otherwise, &stored, Duplicate, true);
    assert_relation(&stored, &mapped_otherwise, Duplicate, true);
    // The hash of a kept payload counts as well.
    let kept = smile(Decision::Rejected, Finality::Final, |parts| {
        parts.table_version = "3".into();
        let text = Sensitive::new("{}".to_owned());
        parts.raw = Some(RawPayload::new(
            "application/json".into(),
            "aa".into(),
            text,
        ));
    });
    assert_relation(&kept, &stored, Duplicate, true);
    // Within one version the order decides, also between two mappings of one payload.
    let contradiction = of("1", Some("aa"), Decision::Rejected);
    assert_relation(&contradiction, &stored, Replaces, true);
    // Payloads that nobody knows are not the same payload.
    let unknown = |version, decision| of(version, None, decision);
    assert_relation(
        &unknown("2", Decision::Rejected),
        &unknown("1", Decision::Verified),
        Replaces,
        true,
    );
    // A version alone says nothing.
    for (new, stored) in [("1", "2"), ("2", "1"), ("2", "2")] {
        let rejected = of(new, None, Decision::Rejected);
        assert_relation(
            &rejected,
            &of(stored, Some("aa"), Decision::Rejected),
            Duplicate,
            false,
        );
        assert_relation(
            &rejected,
            &of(stored, Some("aa"), Decision::Verified),
            Replaces,
            true,
        );
    }
}

#[test]
fn rule_3_content_is_what_the_answer_says() {
    let stored = smile(Decision::Rejected, Finality::Final, |parts| {
        parts.decided_at = at(1);
    });
    let same: [fn(&mut OutcomeParts); 8] = [
        |parts| parts.retrieved_at = at(9),
        |parts| parts.answered_at = at(9),
        |parts| parts.source = Source::Confirmed,
        |parts| parts.signature = SignatureState::NotChecked,
        |parts| parts.table_version = "9".into(),
        |parts| with_hash(parts, "bb"),
        |parts| {
            parts.raw = Some(RawPayload::new(
                "text/xml".into(),
                "cc".into(),
                "<a/>".into(),
            ))
        },
        |parts| parts.history = vec![smile(Decision::Pending, Finality::Unknown, |_| {})],
    ];
    for change in same {
        let other = smile(Decision::Rejected, Finality::Final, |parts| {
            parts.decided_at = at(1);
            change(parts);
        });
        assert_eq!(other.content(), stored.content());
        assert_relation(&other, &stored, Duplicate, false);
    }
    let distinct: [fn(&mut OutcomeParts); 6] = [
        |parts| parts.decided_by = "other".into(),
        |parts| parts.remedy = Remedy::Review,
        |parts| parts.product = Product::BiometricKyc,
        |parts| parts.reasons[0].text = Some("words".into()),
        |parts| {
            let advisory = Reason::new(ReasonCategory::ExpiredDocument, Weight::Advisory);
            parts.reasons.push(advisory);
        },
        |parts| parts.evidence.push(Evidence::new(EvidenceKind::Receipt)),
    ];
    for change in distinct {
        let other = smile(Decision::Rejected, Finality::Final, |parts| {
            parts.decided_at = at(1);
            change(parts);
        });
        assert_ne!(other.content(), stored.content());
        let there = other.relation_to(&stored).relation;
        let back = stored.relation_to(&other).relation;
        assert!(
            matches!((there, back), (Replaces, Keeps) | (Keeps, Replaces)),
            "{there} {back}"
        );
    }
    // Links are new each time.
    let linked = |link: &str| {
        smile(Decision::Rejected, Finality::Final, |parts| {
            let mut evidence = Evidence::new(EvidenceKind::ImageLink);
            evidence.link = Some(link.into());
            parts.evidence.push(evidence);
        })
    };
    let first = linked("https://images.invalid/1");
    assert_relation(
        &linked("https://images.invalid/2"),
        &first,
        Duplicate,
        false,
    );
}

#[test]
fn rule_4_a_final_outcome_is_greater_than_any_that_is_not() {
    let verified = smile(Decision::Verified, Finality::Final, |_| {});
    for (decision, finality) in [
        (Decision::Pending, Finality::Provisional),
        (Decision::Pending, Finality::Unknown),
        (Decision::Inconclusive, Finality::Unknown),
        (Decision::NeedsReview, Finality::Unknown),
        (Decision::Rejected, Finality::Unknown),
    ] {
        let later = smile(decision, finality, |parts| {
            parts.decided_at = at(9);
            with_code(parts, "1211");
        });
        assert_above(&verified, &later);
    }
}

#[test]
fn rule_4_final_by_layer_then_time_then_caution_then_content() {
    let of = |code: &'static str, second: Option<u8>, decision| {
        smile(decision, Finality::Final, move |parts| {
            with_code(parts, code);
            parts.decided_at = second.and_then(at);
        })
    };
    use Decision::{Inconclusive, NeedsReview, Rejected, Verified};
    let from_least_to_greatest = [
        of("1012", None, Verified),
        of("1013", None, Rejected),
        of("1012", Some(1), Verified),
        of("1013", Some(9), Rejected),
        of("0810", None, Verified),
        of("0811", None, Rejected),
        of("0810", Some(1), Verified),
        of("0908", Some(1), Inconclusive),
        of("0817", Some(1), NeedsReview),
        of("0811", Some(1), Rejected),
        of("0813", Some(1), Rejected),
        of("0810", Some(2), Verified),
        of("1210", None, Verified),
        of("1210", Some(1), Verified),
        of("1211", Some(1), Rejected),
        of("1210", Some(2), Verified),
    ];
    for (i, lesser) in from_least_to_greatest.iter().enumerate() {
        for greater in &from_least_to_greatest[i + 1..] {
            assert_above(greater, lesser);
        }
    }
}

#[test]
fn rule_4_not_final_by_time_then_caution_whatever_the_layer_and_finality() {
    let of = |decision, finality, second: Option<u8>, code: &'static str| {
        smile(decision, finality, move |parts| {
            parts.decided_at = second.and_then(at);
            with_code(parts, code);
        })
    };
    use Finality::{Provisional, Unknown};
    let from_least_to_greatest = [
        of(Decision::Rejected, Unknown, None, "1211"),
        of(Decision::Pending, Unknown, Some(1), "1210"),
        of(Decision::Inconclusive, Unknown, Some(1), "0810"),
        of(Decision::NeedsReview, Provisional, Some(1), "0817"),
        of(Decision::Rejected, Unknown, Some(1), "0811"),
        of(Decision::Pending, Provisional, Some(2), "0812"),
        of(Decision::Inconclusive, Unknown, Some(3), "1012"),
        of(Decision::Pending, Provisional, Some(4), "1012"),
    ];
    for (i, lesser) in from_least_to_greatest.iter().enumerate() {
        for greater in &from_least_to_greatest[i + 1..] {
            assert_above(greater, lesser);
        }
    }
}

#[test]
fn rule_4_the_time_is_the_results_else_the_signed_one_never_that_of_receipt() {
    let of = |decided: Option<u8>, answered: Option<u8>, retrieved: Option<u8>| {
        smile(Decision::Rejected, Finality::Final, |parts| {
            parts.decided_at = decided.and_then(at);
            parts.answered_at = answered.and_then(at);
            parts.retrieved_at = retrieved.and_then(at);
        })
    };
    assert_above(&of(Some(2), Some(2), None), &of(Some(1), Some(9), Some(9)));
    assert_above(&of(Some(2), None, None), &of(None, Some(1), None));
    assert_above(&of(None, Some(2), None), &of(Some(1), Some(9), None));
    assert_above(&of(None, Some(1), None), &of(None, None, Some(9)));
    let stored = of(Some(1), Some(1), Some(1));
    assert_relation(&of(Some(1), Some(2), Some(2)), &stored, Duplicate, false);
    // The same instant, said of the result or of the reply alone: still one place for each.
    assert_above(&of(Some(1), None, None), &of(None, Some(1), None));
}

#[test]
fn rule_4_layers() {
    let plain = |code: Option<&'static str>| {
        move |parts: &mut OutcomeParts| {
            parts.reasons[0].code = code.map(Into::into);
        }
    };
    let overruled = |codes: &'static [&'static str]| {
        move |parts: &mut OutcomeParts| {
            parts.reasons.extend(codes.iter().map(|code| {
                Reason::new(ReasonCategory::RecordFound, Weight::Advisory).with_code(*code)
            }));
        }
    };
    let checked = |performed_by: PerformedBy, result| {
        move |parts: &mut OutcomeParts| {
            with_code(parts, "1012");
            let check = Check::new(
                CheckKind::FaceCompare,
                "Review",
                result,
                performed_by.clone(),
            );
            parts.checks.push(check);
        }
    };
    type Change = Box<dyn Fn(&mut OutcomeParts)>;
    let layers: [Vec<Change>; 3] = [
        vec![
            Box::new(plain(Some("1012"))),
            Box::new(plain(Some("1031"))),
            Box::new(overruled(&["1012"])),
            Box::new(checked(PerformedBy::Machine, CheckResult::Passed)),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Pending)),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::NotPerformed,
            )),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::Inconclusive,
            )),
        ],
        vec![
            Box::new(plain(None)),
            Box::new(plain(Some("0810"))),
            Box::new(plain(Some("clear"))),
            Box::new(plain(Some("12100"))),
            Box::new(overruled(&["0810"])),
            Box::new(overruled(&["1012", "0810"])),
        ],
        vec![
            Box::new(plain(Some("1210"))),
            Box::new(overruled(&["1210"])),
            Box::new(overruled(&["1012", "1210"])),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Passed)),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Failed)),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::NeedsReview,
            )),
        ],
    ];
    for (lower, higher) in [(0, 1), (1, 2), (0, 2)] {
        for lower in &layers[lower] {
            for higher in &layers[higher] {
                let earlier = smile(Decision::Verified, Finality::Final, |parts| {
                    parts.decided_at = at(1);
                    higher(parts);
                });
                let later = smile(Decision::Rejected, Finality::Final, |parts| {
                    parts.decided_at = at(2);
                    lower(parts);
                });
                assert_above(&earlier, &later);
            }
        }
    }
}

#[test]
fn rule_5_snapshots_by_retrieval_then_caution() {
    use Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};
    let of = |decision, finality, second: Option<u8>| {
        green(decision, finality, |parts| {
            parts.retrieved_at = second.and_then(at);
        })
    };
    let from_least_to_greatest = [
        of(Verified, Finality::Final, None),
        of(Rejected, Finality::Final, None),
        of(Verified, Finality::Final, Some(1)),
        of(Pending, Finality::Provisional, Some(1)),
        of(Inconclusive, Finality::Unknown, Some(1)),
        of(NeedsReview, Finality::Provisional, Some(1)),
        of(Rejected, Finality::Final, Some(1)),
        of(Pending, Finality::Provisional, Some(2)),
        of(Verified, Finality::Final, Some(3)),
        of(NeedsReview, Finality::Provisional, Some(4)),
    ];
    for (i, lesser) in from_least_to_greatest.iter().enumerate() {
        for greater in &from_least_to_greatest[i + 1..] {
            assert_above(greater, lesser);
        }
    }
    // The provider's own times and reviewers do not count.
    let dated = green(Rejected, Finality::Final, |parts| {
        parts.retrieved_at = at(1);
        parts.decided_at = at(9);
        parts.answered_at = at(9);
        with_code(parts, "1211");
    });
    assert_above(&of(Pending, Finality::Provisional, Some(2)), &dated);
}

#[test]
fn rule_5_holds_for_any_provider_outside_this_library() {
    let of = |second, decision, finality| {
        let mut reference = OtherReference::new(Provider::from("acme"));
        reference.ids.insert("case".to_owned(), "c-1".into());
        outcome(Reference::Other(reference), decision, finality, |parts| {
            parts.retrieved_at = at(second);
        })
    };
    let rejected = of(1, Decision::Rejected, Finality::Final);
    assert_above(&of(2, Decision::Pending, Finality::Unknown), &rejected);
}

#[test]
fn rule_5_the_same_answer_later_is_another_snapshot() {
    let of = |decision, finality, second, version: &str, hash: &str| {
        green(decision, finality, |parts| {
            parts.retrieved_at = at(second);
            parts.table_version = version.to_owned().into();
            with_hash(parts, hash);
        })
    };
    let (pending, provisional) = (Decision::Pending, Finality::Provisional);
    let before = of(pending, provisional, 1, "1", "aa");
    let locked = of(Decision::Rejected, Finality::Final, 2, "1", "bb");
    let after = of(pending, provisional, 3, "1", "aa");
    // Whichever comes last, the latest is stored.
    assert_above(&after, &before);
    assert_above(&locked, &before);
    assert_above(&after, &locked);
    // Under another version too: the same payload is the same snapshot only when it was retrieved at the same time.
    assert_above(&of(pending, provisional, 3, "2", "aa"), &before);
    let mapped_again = of(Decision::Inconclusive, Finality::Unknown, 1, "2", "aa");
    assert_relation(&mapped_again, &before, Duplicate, false);
}

#[test]
fn rule_6_alerts_for_smile() {
    use Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};
    use Finality::{Final, Provisional, Unknown};
    // new (decision, finality, second), old, relation, alert.
    for (new, old, relation, alert) in [
        // Two final answers that differ, whichever is kept.
        ((Rejected, Final, 2), (Verified, Final, 1), Replaces, true),
        ((Rejected, Final, 1), (Verified, Final, 2), Keeps, true),
        ((Verified, Final, 2), (Rejected, Final, 1), Replaces, true),
        ((NeedsReview, Final, 1), (Rejected, Final, 1), Keeps, true),
        (
            (Inconclusive, Final, 2),
            (Verified, Final, 1),
            Replaces,
            true,
        ),
        // Two final answers that agree.
        ((Verified, Final, 2), (Verified, Final, 1), Replaces, false),
        ((Verified, Final, 1), (Verified, Final, 1), Duplicate, false),
        // A contradictory answer beside a final one, which is kept.
        (
            (Inconclusive, Unknown, 2),
            (Verified, Final, 1),
            Keeps,
            true,
        ),
        (
            (Inconclusive, Unknown, 1),
            (Rejected, Final, 2),
            Keeps,
            true,
        ),
        // Everything else is the usual course of things.
        (
            (Pending, Provisional, 2),
            (Verified, Final, 1),
            Keeps,
            false,
        ),
        ((Rejected, Unknown, 2), (Verified, Final, 1), Keeps, false),
        (
            (Inconclusive, Provisional, 2),
            (Verified, Final, 1),
            Keeps,
            false,
        ),
        (
            (Verified, Final, 1),
            (Inconclusive, Unknown, 2),
            Replaces,
            false,
        ),
        (
            (Inconclusive, Unknown, 2),
            (Pending, Provisional, 1),
            Replaces,
            false,
        ),
        (
            (Rejected, Unknown, 2),
            (Pending, Provisional, 1),
            Replaces,
            false,
        ),
    ] {
        let of = |(decision, finality, second)| {
            smile(decision, finality, |parts| parts.decided_at = at(second))
        };
        assert_relation(&of(new), &of(old), relation, alert);
    }
}

#[test]
fn rule_6_alerts_for_snapshots() {
    use Decision::{Inconclusive, NeedsReview, Pending, Rejected, Verified};
    use Finality::{Final, Provisional, Unknown};
    for (new, old, relation, alert) in [
        // A final one is replaced by one that is not.
        (
            (Pending, Provisional, 2),
            (Rejected, Final, 1),
            Replaces,
            true,
        ),
        (
            (NeedsReview, Provisional, 2),
            (Verified, Final, 1),
            Replaces,
            true,
        ),
        (
            (Inconclusive, Unknown, 2),
            (Verified, Final, 1),
            Replaces,
            true,
        ),
        // It is not replaced.
        (
            (Pending, Provisional, 1),
            (Rejected, Final, 2),
            Keeps,
            false,
        ),
        (
            (Inconclusive, Unknown, 1),
            (Verified, Final, 2),
            Keeps,
            true,
        ),
        // Two final ones.
        ((Verified, Final, 2), (Rejected, Final, 1), Replaces, true),
        ((Verified, Final, 1), (Rejected, Final, 2), Keeps, true),
        ((Verified, Final, 2), (Verified, Final, 1), Replaces, false),
        // None was final.
        (
            (Verified, Final, 2),
            (Pending, Provisional, 1),
            Replaces,
            false,
        ),
        (
            (Inconclusive, Unknown, 2),
            (Pending, Provisional, 1),
            Replaces,
            false,
        ),
    ] {
        let of = |(decision, finality, second)| {
            green(decision, finality, |parts| parts.retrieved_at = at(second))
        };
        assert_relation(&of(new), &of(old), relation, alert);
    }
}

#[test]
fn rule_6_every_source_that_is_vouched_for_confirms_and_no_other_alerts() {
    let rejected = |source| {
        smile(Decision::Rejected, Finality::Final, |parts| {
            parts.source = source;
            parts.decided_at = at(2);
        })
    };
    let verified = smile(Decision::Verified, Finality::Final, |_| {});
    for source in [
        Source::Asked,
        Source::Confirmed,
        Source::Loopback,
        Source::CallerVouched,
    ] {
        assert_relation(&rejected(source), &verified, Replaces, true);
    }
    let unverified = smile(Decision::Inconclusive, Finality::Unknown, |parts| {
        parts.source = Source::Unverified;
    });
    assert_relation(&unverified, &verified, Keeps, false);
}
