//! Answers about others, alarms, and answers that go back on what was settled.

use core::time::Duration;
use std::sync::{Arc, atomic::Ordering};

use bytes::Bytes;
use http::Request;
use kyc_http::Clock as _;
use kyc_model::outcome::{Decision, SmileReference, VerificationOutcome};
use kyc_receiver::{Action, Capacity, Done, Intake, LookUpFailed, MemoryStore, StoreErrorKind};
use serde_json::json;

use crate::{
    common::{Site, on_every_store},
    harness::{Harness, at, callback, done, greenid_result, harness, harness_with, result, status},
};

on_every_store! {
    a_signal_of_fraud_that_only_the_event_tells_is_told_at_once_and_delays_nothing
    an_answer_that_was_mixed_up_costs_no_honest_delivery
    an_event_about_another_job_than_was_started_is_given_up_unasked
    what_was_final_and_is_open_again_is_told_at_once_and_waited_for
}

async fn a_signal_of_fraud_that_only_the_event_tells_is_told_at_once_and_delays_nothing(
    site: &Site,
) {
    let harness = harness(site).await;
    let mut signalled = result("0810");
    signalled["Antifraud"] = json!({"summary": {"fraud_detected": true}});
    harness.push(callback(&signalled, at())).await;
    harness.answer(Ok((200, done("0810"))));
    let settled = harness.confirm().await;
    assert!(matches!(settled, Done::Settled(_)), "{settled:?}");
    assert_eq!(harness.refuted.load(Ordering::SeqCst), 1);
    // Whoever acts on it is told as well, and not of the hook alone.
    let [action] = &act(&harness).await[..] else {
        panic!("one action");
    };
    assert_eq!(action.outcome.decision(), Decision::Verified);
    assert!(action.alert);
    assert_eq!(action.other_outcome, None);

    // While the job is open, in the first hour.
    let signed_at = at().checked_add(Duration::from_secs(1)).unwrap();
    harness.push(callback(&signalled, signed_at)).await;
    for told in [2, 2] {
        harness.answer(Ok((200, status(false, false, &json!("In progress")))));
        let Done::Postponed { until } = harness.confirm().await else {
            panic!("not postponed");
        };
        assert_eq!(harness.refuted.load(Ordering::SeqCst), told);
        harness
            .clock
            .set(until.checked_add(Duration::from_secs(3600)).unwrap());
    }
}

async fn an_answer_that_was_mixed_up_costs_no_honest_delivery(site: &Site) {
    let harness = harness(site).await;
    let started = SmileReference::new("u-1", "j-1");
    let with_record = harness
        .confirmer
        .clone()
        .with_started(move |_| core::future::ready(Ok(Some(started.clone()))));
    let mut foreign = result("0810");
    foreign["PartnerParams"]["user_id"] = json!("u-2");
    let foreign = Ok((200, status(true, false, &foreign)));
    for (code, confirmer) in [("0810", &with_record), ("0811", &harness.confirmer)] {
        harness.push(callback(&result(code), at())).await;
        harness.answer(foreign.clone());
        let Done::Postponed { until } = confirmer.confirm_next().await.unwrap() else {
            panic!("not postponed");
        };
        harness.clock.set(until);
        harness.answer(Ok((200, done(code))));
        let settled = confirmer.confirm_next().await.unwrap();
        assert!(matches!(settled, Done::Settled(_)), "{settled:?}");
    }
    assert_eq!(harness.refuted.load(Ordering::SeqCst), 0);

    // Where it never ends, the operator is told what it was.
    harness.push(callback(&result("0812"), at())).await;
    harness.answer(foreign);
    harness.clock.advance(Duration::from_secs(8 * 86_400));
    let given_up = harness.confirm().await;
    let Done::GivenUp { reason } = given_up else {
        panic!("{given_up:?}");
    };
    assert_eq!(
        reason,
        "the answer is about another job or person than the event or the question"
    );
}

async fn an_event_about_another_job_than_was_started_is_given_up_unasked(site: &Site) {
    let harness = harness(site).await;
    let confirmer = harness.confirmer.clone().with_started(|_| {
        let started = SmileReference::new("somebody-else", "j-1");
        core::future::ready(Ok::<_, LookUpFailed>(Some(started)))
    });
    harness.push(callback(&result("0810"), at())).await;
    let given_up = confirmer.confirm_next().await.unwrap();
    let reason = "it is about another job or user than the record of the job that was started here";
    assert_eq!(given_up, Done::GivenUp { reason });
    assert_eq!(harness.provider.requests.load(Ordering::SeqCst), 0);
}

/// Everything there is to act on, with what an alert is about.
async fn act(harness: &Harness) -> Vec<Action> {
    let mut acted = Vec::new();
    let mut next = true;
    while next {
        let act = harness.confirmer.act_on_next(|action| {
            acted.push(action);
            core::future::ready(true)
        });
        next = act.await.unwrap();
    }
    acted
}

async fn notify(harness: &Harness, intake: &Intake) {
    // Each notification is another delivery.
    harness.clock.advance(Duration::from_secs(1));
    let request = Request::post("https://us.example/greenid?userId=g1");
    let request = request.body(Bytes::new()).unwrap();
    assert_eq!(intake.receive(&request).await.status(), 200);
}

async fn what_was_final_and_is_open_again_is_told_at_once_and_waited_for(site: &Site) {
    let harness = harness(site).await;
    let intake = Intake::greenid(Arc::clone(&harness.store)).with_clock(Arc::clone(&harness.clock));
    let answer = |outcome: &str| harness.answer(Ok((200, greenid_result(outcome, "g1"))));

    // That something began is no news.
    notify(&harness, &intake).await;
    answer("IN_PROGRESS");
    assert!(matches!(harness.confirm().await, Done::Postponed { .. }));
    assert!(act(&harness).await.is_empty());
    harness.clock.advance(Duration::from_secs(5));
    answer("LOCKED_OUT");
    assert!(matches!(harness.confirm().await, Done::Settled(_)));
    assert_eq!(act(&harness).await.len(), 1);

    // An administrator unlocks the person: they are not rejected any more, and somebody should know.
    notify(&harness, &intake).await;
    answer("IN_PROGRESS");
    for turn in 0..4 {
        let done = harness.confirm().await;
        let Done::Postponed { until } = done else {
            panic!("{done:?}");
        };
        let acted = act(&harness).await;
        assert_eq!(acted.len(), usize::from(turn == 0), "{turn}");
        if let Some(action) = acted.first() {
            assert_eq!(action.outcome.decision(), Decision::Pending);
            assert!(action.alert);
            let was = action
                .other_outcome
                .as_ref()
                .map(VerificationOutcome::decision);
            assert_eq!(was, Some(Decision::Rejected));
        }
        assert!(until > harness.clock.now());
        harness.clock.set(until);
    }
    answer("LOCKED_OUT");
    assert!(matches!(harness.confirm().await, Done::Settled(_)));
    let acted = act(&harness).await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].outcome.decision(), Decision::Rejected);
    assert!(!acted[0].alert);
    assert_eq!(harness.confirm().await, Done::Nothing);
}

#[tokio::test]
async fn an_alarm_is_raised_whatever_becomes_of_the_store() {
    let mut capacity = Capacity::default();
    capacity.subjects = 0;
    let harness = harness_with(Arc::new(MemoryStore::with_capacity(capacity)));
    harness.answer(Ok((200, done("0811"))));
    harness.push(callback(&result("0810"), at())).await;
    harness.clock.advance(Duration::from_secs(3600));
    for alarms in 1..=2 {
        let error = harness.confirmer.confirm_next().await.unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Full);
        assert_eq!(harness.refuted.load(Ordering::SeqCst), alarms);
        harness.clock.advance(Duration::from_secs(600));
    }
}

#[test]
fn a_look_up_that_failed_is_an_error_like_others() {
    let error: Box<dyn core::error::Error + Send + Sync> = Box::new(LookUpFailed);
    let text = "the record of a job could not be looked up; it is tried again later";
    assert_eq!(error.to_string(), text);
    assert!(error.source().is_none());
}
