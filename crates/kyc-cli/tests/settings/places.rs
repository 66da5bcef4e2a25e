//! Flags, environment, file: which goes first, and what is wrong where.

use crate::{
    ASK, ASK_GREENID, Folder, assert_error,
    common::{KEY, PARTNER, kyc, run},
    kyc_with, smileid, url,
};

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
