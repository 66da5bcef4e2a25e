//! A receiver, whole: it takes a V1 callback and a V3 webhook, stores them, confirms them by asking, and acts.
//!
//! ```sh
//! cargo run --package kyc-receiver --example receiver
//! ```
//!
//! Everything happens on this machine: a stand-in for Smile ID answers the questions, and the example pushes to itself.
#![allow(clippy::print_stdout, reason = "an example prints")]

use core::time::Duration;
use std::{error::Error, sync::Arc};

use axum::{Json, Router, body::Bytes, routing};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kyc_facade::{Registry, smileid::SmileProvider};
use kyc_http::{
    Clock, FixedClock, ReqwestTransport, ResponseLimits, Sender, SystemClock, Transport,
};
use kyc_model::{
    outcome::{Product, SmileApi, SmileReference},
    smileid::JobType,
};
use kyc_receiver::{Confirmer, Done, Intake, IntakeService, SqlStore};
use serde_json::{Value, json};
use smileid::{ApiKey, Client, Credentials, callback::Verifier, signature, testing};
use tokio::net::TcpListener;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn credentials() -> Outcome<Credentials> {
    Ok(Credentials::new(
        "85",
        ApiKey::new("fake-api-key-0123456789"),
    )?)
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let smile = serve(stand_in()).await?;
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()?;
    let sender = Sender::new(transport.clone()).allow_loopback_http(true);
    let client = Client::new(format!("{smile}/v1").parse()?, credentials()?, sender);

    // The receiver: a service of yours needs these lines but for `clock`, `later` and `with_clock`, which move the time here.
    let folder = tempfile::tempdir()?;
    let store = Arc::new(SqlStore::sqlite(&folder.path().join("kyc.sqlite")).await?);
    let verifier = Verifier::new(credentials()?);
    let intake = Intake::smileid(Arc::clone(&store), verifier.clone())
        .on_refused(|refusal| println!("refused: {refusal}"));
    let router = Router::new().route_service("/smileid", IntakeService::new(intake));
    let receiver = serve(router).await?;
    let clock = Arc::new(FixedClock::new(SystemClock.now()));
    let later = clock
        .now()
        .checked_add(Duration::from_secs(2 * 3600))
        .unwrap_or(clock.now());
    let confirmer = Confirmer::new(store, Registry::new())
        .with_clock(Arc::clone(&clock))
        .with_smileid(SmileProvider::new(client), verifier)
        .with_started(|named| async move { Ok(our_record(&named)) })
        .on_refuted(|_, differences| println!("refuted, look at it: {differences:?}"));

    // Smile ID pushes, and somebody who is not Smile ID.
    let url = format!("{receiver}/smileid");
    let now = SystemClock.now();
    let v1 = testing::v1_callback(&credentials()?, &members(result("0810")), now)?;
    push(&transport, http::Request::post(&url).body(v1)?).await?;
    let forged = testing::v1_callback(&credentials()?, &members(result("0811")), now)?;
    push(&transport, http::Request::post(&url).body(forged)?).await?;
    let unsigned = Bytes::from(result("0810").to_string());
    push(&transport, http::Request::post(&url).body(unsigned)?).await?;
    let mut v3 = http::Request::post(&url).body(Bytes::from(webhook().to_string()))?;
    *v3.headers_mut() = testing::v3_headers(&credentials()?, "job_01", "user_01", now)?;
    push(&transport, v3).await?;

    // In a service these two loops run in tasks of their own. They sleep while there is nothing to do, and after an error,
    // where `?` ends this example: the delivery is claimed again when its lease has run out. What refutes a delivery is asked
    // for again until an hour has passed, in case the status lags behind: here a clock is moved for that.
    loop {
        match confirmer.confirm_next().await? {
            Done::Nothing if clock.now() > later => break,
            Done::Nothing => clock.advance(Duration::from_secs(60)),
            done => println!("confirmed: {done:?}"),
        }
    }
    let act = |action: kyc_receiver::Action| async move {
        let outcome = action.outcome;
        println!(
            "act on: {} {} {}",
            outcome.product().as_str(),
            outcome.decision(),
            outcome.decided_by()
        );
        true
    };
    while confirmer.act_on_next(act).await? {}
    Ok(())
}

/// Our own record of the jobs that we started: an event names one of them, and says nothing that is to be believed.
fn our_record(named: &SmileReference) -> Option<SmileReference> {
    let v1 = SmileReference::new("u-1", "j-1").with_job_type(JobType::DocumentVerification);
    let mut v3 = SmileReference::new("user_01", "job_01");
    v3.api = SmileApi::V3;
    v3.product = Some(Product::BiometricKyc);
    [v1, v3]
        .into_iter()
        .find(|ours| ours.job_id == named.job_id)
}

async fn serve(router: Router) -> Outcome<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

async fn push(transport: &ReqwestTransport, request: http::Request<Bytes>) -> Outcome<()> {
    let answer = transport.send(request, ResponseLimits::default()).await?;
    println!("pushed: {}", answer.status());
    Ok(())
}

fn members(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => serde_json::Map::new(),
    }
}

fn result(code: &str) -> Value {
    json!({
        "ResultCode": code, "ResultText": "words", "IsFinalResult": "true", "SmileJobID": "0000000001",
        "PartnerParams": {"job_type": 6, "user_id": "u-1", "job_id": "j-1"}, "Actions": {},
    })
}

fn webhook() -> Value {
    json!({"status": "clear", "product": "biometric_kyc", "message": "Job completed"})
}

/// Answers as Smile ID does, as far as this example asks.
fn stand_in() -> Router {
    let job_status = || async {
        let now = SystemClock.now();
        let timestamp = now.to_rfc3339_millis();
        let pair = credentials()
            .ok()
            .and_then(|own| signature::sign(&own, &timestamp, now).ok());
        Json(json!({
            "job_complete": true, "job_success": true, "code": "2302", "result": result("0810"), "history": [],
            "timestamp": timestamp, "signature": pair,
        }))
    };
    let token = || async {
        let expires = SystemClock.now().unix_millis() / 1000 + 900;
        let claims = URL_SAFE_NO_PAD.encode(json!({"exp": expires}).to_string());
        Json(json!({"token": format!("e30.{claims}.c2ln")}))
    };
    let status =
        || async { Json(json!({"status": "clear", "job_id": "job_01", "user_id": "user_01"})) };
    Router::new()
        .route("/v1/job_status", routing::post(job_status))
        .route("/v3/token", routing::post(token))
        .route("/v3/status/job_01", routing::get(status))
}
