//! `kyc sandbox` and `--sandbox`, as scripts and newcomers use them.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Output, Stdio},
};

use common::kyc;
use serde_json::Value;

fn output(arguments: &[&str]) -> Output {
    kyc(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A running sandbox, which is stopped at the end of a test whatever comes of it.
struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = kyc(&[&["sandbox"], arguments].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            child,
            ready: serde_json::from_str(&line).unwrap(),
        }
    }

    fn member(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    fn ask_smileid(&self, job_id: &str) -> Command {
        let mut command = kyc(&[
            "outcome",
            "smileid",
            "--user-id",
            "u-1",
            "--job-id",
            job_id,
            "--json",
        ]);
        command
            .env("SMILEID_SERVER", self.member("smileid_server"))
            .env("SMILEID_PARTNER_ID", self.member("smileid_partner_id"))
            .env("SMILEID_API_KEY", self.member("smileid_api_key"));
        command
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_line_that_it_prints_is_all_that_a_script_needs() {
    let sandbox = Running::start(&[]);
    let members: Vec<_> = sandbox.ready.as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        members,
        [
            "greenid_customer_id",
            "greenid_endpoint",
            "greenid_password",
            "greenid_password_endpoint",
            "pid",
            "smileid_api_key",
            "smileid_partner_id",
            "smileid_server"
        ]
    );
    assert_eq!(sandbox.ready["pid"], sandbox.child.id());
    assert!(sandbox.member("smileid_server").ends_with("/v1"));
    let asked = sandbox.ask_smileid("approved").output().unwrap();
    assert_eq!(asked.status.code(), Some(0), "{}", text(&asked.stderr));
    for endpoint in ["greenid_endpoint", "greenid_password_endpoint"] {
        let mut command = kyc(&["outcome", "greenid", "--user-id", "locked-out"]);
        command
            .env("GREENID_ENDPOINT", sandbox.member(endpoint))
            .env("GREENID_CUSTOMER_ID", sandbox.member("greenid_customer_id"));
        if endpoint == "greenid_password_endpoint" {
            command.env("GREENID_PASSWORD", sandbox.member("greenid_password"));
        }
        assert_eq!(
            command.output().unwrap().status.code(),
            Some(10),
            "{endpoint}"
        );
    }
}

#[test]
fn an_address_needs_no_port_and_may_be_localhost() {
    for address in ["localhost", "localhost:0", "127.0.0.1"] {
        let sandbox = Running::start(&["--listen", address]);
        let server = sandbox.member("smileid_server");
        assert!(server.starts_with("http://127.0.0.1:"), "{server}");
    }
}

#[test]
fn accounts_are_those_that_were_given() {
    let sandbox = Running::start(&[
        "--smileid-partner-id=085",
        "--smileid-api-key=another-invented-key",
        "--greenid-customer-id=acme",
        "--greenid-password=open-sesame",
    ]);
    assert_eq!(sandbox.member("smileid_partner_id"), "085");
    assert_eq!(sandbox.member("smileid_api_key"), "another-invented-key");
    assert_eq!(sandbox.member("greenid_customer_id"), "acme");
    assert_eq!(sandbox.member("greenid_password"), "open-sesame");
    assert_eq!(
        sandbox.ask_smileid("spoof").output().unwrap().status.code(),
        Some(10)
    );
    let wrong = sandbox
        .ask_smileid("spoof")
        .env("SMILEID_API_KEY", "a-wrong-key")
        .output()
        .unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(
        text(&wrong.stderr).contains("not authorized"),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn over_tls_the_ca_is_where_it_was_wanted() {
    let directory = tempfile::tempdir().unwrap();
    let ca = directory.path().join("ca.pem");
    let sandbox = Running::start(&["--tls", "--ca-out", ca.to_str().unwrap()]);
    assert!(
        sandbox
            .member("greenid_endpoint")
            .starts_with("https://127.0.0.1:")
    );
    assert!(
        fs::read_to_string(&ca)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    let ask = || {
        let mut command = kyc(&["outcome", "greenid", "--user-id", "verified", "--json"]);
        command
            .env("GREENID_ENDPOINT", sandbox.member("greenid_endpoint"))
            .env("GREENID_CUSTOMER_ID", sandbox.member("greenid_customer_id"));
        command
    };
    assert_eq!(
        ask().output().unwrap().status.code(),
        Some(1),
        "nobody vouches for its CA"
    );
    let asked = ask().env("GREENID_ROOT_PEM", &ca).output().unwrap();
    assert_eq!(asked.status.code(), Some(0), "{}", text(&asked.stderr));
    let outcome: Value = serde_json::from_slice(&asked.stdout).unwrap();
    assert_eq!(outcome["source"], "asked");
}

#[test]
fn only_an_empty_file_and_the_ca_of_a_sandbox_are_overwritten() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ca.pem");
    let start = || Running::start(&["--tls", "--ca-out", path.to_str().unwrap()]);
    fs::write(&path, "").unwrap();
    drop(start());
    let ca = fs::read_to_string(&path).unwrap();
    drop(start());
    assert_ne!(fs::read_to_string(&path).unwrap(), ca);

    let another = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../kyc-http/tests/data/root.pem"
    ))
    .unwrap();
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for precious in [
        "precious".to_owned(),
        format!("{another}{key}"),
        format!("{ca}{key}"),
        format!("{key}{ca}"),
        format!("{ca}{ca}"),
        format!("precious\n{ca}"),
        format!("{ca}precious\n"),
        another,
    ] {
        fs::write(&path, &precious).unwrap();
        let refused = output(&["sandbox", "--tls", "--ca-out", path.to_str().unwrap()]);
        assert_eq!(refused.status.code(), Some(1), "{precious}");
        let said = text(&refused.stderr);
        assert!(
            said.contains("something else than the CA of an earlier sandbox"),
            "{said}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), precious);
    }
    let folder = directory.path().to_str().unwrap();
    let refused = output(&["sandbox", "--tls", "--ca-out", folder]);
    let said = text(&refused.stderr);
    assert!(
        said.contains("the file of --ca-out is there and cannot be read: "),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn it_stops_on_either_signal_with_status_0() {
    for signal in ["INT", "TERM"] {
        let mut sandbox = Running::start(&[]);
        let pid = sandbox.child.id().to_string();
        let sent = Command::new("kill")
            .args([format!("-{signal}"), pid])
            .status()
            .unwrap();
        assert!(sent.success());
        assert_eq!(sandbox.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    for (arguments, status, says) in [
        (&["--listen", "0.0.0.0:0"][..], 1, "loopback only"),
        (&["--listen", "0.0.0.0"], 1, "loopback only"),
        (&["--listen", "here"], 2, "invalid value"),
        (&["--ca-out", "x.pem"], 2, "--tls"),
        (&["--client-ca", "x.pem"], 2, "--tls"),
        (
            &["--tls", "--client-ca", "no-such-file.pem"],
            1,
            "--client-ca cannot be read",
        ),
        (&["--smileid-partner-id", "a b"], 1, "partner id"),
        (&["--smileid-partner-id", "000"], 1, "partner id"),
        (
            &["--notification-url", "https://bank.example/"],
            1,
            "notification URL has to lead to this machine",
        ),
        (
            &["--v3-callback-url", "https://bank.example/"],
            1,
            "V3 callback URL has to lead to this machine",
        ),
    ] {
        let refused = output(&[&["sandbox"], arguments].concat());
        assert_eq!(refused.status.code(), Some(status), "{arguments:?}");
        assert!(
            text(&refused.stderr).contains(says),
            "{arguments:?}: {}",
            text(&refused.stderr)
        );
        assert!(refused.stdout.is_empty());
    }
}

#[test]
fn an_outcome_of_the_sandbox_says_so() {
    for (arguments, status) in [
        (&["smileid", "--job-id", "approved"][..], 0),
        (&["smileid", "--job-id", "provisional"], 12),
        (&["greenid"], 13),
    ] {
        let user = if arguments == ["greenid"] {
            "unknown-outcome"
        } else {
            "u-1"
        };
        let whole = [&["outcome"], arguments, &["--sandbox", "--user-id", user]].concat();
        let told = output(&whole);
        assert_eq!(told.status.code(), Some(status), "{}", text(&told.stderr));
        let table = text(&told.stdout);
        assert!(
            table.starts_with("SANDBOX: no provider was asked"),
            "{table}"
        );
        assert!(table.contains("loopback") && !table.contains("environment  production"));
        let told = output(&[&whole[..], &["--json"]].concat());
        let outcome: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!(
            (&outcome["source"], &outcome["environment"]),
            (&"loopback".into(), &"custom".into())
        );
        assert!(text(&told.stderr).contains("SANDBOX"));
    }
}

#[test]
fn every_scenario_is_listed_with_its_decision() {
    let listed = text(&output(&["sandbox", "--list-scenarios"]).stdout);
    for scenario in kyc_sandbox::scenario::all() {
        let line = listed
            .lines()
            .find(|line| line.split_whitespace().next() == Some(&scenario.id()))
            .unwrap_or_else(|| panic!("{}", scenario.id()));
        assert!(line.len() <= 80, "{line}");
    }
    assert!(listed.contains("  approved                        verified (smileid/1/0810)\n"));
}
