//! `kyc normalize --summary`, `--diff` and `--to csv`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{fs, path::PathBuf};

use common::{
    NAME, Run, USER, approved, green_reply, kyc, kyc_with_key, refused, reply, result, run,
};
use serde_json::{Value, json};
use tempfile::TempDir;

fn normalized(arguments: &[&str], input: &str) -> Run {
    let arguments = [&["normalize", "--vouch-for-source"], arguments, &["-"]].concat();
    run(kyc_with_key(&arguments), input.as_bytes())
}

fn line(payload: &str) -> String {
    serde_json::to_string(payload).unwrap() + "\n"
}

/// Good and bad, with values that no table lists.
fn mixed() -> String {
    let unknown = r#""Document_Check":"Half Passed","Fingerprint_Check":"Passed","Liveness_Check":"1990-02-03","Selfie_Check":"Passed""#;
    let unlisted = r#""Document_Check":"Passed""#;
    let odd_list =
        "<individualResults><name>AEC</name><state>SOMETHING_NEW</state></individualResults>";
    [
        approved() + "\n",
        approved() + "\n",
        refused() + "\n",
        reply(true, &result(6, "0810", "Document Verified", unknown)) + "\n",
        reply(true, &result(6, "7777", "New", unlisted)) + "\n",
        line(&green_reply(USER, "VERIFIED", odd_list)),
        line(&green_reply(USER, "IN_PROGRESS", "")),
        format!("{{\"{NAME}\n"),
        format!("[\"{NAME}\"]\n"),
        format!("{{\"hello\":\"{NAME}\"}}\n"),
    ]
    .concat()
}

#[test]
fn the_summary_for_people() {
    let run = normalized(&["--summary"], &mixed());
    assert_eq!((run.status, run.err.lines().count()), (1, 3), "{run:?}");
    for line in run.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_summary_as_json() {
    let run = normalized(&["--summary", "--json"], &mixed());
    assert_eq!((run.status, run.out.lines().count()), (1, 1), "{run:?}");
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["records"], 10);
    assert_eq!(
        (&document["mapped"], &document["failed"]),
        (&json!(7), &json!(3))
    );
    assert_eq!(
        document["decisions"],
        json!([
            {"decision": "verified", "count": 3},
            {"decision": "rejected", "count": 1},
            {"decision": "needs_review", "count": 1},
            {"decision": "pending", "count": 1},
            {"decision": "inconclusive", "count": 1},
        ])
    );
    assert_eq!(
        document["decided_by"][0],
        json!({"row": "smileid/6/0810", "decision": "verified", "count": 3})
    );
    let unrecognized = document["unrecognized"].as_array().unwrap();
    for (value, part, provider) in [
        ("Half Passed", "check_value", "smileid"),
        ("Fingerprint_Check", "check_name", "smileid"),
        ("(hidden)", "check_value", "smileid"),
        ("7777", "code", "smileid"),
        ("SOMETHING_NEW", "check_value", "greenid"),
    ] {
        let one = json!({"value": value, "part": part, "provider": provider, "count": 1});
        assert!(unrecognized.contains(&one), "{one}: {document}");
    }
    assert_eq!(unrecognized.len(), 5);
    assert_eq!(
        document["failures"],
        json!([
            {"kind": "smileid: malformed answer", "count": 2},
            {"kind": "smileid: unrecognized payload", "count": 1},
        ])
    );

    let shown = normalized(&["--summary", "--json", "--show-personal"], &mixed());
    assert!(shown.out.contains("1990-02-03"));
}

#[test]
fn an_empty_input_sums_up_to_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty.ndjson"), "").unwrap();
    let mut command = kyc(&["normalize", "--summary", "."]);
    command.current_dir(&folder);
    let run = run(command, b"");
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert!(
        run.out.starts_with("0 records: 0 mapped, 0 failed\n"),
        "{}",
        run.out
    );
}

#[test]
fn an_empty_folder_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    fs::write(folder.path().join(".hidden.json"), approved()).unwrap();
    let empty = |more: &[&str]| {
        let mut command = kyc(&[&["normalize"], more, &["."]].concat());
        command.current_dir(&folder);
        run(command, b"")
    };
    let plain = empty(&[]);
    assert_eq!((plain.status, plain.out.as_str()), (1, ""), "{plain:?}");
    assert_eq!(
        plain.err,
        "kyc: .: holds no files; name the folder that does (files whose names begin with a dot are passed over)\n"
    );
    let counted = empty(&["--summary", "--json"]);
    assert_eq!(counted.status, 1, "{counted:?}");
    let document: Value = serde_json::from_str(&counted.out).unwrap();
    assert_eq!(
        document["failures"],
        json!([{"kind": "holds no files", "count": 1}])
    );
}

#[test]
fn kinds_of_failure_are_short_and_quote_no_hint() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.json"), "[{}]").unwrap();
    let long = " ".repeat(8 * 1024 * 1024 + 1);
    fs::write(folder.path().join("long.json"), format!("{{{long}}}")).unwrap();
    let mut command = kyc(&["normalize", "--summary", "--json"]);
    command.current_dir(&folder).args([
        "list.json",
        "long.json",
        "nowhere.json",
        "*.csv",
        "a[.json",
    ]);
    let run = run(command, b"");
    let document: Value = serde_json::from_str(&run.out).unwrap();
    let kinds = document["failures"].as_array().unwrap().iter();
    let mut kinds: Vec<_> = kinds.map(|one| one["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "cannot be read",
            "is no pattern: invalid range pattern",
            "no file has such a name",
            "smileid: malformed answer",
            "the record is larger than 8 MiB",
        ]
    );
}

/// An earlier run over this input, whose table said something else of this row.
fn earlier(input: &str, change: impl Fn(usize, String) -> Option<String>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.ndjson");
    let old = normalized(&["--json"], input).out;
    let lines: Vec<_> = old
        .lines()
        .enumerate()
        .filter_map(|(at, line)| change(at, line.to_owned()))
        .collect();
    fs::write(&path, lines.join("\n") + "\n").unwrap();
    (folder, path)
}

fn about(reply: &str, job: usize) -> String {
    reply.replace(common::JOB, &format!("job-{job}")) + "\n"
}

fn many(count: usize) -> String {
    (0..count)
        .map(|job| match job % 2 {
            0 => about(&approved(), job),
            _ => about(&refused(), job),
        })
        .collect()
}

/// As if the table had said *needs_review* of an approval.
fn reviewed(line: &str) -> String {
    line.replace("\"decision\":\"verified\"", "\"decision\":\"needs_review\"")
        .replace("\"decided_by\":\"smileid/6/0810\"", "\"decided_by\":\"S9\"")
}

#[test]
fn only_changed_decisions_are_listed() {
    let input = many(20);
    let (_folder, old) = earlier(&input, |at, line| match at {
        4 | 10 => Some(reviewed(&line)),
        7 => Some(line.replace("smileid/6/0811", "smileid/6/old")),
        _ => Some(line),
    });
    let diff = |more: &[&str], input: &str| {
        normalized(&[&["--diff", old.to_str().unwrap()], more].concat(), input)
    };
    let run = diff(&[], &input);
    assert_eq!((run.status, run.err.as_str()), (3, ""), "{run:?}");
    assert_eq!(
        run.out,
        "-:5  needs_review -> verified  S9 -> smileid/6/0810\n\
         -:11  needs_review -> verified  S9 -> smileid/6/0810\n\
         \n\
         2 of 20 decisions changed\n\
         1 kept the decision, and another row or rule made it\n"
    );
    let shown = diff(&["--show-personal"], &input);
    let first = format!("S9 -> smileid/6/0810  user {USER}  job job-4\n");
    assert!(shown.out.contains(&first), "{shown:?}");

    let run = diff(&["--json"], &input);
    assert_eq!(run.status, 3, "{run:?}");
    let lines: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let version = &lines[0]["new"]["table_version"];
    assert_eq!(
        lines[0],
        json!({
            "file": "-", "line": 5,
            "old": {"decision": "needs_review", "decided_by": "S9", "table_version": version},
            "new": {"decision": "verified", "decided_by": "smileid/6/0810", "table_version": version},
        })
    );
    assert_eq!(lines.len(), 2);
    assert!(!run.out.contains(USER));

    let run = diff(&["--summary"], &input);
    assert_eq!(run.status, 3, "{run:?}");
    insta::assert_snapshot!("the_changes_counted", run.out);
    let run = diff(&["--summary", "--json"], &input);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&document["compared"], &document["changed"]),
        (&json!(20), &json!(2))
    );
    assert_eq!(
        document["changes"],
        json!([{
            "old": {"decision": "needs_review", "decided_by": "S9"},
            "new": {"decision": "verified", "decided_by": "smileid/6/0810"},
            "count": 2,
        }])
    );
}

#[test]
fn records_that_only_one_run_has_do_not_shift_the_others() {
    let input = many(30);
    // The earlier run lacks some, as if they had failed then, and holds some more.
    let (_folder, old) = earlier(&input, |at, line| match at {
        0 | 9 | 10 | 29 => None,
        20 => Some(reviewed(&line)),
        _ => Some(line),
    });
    let now: String = input
        .lines()
        .enumerate()
        .filter(|(at, _)| !matches!(at, 3 | 4 | 15))
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    let run = normalized(&["--diff", old.to_str().unwrap()], &now);
    assert_eq!((run.status, run.err.as_str()), (3, ""), "{run:?}");
    assert_eq!(
        run.out,
        "-:18  needs_review -> verified  S9 -> smileid/6/0810\n\
         \n\
         1 of 23 decisions changed\n\
         4 records have no outcome in the earlier run\n\
         3 outcomes of the earlier run have no record that was mapped now\n"
    );
    let counted = normalized(
        &["--diff", old.to_str().unwrap(), "--summary", "--json"],
        &now,
    );
    let document: Value = serde_json::from_str(&counted.out).unwrap();
    assert_eq!(
        (&document["added"], &document["removed"]),
        (&json!(4), &json!(3))
    );
    assert_eq!(document.get("left"), None);
}

#[test]
fn the_same_run_again_changes_nothing() {
    let input = mixed();
    let (_folder, old) = earlier(&input, |_, line| Some(line));
    let good: String = input
        .lines()
        .take(7)
        .map(|line| format!("{line}\n"))
        .collect();
    let run = normalized(&["--diff", old.to_str().unwrap()], &good);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.out, "0 of 7 decisions changed\n");
    // A record that fails is an error, whatever changed.
    let run = normalized(&["--diff", old.to_str().unwrap()], &input);
    assert_eq!((run.status, run.err.lines().count()), (1, 3), "{run:?}");
}

#[test]
fn an_earlier_run_that_is_none_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.ndjson");
    let diff = || {
        let mut command = kyc_with_key(&[
            "normalize",
            "--vouch-for-source",
            "--diff",
            "old.ndjson",
            "-",
        ]);
        command.current_dir(&folder);
        run(command, many(4).as_bytes())
    };
    let run = diff();
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(
        run.err.starts_with("kyc: the earlier run cannot be read: ")
            && run
                .err
                .ends_with("; name what `kyc normalize --json` printed\n"),
        "{run:?}"
    );

    let other = normalized(&["--json"], &about(&approved(), 99)).out;
    fs::write(&path, format!("{other}{{\"{NAME}\":1}}\n{NAME}\n")).unwrap();
    let run = diff();
    assert_eq!(run.status, 1, "{run:?}");
    let place = other.len();
    let lines: Vec<_> = run.err.lines().collect();
    let no_outcome = "is no outcome that `kyc normalize --json` printed; give --diff the unchanged output of such a run";
    assert_eq!(
        lines[0],
        format!("kyc: old.ndjson:2: {no_outcome} (byte {place})")
    );
    assert!(lines[1].starts_with("kyc: old.ndjson:3: "), "{run:?}");
    assert!(
        lines[2].starts_with("kyc: no record has an outcome in the earlier run"),
        "{run:?}"
    );
    assert_eq!(lines.len(), 3);
    assert!(
        !run.err.contains(NAME) && !run.out.contains(NAME),
        "{run:?}"
    );
}

#[test]
fn the_rows_of_a_spreadsheet() {
    let hostile = reply(
        true,
        &result(
            6,
            "0810",
            "=HYPERLINK(\\\"http://x\\\")",
            r#""Document_Check":"Passed""#,
        ),
    )
    .replace(NAME, "@SUM(A1),\\n\\\"=2+2\\\"")
    .replace(common::JOB, "-1+1");
    let input = format!(
        "{}\n{hostile}\n{{\n{}",
        approved(),
        line(&green_reply(USER, "PENDING", ""))
    );
    let run = normalized(&["--to", "csv"], &input);
    assert_eq!((run.status, run.err.lines().count()), (1, 1), "{run:?}");
    assert!(
        !run.out.contains(USER) && !run.out.contains(NAME),
        "{run:?}"
    );
    insta::assert_snapshot!("csv", run.out);

    let shown = normalized(&["--to", "csv", "--show-personal"], &input).out;
    insta::assert_snapshot!("csv_with_personal_values", shown);
    assert_eq!(shown.lines().count(), 4);
    for row in shown.lines() {
        for cell in row.split(',') {
            let cell = cell.trim_start_matches('"');
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{row}");
        }
    }
}

#[test]
fn programs_get_the_whole_name_of_a_file() {
    let name = format!("{}.json", "x".repeat(230));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(&name), approved()).unwrap();
    let reviewed = reviewed(&normalized(&["--json"], &approved()).out);
    fs::write(folder.path().join("old"), reviewed).unwrap();
    let of = |more: &[&str]| {
        let arguments = [&["normalize", "--vouch-for-source"], more, &[&name]].concat();
        let mut command = kyc_with_key(&arguments);
        command.current_dir(&folder);
        run(command, b"").out
    };
    assert!(of(&["--to", "csv"]).contains(&format!("\n{name},")));
    assert!(of(&["--diff", "old", "--json"]).contains(&format!("\"file\":\"{name}\"")));
    // People see its beginning.
    let beginning = format!("{}…", "x".repeat(200));
    for people in [&[][..], &["--diff", "old"]] {
        let shown = of(people);
        assert!(
            shown.contains(&beginning) && !shown.contains(&name),
            "{shown}"
        );
    }
}

#[test]
fn what_does_not_go_together_is_a_usage_error() {
    for arguments in [
        &["--to", "csv", "--json"][..],
        &["--to", "csv", "--summary"],
        &["--to", "csv", "--diff", "old"],
        &["--to", "csv", "--explain"],
        &["--summary", "--explain"],
        &["--diff", "old", "--explain"],
        &["--summary", "--diff", "old", "--explain"],
        &["--to", "xlsx"],
        &["--diff"],
    ] {
        let run = normalized(arguments, "");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
}
