//! `kyc outcome smileid` against a small Smile ID on this machine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::process::Command;

use common::{
    KEY, NAME, Run, USER, approved, kyc, kyc_with_key, pair, refused, reply, result, run,
};
use mockito::{Matcher, Server};

const ASK: [&str; 6] = [
    "outcome",
    "smileid",
    "--user-id",
    common::USER,
    "--job-id",
    common::JOB,
];

fn command(server: &Server, more: &[&str]) -> Command {
    let mut command = kyc_with_key(&[&ASK, more].concat());
    command.env("SMILEID_SERVER", format!("{}/v1", server.url()));
    command
}

fn ask_with(status: usize, body: &str, more: &[&str]) -> Run {
    let mut server = Server::new();
    let _mock = server
        .mock("POST", "/v1/job_status")
        .with_status(status)
        .with_header("content-type", "application/json")
        .with_body(body)
        .create();
    run(command(&server, more), b"")
}

fn ask(body: &str) -> Run {
    ask_with(200, body, &[])
}

#[test]
fn every_decision_has_its_exit_status() {
    let expired = reply(true, &result(6, "0817", "Document Expired", ""));
    let waiting = format!(
        r#"{{{},"job_complete":false,"job_success":false,"code":"2302"}}"#,
        pair(KEY)
    );
    let unusable = reply(false, &result(6, "0001", "Submission unusable", ""));
    for (body, status, word) in [
        (approved(), 0, "VERIFIED  final\n"),
        (refused(), 10, "REJECTED  final\n"),
        (expired, 11, "NEEDS_REVIEW  final\n"),
        (waiting, 12, "PENDING  provisional, awaiting provider\n"),
        (unusable, 13, "INCONCLUSIVE  "),
    ] {
        let run = ask(&body);
        assert_eq!(run.status, status, "{run:?}");
        assert!(run.out.starts_with(word), "{run:?}");
        assert_eq!(run.err, "");

        let run = ask_with(200, &body, &["--json"]);
        assert_eq!(run.status, status, "{run:?}");
        assert_eq!(run.out.lines().count(), 1);
        let outcome: kyc_model::outcome::VerificationOutcome =
            serde_json::from_str(&run.out).unwrap();
        let word = word.split(' ').next().unwrap();
        assert_eq!(outcome.decision().as_str().to_uppercase(), word);
        assert_eq!(outcome.source(), kyc_model::outcome::Source::Loopback);
    }
}

#[test]
fn an_error_leaves_standard_output_empty() {
    let foreign = approved().replace(USER, "canary-user-2");
    let forged = approved().replace(&pair(KEY), &pair("another-key"));
    let unsigned = approved().replace(&format!("{},", pair(KEY)), "");
    for (status, body, text) in [
        (200, foreign.as_str(), "about somebody else"),
        (200, &forged, "do not believe the answer"),
        (200, &unsigned, "do not believe the answer"),
        (200, "<html>Canary Invented</html>", "not JSON"),
        (200, "", "the body is empty"),
        (502, "<html>Canary Invented</html>", "HTTP 502"),
        (
            403,
            r#"{"error":"Canary Invented","code":"2205"}"#,
            "refused the credentials",
        ),
        (404, "Canary Invented", "must end in /v1"),
    ] {
        for more in [&["--json"][..], &["--show-personal"]] {
            let run = ask_with(status, body, more);
            assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
            assert!(
                run.err.starts_with("kyc: ") && run.err.contains(text),
                "{run:?}"
            );
            assert_eq!(run.err.lines().count(), 1, "{run:?}");
            assert!(!run.err.to_lowercase().contains("canary"), "{run:?}");
        }
    }
}

#[test]
fn flags_reach_the_request() {
    let asks = |more: &[&str], history: bool, image_links: bool| {
        let mut server = Server::new();
        let mock = server
            .mock("POST", "/v1/job_status")
            .match_body(Matcher::PartialJsonString(format!(
                r#"{{"history":{history},"image_links":{image_links},"partner_id":"085","user_id":"{USER}"}}"#
            )))
            .with_body(approved())
            .create();
        let run = run(command(&server, more), b"");
        assert_eq!(run.status, 0, "{run:?}");
        mock.assert();
    };
    asks(&["--job-type", "6"], false, false);
    asks(&["--job-type", "6", "--history"], true, false);
    asks(&["--job-type", "6", "--image-links"], false, true);
    // Without a job type it may be one of those with two results.
    asks(&[], true, false);
}

#[test]
fn an_answer_about_another_product_is_not_believed() {
    let run = ask_with(200, &approved(), &["--job-type", "1"]);
    assert_eq!(run.status, 13, "{run:?}");
    assert!(run.out.contains("P3b"), "{run:?}");
}

#[test]
fn personal_values_are_shown_on_request_only() {
    let run = ask(&approved());
    for hidden in [NAME, "1990-02-03", "12345", "images.example"] {
        assert!(!run.out.contains(hidden), "{run:?}");
    }
    // The caller gave the ids.
    assert!(run.out.contains(USER), "{run:?}");
    for more in ["--show-personal", "--json"] {
        assert!(ask_with(200, &approved(), &[more]).out.contains(NAME));
    }
}

#[test]
fn all_missing_variables_are_named_at_once() {
    let run_with = |partner: &str, key: &str, server: &str| {
        let mut command = kyc(&ASK);
        command
            .env("SMILEID_PARTNER_ID", partner)
            .env("SMILEID_API_KEY", key)
            .env("SMILEID_SERVER", server);
        run(command, b"")
    };
    let names = ["SMILEID_PARTNER_ID", "SMILEID_API_KEY", "SMILEID_SERVER"];
    for (run, expected) in [
        (run(kyc(&ASK), b""), [true, true, true]),
        (run_with("", " ", ""), [true, true, true]),
        (run_with("085", "", "0"), [false, true, false]),
        (run_with("085", "k", ""), [false, false, true]),
        (run_with("", "k", "0"), [true, false, false]),
    ] {
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        for (name, is_missing) in names.into_iter().zip(expected) {
            assert_eq!(run.err.contains(name), is_missing, "{name}: {run:?}");
        }
    }
}

#[test]
fn wrong_variables_are_named_without_their_values() {
    for (name, value, text) in [
        ("SMILEID_SERVER", "canary", "0 for the sandbox"),
        (
            "SMILEID_SERVER",
            "https://canary:canary@host/v1",
            "0 for the sandbox",
        ),
        (
            "SMILEID_SERVER",
            "http://192.0.2.1/canary",
            "plain http is for localhost",
        ),
        ("SMILEID_PARTNER_ID", "canary canary", "SMILEID_PARTNER_ID"),
        (
            "SMILEID_API_KEY",
            "canary\n",
            "SMILEID_API_KEY begins or ends",
        ),
    ] {
        let mut command = kyc_with_key(&ASK);
        command
            .env("SMILEID_SERVER", "http://127.0.0.1:9/v1")
            .env(name, value);
        let run = run(command, b"");
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(run.err.contains(text), "{run:?}");
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}

#[test]
fn nobody_listens() {
    let mut command = kyc_with_key(&ASK);
    command.env("SMILEID_SERVER", "http://127.0.0.1:1/v1");
    let run = run(command, b"");
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.contains("could not connect"), "{run:?}");
}

#[test]
fn usage() {
    for arguments in [
        &[][..],
        &["outcome"],
        &["outcome", "smileid"],
        &["outcome", "smileid", "--user-id", "u"],
        &["outcome", "smileid", "--user-id", "", "--job-id", "j"],
        &[
            "outcome",
            "smileid",
            "--user-id",
            "u",
            "--job-id",
            "j",
            "--job-type",
            "x",
        ],
        &[
            "outcome",
            "smileid",
            "--user-id",
            "u",
            "--job-id",
            "j",
            "--job-type",
            "0",
        ],
        &[
            "outcome",
            "smileid",
            "--user-id",
            "u",
            "--job-id",
            "j",
            "--api-key",
            "k",
        ],
        &["outcome", "greenid"],
        &["outcome", "greenid", "--user-id", ""],
        &["outcome", "greenid", "--user-id", "u", "--job-id", "j"],
        &["outcome", "greenid", "--user-id", "u", "--password", "p"],
        &[
            "outcome",
            "greenid",
            "--user-id",
            "u",
            "--require-check",
            "",
        ],
        &["outcome", "acme"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
        assert_ne!(run.err, "");
    }
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["outcome", "--help"],
        &["outcome", "greenid", "--help"],
        &["outcome", "smileid", "--help"],
        &["normalize", "--help"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        assert!(
            run.out.lines().all(|line| line.chars().count() <= 80),
            "{}",
            run.out
        );
        if arguments != ["--version"] {
            assert!(run.out.contains("Exit status"), "{run:?}");
        }
    }
}
