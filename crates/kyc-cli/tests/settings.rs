//! Where settings come from: flags over environment over configuration file; secrets from files and standard input.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{fs, path::PathBuf, process::Command};

use common::{JOB, KEY, PARTNER, PASSWORD, Run, USER, approved, green_verified, kyc, run};
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

#[test]
fn flags_stand_over_the_environment_and_that_over_the_file() {
    let folder = Folder::new();
    folder.write("key", KEY);
    let (file, from_file) = smileid(PARTNER);
    let (variable, from_variable) = smileid(PARTNER);
    let (flag, from_flag) = smileid(PARTNER);
    let config = folder.write(
        "kyc.toml",
        format!(
            "[smileid]\npartner_id = \"{PARTNER}\"\nserver = \"{}\"\napi_key_file = \"key\"\n",
            url(&file)
        ),
    );

    let asked = run(kyc(&[&["--config", &config], &ASK[..]].concat()), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    from_file.assert();

    let variables = [
        ("KYC_CONFIG", config.as_str()),
        ("SMILEID_SERVER", &url(&variable)),
    ];
    let asked = run(kyc_with(&ASK, &variables), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    from_variable.assert();

    let server = url(&flag);
    let arguments = [&ASK[..], &["--smileid-server", &server]].concat();
    let asked = run(kyc_with(&arguments, &variables), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    from_flag.assert();

    // An empty variable is none.
    let variables = [("KYC_CONFIG", config.as_str()), ("SMILEID_SERVER", " ")];
    let asked = run(kyc_with(&ASK, &variables), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    from_file.expect(2).assert();
}

#[test]
fn the_partner_id_is_taken_from_the_nearest_place() {
    let folder = Folder::new();
    let (server, mock) = smileid("085");
    let config = folder.write("kyc.toml", "smileid.partner_id = \"083\"\n");
    let variables = [
        ("SMILEID_API_KEY", KEY),
        ("SMILEID_SERVER", &url(&server)),
        ("KYC_CONFIG", &config),
        ("SMILEID_PARTNER_ID", "084"),
    ];
    let arguments = [&ASK[..], &["--smileid-partner-id", "085"]].concat();
    let asked = run(kyc_with(&arguments, &variables), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    mock.assert();
}

#[test]
fn the_usual_place_is_read_where_nothing_names_another() {
    let folder = Folder::new();
    let (server, mock) = smileid(PARTNER);
    folder.write("home/kyc/the key", format!("{KEY}\r\n"));
    folder.write(
        "home/kyc/config.toml",
        format!(
            "[smileid]\nserver = \"{}\"\npartner_id = \"{PARTNER}\"\napi_key_file = \"the key\"\n",
            url(&server)
        ),
    );
    let home = folder.path("home");
    let variables = [("XDG_CONFIG_HOME", home.to_str().unwrap())];
    let asked = run(kyc_with(&ASK, &variables), b"");
    assert_eq!(asked.status, 0, "{asked:?}");
    mock.assert();

    // Another file replaces it as a whole.
    let config = folder.write("other.toml", "");
    let arguments = [&ASK[..], &["--config", &config]].concat();
    let asked = run(kyc_with(&arguments, &variables), b"");
    assert!(asked.err.contains("SMILEID_PARTNER_ID"), "{asked:?}");
    mock.assert();
}

#[test]
fn what_is_wrong_with_the_file_is_named() {
    let folder = Folder::new();
    for (content, text) in [
        (
            "[smileid]\nport = \"canary\"",
            "line 2: port is unknown; known are partner_id, server",
        ),
        ("\n[acme]\n", "line 2: acme is unknown here"),
        ("[smileid]\nserver = canary", "line 2: this is no TOML"),
        (
            "[smileid]\nserver = 0",
            "line 2: server has to be a text in quotes",
        ),
        (
            "[smileid]\napi_key = \"canary\"",
            "line 2: api_key must not stand in this file",
        ),
        (
            "[greenid]\npassword = \"canary\"",
            "line 2: password must not stand in this file",
        ),
    ] {
        let config = folder.write("canary.toml", content);
        for run in [
            run(kyc(&[&ASK[..], &["--config", &config]].concat()), b""),
            run(kyc_with(&ASK_GREENID, &[("KYC_CONFIG", &config)]), b""),
            run(kyc(&["--config", &config, "normalize", "-"]), b""),
        ] {
            assert_error(&run, text);
        }
    }
    let config = folder.write("canary.toml", [0xff]);
    assert_error(
        &run(kyc(&[&ASK[..], &["--config", &config]].concat()), b""),
        "the configuration file of --config cannot be read",
    );
    let variables = [("KYC_CONFIG", "/nowhere/canary.toml")];
    assert_error(
        &run(kyc_with(&ASK, &variables), b""),
        "the configuration file of KYC_CONFIG cannot be read",
    );
    let large = folder.write("large.toml", vec![b'#'; 1024 * 1024 + 1]);
    assert_error(
        &run(kyc(&["--config", &large, "normalize", "-"]), b""),
        "it is larger than 1 MiB",
    );
    // In the usual place nobody named it, so it is shown.
    folder.write("kyc/config.toml", "x = 1");
    let home = folder.path("");
    let variables = [("XDG_CONFIG_HOME", home.to_str().unwrap())];
    assert_error(
        &run(kyc_with(&ASK, &variables), b""),
        &format!(
            "the configuration file {}, line 1",
            folder.path("kyc/config.toml").display()
        ),
    );
}

#[test]
fn a_wrong_value_is_named_by_its_place() {
    let folder = Folder::new();
    let config = folder.write(
        "kyc.toml",
        "[smileid]\nserver = \"canary\"\n[greenid]\nendpoint = \"canary\"\n",
    );
    let account = [
        ("SMILEID_PARTNER_ID", PARTNER),
        ("SMILEID_API_KEY", KEY),
        ("GREENID_CUSTOMER_ID", "acme"),
    ];
    let asked = |arguments: &[&str]| run(kyc_with(arguments, &account), b"");
    assert_error(
        &asked(&[&ASK[..], &["--config", &config]].concat()),
        "kyc: server in [smileid] of the configuration file is neither 0",
    );
    assert_error(
        &asked(&[&ASK[..], &["--smileid-server", "canary"]].concat()),
        "kyc: --smileid-server is neither 0",
    );
    assert_error(
        &asked(&[&ASK_GREENID[..], &["--config", &config]].concat()),
        "kyc: endpoint in [greenid] of the configuration file is no full URL",
    );
    assert_error(
        &asked(&[&ASK_GREENID[..], &["--greenid-endpoint", "canary"]].concat()),
        "kyc: --greenid-endpoint is no full URL",
    );
}

#[test]
fn a_key_comes_from_a_file_or_from_standard_input() {
    let folder = Folder::new();
    let (server, mock) = smileid(PARTNER);
    let url = url(&server);
    let account = [
        ("SMILEID_PARTNER_ID", PARTNER),
        ("SMILEID_SERVER", url.as_str()),
    ];
    for content in ["", "\n", "\r\n"] {
        let content = format!("{KEY}{content}");
        let file = folder.write("key", &content);
        let arguments = [&ASK[..], &["--smileid-api-key-file", &file]].concat();
        for (command, input) in [
            (kyc_with(&arguments, &account), ""),
            (
                kyc_with(
                    &ASK,
                    &[&account[..], &[("SMILEID_API_KEY_FILE", &file)]].concat(),
                ),
                "",
            ),
            (
                kyc_with(
                    &[&ASK[..], &["--smileid-api-key-file", "-"]].concat(),
                    &account,
                ),
                content.as_str(),
            ),
        ] {
            let asked = run(command, input.as_bytes());
            assert_eq!(asked.status, 0, "{asked:?}");
        }
    }
    mock.expect(9).assert();
}

#[test]
fn a_file_of_no_use_is_named() {
    let folder = Folder::new();
    let account = [("SMILEID_PARTNER_ID", PARTNER), ("SMILEID_SERVER", "0")];
    let large = folder.write("large", [b'x'; 64 * 1024 + 1]);
    for (file, text) in [
        (
            "/nowhere/canary",
            "--smileid-api-key-file names what cannot be read",
        ),
        (
            folder.path("").to_str().unwrap(),
            "--smileid-api-key-file names what cannot be read",
        ),
        (
            &folder.write("1", ""),
            "--smileid-api-key-file names what is empty",
        ),
        (
            &folder.write("2", " \n"),
            "--smileid-api-key-file names what is empty",
        ),
        (
            &folder.write("3", [0xff, 0xfe]),
            "--smileid-api-key-file names what is not UTF-8 text",
        ),
        (&large, "it is larger than 64 KiB"),
        (
            &folder.write("7", "canary\nsecond\n"),
            "--smileid-api-key-file names what is more than one line",
        ),
        (
            &folder.write("4", "canary\n\n"),
            "the content of --smileid-api-key-file begins or ends with a blank or a line end",
        ),
        (
            &folder.write("5", " canary"),
            "the content of --smileid-api-key-file begins or ends with a blank or a line end",
        ),
    ] {
        let arguments = [&ASK[..], &["--smileid-api-key-file", file]].concat();
        assert_error(&run(kyc_with(&arguments, &account), b""), text);
    }
    let account = [
        ("GREENID_CUSTOMER_ID", "acme"),
        (
            "GREENID_ENDPOINT",
            "https://127.0.0.1:1/VerificationServicesPassword",
        ),
        ("GREENID_PASSWORD_FILE", &folder.write("6", "canary\n\n")),
    ];
    assert_error(
        &run(kyc_with(&ASK_GREENID, &account), b""),
        "the content of GREENID_PASSWORD_FILE cannot be sent",
    );
}

#[test]
fn two_places_of_one_secret_are_an_error_unless_one_stands_over_the_other() {
    let folder = Folder::new();
    let (server, mock) = smileid(PARTNER);
    let file = folder.write("key", KEY);
    let wrong = folder.write("wrong", "another-key");
    let config = folder.write("kyc.toml", "smileid.api_key_file = \"wrong\"\n");
    let url = url(&server);
    let account = [
        ("SMILEID_PARTNER_ID", PARTNER),
        ("SMILEID_SERVER", url.as_str()),
        ("SMILEID_API_KEY", KEY),
    ];
    assert_error(
        &run(
            kyc_with(
                &ASK,
                &[&account[..], &[("SMILEID_API_KEY_FILE", &file)]].concat(),
            ),
            b"",
        ),
        "SMILEID_API_KEY and SMILEID_API_KEY_FILE are both set; unset one of them",
    );
    // The environment stands over the file, the flag over both.
    let asked = run(
        kyc_with(&[&ASK[..], &["--config", &config]].concat(), &account),
        b"",
    );
    assert_eq!(asked.status, 0, "{asked:?}");
    let account = [
        ("SMILEID_PARTNER_ID", PARTNER),
        ("SMILEID_SERVER", &url),
        ("SMILEID_API_KEY", "another-key"),
        ("SMILEID_API_KEY_FILE", &wrong),
    ];
    let asked = run(
        kyc_with(
            &[&ASK[..], &["--smileid-api-key-file", &file]].concat(),
            &account,
        ),
        b"",
    );
    assert_eq!(asked.status, 0, "{asked:?}");
    mock.expect(2).assert();
}

#[test]
fn a_password_comes_from_a_file() {
    let folder = Folder::new();
    let mut server = Server::new();
    let mock = server
        .mock("POST", "/r/VerificationServicesPassword")
        .match_body(Matcher::Regex(format!("<password>{PASSWORD}</password>")))
        .with_header("content-type", "text/xml")
        .with_body(green_verified())
        .expect(2)
        .create();
    folder.write("password", format!("{PASSWORD}\n"));
    let config = folder.write(
        "kyc.toml",
        format!(
            "[greenid]\ncustomer_id = \"acme\"\nendpoint = \"{}/r/VerificationServicesPassword\"\n\
             password_file = \"password\"\n",
            server.url()
        ),
    );
    let asked = run(
        kyc(&[&ASK_GREENID[..], &["--config", &config]].concat()),
        b"",
    );
    assert_eq!(asked.status, 0, "{asked:?}");
    let arguments = [
        &ASK_GREENID[..],
        &["--config", &config, "--greenid-password-file", "-"],
    ]
    .concat();
    let asked = run(kyc(&arguments), PASSWORD.as_bytes());
    assert_eq!(asked.status, 0, "{asked:?}");
    mock.assert();
}

#[test]
fn standard_input_is_read_for_one_thing() {
    let key = [
        "--smileid-partner-id",
        PARTNER,
        "--smileid-api-key-file",
        "-",
    ];
    let saved = run(kyc(&[&["normalize", "-"], &key[..]].concat()), b"canary");
    assert_error(
        &saved,
        "--smileid-api-key-file asks for standard input, which is read for something else",
    );

    let folder = Folder::new();
    let reply = folder.write("reply.json", approved());
    let vouched = ["normalize", "--vouch-for-source", "--json", &reply];
    let saved = run(kyc(&[&vouched[..], &key].concat()), KEY.as_bytes());
    assert_eq!(saved.status, 0, "{saved:?}");
    assert!(saved.out.contains(r#""signature":"valid""#), "{saved:?}");
    let saved = run(kyc(&[&vouched[..], &key].concat()), b"another-key");
    assert_eq!((saved.status, saved.out.as_str()), (1, ""), "{saved:?}");
    assert!(saved.err.contains("do not believe the answer"), "{saved:?}");
}

#[test]
fn half_of_the_credentials_is_named_by_its_place() {
    let saved = run(
        kyc(&["normalize", "-", "--smileid-partner-id", PARTNER]),
        b"",
    );
    assert_error(
        &saved,
        "--smileid-partner-id is set and SMILEID_API_KEY is not",
    );
}

#[test]
fn the_sandbox_takes_no_settings() {
    for arguments in [
        [&ASK[..], &["--sandbox", "--smileid-server", "0"]].concat(),
        [&ASK[..], &["--sandbox", "--smileid-partner-id", "085"]].concat(),
        [
            &ASK_GREENID[..],
            &["--sandbox", "--greenid-customer-id", "a"],
        ]
        .concat(),
    ] {
        let asked = run(kyc(&arguments), b"");
        assert_eq!((asked.status, asked.out.as_str()), (2, ""), "{asked:?}");
        assert!(asked.err.contains("cannot be used with"), "{asked:?}");
    }
    // Not even a broken file is looked at.
    let asked = run(
        kyc_with(
            &[
                "outcome",
                "smileid",
                "--sandbox",
                "--user-id",
                "u",
                "--job-id",
                "approved",
            ],
            &[
                ("KYC_CONFIG", "/nowhere/kyc.toml"),
                ("SMILEID_SERVER", "canary"),
            ],
        ),
        b"",
    );
    assert_eq!(asked.status, 0, "{asked:?}");
}

#[test]
fn roots_are_trusted_for_smile_id_too() {
    let sandbox = kyc_sandbox::Builder::default()
        .tls(true)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    folder.write("roots.pem", sandbox.ca_pem().unwrap());
    let server = sandbox.smileid_server();
    let account = [
        ("SMILEID_PARTNER_ID", sandbox.account().smileid_partner_id()),
        ("SMILEID_API_KEY", "fake-api-key-0123456789"),
        ("SMILEID_SERVER", &server),
    ];
    let ask = [
        "outcome",
        "smileid",
        "--user-id",
        "u",
        "--job-id",
        "approved",
    ];
    let asked = run(kyc_with(&ask, &account), b"");
    assert_eq!((asked.status, asked.out.as_str()), (1, ""), "{asked:?}");
    assert!(
        asked.err.contains("issuer that is not trusted"),
        "{asked:?}"
    );

    let root = folder.path("roots.pem");
    let root = root.to_str().unwrap();
    let config = folder.write("kyc.toml", "[smileid]\nroot_pem = \"roots.pem\"");
    for asked in [
        run(
            kyc_with(
                &ask,
                &[&account[..], &[("SMILEID_ROOT_PEM", root)]].concat(),
            ),
            b"",
        ),
        run(
            kyc_with(
                &[&ask[..], &["--smileid-root-pem", root]].concat(),
                &account,
            ),
            b"",
        ),
        run(
            kyc_with(&[&ask[..], &["--config", &config]].concat(), &account),
            b"",
        ),
    ] {
        assert_eq!(asked.status, 0, "{asked:?}");
    }
    for (file, text) in [
        (
            "/nowhere/canary",
            "the file of SMILEID_ROOT_PEM cannot be read",
        ),
        (
            &folder.write("no.pem", "canary"),
            "the file of SMILEID_ROOT_PEM is of no use",
        ),
    ] {
        assert_error(
            &run(
                kyc_with(
                    &ask,
                    &[&account[..], &[("SMILEID_ROOT_PEM", file)]].concat(),
                ),
                b"",
            ),
            text,
        );
    }
}
