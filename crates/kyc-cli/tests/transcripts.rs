//! What is typed and what comes back: every command's help, success and each error, as `tests/cmd/*/*.trycmd`.
//!
//! A file is a conversation: `$` and a command, `? 1` where its exit status is not 0, and its output, both streams. In it
//! `[..]` is anything within a line, and `...` is any lines. A folder `x.in` beside `x.trycmd` is where `x.trycmd` runs. To
//! add a command, add a file with its `$` lines in code fences to the folder whose servers it needs; to write down what it
//! answers now, run with `TRYCMD=overwrite`, read the difference, and put `[..]` for what is another at each run.

#![allow(
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

use std::{env, fs, path::Path};

use kyc_sandbox::{Builder, Sandbox};
use secrecy::ExposeSecret as _;
use trycmd::TestCases;

/// What this program is configured by. A conversation sets what it needs before a command, as in `$ A=b kyc ...`.
const SETTINGS: [&str; 3] = ["KYC_", "SMILEID_", "GREENID_"];

/// The program with nothing configured, wherever it runs.
fn cases(folder: &str) -> TestCases {
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let is_setting = SETTINGS.iter().any(|start| name.starts_with(start));
        assert!(
            !is_setting,
            "unset {name}: it would change what the program says"
        );
    }
    let cases = TestCases::new();
    cases.register_bin("kyc", Path::new(env!("CARGO_BIN_EXE_kyc")));
    for proxy in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        cases.env(proxy, "");
    }
    cases
        .env("XDG_CONFIG_HOME", "/nowhere")
        .env(
            "SSL_CERT_FILE",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../kyc-http/tests/data/root.pem"
            ),
        )
        .case(format!("tests/cmd/{folder}/*.trycmd"));
    cases
}

/// The program with a configuration file for a sandbox that runs.
fn run_with(sandbox: &Sandbox, folder: &str) {
    let home = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = home.path().join(name);
        fs::write(&path, content).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        path.to_str().unwrap().to_owned()
    };
    let account = sandbox.account();
    write("smileid.key", account.smileid_api_key().expose_secret());
    write(
        "greenid.password",
        account.greenid_password().expose_secret(),
    );
    let roots = sandbox.ca_pem().map_or("", |pem| {
        write("roots.pem", pem);
        "root_pem = \"roots.pem\"\n"
    });
    let config = write(
        "kyc.toml",
        &format!(
            "[smileid]\npartner_id = \"{}\"\nserver = \"{}\"\napi_key_file = \"smileid.key\"\n{roots}\
             [greenid]\ncustomer_id = \"{}\"\nendpoint = \"{}\"\npassword_file = \"greenid.password\"\n{roots}",
            account.smileid_partner_id(),
            sandbox.smileid_server(),
            account.greenid_customer_id(),
            sandbox.greenid_password_endpoint(),
        ),
    );
    let cases = cases(folder);
    cases
        .insert_var("[PORT]", sandbox.address().port().to_string())
        .unwrap();
    cases.env("KYC_CONFIG", config).run();
}

#[test]
fn without_any_server() {
    cases("alone").run();
}

#[test]
fn with_a_sandbox() {
    run_with(&Sandbox::start_blocking().unwrap(), "sandbox");
}

#[test]
fn with_a_sandbox_over_tls() {
    let sandbox = Builder::default().tls(true).start_blocking().unwrap();
    run_with(&sandbox, "sandbox_tls");
}
