//! greenID through the registry, over real HTTP, beside Smile ID: the same lines of code ask either.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(all(feature = "greenid", feature = "reqwest", feature = "smileid"))]

use std::error::Error as _;

use greenid_soap::{Credentials, Endpoint, Name, RegisterUser};
use kyc_facade::{
    AskOptions, ErrorKind, Registry,
    greenid::{GreenidProvider, Policy},
    smileid::SmileProvider,
};
use kyc_http::{Phase, ReqwestTransport, RetryPolicy, Sender};
use kyc_model::outcome::{
    Decision, GreenidReference, Reference, Requirement, SignatureState, SmileReference, Source,
};
use mockito::{Matcher, Server as MockServer, ServerGuard};
use serde_json::json;
use smileid::signature;

const PATH: &str = "/Registrations-Registrations/VerificationServicesPassword";

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

fn sender() -> Sender {
    Sender::new(transport())
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never())
}

fn greenid(mock: &ServerGuard) -> GreenidProvider {
    let endpoint = Endpoint::new(&format!("{}{PATH}", mock.url())).unwrap();
    let credentials =
        Credentials::password("invented-customer", "invented-password".to_owned()).unwrap();
    let client = greenid_soap::Client::new(endpoint, credentials, sender());
    GreenidProvider::new(client)
}

fn reply(operation: &str, user_id: &str, outcome: &str) -> String {
    format!(
        "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Header></env:Header><env:Body>\
         <ns2:{operation}Response xmlns:ns2=\"http://services.registrations.edentiti.com/\"><return>\
         <individualResults><name>AEC</name><state>VERIFIED</state></individualResults>\
         <outcome>{outcome}</outcome><ruleId>default</ruleId><userId>{user_id}</userId></return>\
         </ns2:{operation}Response></env:Body></env:Envelope>"
    )
}

async fn answers(mock: &mut ServerGuard, status: usize, body: String) {
    mock.mock("POST", PATH)
        .match_header("content-type", "text/xml; charset=utf-8")
        .match_body(Matcher::Regex(
            "<customerId>invented-customer</customerId><password>invented-password</password>"
                .to_owned(),
        ))
        .with_status(status)
        .with_header("content-type", "text/xml")
        .with_body(body)
        .expect(1)
        .create_async()
        .await;
}

#[tokio::test]
async fn either_provider_answers_through_the_same_lines() {
    let mut mock = MockServer::new_async().await;
    answers(
        &mut mock,
        200,
        reply("getVerificationResult", "u-1", "VERIFIED"),
    )
    .await;
    let credentials =
        smileid::Credentials::new("085", smileid::ApiKey::new("fake-api-key-0123456789")).unwrap();
    let at = "2026-01-02T03:04:05.678Z";
    let pair = signature::sign(&credentials, at, at.parse().unwrap()).unwrap();
    mock.mock("POST", "/v1/job_status")
        .with_body(
            json!({
                "job_complete": true, "job_success": true, "timestamp": at, "signature": pair,
                "result": {
                    "ResultCode": "0810",
                    "PartnerParams": {"job_type": 6, "user_id": "u-1", "job_id": "j-1"},
                },
            })
            .to_string(),
        )
        .create_async()
        .await;
    let server = format!("{}/v1", mock.url()).parse().unwrap();
    let smile = smileid::Client::new(server, credentials, sender());
    let registry = Registry::new()
        .with(greenid(&mock))
        .with(SmileProvider::new(smile));

    for reference in [
        Reference::Greenid(GreenidReference::new("u-1")),
        Reference::Smileid(SmileReference::new("u-1", "j-1")),
    ] {
        let outcome = registry
            .outcome(&reference, &AskOptions::default())
            .await
            .unwrap();
        assert_eq!(outcome.decision(), Decision::Verified);
        assert_eq!(outcome.provider(), reference.provider());
        assert_eq!(outcome.source(), Source::Loopback);
        assert!(!outcome.satisfies(&Requirement::identity()));
    }
}

#[tokio::test]
async fn greenid_s_answers_have_no_signature_and_their_account() {
    let mut mock = MockServer::new_async().await;
    answers(
        &mut mock,
        200,
        reply("getVerificationResult", "u-1", "IN_PROGRESS"),
    )
    .await;
    let registry = Registry::new().with(greenid(&mock));
    let reference = Reference::Greenid(GreenidReference::new("u-1"));
    let outcome = registry
        .outcome(&reference, &AskOptions::default().with_raw(true))
        .await
        .unwrap();
    assert_eq!(outcome.decision(), Decision::Pending);
    assert_eq!(outcome.signature(), SignatureState::NotDue);
    let Reference::Greenid(answered) = outcome.reference() else {
        panic!("a reference of greenID");
    };
    assert_eq!(answered.customer_id, Some("invented-customer".into()));
    assert!(outcome.parts().raw.is_some());
}

#[tokio::test]
async fn somebody_else_s_answer_a_fault_and_a_foreign_account_are_errors() {
    let mut mock = MockServer::new_async().await;
    let reference = Reference::Greenid(GreenidReference::new("u-1"));
    answers(
        &mut mock,
        200,
        reply("getVerificationResult", "Canary-4711", "VERIFIED"),
    )
    .await;
    let registry = Registry::new().with(greenid(&mock));
    let error = registry
        .outcome(&reference, &AskOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongSubject);
    assert!(!format!("{error} {error:?} {}", error.source().unwrap()).contains("Canary"));

    let mut mock = MockServer::new_async().await;
    let fault = "<env:Envelope xmlns:env='http://schemas.xmlsoap.org/soap/envelope/'><env:Body><env:Fault>\
        <faultcode>env:Server</faultcode><faultstring>Canary-4711</faultstring><detail>\
        <ns2:faultDetails xmlns:ns2=\"http://services.registrations.edentiti.com/\">\
        <code>UserIdNotFoundFault</code><details>Canary-4711</details></ns2:faultDetails></detail>\
        </env:Fault></env:Body></env:Envelope>";
    answers(&mut mock, 500, fault.to_owned()).await;
    let registry = Registry::new().with(greenid(&mock));
    let error = registry
        .outcome(&reference, &AskOptions::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SubjectNotFound);
    assert!(!error.is_retryable());
    assert!(!format!("{error} {error:?} {}", error.source().unwrap()).contains("Canary"));

    let mut foreign = GreenidReference::new("u-1");
    foreign.customer_id = Some("somebody".into());
    let error = registry
        .outcome(&Reference::Greenid(foreign), &AskOptions::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.phase()),
        (ErrorKind::InvalidRequest, Phase::NotSent)
    );
}

#[tokio::test]
async fn a_registration_answers_with_its_outcome_under_the_caller_s_policy() {
    let mut mock = MockServer::new_async().await;
    answers(
        &mut mock,
        200,
        reply("registerUser", "issued-1", "VERIFIED"),
    )
    .await;
    let mut policy = Policy::default();
    policy.required_checks = vec!["passportdvs".to_owned()];
    let request = RegisterUser::builder(Name::new("Matilda", "Invented"))
        .build()
        .unwrap();
    let outcome = greenid(&mock)
        .with_policy(policy)
        .register(&request, &AskOptions::default())
        .await
        .unwrap();
    assert_eq!(outcome.decision(), Decision::NeedsReview);
    assert_eq!(outcome.decided_by(), "policy/required_checks");
    let Reference::Greenid(reference) = outcome.reference() else {
        panic!("a reference of greenID");
    };
    assert_eq!(reference.user_id, Some("issued-1".into()));
}
