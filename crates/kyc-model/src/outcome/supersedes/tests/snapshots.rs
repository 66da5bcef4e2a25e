//! Rule 5: snapshots move both ways.

use super::{assert_above, assert_relation, at, green, outcome, with_code, with_hash};
use crate::outcome::{
    Decision, Finality, OtherReference, Provider, Reference, Relation::Duplicate,
};

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
