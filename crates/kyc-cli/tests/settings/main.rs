//! Where settings come from: flags over environment over configuration file; secrets from files and standard input.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;
mod places;
mod roots;
mod secrets;

use std::{fs, path::PathBuf, process::Command};

use common::{JOB, Run, USER, approved, kyc};
use mockito::{Matcher, Mock, Server, ServerGuard};
use tempfile::TempDir;

const ASK: [&str; 6] = ["outcome", "smileid", "--user-id", USER, "--job-id", JOB];
const ASK_GREENID: [&str; 4] = ["outcome", "greenid", "--user-id", USER];

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// A Smile ID that only answers this partner.
fn smileid(partner_id: &str) -> (ServerGuard, Mock) {
    let mut server = Server::new();
    let mock = server
        .mock("POST", "/v1/job_status")
        .match_body(Matcher::PartialJsonString(format!(
            r#"{{"partner_id":"{partner_id}"}}"#
        )))
        .with_body(approved())
        .create();
    (server, mock)
}

fn url(server: &ServerGuard) -> String {
    format!("{}/v1", server.url())
}

fn kyc_with(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = kyc(arguments);
    command.envs(variables.iter().copied());
    command
}

fn assert_error(run: &Run, text: &str) {
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{run:?}");
    assert!(
        run.err.starts_with("kyc: ") && run.err.contains(text),
        "{text}: {run:?}"
    );
    assert_eq!(run.err.lines().count(), 1, "{run:?}");
    assert!(!run.err.contains("canary"), "{run:?}");
}
