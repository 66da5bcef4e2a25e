//! Rule 6: when a person should look.

use super::{assert_relation, at, green, smile};
use crate::outcome::{
    Decision, Finality,
    Relation::{Duplicate, Keeps, Replaces},
    Source,
};

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
