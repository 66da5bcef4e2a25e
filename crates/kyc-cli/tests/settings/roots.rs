//! Roots of TLS.

use crate::{Folder, assert_error, common::run, kyc_with};

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
