//! Keys and passwords: from the environment, a file or standard input.

use mockito::{Matcher, Server};

use crate::{
    ASK, ASK_GREENID, Folder, assert_error,
    common::{KEY, PARTNER, PASSWORD, approved, green_verified, kyc, run},
    kyc_with, smileid, url,
};

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
