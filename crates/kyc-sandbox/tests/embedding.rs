//! The sandbox as somebody's test double: in any runtime or none, over TLS, and gone when dropped.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::net::TcpStream;

use kyc_facade::AskOptions;
use kyc_model::outcome::{Decision, Reference, SmileReference, Source};
use kyc_sandbox::{Sandbox, StartError};

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

#[test]
fn what_is_set_up_wrongly_does_not_start() {
    let refused = |builder: kyc_sandbox::Builder| builder.start_blocking().unwrap_err();
    let anywhere = Sandbox::builder().listen("0.0.0.0:0".parse().unwrap());
    assert!(matches!(refused(anywhere), StartError::NotLoopback));
    let nameless = Sandbox::builder().smileid_partner_id("");
    assert!(matches!(refused(nameless), StartError::PartnerId));
    let no_tls = Sandbox::builder().client_ca_pem("");
    assert!(matches!(refused(no_tls), StartError::ClientCaWithoutTls));
    let no_ca = Sandbox::builder().tls(true).client_ca_pem("no PEM");
    assert!(matches!(refused(no_ca), StartError::ClientCa));
    let running = Sandbox::start_blocking().unwrap();
    let taken = Sandbox::builder().listen(running.address());
    assert!(matches!(refused(taken), StartError::Io(_)));
}
