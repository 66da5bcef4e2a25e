//! Each client and the facade over it, asked the same.

use core::time::Duration;
use std::{
    error::Error as _,
    sync::{Arc, LazyLock},
};

use greenid_soap::{Endpoint, ErrorKind as G, GetVerificationResult};
use kyc_facade::Error as FacadeError;
use kyc_http::{FixedClock, Phase, ReqwestTransport, ResponseLimits, RetryPolicy, Sender};
use smileid::{ApiKey, ErrorKind as S, JobStatusRequest};

pub(crate) const SMILE_REPLY: &str =
    include_str!("../../../../fixtures/smileid/job_status/spec-page-example/response.json");

pub(crate) const GREENID_REPLY: &str =
    include_str!("../../../../fixtures/greenid/get_verification_result/done-when/response.xml");

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";
pub(crate) const ATTEMPTS: u32 = 2;

/// What has to be asserted of an error of either adapter.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen<K> {
    pub(crate) kind: K,
    pub(crate) phase: Phase,
    pub(crate) is_retryable: bool,
    pub(crate) http_status: Option<u16>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) attempts: u32,
}

macro_rules! seen {
    ($error:expr) => {{
        let error = $error;
        let seen = Seen {
            kind: error.kind(),
            phase: error.phase(),
            is_retryable: error.is_retryable(),
            http_status: error.http_status(),
            retry_after: error.retry_after().map(|wait| wait.as_secs()),
            attempts: error.attempts(),
        };
        assert_facade(FacadeError::from(error), &seen);
        seen
    }};
}

/// The facade hands on what the adapter said, and nobody says a value.
#[track_caller]
pub(crate) fn assert_facade<K>(error: FacadeError, seen: &Seen<K>) {
    assert_eq!(error.phase(), seen.phase);
    assert_eq!(error.is_retryable(), seen.is_retryable);
    assert_eq!(error.http_status(), seen.http_status);
    assert_eq!(
        error.retry_after().map(|wait| wait.as_secs()),
        seen.retry_after
    );
    let mut shown = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown.push_str(&format!(" <- {source} {source:?}"));
        next = source.source();
    }
    assert!(!shown.contains("Canary"), "{shown}");
    if seen.attempts > 1 {
        assert!(shown.contains("the last of 2 attempts"), "{shown}");
    }
}

/// One for all: building it reads certificates, which takes time that the others lose.
pub(crate) static TRANSPORT: LazyLock<ReqwestTransport> = LazyLock::new(|| {
    ReqwestTransport::builder()
        .only_root_certificates_pem(include_bytes!("../../../kyc-http/tests/data/root.pem"))
        .allow_loopback_http(true)
        .connect_timeout(Duration::from_millis(1200))
        .read_timeout(Duration::from_millis(1500))
        .total_timeout(Duration::from_millis(2500))
        .build()
        .unwrap()
});

pub(crate) fn sender() -> Sender {
    let clock = Arc::new(FixedClock::new(NOW.parse().unwrap()));
    let retry = RetryPolicy::default()
        .with_max_attempts(ATTEMPTS)
        .with_max_retry_after(Duration::from_secs(600))
        .with_budget(Duration::from_secs(3600));
    Sender::new(TRANSPORT.clone())
        .allow_loopback_http(true)
        .with_limits(ResponseLimits::default().with_max_body_bytes(64 * 1024))
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock)
        .with_retry(retry)
}

pub(crate) fn smile(base: &str) -> smileid::Client {
    let credentials =
        smileid::Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap();
    smileid::Client::new(format!("{base}/v1").parse().unwrap(), credentials, sender())
}

pub(crate) fn greenid(base: &str) -> greenid_soap::Client {
    let endpoint = Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap();
    let credentials = greenid_soap::Credentials::password("acme", "CanaryPassword").unwrap();
    greenid_soap::Client::new(endpoint, credentials, sender())
}

pub(crate) async fn ask_smile(base: &str) -> Seen<S> {
    let request = JobStatusRequest::new("CanaryUser", "CanaryJob").unwrap();
    seen!(smile(base).job_status(&request).await.unwrap_err())
}

pub(crate) async fn ask_greenid(base: &str) -> Seen<G> {
    let request = GetVerificationResult::new("CanaryUser").unwrap();
    seen!(
        greenid(base)
            .get_verification_result(&request)
            .await
            .unwrap_err()
    )
}
