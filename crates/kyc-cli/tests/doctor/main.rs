//! `kyc doctor` against the sandbox and against servers of all kinds of fault.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

#[path = "../common/mod.rs"]
mod common;

mod calls;
mod client_certificate;
mod network;
mod servers;
mod settings;

use std::{fs, path::PathBuf, process::Command};

use common::{KEY, PASSWORD, Run, envelope, kyc, run};
use kyc_sandbox::{Builder, Sandbox};
use serde_json::Value;
use servers::{Authority, answer, closed_port, plain_server, tls_server};
use tempfile::TempDir;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../kyc-http/tests/data");

/// `verdict check: what -> next`, a line each.
fn found(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| {
            let details = check.get("details").and_then(Value::as_array);
            let details: String = details
                .into_iter()
                .flatten()
                .map(|detail| format!("; {}", text(detail)))
                .collect();
            let next = check.get("next").map(text);
            let next = next.map_or(String::new(), |next| format!(" -> {next}"));
            format!(
                "{} {}: {}{details}{next}",
                text(&check["verdict"]),
                text(&check["check"]),
                text(&check["what"])
            )
        })
        .collect()
}

/// Runs `kyc doctor --json`, and checks that its exit status says what it found.
fn doctor(mut command: Command) -> Vec<String> {
    command.arg("--json");
    let run = run(command, b"");
    assert_eq!(run.err, "", "{run:?}");
    assert_eq!(run.out.lines().count(), 1, "{run:?}");
    assert!(!run.out.contains("canary"), "{run:?}");
    let found = found(&run);
    let has = |word: &str| found.iter().any(|line| line.starts_with(word));
    let verdict = match (has("failed"), has("warning")) {
        (true, _) => "failed",
        (false, true) => "warning",
        (false, false) => "ok",
    };
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["verdict"], verdict, "{run:?}");
    assert_eq!(run.status, i32::from(verdict == "failed"), "{run:?}");
    found
}

/// The one line about a check.
fn line<'a>(found: &'a [String], check: &str) -> &'a str {
    let lines: Vec<_> = found
        .iter()
        .filter(|line| line.split(' ').nth(1) == Some(&format!("{check}:")))
        .collect();
    assert_eq!(lines.len(), 1, "{check}: {found:#?}");
    lines[0]
}

fn smileid(server: &str) -> Command {
    let mut command = kyc(&["doctor"]);
    command
        .env("SMILEID_PARTNER_ID", "8085")
        .env("SMILEID_API_KEY", KEY)
        .env("SMILEID_SERVER", server);
    command
}

fn greenid(endpoint: &str) -> Command {
    let mut command = kyc(&["doctor"]);
    command
        .env("GREENID_CUSTOMER_ID", "acme")
        .env("GREENID_PASSWORD", PASSWORD)
        .env("GREENID_ENDPOINT", endpoint);
    command
}

fn sandbox() -> Sandbox {
    Builder::default()
        .smileid_partner_id("8085")
        .smileid_api_key(KEY)
        .start_blocking()
        .unwrap()
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file that only its owner can read.
    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        chmod(&path, 0o600);
        path
    }
}

fn chmod(path: &PathBuf, mode: u32) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
}
