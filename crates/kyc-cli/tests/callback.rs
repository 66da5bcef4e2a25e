//! `kyc callback` on saved callbacks, and against a small Smile ID on this machine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{fs, process::Command};

use common::{JOB, KEY, NAME, PARTNER, Run, USER, kyc, kyc_with_key, pair, reply, result, run};
use mockito::Server;
use smileid::{ApiKey, Credentials, testing};

const AT: &str = "2026-01-02T03:04:05.678Z";
/// `{"exp":4102444800}`, the claims of a token, in base64.
const VALID_UNTIL_2100: &str = "eyJleHAiOjQxMDI0NDQ4MDB9";

fn callback(key: &str, code: &str) -> String {
    let result = result(6, code, "Document Verified", "");
    result.replacen('{', &format!("{{{},", pair(key)), 1)
}

fn webhook(status: &str) -> String {
    format!(
        r#"{{"status":"{status}","product":"biometric_kyc","job_id":"{JOB}","user_id":"{USER}","message":"{NAME}"}}"#
    )
}

/// The headers of a webhook, as options.
fn headers(job_id: &str) -> Vec<String> {
    headers_of(PARTNER, job_id)
}

fn headers_of(partner: &str, job_id: &str) -> Vec<String> {
    let credentials = Credentials::new(partner, ApiKey::new(KEY)).unwrap();
    let headers = testing::v3_headers(&credentials, job_id, USER, AT.parse().unwrap()).unwrap();
    let options = headers.iter().map(|(name, value)| {
        let value = value.to_str().unwrap();
        ["-H".to_owned(), format!("{name}: {value}")]
    });
    options.flatten().collect()
}

fn check(body: &str, more: &[&str]) -> Run {
    let arguments = [&["callback", "-"], more].concat();
    run(kyc_with_key(&arguments), body.as_bytes())
}

fn texts(options: &[String]) -> Vec<&str> {
    options.iter().map(String::as_str).collect()
}

#[test]
fn the_event_of_a_callback() {
    let run = check(
        &callback(KEY, "0810"),
        &["--at", "2026-01-02T03:14:05Z", "--show-personal"],
    );
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    insta::assert_snapshot!("the_event_of_a_callback", run.out);
}

#[test]
fn the_event_of_a_webhook() {
    let headers = headers("another-job");
    let more = [&texts(&headers), &["--at", "2026-01-02T03:04:05Z"][..]].concat();
    let run = check(&webhook("clear"), &more);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    insta::assert_snapshot!("the_event_of_a_webhook", run.out);
}

#[test]
fn an_old_callback_is_checked_all_the_same() {
    for (more, expected) in [
        (&[][..], "stale: signed "),
        (
            &["--at", "2026-01-02T03:04:06Z"],
            "fresh: signed 0 seconds before 2026",
        ),
        (
            &["--at", "2026-01-01T03:04:05Z"],
            "future: signed 24 hours after 2026",
        ),
    ] {
        let run = check(&callback(KEY, "0810"), more);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert!(run.out.starts_with("AUTHENTIC\n"), "{run:?}");
        assert!(run.out.contains(expected), "{run:?}");
    }
}

#[test]
fn a_status_that_looks_like_a_person_s_is_shown_on_request_only() {
    let headers = headers(JOB);
    let body = webhook("canary-19900131");
    let hidden = check(&body, &texts(&headers));
    assert_eq!(hidden.status, 0, "{hidden:?}");
    assert!(!hidden.out.contains("19900131"), "{hidden:?}");
    let shown = check(
        &body,
        &[&texts(&headers), &["--show-personal"][..]].concat(),
    );
    assert_eq!(shown.out.matches("canary-19900131").count(), 2, "{shown:?}");
}

#[test]
fn personal_values_are_shown_on_request_only() {
    let headers = headers(JOB);
    for (body, headers) in [
        (callback(KEY, "0810"), &[][..]),
        (webhook("clear"), &headers),
    ] {
        let hidden = check(&body, &texts(headers));
        let shown = check(&body, &[&texts(headers), &["--show-personal"][..]].concat());
        for personal in [USER, JOB] {
            assert!(!hidden.out.contains(personal), "{hidden:?}");
            assert!(shown.out.contains(personal), "{shown:?}");
        }
        // Neither confirms nor is needed to ask.
        assert!(!shown.out.contains(NAME), "{shown:?}");
    }
}

#[test]
fn what_fails_is_named_without_a_value() {
    let good = callback(KEY, "0810");
    let forged = callback("another-key", "0810");
    let unsigned = webhook("clear");
    let rewritten = good.replace(AT, "2026-01-02T03:04:05.678000Z");
    let twice = headers(JOB);
    for (body, more, expected) in [
        (
            forged.as_str(),
            &[][..],
            "set SMILEID_OTHER_API_KEY as well",
        ),
        (
            &unsigned,
            &[],
            "give Response-Signature and Response-Timestamp with -H",
        ),
        (
            &rewritten,
            &[],
            "(likely cause: the timestamp was written anew on the way)",
        ),
        (&good, &twice, "signed more than once"),
        ("", &[], "the body is empty"),
        ("<html>canary</html>", &[], "not JSON"),
        (good.get(..60).unwrap(), &[], "cut short"),
    ] {
        let run = check(body, &texts(more));
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(
            run.err.starts_with("kyc: ") && run.err.contains(expected),
            "{run:?}"
        );
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
        assert!(!run.err.to_lowercase().contains("canary"), "{run:?}");
    }
    let large = check(&" ".repeat(8 * 1024 * 1024 + 1), &[]);
    assert_eq!(large.status, 1, "{large:?}");
    assert!(large.err.contains("larger than the limit"), "{large:?}");
}

#[test]
fn the_key_of_the_other_environment_is_told() {
    let mut command = kyc_with_key(&["callback", "-"]);
    command.env("SMILEID_OTHER_API_KEY", "another-key");
    let run = run(command, callback("another-key", "0810").as_bytes());
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(
        run.err
            .contains("credentials of SMILEID_OTHER_API_KEY instead"),
        "{run:?}"
    );
    assert!(!run.err.contains("another-key"), "{run:?}");
}

#[test]
fn a_file_is_read_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.json");
    fs::write(&path, format!("{}\n", callback(KEY, "0810"))).unwrap();
    let saved = path.to_str().unwrap();
    let read = run(kyc_with_key(&["callback", saved]), b"");
    assert_eq!(read.status, 0, "{read:?}");
    let missing = run(kyc_with_key(&["callback", "missing.json"]), b"");
    assert_eq!(missing.status, 1, "{missing:?}");
    assert!(
        missing
            .err
            .starts_with("kyc: missing.json: cannot be read: "),
        "{missing:?}"
    );
}

fn confirming(server: &Server, more: &[&str]) -> Command {
    let mut command = kyc_with_key(&[&["callback", "-", "--confirm"], more].concat());
    command.env("SMILEID_SERVER", format!("{}/v1", server.url()));
    command
}

fn confirm(code: &str, answer: &str, more: &[&str]) -> Run {
    let mut server = Server::new();
    let mock = server
        .mock("POST", "/v1/job_status")
        .with_body(answer)
        .create();
    let run = run(confirming(&server, more), callback(KEY, code).as_bytes());
    mock.assert();
    run
}

#[test]
fn the_answer_decides_what_becomes_of_the_event() {
    let refused = common::refused();
    let pending = format!(
        r#"{{{},"job_complete":false,"job_success":false,"code":"2302"}}"#,
        pair(KEY)
    );
    let other = reply(true, &result(6, "0810", "x", "")).replace("0000001001", "0000001002");
    for (answer, status, expected) in [
        (
            common::approved(),
            0,
            &["CONFIRMED: ", "VERIFIED  final\n"][..],
        ),
        (
            refused,
            1,
            &[
                "CONTRADICTED: ",
                "- No result of the job has the event's result code or status.\n",
                "REJECTED  final\n",
            ],
        ),
        (
            other,
            1,
            &[
                "CONTRADICTED: ",
                "- The event names another job of Smile ID's counting.\n",
            ],
        ),
        (pending, 12, &["NOT CONFIRMED YET: ", "PENDING  "]),
    ] {
        let run = confirm("0810", &answer, &[]);
        assert_eq!((run.status, run.err.as_str()), (status, ""), "{run:?}");
        assert!(run.out.starts_with("AUTHENTIC\n"), "{run:?}");
        for text in expected {
            assert!(run.out.contains(text), "{text}: {run:?}");
        }
        assert!(
            !run.out.contains(NAME) && !run.out.contains(USER),
            "{run:?}"
        );
    }
    let shown = confirm("0810", &common::approved(), &["--show-personal"]);
    assert!(shown.out.contains(NAME), "{shown:?}");
}

#[test]
fn a_signal_of_fraud_that_only_the_callback_tells_is_a_warning() {
    let mut server = Server::new();
    server
        .mock("POST", "/v1/job_status")
        .with_body(common::approved())
        .create();
    let signal = r#"{"Antifraud":{"summary":{"fraud_detected":true}},"#;
    let event = callback(KEY, "0810").replacen('{', signal, 1);
    let run = run(confirming(&server, &[]), event.as_bytes());
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{run:?}");
    for text in [
        "CONFIRMED WITH A WARNING: ",
        "- The event tells of a signal of fraud, which the answer does not repeat",
        "VERIFIED  final\n",
    ] {
        assert!(run.out.contains(text), "{text}: {run:?}");
    }
}

#[test]
fn job_type_and_product_come_from_the_caller() {
    let run_v1 = confirm("0810", &common::approved(), &["--job-type", "1"]);
    assert_eq!(run_v1.status, 0, "{run_v1:?}");
    assert!(run_v1.out.contains("INCONCLUSIVE  "), "{run_v1:?}");

    // V3 takes no partner id with leading zeros.
    let headers = headers_of("777", JOB);
    for (more_ids, product, expected, act) in [
        (&[][..], None, "INCONCLUSIVE  ", "--job-id checks it."),
        (
            &["--job-id", JOB],
            Some("biometric_kyc"),
            "VERIFIED  ",
            "Act on the answer.",
        ),
    ] {
        let mut server = Server::new();
        server
            .mock("POST", "/v3/token")
            .with_body(format!(r#"{{"token":"e30.{VALID_UNTIL_2100}.c2ln"}}"#))
            .create();
        server
            .mock("GET", format!("/v3/status/{JOB}").as_str())
            .match_query(mockito::Matcher::Any)
            .with_body(webhook("clear").replace(r#""product":"biometric_kyc","#, ""))
            .create();
        let mut more = texts(&headers);
        more.extend(more_ids);
        more.extend(product.iter().flat_map(|product| ["--product", product]));
        let mut command = confirming(&server, &more);
        command.env("SMILEID_PARTNER_ID", "777");
        let run = run(command, webhook("clear").as_bytes());
        assert_eq!(run.status, 0, "{run:?}");
        assert!(
            run.out.contains("CONFIRMED: ") && run.out.contains(expected),
            "{run:?}"
        );
        assert!(words(&run).contains(act), "{run:?}");
    }
}

/// What nothing would be held against must not look like a check.
#[test]
fn a_product_of_the_other_version_is_refused() {
    let command = confirming(&Server::new(), &["--product", "biometric_kyc"]);
    let run_v1 = run(command, callback(KEY, "0810").as_bytes());
    assert_eq!(run_v1.status, 1, "{run_v1:?}");
    let expected = "--product is for V3, and the callback is of V1; give --job-type instead";
    assert!(run_v1.err.contains(expected), "{run_v1:?}");

    let headers = headers_of("777", JOB);
    let mut more = texts(&headers);
    more.extend(["--job-type", "1"]);
    let mut command = confirming(&Server::new(), &more);
    command.env("SMILEID_PARTNER_ID", "777");
    let run_v3 = run(command, webhook("clear").as_bytes());
    assert_eq!(run_v3.status, 1, "{run_v3:?}");
    let expected = "--job-type is for V1, and the callback is of V3; give --product instead";
    assert!(run_v3.err.contains(expected), "{run_v3:?}");
}

/// The text of a run without its line ends.
fn words(run: &Run) -> String {
    run.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_job_is_the_one_of_your_own_records() {
    let about = "CONFIRMED: the answer about the job that the callback names says the same. Act on the answer";
    // A job of V1 is one of a user: another user may have one of the same id.
    for more in [&[][..], &["--user-id", USER], &["--job-id", JOB]] {
        let unbound = confirm("0810", &common::approved(), more);
        assert_eq!(unbound.status, 0, "{unbound:?}");
        let expected = format!("{about} if that job is yours: --user-id and --job-id check it.");
        assert!(words(&unbound).contains(&expected), "{unbound:?}");
    }
    let bound = confirm(
        "0810",
        &common::approved(),
        &["--user-id", USER, "--job-id", JOB],
    );
    assert_eq!(bound.status, 0, "{bound:?}");
    assert!(words(&bound).contains(&format!("{about}.")), "{bound:?}");

    for more in [
        ["--user-id", USER, "--job-id", "canary-other"],
        ["--user-id", "canary-other", "--job-id", JOB],
    ] {
        let mut server = Server::new();
        let mock = server
            .mock("POST", "/v1/job_status")
            .with_body(common::approved())
            .expect(0)
            .create();
        let run = run(confirming(&server, &more), callback(KEY, "0810").as_bytes());
        mock.assert();
        assert_eq!(run.status, 1, "{run:?}");
        assert!(!run.out.contains("CONFIRMED"), "{run:?}");
        assert!(
            run.err
                .starts_with("kyc: the callback is about another job than --user-id and --job-id"),
            "{run:?}"
        );
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}

#[test]
fn no_answer_confirms_nothing() {
    let mut command = kyc_with_key(&["callback", "-", "--confirm"]);
    command.env("SMILEID_SERVER", "http://127.0.0.1:1/v1");
    let body = callback(KEY, "0810");
    let unreachable = run(command, body.as_bytes());
    assert_eq!(unreachable.status, 1, "{unreachable:?}");
    assert!(
        unreachable.err.contains("could not connect"),
        "{unreachable:?}"
    );
    assert!(!unreachable.out.contains("CONFIRMED"), "{unreachable:?}");

    let without_server = run(
        kyc_with_key(&["callback", "-", "--confirm"]),
        body.as_bytes(),
    );
    assert_eq!(without_server.status, 1, "{without_server:?}");
    assert!(
        without_server.err.contains("SMILEID_SERVER"),
        "{without_server:?}"
    );

    let nameless = format!(
        "{{{},\"ResultCode\":\"0810\",\"PartnerParams\":{{}}}}",
        pair(KEY)
    );
    let run = check(&nameless, &[]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.out
            .contains("Nothing can be asked: the event names no job."),
        "{run:?}"
    );
    let mut command = kyc_with_key(&["callback", "-", "--confirm"]);
    command.env("SMILEID_SERVER", "http://127.0.0.1:1/v1");
    let asked = common::run(command, nameless.as_bytes());
    assert_eq!(asked.status, 1, "{asked:?}");
    assert!(asked.err.contains("the callback names no job"), "{asked:?}");
}

#[test]
fn usage() {
    for arguments in [
        &["callback"][..],
        &["callback", "-", "-H", "no colon"],
        &["callback", "-", "--at", "yesterday"],
        &["callback", "-", "--job-type", "1"],
        &["callback", "-", "--product", "aml"],
        &["callback", "-", "--user-id", "u"],
        &["callback", "-", "--job-id", "j"],
        &["callback", "-", "--confirm", "--job-id="],
        &["callback", "a", "b"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
    let run = run(kyc(&["callback", "-"]), b"");
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.contains("SMILEID_PARTNER_ID"), "{run:?}");
}
