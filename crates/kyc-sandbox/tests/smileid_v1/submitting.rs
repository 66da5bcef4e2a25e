//! Jobs: prepared, uploaded, and moving on the clock.

use core::time::Duration;
use std::{
    io::{Cursor, Read as _, Write as _},
    net::TcpStream,
};

use bytes::Bytes;
use http::Method;
use kyc_sandbox::{Builder, LeadsTo, Service, scenario};
use serde_json::{Value, json};

use crate::{AT, ask, post, receiver::Callbacks, send, signed, start};

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

pub(crate) fn prep(job_id: &str, job_type: u64) -> Value {
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

/// The ids of the job and the codes of its results in an answer's history, or in one callback.
fn results<'a>(entries: impl IntoIterator<Item = &'a Value>) -> Vec<(String, String)> {
    let text = |entry: &Value, path: &str| {
        let text = entry.pointer(path).and_then(Value::as_str);
        text.unwrap().to_owned()
    };
    entries
        .into_iter()
        .map(|entry| {
            (
                text(entry, "/PartnerParams/job_id"),
                text(entry, "/ResultCode"),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_submitted_job_calls_back_with_what_its_history_says() {
    let settle_after = Duration::from_secs(60);
    let builder = Builder::default()
        .settle_after(settle_after)
        .slow_answer(Duration::ZERO);
    let sandbox = start(builder).await;
    let callbacks = Callbacks::answering(&[200]);
    let images = json!([{ "image_type_id": 2, "image": "aW1hZ2U=", "file_name": "" }]);
    // Of those that lead to a decision this one alone does not answer at once.
    let job_ids: Vec<_> = scenario::all()
        .filter(|it| it.service == Service::SmileidV1 && it.name != "fails-once")
        .filter(|it| !matches!(it.leads_to, LeadsTo::Error(_)))
        .map(|it| it.id())
        .collect();
    assert!(job_ids.len() > 40, "{}", job_ids.len());
    for job_id in &job_ids {
        let mut job = prep(job_id, 1);
        job["callback_url"] = callbacks.url.clone().into();
        let (_, answer) = post(&sandbox, "/upload", &signed(&sandbox, AT, job)).await;
        let url = answer["upload_url"].as_str().unwrap();
        assert_eq!(
            send(Method::PUT, url, zip(job_id, &images, &[])).await.0,
            200
        );
    }
    // The head start and the second step.
    sandbox.clock().advance(settle_after * 2);
    let mut expected = Vec::new();
    for job_id in &job_ids {
        let answer = ask(&sandbox, job_id).await;
        let all = results(answer["history"].as_array().unwrap());
        expected.extend(all.into_iter().filter(|(about, _)| about == job_id));
    }
    let mut called: Vec<_> = expected
        .iter()
        .flat_map(|_| {
            let delivery = callbacks.next();
            results(&[serde_json::from_str(&delivery.body).unwrap()])
        })
        .collect();
    assert!(callbacks.none_within(Duration::from_millis(300)));
    called.sort();
    expected.sort();
    assert_eq!(called, expected);
    for result in [
        ("number-not-found", "1013"),
        ("look-up-first", "0810"),
        ("look-up-only", "1012"),
        ("approved", "1012"),
    ] {
        let result = (result.0.to_owned(), result.1.to_owned());
        let count = called.iter().filter(|came| **came == result).count();
        assert_eq!(count, 1, "{result:?}");
    }
}

#[tokio::test]
async fn a_submitted_job_keeps_its_scenario() {
    let sandbox = start(Builder::default()).await;
    let job = json!({
        "partner_id": "8085", "country": "NG", "id_type": "NIN_V2", "id_number": "10",
        "partner_params": { "user_id": "u-1", "job_id": "my-job", "job_type": 5 },
    });
    let assign = |scenario| sandbox.assign(Service::SmileidV1, "my-job", scenario);
    assign("id-not-found").unwrap();
    post(&sandbox, "/id_verification", &signed(&sandbox, AT, job)).await;
    assign("id-found").unwrap();
    assert_eq!(
        ask(&sandbox, "my-job").await["result"]["ResultCode"],
        "1013"
    );
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
