//! What is stored in the end does not depend on the order, the repeats or the delays of delivery. Source: decision tables,
//! part 6.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use kyc_model::{
    Timestamp,
    outcome::{
        Awaiting, Check, CheckKind, CheckResult, Decision, Environment, Evidence, EvidenceKind,
        Finality, GreenidReference, OtherReference, OutcomeParts, PerformedBy, Product, Provider,
        ReasonCategory, Reference, Relation, Remedy, SignatureState, SmileReference, Source,
        SubjectKey, Supersession, VerificationOutcome,
    },
};
use proptest::prelude::*;

/// A reference of one of three providers; each number is another subject.
fn reference(provider: usize, subject: usize) -> Reference {
    let user = format!("user-{}", subject / 2);
    match provider {
        0 => {
            let mut smile = SmileReference::new(user.as_str(), format!("job-{}", subject % 2));
            smile.partner_id = Some("2099".into());
            Reference::Smileid(smile)
        }
        1 => {
            let mut greenid = GreenidReference::new(user.as_str());
            greenid.customer_id = Some(format!("bank-{}", subject % 2).into());
            Reference::Greenid(greenid)
        }
        _ => {
            let mut other = OtherReference::new(Provider::from("acme"));
            other.ids.insert("user".to_owned(), user.into());
            let case = format!("case-{}", subject % 2);
            other.ids.insert("case".to_owned(), case.into());
            Reference::Other(other)
        }
    }
}

fn time() -> impl Strategy<Value = Option<Timestamp>> {
    prop_oneof![
        1 => Just(None),
        4 => (0..4_i64).prop_map(|second| Timestamp::from_unix_millis(second * 1000).ok()),
    ]
}

fn verdict() -> impl Strategy<Value = (Decision, Finality)> {
    use Decision as D;
    use Finality as F;
    prop::sample::select(vec![
        (D::Verified, F::Final),
        (D::Verified, F::Final),
        (D::Rejected, F::Final),
        (D::Rejected, F::Unknown),
        (D::NeedsReview, F::Final),
        (D::NeedsReview, F::Provisional),
        (D::NeedsReview, F::Unknown),
        (D::Pending, F::Provisional),
        (D::Pending, F::Unknown),
        (D::Inconclusive, F::Final),
        (D::Inconclusive, F::Unknown),
    ])
}

fn check() -> impl Strategy<Value = Option<Check>> {
    let by = prop::sample::select(vec![PerformedBy::Machine, PerformedBy::ProviderReviewer]);
    let result = prop::sample::select(CheckResult::ALL);
    prop::option::weighted(
        0.3,
        (by, result)
            .prop_map(|(by, result)| Check::new(CheckKind::FaceCompare, "Review", result, by)),
    )
}

/// The same payload appears under one table version alone: that is what mapping it again before comparing brings about.
/// Within a version one hash may stand beside any content.
fn payload() -> impl Strategy<Value = (String, Option<String>)> {
    (0..2_u8, prop::option::of(0..3_u8)).prop_map(|(version, hash)| {
        let hash = hash.map(|hash| format!("{version}{hash}"));
        (version.to_string(), hash)
    })
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        6 => prop::sample::select(vec![Source::Asked, Source::Confirmed, Source::CallerVouched]),
        1 => Just(Source::Unverified),
    ]
}

fn outcome(reference: Reference) -> impl Strategy<Value = VerificationOutcome> {
    let codes = vec!["0810", "0811", "1012", "1210", "1211", "clear", ""];
    let says = (
        verdict(),
        prop::option::of(prop::sample::select(codes)),
        check(),
        prop::sample::select(vec!["row-1", "row-2"]),
    );
    (says, payload(), source(), [time(), time(), time()]).prop_map(
        move |((verdict, code, check, row), (version, hash), source, times)| {
            let mut parts = OutcomeParts::inconclusive(
                reference.clone(),
                ReasonCategory::Approved,
                Remedy::None,
                row,
                version,
            );
            let unvouched = (Decision::Inconclusive, Finality::Unknown);
            let verdict = if source == Source::Unverified {
                unvouched
            } else {
                verdict
            };
            (parts.decision, parts.finality) = verdict;
            parts.awaiting = (parts.decision == Decision::Pending).then_some(Awaiting::Provider);
            parts.product = Product::BiometricKyc;
            parts.reasons[0].code = code.map(Into::into);
            parts.checks = check.into_iter().collect();
            parts.source = source;
            parts.signature = SignatureState::Valid;
            parts.environment = Environment::Production;
            [parts.decided_at, parts.answered_at, parts.retrieved_at] = times;
            if let Some(hash) = hash {
                let mut evidence = Evidence::new(EvidenceKind::PayloadHash);
                evidence.sha256 = Some(hash);
                parts.evidence.push(evidence);
            }
            VerificationOutcome::new(parts).unwrap()
        },
    )
}

/// Outcomes of one subject of one provider.
fn outcomes(
    count: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = Vec<VerificationOutcome>> {
    let count = count.into();
    (0..3_usize).prop_flat_map(move |provider| {
        prop::collection::vec(outcome(reference(provider, 0)), count.clone())
    })
}

/// Two deliveries of the same outcomes, each with repeats, each in an order of its own.
fn deliveries() -> impl Strategy<Value = [Vec<VerificationOutcome>; 2]> {
    outcomes(1..7).prop_flat_map(|all| {
        let delivery = |all: Vec<VerificationOutcome>| {
            prop::collection::vec(prop::sample::select(all.clone()), 0..6)
                .prop_flat_map(move |repeats| Just([all.clone(), repeats].concat()).prop_shuffle())
        };
        [delivery(all.clone()), delivery(all)]
    })
}

type Stored = Option<VerificationOutcome>;

/// A store that does what the relation says.
fn receive(stored: Stored, new: &VerificationOutcome) -> Stored {
    match stored {
        None => (new.source() != Source::Unverified).then(|| new.clone()),
        Some(old) => match new.relation_to(&old).relation {
            Relation::Replaces => Some(new.clone()),
            Relation::Duplicate | Relation::Keeps => Some(old),
            Relation::Unrelated => panic!("one subject"),
        },
    }
}

/// What two stores hold together.
fn merge(a: Stored, b: Stored) -> Stored {
    match b {
        Some(b) => receive(a, &b),
        None => a,
    }
}

/// Whether two stores hold the same: nothing, or duplicates that say the same.
fn same(a: &Stored, b: &Stored) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            relations(a, b) == (Relation::Duplicate, Relation::Duplicate)
                && a.content() == b.content()
                && a.parts().decided_at == b.parts().decided_at
        }
        _ => false,
    }
}

fn relations(a: &VerificationOutcome, b: &VerificationOutcome) -> (Relation, Relation) {
    (a.relation_to(b).relation, b.relation_to(a).relation)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn order_repeats_and_delays_of_delivery_do_not_matter([one, other] in deliveries()) {
        let stored = |all: &[VerificationOutcome]| all.iter().fold(None, receive);
        let (one, other) = (stored(&one), stored(&other));
        prop_assert!(same(&one, &other), "{one:?}\n{other:?}");
    }

    #[test]
    fn what_is_stored_is_the_greatest(all in outcomes(1..7)) {
        let stored = all.iter().fold(None, receive);
        for one in &all {
            let Some(stored) = &stored else {
                prop_assert_eq!(one.source(), Source::Unverified);
                continue;
            };
            prop_assert_ne!(stored.source(), Source::Unverified);
            let relation = one.relation_to(stored).relation;
            prop_assert!(matches!(relation, Relation::Keeps | Relation::Duplicate));
        }
    }

    #[test]
    fn storing_is_commutative_associative_and_idempotent(all in outcomes(3)) {
        let [a, b, c] = [0, 1, 2].map(|i| receive(None, &all[i]));
        prop_assert!(same(&merge(a.clone(), b.clone()), &merge(b.clone(), a.clone())));
        let left = merge(merge(a.clone(), b.clone()), c.clone());
        let right = merge(a.clone(), merge(b, c));
        prop_assert!(same(&left, &right));
        prop_assert!(same(&merge(a.clone(), a.clone()), &a));
    }

    #[test]
    fn the_order_is_strict_and_total(all in outcomes(2)) {
        let (there, back) = relations(&all[0], &all[1]);
        let unverified = [0, 1].map(|i| all[i].source() == Source::Unverified);
        prop_assert!(match (there, back) {
            (Relation::Replaces, Relation::Keeps) | (Relation::Keeps, Relation::Replaces) => true,
            (Relation::Duplicate, Relation::Duplicate) => all[0].content() == all[1].content(),
            (Relation::Keeps, Relation::Keeps) => unverified == [true, true],
            _ => false,
        }, "{there} {back}");
    }

    #[test]
    fn the_order_is_transitive(all in outcomes(3)) {
        let (a, b, c) = (&all[0], &all[1], &all[2]);
        let above = |a: &VerificationOutcome, b| a.relation_to(b).relation;
        match (above(a, b), above(b, c)) {
            (Relation::Replaces, Relation::Replaces | Relation::Duplicate)
            | (Relation::Duplicate, Relation::Replaces) => {
                prop_assert_eq!(relations(a, c), (Relation::Replaces, Relation::Keeps));
            }
            (Relation::Duplicate, Relation::Duplicate) => {
                prop_assert_eq!(above(a, c), Relation::Duplicate);
            }
            _ => {}
        }
    }

    #[test]
    fn other_subjects_are_unrelated(
        (a, b) in (0..3_usize, 0..3_usize, 0..4_usize, 0..4_usize)
            .prop_filter("another subject", |(p, q, s, t)| (p, s) != (q, t))
            .prop_flat_map(|(p, q, s, t)| (outcome(reference(p, s)), outcome(reference(q, t))))
    ) {
        let (key_a, key_b) = (SubjectKey::of(&a).unwrap(), SubjectKey::of(&b).unwrap());
        prop_assert_ne!(&key_a, &key_b);
        prop_assert_ne!(key_a.canonical(), key_b.canonical());
        prop_assert_eq!(relations(&a, &b), (Relation::Unrelated, Relation::Unrelated));
        prop_assert!(!a.relation_to(&b).alert);
    }

    #[test]
    fn unverified_outcomes_are_never_stored(all in outcomes(2)) {
        if all[0].source() == Source::Unverified {
            let Supersession { relation, alert, .. } = all[0].relation_to(&all[1]);
            prop_assert_eq!((relation, alert), (Relation::Keeps, false));
        }
    }

    #[test]
    fn alerts_are_those_of_rule_6(all in outcomes(2)) {
        let (new, old) = (&all[0], &all[1]);
        let found = new.relation_to(old);
        let finals = [new, old].map(|one| one.finality() == Finality::Final);
        let expected = match finals {
            [_, false] => false,
            [true, true] => new.decision() != old.decision(),
            [false, true] if new.source() == Source::Unverified => false,
            [false, true] => {
                found.relation == Relation::Replaces
                    || (new.decision(), new.finality())
                        == (Decision::Inconclusive, Finality::Unknown)
            }
        };
        prop_assert_eq!(found.alert, expected);
    }

    #[test]
    fn nothing_a_smile_job_says_later_unsettles_a_final_answer(
        (new, old) in (outcome(reference(0, 0)), outcome(reference(0, 0)))
    ) {
        if old.finality() == Finality::Final && new.finality() != Finality::Final {
            prop_assert_eq!(new.relation_to(&old).relation, Relation::Keeps);
        }
    }

    #[test]
    fn an_outcome_read_back_from_a_store_is_a_duplicate(all in outcomes(1)) {
        let json = serde_json::to_string(&all[0]).unwrap();
        let read: VerificationOutcome = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&read, &all[0]);
        if read.source() != Source::Unverified {
            prop_assert_eq!(read.relation_to(&all[0]).relation, Relation::Duplicate);
        }
    }
}

#[cfg(feature = "smileid")]
mod of_real_answers {
    use kyc_facade::smileid::{Provenance, decide_job_status, decide_result};
    use kyc_model::smileid::{JobResult, JobStatus};
    use serde_json::{Value, json};

    use super::*;

    const SIGNED: &str = "2026-01-02T03:04:09.000Z";

    fn provenance() -> Provenance {
        let mut provenance = Provenance::saved(SignatureState::Valid);
        provenance.source = Source::Asked;
        provenance.environment = Environment::Production;
        provenance.retrieved_at = "2026-02-03T04:05:06Z".parse().ok();
        provenance.asked = Some(SmileReference::new("user-1", "job-1"));
        provenance.account = Some("2099".into());
        provenance
    }

    fn result(code: &str, second: u8, more: Value) -> Value {
        let mut result = json!({
            "result_code": code,
            "partner_params": {"user_id": "user-1", "job_id": "job-1", "job_type": 1},
            "timestamp": format!("2026-01-02T03:04:{second:02}.000Z"),
        });
        let members = result.as_object_mut().unwrap();
        members.extend(more.as_object().unwrap().clone());
        result
    }

    fn decide(result: Value, history: Vec<Value>) -> VerificationOutcome {
        let approves = ["0810", "1210", "1012"].contains(&result["result_code"].as_str().unwrap());
        let status: JobStatus = serde_json::from_value(json!({
            "timestamp": SIGNED,
            "job_complete": true,
            "job_success": approves,
            "result": {"record": result},
            "history": history,
        }))
        .unwrap();
        decide_job_status(&status, &provenance()).unwrap()
    }

    #[track_caller]
    fn is(outcome: &VerificationOutcome, decision: Decision, decided_by: &str) {
        assert_eq!(
            (outcome.decision(), outcome.decided_by()),
            (decision, decided_by)
        );
    }

    /// An earlier answer of a higher layer stands above a later one of a lower layer, an earlier one of the same does not.
    #[test]
    fn the_layer_is_that_of_the_entries_that_took_part() {
        let machine = |second| decide(result("0811", second, json!({})), vec![]);
        let human = |second| decide(result("1211", second, json!({})), vec![]);

        // Neither half alone: the reviewer's half decided, the look-up took part.
        let both = decide(
            result("1012", 1, json!({})),
            vec![result("1210", 1, json!({}))],
        );
        is(&both, Decision::Verified, "L6");
        assert_eq!(both.relation_to(&machine(5)).relation, Relation::Replaces);
        assert_eq!(both.relation_to(&human(5)).relation, Relation::Keeps);

        // A refused look-up overrules the machine's row, whichever of the two stands at result.
        let refused = result("1013", 5, json!({}));
        let approved = result("0810", 5, json!({}));
        let lowered = decide(approved.clone(), vec![refused.clone()]);
        is(&lowered, Decision::NeedsReview, "H2");
        let halves = decide(refused.clone(), vec![approved]);
        is(&halves, Decision::NeedsReview, "L8");
        for outcome in [&lowered, &halves] {
            assert_eq!(
                outcome.relation_to(&machine(1)).relation,
                Relation::Replaces
            );
            assert_eq!(outcome.relation_to(&human(1)).relation, Relation::Keeps);
        }

        // The look-up alone.
        let alone = decide(refused, vec![]);
        is(&alone, Decision::Rejected, "L4");
        assert_eq!(alone.relation_to(&machine(1)).relation, Relation::Keeps);
    }

    #[test]
    fn the_signed_time_of_the_reply_stands_in_where_the_result_has_none() {
        let status: JobStatus = serde_json::from_value(json!({
            "timestamp": SIGNED,
            "job_complete": false,
            "code": "2314",
        }))
        .unwrap();
        let nothing = decide_job_status(&status, &provenance()).unwrap();
        assert_eq!(nothing.parts().decided_at, None);
        assert_eq!(nothing.parts().answered_at, SIGNED.parse().ok());

        let with_result = decide(
            result("0810", 1, json!({})),
            vec![result("0810", 1, json!({}))],
        );
        assert_eq!(with_result.parts().answered_at, SIGNED.parse().ok());
        assert_ne!(
            with_result.parts().decided_at,
            with_result.parts().answered_at
        );
        assert_eq!(with_result.history()[0].parts().answered_at, None);

        // No time is made up where the reply's cannot be read.
        let unread: JobStatus = serde_json::from_value(json!({"timestamp": "soon"})).unwrap();
        let unread = decide_job_status(&unread, &provenance()).unwrap();
        assert_eq!(unread.parts().answered_at, None);
    }

    #[test]
    fn the_time_of_a_bare_result_is_the_signed_one_where_a_signature_is_beside_it() {
        for (more, signed) in [
            (json!({"signature": "c2lnbmF0dXJl"}), true),
            (json!({"signature": ""}), false),
            (json!({}), false),
        ] {
            let bare: JobResult = serde_json::from_value(result("0810", 1, more)).unwrap();
            let outcome = decide_result(&bare, &provenance()).unwrap();
            let parts = outcome.parts();
            assert!(parts.decided_at.is_some());
            assert_eq!(parts.answered_at, parts.decided_at.filter(|_| signed));
        }
    }
}
