//! Every fixture: the record or the error that its reply comes to, and the bytes of the questions; what writes the fixtures
//! holds those of registrations.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

#[path = "common/fixtures.rs"]
mod fixtures;

use fixtures::{Case, cases};
use greenid_soap::{
    Endpoint, Error, GetVerificationResult, IsUserIdRegistered, Name, Operation, RegisterUser,
    decode,
};
use kyc_http::ResponseLimits;
use kyc_model::greenid::RichVerificationResult;
use serde_json::{Value, json};

const LIMITS: fn() -> ResponseLimits = ResponseLimits::default;

fn shown(error: &Error) -> Value {
    json!({
        "error": error.to_string(),
        "kind": format!("{:?}", error.kind()),
        "phase": format!("{:?}", error.phase()),
        "path": error.path(),
        "http_status": error.http_status(),
        "fault": error.fault(),
        "retryable": error.is_retryable(),
    })
}

fn record(record: &RichVerificationResult) -> Value {
    let json = serde_json::to_value(record).unwrap();
    let again: RichVerificationResult = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(again, *record);
    json!({ "record": json })
}

fn endpoint(case: &Case) -> Endpoint {
    Endpoint::new(match case.meta.request.service.as_str() {
        "password" => {
            "https://au.vixverify.com/Registrations-Registrations/VerificationServicesPassword"
        }
        _ => "https://au.vixverify.com/Registrations-Registrations/VerificationServices",
    })
    .unwrap()
}

fn snapshot(operation: &str, case: &Case, value: &Value) {
    insta::with_settings!({
        description => &case.meta.shows,
        omit_expression => true,
        prepend_module_to_snapshot => false,
        snapshot_path => format!("snapshots/{operation}"),
    }, {
        insta::assert_json_snapshot!(case.name.as_str(), value);
    });
}

#[test]
fn get_verification_result() {
    let cases = cases("get_verification_result");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in cases {
        let user_id = case.meta.request.user_id.clone().unwrap();
        let request = GetVerificationResult::new(user_id).unwrap();
        let http = request
            .to_http(&endpoint(&case), &case.credentials())
            .unwrap();
        let bytes = case.request_bytes();
        assert_eq!(http.body(), &bytes, "{}: request.xml", case.name);
        let reply = match request.read_reply(&case.reply(), LIMITS()) {
            Ok(reply) => record(&reply.record),
            Err(error) => shown(&error),
        };
        let request = String::from_utf8(bytes).unwrap();
        let value = json!({ "request": request, "reply": reply });
        snapshot("get_verification_result", &case, &value);
    }
}

#[test]
fn register_user() {
    for case in cases("register_user") {
        let mut person = RegisterUser::builder(Name::new("Matilda", "Invented"));
        if let Some(user_id) = &case.meta.request.user_id {
            person = person.user_id(user_id);
        }
        let request = person.build().unwrap();
        let reply = match request.read_reply(&case.reply(), LIMITS()) {
            Ok(reply) => record(&reply.record),
            Err(error) => shown(&error),
        };
        snapshot("register_user", &case, &json!({ "reply": reply }));
    }
}

#[test]
fn is_user_id_registered() {
    for case in cases("is_user_id_registered") {
        let user_id = case.meta.request.user_id.clone().unwrap();
        let request = IsUserIdRegistered::new(user_id).unwrap();
        let http = request
            .to_http(&endpoint(&case), &case.credentials())
            .unwrap();
        let bytes = case.request_bytes();
        assert_eq!(http.body(), &bytes, "{}: request.xml", case.name);
        let reply = match request.read_reply(&case.reply(), LIMITS()) {
            Ok(reply) => json!({ "is_registered": reply.is_registered }),
            Err(error) => shown(&error),
        };
        let request = String::from_utf8(bytes).unwrap();
        let value = json!({ "request": request, "reply": reply });
        snapshot("is_user_id_registered", &case, &value);
    }
}

#[test]
fn every_cut_reply_is_an_error() {
    // `generated.rs` cuts one reply at every byte. Here every reply is cut at every 13th, each from another start.
    for (start, case) in cases("get_verification_result").into_iter().enumerate() {
        let whole = &case.payload;
        let decoded = |bytes: &[u8]| {
            decode::verification_result(bytes, Operation::GetVerificationResult, LIMITS())
        };
        if whole.len() > 6_000 || decoded(whole).is_err() {
            continue;
        }
        // What may follow the root, such as a comment, can be cut without loss.
        let close = b"Envelope>";
        let root_end = whole
            .windows(close.len())
            .rposition(|window| window == close);
        let end = root_end.unwrap() + close.len();
        for cut in (start % 13..end).step_by(13) {
            assert!(
                decoded(&whole[..cut]).is_err(),
                "{} cut at {cut}",
                case.name
            );
        }
    }
}
