//! Which settings there are, and where each came from.

use super::*;

#[test]
fn settings_by_where_they_are() {
    let folder = Folder::new();
    let key = folder.write("key", KEY);
    let config = folder.write(
        "kyc.toml",
        "[smileid]\napi_key_file = \"key\"\nserver = \"0\"\n[greenid]\ncustomer_id = \"canary\"\n",
    );
    let offline = |more: &[&str]| {
        let config = config.to_str().unwrap();
        let mut command = kyc(&[&["doctor", "--offline", "--config", config], more].concat());
        command.env("SMILEID_PARTNER_ID", "canary");
        command
    };
    let found = doctor(offline(&["smileid", "--smileid-server", "1"]));
    assert_eq!(
        found[..4],
        [
            "ok configuration: the configuration file of --config is read",
            "ok setting: SMILEID_PARTNER_ID: set in the environment",
            "ok setting: SMILEID_API_KEY_FILE: set in the configuration file",
            "ok setting: SMILEID_SERVER: given as a flag",
        ]
    );
    for check in ["name", "connection", "tls", "clock", "call", "v3_token"] {
        assert_eq!(
            line(&found, check),
            format!("skipped {check}: not looked at, because of --offline")
        );
    }
    assert_eq!(found.len(), 10);

    let found = doctor(offline(&["greenid"]));
    assert_eq!(
        found[1..3],
        [
            "ok setting: GREENID_CUSTOMER_ID: set in the configuration file".to_owned(),
            "failed setting: GREENID_ENDPOINT: missing -> set it to the full URL of the service that your account uses"
                .to_owned(),
        ]
    );
    // Both, where none is named.
    let found = doctor(offline(&[]));
    assert_eq!(found.len(), 1 + 9 + 2 + 5);

    if cfg!(unix) {
        chmod(&key, 0o640);
        let found = doctor(offline(&["smileid"]));
        assert!(
            line(&found, "secret_file")
                .starts_with("warning secret_file: the file of SMILEID_API_KEY_FILE")
        );
    }

    let mut command = kyc(&["doctor", "--smileid-api-key-file", "-", "--offline"]);
    command
        .env("SMILEID_PARTNER_ID", "8085")
        .env("SMILEID_SERVER", "0");
    let from_input = run(command, KEY.as_bytes());
    assert_eq!(from_input.status, 0, "{from_input:?}");
    assert!(
        from_input
            .out
            .contains("SMILEID_API_KEY_FILE: given as a flag"),
        "{from_input:?}"
    );
}

#[test]
fn settings_that_are_wrong() {
    let config = Folder::new();
    let broken = config.write("kyc.toml", "[smileid]\nport = \"canary\"\n");
    let mut command = kyc(&["doctor"]);
    command.env("KYC_CONFIG", broken);
    let found = doctor(command);
    assert_eq!(
        found,
        [
            "failed configuration: the configuration file of KYC_CONFIG, line 2: port is unknown -> known are \
             partner_id, server, api_key_file, root_pem"
        ]
    );

    let found = doctor(kyc(&["doctor"]));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with(
            "failed configuration: no provider is configured -> set SMILEID_PARTNER_ID"
        ),
        "{found:#?}"
    );
    // One that is asked for is looked at all the same.
    let found = doctor(kyc(&["doctor", "smileid"]));
    assert_eq!(
        found[..3],
        [
            "failed setting: SMILEID_PARTNER_ID: missing -> set it to your partner id, leading zeros included",
            "failed setting: SMILEID_API_KEY: missing -> set it to your API key, exactly as the Smile ID portal shows it",
            "failed setting: SMILEID_SERVER: missing -> set it to 0 for the sandbox, 1 for production, or a URL that \
             ends in /v1",
        ]
    );

    for (name, value, text) in [
        (
            "SMILEID_API_KEY",
            "canary\n",
            "SMILEID_API_KEY begins or ends with a blank or a line end -> set the key alone",
        ),
        (
            "SMILEID_SERVER",
            "canary",
            "SMILEID_SERVER is neither 0 for the sandbox",
        ),
        (
            "SMILEID_PARTNER_ID",
            "canary canary",
            "SMILEID_PARTNER_ID is no partner id",
        ),
        (
            "SMILEID_ROOT_PEM",
            "/nowhere/canary",
            "the file of SMILEID_ROOT_PEM cannot be read",
        ),
    ] {
        let mut command = smileid("0");
        command.env(name, value);
        let found = doctor(command);
        assert!(
            found
                .iter()
                .any(|line| line.starts_with(&format!("failed setting: {text}"))),
            "{found:#?}"
        );
        assert!(line(&found, "call").starts_with("skipped"), "{found:#?}");
    }

    let mut command = greenid("https://localhost:1/r/VerificationServices");
    command.arg("--offline");
    let found = doctor(command);
    assert!(
        found.iter().any(|line| line.starts_with(
            "warning setting: there is a password, and GREENID_ENDPOINT is not the service for passwords"
        )),
        "{found:#?}"
    );
}
