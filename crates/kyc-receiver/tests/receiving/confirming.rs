//! What was stored: asked about, and believed only then.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::Request;
use kyc_facade::Registry;
use kyc_http::{Clock as _, TransportErrorKind};
use kyc_model::{
    Timestamp,
    outcome::{Decision, Relation, Source},
};
use kyc_receiver::{Confirmer, Done, Intake, LookUpFailed};
use serde_json::{Value, json};
use smileid::{ApiKey, Credentials, callback::Verifier, testing};

use crate::{
    common::{Site, on_every_store},
    harness::{Harness, at, callback, credentials, done, greenid_result, harness, result, status},
};

on_every_store! {
    a_callback_is_stored_confirmed_and_acted_on_once
    a_forged_body_under_a_valid_pair_is_refuted_by_asking
    an_answer_that_lags_behind_is_not_the_last_word_however_often_asking_failed
    an_answer_that_is_not_final_is_the_last_word_after_two_minutes
    a_wait_that_a_provider_asks_for_has_a_ceiling
    what_another_instance_can_verify_is_left_to_it
    what_is_given_up_in_the_end_tells_why
    stale_events_and_those_from_the_future_are_asked_about_like_any_other
    what_is_open_or_cannot_be_asked_waits_and_what_never_will_be_is_listed
    what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost
    a_v3_webhook_is_read_again_from_what_was_stored
    a_notification_of_greenid_is_a_hint_to_fetch
}

async fn a_callback_is_stored_confirmed_and_acted_on_once(site: &Site) {
    let harness = harness(site).await;
    let body = callback(&result("0810"), at());
    assert_eq!(harness.push(body.clone()).await, 200);
    assert_eq!(harness.push(body.clone()).await, 200, "sent again");
    assert_eq!(
        harness.provider.requests.load(Ordering::SeqCst),
        0,
        "answered before anything is asked"
    );

    let Done::Settled(settled) = harness.confirm().await else {
        panic!("not settled");
    };
    assert_eq!(settled.relation, Relation::Replaces);
    assert!(settled.action.is_some() && !settled.alert);
    let acted = harness.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Verified);
    assert_eq!(acted[0].source(), Source::Confirmed);
    assert_eq!(harness.confirm().await, Done::Nothing);

    // A later delivery of the same verdict brings a new pair, and nothing new.
    harness.clock.advance(Duration::from_secs(60));
    let again = callback(
        &result("0810"),
        at().checked_add(Duration::from_secs(60)).unwrap(),
    );
    assert_eq!(harness.push(again).await, 200);
    assert!(matches!(harness.confirm().await, Done::Settled(_)));
    assert!(harness.act().await.is_empty());
    assert_eq!(harness.refuted.load(Ordering::SeqCst), 0);
}

async fn a_forged_body_under_a_valid_pair_is_refuted_by_asking(site: &Site) {
    let harness = harness(site).await;
    harness.answer(Ok((200, done("0811"))));
    // Whoever saw the honest pair posts an approval with it, before and after the honest one.
    let honest: Value = serde_json::from_slice(&callback(&result("0811"), at())).unwrap();
    let mut forged = honest.clone();
    forged["ResultCode"] = json!("0810");
    for body in [&forged, &honest, &forged] {
        assert_eq!(harness.push(body.to_string().into()).await, 200);
    }
    let all = harness.confirm_all().await;
    let settled = all
        .iter()
        .filter(|done| matches!(done, Done::Settled(_)))
        .count();
    let looked_again = all
        .iter()
        .filter(|done| matches!(done, Done::Postponed { .. }))
        .count();
    // The answer still differs after an hour, in quarters of one.
    assert_eq!((settled, looked_again), (2, 4), "{all:?}");
    assert_eq!(harness.refuted.load(Ordering::SeqCst), 1);
    let acted = harness.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}

/// The next piece of work, once it is due.
async fn confirm_when_due(harness: &Harness) -> Done {
    loop {
        match harness.confirm().await {
            Done::Nothing => harness.clock.advance(Duration::from_secs(5)),
            done => return done,
        }
    }
}

#[track_caller]
fn postponed(done: &Done) -> Timestamp {
    let Done::Postponed { until } = done else {
        panic!("not postponed: {done:?}");
    };
    *until
}

async fn an_answer_that_lags_behind_is_not_the_last_word_however_often_asking_failed(site: &Site) {
    let harness = harness(site).await;
    // A reviewer's rejection, while the provider cannot be asked.
    harness.push(callback(&result("0811"), at())).await;
    harness.answer(Err(TransportErrorKind::Timeout));
    for _ in 0..4 {
        postponed(&confirm_when_due(&harness).await);
    }
    // Then its status still shows the machine's approval.
    harness.answer(Ok((200, done("0810"))));
    postponed(&confirm_when_due(&harness).await);
    assert!(harness.act().await.is_empty());
    harness.answer(Ok((200, done("0811"))));
    let done = confirm_when_due(&harness).await;
    assert!(matches!(done, Done::Settled(_)), "{done:?}");
    assert_eq!(harness.refuted.load(Ordering::SeqCst), 0);
    let acted = harness.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}

async fn an_answer_that_is_not_final_is_the_last_word_after_two_minutes(site: &Site) {
    let harness = harness(site).await;
    let intake = Intake::greenid(Arc::clone(&harness.store)).with_clock(Arc::clone(&harness.clock));
    let request = Request::post("https://us.example/greenid?userId=g1");
    let request = request.body(Bytes::new()).unwrap();
    assert_eq!(intake.receive(&request).await.status(), 200);
    harness.answer(Ok((200, greenid_result("SOMETHING_NEW", "g1"))));
    let last_word = at().checked_add(Duration::from_secs(120)).unwrap();
    loop {
        let done = confirm_when_due(&harness).await;
        if let Done::Settled(_) = done {
            break;
        }
        postponed(&done);
        assert!(harness.clock.now() < last_word, "it is old enough");
    }
    assert!(harness.clock.now() >= last_word, "it was not asked again");
    assert_eq!(harness.act().await[0].decision(), Decision::Inconclusive);
}

async fn a_wait_that_a_provider_asks_for_has_a_ceiling(site: &Site) {
    let harness = harness(site).await;
    harness.push(callback(&result("0810"), at())).await;
    harness.answer(Ok((503, String::new())));
    let mut now = at();
    for (asked, seconds) in [
        ("120", 120),
        ("99999999999", 3600),
        // More than a number has room for.
        ("99999999999999999999999", 3600),
    ] {
        *harness.provider.retry_after.lock().unwrap() = Some(asked);
        let until = postponed(&harness.confirm().await);
        assert_eq!(
            until.since(now),
            Some(Duration::from_secs(seconds)),
            "{asked}"
        );
        harness.clock.set(until);
        now = until;
    }
    harness.answer(Ok((200, done("0810"))));
    assert!(matches!(harness.confirm().await, Done::Settled(_)));
}

async fn what_another_instance_can_verify_is_left_to_it(site: &Site) {
    let harness = harness(site).await;
    let other = Credentials::new("085", ApiKey::new("another-key")).unwrap();
    let without_the_key = harness
        .confirmer
        .clone()
        .with_smileid(harness.smileid.clone(), Verifier::new(other));
    harness.push(callback(&result("0810"), at())).await;
    // However often it was claimed there, it is looked at again soon.
    for _ in 0..20 {
        let until = postponed(&without_the_key.confirm_next().await.unwrap());
        let minute = Duration::from_secs(60);
        assert_eq!(until.since(harness.clock.now()), Some(minute));
        harness.clock.set(until);
    }
    assert!(matches!(harness.confirm().await, Done::Settled(_)));

    // Where nobody has the key, it is listed in the end, and not before those who have it would give it up.
    harness.push(callback(&result("0811"), at())).await;
    harness.clock.advance(Duration::from_secs(8 * 86_400));
    harness
        .clock
        .set(postponed(&without_the_key.confirm_next().await.unwrap()));
    harness.clock.advance(Duration::from_secs(6 * 86_400));
    let done = without_the_key.confirm_next().await.unwrap();
    assert!(
        matches!(done, Done::GivenUp { reason } if reason.contains("keys")),
        "{done:?}"
    );
}

async fn what_is_given_up_in_the_end_tells_why(site: &Site) {
    let harness = harness(site).await;
    let clock = Arc::clone(&harness.clock);
    let strict = harness
        .confirmer
        .clone()
        .with_give_up_after(Duration::from_secs(60));
    let without_smileid =
        Confirmer::new(Arc::clone(&harness.store), Registry::new()).with_clock(clock);
    let without_smileid = without_smileid.with_give_up_after(Duration::from_secs(30));
    let without_records = strict
        .clone()
        .with_started(|_| core::future::ready(Err(LookUpFailed)));
    let open = Ok((200, status(false, false, &json!("In progress"))));
    let answered = Ok((200, done("0810")));
    for (code, confirmer, answer, reason) in [
        ("0810", &without_smileid, answered.clone(), "with_smileid"),
        ("0811", &without_records, answered.clone(), "looked up"),
        ("0812", &strict, open, "no final answer"),
        ("0813", &strict, answered, "differed"),
        (
            "0814",
            &strict,
            Err(TransportErrorKind::Timeout),
            "transport",
        ),
    ] {
        harness.answer(answer);
        harness.push(callback(&result(code), at())).await;
        harness.clock.advance(Duration::from_secs(59));
        let until = postponed(&confirmer.confirm_next().await.unwrap());
        harness.clock.set(until);
        let done = confirmer.confirm_next().await.unwrap();
        let Done::GivenUp { reason: found } = done else {
            panic!("{done:?}");
        };
        assert!(found.contains(reason), "{reason}: {found}");
        let listed = harness.store.given_up(10).await.unwrap();
        assert_eq!(listed.last().unwrap().reason, found);
    }
}

async fn stale_events_and_those_from_the_future_are_asked_about_like_any_other(site: &Site) {
    for now in ["2026-03-02T03:04:05Z", "2026-01-01T03:04:05Z"] {
        let harness = harness(site).await;
        harness.clock.set(now.parse().unwrap());
        let mut members = result("0810");
        members["ResultText"] = json!(now);
        assert_eq!(harness.push(callback(&members, at())).await, 200);
        assert!(matches!(harness.confirm().await, Done::Settled(_)), "{now}");
        let acted = harness.act().await;
        assert!(
            acted
                .iter()
                .all(|outcome| outcome.source() == Source::Confirmed)
        );
        assert_eq!(
            acted.len(),
            usize::from(now.starts_with("2026-03")),
            "the same verdict"
        );
    }
}

async fn what_is_open_or_cannot_be_asked_waits_and_what_never_will_be_is_listed(site: &Site) {
    let harness = harness(site).await;
    harness.push(callback(&result("0810"), at())).await;
    harness.answer(Ok((200, status(false, false, &json!("In progress")))));
    let Done::Postponed { until } = harness.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(5)));
    assert_eq!(harness.confirm().await, Done::Nothing);
    harness.clock.advance(Duration::from_secs(5));
    harness.answer(Err(TransportErrorKind::Timeout));
    let Done::Postponed { until } = harness.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(15)));
    harness.clock.advance(Duration::from_secs(10));
    harness.answer(Ok((200, done("0810"))));
    assert!(matches!(harness.confirm().await, Done::Settled(_)));

    // An operator can mend an account that is refused.
    harness.push(callback(&result("0811"), at())).await;
    harness.answer(Ok((401, "{}".to_owned())));
    assert!(matches!(harness.confirm().await, Done::Postponed { .. }));
    harness.clock.advance(Duration::from_secs(900));
    harness.answer(Ok((200, done("0811"))));
    assert!(matches!(harness.confirm().await, Done::Settled(_)));

    // A job does not wait that stays open for more than a week.
    harness.push(callback(&result("0812"), at())).await;
    harness.answer(Ok((200, status(false, false, &json!("In progress")))));
    harness.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(harness.confirm().await, Done::GivenUp { .. }));
}

async fn what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost(site: &Site) {
    let harness = harness(site).await;
    let works = Arc::new(AtomicUsize::new(0));
    let looked_up = Arc::clone(&works);
    let confirmer = harness.confirmer.clone().with_started(move |_| {
        // First the look-up fails, then nothing is found.
        let is_up = looked_up.fetch_add(1, Ordering::SeqCst) > 0;
        core::future::ready(if is_up { Ok(None) } else { Err(LookUpFailed) })
    });
    harness.push(callback(&result("0810"), at())).await;
    for _ in 0..2 {
        let done = confirmer.confirm_next().await.unwrap();
        assert!(matches!(done, Done::Postponed { .. }), "{done:?}");
        harness.clock.advance(Duration::from_secs(450));
    }
    let done = confirmer.confirm_next().await.unwrap();
    assert!(matches!(done, Done::GivenUp { reason } if reason.contains("not started")));
    assert_eq!(harness.provider.requests.load(Ordering::SeqCst), 0);

    assert_eq!(
        harness
            .push(callback(&json!({"kind": "something new"}), at()))
            .await,
        200
    );
    assert!(
        matches!(harness.confirm().await, Done::GivenUp { reason } if reason.contains("not known"))
    );
    assert_eq!(harness.store.given_up(10).await.unwrap().len(), 2);
}

async fn a_v3_webhook_is_read_again_from_what_was_stored(site: &Site) {
    let harness = harness(site).await;
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at()).unwrap();
    let body = json!({"status": "clear", "product": "document_verification", "message": "x"});
    let mut request = Request::post("/smileid")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    *request.headers_mut() = headers;
    assert_eq!(harness.intake.receive(&request).await.status(), 200);
    // Partner 085 cannot ask V3, which takes no leading zeros; it got as far as asking, and an operator can mend it.
    assert!(matches!(harness.confirm().await, Done::Postponed { .. }));
    harness.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(harness.confirm().await, Done::GivenUp { .. }));
    let listed = harness.store.given_up(1).await.unwrap();
    let attributes = listed[0].delivery.attributes();
    assert_eq!(attributes["job-id"].expose(), "job_01");
    assert_eq!(listed[0].delivery.code(), Some("clear"));
}

async fn a_notification_of_greenid_is_a_hint_to_fetch(site: &Site) {
    let harness = harness(site).await;
    let intake = Intake::greenid(Arc::clone(&harness.store)).with_clock(Arc::clone(&harness.clock));
    for (query, body, status) in [
        ("?userId=g%2F1", "userId=g%2F1", 200),
        ("", "userId=g%2F1&x=y", 200),
        ("?userId=g%2F1", "", 200),
        ("?userId=g1", "userId=g2", 400),
        ("", "userId=a&userId=b", 400),
        ("", "userId=", 400),
        ("", "user=g1", 400),
        ("", "<xml/>", 400),
    ] {
        harness.clock.advance(Duration::from_millis(1));
        let request = Request::post(format!("https://us.example/greenid{query}"))
            .body(Bytes::from(body))
            .unwrap();
        assert_eq!(
            intake.receive(&request).await.status(),
            status,
            "{query} {body}"
        );
    }
    harness.answer(Ok((200, greenid_result("LOCKED_OUT", "g/1"))));
    for _ in 0..3 {
        let done = harness.confirm().await;
        assert!(matches!(done, Done::Settled(_)), "{done:?}");
    }
    assert_eq!(harness.confirm().await, Done::Nothing);
    let acted = harness.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}
