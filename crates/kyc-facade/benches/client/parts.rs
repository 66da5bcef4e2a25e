//! What a client does besides waiting for the network.

use core::task::{Context, Poll, Waker};
use std::pin::pin;

use bytes::Bytes;
use greenid_soap::GetVerificationResult;
use http::{Request, Response};
use kyc_http::{
    BoxFuture, ResponseLimits, RetryPolicy, Sender, TlsVerification, Transport, TransportError,
};
use kyc_model::Timestamp;
use measure::Bench;
use smileid::JobStatusRequest;

use crate::{GREENID_REPLY, SMILEID_REPLY};

/// Answers at once.
struct AtOnce {
    media_type: &'static str,
    body: &'static [u8],
}

impl Transport for AtOnce {
    fn send<'a>(
        &'a self,
        _: Request<Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async { Ok(self.answer()) })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

impl AtOnce {
    fn answer(&self) -> Response<Bytes> {
        Response::builder()
            .header("content-type", self.media_type)
            .body(Bytes::from_static(self.body))
            .unwrap()
    }
}

const SMILEID: AtOnce = AtOnce {
    media_type: "application/json",
    body: SMILEID_REPLY,
};
const GREENID: AtOnce = AtOnce {
    media_type: "text/xml; charset=utf-8",
    body: GREENID_REPLY,
};

pub(crate) fn smileid(bench: &Bench) {
    let key = smileid::ApiKey::new("fake-api-key-0123456789");
    let keys = smileid::Credentials::new("085", key).unwrap();
    let question = JobStatusRequest::new("invented-user-1", "invented-job-1").unwrap();
    let client = smileid::Client::new(smileid::Server::Sandbox, keys.clone(), sender(SMILEID));
    let now: Timestamp = "2026-01-02T03:04:05.678Z".parse().unwrap();
    let (reply, limits) = (SMILEID.answer(), ResponseLimits::default());
    bench.group("client: smileid, parts of a question", |group| {
        group.add("reading the reply", || {
            question.read_reply(&keys, &reply, limits, now).unwrap()
        });
        group.add("writing the request", || {
            question
                .to_http(&smileid::Server::Sandbox, &keys, now)
                .unwrap()
        });
        group.add("all but the network", || {
            ready(client.job_status(&question)).unwrap()
        });
    });
}

pub(crate) fn greenid(bench: &Bench) {
    let url = "https://provider.example/VerificationServicesPassword";
    let endpoint = greenid_soap::Endpoint::new(url).unwrap();
    let account =
        greenid_soap::Credentials::password("invented-customer", "fake-password").unwrap();
    let question = GetVerificationResult::new("invented-user-1").unwrap();
    let client = greenid_soap::Client::new(endpoint.clone(), account.clone(), sender(GREENID));
    let (reply, limits) = (GREENID.answer(), ResponseLimits::default());
    bench.group("client: greenid, parts of a question", |group| {
        group.add("reading the reply", || {
            question.read_reply(&reply, limits).unwrap()
        });
        group.add("writing the request", || {
            question.to_http(&endpoint, &account).unwrap()
        });
        group.add("all but the network", || {
            ready(client.get_verification_result(&question)).unwrap()
        });
    });
}

fn sender(transport: AtOnce) -> Sender {
    Sender::new(transport).with_retry(RetryPolicy::never())
}

/// What a future gives that has nothing to wait for.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}
