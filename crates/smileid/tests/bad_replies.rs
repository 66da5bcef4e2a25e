//! Every kind of bad reply: its error, its phase, its path, and no value anywhere.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use std::time::Instant;

use bytes::Bytes;
use common::{AT, credentials, now, reply, signed, status};
use http::Response;
use kyc_http::{Phase, ResponseLimits};
use smileid::{Error, ErrorKind, JobStatusReply, JobStatusRequest, ProviderErrorKind};

const CANARY: &str = "Canary-4711";

fn read(response: &Response<Bytes>) -> Result<JobStatusReply, Error> {
    JobStatusRequest::new("u-1", "j-1").unwrap().read_reply(
        &credentials(),
        response,
        ResponseLimits::default(),
        now(),
    )
}

fn refuse(response: &Response<Bytes>) -> Error {
    let error = read(response).unwrap_err();
    assert_eq!(error.phase(), Phase::Answered);
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(&error));
    assert!(!shown.contains(CANARY), "{shown}");
    error
}

fn good(result: &str) -> String {
    signed(&format!(
        r#"{{"job_complete":true,"job_success":true,"code":"2302","result":{result},SIGNED}}"#
    ))
}

fn params(user: &str, job: &str) -> String {
    format!(
        r#"{{"ResultCode":"0810","PartnerParams":{{"job_type":"1","user_id":"{user}","job_id":"{job}"}}}}"#
    )
}

#[test]
fn a_good_reply_is_read() {
    let reply = read(&reply(good(&params("u-1", "j-1")))).unwrap();
    let result = reply.record.result.as_ref().unwrap().record().unwrap();
    assert_eq!(result.code().unwrap().as_str(), "0810");
}

#[test]
fn shapes() {
    let deep = |levels: usize| format!("{}{}", r#"{"x":"#.repeat(levels), "}".repeat(levels));
    for (name, body, kind, path) in [
        ("empty", String::new(), ErrorKind::Empty, None),
        ("blanks", " \n".to_owned(), ErrorKind::Empty, None),
        (
            "HTML",
            format!("<html>{CANARY}</html>"),
            ErrorKind::NotJson,
            None,
        ),
        ("words", format!("{CANARY}!"), ErrorKind::NotJson, None),
        (
            "truncated",
            format!(r#"{{"job_complete":true,"result":{{"ResultText":"{CANARY}"#),
            ErrorKind::Truncated,
            Some("result.ResultText"),
        ),
        (
            "trailing text",
            format!("{} {CANARY}", good("null")),
            ErrorKind::MalformedJson,
            None,
        ),
        (
            "bare word as a value",
            format!(r#"{{"job_complete":{CANARY}}}"#),
            ErrorKind::MalformedJson,
            Some("job_complete"),
        ),
        (
            "a list instead of an object",
            format!(r#"["{CANARY}"]"#),
            ErrorKind::WrongType,
            None,
        ),
        (
            "a text instead of an object",
            format!(r#""{CANARY}""#),
            ErrorKind::WrongType,
            None,
        ),
        (
            "result is a list",
            good(&format!(r#"["{CANARY}"]"#)),
            ErrorKind::WrongType,
            Some("result"),
        ),
        (
            "result is a number",
            good("4711"),
            ErrorKind::WrongType,
            Some("result"),
        ),
        (
            "result is a boolean",
            good("true"),
            ErrorKind::WrongType,
            Some("result"),
        ),
        (
            "Actions is a text",
            good(&format!(r#"{{"Actions":"{CANARY}"}}"#)),
            ErrorKind::WrongType,
            Some("result.Actions"),
        ),
        (
            "user_id is a number",
            good(r#"{"PartnerParams":{"user_id":4711}}"#),
            ErrorKind::WrongType,
            Some("result.PartnerParams.user_id"),
        ),
        (
            "history is an object",
            signed(r#"{"history":{},SIGNED}"#),
            ErrorKind::WrongType,
            Some("history"),
        ),
        (
            "an entry of history is a text",
            signed(&format!(r#"{{"history":[{{}},"{CANARY}"],SIGNED}}"#)),
            ErrorKind::WrongType,
            Some("history[1]"),
        ),
        (
            "timestamp is a number",
            signed(r#"{"signature":"x","timestamp":1678216434434}"#),
            ErrorKind::WrongType,
            Some("timestamp"),
        ),
        (
            "a member twice",
            signed(r#"{"job_complete":true,"job_complete":false,SIGNED}"#),
            ErrorKind::DuplicateMember,
            Some("job_complete"),
        ),
        (
            "a member twice, once escaped",
            signed(r#"{"job_complete":true,"job\u005fcomplete":false,SIGNED}"#),
            ErrorKind::DuplicateMember,
            Some("job_complete"),
        ),
        (
            "a nested member twice",
            good(r#"{"PartnerParams":{"job_id":"j-1","job_id":"j-1"}}"#),
            ErrorKind::DuplicateMember,
            Some("result.PartnerParams.job_id"),
        ),
        (
            "an Action twice",
            good(r#"{"Actions":{"Names":"No Match","Names":"Exact Match"}}"#),
            ErrorKind::DuplicateMember,
            Some("result.Actions.Names"),
        ),
        (
            "an unknown Action twice",
            good(&format!(
                r#"{{"Actions":{{"{CANARY}":"a","{CANARY}":"b"}}}}"#
            )),
            ErrorKind::DuplicateMember,
            Some("result.Actions.(unknown member)"),
        ),
        (
            "a member of an unknown member twice",
            good(&format!(r#"{{"{CANARY}":[{{"a":1,"a":2}}]}}"#)),
            ErrorKind::DuplicateMember,
            Some("result.(unknown member).(unknown member)"),
        ),
        (
            "70 levels in an unknown member",
            deep(70),
            ErrorKind::TooDeep,
            None,
        ),
    ] {
        let error = refuse(&reply(body));
        assert_eq!(error.kind(), kind, "{name}");
        if kind != ErrorKind::TooDeep {
            assert_eq!(error.path(), path, "{name}");
        }
        assert_eq!(error.http_status(), Some(200), "{name}");
    }
}

#[test]
fn deep_nesting_is_refused_at_once() {
    for (open, close) in [("[", "]"), (r#"{"x":"#, "}")] {
        let levels = 100_000;
        let nested = format!("{}1{}", open.repeat(levels), close.repeat(levels));
        for body in [nested.clone(), good(&format!(r#"{{"x":{nested}}}"#))] {
            let begun = Instant::now();
            let error = refuse(&reply(body));
            assert!(
                matches!(error.kind(), ErrorKind::TooDeep | ErrorKind::WrongType),
                "{:?}",
                error.kind()
            );
            assert!(begun.elapsed().as_secs() < 2);
        }
    }
}

#[test]
fn invalid_utf8_and_size() {
    let error = refuse(&reply(&b"{\"job_complete\":\"\xff\"}"[..]));
    assert_eq!(error.kind(), ErrorKind::InvalidUtf8);

    let body = good(&params("u-1", "j-1"));
    let limits = ResponseLimits::default().with_max_body_bytes(body.len() - 1);
    let request = JobStatusRequest::new("u-1", "j-1").unwrap();
    let error = request
        .read_reply(&credentials(), &reply(body), limits, now())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
}

#[test]
fn an_object_never_stands_for_a_job_type() {
    let result = r#"{"ResultCode":"0810","PartnerParams":{"job_type":{"$serde_json::private::Number":"1"},"user_id":"u-1","job_id":"j-1"}}"#;
    let record = read(&reply(good(result))).unwrap().record;
    let result = record
        .result
        .as_ref()
        .and_then(|result| result.record())
        .unwrap();
    assert_eq!(result.job_type(), None);
}

#[test]
fn signatures() {
    let body = r#"{"job_complete":true,"job_success":true,SIGNED}"#;
    let good = signed(body);
    let signature = serde_json::from_str::<serde_json::Value>(&good).unwrap()["signature"]
        .as_str()
        .unwrap()
        .to_owned();
    let with = |other: &str| good.replace(&signature, other);
    let of_another_message = "QfMqVtGFAdRpNQfu3vPXwVqD4mSBtzLqzKZ3yKQ2nUY=";
    for (name, body, kind, path) in [
        (
            "of another message",
            with(of_another_message),
            ErrorKind::SignatureMismatch,
            "signature",
        ),
        (
            "of another timestamp",
            good.replace(AT, "2026-01-02T03:04:05.679Z"),
            ErrorKind::SignatureMismatch,
            "signature",
        ),
        (
            "url-safe",
            with(&signature.replace('+', "-").replace('/', "_")),
            ErrorKind::SignatureMalformed,
            "signature",
        ),
        (
            "unpadded",
            with(signature.trim_end_matches('=')),
            ErrorKind::SignatureMalformed,
            "signature",
        ),
        (
            "junk behind it",
            with(&format!("{signature}{CANARY}")),
            ErrorKind::SignatureMalformed,
            "signature",
        ),
        (
            "empty",
            with(""),
            ErrorKind::SignatureMalformed,
            "signature",
        ),
        (
            "no signature",
            format!(r#"{{"job_complete":true,"timestamp":"{AT}"}}"#),
            ErrorKind::SignatureMissing,
            "signature",
        ),
        (
            "no timestamp",
            format!(r#"{{"job_complete":true,"signature":"{signature}"}}"#),
            ErrorKind::SignatureMissing,
            "timestamp",
        ),
        (
            "null timestamp",
            format!(r#"{{"job_complete":true,"timestamp":null,"signature":"{signature}"}}"#),
            ErrorKind::SignatureMissing,
            "timestamp",
        ),
        (
            "neither",
            "{}".to_owned(),
            ErrorKind::SignatureMissing,
            "timestamp",
        ),
    ] {
        let error = refuse(&reply(body));
        assert_eq!(error.kind(), kind, "{name}");
        assert_eq!(error.path(), Some(path), "{name}");
        assert_eq!(error.http_status(), Some(200), "{name}");
        assert!(!error.is_retryable(), "{name}");
    }
}

#[test]
fn another_partner_s_signature_is_refused() {
    let other = smileid::Credentials::new("85", smileid::ApiKey::new(common::KEY)).unwrap();
    let signature = smileid::signature::sign(&other, AT, now()).unwrap();
    let body = format!(r#"{{"job_complete":true,"timestamp":"{AT}","signature":"{signature}"}}"#);
    assert_eq!(refuse(&reply(body)).kind(), ErrorKind::SignatureMismatch);
}

#[test]
fn somebody_else_s_answer_is_refused_byte_for_byte() {
    for (user, job, path) in [
        (CANARY, "j-1", "result.PartnerParams.user_id"),
        ("U-1", "j-1", "result.PartnerParams.user_id"),
        ("u-1 ", "j-1", "result.PartnerParams.user_id"),
        ("", "j-1", "result.PartnerParams.user_id"),
        ("u-1", CANARY, "result.PartnerParams.job_id"),
        ("u-1", "j-1\\u0000", "result.PartnerParams.job_id"),
    ] {
        let error = refuse(&reply(good(&params(user, job))));
        assert_eq!(error.kind(), ErrorKind::WrongSubject, "{user} {job}");
        assert_eq!(error.path(), Some(path));
        assert_eq!(error.http_status(), Some(200));
        assert!(!error.is_retryable());
    }
}

#[test]
fn error_bodies_and_statuses() {
    use ErrorKind::{HttpStatus, Provider};
    use ProviderErrorKind as P;
    let body = |code: &str| format!(r#"{{"error":"{CANARY}","code":"{code}","success":false}}"#);
    for (http, body, kind, code, retry) in [
        (
            400,
            body("2205"),
            Provider(P::NotAuthorized),
            Some("2205"),
            false,
        ),
        (
            400,
            body("2203"),
            Provider(P::BadRequest),
            Some("2203"),
            false,
        ),
        (
            400,
            body("2301"),
            Provider(P::ProviderFailure),
            Some("2301"),
            true,
        ),
        (
            400,
            body("2210"),
            Provider(P::UserNotFound),
            Some("2210"),
            false,
        ),
        (
            400,
            body("2220"),
            Provider(P::NotEnabled),
            Some("2220"),
            false,
        ),
        (
            400,
            body("2221"),
            Provider(P::UnknownCode),
            Some("2221"),
            false,
        ),
        (
            400,
            body(CANARY),
            Provider(P::UnknownCode),
            Some(CANARY),
            false,
        ),
        (
            200,
            body("2205"),
            Provider(P::NotAuthorized),
            Some("2205"),
            false,
        ),
        (
            200,
            body("2302"),
            Provider(P::UnknownCode),
            Some("2302"),
            false,
        ),
        (
            400,
            format!(r#"{{"error":"{CANARY}"}}"#),
            Provider(P::UnknownCode),
            None,
            false,
        ),
        (
            401,
            format!(r#"{{"error":"{CANARY}"}}"#),
            HttpStatus,
            None,
            false,
        ),
        (
            403,
            format!(r#"{{"error":"{CANARY}"}}"#),
            HttpStatus,
            None,
            false,
        ),
        (
            403,
            body("2205"),
            Provider(P::NotAuthorized),
            Some("2205"),
            false,
        ),
        (
            200,
            format!(r#"{{"error":"{CANARY}"}}"#),
            Provider(P::UnknownCode),
            None,
            false,
        ),
        (
            429,
            format!(r#"{{"error":"{CANARY}"}}"#),
            HttpStatus,
            None,
            true,
        ),
        (502, format!("<html>{CANARY}"), HttpStatus, None, true),
        (503, String::new(), HttpStatus, None, true),
        (404, "{}".to_owned(), HttpStatus, None, false),
        (302, String::new(), HttpStatus, None, false),
        (201, good("null"), HttpStatus, None, false),
    ] {
        let error = refuse(&status(http, body));
        assert_eq!(error.kind(), kind, "{http}");
        assert_eq!(error.http_status(), Some(http));
        assert_eq!(error.provider_code(), code, "{http}");
        assert_eq!(error.is_retryable(), retry, "{http} {kind:?}");
    }
}
