//! V1 on the wire, by hand: what is refused and with which words, and how a job moves.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use core::time::Duration;
use std::{
    io::{Cursor, Read as _, Write as _},
    net::TcpStream,
};

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

/// The status of an upload that does not say how long it is.
fn put_in_chunks(url: &str, content: &[u8]) -> u16 {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!(
        "PUT /{path} HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n",
        content.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(content).unwrap();
    stream.write_all(b"\r\n0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer["HTTP/1.1 ".len()..][..3].parse().unwrap()
}

fn prep(job_id: &str, job_type: u64) -> Value {
    json!({
        "file_name": "selfie.zip", "smile_client_id": "8085", "model_parameters": {}, "callback_url": "",
        "partner_params": { "user_id": "u-1", "job_id": job_id, "job_type": job_type, "note": "kept" },
        "use_enrolled_image": false,
    })
}

fn zip(job_id: &str, images: &Value, files: &[&str]) -> Bytes {
    let info = json!({
        "package_information": { "apiVersion": { "majorVersion": 2 } },
        "misc_information": { "partner_params": { "user_id": "u-1", "job_id": job_id } },
        "id_info": { "country": "KE", "id_number": "12345" },
        "images": images,
    });
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("info.json", options).unwrap();
    zip.write_all(info.to_string().as_bytes()).unwrap();
    for name in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(b"an image, so to say").unwrap();
    }
    zip.finish().unwrap().into_inner().into()
}

#[tokio::test]
async fn a_job_is_nothing_before_its_zip_and_moves_on_the_clock() {
    let sandbox = start(Builder::default().settle_after(Duration::from_secs(60))).await;
    let (status, answer) = post(
        &sandbox,
        "/upload",
        &signed(&sandbox, AT, prep("my-job", 1)),
    )
    .await;
    assert_eq!(
        (status, answer["code"].as_str()),
        (200, Some("2202")),
        "{answer}"
    );
    let number = answer["smile_job_id"].as_str().unwrap();
    assert!(
        answer["ref_id"]
            .as_str()
            .unwrap()
            .starts_with(&format!("8085-{number}-"))
    );
    sandbox.clock().advance(Duration::from_secs(3600));
    let waiting = ask(&sandbox, "my-job").await;
    assert_eq!(
        (&waiting["code"], &waiting["result"]),
        (&"2314".into(), &"No zip uploaded yet".into())
    );

    let images = json!([{ "image_type_id": 0, "image": "", "file_name": "selfie.jpg" },
        { "image_type_id": 3, "image": "aW1hZ2U=", "file_name": "" }]);
    let content = zip("my-job", &images, &["selfie.jpg", "base64imgString"]);
    let url = answer["upload_url"].as_str().unwrap();
    assert_eq!(
        put_in_chunks(url, &content),
        403,
        "as the store of the real service"
    );
    assert_eq!(ask(&sandbox, "my-job").await["code"], "2314");
    assert_eq!(send(Method::PUT, url, content.clone()).await.0, 200);
    let half = ask(&sandbox, "my-job").await;
    assert_eq!(
        (&half["job_complete"], &half["result"]["ResultCode"]),
        (&false.into(), &"1012".into())
    );
    sandbox.clock().advance(Duration::from_secs(60));
    let done = ask(&sandbox, "my-job").await;
    assert_eq!(
        (&done["job_complete"], &done["result"]["ResultCode"]),
        (&true.into(), &"0810".into())
    );
    assert_eq!(done["result"]["SmileJobID"], number);
    assert_eq!(done["result"]["PartnerParams"]["note"], "kept");
    assert_eq!(
        (&done["result"]["Country"], &done["result"]["IDNumber"]),
        (&"KE".into(), &"12345".into())
    );

    let (status, answer) = post(
        &sandbox,
        "/upload",
        &signed(&sandbox, AT, prep("my-job", 1)),
    )
    .await;
    assert_eq!((status, answer["code"].as_str()), (400, Some("2215")));
    assert_eq!(
        send(Method::PUT, url, content).await.0,
        200,
        "the store takes a file twice"
    );
}

#[tokio::test]
async fn a_zip_that_is_of_no_use_ends_as_0903() {
    let sandbox = start(Builder::default()).await;
    let selfie = json!([{ "image_type_id": 0, "image": "", "file_name": "selfie.jpg" }]);
    let none = json!([]);
    let strange = json!([{ "image_type_id": 9, "image": "aW1hZ2U=" }]);
    for (number, (content, job_type)) in [
        (Bytes::from_static(b"no zip"), 1),
        (zip("job-1", &selfie, &[]), 1),
        (zip("job-2", &none, &[]), 1),
        (zip("another-job", &selfie, &["selfie.jpg"]), 1),
        (zip("job-4", &strange, &[]), 1),
        (zip("job-5", &selfie, &["selfie.jpg"]), 6),
        (zip("job-6", &selfie, &["selfie.jpg"]).slice(..200), 1),
    ]
    .into_iter()
    .enumerate()
    {
        let job_id = format!("job-{number}");
        let (_, answer) = post(
            &sandbox,
            "/upload",
            &signed(&sandbox, AT, prep(&job_id, job_type)),
        )
        .await;
        send(Method::PUT, answer["upload_url"].as_str().unwrap(), content).await;
        sandbox.clock().advance(Duration::from_secs(60));
        let reply = ask(&sandbox, &job_id).await;
        assert_eq!(reply["result"]["ResultCode"], "0903", "{number}");
        assert_eq!(reply["job_success"], false);
    }
    let nowhere = format!("{}/upload/nobody/selfie.zip", sandbox.base_url());
    assert_eq!(
        send(Method::PUT, &nowhere, zip("x", &selfie, &["selfie.jpg"]))
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn smile_ids_own_test_data_chooses_the_result_of_other_jobs() {
    let sandbox = start(Builder::default()).await;
    for (number, code) in [
        ("10", "1012"),
        ("11", "1013"),
        ("12", "1014"),
        ("13", "1015"),
        ("19", "1012"),
    ] {
        let job = json!({
            "partner_id": "8085", "country": "NG", "id_type": "NIN_V2", "id_number": number,
            "partner_params": { "user_id": "u-1", "job_id": format!("kyc-{number}"), "job_type": 5 },
        });
        let (status, answer) = post(
            &sandbox,
            "/id_verification",
            &signed(&sandbox, AT, job.clone()),
        )
        .await;
        assert_eq!(
            (status, answer["ResultCode"].as_str()),
            (200, Some(code)),
            "{answer}"
        );
        assert_eq!(
            ask(&sandbox, &format!("kyc-{number}")).await["result"]["ResultCode"],
            code
        );
        let mut unsigned = job.clone();
        unsigned["partner_id"] = "8085".into();
        let (_, refused) = post(&sandbox, "/id_verification", &unsigned).await;
        assert_eq!(
            refused["code"], "2413",
            "this family numbers its errors from 2400"
        );
        let (_, again) = post(&sandbox, "/id_verification", &signed(&sandbox, AT, job)).await;
        assert_eq!(again["code"], "2215");
    }
    for (wish, code) in [("0", "0810"), ("1", "0811"), ("2", "0812")] {
        let job_id = format!("wish-{wish}");
        let mut job = prep(&job_id, 1);
        job["partner_params"]["sandbox_result"] = wish.into();
        let (_, answer) = post(&sandbox, "/upload", &signed(&sandbox, AT, job)).await;
        let images = json!([{ "image_type_id": 2, "image": "aW1hZ2U=", "file_name": "" }]);
        send(
            Method::PUT,
            answer["upload_url"].as_str().unwrap(),
            zip(&job_id, &images, &[]),
        )
        .await;
        sandbox.clock().advance(Duration::from_secs(60));
        assert_eq!(ask(&sandbox, &job_id).await["result"]["ResultCode"], code);
    }
}

#[tokio::test]
async fn what_was_only_asked_for_can_still_be_submitted() {
    let sandbox = start(Builder::default()).await;
    ask(&sandbox, "approved.5").await;
    let (status, answer) = post(
        &sandbox,
        "/upload",
        &signed(&sandbox, AT, prep("approved.5", 1)),
    )
    .await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(ask(&sandbox, "approved.5").await["code"], "2314");
}

#[tokio::test]
async fn scenarios_hold_for_synchronous_answers_too() {
    let sandbox = start(Builder::default()).await;
    let mut verified = Vec::new();
    for job_id in [
        "approved",
        "pending",
        "other-person",
        "fails-once",
        "no-zip",
    ] {
        let job = json!({
            "partner_id": "8085", "country": "NG", "id_type": "NIN_V2", "id_number": "10",
            "partner_params": { "user_id": "u-1", "job_id": job_id, "job_type": 5 },
        });
        let (status, answer) = post(&sandbox, "/id_verification", &signed(&sandbox, AT, job)).await;
        let text = |path: &str| {
            answer
                .pointer(path)
                .and_then(Value::as_str)
                .unwrap_or("none")
                .to_owned()
        };
        verified.push((
            status,
            text("/ResultCode"),
            text("/IsFinalResult"),
            text("/PartnerParams/user_id"),
        ));
    }
    let expected = [
        (200, "1012", "true", "u-1"),
        (200, "1012", "false", "u-1"),
        (200, "1012", "true", "somebody-else"),
        (503, "none", "none", "none"),
        (200, "1015", "true", "u-1"),
    ];
    let expected =
        expected.map(|(status, code, last, user)| (status, code.into(), last.into(), user.into()));
    assert_eq!(verified, expected);
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
