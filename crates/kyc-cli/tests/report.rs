//! `kyc report` from outcomes to a file.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{fs, path::Path, process::Command};

use common::{NAME, Run, USER, approved, green_verified, kyc, refused, run};
use tempfile::TempDir;

/// What `kyc normalize --json` prints for this payload.
fn outcome(payload: &str) -> String {
    let normalized = run(
        kyc(&["normalize", "--vouch-for-source", "--json", "-"]),
        payload.as_bytes(),
    );
    assert_eq!(normalized.status, 0, "{normalized:?}");
    normalized.out
}

fn cases() -> String {
    [approved(), refused(), green_verified()]
        .map(|payload| outcome(&payload))
        .concat()
}

fn report_in(folder: &Path, arguments: &[&str], input: &str) -> Run {
    let mut command: Command = kyc(&[&["report"], arguments].concat());
    command.current_dir(folder);
    run(command, input.as_bytes())
}

fn report(arguments: &[&str], input: &str) -> Run {
    report_in(&std::env::temp_dir(), arguments, input)
}

#[test]
fn one_or_many_cases_on_standard_output() {
    let one = report(&["-"], &outcome(&approved()));
    assert_eq!((one.status, one.err.as_str()), (0, ""), "{one:?}");
    assert!(
        one.out.starts_with("<!doctype html>\n<html lang=\"en\">\n"),
        "{one:?}"
    );
    assert!(one.out.trim_end().ends_with("</html>"), "{one:?}");
    assert_eq!(one.out.matches("<article ").count(), 1);
    assert!(!one.out.contains("<nav "));

    let many = report(&["-"], &cases());
    assert_eq!((many.status, many.err.as_str()), (0, ""), "{many:?}");
    assert_eq!(many.out.matches("<article ").count(), 3);
    assert_eq!(many.out.matches("<li><a href=\"#case-").count(), 3);
    for decision in ["Decision: verified", "Decision: rejected"] {
        assert!(many.out.contains(decision), "{decision}");
    }
}

#[test]
fn it_is_shown_unless_it_is_masked() {
    let shown = report(&["-"], &cases());
    assert!(shown.out.contains("This page holds personal data."));
    let masked = report(&["--mask", "-"], &cases());
    assert_eq!((masked.status, masked.err.as_str()), (0, ""));
    assert!(masked.out.contains("Personal values are hidden."));
    for personal in [
        NAME,
        USER,
        "1990-02-03",
        "12345",
        "images.example",
        "Canaria",
    ] {
        assert!(shown.out.contains(personal), "{personal}");
        assert!(!masked.out.contains(personal), "{personal}");
    }
}

#[test]
fn nothing_but_the_page_itself_is_needed() {
    let page = report(&["-"], &cases()).out;
    for forbidden in [
        "<script", "<img", "<link", "<iframe", "<form", "@import", "url(", " style=", " on",
    ] {
        let lines: Vec<_> = page
            .lines()
            .filter(|line| line.contains(forbidden))
            .collect();
        let in_text = lines
            .iter()
            .all(|line| forbidden == " on" && !line.contains("=\"on"));
        assert!(lines.is_empty() || in_text, "{forbidden}: {lines:?}");
    }
    let policy = "content=\"default-src 'none'; style-src 'sha256-";
    assert_eq!(page.matches(policy).count(), 1);
    // No link leads anywhere but into the page.
    for link in page.split("href=\"").skip(1) {
        assert!(link.starts_with('#'), "{link}");
    }
}

#[test]
fn a_file_is_written_for_its_owner_and_replaced_on_request_only() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("case.html");
    let input = outcome(&approved());
    let write = |more: &[&str]| {
        report_in(
            folder.path(),
            &[&["-", "--out", "case.html"], more].concat(),
            &input,
        )
    };
    let first = write(&[]);
    assert_eq!(
        (first.status, first.out.as_str(), first.err.as_str()),
        (0, "", "")
    );
    assert!(fs::read_to_string(&path).unwrap().contains(NAME));
    assert_owner_alone(&path);

    fs::write(&path, "mine").unwrap();
    make_readable(&path);
    let refused = write(&[]);
    assert_eq!(
        (refused.status, refused.out.as_str()),
        (1, ""),
        "{refused:?}"
    );
    assert!(
        refused.err.contains("exists; --force replaces it"),
        "{refused:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");

    assert_eq!(write(&["--force"]).status, 0);
    assert!(fs::read_to_string(&path).unwrap().contains(NAME));
    assert_owner_alone(&path);

    fs::create_dir(folder.path().join("folder")).unwrap();
    for (name, expected) in [
        ("folder", "no regular file"),
        (
            "missing/case.html",
            "the file that --out names cannot be written: its folder is not there; ",
        ),
    ] {
        let run = report_in(folder.path(), &["-", "--force", "--out", name], &input);
        assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
        assert!(run.err.contains(expected), "{run:?}");
        assert!(!run.err.contains(".tmp"), "{run:?}");
    }
    // Nothing half-made is left.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[cfg(unix)]
fn assert_owner_alone(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(not(unix))]
fn assert_owner_alone(_path: &Path) {}

#[cfg(unix)]
fn make_readable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}

#[cfg(not(unix))]
fn make_readable(_path: &Path) {}

#[test]
fn every_record_gets_onto_the_page_or_there_is_none() {
    let folder = TempDir::new().unwrap();
    let good = outcome(&approved());
    fs::write(folder.path().join("good.json"), &good).unwrap();
    fs::write(folder.path().join("reply.json"), approved()).unwrap();
    let input = format!("{good}{{\"Canary\":1}}\n{good}");
    let arguments = [
        "--out",
        "case.html",
        "good.json",
        "reply.json",
        "missing.json",
        "-",
    ];
    let failed = report_in(folder.path(), &arguments, &input);
    assert_eq!((failed.status, failed.out.as_str()), (1, ""), "{failed:?}");
    let lines: Vec<_> = failed.err.lines().collect();
    assert_eq!(lines.len(), 4, "{failed:?}");
    assert!(
        lines[0].starts_with("kyc: reply.json: no outcome: "),
        "{failed:?}"
    );
    assert!(
        lines[0].contains("with `kyc normalize --json`"),
        "{failed:?}"
    );
    assert!(
        lines[1].starts_with("kyc: missing.json: cannot be read: "),
        "{failed:?}"
    );
    assert!(lines[2].starts_with("kyc: -:2: no outcome: "), "{failed:?}");
    assert_eq!(lines[3], "kyc: no page was written: 3 of 6 records failed");
    assert!(!failed.err.contains("anary"), "{failed:?}");
    assert!(!folder.path().join("case.html").exists());

    let empty = report(&["-"], "\n");
    assert_eq!((empty.status, empty.out.as_str()), (1, ""), "{empty:?}");
}

#[test]
fn standard_input_is_read_once() {
    let twice = report(&["-", "-"], &cases());
    assert_eq!((twice.status, twice.out.as_str()), (1, ""), "{twice:?}");
    assert_eq!(
        twice.err,
        "kyc: - is standard input, which can be read once; name it once, and save the rest to files\n"
    );
}

#[test]
fn usage() {
    for arguments in [
        &["report"][..],
        &["report", "-", "--force"],
        &["report", "-", "--out"],
    ] {
        let run = run(kyc(arguments), b"");
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{run:?}");
    }
}
