//! V1 on the wire, by hand: what is refused and with which words, and how a job moves.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod asking;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/receiver.rs"]
mod receiver;
mod submitting;

use bytes::Bytes;
use http::{Method, Request};
use kyc_http::{ResponseLimits, Transport as _};
use kyc_model::Timestamp;
use kyc_sandbox::{Builder, Sandbox};
use serde_json::{Value, json};
use smileid::signature;

const AT: &str = "2026-01-02T03:04:05.678Z";

async fn start(builder: Builder) -> Sandbox {
    let sandbox = builder.start().await.unwrap();
    sandbox.clock().stop_at(AT.parse().unwrap());
    sandbox
}

/// Status and body of one request, sent as it is.
async fn send(method: Method, url: &str, body: impl Into<Bytes>) -> (u16, Value) {
    let mut request = Request::new(body.into());
    *request.method_mut() = method;
    *request.uri_mut() = url.parse().unwrap();
    let reply = common::TRANSPORT
        .send(request, ResponseLimits::default())
        .await
        .unwrap();
    let body = serde_json::from_slice(reply.body()).unwrap_or(Value::Null);
    (reply.status().as_u16(), body)
}

async fn post(sandbox: &Sandbox, path: &str, body: &Value) -> (u16, Value) {
    let url = format!("{}{path}", sandbox.smileid_server());
    send(Method::POST, &url, body.to_string()).await
}

/// The members with a pair for this timestamp's text.
fn signed(sandbox: &Sandbox, timestamp: &str, mut members: Value) -> Value {
    let credentials = sandbox.account().smileid_credentials().unwrap();
    let now: Timestamp = AT.parse().unwrap();
    members["signature"] = signature::sign(&credentials, timestamp, now)
        .unwrap()
        .into();
    members["timestamp"] = timestamp.into();
    members
}

fn question(job_id: &str) -> Value {
    json!({ "partner_id": "8085", "user_id": "u-1", "job_id": job_id, "history": true, "image_links": true })
}

async fn ask(sandbox: &Sandbox, job_id: &str) -> Value {
    let (status, body) = post(
        sandbox,
        "/job_status",
        &signed(sandbox, AT, question(job_id)),
    )
    .await;
    assert_eq!(status, 200, "{body}");
    body
}
