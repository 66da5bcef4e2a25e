//! Requests: exact bytes, and everything that is refused before it is sent.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use bytes::Bytes;
use common::{CANARY, certificate, certificate_endpoint, password, password_endpoint};
use greenid_soap::{
    Address, Credentials, Endpoint, Error, ErrorKind, GetVerificationResult, IsUserIdRegistered,
    Name, RegisterUser, RegisterUserBuilder,
};
use http::Request;
use insta::assert_snapshot;
use kyc_http::Phase;
use kyc_model::greenid::Date;

fn body(request: &Request<Bytes>) -> &str {
    core::str::from_utf8(request.body()).unwrap()
}

fn everything() -> RegisterUserBuilder {
    RegisterUser::builder(
        Name::new("Joanna <&> \"'", "Citizen")
            .honorific("Dr")
            .middle_names("Ann\tÉ"),
    )
    .user_id("u-1")
    .rule_id("rules")
    .email("jo@example.org")
    .current_address(
        Address::new()
            .country("AU")
            .flat_number("1")
            .postcode("2000")
            .property_name("The House")
            .state("NSW")
            .street_name("Invented")
            .street_number("12")
            .street_type("St")
            .suburb("Sydney"),
    )
    .previous_address(Address::new().country("NZ").postcode("A-1"))
    .date_of_birth(Date::new(1980, 1, 2).unwrap())
    .home_phone("0290000000")
    .work_phone("0290000001")
    .mobile("0400000000")
    .extra_data("passportNumber", "N1234567")
    .extra_data("empty", "")
}

#[test]
fn get_verification_result() {
    let request = GetVerificationResult::new("g2rUPcc8").unwrap();
    let http = request
        .to_http(&certificate_endpoint(), &certificate())
        .unwrap();
    assert_snapshot!(body(&http), @r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:ser="http://services.registrations.edentiti.com/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header /><soapenv:Body><ser:getVerificationResult><customerId>acme</customerId><userId>g2rUPcc8</userId></ser:getVerificationResult></soapenv:Body></soapenv:Envelope>"#);
    let http = request.to_http(&password_endpoint(), &password()).unwrap();
    assert_snapshot!(body(&http), @r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:ser="http://services.registrations.edentiti.com/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header /><soapenv:Body><ser:getVerificationResult><customerId>acme</customerId><password>fake-password-0123</password><userId>g2rUPcc8</userId></ser:getVerificationResult></soapenv:Body></soapenv:Envelope>"#);

    assert_eq!(http.method(), "POST");
    assert_eq!(http.uri(), password_endpoint().as_str());
    let headers: Vec<_> = http
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .collect();
    assert_eq!(
        headers,
        [
            ("accept", "text/xml"),
            ("content-type", "text/xml; charset=utf-8"),
            ("soapaction", "\"\""),
        ]
    );
}

#[test]
fn is_user_id_registered() {
    let request = IsUserIdRegistered::new("a&b").unwrap();
    let http = request
        .to_http(&certificate_endpoint(), &certificate())
        .unwrap();
    assert_snapshot!(body(&http), @r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:ser="http://services.registrations.edentiti.com/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header /><soapenv:Body><ser:isUserIdRegistered><customerId>acme</customerId><userId>a&amp;b</userId></ser:isUserIdRegistered></soapenv:Body></soapenv:Envelope>"#);
    let http = request.to_http(&password_endpoint(), &password()).unwrap();
    assert_snapshot!(body(&http), @r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:ser="http://services.registrations.edentiti.com/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Header /><soapenv:Body><ser:isUserIdRegistered><customerId>acme</customerId><password>fake-password-0123</password><userId>a&amp;b</userId></ser:isUserIdRegistered></soapenv:Body></soapenv:Envelope>"#);
}

#[test]
fn register_user_with_everything_in_the_order_of_the_service() {
    let http = everything()
        .build()
        .unwrap()
        .to_http(&password_endpoint(), &password())
        .unwrap();
    assert_snapshot!(body(&http).replace("><", ">\n<"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <soapenv:Envelope xmlns:ser="http://services.registrations.edentiti.com/" xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
    <soapenv:Header />
    <soapenv:Body>
    <ser:registerUser>
    <customerId>acme</customerId>
    <password>fake-password-0123</password>
    <userId>u-1</userId>
    <ruleId>rules</ruleId>
    <name>
    <givenName>Joanna &lt;&amp;&gt; "'</givenName>
    <honorific>Dr</honorific>
    <middleNames>Ann	É</middleNames>
    <surname>Citizen</surname>
    </name>
    <email>jo@example.org</email>
    <currentResidentialAddress>
    <country>AU</country>
    <flatNumber>1</flatNumber>
    <postcode>2000</postcode>
    <propertyName>The House</propertyName>
    <state>NSW</state>
    <streetName>Invented</streetName>
    <streetNumber>12</streetNumber>
    <streetType>St</streetType>
    <suburb>Sydney</suburb>
    </currentResidentialAddress>
    <previousResidentialAddress>
    <country>NZ</country>
    <postcode>A-1</postcode>
    </previousResidentialAddress>
    <dob>1980-01-02T00:00:00</dob>
    <homePhone>0290000000</homePhone>
    <workPhone>0290000001</workPhone>
    <mobile>0400000000</mobile>
    <extraData>
    <name>passportNumber</name>
    <value>N1234567</value>
    </extraData>
    <extraData>
    <name>empty</name>
    <value>
    </value>
    </extraData>
    </ser:registerUser>
    </soapenv:Body>
    </soapenv:Envelope>
    "#);
}

#[test]
fn register_user_with_little() {
    let http = RegisterUser::builder(Name::new("Jo", "Citizen"))
        .build()
        .unwrap()
        .to_http(&certificate_endpoint(), &certificate())
        .unwrap();
    assert!(body(&http).contains(
        "<ser:registerUser><customerId>acme</customerId><ruleId>default</ruleId><name><givenName>Jo</givenName>\
         <surname>Citizen</surname></name></ser:registerUser>"
    ));
}

#[track_caller]
fn refused<T: core::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind, path: &str) {
    let error = result.expect_err("an error");
    assert_eq!((error.kind(), error.phase()), (kind, Phase::NotSent));
    assert_eq!(error.path(), Some(path));
    assert!(!error.is_retryable() && !error.may_be_registered());
    assert!(!format!("{error} {error:?}").contains("Canary"));
}

#[test]
fn ids_are_checked() {
    for id in [
        "",
        "   ",
        &"é".repeat(256),
        "a\u{0}b",
        "a\u{1}b",
        "a\u{B}b",
        "a\u{FFFE}b",
        "a\u{FFFF}b",
        "a\rb",
    ] {
        let invalid = ErrorKind::InvalidRequest;
        refused(GetVerificationResult::new(id), invalid, "userId");
        refused(IsUserIdRegistered::new(id), invalid, "userId");
        let person = || RegisterUser::builder(Name::new("Jo", "Citizen"));
        refused(person().user_id(id).build(), invalid, "userId");
        refused(person().rule_id(id).build(), invalid, "ruleId");
        refused(
            Credentials::certificate(id),
            ErrorKind::InvalidConfiguration,
            "customer_id",
        );
        if id != "   " {
            refused(
                Credentials::password("acme", id),
                ErrorKind::InvalidConfiguration,
                "password",
            );
        }
    }
    // 255 characters, not bytes; and what a reader keeps as it is.
    for id in [&*"é".repeat(255), " a\tb\nc ", "\u{1F600}", "]]>"] {
        assert!(GetVerificationResult::new(id).is_ok());
    }
    let endpoint = password_endpoint();
    let mismatch = GetVerificationResult::new("u")
        .unwrap()
        .to_http(&endpoint, &certificate());
    let path = "endpoint (VerificationServicesPassword needs a password)";
    refused(mismatch, ErrorKind::InvalidConfiguration, path);
}

#[test]
fn people_are_checked() {
    let long = format!("{CANARY}{}", "x".repeat(255));
    let bad = format!("{CANARY}\u{1}");
    let with = |path: &str, builder: RegisterUserBuilder| {
        refused(builder.build(), ErrorKind::InvalidRequest, path);
    };
    for text in [&long, &bad] {
        with(
            "name.givenName",
            RegisterUser::builder(Name::new(text, "b")),
        );
        with("name.surname", RegisterUser::builder(Name::new("a", text)));
        let name = || Name::new("a", "b");
        with(
            "name.honorific",
            RegisterUser::builder(name().honorific(text)),
        );
        with(
            "name.middleNames",
            RegisterUser::builder(name().middle_names(text)),
        );
        with("email", everything().email(text));
        with("homePhone", everything().home_phone(text));
        with("workPhone", everything().work_phone(text));
        with("mobile", everything().mobile(text));
        with(
            "currentResidentialAddress.suburb",
            everything().current_address(Address::new().suburb(text)),
        );
        with(
            "previousResidentialAddress.country",
            everything().previous_address(Address::new().country(text)),
        );
        with("extraData[2].name", everything().extra_data(text, "x"));
    }
    with("extraData[2].value", everything().extra_data("x", &bad));
    with(
        "extraData[2].value",
        everything().extra_data("x", "x".repeat(65_537)),
    );
    assert!(everything().extra_data("x", &long).build().is_ok());
    let many = (0..199).fold(everything(), |all, n| all.extra_data(format!("n{n}"), ""));
    with("extraData", many);
    with("name.givenName", RegisterUser::builder(Name::new(" ", "b")));
    with("name.surname", RegisterUser::builder(Name::new("a", "")));
    with(
        "dob",
        everything().date_of_birth(Date::new(0, 1, 1).unwrap()),
    );
    with(
        "dob",
        everything().date_of_birth(Date::new(-5, 1, 1).unwrap()),
    );
}

#[test]
fn the_australian_rules_hold_in_australia_only() {
    for state in ["ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA"] {
        let address = Address::new().country("AU").state(state);
        assert!(everything().current_address(address).build().is_ok());
    }
    for (address, path) in [
        (Address::new().state("nsw"), "state"),
        (Address::new().state("New South Wales"), "state"),
        (Address::new().state(""), "state"),
        (Address::new().postcode("200"), "postcode"),
        (Address::new().postcode("20000"), "postcode"),
        (Address::new().postcode("2OOO"), "postcode"),
        (Address::new().postcode(" 2000"), "postcode"),
    ] {
        let australian = address.clone().country("AU");
        refused(
            everything().current_address(australian.clone()).build(),
            ErrorKind::InvalidRequest,
            &format!("currentResidentialAddress.{path}"),
        );
        refused(
            everything().previous_address(australian).build(),
            ErrorKind::InvalidRequest,
            &format!("previousResidentialAddress.{path}"),
        );
        for country in ["NZ", "AUS", "au"] {
            let elsewhere = address.clone().country(country);
            assert!(everything().current_address(elsewhere).build().is_ok());
        }
        assert!(everything().current_address(address).build().is_ok());
    }
    for phone in [
        "029000000",
        "02900000000",
        "+61290000000",
        "02 9000 0000",
        "",
    ] {
        let invalid = ErrorKind::InvalidRequest;
        refused(everything().home_phone(phone).build(), invalid, "homePhone");
        refused(everything().work_phone(phone).build(), invalid, "workPhone");
        refused(everything().mobile(phone).build(), invalid, "mobile");
        let elsewhere = Address::new().country("NZ");
        let builder = everything().current_address(elsewhere);
        assert!(builder.home_phone(phone).mobile(phone).build().is_ok());
    }
    refused(
        everything().mobile("0290000000").build(),
        ErrorKind::InvalidRequest,
        "mobile",
    );
}

#[test]
fn nothing_personal_is_in_any_debug() {
    let person = RegisterUser::builder(Name::new(CANARY, CANARY))
        .user_id(CANARY)
        .email(CANARY)
        .current_address(Address::new().suburb(CANARY))
        .extra_data(CANARY, CANARY)
        .date_of_birth(Date::new(1947, 11, 3).unwrap());
    let credentials = Credentials::password(CANARY, CANARY).unwrap();
    let shown = format!(
        "{person:?} {:?} {:?} {credentials:?} {:?} {:?}",
        person.clone().build().unwrap(),
        GetVerificationResult::new(CANARY).unwrap(),
        IsUserIdRegistered::new(CANARY).unwrap(),
        Endpoint::new("https://h/Canary").unwrap(),
    );
    assert!(
        !shown.contains("Canary") && !shown.contains("1947"),
        "{shown}"
    );
}
