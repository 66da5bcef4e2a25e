//! What a closed pipe and a full disk do to the exit status.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{
    fs,
    io::pipe,
    process::{Command, Stdio},
};

use common::{approved, kyc_with_key, run};

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Commands that print something and find nothing wrong.
fn commands() -> [Command; 5] {
    [
        &["sandbox", "--list-scenarios"][..],
        &["completions", "bash"],
        &["doctor", "--offline"],
        &["doctor", "--offline", "--json"],
        &["sign", "--timestamp", "2026-01-02T03:04:05.678Z"],
    ]
    .map(|arguments| {
        let mut command = kyc_with_key(arguments);
        command.env("SMILEID_SERVER", "0").stdin(Stdio::null());
        command
    })
}

#[test]
fn that_nobody_reads_is_no_error() {
    for mut command in commands() {
        let output = command.stdout(closed()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.is_empty(), "{command:?}: {said}");
        assert_eq!(output.status.code(), Some(0), "{command:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_with_what_to_do() {
    for mut command in commands() {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = command.stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.starts_with("kyc: the output cannot be written: ")
                && said.ends_with("what is there may be cut off\n"),
            "{command:?}: {said}"
        );
        assert_eq!(output.status.code(), Some(1), "{command:?}");
    }
}

#[test]
fn a_change_is_told_by_the_exit_status_even_where_nobody_reads() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("reply.json"), approved()).unwrap();
    let normalize = |more: &[&str]| {
        let arguments = ["normalize", "--vouch-for-source", "reply.json"];
        let mut command = kyc_with_key(&[&arguments, more].concat());
        command.current_dir(&folder);
        command
    };
    let now = run(normalize(&["--json"]), b"").out;
    let old = now.replacen(
        "\"decision\":\"verified\"",
        "\"decision\":\"needs_review\"",
        1,
    );
    assert_ne!(old, now);
    fs::write(folder.path().join("old.ndjson"), old).unwrap();
    for form in [&[][..], &["--json"], &["--summary"]] {
        let mut command = normalize(&[&["--diff", "old.ndjson"], form].concat());
        let status = command.stdout(closed()).status().unwrap();
        assert_eq!(status.code(), Some(3), "{form:?}");
    }
}
