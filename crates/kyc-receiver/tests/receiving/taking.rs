//! What is pushed: stored, or refused.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request};
use kyc_http::ResponseLimits;
use kyc_receiver::{Done, Intake};
use serde_json::{Value, json};
use smileid::{
    ApiKey, Credentials,
    callback::{LikelyCause, Verifier},
    testing,
};

use crate::{
    common::{Site, on_every_store},
    harness::{at, callback, credentials, harness, harness_with, result},
};

on_every_store! {
    a_store_that_takes_nothing_makes_the_provider_send_again
    whatever_is_refused_gets_the_same_answer_and_the_operator_the_cause
}

async fn whatever_is_refused_gets_the_same_answer_and_the_operator_the_cause(site: &Site) {
    let harness = harness(site).await;
    let good: Value = serde_json::from_slice(&callback(&result("0810"), at())).unwrap();
    let other = |partner: &str, key: &str| {
        let other = Credentials::new(partner, ApiKey::new(key)).unwrap();
        let body = testing::v1_callback(&other, result("0810").as_object().unwrap(), at());
        String::from_utf8(body.unwrap().to_vec()).unwrap()
    };
    let mut malformed = good.clone();
    malformed["signature"] = json!("Canary");
    let twice = good
        .to_string()
        .replace("\"signature\"", "\"signature\":\"x\",\"signature\"");
    let mut answers = Vec::new();
    for body in [
        other("085", "another-key"),
        other("85", "fake-api-key-0123456789"),
        malformed.to_string(),
        twice,
        "{}".to_owned(),
        "<html>Canary".to_owned(),
        String::new(),
    ] {
        let request = Request::post("/smileid").body(Bytes::from(body)).unwrap();
        let answer = harness.intake.receive(&request).await;
        answers.push((
            answer.status(),
            answer.headers().clone(),
            answer.body().clone(),
        ));
    }
    assert_eq!(answers[0].0, 400);
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    assert!(answers[0].2.is_empty());
    assert_eq!(harness.confirm().await, Done::Nothing);
    let refused = harness.refused.lock().unwrap().clone();
    assert_eq!(refused.len(), 7);
    assert!(
        refused[1].contains(&LikelyCause::PartnerIdZeros.to_string()),
        "{}",
        refused[1]
    );
    assert!(!refused.concat().contains("Canary"));

    // Both forms at once, and a method that is none of ours.
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at()).unwrap();
    let mut both = Request::post("/smileid")
        .body(Bytes::from(good.to_string()))
        .unwrap();
    *both.headers_mut() = headers;
    assert_eq!(harness.intake.receive(&both).await.status(), 400);
    let get = Request::builder()
        .method(Method::GET)
        .body(Bytes::new())
        .unwrap();
    assert_eq!(harness.intake.receive(&get).await.status(), 405);
    let huge = Bytes::from(vec![b' '; 50_000_000]);
    assert_eq!(harness.push(huge).await, 413);
    // The verifier has a limit of its own.
    let limits = ResponseLimits::default().with_max_body_bytes(100);
    let verifier = Verifier::new(credentials()).with_limits(limits);
    let intake = Intake::smileid(Arc::clone(&harness.store), verifier)
        .with_clock(Arc::clone(&harness.clock));
    let good = Request::post("/smileid").body(Bytes::from(good.to_string()));
    assert_eq!(intake.receive(&good.unwrap()).await.status(), 413);
}

async fn a_store_that_takes_nothing_makes_the_provider_send_again(site: &Site) {
    let harness = harness_with(site.open_for(1).await);
    let first = callback(&result("0810"), at());
    assert_eq!(harness.push(first.clone()).await, 200);
    assert_eq!(harness.push(callback(&result("0811"), at())).await, 503);
    assert_eq!(harness.push(first).await, 200, "what is there is there");
    assert!(matches!(harness.refused.lock().unwrap().last(), Some(text) if text.contains("full")));
}
