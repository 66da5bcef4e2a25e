//! Over arbitrary answers: *verified* comes only from the listed rows, and nothing beside the verdict raises it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![cfg(feature = "smileid")]

use std::{collections::BTreeSet, sync::LazyLock};

use kyc_facade::smileid::{Provenance, decide_job_status, decide_result};
use kyc_model::{
    Confidence, Lenient, Sensitive,
    outcome::{
        Decision, Environment, Finality, SignatureState, SmileReference, Source,
        VerificationOutcome, Weight,
    },
    smileid::{
        Action, ActionKey, ActionValue, JobResult, JobStatus, JobType, PartnerParams, ResultCode,
        StatusCode, StatusResult,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The (job type, code) pairs of class A, from the hand-written table.
static APPROVING: LazyLock<BTreeSet<(u64, String)>> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/decisions/smileid.tsv"
    );
    let table = std::fs::read_to_string(path).unwrap();
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        (cells[0] == "row" && cells[5] == "A")
            .then(|| (cells[2].parse().unwrap(), cells[3].to_owned()))
    });
    let rows: BTreeSet<_> = rows.collect();
    assert_eq!(rows.len(), 12, "class A rows");
    rows
});

fn flag() -> impl Strategy<Value = Option<Lenient<bool>>> {
    prop_oneof![
        4 => Just(Some(Lenient::Value(true))),
        1 => Just(Some(Lenient::Value(false))),
        2 => Just(None),
        1 => prop_oneof![Just(json!("yes")), Just(Value::Null), Just(json!(1))]
            .prop_map(|value| Some(Lenient::Unreadable(Sensitive::new(value)))),
    ]
}

fn code() -> impl Strategy<Value = Option<Lenient<ResultCode>>> {
    let listed: Vec<&'static str> = vec![
        "0810", "0811", "0812", "0813", "0814", "0815", "0816", "0817", "0820", "0822", "0840",
        "0846", "0001", "0903", "0907", "0908", "0911", "1012", "1013", "1014", "1015", "1016",
        "1017", "1020", "1021", "1022", "1023", "1030", "1031", "1210", "1211", "1212", "1213",
        "1220", "1240",
    ];
    prop_oneof![
        6 => prop::sample::select(listed).prop_map(|code| ResultCode::parse(code).map(Lenient::Value)),
        2 => (0..10_000_u32).prop_map(|n| ResultCode::parse(&format!("{n:04}")).map(Lenient::Value)),
        1 => Just(None),
        1 => Just(Some(Lenient::Unreadable(Sensitive::new(json!(810))))),
    ]
}

fn params() -> impl Strategy<Value = Option<PartnerParams>> {
    let job_type = prop_oneof![
        8 => prop::sample::select(vec![1_u64, 2, 4, 5, 6, 7, 10, 11])
            .prop_map(|n| Some(Lenient::Value(JobType::from_number(n)))),
        1 => (0..30_u64).prop_map(|n| Some(Lenient::Value(JobType::from_number(n)))),
        1 => Just(None),
        1 => Just(Some(Lenient::Unreadable(Sensitive::new(json!("01"))))),
    ];
    let id = |this: &'static str, other: &'static str| {
        prop_oneof![
            8 => Just(Some(Sensitive::new(this.to_owned()))),
            1 => Just(Some(Sensitive::new(other.to_owned()))),
            1 => Just(None),
        ]
    };
    let sandbox = prop::option::weighted(0.1, Just(Lenient::Value(Sensitive::new("0".to_owned()))));
    let some = (job_type, id("u-1", "u-2"), id("j-1", "j-2"), sandbox).prop_map(
        |(job_type, user, job, sandbox)| {
            let mut params = PartnerParams::default();
            params.job_type = job_type;
            params.user_id = user;
            params.job_id = job;
            params.sandbox_result = sandbox;
            Some(params)
        },
    );
    prop_oneof![9 => some, 1 => Just(None)]
}

fn actions() -> impl Strategy<Value = Option<Vec<Action>>> {
    let key = prop_oneof![
        prop::sample::select(ActionKey::KNOWN.to_vec()),
        Just(ActionKey::from("Something_New")),
    ];
    let value = prop_oneof![
        8 => prop::sample::select(ActionValue::KNOWN.to_vec()).prop_map(Lenient::Value),
        1 => Just(Lenient::Value(ActionValue::from("Something New"))),
        1 => Just(Lenient::Unreadable(Sensitive::new(json!(true)))),
    ];
    let action = (key, value).prop_map(|(action, value)| Action::new(action, value));
    prop::option::of(prop::collection::vec(action, 0..6))
}

fn result() -> impl Strategy<Value = JobResult> {
    let confidence = prop::option::of(prop_oneof![
        (0.0..=100.0).prop_map(|value| Lenient::Value(Confidence::new(value).unwrap())),
        Just(Lenient::Unreadable(Sensitive::new(json!("very")))),
    ]);
    let smile_job_id = prop::option::of(prop::sample::select(vec!["0000000001", "0000000002"]));
    (
        code(),
        params(),
        flag(),
        actions(),
        confidence,
        smile_job_id,
    )
        .prop_map(
            |(code, params, is_final, actions, confidence, smile_job_id)| {
                let mut result = JobResult::default();
                result.result_code = code;
                result.partner_params = params;
                result.is_final_result = is_final;
                result.actions = actions;
                result.confidence_value = confidence;
                result.smile_job_id = smile_job_id.map(Into::into);
                result
            },
        )
}

/// Half of the results carry a pair that approves, and flags that let it.
fn biased_result() -> impl Strategy<Value = JobResult> {
    let pairs: Vec<(u64, String)> = APPROVING.iter().cloned().collect();
    let approving = (result(), prop::sample::select(pairs)).prop_map(|(mut result, pair)| {
        let (job_type, code) = pair;
        result.result_code = ResultCode::parse(&code).map(Lenient::Value);
        if let Some(params) = &mut result.partner_params {
            params.job_type = Some(Lenient::Value(JobType::from_number(job_type)));
        }
        result
    });
    prop_oneof![result(), approving]
}

fn status() -> impl Strategy<Value = JobStatus> {
    let slot = prop_oneof![
        8 => biased_result().prop_map(|result| Some(StatusResult::Record(Box::new(result)))),
        1 => Just(Some(StatusResult::Text("No zip uploaded yet".into()))),
        1 => Just(None),
    ];
    let history = prop::option::of(prop::collection::vec(biased_result(), 0..5));
    let code = prop::option::of(prop::sample::select(vec!["2302", "2314", "9999"]));
    (slot, history, flag(), flag(), code).prop_map(|(slot, history, complete, success, code)| {
        let mut status = JobStatus::default();
        status.result = slot;
        status.history = history;
        status.job_complete = complete;
        status.job_success = success;
        status.code = code.map(|code| Lenient::Value(StatusCode::from(code)));
        status
    })
}

/// Where an answer can come from. An unsigned one reaches a decision only when the caller vouches: the adapter refuses
/// any other.
fn provenance() -> impl Strategy<Value = Provenance> {
    let way = prop::sample::select(vec![
        (Source::Asked, SignatureState::Valid),
        (Source::Confirmed, SignatureState::Valid),
        (Source::Loopback, SignatureState::Valid),
        (Source::CallerVouched, SignatureState::Valid),
        (Source::CallerVouched, SignatureState::NotChecked),
        (Source::Unverified, SignatureState::Valid),
        (Source::Unverified, SignatureState::NotChecked),
    ]);
    let asked = prop_oneof![
        2 => Just(None),
        1 => Just(Some(SmileReference::new("u-1", "j-1"))),
        1 => Just(Some(SmileReference::new("u-1", "j-1").with_job_type(JobType::BiometricKyc))),
    ];
    let environment = prop::sample::select(Environment::ALL.to_vec());
    (way, asked, environment).prop_map(|((source, signature), asked, environment)| {
        let mut provenance = Provenance::saved(signature);
        provenance.source = source;
        provenance.asked = asked;
        provenance.environment = environment;
        provenance
    })
}

fn is(flag: &Option<Lenient<bool>>, value: bool) -> bool {
    *flag == Some(Lenient::Value(value))
}

fn may_be_final(result: &JobResult) -> bool {
    result.is_final_result.is_none() || is(&result.is_final_result, true)
}

fn pair(result: &JobResult) -> Option<(u64, String)> {
    Some((result.job_type()?.number(), result.code()?.to_string()))
}

fn is_approving(result: &JobResult) -> bool {
    pair(result).is_some_and(|pair| APPROVING.contains(&pair))
}

/// All that has to hold before an answer may be called *verified*.
fn justified(status: &JobStatus, provenance: &Provenance, outcome: &VerificationOutcome) -> bool {
    let Some(result) = status.result.as_ref().and_then(StatusResult::record) else {
        return false;
    };
    let by_row = is_approving(result)
        && may_be_final(result)
        && outcome.decided_by().starts_with("smileid/");
    // The one place where history takes part: a look-up half whose other half approved.
    let by_other_half = outcome.decided_by() == "L6"
        && pair(result).is_some_and(|(job_type, code)| {
            [1, 11].contains(&job_type) && ["1012", "1020"].contains(&code.as_str())
        })
        && status.history.iter().flatten().any(|entry| {
            is_approving(entry)
                && may_be_final(entry)
                && entry.partner_params.as_ref().unwrap().user_id
                    == result.partner_params.as_ref().unwrap().user_id
                && entry.partner_params.as_ref().unwrap().job_id
                    == result.partner_params.as_ref().unwrap().job_id
                && entry.job_type() == result.job_type()
        });
    provenance.source != Source::Unverified
        && outcome.finality() == Finality::Final
        && is(&status.job_complete, true)
        && is(&status.job_success, true)
        && (by_row || by_other_half)
}

fn check_parts(outcome: &VerificationOutcome) {
    let decisive = outcome
        .reasons()
        .iter()
        .filter(|reason| reason.weight == Weight::Decisive);
    assert_eq!(decisive.count(), 1);
    let json = serde_json::to_string(outcome).unwrap();
    assert_eq!(
        serde_json::from_str::<VerificationOutcome>(&json).unwrap(),
        *outcome
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8_000, ..ProptestConfig::default() })]

    #[test]
    fn verified_comes_only_from_the_listed_rows(status in status(), provenance in provenance()) {
        let Ok(outcome) = decide_job_status(&status, &provenance) else {
            return Ok(());
        };
        if outcome.decision() == Decision::Verified {
            prop_assert!(justified(&status, &provenance, &outcome), "{:?}", outcome.decided_by());
        }
        if provenance.source == Source::Unverified {
            prop_assert_eq!(outcome.decision(), Decision::Inconclusive);
        }
    }

    #[test]
    fn nothing_beside_the_verdict_raises_a_decision(status in status(), provenance in provenance()) {
        let Ok(outcome) = decide_job_status(&status, &provenance) else {
            return Ok(());
        };
        let mut without_history = status.clone();
        without_history.history = None;
        let mut without_checks = status.clone();
        let mut without_confidence = status.clone();
        if let Some(StatusResult::Record(result)) = &mut without_checks.result {
            result.actions = None;
        }
        for entry in without_checks.history.iter_mut().flatten() {
            entry.actions = None;
        }
        if let Some(StatusResult::Record(result)) = &mut without_confidence.result {
            result.confidence_value = None;
        }
        let again = |status: &JobStatus| decide_job_status(status, &provenance).unwrap();
        if outcome.decision() == Decision::Verified {
            let decision = again(&without_history).decision();
            prop_assert!(decision == Decision::Verified || outcome.decided_by() == "L6");
            prop_assert_eq!(again(&without_checks).decision(), Decision::Verified);
        }
        let other = again(&without_confidence);
        prop_assert_eq!(
            (outcome.decision(), outcome.finality(), outcome.decided_by()),
            (other.decision(), other.finality(), other.decided_by())
        );
    }

    #[test]
    fn the_order_of_history_does_not_matter(status in status(), provenance in provenance()) {
        let Ok(outcome) = decide_job_status(&status, &provenance) else {
            return Ok(());
        };
        let mut reversed = status;
        if let Some(history) = &mut reversed.history {
            history.reverse();
        }
        let other = decide_job_status(&reversed, &provenance).unwrap();
        prop_assert_eq!(
            (outcome.decision(), outcome.finality(), outcome.decided_by(), outcome.category()),
            (other.decision(), other.finality(), other.decided_by(), other.category())
        );
    }

    #[test]
    fn a_bare_result_verifies_only_when_it_says_that_it_is_final(
        result in biased_result(),
        provenance in provenance(),
    ) {
        let Ok(outcome) = decide_result(&result, &provenance) else {
            return Ok(());
        };
        if outcome.decision() == Decision::Verified {
            let look_up = matches!(pair(&result), Some((5 | 7 | 10, _)));
            prop_assert!(is_approving(&result));
            prop_assert!(
                is(&result.is_final_result, true) || (look_up && result.is_final_result.is_none())
            );
            prop_assert_ne!(provenance.source, Source::Unverified);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn every_outcome_holds_its_invariants_and_round_trips(status in status(), provenance in provenance()) {
        if let Ok(outcome) = decide_job_status(&status, &provenance) {
            check_parts(&outcome);
            outcome.history().iter().for_each(check_parts);
        }
    }
}
