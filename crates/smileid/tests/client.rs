//! The client over real HTTP.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![cfg(feature = "reqwest")]

mod common;

use common::{AT, credentials, now, signed};
use kyc_http::{
    BoxFuture, FixedClock, Phase, ReqwestTransport, ResponseLimits, RetryPolicy, Sender,
    TlsVerification, Transport, TransportError, TransportErrorKind,
};
use kyc_model::outcome::{Environment, Source};
use mockito::{Matcher, Server as Mock, ServerGuard};
use serde_json::json;
use smileid::{Client, ErrorKind, JobStatusRequest, ProviderErrorKind, Server};

fn client(mock: &ServerGuard) -> Client {
    client_with(mock, |sender| sender)
}

/// A client that asks once.
fn client_with(mock: &ServerGuard, change: impl FnOnce(Sender) -> Sender) -> Client {
    let server: Server = format!("{}/v1", mock.url()).parse().unwrap();
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    Client::new(server, credentials(), change(sender(transport)))
}

fn sender(transport: impl Transport + 'static) -> Sender {
    Sender::new(transport)
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never())
        .with_clock(FixedClock::new(now()))
}

fn request() -> JobStatusRequest {
    JobStatusRequest::new("u-1", "j-1")
        .unwrap()
        .return_history(true)
}

fn body() -> String {
    signed(
        r#"{"job_complete":true,"job_success":true,"code":"2302","result":{"ResultCode":"0810",
        "PartnerParams":{"job_type":1,"user_id":"u-1","job_id":"j-1"}},"history":[],SIGNED}"#,
    )
}

#[tokio::test]
async fn asks_as_on_the_wire_and_tells_where_the_answer_came_from() {
    let mut mock = Mock::new_async().await;
    let endpoint = mock
        .mock("POST", "/v1/job_status")
        .match_header("content-type", "application/json")
        .match_header("accept", "application/json")
        .match_header("user-agent", Matcher::Regex("^kyc-http/".to_owned()))
        .match_body(Matcher::Json(json!({
            "user_id": "u-1",
            "job_id": "j-1",
            "partner_id": "085",
            "history": true,
            "image_links": false,
            "signature": "z+I59+oOCxg0FSNBi+hilqgr+5GcejwTjVLU0wYxUpg=",
            "timestamp": AT,
        })))
        .with_header("content-type", "application/json")
        .with_body(body())
        .expect(1)
        .create_async()
        .await;

    let answer = client(&mock).job_status(&request()).await.unwrap();
    endpoint.assert_async().await;
    assert_eq!(answer.source, Source::Loopback);
    assert_eq!(answer.environment, Environment::Custom);
    assert_eq!(answer.retrieved_at, now());
    assert_eq!(answer.reply.payload.to_raw().text.expose(), &body());
    assert_eq!(answer.reply.payload.to_raw().media_type, "application/json");
}

#[tokio::test]
async fn every_request_is_signed_afresh() {
    let mut mock = Mock::new_async().await;
    let clock = std::sync::Arc::new(FixedClock::new(now()));
    let client = client_with(&mock, |sender| sender.with_clock(clock.clone()));
    let later = "2026-01-02T03:04:06.678Z";
    for timestamp in [AT, later] {
        let endpoint = mock
            .mock("POST", "/v1/job_status")
            .match_body(Matcher::PartialJson(json!({ "timestamp": timestamp })))
            .with_body(body())
            .expect(1)
            .create_async()
            .await;
        client.job_status(&request()).await.unwrap();
        endpoint.assert_async().await;
        clock.advance(std::time::Duration::from_secs(1));
    }
}

#[tokio::test]
async fn errors_carry_phase_status_and_what_to_do() {
    let mut mock = Mock::new_async().await;
    mock.mock("POST", "/v1/job_status")
        .with_status(400)
        .with_body(r#"{"error":"Canary","code":"2205"}"#)
        .create_async()
        .await;
    let error = client(&mock).job_status(&request()).await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Provider(ProviderErrorKind::NotAuthorized)
    );
    assert_eq!(error.phase(), Phase::Answered);
    assert_eq!(error.http_status(), Some(400));
    assert!(!error.is_retryable());
    assert!(!format!("{error} {error:?}").contains("Canary"));

    mock.mock("POST", "/v1/job_status")
        .with_status(503)
        .with_header("retry-after", "7")
        .with_body("<html>")
        .create_async()
        .await;
    let error = client(&mock).job_status(&request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::HttpStatus);
    assert!(error.is_retryable());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut mock = Mock::new_async().await;
    let elsewhere = mock
        .mock("POST", "/elsewhere")
        .expect(0)
        .create_async()
        .await;
    mock.mock("POST", "/v1/job_status")
        .with_status(307)
        .with_header("location", "/elsewhere")
        .create_async()
        .await;
    let error = client(&mock).job_status(&request()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::HttpStatus, Some(307))
    );
    elsewhere.assert_async().await;
}

#[tokio::test]
async fn a_body_over_the_cap_is_refused() {
    let mut mock = Mock::new_async().await;
    mock.mock("POST", "/v1/job_status")
        .with_body(body())
        .create_async()
        .await;
    let limits = ResponseLimits::default().with_max_body_bytes(100);
    let error = client_with(&mock, |sender| sender.with_limits(limits))
        .job_status(&request())
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Transport(TransportErrorKind::BodyTooLarge)
    );
}

#[tokio::test]
async fn plain_http_is_refused_unless_loopback_is_opted_in() {
    let mut mock = Mock::new_async().await;
    let untouched = mock
        .mock("POST", "/v1/job_status")
        .expect(0)
        .create_async()
        .await;
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let server: Server = format!("{}/v1", mock.url()).parse().unwrap();
    let error = Client::new(server, credentials(), transport.clone())
        .job_status(&request())
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Transport(TransportErrorKind::InsecureUrl)
    );
    assert_eq!(error.phase(), Phase::NotSent);

    let server: Server = "http://api.smileidentity.com/v1".parse().unwrap();
    let error = Client::new(server, credentials(), sender(transport))
        .job_status(&request())
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Transport(TransportErrorKind::InsecureUrl)
    );
    untouched.assert_async().await;
}

/// Answers without a network, and declares what it is told to.
struct Canned(TlsVerification);

impl Transport for Canned {
    fn send<'a>(
        &'a self,
        _: http::Request<bytes::Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, TransportError>> {
        Box::pin(async { Ok(common::reply(body())) })
    }

    fn tls(&self) -> TlsVerification {
        self.0
    }
}

#[tokio::test]
async fn the_source_is_what_the_transport_stands_for() {
    for (server, tls, source, environment) in [
        (
            "0",
            TlsVerification::Verified,
            Source::Asked,
            Environment::Sandbox,
        ),
        (
            "1",
            TlsVerification::Verified,
            Source::Asked,
            Environment::Production,
        ),
        (
            "1",
            TlsVerification::NotVerified,
            Source::Unverified,
            Environment::Production,
        ),
        (
            "http://127.0.0.1:9/v1",
            TlsVerification::Verified,
            Source::Loopback,
            Environment::Custom,
        ),
    ] {
        let sender = sender(Canned(tls));
        let client = Client::new(server.parse().unwrap(), credentials(), sender);
        let answer = client.job_status(&request()).await.unwrap();
        assert_eq!((answer.source, answer.environment), (source, environment));
    }
}

#[tokio::test]
async fn a_transport_that_ignores_the_cap_is_not_trusted_with_it() {
    let limits = ResponseLimits::default().with_max_body_bytes(100);
    let sender = sender(Canned(TlsVerification::Verified)).with_limits(limits);
    let client = Client::new(Server::Sandbox, credentials(), sender);
    let error = client.job_status(&request()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn the_client_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
    fn movable<T: Send>(_: T) {}
    let client = Client::new(
        Server::Sandbox,
        credentials(),
        Canned(TlsVerification::Verified),
    );
    movable(client.job_status(&request()));
}
