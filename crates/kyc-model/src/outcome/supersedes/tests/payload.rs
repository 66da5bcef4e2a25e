//! Rules 2 and 3: what nobody vouches for, and the same payload again.

use super::{assert_relation, at, smile, with_hash};
use crate::{
    Sensitive,
    outcome::{
        Decision, Evidence, EvidenceKind, Finality, OutcomeParts, Product, RawPayload, Reason,
        ReasonCategory,
        Relation::{Duplicate, Keeps, Replaces},
        Remedy, SignatureState, Source, Weight,
    },
};

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
        |parts| parts.product = Product::DocumentVerification,
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
}

#[test]
fn rule_3_content_does_not_depend_on_links() {
    let linked = |links: &[&str]| {
        smile(Decision::Rejected, Finality::Final, |parts| {
            let mut receipt = Evidence::new(EvidenceKind::Receipt);
            receipt.link = links.first().map(|link| (*link).into());
            parts.evidence.push(receipt);
            parts.evidence.extend(links.iter().map(|link| {
                let mut evidence = Evidence::new(EvidenceKind::ImageLink);
                evidence.link = Some((*link).into());
                evidence
            }));
        })
    };
    let first = linked(&["https://images.invalid/1"]);
    for other in [
        linked(&["https://images.invalid/2"]),
        linked(&["https://images.invalid/1", "https://images.invalid/2"]),
        linked(&[]),
    ] {
        assert_eq!(other.content(), first.content());
        assert_relation(&other, &first, Duplicate, false);
    }
}
