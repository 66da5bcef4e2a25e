//! Saved payloads of any provider.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(feature = "smileid")]

use kyc_facade::{Error, ErrorKind, Normalizer};
use kyc_model::{
    Timestamp,
    outcome::{
        Decision, Environment, Finality, Provider, ReasonCategory, Requirement, SignatureState,
        Source, VerificationOutcome,
    },
};
use serde_json::json;
use smileid::{ApiKey, Credentials};

fn page() -> Vec<u8> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/smileid/job_status/spec-page-example/response.json"
    );
    std::fs::read(path).unwrap()
}

fn now() -> Timestamp {
    "2026-01-02T03:04:05Z".parse().unwrap()
}

fn credentials(partner: &str) -> Option<Credentials> {
    Some(Credentials::new(partner, ApiKey::new("fake-api-key-0123456789")).unwrap())
}

fn vouched() -> Normalizer {
    let mut normalizer = Normalizer::new();
    normalizer.smileid.vouch_for_source = true;
    normalizer.smileid.credentials = credentials("085");
    normalizer
}

fn map(normalizer: &Normalizer, record: &[u8]) -> Result<VerificationOutcome, Error> {
    normalizer.normalize(record, now())
}

#[test]
fn the_page_s_example_vouched_for() {
    let outcome = map(&vouched(), &page()).unwrap();
    assert_eq!(outcome.decision(), Decision::Verified);
    assert_eq!(outcome.finality(), Finality::Final);
    assert_eq!(outcome.signature(), SignatureState::Valid);
    assert_eq!(outcome.source(), Source::CallerVouched);
    assert_eq!(outcome.decided_by(), "smileid/1/0810");
    assert_eq!(outcome.checks().len(), 11);
    assert_eq!(outcome.history().len(), 1);
    let json = serde_json::to_string(&outcome).unwrap();
    assert!(json.contains(r#""confidence":99,"#), "{json}");
    // Where the bytes came from is vouched for, which environment they are of is not known.
    assert!(!outcome.satisfies(&Requirement::identity()));
    assert!(outcome.satisfies(&Requirement::identity().accept_environment(Environment::Unknown)));
}

#[test]
fn an_envelope_is_one_however_it_is_spelled() {
    let page = String::from_utf8(page()).unwrap();
    let payload = page.trim_end();
    let bare = map(&vouched(), payload.as_bytes()).unwrap();
    let text = json!(payload).to_string();
    for record in [
        format!(r#"{{"provider":"smileid","payload":{payload}}}"#),
        format!(r#"{{"payload":{payload},"provider":"smileid"}}"#),
        format!("\n {{ \t\"provider\" : \"smileid\", \"payload\" : {text} }} "),
        format!(r#"{{"\u0070rovider":"smileid","\u0070ayload":{text}}}"#),
    ] {
        assert_eq!(map(&vouched(), record.as_bytes()).unwrap(), bare);
    }
    for (what, record) in [
        (
            "one more member",
            format!(r#"{{"provider":"smileid","payload":{payload},"more":1}}"#),
        ),
        ("no payload", r#"{"provider":"smileid"}"#.to_owned()),
    ] {
        let error = map(&vouched(), record.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrecognizedPayload, "{what}");
    }
}

#[test]
fn a_json_string_holds_a_payload_of_either_provider() {
    let text = String::from_utf8(page()).unwrap();
    let bare = map(&vouched(), &page()).unwrap();
    let held = map(&vouched(), json!(text).to_string().as_bytes()).unwrap();
    assert_eq!(held, bare);
    #[cfg(feature = "greenid")]
    {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../fixtures/greenid/get_verification_result/done-when/response.xml"
        );
        let xml = std::fs::read_to_string(path).unwrap();
        let bare = map(&vouched(), xml.as_bytes()).unwrap();
        let held = map(&vouched(), json!(xml).to_string().as_bytes()).unwrap();
        assert_eq!(held, bare);
        assert_eq!(*bare.provider(), Provider::Greenid);
    }
    let error = map(
        &vouched(),
        json!(json!("{}").to_string()).to_string().as_bytes(),
    );
    assert!(error.is_err(), "a string in a string is nobody's payload");
}

#[test]
fn the_page_s_example_not_vouched_for() {
    let mut normalizer = vouched();
    normalizer.smileid.vouch_for_source = false;
    let outcome = map(&normalizer, &page()).unwrap();
    assert_eq!(outcome.decision(), Decision::Inconclusive);
    assert_eq!(*outcome.category(), ReasonCategory::SourceNotChecked);
    assert_eq!(outcome.signature(), SignatureState::Valid);
    assert!(outcome.established().is_empty());
    assert_eq!(outcome.history()[0].decision(), Decision::Inconclusive);
}

#[test]
fn a_wrong_signature_is_an_error_even_when_vouched_for() {
    let mut normalizer = vouched();
    normalizer.smileid.credentials = credentials("85");
    let error = map(&normalizer, &page()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotAuthentic);
    normalizer.smileid.credentials = None;
    let outcome = map(&normalizer, &page()).unwrap();
    assert_eq!(outcome.signature(), SignatureState::NotChecked);
    assert_eq!(outcome.decision(), Decision::Verified);
}

#[test]
fn an_envelope_names_the_provider_and_holds_the_document_or_its_text() {
    let document: serde_json::Value = serde_json::from_slice(&page()).unwrap();
    let text = String::from_utf8(page()).unwrap();
    let bare = map(&vouched(), &page()).unwrap();
    let of_text = json!({"provider": "smileid", "payload": text}).to_string();
    assert_eq!(map(&vouched(), of_text.as_bytes()).unwrap(), bare);
    let of_document = json!({"payload": document, "provider": "smileid"}).to_string();
    let outcome = map(&vouched(), of_document.as_bytes()).unwrap();
    assert_eq!(outcome.decision(), Decision::Verified);

    let unknown = json!({"provider": "acme", "payload": {}}).to_string();
    let error = map(&vouched(), unknown.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoProvider);

    let mut overriding = vouched();
    overriding.provider = Some(Provider::Smileid);
    let misnamed = json!({"provider": "acme", "payload": text}).to_string();
    assert_eq!(map(&overriding, misnamed.as_bytes()).unwrap(), bare);
}

#[test]
fn what_is_no_document_of_anybody_is_said() {
    for (record, kind) in [
        (&b"{}"[..], ErrorKind::UnrecognizedPayload),
        (b"[]", ErrorKind::MalformedAnswer),
        (b"", ErrorKind::MalformedAnswer),
        (b"<html>", ErrorKind::MalformedAnswer),
        (b"{\"success\":true}", ErrorKind::UnrecognizedPayload),
        (
            b"{\"error\":\"Canary\",\"code\":\"2205\"}",
            ErrorKind::NotAuthorized,
        ),
        (
            b"{\"provider\":\"smileid\"}",
            ErrorKind::UnrecognizedPayload,
        ),
        (
            b"{\"provider\":\"smileid\",\"payload\":\"\"}",
            ErrorKind::MalformedAnswer,
        ),
    ] {
        let error = map(&vouched(), record).unwrap_err();
        assert_eq!(error.kind(), kind, "{}", String::from_utf8_lossy(record));
        assert!(!format!("{error} {error:?}").contains("Canary"));
    }
}
