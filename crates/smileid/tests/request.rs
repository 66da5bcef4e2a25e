//! The job-status request, byte for byte.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use common::{at, credentials, now};
use http::Method;
use smileid::{ErrorKind, JobStatusRequest, Server, signature};

fn recorded_body(sdk: &str) -> (String, String) {
    let path = common::fixtures()
        .join("requests")
        .join(sdk)
        .join("request.http");
    let text = std::fs::read_to_string(path).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[test]
fn our_body_is_the_official_node_sdk_s_byte_for_byte() {
    let (head, recorded) = recorded_body("node-smile-identity-core-3.2.1");
    assert!(head.starts_with("POST /v1/job_status HTTP/1.1\r\n"));
    let request = JobStatusRequest::new("u-1", "j-1")
        .unwrap()
        .return_history(true)
        .return_image_links(true)
        .to_http(
            &Server::Sandbox,
            &credentials(),
            at("2026-11-21T19:18:17.556Z"),
        )
        .unwrap();
    let ours = std::str::from_utf8(request.body()).unwrap();
    assert_eq!(ours, recorded);
}

#[test]
fn the_python_sdk_sends_the_same_members() {
    let (_, recorded) = recorded_body("python-smile-id-core-3.0.1");
    let mut theirs: serde_json::Value = serde_json::from_str(&recorded).unwrap();
    signature::verify(
        &credentials(),
        theirs["timestamp"].as_str().unwrap(),
        theirs["signature"].as_str().unwrap(),
        now(),
    )
    .unwrap();
    let request = JobStatusRequest::new("u-1", "j-1")
        .unwrap()
        .return_history(true)
        .return_image_links(true)
        .to_http(&Server::Sandbox, &credentials(), now())
        .unwrap();
    let mut ours: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    for body in [&mut theirs, &mut ours] {
        body["signature"].take();
        body["timestamp"].take();
    }
    assert_eq!(ours, theirs);
}

#[test]
fn options_mean_what_the_page_says() {
    for (history, image_links) in [(false, false), (true, false), (false, true), (true, true)] {
        let request = JobStatusRequest::new("u-1", "j-1")
            .unwrap()
            .return_history(history)
            .return_image_links(image_links)
            .to_http(&Server::Production, &credentials(), now())
            .unwrap();
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        assert_eq!(body["history"], history);
        assert_eq!(body["image_links"], image_links);
    }
}

#[test]
fn method_address_headers_and_signature() {
    let server: Server = "https://gateway.example/smile/v1/".parse().unwrap();
    let request = JobStatusRequest::new("u-1", "j-1")
        .unwrap()
        .to_http(&server, &credentials(), now())
        .unwrap();
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), "https://gateway.example/smile/v1/job_status");
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["accept"], "application/json");
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(body["partner_id"], "085");
    assert_eq!(body["timestamp"], "2026-01-02T03:04:05.678Z");
    assert_eq!(
        body["signature"],
        "z+I59+oOCxg0FSNBi+hilqgr+5GcejwTjVLU0wYxUpg="
    );
    signature::verify(
        &credentials(),
        body["timestamp"].as_str().unwrap(),
        body["signature"].as_str().unwrap(),
        now(),
    )
    .unwrap();
}

#[test]
fn ids_are_sent_as_they_are() {
    let (user, job) = ("Zoë \"O'N\"\u{2028}/\\", "作業-1\n");
    let request = JobStatusRequest::new(user, job)
        .unwrap()
        .to_http(&Server::Sandbox, &credentials(), now())
        .unwrap();
    let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(
        (body["user_id"].as_str(), body["job_id"].as_str()),
        (Some(user), Some(job))
    );
}

#[test]
fn empty_and_over_long_ids_are_refused_before_anything_is_sent() {
    let long = "x".repeat(smileid::MAX_ID_BYTES + 1);
    for (user, job, path) in [
        ("", "j-1", "user_id"),
        ("u-1", "", "job_id"),
        (long.as_str(), "j-1", "user_id"),
        ("u-1", long.as_str(), "job_id"),
    ] {
        let error = JobStatusRequest::new(user, job).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.phase(), kyc_http::Phase::NotSent);
        assert_eq!(error.path(), Some(path));
    }
    let longest = "x".repeat(smileid::MAX_ID_BYTES);
    JobStatusRequest::new(longest.clone(), longest).unwrap();
}
