//! The call, what it says of the account, and the clock.

use super::*;

#[test]
fn all_is_well_with_the_sandbox() {
    let sandbox = sandbox();
    let url = sandbox.smileid_server();
    let port = url.rsplit_once(':').unwrap().1.trim_end_matches("/v1");
    assert_eq!(
        doctor(smileid(&url)),
        [
            "ok setting: SMILEID_PARTNER_ID: set in the environment".to_owned(),
            "ok setting: SMILEID_API_KEY: set in the environment".to_owned(),
            "ok setting: SMILEID_SERVER: set in the environment".to_owned(),
            "skipped name: 127.0.0.1 is an address already".to_owned(),
            format!("ok connection: 127.0.0.1:{port} accepts connections"),
            "skipped tls: plain http; nothing leaves this machine".to_owned(),
            "ok clock: agrees with the server's".to_owned(),
            "ok call: Smile ID took the signature, and signed its answer with the same key (custom)"
                .to_owned(),
            "ok v3_token: issued".to_owned(),
        ]
    );
}

#[test]
fn nothing_is_begun_at_the_provider() {
    let sandbox = sandbox();
    doctor(smileid(&sandbox.smileid_server()));
    let asked: Vec<String> = sandbox
        .received()
        .iter()
        .map(|request| format!("{} {}", request.method, request.path))
        .collect();
    assert_eq!(asked, ["POST /v1/job_status", "POST /v3/token"]);
}

#[test]
fn a_wrong_key_or_partner_is_told_apart_from_the_rest() {
    let sandbox = sandbox();
    for (name, value) in [
        ("SMILEID_API_KEY", "canary-key"),
        ("SMILEID_PARTNER_ID", "2718"),
    ] {
        let mut command = smileid(&sandbox.smileid_server());
        command.env(name, value);
        let found = doctor(command);
        let call = line(&found, "call");
        assert!(
            call.starts_with(
                "failed call: Smile ID refused the signature (code 2205) -> compare SMILEID_API_KEY"
            ),
            "{call}"
        );
        assert!(line(&found, "clock").starts_with("ok "), "{found:#?}");
        assert!(
            line(&found, "v3_token").starts_with("skipped"),
            "{found:#?}"
        );
    }
}

#[test]
fn v3_takes_no_leading_zeros() {
    let sandbox = Builder::default()
        .smileid_partner_id("085")
        .smileid_api_key(KEY)
        .start_blocking()
        .unwrap();
    let mut command = smileid(&sandbox.smileid_server());
    command.env("SMILEID_PARTNER_ID", "085");
    let found = doctor(command);
    assert!(line(&found, "call").starts_with("ok "), "{found:#?}");
    assert_eq!(
        line(&found, "v3_token"),
        "skipped v3_token: V3 takes no partner id with leading zeros or letters"
    );
}

#[test]
fn a_clock_that_is_off_is_seen_even_where_the_call_fails() {
    for (date, start) in [
        ("Date: Fri, 02 Jan 2026 03:04:05 GMT\r\n", "failed clock: "),
        ("Date: canary\r\n", "skipped clock: the server did not say"),
        ("", "skipped clock: the server did not say"),
    ] {
        let body = r#"{"error":"canary","code":"2205"}"#;
        let answer = answer("400 Bad Request", date, body);
        let port = plain_server(answer);
        let found = doctor(smileid(&format!("http://127.0.0.1:{port}/v1")));
        let clock = line(&found, "clock");
        assert!(clock.starts_with(start), "{clock}");
        if start.starts_with("failed") {
            assert!(
                clock.contains(" ahead of the server's -> set this machine's clock"),
                "{clock}"
            );
        }
        assert!(line(&found, "call").contains("code 2205"), "{found:#?}");
    }
}

#[test]
fn what_answers_is_no_smile_id() {
    let unsigned = r#"{"job_complete":false,"job_success":false,"code":"2314"}"#;
    for (answer, start) in [
        (
            answer("404 Not Found", "", "canary"),
            "failed call: an unexpected HTTP status",
        ),
        (
            answer("200 OK", "", "canary"),
            "failed call: the body is not JSON",
        ),
        (
            answer("200 OK", "", unsigned),
            "failed call: the server took the request, and its answer is not signed with this key",
        ),
        (
            answer("200 OK", "", "{\"canary"),
            "failed call: the body is cut short",
        ),
        ("canary\r\n\r\n".to_owned(), "failed call: "),
        (String::new(), "failed call: "),
    ] {
        let port = plain_server(answer);
        let found = doctor(smileid(&format!("http://127.0.0.1:{port}/v1")));
        let call = line(&found, "call");
        assert!(call.starts_with(start) && call.contains(" -> "), "{call}");
    }
}

#[test]
fn green_id_by_its_faults() {
    let fault = |code: &str| {
        envelope(&format!(
            r#"<env:Fault><faultcode>env:Server</faultcode><faultstring>canary</faultstring><detail><ns2:faultDetails xmlns:ns2="http://services.registrations.edentiti.com/"><code>{code}</code><details>canary</details></ns2:faultDetails></detail></env:Fault>"#
        ))
    };
    for (body, expected) in [
        (
            fault("UserIdNotFoundFault"),
            "ok call: greenID took the account, and knows no such person (custom)",
        ),
        (
            fault("InvalidCustomerIdFault"),
            "failed call: greenID refused the customer id (InvalidCustomerIdFault) -> compare GREENID_CUSTOMER_ID",
        ),
        (
            fault("InvalidAccountIdException"),
            "failed call: greenID refused the customer id (InvalidAccountIdException) -> compare GREENID_CUSTOMER_ID",
        ),
        (
            fault("InvalidPasswordFault"),
            "failed call: greenID refused the password (InvalidPasswordFault) -> compare GREENID_PASSWORD",
        ),
        (
            fault("InvalidCertificateFault"),
            "failed call: greenID refused the client certificate (InvalidCertificateFault) -> set GREENID_CLIENT_PEM",
        ),
        (
            fault("InvalidIPAddressFault"),
            "failed call: greenID refused the address of this machine (InvalidIPAddressFault) -> tell greenID",
        ),
        (fault("SystemFault"), "failed call: greenID failed"),
        (
            fault("canary"),
            "failed call: greenID answered with a fault whose code is in no list",
        ),
        (
            "<html>canary</html>".to_owned(),
            "failed call: the body is not XML",
        ),
    ] {
        let mut server = mockito::Server::new();
        let _mock = server
            .mock("POST", "/r/VerificationServicesPassword")
            .with_status(500)
            .with_header("content-type", "text/xml")
            .with_body(body)
            .create();
        let found = doctor(greenid(&format!(
            "{}/r/VerificationServicesPassword",
            server.url()
        )));
        let call = line(&found, "call");
        assert!(call.starts_with(expected), "{call}");
    }
}

#[test]
fn people_see_columns_and_color_where_they_want_it() {
    let sandbox = sandbox();
    let plain = run(smileid(&sandbox.smileid_server()), b"");
    assert_eq!((plain.status, plain.err.as_str()), (0, ""), "{plain:?}");
    assert!(
        plain
            .out
            .starts_with("Smile ID\n\n  ok       setting      SMILEID_PARTNER_ID: set")
    );
    assert!(plain.out.ends_with("\n\nAll is well.\n"), "{plain:?}");
    assert!(!plain.out.contains('\u{1b}'), "{plain:?}");

    let mut command = smileid(&sandbox.smileid_server());
    command
        .env("CLICOLOR_FORCE", "1")
        .env("SMILEID_API_KEY", "canary");
    let colored = run(command, b"");
    assert_eq!(colored.status, 1, "{colored:?}");
    assert!(
        colored
            .out
            .contains("  \u{1b}[1m\u{1b}[31mFAILED\u{1b}[0m   call  "),
        "{colored:?}"
    );
    assert!(
        colored.out.ends_with("1 failure.\u{1b}[0m\n"),
        "{colored:?}"
    );
    let mut command = smileid(&sandbox.smileid_server());
    command.env("NO_COLOR", "1");
    assert!(!run(command, b"").out.contains('\u{1b}'));
    for line in plain.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn green_id_of_the_sandbox() {
    let sandbox = Builder::default()
        .greenid_customer_id("acme")
        .greenid_password(PASSWORD)
        .start_blocking()
        .unwrap();
    let url = sandbox.greenid_password_endpoint();
    let found = doctor(greenid(&url));
    assert_eq!(
        line(&found, "call"),
        "ok call: greenID took the account, and knows no such person (custom)"
    );
    assert_eq!(line(&found, "clock"), "ok clock: agrees with the server's");
    for (name, text) in [
        (
            "GREENID_PASSWORD",
            "failed call: greenID refused the password",
        ),
        (
            "GREENID_CUSTOMER_ID",
            "failed call: greenID refused the customer id",
        ),
    ] {
        let mut command = greenid(&url);
        command.env(name, "canary");
        let found = doctor(command);
        assert!(line(&found, "call").starts_with(text), "{found:#?}");
    }
    let asked: Vec<String> = sandbox
        .received()
        .iter()
        .map(|request| format!("{} {}", request.method, request.path))
        .collect();
    let path = "POST /Registrations-Registrations/VerificationServicesPassword";
    assert_eq!(asked, [path; 3]);
}
