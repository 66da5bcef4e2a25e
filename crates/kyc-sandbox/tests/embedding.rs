//! The sandbox as somebody's test double: in any runtime or none, over TLS, and gone when dropped.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::{error::Error as _, net::TcpStream};

use kyc_facade::AskOptions;
use kyc_model::outcome::{Decision, GreenidReference, Reference, SmileReference, Source};
use kyc_sandbox::{Sandbox, Service, StartError, UnknownScenario};

fn approved() -> Reference {
    Reference::Smileid(SmileReference::new("u-1", "approved"))
}

#[test]
fn it_starts_without_a_runtime_and_is_gone_when_dropped() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let address = sandbox.address();
    assert!(TcpStream::connect(address).is_ok());
    drop(sandbox);
    assert!(TcpStream::connect(address).is_err());
}

#[tokio::test]
async fn it_starts_within_a_runtime_for_code_that_blocks() {
    assert!(Sandbox::start_blocking().is_ok());
}

#[tokio::test]
async fn over_tls_the_answer_is_one_that_was_asked_for() {
    let sandbox = Sandbox::builder().tls(true).start().await.unwrap();
    assert!(sandbox.smileid_server().starts_with("https://127.0.0.1:"));
    let outcome = common::registry(&sandbox)
        .outcome(&approved(), &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(
        (outcome.decision(), outcome.source()),
        (Decision::Verified, Source::Asked)
    );
}

/// Linux alone has the whole of 127.0.0.0/8.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_certificate_is_for_the_address_that_was_asked_for() {
    let address = "127.0.0.2:0".parse().unwrap();
    let builder = Sandbox::builder().tls(true).listen(address);
    let sandbox = builder.start().await.unwrap();
    assert!(sandbox.base_url().starts_with("https://127.0.0.2:"));
    let outcome = common::registry(&sandbox)
        .outcome(&approved(), &AskOptions::default())
        .await;
    assert_eq!(outcome.unwrap().decision(), Decision::Verified);
}

#[tokio::test]
async fn its_tls_is_trusted_by_nobody_who_was_not_told() {
    let sandbox = Sandbox::builder().tls(true).start().await.unwrap();
    let transport = kyc_http::ReqwestTransport::builder().build().unwrap();
    let server = sandbox.smileid_server().parse().unwrap();
    let credentials = sandbox.account().smileid_credentials().unwrap();
    let sender = kyc_http::Sender::new(transport).with_retry(kyc_http::RetryPolicy::never());
    let client = smileid::Client::new(server, credentials, sender);
    let request = smileid::JobStatusRequest::new("u-1", "approved").unwrap();
    let error = client.job_status(&request).await.unwrap_err();
    assert!(!error.is_retryable(), "{error}");
    assert!(sandbox.received().is_empty());
}

#[tokio::test]
async fn two_do_not_know_of_each_other() {
    let (one, other) = (
        Sandbox::start().await.unwrap(),
        Sandbox::start().await.unwrap(),
    );
    let registry = common::registry(&one);
    registry
        .outcome(&approved(), &AskOptions::default())
        .await
        .unwrap();
    assert_eq!((one.received().len(), other.received().len()), (1, 0));
    assert_ne!(one.address(), other.address());
}

#[tokio::test]
async fn an_id_of_ones_own_takes_the_course_that_it_is_given() {
    let sandbox = Sandbox::start().await.unwrap();
    let registry = common::registry(&sandbox);
    let ids = [
        (
            Service::SmileidV1,
            "locked",
            Reference::Smileid(SmileReference::new("u-1", "6f1c")),
        ),
        (
            Service::Greenid,
            "rejected",
            Reference::Greenid(GreenidReference::new("6f1c")),
        ),
    ];
    for (service, foreign, reference) in ids {
        assert_eq!(
            sandbox.assign(service, "6f1c", foreign),
            Err(UnknownScenario)
        );
        for (scenario, decision) in match service {
            Service::Greenid => [
                ("verified", Decision::Verified),
                ("locked-out", Decision::Rejected),
            ],
            _ => [
                ("approved", Decision::Verified),
                ("spoof", Decision::Rejected),
            ],
        } {
            sandbox.assign(service, "6f1c", scenario).unwrap();
            let outcome = registry
                .outcome(&reference, &AskOptions::default())
                .await
                .unwrap();
            assert_eq!(outcome.decision(), decision);
        }
    }
}

#[tokio::test]
async fn debug_shows_nothing_of_what_was_received() {
    let sandbox = Sandbox::start().await.unwrap();
    let registry = common::registry(&sandbox);
    let canary = Reference::Smileid(SmileReference::new(
        "canary-user",
        "document-approved.canary",
    ));
    registry
        .outcome(&canary, &AskOptions::default())
        .await
        .unwrap();
    let canary = Reference::Greenid(GreenidReference::new("verified.canary"));
    registry
        .outcome(&canary, &AskOptions::default())
        .await
        .unwrap();
    sandbox
        .send_smileid_callbacks(
            "canary-user",
            "document-approved.canary",
            "http://canary.example/",
        )
        .unwrap();
    let shown = format!(
        "{sandbox:?} {:?} {:?}",
        sandbox.received(),
        sandbox.callbacks()
    );
    assert!(!shown.contains("canary"), "{shown}");
    assert!(!shown.contains("fake-api-key") && !shown.contains("invented-password"));
}

#[test]
fn what_is_set_up_wrongly_does_not_start() {
    let refused = |builder: kyc_sandbox::Builder| builder.start_blocking().unwrap_err();
    let anywhere = Sandbox::builder().listen("0.0.0.0:0".parse().unwrap());
    assert!(matches!(refused(anywhere), StartError::NotLoopback));
    for partner_id in ["", "000"] {
        let nameless = Sandbox::builder().smileid_partner_id(partner_id);
        assert!(matches!(refused(nameless), StartError::PartnerId));
    }
    for url in ["https://bank.example/notifications", "127.0.0.1:8080", ""] {
        let elsewhere = Sandbox::builder().notification_url(url);
        assert!(matches!(refused(elsewhere), StartError::NotificationUrl));
        let elsewhere = Sandbox::builder().v3_callback_url(url);
        assert!(matches!(refused(elsewhere), StartError::V3CallbackUrl));
    }
    let no_tls = Sandbox::builder().client_ca_pem("");
    assert!(matches!(refused(no_tls), StartError::ClientCaWithoutTls));
    let no_ca = Sandbox::builder().tls(true).client_ca_pem("no PEM");
    assert!(matches!(refused(no_ca), StartError::ClientCa));
    let running = Sandbox::start_blocking().unwrap();
    let taken = Sandbox::builder().listen(running.address());
    let error = refused(taken);
    assert!(matches!(error, StartError::Io(_)));
    assert_eq!(error.to_string(), "the sandbox cannot listen");
    assert!(error.source().unwrap().to_string().contains("in use"));
}
