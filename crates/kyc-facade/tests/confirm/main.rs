//! Events are confirmed by asking, over real HTTP: what the callback says decides nothing.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(all(feature = "reqwest", feature = "smileid"))]

mod v3;

use core::time::Duration;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::HeaderMap;
use kyc_facade::{
    AskOptions, ErrorKind, Registry,
    smileid::{Confirmed, Difference, SmileProvider},
};
use kyc_http::{
    BoxFuture, FixedClock, ReqwestTransport, ResponseLimits, RetryPolicy, Sender, TlsVerification,
    Transport, TransportError,
};
use kyc_model::{
    outcome::{
        Decision, Finality, Product, Reference, SignatureState, SmileApi, SmileReference, Source,
    },
    smileid::JobType,
};
use mockito::{Matcher, Mock, Server as MockServer, ServerGuard};
use serde_json::json;
use smileid::{
    ApiKey, Client, Credentials,
    callback::{Event, Verifier},
    signature, testing,
};

const AT: &str = "2026-01-02T03:04:05.678Z";

fn credentials() -> Credentials {
    Credentials::new("85", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(AT.parse().unwrap()))
}

fn provider_at(mock: &ServerGuard, clock: &Arc<FixedClock>) -> SmileProvider {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let sender = Sender::new(transport)
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never())
        .with_clock(Arc::clone(clock));
    let server = format!("{}/v1", mock.url()).parse().unwrap();
    SmileProvider::new(Client::new(server, credentials(), sender))
}

fn provider(mock: &ServerGuard) -> SmileProvider {
    provider_at(mock, &clock())
}

fn result(code: &str) -> serde_json::Value {
    json!({
        "ResultCode": code, "ResultText": "words", "IsFinalResult": "true", "SmileJobID": "0000000001",
        "PartnerParams": {"job_type": 6, "user_id": "u-1", "job_id": "j-1"}, "Actions": {},
    })
}

fn v1_event(members: &serde_json::Value) -> Event {
    let at = AT.parse().unwrap();
    let body = testing::v1_callback(&credentials(), members.as_object().unwrap(), at).unwrap();
    Verifier::new(credentials())
        .receive(&HeaderMap::new(), &body, at)
        .unwrap()
}

fn v3_event(body: &serde_json::Value) -> Event {
    let at = AT.parse().unwrap();
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at).unwrap();
    Verifier::new(credentials())
        .receive(&headers, &body.to_string().into(), at)
        .unwrap()
}

fn status_reply(complete: bool, result: &serde_json::Value, history: &serde_json::Value) -> String {
    json!({
        "job_complete": complete, "job_success": complete, "code": "2302", "result": result, "history": history,
        "timestamp": AT, "signature": signature::sign(&credentials(), AT, AT.parse().unwrap()).unwrap(),
    })
    .to_string()
}

async fn job_status(mock: &mut ServerGuard, body: String) -> Mock {
    mock.mock("POST", "/v1/job_status")
        .with_body(body)
        .expect(1)
        .create_async()
        .await
}

/// A token that expires so long after the fixed time.
fn token(name: &str, seconds: i64) -> String {
    let at: kyc_model::Timestamp = AT.parse().unwrap();
    let claims = json!({"exp": at.unix_millis() / 1000 + seconds, "name": name}).to_string();
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

async fn tokens(mock: &mut ServerGuard, token: &str, times: usize) -> Mock {
    mock.mock("POST", "/v3/token")
        .match_header("smileid-partner-id", "85")
        .match_header("smileid-api-key", "fake-api-key-0123456789")
        .match_header("content-length", "0")
        .with_body(json!({"token": token}).to_string())
        .expect(times)
        .create_async()
        .await
}

async fn v3_status(
    mock: &mut ServerGuard,
    token: &str,
    status: usize,
    body: &serde_json::Value,
) -> Mock {
    mock.mock("GET", "/v3/status/job_01")
        .match_header("smileid-token", token)
        .with_status(status)
        .with_body(body.to_string())
        .create_async()
        .await
}

fn v3(status: &str) -> serde_json::Value {
    json!({"status": status, "job_id": "job_01", "user_id": "user_01", "message": "words", "created_at": AT})
}

fn started_v3() -> SmileReference {
    let mut started = SmileReference::new("user_01", "job_01");
    started.api = SmileApi::V3;
    started.product = Some(Product::DocumentVerification);
    started
}

async fn confirm(mock: &ServerGuard, event: &Event, started: Option<&SmileReference>) -> Confirmed {
    provider(mock)
        .confirm(event, started, &AskOptions::default())
        .await
        .unwrap()
}

#[tokio::test]
async fn an_honest_v1_callback_is_confirmed_by_the_answer() {
    let mut mock = MockServer::new_async().await;
    let asked = job_status(&mut mock, status_reply(true, &result("0810"), &json!([]))).await;
    let confirmed = confirm(&mock, &v1_event(&result("0810")), None).await;
    asked.assert_async().await;
    assert_eq!(confirmed.outcome.decision(), Decision::Verified);
    assert_eq!(confirmed.outcome.decided_by(), "smileid/6/0810");
    assert_eq!(confirmed.outcome.signature(), SignatureState::Valid);
    // Loopback stays loopback, or a test would count as the real thing.
    assert_eq!(confirmed.outcome.source(), Source::Loopback);
    assert!(!confirmed.is_alarming());
}

#[tokio::test]
async fn a_forged_verdict_under_a_valid_pair_is_refuted() {
    for (forged, real, decision) in [
        ("0810", "0811", Decision::Rejected),
        ("0811", "0810", Decision::Verified),
    ] {
        let mut mock = MockServer::new_async().await;
        let mut reply = serde_json::from_str::<serde_json::Value>(&status_reply(
            true,
            &result(real),
            &json!([]),
        ))
        .unwrap();
        reply["job_success"] = json!(real == "0810");
        job_status(&mut mock, reply.to_string()).await;
        let confirmed = confirm(&mock, &v1_event(&result(forged)), None).await;
        assert_eq!(confirmed.outcome.decision(), decision);
        assert_eq!(confirmed.differences, [Difference::Verdict]);
        assert!(confirmed.is_alarming());
    }
}

#[tokio::test]
async fn a_callback_about_an_earlier_result_of_the_job_is_no_forgery() {
    let mut mock = MockServer::new_async().await;
    let mut human = result("1210");
    human["PartnerParams"]["job_type"] = json!(6);
    let history = json!([human, result("0810")]);
    job_status(&mut mock, status_reply(true, &human, &history)).await;
    let confirmed = confirm(&mock, &v1_event(&result("0810")), None).await;
    assert!(!confirmed.is_alarming(), "{:?}", confirmed.differences);
}

#[tokio::test]
async fn nothing_is_compared_while_the_job_is_open_and_another_number_is_noticed() {
    let mut mock = MockServer::new_async().await;
    job_status(
        &mut mock,
        status_reply(false, &json!("In progress"), &json!([])),
    )
    .await;
    let confirmed = confirm(&mock, &v1_event(&result("0810")), None).await;
    assert_eq!(confirmed.outcome.decision(), Decision::Pending);
    assert!(confirmed.differences.is_empty());

    let mut mock = MockServer::new_async().await;
    job_status(&mut mock, status_reply(true, &result("0810"), &json!([]))).await;
    let mut respelled = result("0810");
    respelled["SmileJobID"] = json!("1");
    let confirmed = confirm(&mock, &v1_event(&respelled), None).await;
    assert_eq!(confirmed.differences, [Difference::SmileJobId]);
    let mut other = result("0810");
    other["SmileJobID"] = json!("0000000099");
    let confirmed = confirm(&mock, &v1_event(&other), None).await;
    assert_eq!(confirmed.differences, [Difference::SmileJobId]);
    // The number is not signed either: it changes nothing in what the answer says.
    assert_eq!(confirmed.outcome.decision(), Decision::Verified);
    let Reference::Smileid(reference) = confirmed.outcome.reference() else {
        panic!("another provider");
    };
    assert_eq!(
        reference.smile_job_id.as_ref().unwrap().expose(),
        "0000000001"
    );
}

#[tokio::test]
async fn an_event_about_another_job_than_the_one_started_is_not_asked_about() {
    let mut mock = MockServer::new_async().await;
    let untouched = mock
        .mock("POST", Matcher::Any)
        .expect(0)
        .create_async()
        .await;
    let provider = provider(&mock);
    let options = AskOptions::default();
    for started in [
        SmileReference::new("u-1", "j-2"),
        SmileReference::new("u-2", "j-1"),
        started_v3(),
    ] {
        let event = v1_event(&result("0810"));
        let error = provider
            .confirm(&event, Some(&started), &options)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongSubject);
    }
    let nameless = v1_event(&json!({"something": "new"}));
    let error = provider
        .confirm(&nameless, None, &options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    untouched.assert_async().await;
}

#[tokio::test]
async fn the_job_type_of_a_callback_is_not_believed() {
    // It says enrolment; the job was a document verification, and the answer says so.
    let mut mock = MockServer::new_async().await;
    job_status(&mut mock, status_reply(true, &result("0810"), &json!([]))).await;
    let mut event = result("0810");
    event["PartnerParams"]["job_type"] = json!(4);
    let started = SmileReference::new("u-1", "j-1").with_job_type(JobType::DocumentVerification);
    let confirmed = confirm(&mock, &v1_event(&event), Some(&started)).await;
    assert_eq!(confirmed.outcome.product(), &Product::DocumentVerification);
    assert_eq!(confirmed.outcome.decision(), Decision::Verified);
}

#[tokio::test]
async fn a_v3_webhook_is_confirmed_by_the_status_and_the_product_that_was_started() {
    let mut mock = MockServer::new_async().await;
    let good = token("good", 900);
    let fetched = tokens(&mut mock, &good, 1).await;
    v3_status(&mut mock, &good, 200, &v3("clear")).await;
    let mut webhook = v3("clear");
    webhook["product"] = json!("smart_selfie_registration");
    let event = v3_event(&webhook);
    let confirmed = confirm(&mock, &event, Some(&started_v3())).await;
    assert_eq!(confirmed.outcome.decision(), Decision::Verified);
    assert_eq!(confirmed.outcome.product(), &Product::DocumentVerification);
    assert!(!confirmed.is_alarming());
    fetched.assert_async().await;

    // What the webhook says of the product is not signed.
    let provider = provider(&mock);
    tokens(&mut mock, &good, 1).await;
    let confirmed = provider
        .confirm(&event, None, &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(confirmed.outcome.decision(), Decision::Inconclusive);

    let forged = v3_event(&v3("block"));
    let confirmed = provider
        .confirm(&forged, Some(&started_v3()), &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(confirmed.outcome.decision(), Decision::Verified);
    assert_eq!(confirmed.differences, [Difference::Verdict]);
}

#[tokio::test]
async fn a_signal_of_fraud_that_only_the_event_tells_is_told() {
    let signal = json!({"summary": {"fraud_detected": true}});
    let unreadable = json!({"summary": {"fraud_detected": "yes"}});
    let told = &[Difference::FraudSignal][..];
    for (antifraud, status, differences) in [
        (&signal, "clear", told),
        (&unreadable, "clear", told),
        (&signal, "processing", told),
        (&signal, "block", &[]),
        (&json!({"summary": {"fraud_detected": false}}), "clear", &[]),
    ] {
        let mut mock = MockServer::new_async().await;
        let good = token("good", 900);
        tokens(&mut mock, &good, 1).await;
        v3_status(&mut mock, &good, 200, &v3(status)).await;
        let mut webhook = v3(status);
        webhook["antifraud"] = antifraud.clone();
        let confirmed = confirm(&mock, &v3_event(&webhook), Some(&started_v3())).await;
        assert_eq!(confirmed.differences, differences, "{antifraud} {status}");
        assert_eq!(confirmed.is_alarming(), !differences.is_empty());
        assert_eq!(
            confirmed.outcome.decision() == Decision::Verified,
            status == "clear"
        );
    }

    let with_signal = |code| {
        let mut result = result(code);
        result["Antifraud"] = signal.clone();
        result
    };
    for (event, answer, differences) in [
        (with_signal("0810"), result("0810"), told),
        (with_signal("0810"), with_signal("0810"), &[]),
        // Nobody approves, so nobody has to be warned.
        (with_signal("0811"), with_signal("0811"), &[]),
    ] {
        let mut mock = MockServer::new_async().await;
        let success = answer["ResultCode"] == "0810";
        let reply = status_reply(true, &answer, &json!([]));
        let mut reply: serde_json::Value = serde_json::from_str(&reply).unwrap();
        reply["job_success"] = json!(success);
        job_status(&mut mock, reply.to_string()).await;
        let confirmed = confirm(&mock, &v1_event(&event), None).await;
        assert_eq!(confirmed.differences, differences);
    }
}
