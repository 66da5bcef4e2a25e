//! Events are confirmed by asking, over real HTTP: what the callback says decides nothing.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(all(feature = "reqwest", feature = "smileid"))]

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
        .allow_loopback_http()
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
async fn a_token_is_kept_until_shortly_before_it_expires_and_fetched_anew_when_it_is_refused() {
    let mut mock = MockServer::new_async().await;
    let clock = clock();
    let registry = Registry::new().with(provider_at(&mock, &clock));
    let ask = || async {
        let outcome = registry
            .outcome(&Reference::Smileid(started_v3()), &AskOptions::default())
            .await;
        outcome.map(|outcome| (outcome.decision(), outcome.source(), outcome.signature()))
    };
    let first = token("first", 900);
    let fetched = tokens(&mut mock, &first, 1).await;
    let status = v3_status(&mut mock, &first, 200, &v3("clear")).await;
    let expected = (Decision::Verified, Source::Loopback, SignatureState::NotDue);
    for _ in 0..5 {
        assert_eq!(ask().await.unwrap(), expected);
    }
    clock.advance(Duration::from_secs(839));
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
    fetched.remove_async().await;

    // A minute before it expires a new one is fetched.
    clock.advance(Duration::from_secs(1));
    let second = token("second", 9000);
    let fetched = tokens(&mut mock, &second, 1).await;
    status.remove_async().await;
    let refusing = v3_status(&mut mock, &second, 200, &v3("clear")).await;
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
    fetched.remove_async().await;
    refusing.remove_async().await;

    // It is refused once: a third one is fetched, once.
    let third = token("third", 9000);
    let fetched = tokens(&mut mock, &third, 1).await;
    v3_status(
        &mut mock,
        &second,
        401,
        &json!({"status": "Unauthorized", "message": "x"}),
    )
    .await;
    v3_status(&mut mock, &third, 200, &v3("clear")).await;
    clock.advance(Duration::from_secs(1));
    assert_eq!(ask().await.unwrap(), expected);
    fetched.assert_async().await;
}

#[tokio::test]
async fn many_questions_at_once_share_one_token() {
    let mut mock = MockServer::new_async().await;
    let good = token("good", 900);
    let fetched = tokens(&mut mock, &good, 1).await;
    v3_status(&mut mock, &good, 202, &v3("processing")).await;
    let registry = Registry::new().with(provider(&mock));
    let reference = Reference::Smileid(started_v3());
    let options = AskOptions::default();
    let asked = (0..20).map(|_| registry.outcome(&reference, &options));
    for outcome in futures_util::future::join_all(asked).await {
        assert_eq!(outcome.unwrap().decision(), Decision::Pending);
    }
    fetched.assert_async().await;
}

#[tokio::test]
async fn a_v3_status_in_no_list_is_an_answer_that_decides_nothing() {
    for status in [200, 202] {
        let mut mock = MockServer::new_async().await;
        let good = token("good", 900);
        tokens(&mut mock, &good, 1).await;
        v3_status(&mut mock, &good, status, &v3("queued")).await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let outcome = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap();
        assert_eq!(outcome.decision(), Decision::Inconclusive, "{status}");
        assert_eq!(outcome.finality(), Finality::Unknown, "{status}");
        let category = &outcome.reasons()[0].category;
        assert_eq!(category.as_str(), "unrecognized_value", "{status}");
    }
}

#[tokio::test]
async fn bad_v3_answers_are_errors() {
    for (status, body, kind) in [
        (404, v3("not_found"), ErrorKind::SubjectNotFound),
        (200, v3("not_found"), ErrorKind::SubjectNotFound),
        (404, json!({"x": 1}), ErrorKind::ProviderRefused),
        (202, v3("clear"), ErrorKind::UnrecognizedPayload),
        (
            200,
            json!({"message": "no status"}),
            ErrorKind::UnrecognizedPayload,
        ),
        (400, v3("Bad Request"), ErrorKind::ProviderRefused),
        (403, v3("Forbidden"), ErrorKind::NotAuthorized),
        (429, v3("Too Many Requests"), ErrorKind::ProviderFailure),
        (500, v3("Internal Server Error"), ErrorKind::ProviderFailure),
        (
            200,
            json!({"status": "clear", "job_id": "job_02", "user_id": "user_01"}),
            ErrorKind::WrongSubject,
        ),
        (
            200,
            json!({"status": "clear", "job_id": "job_01", "user_id": "user_02"}),
            ErrorKind::WrongSubject,
        ),
    ] {
        let mut mock = MockServer::new_async().await;
        let good = token("good", 900);
        tokens(&mut mock, &good, 1).await;
        v3_status(&mut mock, &good, status, &body).await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let error = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
    }
    // No token, no answer.
    for (status, body, kind) in [
        (401, "{}", ErrorKind::NotAuthorized),
        (200, "{}", ErrorKind::UnrecognizedPayload),
        (200, "<html>", ErrorKind::UnrecognizedPayload),
        (
            200,
            "{\"token\":\"Canary\\u0007\"}",
            ErrorKind::UnrecognizedPayload,
        ),
    ] {
        let mut mock = MockServer::new_async().await;
        mock.mock("POST", "/v3/token")
            .with_status(status)
            .with_body(body)
            .create_async()
            .await;
        let registry = Registry::new().with(provider(&mock));
        let reference = Reference::Smileid(started_v3());
        let error = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {body}");
        assert!(!format!("{error:?}").contains("Canary"));
    }
}

#[tokio::test]
async fn v3_takes_no_partner_id_with_leading_zeros_and_no_id_that_is_a_path() {
    struct Untouched;
    impl Transport for Untouched {
        fn send<'a>(
            &'a self,
            _: http::Request<Bytes>,
            _: ResponseLimits,
        ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
            panic!("nothing may be sent")
        }
        fn tls(&self) -> TlsVerification {
            TlsVerification::Verified
        }
    }
    for (partner, job, kind) in [
        ("085", "job_01", ErrorKind::InvalidConfiguration),
        ("acme", "job_01", ErrorKind::InvalidConfiguration),
        ("85", "..", ErrorKind::InvalidRequest),
        ("85", "", ErrorKind::InvalidRequest),
    ] {
        let credentials = Credentials::new(partner, ApiKey::new("k")).unwrap();
        let client = Client::new(smileid::Server::Sandbox, credentials, Untouched);
        let mut started = started_v3();
        started.job_id = Some(job.into());
        let registry = Registry::new().with(SmileProvider::new(client));
        let asked = registry
            .outcome(&Reference::Smileid(started), &AskOptions::default())
            .await;
        assert_eq!(asked.unwrap_err().kind(), kind, "{partner} {job}");
    }
}
