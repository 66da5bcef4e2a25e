//! Questions: what is taken, refused and answered.

use core::time::Duration;

use http::Method;
use kyc_sandbox::Builder;
use serde_json::{Value, json};
use smileid::signature;

use crate::{AT, ask, post, question, send, signed, start, submitting::prep};

#[tokio::test]
async fn every_form_of_timestamp_that_an_sdk_sends_is_taken_as_it_is() {
    let sandbox = start(Builder::default()).await;
    for timestamp in [
        "2026-11-21T19:17:43.324173+00:00",
        "2026-11-21T19:17:43+00:00",
        "2026-11-21T19:18:17.556Z",
        "2026-01-02 03:04:05 +0100",
        "2026-01-02T03:04:05.678901Z",
        "2026-01-02T03:04:05.678901234Z",
        "2026-01-02T03:04:05.678901",
        "2026-01-02 03:04:05 UTC",
        "1678216434",
        "1678216434434",
    ] {
        let body = signed(&sandbox, timestamp, question("approved"));
        assert_eq!(
            post(&sandbox, "/job_status", &body).await.0,
            200,
            "{timestamp}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_by_its_code() {
    let sandbox = start(Builder::default()).await;
    let good = signed(&sandbox, AT, question("approved"));
    let with = |member: &str, value: Value| {
        let mut body = good.clone();
        body[member] = value;
        body.to_string()
    };
    let without = |member: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(member);
        body.to_string()
    };
    let other_time = "2026-01-02T03:04:05.679Z";
    for (code, body) in [
        ("2203", String::new()),
        ("2203", "{".to_owned()),
        ("2204", "[]".to_owned()),
        ("2204", with("job_id", 7.into())),
        ("2204", with("history", "perhaps".into())),
        ("2204", with("timestamp", 1_678_216_434.into())),
        ("2204", with("timestamp", "yesterday".into())),
        (
            "2205",
            with(
                "signature",
                "z+I59+oOCxg0FSNBi+hilqgr+5GcejwTjVLU0wYxUpg=".into(),
            ),
        ),
        ("2205", with("signature", "short".into())),
        ("2205", with("timestamp", other_time.into())),
        ("2205", with("partner_id", "08085".into())),
        ("2205", with("sec_key", "a|b".into())),
        ("2213", without("user_id")),
        ("2213", without("job_id")),
        ("2213", without("partner_id")),
        ("2213", without("timestamp")),
        ("2213", without("signature")),
        ("2213", with("user_id", "".into())),
        ("2213", with("user_id", Value::Null)),
    ] {
        let url = format!("{}/job_status", sandbox.smileid_server());
        let (status, answer) = send(Method::POST, &url, body.clone()).await;
        assert_eq!(
            (status, &answer["code"]),
            (400, &Value::from(code)),
            "{body}"
        );
        assert!(answer["error"].is_string() && answer.get("signature").is_none());
    }
    let (status, answer) = post(
        &sandbox,
        "/job_status",
        &signed(
            &sandbox,
            AT,
            json!({
                "partner_id": "8085", "user_id": "u-1", "job_id": "approved", "history": "TRUE",
            }),
        ),
    )
    .await;
    assert_eq!(status, 200, "flags as text are taken");
    assert_eq!(answer["history"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_window_for_timestamps_is_there_when_it_is_wanted() {
    let sandbox = start(Builder::default().timestamp_tolerance(Duration::from_secs(300))).await;
    for (timestamp, status) in [
        (AT, 200),
        ("2026-01-02T03:09:05.678Z", 200),
        ("2026-01-02T02:59:05.678Z", 200),
        ("2026-01-02T03:09:05.679Z", 400),
        ("2026-01-02T02:59:05.677Z", 400),
    ] {
        let body = signed(&sandbox, timestamp, question("approved"));
        assert_eq!(
            post(&sandbox, "/job_status", &body).await.0,
            status,
            "{timestamp}"
        );
    }
}

#[tokio::test]
async fn paths_are_forgiving_and_foreign_ones_answer_in_json() {
    let sandbox = start(Builder::default()).await;
    let body = signed(&sandbox, AT, question("approved"));
    for (path, status) in [
        ("//job_status", 200),
        ("/job_status/", 200),
        ("/job_statuses", 404),
    ] {
        let (came, answer) = post(&sandbox, path, &body).await;
        assert_eq!(came, status, "{path}");
        assert!(answer.is_object(), "{path}");
    }
    let url = format!("{}/job_status", sandbox.smileid_server());
    let (status, answer) = send(Method::GET, &url, "").await;
    assert_eq!(
        (status, answer["error"].as_str()),
        (405, Some("Only POST is taken here"))
    );
}

#[tokio::test]
async fn a_reply_is_signed_for_the_clock_and_holds_what_was_asked() {
    let sandbox = start(Builder::default()).await;
    let reply = ask(&sandbox, "approved.9").await;
    assert_eq!(reply["timestamp"], AT);
    let credentials = sandbox.account().smileid_credentials().unwrap();
    let pair = reply["signature"].as_str().unwrap();
    signature::verify(&credentials, AT, pair, AT.parse().unwrap()).unwrap();
    assert_eq!(reply["job_complete"], true);
    assert_eq!(reply["job_success"], true);
    assert_eq!(reply["code"], "2302");
    let params = json!({ "user_id": "u-1", "job_id": "approved.9", "job_type": 1 });
    assert_eq!(reply["result"]["PartnerParams"], params);
    assert_eq!(reply["result"]["ResultCode"], "0810");
    let codes: Vec<_> = reply["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["ResultCode"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["0810", "1012"]);
    let link = reply["image_links"]["selfie_image"].as_str().unwrap();
    let (status, _) = send(Method::GET, link, "").await;
    assert_eq!(status, 200);

    let short = signed(
        &sandbox,
        AT,
        json!({ "partner_id": "8085", "user_id": "u-1", "job_id": "approved.9" }),
    );
    let (_, reply) = post(&sandbox, "/job_status", &short).await;
    assert!(reply.get("history").is_none() && reply.get("image_links").is_none());
}

#[tokio::test]
async fn a_history_holds_all_jobs_of_the_user_and_nobody_elses() {
    let sandbox = start(Builder::default()).await;
    ask(&sandbox, "rejected.1").await;
    let mut foreign = question("spoof.1");
    foreign["user_id"] = "u-2".into();
    post(&sandbox, "/job_status", &signed(&sandbox, AT, foreign)).await;
    let reply = ask(&sandbox, "document-approved.1").await;
    let lines: Vec<_> = reply["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry["PartnerParams"]["job_id"].as_str().unwrap(),
                entry["ResultCode"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            ("document-approved.1", "0810"),
            ("rejected.1", "0811"),
            ("rejected.1", "1012")
        ]
    );
}

#[tokio::test]
async fn too_much_is_refused() {
    let sandbox = start(Builder::default()).await;
    let mut long = question("approved");
    long["user_id"] = "u".repeat(3000).into();
    let (_, answer) = post(&sandbox, "/job_status", &signed(&sandbox, AT, long)).await;
    assert_eq!(answer["code"], "2204");
    let mut long = prep("j", 1);
    long["partner_params"]["note"] = "n".repeat(20_000).into();
    let (_, answer) = post(&sandbox, "/upload", &signed(&sandbox, AT, long)).await;
    assert_eq!(answer["code"], "2204");
}

#[tokio::test]
async fn what_was_received_is_on_record_without_being_shown() {
    let sandbox = start(Builder::default()).await;
    ask(&sandbox, "approved.secret-id").await;
    let received = sandbox.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].path.as_str(), received[0].answered),
        ("/v1/job_status", Some(200))
    );
    assert_eq!(received[0].at, AT.parse().unwrap());
    let body: Value = serde_json::from_slice(received[0].body.expose()).unwrap();
    assert_eq!(body["job_id"], "approved.secret-id");
    assert!(!format!("{received:?}").contains("secret-id"));
}
