//! The client certificate.

use super::*;

#[test]
fn a_client_certificate_is_read() {
    let folder = Folder::new();
    let own = Authority::new("Invented Own");
    let port = closed_port();
    let url = format!("https://localhost:{port}/r/VerificationServices");
    let asked = |pem: &PathBuf| {
        let mut command = greenid(&url);
        command
            .env("GREENID_PASSWORD", "")
            .env("GREENID_CLIENT_PEM", pem);
        doctor(command)
    };
    let both = |(certificate, key): (String, String)| certificate + &key;
    let identity = folder.write("1.pem", both(own.issue("client.example", true, 100)));
    let found = asked(&identity);
    let certificate = line(&found, "certificate");
    assert!(
        certificate.starts_with(
            "ok certificate: of client.example; issued by Invented Own; valid for 100 days until 20"
        ),
        "{certificate}"
    );
    let soon = folder.write("2.pem", both(own.issue("client.example", true, 20)));
    let found = asked(&soon);
    let certificate = line(&found, "certificate");
    assert!(
        certificate.starts_with("warning certificate: ")
            && certificate.contains("valid for 20 days until 20"),
        "{certificate}"
    );
    let expired = folder.write("3.pem", both(own.issue("client.example", true, -1)));
    let found = asked(&expired);
    let certificate = line(&found, "certificate");
    assert!(
        certificate.starts_with(
            "failed certificate: of client.example; issued by Invented Own; it expired on 20"
        ) && certificate.contains(" -> ask greenID how to get a new certificate"),
        "{certificate}"
    );
    assert!(
        line(&found, "connection").starts_with("skipped"),
        "{found:#?}"
    );

    let mixed =
        own.issue("client.example", true, 100).0 + &own.issue("client.example", true, 100).1;
    let found = asked(&folder.write("4.pem", mixed));
    assert!(
        found.iter().any(|line| line
            .starts_with("failed setting: the file of GREENID_CLIENT_PEM is of no use: ")),
        "{found:#?}"
    );
    let found = asked(&PathBuf::from("/nowhere/canary"));
    assert!(
        found.iter().any(|line| line
            .starts_with("failed setting: the file of GREENID_CLIENT_PEM cannot be read")),
        "{found:#?}"
    );
    if cfg!(unix) {
        chmod(&identity, 0o644);
        let found = asked(&identity);
        assert_eq!(
            line(&found, "secret_file"),
            "warning secret_file: the file of GREENID_CLIENT_PEM is open to other users of this machine -> take their \
             rights away, as `chmod 600` does"
        );
    }
}

#[test]
fn a_client_certificate_that_is_asked_for() {
    let folder = Folder::new();
    let own = Authority::new("Invented Own");
    let sandbox = Builder::default()
        .tls(true)
        .client_ca_pem(own.pem())
        .start_blocking()
        .unwrap();
    let roots = folder.write("roots.pem", sandbox.ca_pem().unwrap());
    let mut command = greenid(&sandbox.greenid_endpoint());
    command
        .env("GREENID_PASSWORD", "")
        .env("GREENID_ROOT_PEM", &roots);
    let found = doctor(command);
    assert!(
        found.iter().any(|line| line
            == "warning tls: the server asks for a client certificate, and there is none -> set GREENID_CLIENT_PEM if \
                this service is to know you by it"),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|line| line.starts_with(
            "warning setting: GREENID_ENDPOINT is the service for certificates, and there is none"
        )),
        "{found:#?}"
    );

    // Smile ID asks nobody, and has no setting for one.
    let mut command = smileid(&sandbox.smileid_server());
    command.env("SMILEID_ROOT_PEM", &roots);
    let found = doctor(command);
    assert!(
        found.iter().any(|line| line
            == "warning tls: the server asks for a client certificate, and there is none -> make sure that \
                SMILEID_SERVER is the provider's own server: it asks nobody for a certificate"),
        "{found:#?}"
    );

    let (certificate, key) = own.issue("client.example", true, 100);
    let identity = folder.write("identity.pem", certificate + &key);
    let mut command = greenid(&sandbox.greenid_endpoint());
    command
        .env("GREENID_PASSWORD", "")
        .env("GREENID_ROOT_PEM", &roots)
        .env("GREENID_CLIENT_PEM", &identity);
    let found = doctor(command);
    assert!(
        line(&found, "tls").starts_with("ok tls: TLS 1.3"),
        "{found:#?}"
    );
    assert!(line(&found, "certificate").starts_with("ok "), "{found:#?}");
}
