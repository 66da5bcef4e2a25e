//! What was stored: asked about, and believed only then.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::Request;
use kyc_http::TransportErrorKind;
use kyc_model::outcome::{Decision, Relation, Source};
use kyc_receiver::{Done, Intake, LookUpFailed};
use serde_json::{Value, json};
use smileid::testing;

use crate::{
    common::{Site, on_every_store},
    house::{at, callback, credentials, done, house, result, status},
};

on_every_store! {
    a_callback_is_stored_confirmed_and_acted_on_once
    a_forged_body_under_a_valid_pair_is_refuted_by_asking
    stale_events_and_those_from_the_future_are_asked_about_like_any_other
    what_is_open_or_cannot_be_asked_waits_and_what_never_will_be_is_listed
    what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost
    a_v3_webhook_is_read_again_from_what_was_stored
    a_notification_of_greenid_is_a_hint_to_fetch
}

async fn a_callback_is_stored_confirmed_and_acted_on_once(site: &Site) {
    let house = house(site).await;
    let body = callback(&result("0810"), at());
    assert_eq!(house.push(body.clone()).await, 200);
    assert_eq!(house.push(body.clone()).await, 200, "sent again");
    assert_eq!(
        house.provider.1.load(Ordering::SeqCst),
        0,
        "answered before anything is asked"
    );

    let Done::Settled(settled) = house.confirm().await else {
        panic!("not settled");
    };
    assert_eq!(settled.relation, Relation::Replaces);
    assert!(settled.action.is_some() && !settled.alert);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Verified);
    assert_eq!(acted[0].source(), Source::Confirmed);
    assert_eq!(house.confirm().await, Done::Nothing);

    // A later delivery of the same verdict brings a new pair, and nothing new.
    house.clock.advance(Duration::from_secs(60));
    let again = callback(
        &result("0810"),
        at().checked_add(Duration::from_secs(60)).unwrap(),
    );
    assert_eq!(house.push(again).await, 200);
    assert!(matches!(house.confirm().await, Done::Settled(_)));
    assert!(house.act().await.is_empty());
    assert_eq!(house.refuted.load(Ordering::SeqCst), 0);
}

async fn a_forged_body_under_a_valid_pair_is_refuted_by_asking(site: &Site) {
    let house = house(site).await;
    house.answer(Ok((200, done("0811"))));
    // Whoever saw the honest pair posts an approval with it, before and after the honest one.
    let honest: Value = serde_json::from_slice(&callback(&result("0811"), at())).unwrap();
    let mut forged = honest.clone();
    forged["ResultCode"] = json!("0810");
    for body in [&forged, &honest, &forged] {
        assert_eq!(house.push(body.to_string().into()).await, 200);
    }
    let all = house.confirm_all().await;
    let settled = all
        .iter()
        .filter(|done| matches!(done, Done::Settled(_)))
        .count();
    let looked_again = all
        .iter()
        .filter(|done| matches!(done, Done::Postponed { .. }))
        .count();
    assert_eq!((settled, looked_again), (2, 3), "{all:?}");
    assert_eq!(house.refuted.load(Ordering::SeqCst), 1);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}

async fn stale_events_and_those_from_the_future_are_asked_about_like_any_other(site: &Site) {
    for now in ["2026-03-02T03:04:05Z", "2026-01-01T03:04:05Z"] {
        let house = house(site).await;
        house.clock.set(now.parse().unwrap());
        let mut members = result("0810");
        members["ResultText"] = json!(now);
        assert_eq!(house.push(callback(&members, at())).await, 200);
        assert!(matches!(house.confirm().await, Done::Settled(_)), "{now}");
        let acted = house.act().await;
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
    let house = house(site).await;
    house.push(callback(&result("0810"), at())).await;
    house.answer(Ok((200, status(false, false, &json!("In progress")))));
    let Done::Postponed { until } = house.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(5)));
    assert_eq!(house.confirm().await, Done::Nothing);
    house.clock.advance(Duration::from_secs(5));
    house.answer(Err(TransportErrorKind::Timeout));
    let Done::Postponed { until } = house.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(until.since(at()), Some(Duration::from_secs(15)));
    house.clock.advance(Duration::from_secs(10));
    house.answer(Ok((200, done("0810"))));
    assert!(matches!(house.confirm().await, Done::Settled(_)));

    // An operator can mend an account that is refused; ids that belong to somebody else nobody can.
    house.push(callback(&result("0811"), at())).await;
    house.answer(Ok((401, "{}".to_owned())));
    assert!(matches!(house.confirm().await, Done::Postponed { .. }));
    let mut foreign = result("0811");
    foreign["PartnerParams"]["user_id"] = json!("u-2");
    house.answer(Ok((200, status(true, false, &foreign))));
    house.clock.advance(Duration::from_secs(900));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
    let listed = house.store.given_up(10).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert!(
        listed[0].reason.contains("another job"),
        "{}",
        listed[0].reason
    );

    // Neither does a job wait that stays open for more than a week.
    house.push(callback(&result("0812"), at())).await;
    house.answer(Ok((200, status(false, false, &json!("In progress")))));
    house.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
}

async fn what_was_not_started_here_is_not_asked_about_and_what_is_new_is_not_lost(site: &Site) {
    let house = house(site).await;
    let works = Arc::new(AtomicUsize::new(0));
    let looked_up = Arc::clone(&works);
    let confirmer = house.confirmer.clone().with_started(move |_| {
        // First the look-up fails, then nothing is found.
        let is_up = looked_up.fetch_add(1, Ordering::SeqCst) > 0;
        core::future::ready(if is_up { Ok(None) } else { Err(LookUpFailed) })
    });
    house.push(callback(&result("0810"), at())).await;
    for _ in 0..2 {
        let done = confirmer.confirm_next().await.unwrap();
        assert!(matches!(done, Done::Postponed { .. }), "{done:?}");
        house.clock.advance(Duration::from_secs(450));
    }
    let done = confirmer.confirm_next().await.unwrap();
    assert!(matches!(done, Done::GivenUp { reason } if reason.contains("not started")));
    assert_eq!(house.provider.1.load(Ordering::SeqCst), 0);

    assert_eq!(
        house
            .push(callback(&json!({"kind": "something new"}), at()))
            .await,
        200
    );
    assert!(
        matches!(house.confirm().await, Done::GivenUp { reason } if reason.contains("not known"))
    );
    assert_eq!(house.store.given_up(10).await.unwrap().len(), 2);
}

async fn a_v3_webhook_is_read_again_from_what_was_stored(site: &Site) {
    let house = house(site).await;
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at()).unwrap();
    let body = json!({"status": "clear", "product": "document_verification", "message": "x"});
    let mut request = Request::post("/smileid")
        .body(Bytes::from(body.to_string()))
        .unwrap();
    *request.headers_mut() = headers;
    assert_eq!(house.intake.receive(&request).await.status(), 200);
    // Partner 085 cannot ask V3, which takes no leading zeros; it got as far as asking, and an operator can mend it.
    assert!(matches!(house.confirm().await, Done::Postponed { .. }));
    house.clock.advance(Duration::from_secs(8 * 86_400));
    assert!(matches!(house.confirm().await, Done::GivenUp { .. }));
    let listed = house.store.given_up(1).await.unwrap();
    let attributes = listed[0].delivery.attributes();
    assert_eq!(attributes["job-id"].expose(), "job_01");
    assert_eq!(listed[0].delivery.code(), Some("clear"));
}

async fn a_notification_of_greenid_is_a_hint_to_fetch(site: &Site) {
    let house = house(site).await;
    let intake = Intake::greenid(Arc::clone(&house.store)).with_clock(Arc::clone(&house.clock));
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
        house.clock.advance(Duration::from_millis(1));
        let request = Request::post(format!("https://us.example/greenid{query}"))
            .body(Bytes::from(body))
            .unwrap();
        assert_eq!(
            intake.receive(&request).await.status(),
            status,
            "{query} {body}"
        );
    }
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let service = "http://services.registrations.edentiti.com/";
    house.answer(Ok((200, format!(
        "<env:Envelope xmlns:env='{soap}'><env:Body><n:getVerificationResultResponse xmlns:n='{service}'><return>\
         <outcome>LOCKED_OUT</outcome><userId>g/1</userId></return></n:getVerificationResultResponse></env:Body></env:Envelope>"
    ))));
    for _ in 0..3 {
        let done = house.confirm().await;
        assert!(matches!(done, Done::Settled(_)), "{done:?}");
    }
    assert_eq!(house.confirm().await, Done::Nothing);
    let acted = house.act().await;
    assert_eq!(acted.len(), 1);
    assert_eq!(acted[0].decision(), Decision::Rejected);
}
