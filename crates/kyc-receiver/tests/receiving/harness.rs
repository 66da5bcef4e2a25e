//! A receiver, whole, and a provider that answers what it is told to.

use core::time::Duration;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::{Request, StatusCode};
use kyc_facade::{Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::{
    BoxFuture, FixedClock, Phase, ResponseLimits, RetryPolicy, Sender, TlsVerification, Transport,
    TransportError, TransportErrorKind,
};
use kyc_model::{Timestamp, outcome::VerificationOutcome};
use kyc_receiver::{Confirmer, Done, Intake, Store};
use serde_json::{Value, json};
use smileid::{ApiKey, Client, Credentials, callback::Verifier, signature, testing};

use crate::common::Site;

pub(crate) const AT: &str = "2026-01-02T03:04:05.678Z";

pub(crate) fn at() -> Timestamp {
    AT.parse().unwrap()
}

pub(crate) fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

pub(crate) type Answer = Result<(u16, String), TransportErrorKind>;

/// A provider that answers what it is told to, over verified TLS as far as anybody can see.
#[derive(Clone)]
pub(crate) struct Provider {
    pub(crate) answer: Arc<Mutex<Answer>>,
    /// Sent with every answer.
    pub(crate) retry_after: Arc<Mutex<Option<&'static str>>>,
    pub(crate) requests: Arc<AtomicUsize>,
}

impl Transport for Provider {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<http::Response<Bytes>, TransportError>> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let answer = self.answer.lock().unwrap().clone();
        let retry_after = *self.retry_after.lock().unwrap();
        Box::pin(async move {
            tokio::task::yield_now().await;
            let (status, body) =
                answer.map_err(|kind| TransportError::new(kind, Phase::MaybeSent))?;
            let mut answer = http::Response::builder().status(status);
            if let Some(wait) = retry_after {
                answer = answer.header(http::header::RETRY_AFTER, wait);
            }
            Ok(answer.body(Bytes::from(body)).unwrap())
        })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

pub(crate) struct Harness {
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) provider: Provider,
    pub(crate) smileid: SmileProvider,
    pub(crate) intake: Intake,
    pub(crate) confirmer: Confirmer,
    pub(crate) refused: Arc<Mutex<Vec<String>>>,
    pub(crate) refuted: Arc<AtomicUsize>,
}

pub(crate) async fn harness(site: &Site) -> Harness {
    harness_with(site.open().await)
}

pub(crate) fn harness_with(store: Arc<dyn Store>) -> Harness {
    let clock = Arc::new(FixedClock::new(at()));
    let provider = Provider {
        answer: Arc::new(Mutex::new(Ok((200, done("0810"))))),
        retry_after: Arc::default(),
        requests: Arc::default(),
    };
    let sender = Sender::new(provider.clone())
        .with_clock(Arc::clone(&clock))
        .with_retry(RetryPolicy::never());
    let client = Client::new(smileid::Server::Production, credentials(), sender.clone());
    let account = greenid_soap::Credentials::password("acme", "fake-password").unwrap();
    let endpoint =
        greenid_soap::Endpoint::new("https://au.vixverify.com/VerificationServicesPassword")
            .unwrap();
    let greenid = greenid_soap::Client::new(endpoint, account, sender);
    let registry = Registry::new().with(GreenidProvider::new(greenid));
    let (refused, refuted) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(AtomicUsize::new(0)),
    );
    let (notes, count) = (Arc::clone(&refused), Arc::clone(&refuted));
    let verifier = Verifier::new(credentials());
    let smileid = SmileProvider::new(client);
    let intake = Intake::smileid(Arc::clone(&store), verifier.clone())
        .with_clock(Arc::clone(&clock))
        .on_refused(move |refusal| notes.lock().unwrap().push(refusal.to_string()));
    let confirmer = Confirmer::new(Arc::clone(&store), registry)
        .with_smileid(smileid.clone(), verifier)
        .with_clock(Arc::clone(&clock))
        .on_refuted(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
        });
    Harness {
        clock,
        store,
        provider,
        smileid,
        intake,
        confirmer,
        refused,
        refuted,
    }
}

impl Harness {
    pub(crate) fn answer(&self, answer: Answer) {
        *self.provider.answer.lock().unwrap() = answer;
    }

    pub(crate) async fn push(&self, body: Bytes) -> StatusCode {
        let request = Request::post("/smileid").body(body).unwrap();
        self.intake.receive(&request).await.status()
    }

    pub(crate) async fn confirm(&self) -> Done {
        self.confirmer.confirm_next().await.unwrap()
    }

    /// Asks until nothing waits any more.
    pub(crate) async fn confirm_all(&self) -> Vec<Done> {
        let mut all = Vec::new();
        for _ in 0..200 {
            match self.confirm().await {
                Done::Nothing if self.store.counts(at()).await.unwrap().postponed == 0 => {
                    return all;
                }
                Done::Nothing => self.clock.advance(Duration::from_secs(900)),
                done => all.push(done),
            }
        }
        panic!("there is no end to it: {all:?}");
    }

    /// Everything there is to act on.
    pub(crate) async fn act(&self) -> Vec<VerificationOutcome> {
        let mut acted = Vec::new();
        while self
            .confirmer
            .act_on_next(|action| {
                acted.push(action.outcome);
                core::future::ready(true)
            })
            .await
            .unwrap()
        {}
        acted
    }
}

pub(crate) fn result(code: &str) -> Value {
    json!({
        "ResultCode": code, "ResultText": "words", "IsFinalResult": "true", "SmileJobID": "0000000001",
        "timestamp": AT, "PartnerParams": {"job_type": 6, "user_id": "u-1", "job_id": "j-1"}, "Actions": {},
    })
}

/// A job-status reply.
pub(crate) fn status(complete: bool, success: bool, result: &Value) -> String {
    json!({
        "job_complete": complete, "job_success": success, "code": "2302", "result": result, "history": [],
        "timestamp": AT, "signature": signature::sign(&credentials(), AT, at()).unwrap(),
    })
    .to_string()
}

pub(crate) fn done(code: &str) -> String {
    status(true, code == "0810", &result(code))
}

pub(crate) fn callback(members: &Value, signed_at: Timestamp) -> Bytes {
    testing::v1_callback(&credentials(), members.as_object().unwrap(), signed_at).unwrap()
}

pub(crate) fn greenid_result(outcome: &str, user: &str) -> String {
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    let service = "http://services.registrations.edentiti.com/";
    format!(
        "<env:Envelope xmlns:env='{soap}'><env:Body><n:getVerificationResultResponse xmlns:n='{service}'><return>\
         <outcome>{outcome}</outcome><userId>{user}</userId></return></n:getVerificationResultResponse></env:Body></env:Envelope>"
    )
}
