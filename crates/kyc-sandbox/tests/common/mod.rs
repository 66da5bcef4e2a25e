//! What the tests share: a registry over our own clients, pointed at a sandbox.
#![allow(dead_code)]

use core::time::Duration;
use std::sync::LazyLock;

use kyc_facade::{Error, Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::{ReqwestTransport, RetryPolicy, Sender};
use kyc_model::outcome::VerificationOutcome;
use kyc_sandbox::{LeadsTo, Sandbox};

/// Long, because machines that run tests are busy.
const READ_LIMIT: Duration = Duration::from_secs(20);

/// One for all: building it reads the platform's certificates.
pub(crate) static TRANSPORT: LazyLock<ReqwestTransport> = LazyLock::new(|| {
    ReqwestTransport::builder()
        .allow_loopback_http(true)
        .read_timeout(READ_LIMIT)
        .build()
        .unwrap()
});

pub(crate) fn sender(sandbox: &Sandbox) -> Sender {
    sender_within(sandbox, READ_LIMIT)
}

/// A sender that waits so long for an answer.
pub(crate) fn sender_within(sandbox: &Sandbox, limit: Duration) -> Sender {
    let transport = match sandbox.ca_pem() {
        None if limit == READ_LIMIT => TRANSPORT.clone(),
        None => ReqwestTransport::builder()
            .allow_loopback_http(true)
            .read_timeout(limit)
            .build()
            .unwrap(),
        Some(pem) => ReqwestTransport::builder()
            .read_timeout(limit)
            .only_root_certificates_pem(pem.as_bytes())
            .build()
            .unwrap(),
    };
    Sender::new(transport)
        .allow_loopback_http(true)
        .with_clock(sandbox.clock().clone())
        .with_retry(RetryPolicy::never())
}

pub(crate) fn smile_client(sandbox: &Sandbox) -> smileid::Client {
    smile_client_over(sandbox, sender(sandbox))
}

fn smile_client_over(sandbox: &Sandbox, sender: Sender) -> smileid::Client {
    let server = sandbox.smileid_server().parse().unwrap();
    let credentials = sandbox.account().smileid_credentials().unwrap();
    smileid::Client::new(server, credentials, sender)
}

/// A registry for Smile ID whose client does not wait long.
pub(crate) fn impatient_registry(sandbox: &Sandbox) -> Registry {
    let sender = sender_within(sandbox, Duration::from_millis(300));
    Registry::new().with(SmileProvider::new(smile_client_over(sandbox, sender)))
}

/// A registry for Smile ID, and for greenID's password service.
pub(crate) fn registry(sandbox: &Sandbox) -> Registry {
    let endpoint = sandbox.greenid_password_endpoint().parse().unwrap();
    let account = sandbox.account();
    let credentials = greenid_soap::Credentials::password(
        account.greenid_customer_id(),
        account.greenid_password().clone(),
    )
    .unwrap();
    Registry::new()
        .with(SmileProvider::new(smile_client(sandbox)))
        .with(GreenidProvider::new(greenid_soap::Client::new(
            endpoint,
            credentials,
            sender(sandbox),
        )))
}

/// What came out, in the words of [`LeadsTo`].
pub(crate) fn describe(result: &Result<VerificationOutcome, Error>) -> String {
    match result {
        Ok(outcome) => format!("{} ({})", outcome.decision(), outcome.decided_by()),
        Err(error) => format!("error: {}", error.kind().name()),
    }
}

/// What has to come out at once, and then.
pub(crate) fn expected(leads_to: LeadsTo) -> Vec<String> {
    match leads_to {
        LeadsTo::Then(first, then) => [first, then]
            .map(|(decision, row)| format!("{decision} ({row})"))
            .to_vec(),
        other => vec![other.to_string()],
    }
}
