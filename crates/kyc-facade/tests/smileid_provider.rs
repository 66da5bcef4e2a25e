//! Smile ID through the registry, over real HTTP; and a provider of somebody else's beside it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(all(feature = "reqwest", feature = "smileid"))]

use std::error::Error as _;

use kyc_facade::{
    AskOptions, Error, ErrorKind, Registry, VerificationProvider, smileid::SmileProvider,
};
use kyc_http::{BoxFuture, FixedClock, Phase, ReqwestTransport, Sender};
use kyc_model::{
    outcome::{
        Decision, Environment, Established, OtherReference, OutcomeParts, Provider, ReasonCategory,
        Reference, Remedy, Requirement, SignatureState, SmileReference, Source,
        VerificationOutcome,
    },
    smileid::JobType,
};
use mockito::{Matcher, Mock, Server as MockServer, ServerGuard};
use serde_json::json;
use smileid::{ApiKey, Client, Credentials, signature};

const AT: &str = "2026-01-02T03:04:05.678Z";

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

fn registry(mock: &ServerGuard) -> Registry {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let client = Client::new(
        format!("{}/v1", mock.url()).parse().unwrap(),
        credentials(),
        Sender::new(transport)
            .allow_loopback_http(true)
            .with_clock(FixedClock::new(AT.parse().unwrap())),
    );
    Registry::new().with(SmileProvider::new(client))
}

fn result(job_type: u64, code: &str, actions: serde_json::Value) -> serde_json::Value {
    json!({
        "ResultCode": code, "ResultText": "words", "IsFinalResult": "true", "Actions": actions,
        "PartnerParams": {"job_type": job_type, "user_id": "u-1", "job_id": "j-1"},
        "SmileJobID": "0000000001",
    })
}

fn look_up() -> serde_json::Value {
    result(1, "1012", json!({"Verify_ID_Number": "Verified"}))
}

fn face() -> serde_json::Value {
    result(
        1,
        "0810",
        json!({"Selfie_To_ID_Authority_Compare": "Completed"}),
    )
}

/// A signed reply of a complete, successful job.
fn reply(result: serde_json::Value, history: Option<serde_json::Value>) -> String {
    let mut reply = json!({
        "job_complete": true, "job_success": true, "code": "2302", "result": result, "timestamp": AT,
        "signature": signature::sign(&credentials(), AT, AT.parse().unwrap()).unwrap(),
    });
    if let Some(history) = history {
        reply["history"] = history;
    }
    reply.to_string()
}

async fn answers(mock: &mut ServerGuard, asked: serde_json::Value, body: String) -> Mock {
    mock.mock("POST", "/v1/job_status")
        .match_body(Matcher::PartialJson(asked))
        .with_header("content-type", "application/json")
        .with_body(body)
        .expect(1)
        .create_async()
        .await
}

fn reference() -> SmileReference {
    SmileReference::new("u-1", "j-1")
}

#[tokio::test]
async fn both_halves_of_a_job_are_asked_for() {
    for reference in [
        reference(),
        reference().with_job_type(JobType::BiometricKyc),
    ] {
        let mut mock = MockServer::new_async().await;
        let body = reply(look_up(), Some(json!([face(), look_up()])));
        let endpoint = answers(&mut mock, json!({"history": true}), body).await;
        let outcome = registry(&mock)
            .outcome(&Reference::Smileid(reference), &AskOptions::default())
            .await
            .unwrap();
        endpoint.assert_async().await;
        assert_eq!(outcome.decision(), Decision::Verified);
        assert_eq!(outcome.decided_by(), "L6");
        assert_eq!(
            outcome.established(),
            [Established::IdRecord, Established::FaceToId]
        );
        assert_eq!(outcome.history().len(), 2);
    }
}

#[tokio::test]
async fn history_of_the_person_is_not_fetched_where_one_result_is_the_whole_answer() {
    let mut mock = MockServer::new_async().await;
    let body = reply(result(6, "0810", json!({})), None);
    let asked = json!({"history": false, "image_links": false});
    let endpoint = answers(&mut mock, asked, body).await;
    let reference = reference().with_job_type(JobType::DocumentVerification);
    let outcome = registry(&mock)
        .outcome(&Reference::Smileid(reference), &AskOptions::default())
        .await
        .unwrap();
    endpoint.assert_async().await;
    assert_eq!(outcome.decided_by(), "smileid/6/0810");
}

#[tokio::test]
async fn options_reach_the_provider_and_the_outcome() {
    let mut mock = MockServer::new_async().await;
    let body = reply(result(6, "0810", json!({})), Some(json!([])));
    let asked = json!({"history": true, "image_links": true});
    let endpoint = answers(&mut mock, asked, body.clone()).await;
    let reference = reference().with_job_type(JobType::DocumentVerification);
    let options = AskOptions::default()
        .with_history(true)
        .with_image_links(true)
        .with_raw(true);
    let outcome = registry(&mock)
        .outcome(&Reference::Smileid(reference), &options)
        .await
        .unwrap();
    endpoint.assert_async().await;
    let raw = outcome.parts().raw.as_ref().unwrap();
    assert_eq!(raw.text.expose(), &body);
    let hash = outcome.parts().evidence.last().unwrap();
    assert_eq!(hash.sha256.as_ref(), Some(&raw.sha256));
}

#[tokio::test]
async fn loopback_is_said_and_satisfies_nothing_unless_told() {
    let mut mock = MockServer::new_async().await;
    let body = reply(look_up(), Some(json!([face(), look_up()])));
    answers(&mut mock, json!({}), body).await;
    let outcome = registry(&mock)
        .outcome(&Reference::Smileid(reference()), &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(outcome.source(), Source::Loopback);
    assert_eq!(outcome.signature(), SignatureState::Valid);
    assert_eq!(outcome.environment(), Environment::Custom);
    assert_eq!(outcome.parts().retrieved_at.unwrap().to_string(), AT);
    let requirement = Requirement::identity();
    assert!(!outcome.satisfies(&requirement));
    assert!(
        outcome.satisfies(
            &requirement
                .accept_loopback()
                .accept_environment(Environment::Custom)
        )
    );
}

#[tokio::test]
async fn another_job_type_than_expected_is_not_believed() {
    let mut mock = MockServer::new_async().await;
    answers(
        &mut mock,
        json!({}),
        reply(result(4, "0840", json!({})), None),
    )
    .await;
    let reference = reference().with_job_type(JobType::BiometricKyc);
    let outcome = registry(&mock)
        .outcome(&Reference::Smileid(reference), &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(outcome.decision(), Decision::Inconclusive);
    assert_eq!(outcome.decided_by(), "P3b");
}

#[tokio::test]
async fn errors_say_whose_they_are_and_what_to_do() {
    let mut mock = MockServer::new_async().await;
    let mut foreign = look_up();
    foreign["PartnerParams"]["user_id"] = json!("Canary-4711");
    answers(&mut mock, json!({}), reply(foreign, None)).await;
    let error = registry(&mock)
        .outcome(&Reference::Smileid(reference()), &AskOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongSubject);
    assert_eq!(error.provider(), Some(&Provider::Smileid));
    assert_eq!(error.phase(), Phase::Answered);
    assert_eq!(error.path(), Some("result.PartnerParams.user_id"));
    let shown = format!("{error} {error:?} {}", error.source().unwrap());
    assert!(!shown.contains("Canary-4711"), "{shown}");
}

#[tokio::test]
async fn a_reference_that_cannot_be_asked_is_refused_before_anything_is_sent() {
    let mut mock = MockServer::new_async().await;
    let untouched = mock
        .mock("POST", Matcher::Any)
        .expect(0)
        .create_async()
        .await;
    let mut other_partner = reference();
    other_partner.partner_id = Some("85".into());
    let mut no_job = reference();
    no_job.job_id = None;
    for (reference, part) in [
        (other_partner, "partner_id"),
        (no_job, "job_id"),
        (SmileReference::new("", "j-1"), "user_id"),
    ] {
        let error = registry(&mock)
            .outcome(&Reference::Smileid(reference), &AskOptions::default())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{part}");
        assert_eq!(error.phase(), Phase::NotSent, "{part}");
        assert_eq!(error.path(), Some(part));
    }
    untouched.assert_async().await;
}

/// A provider of somebody else's.
struct Acme;

impl VerificationProvider for Acme {
    fn provider(&self) -> Provider {
        Provider::from("acme")
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        _: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        Box::pin(async move {
            let mut parts = OutcomeParts::inconclusive(
                reference.clone(),
                ReasonCategory::from("acme_says_no"),
                Remedy::Review,
                "acme/1",
                "acme-1",
            );
            parts.decision = Decision::Rejected;
            parts.source = Source::Asked;
            VerificationOutcome::new(parts).map_err(|error| {
                Error::new(ErrorKind::Invariant, Phase::Answered).with_source(error)
            })
        })
    }
}

#[tokio::test]
async fn a_provider_of_one_s_own_stands_beside_smile_id() {
    let mock = MockServer::new_async().await;
    let registry = registry(&mock).with(Acme);
    let names: Vec<_> = registry.providers().map(Provider::as_str).collect();
    assert_eq!(names, ["smileid", "acme"]);

    let acme = Reference::Other(OtherReference::new("acme".into()));
    let outcome = registry
        .outcome(&acme, &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(outcome.decision(), Decision::Rejected);

    let nobody = Reference::Other(OtherReference::new("nobody".into()));
    let error = registry
        .outcome(&nobody, &AskOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoProvider);
    assert_eq!(error.phase(), Phase::NotSent);
}

#[test]
fn shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Registry>();
    shared::<Box<dyn VerificationProvider>>();
    shared::<VerificationOutcome>();
    shared::<Error>();
    assert!(size_of::<Error>() <= 8);
    assert!(size_of::<VerificationOutcome>() <= 8);
}
