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

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use common::{certificate, fault, password, sample};
use greenid_soap::{
    Client, Endpoint, Error, ErrorKind, FaultKind, GetVerificationResult, IsUserIdRegistered, Name,
    RegisterUser,
};
use kyc_http::{
    BoxFuture, FixedClock, Phase, ReqwestTransport, ResponseLimits, RetryPolicy, Sender,
    TlsVerification, Transport, TransportError, TransportErrorKind,
};
use kyc_model::{
    Timestamp,
    outcome::{Environment, Source},
};
use mockito::{Matcher, Server as Mock, ServerGuard};

const PATH: &str = "/Registrations-Registrations/VerificationServicesPassword";

fn now() -> Timestamp {
    "2026-01-02T03:04:05.678Z".parse().unwrap()
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

fn client(mock: &ServerGuard) -> Client {
    let endpoint = Endpoint::new(&format!("{}{PATH}", mock.url())).unwrap();
    Client::new(endpoint, password(), sender(transport()))
}

/// It asks once.
fn sender(transport: impl Transport + 'static) -> Sender {
    Sender::new(transport)
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never())
        .with_clock(FixedClock::new(now()))
}

fn question() -> GetVerificationResult {
    GetVerificationResult::new("g2rUPcc8").unwrap()
}

fn person() -> RegisterUser {
    let name = Name::new("Joanna", "Citizen");
    RegisterUser::builder(name)
        .user_id("g2rUPcc8")
        .build()
        .unwrap()
}

fn registered() -> String {
    sample().replace("getVerificationResultR", "registerUserR")
}

#[tokio::test]
async fn asks_as_on_the_wire_and_tells_where_the_answer_came_from() {
    let mut mock = Mock::new_async().await;
    let endpoint = mock
        .mock("POST", PATH)
        .match_header("content-type", "text/xml; charset=utf-8")
        .match_header("soapaction", "\"\"")
        .match_header("user-agent", Matcher::Regex("^kyc-http/".to_owned()))
        .match_body(Matcher::Regex(
            "<ser:getVerificationResult><customerId>acme</customerId><password>".to_owned(),
        ))
        .with_header("content-type", "text/xml;charset=UTF-8")
        .with_body(sample())
        .expect(1)
        .create_async()
        .await;
    let answer = client(&mock)
        .get_verification_result(&question())
        .await
        .unwrap();
    endpoint.assert_async().await;
    assert_eq!(answer.source, Source::Loopback);
    assert_eq!(answer.environment, Environment::Custom);
    assert_eq!(answer.retrieved_at, now());
    assert_eq!(answer.reply.payload.to_raw().text.expose(), &sample());
    assert_eq!(answer.reply.payload.to_raw().media_type, "text/xml");
    assert!(!format!("{answer:?}").contains("Joanna"));
}

#[tokio::test]
async fn the_other_operations() {
    let mut mock = Mock::new_async().await;
    mock.mock("POST", PATH)
        .match_body(Matcher::Regex("<ser:registerUser>".to_owned()))
        .with_body(registered())
        .create_async()
        .await;
    let answer = client(&mock).register_user(&person()).await.unwrap();
    assert_eq!(answer.reply.record.individual_results.len(), 2);
    mock.mock("POST", PATH)
        .match_body(Matcher::Regex("<ser:isUserIdRegistered>".to_owned()))
        .with_body(common::envelope(&format!(
            "<n:isUserIdRegisteredResponse xmlns:n='{}'><return>true</return></n:isUserIdRegisteredResponse>",
            common::SERVICE
        )))
        .create_async()
        .await;
    let request = IsUserIdRegistered::new("u").unwrap();
    let answer = client(&mock).is_user_id_registered(&request).await.unwrap();
    assert!(answer.reply.is_registered);
}

#[tokio::test]
async fn errors_carry_phase_status_and_what_to_do() {
    let mut mock = Mock::new_async().await;
    mock.mock("POST", PATH)
        .with_status(500)
        .with_header("retry-after", "7")
        .with_body(fault("SystemFault"))
        .create_async()
        .await;
    let error = client(&mock)
        .get_verification_result(&question())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Fault(FaultKind::ProviderFailure));
    assert_eq!(
        (error.phase(), error.http_status()),
        (Phase::Answered, Some(500))
    );
    assert!(error.is_retryable());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert!(!format!("{error} {error:?}").contains("Canary"));
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_a_cap_holds() {
    let mut mock = Mock::new_async().await;
    let elsewhere = mock
        .mock("POST", "/elsewhere")
        .expect(0)
        .create_async()
        .await;
    mock.mock("POST", PATH)
        .with_status(307)
        .with_header("location", "/elsewhere")
        .create_async()
        .await;
    let error = client(&mock)
        .get_verification_result(&question())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.http_status()),
        (ErrorKind::HttpStatus, Some(307))
    );
    elsewhere.assert_async().await;

    mock.mock("POST", PATH)
        .with_body(sample())
        .create_async()
        .await;
    let limits = ResponseLimits::default().with_max_body_bytes(100);
    let endpoint = Endpoint::new(&format!("{}{PATH}", mock.url())).unwrap();
    let sender = sender(transport()).with_limits(limits);
    let error = Client::new(endpoint, password(), sender)
        .get_verification_result(&question())
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
    let untouched = mock.mock("POST", PATH).expect(0).create_async().await;
    let endpoint = Endpoint::new(&format!("{}{PATH}", mock.url())).unwrap();
    let elsewhere = Endpoint::new(&format!("http://au.vixverify.com{PATH}")).unwrap();
    for client in [
        Client::new(endpoint, password(), transport()),
        Client::new(elsewhere, password(), sender(transport())),
    ] {
        let error = client.register_user(&person()).await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Transport(TransportErrorKind::InsecureUrl)
        );
        assert_eq!(error.phase(), Phase::NotSent);
        assert!(!error.may_be_registered());
    }
    untouched.assert_async().await;
}

/// Answers without a network, and counts.
struct Canned {
    tls: TlsVerification,
    answer: Box<dyn Fn() -> Result<(u16, String), TransportError> + Send + Sync>,
    sent: Arc<AtomicUsize>,
}

impl Transport for Canned {
    fn send<'a>(
        &'a self,
        _: http::Request<bytes::Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<http::Response<bytes::Bytes>, TransportError>> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { (self.answer)().map(|(status, body)| common::response(status, body)) })
    }

    fn tls(&self) -> TlsVerification {
        self.tls
    }
}

fn canned(
    url: &str,
    tls: TlsVerification,
    answer: impl Fn() -> Result<(u16, String), TransportError> + Send + Sync + 'static,
) -> (Client, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let transport = Canned {
        tls,
        answer: Box::new(answer),
        sent: Arc::clone(&sent),
    };
    // It may repeat what is safe to repeat.
    let sender = sender(transport).with_retry(RetryPolicy::default());
    let endpoint = Endpoint::new(url).unwrap();
    (Client::new(endpoint, certificate(), sender), sent)
}

async fn register(
    person: &RegisterUser,
    answer: impl Fn() -> Result<(u16, String), TransportError> + Send + Sync + 'static,
) -> Error {
    let (client, sent) = canned(
        "https://au.vixverify.com/s",
        TlsVerification::Verified,
        answer,
    );
    let error = client.register_user(person).await.unwrap_err();
    assert_eq!(sent.load(Ordering::SeqCst), 1, "never sent twice");
    error
}

#[tokio::test]
async fn a_registration_that_may_have_happened_is_never_repeated() {
    let nameless = RegisterUser::builder(Name::new("Joanna", "Citizen"))
        .build()
        .unwrap();
    let transport_error = |kind, phase| move || Err(TransportError::new(kind, phase));
    for person in [&person(), &nameless] {
        let mut open = Vec::new();
        for kind in [TransportErrorKind::Timeout, TransportErrorKind::Interrupted] {
            open.push(register(person, transport_error(kind, Phase::MaybeSent)).await);
            open.push(register(person, transport_error(kind, Phase::Answered)).await);
        }
        for (status, body) in [
            (200, String::new()),
            (200, "<html/>".to_owned()),
            (200, registered()[..500].to_owned()),
            (200, sample()),
            (500, registered()),
            (503, String::new()),
            (500, fault("SystemFault")),
            (500, fault("NewFault")),
        ] {
            open.push(register(person, move || Ok((status, body.clone()))).await);
        }
        for error in open {
            assert!(
                error.may_be_registered() && !error.is_retryable(),
                "{error}"
            );
            let text = error.to_string();
            let advice = if person.user_id().is_some() {
                "ask getVerificationResult or isUserIdRegistered for the userId"
            } else {
                "admin panel"
            };
            assert!(text.contains(advice), "{text}");
            assert_eq!(text.lines().count(), 1);
        }
    }
    let other = registered().replace(">g2rUPcc8</userId>", ">other</userId>");
    let error = register(&person(), move || Ok((200, other.clone()))).await;
    assert_eq!(error.kind(), ErrorKind::WrongSubject);
    assert!(error.may_be_registered());
}

#[tokio::test]
async fn a_registration_that_cannot_have_happened_says_so() {
    let error = register(&person(), || {
        Err(TransportError::new(
            TransportErrorKind::Connect,
            Phase::NotSent,
        ))
    })
    .await;
    assert!(error.is_retryable() && !error.may_be_registered());
    for code in [
        "FieldValidationFault",
        "UserIdInUseFault",
        "InvalidPasswordFault",
        "InvalidCertificateException",
    ] {
        let error = register(&person(), move || Ok((500, fault(code)))).await;
        assert!(
            !error.is_retryable() && !error.may_be_registered(),
            "{error}"
        );
    }
}

#[tokio::test]
async fn whoever_is_told_of_a_failed_registration_is_told_that_it_may_have_been_carried_out() {
    let told = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&told);
    let transport = Canned {
        tls: TlsVerification::Verified,
        answer: Box::new(|| {
            let kind = TransportErrorKind::Timeout;
            Err(TransportError::new(kind, Phase::MaybeSent))
        }),
        sent: Arc::new(AtomicUsize::new(0)),
    };
    let sender = sender(transport).on_failed_attempt(move |failed| {
        let error = failed.error.downcast_ref::<Error>().unwrap();
        assert!(error.may_be_registered() && !error.is_retryable());
        assert_eq!(failed.repeat, kyc_http::Repeat::Never);
        count.fetch_add(1, Ordering::SeqCst);
    });
    let endpoint = Endpoint::new("https://au.vixverify.com/s").unwrap();
    let client = Client::new(endpoint, certificate(), sender);
    client.register_user(&person()).await.unwrap_err();
    assert_eq!(told.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_question_is_repeated_and_the_error_says_how_often() {
    let (client, sent) = canned(
        "https://au.vixverify.com/s",
        TlsVerification::Verified,
        || {
            Err(TransportError::new(
                TransportErrorKind::Timeout,
                Phase::MaybeSent,
            ))
        },
    );
    let error = client
        .get_verification_result(&question())
        .await
        .unwrap_err();
    assert!(error.is_retryable() && !error.may_be_registered());
    assert_eq!((error.attempts(), error.phase()), (3, Phase::MaybeSent));
    assert!(
        error.to_string().ends_with(" (the last of 3 attempts)"),
        "{error}"
    );
    assert_eq!(sent.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn the_userid_of_an_issued_one_is_whatever_greenid_says() {
    let nameless = RegisterUser::builder(Name::new("Joanna", "Citizen"))
        .build()
        .unwrap();
    let (client, _) = canned(
        "https://au.vixverify.com/s",
        TlsVerification::Verified,
        || Ok((200, registered())),
    );
    let answer = client.register_user(&nameless).await.unwrap();
    assert_eq!(common::text(&answer.reply.record.user_id), Some("g2rUPcc8"));
}

#[tokio::test]
async fn the_source_is_what_the_transport_stands_for() {
    for (url, tls, source, environment) in [
        (
            "https://test.edentiti.com/s",
            TlsVerification::Verified,
            Source::Asked,
            Environment::Sandbox,
        ),
        (
            "https://au.vixverify.com/s",
            TlsVerification::Verified,
            Source::Asked,
            Environment::Production,
        ),
        (
            "https://au.vixverify.com/s",
            TlsVerification::NotVerified,
            Source::Unverified,
            Environment::Production,
        ),
        (
            "http://127.0.0.1:9/s",
            TlsVerification::Verified,
            Source::Loopback,
            Environment::Custom,
        ),
    ] {
        let (client, _) = canned(url, tls, || Ok((200, sample())));
        let answer = client.get_verification_result(&question()).await.unwrap();
        assert_eq!((answer.source, answer.environment), (source, environment));
    }
}

#[test]
fn the_client_can_be_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<Client>();
    fn movable<T: Send>(_: T) {}
    let (client, _) = canned("https://h/s", TlsVerification::Verified, || {
        Ok((200, sample()))
    });
    let (question, person) = (question(), person());
    movable(client.get_verification_result(&question));
    movable(client.register_user(&person));
}
