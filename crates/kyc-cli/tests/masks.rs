//! Text of the provider that looks like a person's is hidden wherever personal values are.
#![allow(
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

use std::{fs, process::Command};

const REPLY: &str =
    include_str!("../../../fixtures/smileid/job_status/spec-page-example/response.json");

/// What the program prints of a reply whose words and names hold what belongs to a person.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reply.json");
    let reply = REPLY
        .replace("Enroll User", "canary@example.org is enrolled")
        .replace(
            "\"Verify_ID_Number\": \"Verified\"",
            "\"canary-19900131\": \"canary 1990-01-31\"",
        );
    assert_ne!(reply, REPLY);
    fs::write(&file, reply).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kyc"))
        .env_clear()
        .args(["normalize", "--vouch-for-source"])
        .args(arguments)
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

fn case_file(cases: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.ndjson");
    fs::write(&file, cases).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kyc"))
        .env_clear()
        .arg("report")
        .args(arguments)
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn no_view_shows_them_unless_it_was_asked_to() {
    for view in [&[][..], &["--to", "csv"], &["--summary"]] {
        let masked = printed(view);
        assert!(!masked.contains("canary"), "{view:?}: {masked}");
    }
    let cases = printed(&["--json"]);
    assert!(!case_file(&cases, &["--mask"]).contains("canary"));
    assert!(case_file(&cases, &[]).contains("canary"));
    for view in [
        &["--show-personal"][..],
        &["--to", "csv", "--show-personal"],
    ] {
        assert!(printed(view).contains("canary"), "{view:?}");
    }
    assert!(printed(&[]).contains("--show-personal shows it"));
}
