//! Every fixture: the request's bytes, and the record or the error that its reply decodes to.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

#[path = "common/fixtures.rs"]
mod fixtures;

use fixtures::{Case, cases, credentials};
use kyc_http::ResponseLimits;
use serde_json::{Value, json};
use smileid::{Error, Server, saved::SavedRecord};

fn shown(error: &Error) -> Value {
    json!({
        "error": error.to_string(),
        "kind": format!("{:?}", error.kind()),
        "phase": format!("{:?}", error.phase()),
        "path": error.path(),
        "http_status": error.http_status(),
        "provider_code": error.provider_code(),
        "retryable": error.is_retryable(),
    })
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
fn job_status() {
    let cases = cases("job_status");
    assert!(cases.len() >= 60, "{} cases", cases.len());
    for case in cases {
        let request = case
            .request()
            .to_http(&Server::Sandbox, &credentials(), case.sent_at())
            .unwrap();
        assert_eq!(
            request.body(),
            &case.request_bytes(),
            "{}: request.json",
            case.name
        );
        let reply = case.request().read_reply(
            &credentials(),
            &case.reply(),
            ResponseLimits::default(),
            case.sent_at(),
        );
        let reply = match reply {
            Ok(reply) => json!({ "record": reply.record, "signature": reply.signature }),
            Err(error) => shown(&error),
        };
        let request = std::str::from_utf8(request.body()).unwrap();
        snapshot(
            "job_status",
            &case,
            &json!({ "request": request, "reply": reply }),
        );
    }
}

#[test]
fn saved_payloads() {
    for operation in ["result", "v3_status"] {
        for case in cases(operation) {
            let saved = smileid::saved::read(
                case.payload.clone(),
                Some(&credentials()),
                ResponseLimits::default(),
                case.sent_at(),
            );
            let value = match saved {
                Err(error) => shown(&error),
                Ok(saved) => {
                    let record = match saved.record {
                        SavedRecord::JobStatus(record) => json!({ "job_status": record }),
                        SavedRecord::Result(record) => json!({ "result": record }),
                        SavedRecord::V3(record) => json!({ "v3": record }),
                        other => panic!("{}: {other:?}", case.name),
                    };
                    json!({ "record": record, "signature": saved.signature })
                }
            };
            snapshot(operation, &case, &value);
        }
    }
}
