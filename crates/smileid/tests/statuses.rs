//! What the HTTP status of a bad reply says, and that it is told.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod common;

use bytes::Bytes;
use common::{credentials, now, status};
use http::Response;
use kyc_http::ResponseLimits;
use smileid::{Error, ErrorKind, JobStatusRequest, ProviderErrorKind};

const CANARY: &str = "Canary-4711";

fn refuse(response: &Response<Bytes>) -> Error {
    let error = JobStatusRequest::new("u-1", "j-1")
        .unwrap()
        .read_reply(&credentials(), response, ResponseLimits::default(), now())
        .unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(CANARY), "{shown}");
    error
}

/// A gateway between may speak JSON with an `error` and a `code`, too, and its code means nothing of Smile ID's.
#[test]
fn only_a_known_code_says_otherwise_than_a_telling_status() {
    use ErrorKind::{HttpStatus, Provider};
    use ProviderErrorKind as P;
    let unknown = || {
        [
            format!(r#"{{"error":"unavailable","code":14,"message":"{CANARY}"}}"#),
            format!(r#"{{"error":"{CANARY}","code":503}}"#),
            format!(r#"{{"error":"{CANARY}","code":"{CANARY}"}}"#),
            format!(r#"{{"error":"{CANARY}","code":"2221"}}"#),
            format!(r#"{{"error":"{CANARY}","code":"2302"}}"#),
        ]
    };
    for (http, retry) in [
        (401, false),
        (403, false),
        (408, true),
        (425, true),
        (429, true),
        (500, true),
        (502, true),
        (503, true),
        (504, true),
    ] {
        for body in unknown() {
            let error = refuse(&status(http, body.clone()));
            assert_eq!(error.kind(), HttpStatus, "{http} {body}");
            assert_eq!(error.http_status(), Some(http), "{body}");
            assert_eq!(error.is_retryable(), retry, "{http} {body}");
        }
        let known = format!(r#"{{"error":"{CANARY}","code":"2210"}}"#);
        let error = refuse(&status(http, known));
        assert_eq!(error.kind(), Provider(P::UserNotFound), "{http}");
        assert!(!error.is_retryable(), "{http}");
    }
    // A 400 says nothing but that something is wrong.
    for body in unknown() {
        let error = refuse(&status(400, body.clone()));
        assert_eq!(error.kind(), Provider(P::UnknownCode), "{body}");
    }
}

/// A status is told of every answer that had one, whatever is wrong with it.
#[test]
fn another_job_or_user_in_an_answer_of_v3_is_told_with_its_status() {
    let request = smileid::v3::StatusRequest::new("job_1")
        .unwrap()
        .of_user("u-1");
    for (http, body, path) in [
        (200, r#"{"status":"clear","job_id":"job_2"}"#, "job_id"),
        (
            202,
            r#"{"status":"processing","job_id":"job_1","user_id":"u-2"}"#,
            "user_id",
        ),
    ] {
        let error = request
            .read_reply(&status(http, body), ResponseLimits::default())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongSubject);
        assert_eq!(error.path(), Some(path));
        assert_eq!(error.http_status(), Some(http));
    }
}
