//! `kyc normalize` on saved payloads, good and bad.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{
    fs,
    io::Read as _,
    path::Path,
    process::{Command, Stdio},
};

use common::{KEY, NAME, Run, approved, kyc, kyc_with_key, pair, refused, run};
use kyc_model::outcome::{Decision, Environment, SignatureState, Source, VerificationOutcome};
use tempfile::TempDir;

const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/smileid/job_status/spec-page-example/response.json"
);

fn outcomes(run: &Run) -> Vec<VerificationOutcome> {
    run.out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn decisions(run: &Run) -> Vec<Decision> {
    outcomes(run)
        .iter()
        .map(VerificationOutcome::decision)
        .collect()
}

/// Normalizes standard input as vouched JSON.
fn vouched(input: &[u8]) -> Run {
    run(
        kyc_with_key(&["normalize", "--vouch-for-source", "--json", "-"]),
        input,
    )
}

/// Normalizes files of a new folder as vouched JSON.
fn files(files: &[(&str, &[u8])]) -> (TempDir, Command) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = kyc_with_key(&["normalize", "--vouch-for-source", "--json"]);
    command.current_dir(&folder);
    for (name, content) in files {
        fs::write(folder.path().join(name), content).unwrap();
        command.arg(name);
    }
    (folder, command)
}

#[test]
fn a_saved_payload_decides_nothing_unless_vouched_for() {
    let plain = run(kyc_with_key(&["normalize", "--json", EXAMPLE]), b"");
    assert_eq!(plain.status, 0, "{plain:?}");
    let outcome = &outcomes(&plain)[0];
    assert_eq!(outcome.decision(), Decision::Inconclusive);
    assert_eq!(outcome.category().as_str(), "source_not_checked");
    assert_eq!(outcome.source(), Source::Unverified);
    assert_eq!(outcome.signature(), SignatureState::Valid);
    assert_eq!(outcome.environment(), Environment::Unknown);

    let vouched = run(
        kyc_with_key(&[
            "normalize",
            "--json",
            "--vouch-for-source",
            "--environment",
            "production",
            EXAMPLE,
        ]),
        b"",
    );
    assert_eq!(vouched.status, 0, "{vouched:?}");
    let outcome = &outcomes(&vouched)[0];
    assert_eq!(outcome.decision(), Decision::Verified);
    assert_eq!(outcome.source(), Source::CallerVouched);
    assert_eq!(outcome.environment(), Environment::Production);
}

#[test]
fn a_wrong_signature_is_an_error_even_when_vouched_for() {
    let forged = approved().replace(&pair(KEY), &pair("another-key"));
    for vouch in [&[][..], &["--vouch-for-source"]] {
        for form in [&[][..], &["--json"]] {
            let arguments = [&["normalize", "-"], vouch, form].concat();
            let run = run(kyc_with_key(&arguments), forged.as_bytes());
            assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
            assert!(
                run.err.starts_with("kyc: -: ") && run.err.contains("not authentic"),
                "{run:?}"
            );
        }
    }
}

#[test]
fn without_a_key_the_signature_is_not_checked() {
    let forged = approved().replace(&pair(KEY), &pair("another-key"));
    for input in [approved(), forged] {
        let run = run(
            kyc(&["normalize", "--json", "--vouch-for-source", "-"]),
            input.as_bytes(),
        );
        assert_eq!(run.status, 0, "{run:?}");
        assert_eq!(outcomes(&run)[0].signature(), SignatureState::NotChecked);
    }
}

#[test]
fn half_the_credentials_are_an_error() {
    for (set, missing) in [
        ("SMILEID_PARTNER_ID", "SMILEID_API_KEY"),
        ("SMILEID_API_KEY", "SMILEID_PARTNER_ID"),
    ] {
        for empty in [None, Some(""), Some("  ")] {
            let mut command = kyc(&["normalize", EXAMPLE]);
            command.env(set, "085");
            if let Some(empty) = empty {
                command.env(missing, empty);
            }
            let run = run(command, b"");
            assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
            assert!(run.err.contains(&format!("{missing} is not")), "{run:?}");
        }
    }
}

#[test]
fn ndjson_in_all_forms() {
    let (yes, no) = (approved(), refused());
    let object = format!(r#"{{"provider":"smileid","payload":{no}}}"#);
    let text = format!(
        r#"{{"payload":{},"provider":"smileid"}}"#,
        serde_json::to_string(&yes).unwrap()
    );
    let lines = [yes.as_str(), &object, &text];
    let expected = [Decision::Verified, Decision::Rejected, Decision::Verified];
    for (input, case) in [
        (lines.join("\n"), "no line end at the end"),
        (lines.join("\n") + "\n", "line ends"),
        (lines.join("\r\n") + "\r\n", "CRLF"),
        (format!("\n\n{}\n \n", lines.join("\n\n")), "blank lines"),
        (format!("\u{feff}{}", lines.join("\n")), "byte-order mark"),
    ] {
        let run = vouched(input.as_bytes());
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{case}: {run:?}");
        assert_eq!(decisions(&run), expected, "{case}");
    }
    for line in lines {
        assert_eq!(vouched(line.as_bytes()).status, 0);
    }
}

#[test]
fn a_bad_line_does_not_stop_the_others() {
    let input = format!(
        "{}\n{{\"name\":\"{NAME}\n\n{}\n{{\"provider\":\"{NAME}\",\"payload\":{{}}}}\n[\"{NAME}\"]\n",
        approved(),
        refused()
    );
    let (_folder, command) = files(&[("some.ndjson", input.as_bytes())]);
    let run = run(command, b"");
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(decisions(&run), [Decision::Verified, Decision::Rejected]);
    let lines: Vec<_> = run.err.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    for (line, place) in lines.iter().zip(["2", "5", "6"]) {
        assert!(
            line.starts_with(&format!("kyc: some.ndjson:{place}: ")),
            "{line}"
        );
        assert!(!line.contains("Canary"), "{line}");
    }
}

#[test]
fn mixed_files_in_order() {
    let pretty = fs::read(EXAMPLE).unwrap();
    let lines = format!("{}\n{}\n", refused(), approved());
    let (folder, mut command) = files(&[
        ("one.json", &pretty),
        ("two.jsonl", lines.as_bytes()),
        ("three.txt", lines.as_bytes()),
        ("four.json", refused().as_bytes()),
        ("blank.ndjson", b"\n\r\n"),
    ]);
    command.arg("-");
    let mixed = run(command, approved().as_bytes());
    assert_eq!((mixed.status, mixed.err.as_str()), (0, ""), "{mixed:?}");
    use Decision::{Rejected, Verified};
    assert_eq!(
        decisions(&mixed),
        [
            Verified, Rejected, Verified, Rejected, Verified, Rejected, Verified
        ]
    );

    let mut command = kyc_with_key(&["normalize", "two.jsonl", "one.json"]);
    command.current_dir(&folder);
    let table = run(command, b"").out;
    for place in ["two.jsonl:1\n", "two.jsonl:2\n", "one.json\n"] {
        assert!(table.contains(place), "{table}");
    }
}

#[test]
fn what_cannot_be_mapped_is_reported_and_passed_over() {
    let html = format!("<html>\n<body>{NAME}</body>\n</html>\n");
    let cut = "{\n  \"job_complete\": true,\n  \"result\": {\n";
    let (_folder, mut command) = files(&[
        ("error.html", html.as_bytes()),
        ("empty.json", b""),
        ("cut.json", cut.as_bytes()),
        ("good.json", approved().as_bytes()),
        ("strange.json", b"{\"hello\":\"Canary\"}"),
        ("bytes.json", b"{\"hello\":\"\xff\"}"),
    ]);
    command.args(["nowhere.json", "*.csv"]);
    let run = run(command, b"");
    assert_eq!(run.status, 1, "{run:?}");
    assert_eq!(decisions(&run), [Decision::Verified]);
    let lines: Vec<_> = run.err.lines().collect();
    for (line, expected) in lines.iter().zip([
        "kyc: error.html: smileid: malformed answer: the body is not JSON",
        "kyc: empty.json: smileid: malformed answer: the body is empty",
        "kyc: cut.json: smileid: malformed answer: the body is cut short",
        "kyc: strange.json: smileid: unrecognized payload: the payload is no known document of Smile ID",
        "kyc: bytes.json: smileid: malformed answer: the body is not UTF-8",
        "kyc: nowhere.json: cannot be read: ",
        "kyc: *.csv: no file has such a name",
    ]) {
        assert!(line.starts_with(expected), "{line}");
    }
    assert_eq!(lines.len(), 7, "{run:?}");
    assert!(!run.err.contains("Canary"), "{run:?}");
}

#[test]
fn records_in_another_form_are_told_with_the_command_that_mends_them() {
    let pretty = fs::read_to_string(EXAMPLE).unwrap();
    let pretty = pretty.trim_end();
    let list = "; a list is no record; `jq -c '.[]' FILE` writes each of its entries on a line";
    let parted =
        "; a record stands on one line, or alone in its file; `jq -c . FILE` writes each on a line";
    for (name, content, hint) in [
        ("list.json", format!("[{pretty},{pretty}]"), list),
        ("list.txt", format!("\n [\n  {pretty}\n]\n"), list),
        ("two.json", format!("{pretty}\n{pretty}\n"), parted),
        ("beside.json", "{\n} {\n}".to_owned(), parted),
    ] {
        let (_folder, command) = files(&[(name, content.as_bytes())]);
        let run = run(command, b"");
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(
            run.err.starts_with(&format!("kyc: {name}: smileid: ")),
            "{run:?}"
        );
        assert!(run.err.ends_with(&format!("{hint}\n")), "{name}: {run:?}");
        assert!(!run.err.contains("0000001111"), "{run:?}");
    }
    // Of records on several lines those are told that open a record.
    let lines = format!("{pretty}\n{pretty}\n");
    let (_folder, command) = files(&[("two.ndjson", lines.as_bytes())]);
    let run_of_lines = run(command, b"");
    assert_eq!(run_of_lines.status, 1, "{run_of_lines:?}");
    let opened = lines.lines().filter(|line| line.trim() == "{").count();
    assert_eq!(run_of_lines.err.matches(parted).count(), opened);

    for content in ["{\n", "{\"a\":1", "{\"hello\":1}", "1 2", "<html>"] {
        let (_folder, command) = files(&[("other.json", content.as_bytes())]);
        let run = run(command, b"");
        assert!(!run.err.contains("jq"), "{content}: {run:?}");
    }
}

#[test]
fn standard_input_is_read_once() {
    for twice in [&["-", "-"][..], &["--diff", "-", "-"], &["-", EXAMPLE, "-"]] {
        let run = run(
            kyc_with_key(&[&["normalize"], twice].concat()),
            approved().as_bytes(),
        );
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert_eq!(
            run.err,
            "kyc: - is standard input, which can be read once; name it once, and save the rest to files\n"
        );
    }
}

#[test]
fn a_file_that_is_called_like_standard_input_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("-"), refused()).unwrap();
    for argument in ["*", "./-", "."] {
        let mut command = kyc_with_key(&["normalize", "--vouch-for-source", "--json", argument]);
        command.current_dir(&folder);
        let run = run(command, approved().as_bytes());
        assert_eq!(decisions(&run), [Decision::Rejected], "{argument}: {run:?}");
    }
}

#[test]
fn an_over_long_line_is_one_failed_record() {
    let mut input = vec![b'{'];
    input.resize(8 * 1024 * 1024 + 1, b' ');
    input.extend_from_slice(format!("}}\n{}\n", approved()).as_bytes());
    let run = vouched(&input);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(
        run.err,
        "kyc: -:1: the record is larger than 8 MiB; if it is several, put each on a line of its own (byte 0)\n"
    );
    assert_eq!(decisions(&run), [Decision::Verified]);
}

#[test]
fn the_provider_can_be_named_and_overrides_the_envelope() {
    let foreign = format!(r#"{{"provider":"acme","payload":{}}}"#, approved());
    let refused = vouched(foreign.as_bytes());
    assert_eq!(
        (refused.status, refused.out.as_str()),
        (1, ""),
        "{refused:?}"
    );
    assert!(refused.err.contains("no provider"), "{refused:?}");

    let run = run(
        kyc_with_key(&["normalize", "--provider", "smileid", "-"]),
        foreign.as_bytes(),
    );
    assert_eq!(run.status, 0, "{run:?}");
}

#[test]
fn the_payload_is_kept_on_request() {
    let keeps = |more: &[&str]| {
        let arguments = [&["normalize", "--json", EXAMPLE], more].concat();
        let run = run(kyc(&arguments), b"");
        outcomes(&run)[0].parts().raw.clone()
    };
    assert_eq!(keeps(&[]), None);
    let raw = keeps(&["--keep-raw"]).unwrap();
    assert_eq!(raw.text.expose(), &fs::read_to_string(EXAMPLE).unwrap());
}

#[test]
fn personal_values_are_shown_on_request_only() {
    let reply = approved();
    let plain = run(kyc_with_key(&["normalize", "-"]), reply.as_bytes());
    assert_eq!((plain.status, plain.err.as_str()), (0, ""), "{plain:?}");
    for hidden in ["anary", "CANARY", "1990-02-03", "12345", "0000001001"] {
        assert!(!plain.out.contains(hidden), "{}", plain.out);
    }
    assert!(plain.out.contains("(hidden)") && plain.out.contains("--show-personal"));

    let shown = run(
        kyc_with_key(&["normalize", "--show-personal", "-"]),
        reply.as_bytes(),
    );
    assert!(!shown.out.contains("(hidden)"), "{}", shown.out);
    for shown_value in [
        NAME,
        "CANARY12345",
        common::USER,
        "https://images.example/canary",
    ] {
        assert!(shown.out.contains(shown_value), "{}", shown.out);
    }
    let json = run(
        kyc_with_key(&["normalize", "--json", "-"]),
        reply.as_bytes(),
    );
    assert!(json.out.contains(NAME));
}

#[test]
fn hostile_characters_do_not_reach_the_terminal() {
    let hostile = r"\u001b[2J\u001b]0;x\u0007\u009b31m\u202eevil\u2066\u200b\r\nVERIFIED  final";
    let reply = approved()
        .replace(NAME, &format!("{NAME}{hostile}"))
        .replace("Document Verified", hostile)
        .replace(
            "\"Document_Check\"",
            &format!("\"Document_Check{hostile}\""),
        )
        .replace("images.example", hostile);
    for form in ["--show-personal", "--json"] {
        let run = run(kyc_with_key(&["normalize", form, "-"]), reply.as_bytes());
        assert_eq!(run.status, 0, "{run:?}");
        assert!(
            !run.out.lines().any(|line| line.starts_with("VERIFIED")),
            "{}",
            run.out
        );
        for c in run.out.chars().filter(|c| *c != '\n') {
            let is_hostile = c.is_control()
                || ('\u{200b}'..='\u{200f}').contains(&c)
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c);
            assert!(!is_hostile, "{c:?} in {}", run.out);
        }
        assert!(run.out.contains(NAME));
    }
}

#[cfg(unix)]
#[test]
fn a_hostile_file_name_does_not_reach_the_terminal() {
    let (_folder, command) = files(&[("a\u{1b}[2J\nb.json", b"{}")]);
    let run = run(command, b"");
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(!run.err.contains('\u{1b}'), "{run:?}");
}

#[test]
fn usage() {
    for arguments in [
        &["normalize"][..],
        &["normalize", "--provider", "acme", "-"],
        &["normalize", "--environment", "moon", "-"],
        &["normalize", "--wrong", "-"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.ndjson");
    fs::write(&path, format!("{}\n", approved()).repeat(2000)).unwrap();
    let status_after = |path: &Path, read: usize| {
        let mut child = kyc(&["normalize"])
            .arg(path)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut start = vec![0; read];
        child.stdout.take().unwrap().read_exact(&mut start).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        output.status.code()
    };
    assert_eq!(status_after(&path, 10), Some(0));
}

#[test]
fn the_table_of_a_verified_payload() {
    let run = run(
        kyc_with_key(&["normalize", "--vouch-for-source", "-"]),
        approved().as_bytes(),
    );
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_table_of_a_rejected_payload() {
    let run = run(
        kyc_with_key(&[
            "normalize",
            "--vouch-for-source",
            "--show-personal",
            "--environment",
            "sandbox",
            "-",
        ]),
        refused().as_bytes(),
    );
    insta::assert_snapshot!(run.out);
}

#[test]
fn tables_fit_on_80_columns() {
    let long = "x".repeat(300);
    let reply = approved()
        .replace(NAME, &long)
        .replace("Document Verified", &long)
        .replace("\"Document_Check\"", &format!("\"{long}\""));
    let run = run(
        kyc_with_key(&["normalize", "--show-personal", "-"]),
        reply.as_bytes(),
    );
    assert_eq!(run.status, 0, "{run:?}");
    for line in run.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
