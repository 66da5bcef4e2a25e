//! Text of the provider that looks like a person's is hidden wherever personal values are.
#![allow(
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use std::fs;

use common::{kyc, run};

const REPLY: &str =
    include_str!("../../../fixtures/smileid/job_status/spec-page-example/response.json");

/// What the program prints of a reply whose words and names hold what belongs to a person.
fn printed(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reply.json");
    let reply = REPLY
        .replace("Enroll User", "canary@example.org is enrolled")
        .replace(
            "\"ResultCode\": \"0810\"",
            "\"ResultCode\": \"canary-19900131\"",
        )
        .replace(
            "\"Verify_ID_Number\": \"Verified\"",
            "\"canary-19900131\": \"canary 1990-01-31\"",
        );
    assert_ne!(reply, REPLY);
    fs::write(&file, reply).unwrap();
    let mut command = kyc(&["normalize", "--vouch-for-source"]);
    command.args(arguments).arg(&file);
    let run = run(command, b"");
    assert_eq!(run.status, 0, "{run:?}");
    run.out
}

fn case_file(cases: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cases.ndjson");
    fs::write(&file, cases).unwrap();
    let mut command = kyc(&["report"]);
    command.args(arguments).arg(&file);
    let run = run(command, b"");
    assert_eq!(run.status, 0, "{run:?}");
    run.out
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

#[test]
fn a_product_in_no_list_may_be_anything() {
    const PLANTED: &str = r#"{
        "status": "clear", "job_id": "job-1", "user_id": "user-1", "product": "canary@example.org",
        "timestamp": "2026-01-02T03:04:05Z"
    }"#;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("webhook.json"), PLANTED).unwrap();
    let normalized = |arguments: &[&str]| {
        let mut command = kyc(&["normalize", "--vouch-for-source", "webhook.json"]);
        command.args(arguments).current_dir(&folder);
        let run = run(command, b"");
        assert_eq!(run.status, 0, "{run:?}");
        run.out
    };
    for view in [&[][..], &["--to", "csv"], &["--summary"]] {
        let masked = normalized(view);
        assert!(!masked.contains("canary"), "{view:?}: {masked}");
    }
    for view in [
        &["--show-personal"][..],
        &["--to", "csv", "--show-personal"],
    ] {
        assert!(normalized(view).contains("canary"), "{view:?}");
    }
    let cases = normalized(&["--json"]);
    assert!(!case_file(&cases, &["--mask"]).contains("canary"));
    assert!(case_file(&cases, &[]).contains("canary"));
}

/// Every text of a provider that an outcome has beside its reasons, with something of a person in it.
const PLANTED: &str = r#"{
    "provider": "greenid", "product": "greenid_rule", "decision": "rejected", "finality": "final",
    "reference": {"provider": "greenid", "version": 1, "user_id": "u"},
    "decided_by": "greenid/LOCKED_OUT", "table_version": "greenid-2026-11-21", "remedy": "none",
    "reasons": [{"category": "locked_out", "weight": "decisive", "code": "canary-19900131"}],
    "source": "asked", "signature": "not_due", "environment": "production",
    "checks": [
        {
            "kind": "electoral_roll", "name": "AEC", "result": "failed", "performed_by": "machine",
            "method": "canary-19900132",
            "fields": [{
                "name": "street", "result": "mismatch", "address": "canary-19900133", "source_checked": true
            }]
        },
        {
            "kind": "document", "name": "canary-19900134", "result": "failed", "performed_by": "post_office",
            "fields": [{"name": "nameMatchesForm", "result": "match", "source_checked": true}]
        }
    ],
    "watchlist": [{"kind": "pep", "list": "canary-19900135", "pep_level": 19900140}],
    "evidence": [
        {"kind": "document", "name": "canary-19900134", "country": "canary-19900136"},
        {"kind": "post_office_file", "name": "canary-19900137"},
        {"kind": "image_link", "name": "canary-19900138", "country": "canary-19900139"}
    ]
}"#;

#[test]
fn a_masked_page_hides_them_in_every_place() {
    let cases = PLANTED.replace('\n', "");
    let open = case_file(&cases, &[]);
    for planted in 1..=9 {
        let planted = format!("canary-1990013{planted}");
        assert!(open.contains(&planted), "{planted}");
    }
    assert!(open.contains("19900140"));
    let masked = case_file(&cases, &["--mask"]);
    for hidden in ["canary", "19900140"] {
        assert!(!masked.contains(hidden), "{masked}");
    }
    assert!(masked.contains("unless they look like a person's"));
}
