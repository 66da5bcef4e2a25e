//! `kyc outcome --wait`, `--save` and `--explain` against the sandbox inside the program.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::fs;

use common::{NAME, Run, approved, kyc, kyc_with_key, refused, run};
use kyc_model::outcome::{Decision, VerificationOutcome};
use serde_json::Value;

/// Invented, and in no fixture.
const USER: &str = "canary-user-1";

fn ask(job: &str, more: &[&str]) -> Run {
    let ask = [
        "outcome",
        "smileid",
        "--sandbox",
        "--user-id",
        USER,
        "--job-id",
        job,
    ];
    run(kyc(&[&ask, more].concat()), b"")
}

/// The section of a screen that says why.
fn why(screen: &str) -> &str {
    let (_, rest) = screen.split_once("\nWhy, rule by rule\n").unwrap();
    rest.split_once("\n\nChecks\n").unwrap().0
}

#[test]
fn waiting_ends_with_the_answer_to_act_on() {
    let run = ask(
        "pending-then-approved",
        &["--wait", "--for", "2m", "--json"],
    );
    assert_eq!(run.status, 0, "{run:?}");
    let outcome: VerificationOutcome = serde_json::from_str(&run.out).unwrap();
    assert_eq!(outcome.decision(), Decision::Verified);
    let lines: Vec<_> = run.err.lines().collect();
    assert!(
        lines[0].starts_with("kyc: pending, awaiting provider; 1 question asked, the next in "),
        "{run:?}"
    );
    assert!(lines[0].ends_with(" left"), "{run:?}");
    // Nobody watches: what says nothing new is not repeated at every question.
    assert_eq!(lines.len(), 2, "{run:?}");
    assert!(lines[1].contains("SANDBOX"), "{run:?}");
    assert!(!run.err.contains(USER), "{run:?}");
}

#[test]
fn when_the_time_is_up_the_last_answer_is_printed() {
    let run = ask("pending", &["--wait", "--for", "1s"]);
    assert_eq!(run.status, 12, "{run:?}");
    assert!(
        run.out
            .contains("\nPENDING  provisional, awaiting provider\n")
    );
    let last = run.err.lines().last().unwrap();
    assert!(last.starts_with("kyc: the time is up"), "{run:?}");
    assert!(last.contains("Run the same command again"), "{run:?}");
}

#[test]
fn waiting_stops_where_the_person_has_to_act() {
    let run = ask("no-zip", &["--wait", "--for", "1d"]);
    assert_eq!(run.status, 12, "{run:?}");
    assert!(
        run.out
            .contains("\nPENDING  provisional, awaiting subject\n")
    );
    assert!(
        run.err
            .contains("the person who is being verified has to act")
    );
}

#[test]
fn what_is_decided_is_not_waited_for() {
    let run = ask("rejected", &["--wait"]);
    assert_eq!((run.status, run.err.as_str()), (10, ""), "{run:?}");
}

#[test]
fn waiting_survives_no_error_that_asking_again_does_not_mend() {
    let mut command = kyc_with_key(&[
        "outcome",
        "smileid",
        "--user-id",
        USER,
        "--job-id",
        "j",
        "--wait",
    ]);
    let mut server = mockito::Server::new();
    let _mock = server
        .mock("POST", "/v1/job_status")
        .with_status(403)
        .with_body(r#"{"error":"Canary Invented","code":"2205"}"#)
        .create();
    command.env("SMILEID_SERVER", format!("{}/v1", server.url()));
    let run = run(command, b"");
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(run.err.contains("refused the credentials"), "{run:?}");
    assert!(!run.err.contains("Canary"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_with_the_last_answer() {
    use std::{
        io::{BufRead as _, BufReader, Read as _},
        process::Stdio,
    };

    let mut command = kyc(&[
        "outcome",
        "smileid",
        "--sandbox",
        "--user-id",
        USER,
        "--job-id",
        "pending",
        "--wait",
    ]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    err.read_line(&mut line).unwrap();
    assert!(line.contains("1 question asked"), "{line}");
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupt.success());
    let mut out = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    err.read_to_string(&mut line).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(12), "{out}{line}");
    assert!(out.contains("\nPENDING  "), "{out}");
    assert!(line.contains("kyc: interrupted: "), "{line}");
}

#[test]
fn wrong_times_are_usage_errors_without_their_value() {
    for time in ["canary", "-1m", "1y", ""] {
        let run = ask("approved", &["--wait", "--for", time]);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
        assert!(!run.err.contains("canary"), "{run:?}");
    }
    for alone in [&["--for", "1m"][..], &["--force"]] {
        let run = ask("approved", alone);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
}

fn sha256_in(outcome: &VerificationOutcome) -> &str {
    let hashes = outcome.parts().evidence.iter();
    hashes
        .filter_map(|evidence| evidence.sha256.as_deref())
        .next()
        .unwrap()
}

#[test]
fn the_payload_is_saved_as_it_came() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reply.json");
    let file = path.to_str().unwrap();
    let first = ask("approved", &["--save", file, "--json"]);
    assert_eq!(first.status, 0, "{first:?}");
    let outcome: VerificationOutcome = serde_json::from_str(&first.out).unwrap();
    assert_eq!(outcome.parts().raw, None);
    let saved = fs::read(&path).unwrap();
    let said = format!(
        "kyc: saved the payload, {} bytes of application/json with personal values, to {file}\n",
        saved.len()
    );
    assert!(first.err.ends_with(&said), "{first:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    // What was saved is what was decided.
    let again = run(
        kyc(&["normalize", "--json", "--vouch-for-source", file]),
        b"",
    );
    let reread: VerificationOutcome = serde_json::from_str(&again.out).unwrap();
    assert_eq!(sha256_in(&reread), sha256_in(&outcome));
    assert_eq!(reread.decided_by(), outcome.decided_by());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_is_replaced_with_force_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("reply.json");
    fs::write(&path, "precious").unwrap();
    let file = path.to_str().unwrap();
    let refused = ask("approved", &["--save", file]);
    // Nothing was asked yet.
    assert_eq!(
        (refused.status, refused.out.as_str()),
        (1, ""),
        "{refused:?}"
    );
    assert!(refused.err.contains("--force replaces it"), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), b"precious");

    let forced = ask("rejected", &["--save", file, "--force"]);
    assert_eq!(forced.status, 10, "{forced:?}");
    assert!(fs::read_to_string(&path).unwrap().contains("0811"));
}

#[test]
fn an_outcome_that_cannot_be_saved_is_printed_nevertheless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no-such-folder/reply.json");
    let run = ask("approved", &["--save", path.to_str().unwrap()]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains("\nVERIFIED  final\n"), "{run:?}");
    let said = format!(
        "kyc: {}: the payload is not saved: its folder is not there\n",
        path.display()
    );
    assert_eq!(run.err, said);
}

#[test]
fn an_approval_is_explained() {
    insta::assert_snapshot!(why(&ask("approved", &["--explain"]).out));
}

#[test]
fn an_overlay_is_explained() {
    insta::assert_snapshot!(why(&ask("fraud-signal", &["--explain"]).out));
}

#[test]
fn a_look_up_half_is_explained() {
    insta::assert_snapshot!(why(&ask("pending", &["--explain"]).out));
}

#[test]
fn json_has_the_explanation_beside_the_outcome() {
    let plain = ask("contradictory", &["--json"]);
    let explained = ask("contradictory", &["--json", "--explain"]);
    assert_eq!((plain.status, explained.status), (13, 13));
    assert_eq!(explained.out.lines().count(), 1);
    let mut json: Value = serde_json::from_str(&explained.out).unwrap();
    let why = json.as_object_mut().unwrap().remove("explanation").unwrap();
    assert_eq!(why["decided_by"]["id"], "F9");
    assert_eq!(why["decided_by"]["basis"], "J");
    let steps = why["steps"].as_array().unwrap();
    let of = |rule: &str| steps.iter().find(|step| step["rule"] == rule).unwrap();
    assert_eq!(of("F8")["because"], "job_success is false, not true");
    assert_eq!(of("F9")["effect"], "decided");
    assert_eq!(of("smileid/1/0810")["effect"], "overruled");
    let members: Vec<_> = json.as_object().unwrap().keys().collect();
    let outcome: Value = serde_json::from_str(&plain.out).unwrap();
    assert_eq!(
        members,
        outcome.as_object().unwrap().keys().collect::<Vec<_>>()
    );
}

#[test]
fn no_explanation_shows_a_value_of_a_person() {
    for payload in [approved(), refused()] {
        let mut command = kyc_with_key(&["normalize", "--explain", "--vouch-for-source", "-"]);
        command.env_remove("SSL_CERT_FILE");
        let screen = run(command, payload.as_bytes()).out;
        assert!(screen.contains("Why, rule by rule"), "{screen}");
        let shown = screen.to_lowercase();
        for hidden in [NAME, "canary", "1990-02-03", "12345", "0000001001"] {
            assert!(
                !shown.contains(&hidden.to_lowercase()),
                "{hidden}: {screen}"
            );
        }
    }
    for job in ["approved", "deceased", "failed-check", "unreadable-flag"] {
        let screen = ask(job, &["--explain"]).out;
        let shown = ask(job, &["--explain", "--show-personal"]).out;
        assert_eq!(why(&screen), why(&shown), "{job}");
        assert!(!why(&screen).contains(USER), "{screen}");
    }
}

#[test]
fn color_is_where_it_is_wanted() {
    let has_color = |run: &Run| run.out.contains('\u{1b}');
    assert!(!has_color(&ask("approved", &[])));
    assert!(!has_color(&ask("approved", &["--color", "never"])));
    let always = ask("rejected", &["--color", "always"]);
    assert!(
        always
            .out
            .contains("\u{1b}[1m\u{1b}[31mREJECTED\u{1b}[0m  final\n"),
        "{always:?}"
    );
    assert!(!has_color(&ask(
        "approved",
        &["--color", "always", "--json"]
    )));
    let mut command = kyc(&[
        "outcome",
        "smileid",
        "--sandbox",
        "--user-id",
        "u",
        "--job-id",
        "spoof",
    ]);
    command.env("CLICOLOR_FORCE", "1");
    assert!(has_color(&run(command, b"")));
    let mut command = kyc(&[
        "outcome",
        "smileid",
        "--sandbox",
        "--user-id",
        "u",
        "--job-id",
        "spoof",
    ]);
    command.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert!(!has_color(&run(command, b"")));
}
