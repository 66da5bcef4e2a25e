//! The way to the server: its name, a connection, TLS.

use super::*;

#[test]
fn a_server_over_tls_is_looked_at() {
    let sandbox = Builder::default()
        .tls(true)
        .smileid_partner_id("8085")
        .smileid_api_key(KEY)
        .start_blocking()
        .unwrap();
    let folder = Folder::new();
    let roots = folder.write("roots.pem", sandbox.ca_pem().unwrap());
    let url = sandbox.smileid_server();

    let mut command = smileid(&url);
    command.env("SMILEID_ROOT_PEM", &roots);
    let found = doctor(command);
    let tls = line(&found, "tls");
    assert!(
        tls.starts_with(
            "ok tls: TLS 1.3; for localhost, 127.0.0.1, ::1; issued by kyc sandbox, invented CA; valid for "
        ),
        "{tls}"
    );
    assert!(
        tls.contains("SMILEID_ROOT_PEM names roots of yours"),
        "{tls}"
    );
    assert_eq!(line(&found, "v3_token"), "ok v3_token: issued");

    // Without its root.
    let found = doctor(smileid(&url));
    let tls = line(&found, "tls");
    assert!(
        tls.starts_with(
            "failed tls: not agreed on: the certificate comes from an issuer that is not trusted"
        ) && tls.contains("issued by kyc sandbox, invented CA")
            && tls.contains("whether a proxy of your network opens TLS")
            && tls.ends_with("name its root by SMILEID_ROOT_PEM"),
        "{tls}"
    );
    for check in ["clock", "call", "v3_token"] {
        assert!(line(&found, check).starts_with("skipped"), "{found:#?}");
    }

    // Trusted by this machine, and by nobody else.
    let mut command = smileid(&url);
    command.env("SSL_CERT_FILE", &roots);
    let found = doctor(command);
    let tls = line(&found, "tls");
    assert!(
        tls.starts_with("warning tls: ")
            && tls.contains(
                "; which is no public authority -> ask whether a proxy of your network opens TLS"
            ),
        "{tls}"
    );
    assert!(line(&found, "call").starts_with("ok "), "{found:#?}");
}

#[test]
fn a_name_that_does_not_resolve() {
    let found = doctor(smileid("https://kyc-doctor.invalid/v1"));
    assert_eq!(
        line(&found, "name"),
        "failed name: kyc-doctor.invalid does not resolve -> check the host name in SMILEID_SERVER, and the name \
         servers of this machine"
    );
    for check in ["connection", "tls", "clock", "call", "v3_token"] {
        assert_eq!(
            line(&found, check),
            format!("skipped {check}: not tried: something above has to be mended first")
        );
    }
}

#[test]
fn nobody_listens() {
    let port = closed_port();
    let found = doctor(greenid(&format!(
        "https://localhost:{port}/r/VerificationServicesPassword"
    )));
    let connection = line(&found, "connection");
    assert_eq!(
        connection,
        format!(
            "failed connection: localhost:{port} accepts none: connection refused -> check host and port in \
             GREENID_ENDPOINT, and the firewalls on the way"
        )
    );
    assert!(line(&found, "call").starts_with("skipped"), "{found:#?}");

    // Whoever has a proxy may expect it to be used.
    let mut command = smileid(&format!("https://localhost:{port}/v1"));
    command.env("HTTPS_PROXY", "http://canary:canary@127.0.0.1:9");
    let found = doctor(command);
    assert!(
        line(&found, "connection").ends_with("the proxy that the environment names is not used"),
        "{found:#?}"
    );
}

#[test]
fn plain_http_leaves_this_machine_never() {
    let found = doctor(smileid("http://192.0.2.1/v1"));
    let connection = line(&found, "connection");
    assert!(
        connection.starts_with("failed connection: ")
            && connection.contains("plain http is for localhost"),
        "{connection}"
    );
}

#[test]
fn servers_that_cannot_be_trusted() {
    let folder = Folder::new();
    let read = |name: &str| fs::read_to_string(format!("{DATA}/{name}")).unwrap();
    let own = Authority::new("Invented Own");
    let (self_signed, self_signed_key) = Authority::self_signed("localhost");
    let (elsewhere, elsewhere_key) = own.issue("elsewhere.example", false, 30);
    let root = folder.write("own.pem", own.pem());
    let expired_root = folder.write("expired.pem", read("expired_root.pem"));
    for (certificate, key, roots, text, next) in [
        (
            read("expired_server.pem"),
            read("expired_server.key"),
            &expired_root,
            "the certificate has expired",
            "check this machine's clock",
        ),
        (
            self_signed,
            self_signed_key,
            &root,
            "the certificate comes from an issuer that is not trusted",
            "it vouches for itself",
        ),
        (
            elsewhere,
            elsewhere_key,
            &root,
            "the certificate is for another host name",
            "check the host name in SMILEID_SERVER",
        ),
    ] {
        let port = tls_server(&certificate, &key);
        let mut command = smileid(&format!("https://localhost:{port}/v1"));
        command.env("SMILEID_ROOT_PEM", roots);
        let found = doctor(command);
        let tls = line(&found, "tls");
        assert!(
            tls.starts_with(&format!("failed tls: not agreed on: {text}")) && tls.contains(next),
            "{tls}"
        );
        assert!(line(&found, "call").starts_with("skipped"), "{found:#?}");
    }

    let port = plain_server(answer("200 OK", "", ""));
    let found = doctor(smileid(&format!("https://localhost:{port}/v1")));
    assert!(
        line(&found, "tls").contains("not agreed on: the server does not speak TLS on this port"),
        "{found:#?}"
    );
}

#[test]
fn a_server_certificate_that_expires_soon() {
    let folder = Folder::new();
    let own = Authority::new("Invented Own");
    let root = folder.write("own.pem", own.pem());
    for (days, verdict) in [(3, "warning"), (10, "ok")] {
        let (certificate, key) = own.issue("localhost", false, days);
        let port = tls_server(&certificate, &key);
        let mut command = smileid(&format!("https://localhost:{port}/v1"));
        command.env("SMILEID_ROOT_PEM", &root);
        let found = doctor(command);
        let soon = found.iter().any(|line| {
            line.starts_with("warning tls: the server's certificate expires in 3 days")
        });
        assert_eq!(soon, verdict == "warning", "{found:#?}");
    }
}
