//! `kyc outcome greenid` against a small greenID on this machine.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{fs, process::Command};

use common::{PASSWORD, Run, USER, envelope, green_check, green_reply, green_verified, kyc, run};
use kyc_model::outcome::{Decision, Source, VerificationOutcome};
use mockito::{Matcher, Server};

const ASK: [&str; 4] = ["outcome", "greenid", "--user-id", USER];
const CUSTOMER: &str = "acme";
const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../kyc-http/tests/data");

fn command_at(url: &str, more: &[&str]) -> Command {
    let mut command = kyc(&[&ASK, more].concat());
    command
        .env("GREENID_CUSTOMER_ID", CUSTOMER)
        .env("GREENID_PASSWORD", PASSWORD)
        .env("GREENID_ENDPOINT", url);
    command
}

fn ask_with(status: usize, body: &str, more: &[&str]) -> Run {
    let mut server = Server::new();
    let _mock = server
        .mock("POST", "/r/VerificationServicesPassword")
        .with_status(status)
        .with_header("content-type", "text/xml")
        .with_body(body)
        .create();
    let url = format!("{}/r/VerificationServicesPassword", server.url());
    run(command_at(&url, more), b"")
}

fn ask(body: &str) -> Run {
    ask_with(200, body, &[])
}

fn fault(code: &str) -> String {
    envelope(&format!(
        r#"<env:Fault><faultcode>env:Server</faultcode><faultstring>canary</faultstring><detail><ns2:faultDetails xmlns:ns2="http://services.registrations.edentiti.com/"><code>{code}</code><details>canary</details></ns2:faultDetails></detail></env:Fault>"#
    ))
}

#[test]
fn every_decision_has_its_exit_status() {
    for (outcome, status, word) in [
        ("VERIFIED", 0, "VERIFIED  final\n"),
        ("LOCKED_OUT", 10, "REJECTED  final\n"),
        ("PENDING", 11, "NEEDS_REVIEW  provisional\n"),
        (
            "IN_PROGRESS",
            12,
            "PENDING  provisional, awaiting subject\n",
        ),
        ("SOMETHING_NEW", 13, "INCONCLUSIVE  "),
    ] {
        let body = green_reply(USER, outcome, &green_check("AEC", "VERIFIED"));
        let run = ask(&body);
        assert_eq!(run.status, status, "{run:?}");
        assert!(run.out.starts_with(word), "{run:?}");
        assert_eq!(run.err, "");

        let run = ask_with(200, &body, &["--json"]);
        assert_eq!(run.status, status, "{run:?}");
        assert_eq!(run.out.lines().count(), 1);
        let outcome: VerificationOutcome = serde_json::from_str(&run.out).unwrap();
        let word = word.split(' ').next().unwrap();
        assert_eq!(outcome.decision().as_str().to_uppercase(), word);
        assert_eq!(outcome.source(), Source::Loopback);
    }
}

#[test]
fn an_error_leaves_standard_output_empty() {
    let foreign = green_reply("canary-user-2", "VERIFIED", "");
    for (status, body, text) in [
        (200, foreign.as_str(), "about somebody else"),
        (500, &fault("UserIdNotFoundFault"), "check the user id"),
        (
            500,
            &fault("InvalidPasswordFault"),
            "kyc outcome greenid --help",
        ),
        (500, &fault("SystemFault"), "try again later"),
        (500, &fault("canary"), "in no list"),
        (200, "", "the body is empty"),
        (200, "<html>canary</html>", "the body is not XML"),
        (404, "<html>canary</html>", "the full URL of the service"),
    ] {
        for more in [&["--json"][..], &["--show-personal"]] {
            let run = ask_with(status, body, more);
            assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
            assert!(
                run.err.starts_with("kyc: ") && run.err.contains(text),
                "{text}: {run:?}"
            );
            assert_eq!(run.err.lines().count(), 1, "{run:?}");
            assert!(!run.err.to_lowercase().contains("canary"), "{run:?}");
        }
    }
}

#[test]
fn the_password_is_sent_second_or_not_at_all() {
    let asks = |service: &str, password: Option<&str>, parameters: &str| {
        let mut server = Server::new();
        let path = format!("/r/{service}");
        let mock = server
            .mock("POST", path.as_str())
            .match_body(Matcher::Regex(format!(
                "<ser:getVerificationResult>{parameters}</ser:getVerificationResult>"
            )))
            .with_header("content-type", "text/xml")
            .with_body(green_verified())
            .create();
        let mut command = command_at(&format!("{}{path}", server.url()), &[]);
        match password {
            Some(password) => command.env("GREENID_PASSWORD", password),
            None => command.env_remove("GREENID_PASSWORD"),
        };
        let run = run(command, b"");
        assert_eq!(run.status, 0, "{run:?}");
        mock.assert();
    };
    let customer = format!("<customerId>{CUSTOMER}</customerId>");
    let user = format!("<userId>{USER}</userId>");
    asks(
        "VerificationServicesPassword",
        Some(PASSWORD),
        &format!("{customer}<password>{PASSWORD}</password>{user}"),
    );
    for none in [None, Some(""), Some(" ")] {
        asks("VerificationServices", none, &format!("{customer}{user}"));
    }
}

#[test]
fn a_policy_lowers_an_approval() {
    let by_hand = green_reply(USER, "VERIFIED_ADMIN", &green_check("AEC", "VERIFIED"));
    for (body, more, status) in [
        (green_verified(), &["--require-check", "aec"][..], 0),
        (
            green_verified(),
            &["--require-check", "AEC", "--require-check", "DNB"],
            11,
        ),
        (by_hand.clone(), &[], 0),
        (by_hand, &["--admin-needs-review"], 11),
    ] {
        let run = ask_with(200, &body, more);
        assert_eq!(run.status, status, "{more:?}: {run:?}");
    }
}

#[test]
fn personal_values_are_shown_on_request_only() {
    let saved = run(kyc(&["normalize", "-"]), green_verified().as_bytes());
    assert_eq!((saved.status, saved.err.as_str()), (0, ""), "{saved:?}");
    let lower = saved.out.to_lowercase();
    assert!(
        !lower.contains("canar") && !lower.contains("1990"),
        "{saved:?}"
    );

    let run = ask(&green_verified());
    assert_eq!(run.err, "");
    for hidden in ["Canary", "Canaria", "03/02/1990"] {
        assert!(!run.out.contains(hidden), "{run:?}");
    }
    // The caller gave the ids.
    assert!(
        run.out.contains(USER) && run.out.contains(CUSTOMER),
        "{run:?}"
    );
    for more in ["--show-personal", "--json"] {
        let out = ask_with(200, &green_verified(), &[more]).out;
        assert!(out.contains("Canary") && out.contains("Canaria"), "{out}");
    }
}

#[test]
fn all_missing_variables_are_named_at_once() {
    let url = "https://host.example/r/VerificationServicesPassword";
    let run_with = |customer: &str, password: &str, endpoint: &str| {
        let mut command = command_at(endpoint, &[]);
        command
            .env("GREENID_CUSTOMER_ID", customer)
            .env("GREENID_PASSWORD", password);
        run(command, b"")
    };
    let names = [
        "GREENID_CUSTOMER_ID ",
        "GREENID_PASSWORD ",
        "GREENID_ENDPOINT ",
    ];
    for (run, expected) in [
        (run(kyc(&ASK), b""), [true, false, true]),
        (run_with("", " ", ""), [true, false, true]),
        (run_with("a", "p", " "), [false, false, true]),
        (run_with("a", "", url), [false, true, false]),
        (run_with("", "", url), [true, true, false]),
    ] {
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        for (name, is_missing) in names.into_iter().zip(expected) {
            assert_eq!(run.err.contains(name), is_missing, "{name}: {run:?}");
        }
    }
}

#[test]
fn wrong_variables_are_named_without_their_values() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let no_pem = write("1", b"canary");
    let binary = write("2", b"\xff canary");
    let broken = write("3", b"-----BEGIN CERTIFICATE-----\ncanary\n");
    let large = write("4", &[b'x'; 1024 * 1024 + 1]);
    let identity = "with the client certificate and its unencrypted key";
    let roots = "with root certificates, or unset it";
    for (name, value, text) in [
        (
            "GREENID_ENDPOINT",
            "canary",
            "GREENID_ENDPOINT is no full URL",
        ),
        (
            "GREENID_ENDPOINT",
            "https://canary:canary@host/x",
            "GREENID_ENDPOINT is no full URL",
        ),
        (
            "GREENID_ENDPOINT",
            "http://192.0.2.1/canary",
            "plain http is for localhost",
        ),
        (
            "GREENID_CUSTOMER_ID",
            "canary\n",
            "GREENID_CUSTOMER_ID cannot be sent",
        ),
        (
            "GREENID_PASSWORD",
            "canary\n",
            "GREENID_PASSWORD cannot be sent",
        ),
        (
            "GREENID_PASSWORD",
            "canary\u{1}",
            "GREENID_PASSWORD cannot be sent",
        ),
        ("GREENID_CLIENT_PEM", "/nowhere/canary", identity),
        ("GREENID_CLIENT_PEM", DATA, identity),
        ("GREENID_CLIENT_PEM", &no_pem, identity),
        ("GREENID_CLIENT_PEM", &binary, identity),
        ("GREENID_CLIENT_PEM", &broken, identity),
        ("GREENID_CLIENT_PEM", &large, "larger than 1 MiB"),
        (
            "GREENID_CLIENT_PEM",
            &format!("{DATA}/client.pem"),
            identity,
        ),
        ("GREENID_ROOT_PEM", "-----BEGIN canary", roots),
        ("GREENID_ROOT_PEM", &no_pem, roots),
        ("GREENID_ROOT_PEM", &binary, roots),
        ("GREENID_ROOT_PEM", &broken, roots),
    ] {
        let mut command = command_at("http://127.0.0.1:9/x", &[]);
        command.env(name, value);
        let run = run(command, b"");
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(run.err.contains(text), "{name}: {run:?}");
        if text != "plain http is for localhost" {
            assert!(run.err.contains(name), "{run:?}");
        }
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
        assert!(!run.err.contains("canary"), "{run:?}");
    }
}

#[test]
fn good_certificates_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let identity = folder.path().join("identity.pem");
    let mut pem = fs::read(format!("{DATA}/client.pem")).unwrap();
    pem.extend(fs::read(format!("{DATA}/client.key")).unwrap());
    fs::write(&identity, pem).unwrap();
    let mut command = command_at("https://127.0.0.1:1/r/VerificationServices", &[]);
    command
        .env("GREENID_PASSWORD", "")
        .env("GREENID_CLIENT_PEM", &identity)
        .env("GREENID_ROOT_PEM", format!("{DATA}/other_root.pem"));
    let run = run(command, b"");
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.contains("could not connect"), "{run:?}");
}

fn normalized(arguments: &[&str], input: &str) -> Vec<VerificationOutcome> {
    let run = run(
        kyc(&[&["normalize", "--json"], arguments].concat()),
        input.as_bytes(),
    );
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    run.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_saved_reply_decides_nothing_unless_vouched_for() {
    let outcome = normalized(&["-"], &green_verified()).remove(0);
    assert_eq!(outcome.decision(), Decision::Inconclusive);
    assert_eq!(outcome.category().as_str(), "source_not_checked");

    let arguments = [
        "--vouch-for-source",
        "--environment",
        "sandbox",
        "--keep-raw",
        "-",
    ];
    let outcome = normalized(&arguments, &green_verified()).remove(0);
    assert_eq!(outcome.decision(), Decision::Verified);
    assert_eq!(outcome.source(), Source::CallerVouched);
    assert_eq!(outcome.environment().as_str(), "sandbox");
    let raw = outcome.parts().raw.clone().unwrap();
    assert_eq!(raw.text.expose(), &green_verified());

    let arguments = ["--vouch-for-source", "--require-check", "DNB", "-"];
    let outcome = normalized(&arguments, &green_verified()).remove(0);
    assert_eq!(outcome.decision(), Decision::NeedsReview);
}

#[test]
fn saved_replies_in_all_forms() {
    let vouched = |input: &str, more: &[&str]| -> Vec<_> {
        normalized(&[&["--vouch-for-source", "-"], more].concat(), input)
            .iter()
            .map(VerificationOutcome::decision)
            .collect()
    };
    let reply = green_verified();
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{reply}\n");
    assert_eq!(vouched(&declared, &[]), [Decision::Verified]);

    let line = |provider: &str, payload: &str| {
        let payload = serde_json::to_string(payload).unwrap();
        format!("{{\"provider\":\"{provider}\",\"payload\":{payload}}}\n")
    };
    let locked = green_reply(USER, "LOCKED_OUT", "");
    let lines = [
        line("greenid", &declared),
        line("greenid", &locked),
        common::approved() + "\n",
    ];
    assert_eq!(
        vouched(&lines.concat(), &[]),
        [Decision::Verified, Decision::Rejected, Decision::Verified]
    );
    assert_eq!(
        vouched(&line("smileid", &reply), &["--provider", "greenid"]),
        [Decision::Verified]
    );
}

#[test]
fn a_saved_fault_is_an_error() {
    let run = run(kyc(&["normalize", "-"]), fault("SystemFault").as_bytes());
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.starts_with("kyc: -: greenid: "), "{run:?}");
    assert!(!run.err.contains("canary"), "{run:?}");
}

#[test]
fn the_table_of_a_saved_reply() {
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/greenid/get_verification_result/done-when/response.xml"
    );
    let table = |more: &[&str]| {
        let reply = fs::read(example).unwrap();
        let arguments = [&["normalize", "--vouch-for-source", "-"], more].concat();
        let run = run(kyc(&arguments), &reply);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
        for line in run.out.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        run.out
    };
    insta::assert_snapshot!("the_table_of_a_saved_reply", table(&[]));
    insta::assert_snapshot!(
        "the_table_of_a_saved_reply_with_personal_values",
        table(&["--show-personal"])
    );
}

#[test]
fn waiting_stops_where_a_person_of_yours_has_to_review() {
    let body = green_reply(USER, "PENDING", &green_check("AEC", "VERIFIED"));
    let run = ask_with(200, &body, &["--wait", "--for", "1h"]);
    assert_eq!(run.status, 11, "{run:?}");
    let said = "kyc: waiting longer does not help: a person on your side has to review the case at the provider. \
                Run the same command when they have.\n";
    assert_eq!(run.err, said);
}

#[test]
fn a_reply_is_saved_and_explained_without_its_values() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reply.xml");
    let checks = green_check("AEC", "VERIFIED") + &green_check("CanaryList", "FOUND_ON_LIST");
    let body = green_reply(USER, "VERIFIED", &checks);
    let run = ask_with(200, &body, &["--explain", "--save", path.to_str().unwrap()]);
    assert_eq!(run.status, 11, "{run:?}");
    assert!(run.err.contains("bytes of text/xml"), "{run:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), body);
    let (_, why) = run.out.split_once("Why, rule by rule\n").unwrap();
    let (why, _) = why.split_once("\nChecks\n").unwrap();
    assert!(!why.to_lowercase().contains("canar"), "{why}");
    insta::assert_snapshot!(why);
}
