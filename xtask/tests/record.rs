//! `cargo xtask fixtures record` from end to end, against a server on this machine.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    thread,
};

use serde_json::{Value, json};
use smileid::{ApiKey, Credentials, JobStatusRequest, signature};

const PARTNER: &str = "4711";
const KEY: &str = "real-key-CANARY";
const TIMESTAMP: &str = "2031-07-08T09:10:11.121Z";

/// Answers as many requests as there are replies, in order, and returns the server's URL.
fn serve(replies: Vec<(&'static str, &'static str, String)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    thread::spawn(move || {
        for (status, content_type, body) in replies {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.trim_end().to_ascii_lowercase();
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.is_empty() {
                    break;
                }
            }
            let mut request = vec![0; length];
            reader.read_exact(&mut request).unwrap();
            let request: Value = serde_json::from_slice(&request).unwrap();
            assert_eq!(request["partner_id"], PARTNER);
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    url
}

fn credentials(partner: &str, key: &str) -> Credentials {
    Credentials::new(partner, ApiKey::new(key)).unwrap()
}

fn status(signed_by: &Credentials) -> String {
    let now = TIMESTAMP.parse().unwrap();
    json!({
        "job_complete": true,
        "job_success": true,
        "code": "2302",
        "result": {
            "ResultCode": "0810",
            "ResultText": "Enroll Zanele",
            "FullName": "Zanele Canary",
            "PartnerParams": {"job_type": 1, "user_id": "user-CANARY", "job_id": "job-CANARY"},
        },
        "timestamp": TIMESTAMP,
        "signature": signature::sign(signed_by, TIMESTAMP, now).unwrap(),
    })
    .to_string()
}

fn record(dir: &Path, server: &str, cases: &[&str]) -> Output {
    let list: String = cases
        .iter()
        .map(|case| {
            format!("[[request]]\ncase = \"{case}\"\nuser_id = \"user-CANARY\"\njob_id = \"job-CANARY\"\njob_type = 1\nhistory = true\n")
        })
        .collect();
    let file = dir.join("list.toml");
    fs::write(&file, list).unwrap();
    run(&file, &dir.join("out"), server)
}

fn run(list: &Path, out: &Path, server: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["fixtures", "record", "--list"])
        .arg(list)
        .arg("--out")
        .arg(out)
        .env("SMILEID_PARTNER_ID", PARTNER)
        .env("SMILEID_API_KEY", KEY)
        .env("SMILEID_SERVER", server)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let said = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let said = String::from_utf8(said).unwrap();
    for secret in ["canary", "zanele", TIMESTAMP] {
        assert!(
            !said.to_lowercase().contains(&secret.to_lowercase()),
            "{said}"
        );
    }
    said
}

#[test]
fn an_exchange_is_scrubbed_signed_and_stored() {
    let dir = tempfile::tempdir().unwrap();
    let server = serve(vec![(
        "200 OK",
        "application/json",
        status(&credentials(PARTNER, KEY)),
    )]);
    let output = record(dir.path(), &server, &["recorded-approval"]);
    let told = said(&output);
    assert!(output.status.success(), "{told}");

    let case = dir.path().join("out/recorded-approval");
    let read = |file: &str| fs::read_to_string(case.join(file)).unwrap();
    let all = [
        read("request.json"),
        read("response.json"),
        read("meta.toml"),
    ]
    .join("\n");
    for secret in ["canary", "zanele", PARTNER, TIMESTAMP, "127.0.0.1"] {
        assert!(
            !all.to_lowercase().contains(&secret.to_lowercase()),
            "{secret}"
        );
    }
    assert!(read("meta.toml").contains("provenance = \"recorded\""));

    // The stored exchange is a valid one of the test account.
    let request: Value = serde_json::from_str(&read("request.json")).unwrap();
    let id = |name: &str| request[name].as_str().unwrap().to_owned();
    let asked = JobStatusRequest::new(id("user_id"), id("job_id"))
        .unwrap()
        .return_history(true);
    let account = credentials("085", "fake-api-key-0123456789");
    let sent_at = request["timestamp"].as_str().unwrap().parse().unwrap();
    let sent = asked
        .to_http(&smileid::Server::Sandbox, &account, sent_at)
        .unwrap();
    assert_eq!(sent.body().as_ref(), read("request.json").as_bytes());
    let reply = http::Response::new(read("response.json").into_bytes().into());
    let reply = asked
        .read_reply(
            &account,
            &reply,
            kyc_http::ResponseLimits::default(),
            sent_at,
        )
        .unwrap();
    let result = reply.record.result.unwrap();
    assert_eq!(result.record().unwrap().code().unwrap().as_str(), "0810");

    // A second recording of that name replaces the first.
    let server = serve(vec![(
        "200 OK",
        "application/json",
        status(&credentials(PARTNER, KEY)),
    )]);
    assert!(
        record(dir.path(), &server, &["recorded-approval"])
            .status
            .success()
    );
}

#[test]
fn what_must_not_be_stored_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let good = credentials(PARTNER, KEY);
    let other_subject = status(&good).replace("job-CANARY", "job-of-another-CANARY");
    let server = serve(vec![
        (
            "200 OK",
            "application/json",
            status(&credentials(PARTNER, "another key")),
        ),
        (
            "502 Bad Gateway",
            "text/html",
            "<html>CANARY</html>".to_owned(),
        ),
        ("200 OK", "application/json", other_subject),
        (
            "400 Bad Request",
            "application/json",
            json!({"error": "user-CANARY?", "code": "2213"}).to_string(),
        ),
        (
            "200 OK",
            "application/json",
            status(&good).replace("\"result\":{", "\"result\":{\"Source\":1,"),
        ),
    ]);
    let cases = [
        "wrong-signature",
        "html",
        "wrong-subject",
        "error-body",
        "undocumented-shape",
    ];
    let output = record(dir.path(), &server, &cases);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for case in ["wrong-signature", "html", "wrong-subject"] {
        assert!(told.contains(&format!("{case}: not stored")), "{told}");
        assert!(!dir.path().join("out").join(case).exists());
    }
    for case in ["error-body", "undocumented-shape"] {
        assert!(
            dir.path()
                .join("out")
                .join(case)
                .join("response.json")
                .exists(),
            "{case}: {told}"
        );
    }
    let error = fs::read_to_string(dir.path().join("out/error-body/response.json")).unwrap();
    assert!(error.contains("2213") && !error.contains("CANARY"));
}

#[test]
fn a_survivor_stops_every_write() {
    let dir = tempfile::tempdir().unwrap();
    let good = credentials(PARTNER, KEY);
    let server = serve(vec![
        ("200 OK", "application/json", status(&good)),
        ("200 OK", "application/json", status(&good)),
    ]);
    // The name of the second case gives the person away.
    let output = record(dir.path(), &server, &["first", "approved-zanele"]);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("nothing was written") && told.contains(" result."),
        "{told}"
    );
    assert!(!dir.path().join("out/first").exists());
}

#[test]
fn other_fixtures_are_not_overwritten_and_lists_are_not_quoted() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("out/taken");
    fs::create_dir_all(&case).unwrap();
    fs::write(
        case.join("meta.toml"),
        "shows = \"a\"\nprovenance = \"synthetic\"\nsource = \"b\"\n",
    )
    .unwrap();
    let output = record(dir.path(), "http://127.0.0.1:9/v1", &["taken"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("taken exists and is no recording"));

    let list = dir.path().join("broken.toml");
    fs::write(&list, "[[request]]\ncase = \"a\"\nuser_id = CANARY\n").unwrap();
    let output = run(&list, &dir.path().join("out"), "0");
    assert!(said(&output).contains("line 3"));
}

#[test]
fn plain_http_to_another_machine_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let output = record(dir.path(), "http://192.0.2.1/v1", &["a"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("refused to send over an insecure URL"));
}

#[test]
fn no_command_or_an_unknown_one_prints_the_usage() {
    for args in [&[][..], &["unknown"], &["fixtures", "--unknown"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(args)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(
            String::from_utf8(output.stderr)
                .unwrap()
                .contains("usage: cargo xtask")
        );
    }
}
