//! `registerUser`, and what is known afterwards.

use core::time::Duration;
use std::collections::BTreeSet;

use kyc_sandbox::{Sandbox, Service};

use super::{Answered, call, result_of, start};

const NAME: &str = "<name><givenName>Jo</givenName><middleNames>Ann</middleNames><surname>O'Citizen</surname></name>";
const ADDRESS: &str = "<country>AU</country><postcode>2999</postcode><state>NSW</state>\
    <streetName>Made-up</streetName><streetNumber>1</streetNumber><streetType>Street</streetType><suburb>Nowhere</suburb>";

/// A person with everything that is required.
fn person() -> String {
    format!(
        "<ruleId>default</ruleId>{NAME}<currentResidentialAddress>{ADDRESS}</currentResidentialAddress>\
         <dob>1980-01-02T00:00:00</dob>"
    )
}

async fn register(sandbox: &Sandbox, user_id: &str, person: &str) -> Answered {
    let members = format!("<userId>{user_id}</userId>{person}");
    call(sandbox, "registerUser", &members).await
}

async fn is_registered(sandbox: &Sandbox, user_id: &str) -> bool {
    let members = format!("<userId>{user_id}</userId>");
    let answered = call(sandbox, "isUserIdRegistered", &members).await;
    answered.text("return").unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_registered_person_is_known_and_taken() {
    let sandbox = start(Sandbox::builder()).await;
    assert!(!is_registered(&sandbox, "u-1").await);
    assert_eq!(
        result_of(&sandbox, "u-1").await.fault(),
        Some("UserIdNotFoundFault")
    );
    let registered = register(&sandbox, "u-1", &person()).await;
    assert_eq!(registered.text("userId"), Some("u-1"));
    assert_eq!(registered.text("outcome"), Some("VERIFIED"));
    assert!(registered.body.contains("<data>Jo</data>"));
    assert!(registered.body.contains("<data>02/01/1980</data>"));
    assert!(registered.body.contains("<data>O'Citizen</data>"));
    assert!(is_registered(&sandbox, "u-1").await);
    let result = result_of(&sandbox, "u-1").await;
    assert_eq!(
        result.body,
        registered
            .body
            .replace("registerUser", "getVerificationResult")
    );
    let again = register(&sandbox, "u-1", &person()).await;
    assert_eq!(again.fault(), Some("UserIdInUseFault"));
}

#[tokio::test]
async fn who_is_not_found_can_be_registered_and_then_is_there() {
    let sandbox = start(Sandbox::builder()).await;
    for id in ["not-found", "not-found.2"] {
        assert!(!is_registered(&sandbox, id).await, "{id}");
        let found = result_of(&sandbox, id).await;
        assert_eq!(found.fault(), Some("UserIdNotFoundFault"), "{id}");
        let registered = register(&sandbox, id, &person()).await;
        assert_eq!(registered.text("outcome"), Some("VERIFIED"), "{id}");
        assert!(is_registered(&sandbox, id).await, "{id}");
        assert_eq!(result_of(&sandbox, id).await.text("userId"), Some(id));
        let again = register(&sandbox, id, &person()).await;
        assert_eq!(again.fault(), Some("UserIdInUseFault"), "{id}");
    }
    // Whoever is given the scenario is not there any more.
    sandbox
        .assign(Service::Greenid, "not-found", "not-found")
        .unwrap();
    assert!(!is_registered(&sandbox, "not-found").await);
    let found = result_of(&sandbox, "not-found").await;
    assert_eq!(found.fault(), Some("UserIdNotFoundFault"));
}

#[tokio::test]
async fn an_id_is_issued_where_none_is_sent() {
    let sandbox = start(Sandbox::builder()).await;
    let mut issued = BTreeSet::new();
    for user_id in [
        "",
        "<userId/>",
        "<userId xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"true\"/>",
    ] {
        let answered = call(&sandbox, "registerUser", &format!("{user_id}{}", person())).await;
        let id = answered.text("userId").unwrap().to_owned();
        assert!(
            id.len() == 8 && id.bytes().all(|b| b.is_ascii_alphanumeric()),
            "{id}"
        );
        assert_eq!(result_of(&sandbox, &id).await.text("userId"), Some(&*id));
        issued.insert(id);
    }
    assert_eq!(issued.len(), 3);
}

#[tokio::test]
async fn every_field_of_no_use_is_named() {
    let sandbox = start(Sandbox::builder()).await;
    let nothing = register(&sandbox, "u-1", "").await;
    assert_eq!(nothing.fault(), Some("FieldValidationFault"));
    assert_eq!(
        nothing.text("faultstring"),
        Some("Invalid input field(s) - ruleId, name.givenName, name.surname")
    );
    for (good, bad, field) in [
        ("<ruleId>default", "<ruleId> ", "ruleId"),
        ("<givenName>Jo", "<givenName>", "name.givenName"),
        (
            "<surname>O'Citizen",
            &format!("<surname>{}", "a".repeat(256)),
            "name.surname",
        ),
        (
            "<postcode>2999",
            "<postcode>29999",
            "currentResidentialAddress.postcode",
        ),
        (
            "<state>NSW",
            "<state>New South Wales",
            "currentResidentialAddress.state",
        ),
        (
            "<country>AU",
            "<country>NZ",
            "currentResidentialAddress.country",
        ),
        (
            "<streetName>Made-up",
            "<streetName>",
            "currentResidentialAddress.streetName",
        ),
        (
            "<streetType>Street",
            "<streetType>",
            "currentResidentialAddress.streetType",
        ),
        ("1980-01-02", "2980-01-02", "dob"),
        ("1980-01-02", "02/01/1980", "dob"),
        ("<dob>", "<email>canary4711</email><dob>", "email"),
        (
            "<dob>",
            "<homePhone>+61255500000</homePhone><dob>",
            "homePhone",
        ),
        ("<dob>", "<workPhone>1</workPhone><dob>", "workPhone"),
        ("<dob>", "<mobile>0255500000</mobile><dob>", "mobile"),
        (
            "<dob>",
            &format!(
                "<previousResidentialAddress>{}</previousResidentialAddress><dob>",
                ADDRESS.replace("Made-up", "")
            ),
            "previousResidentialAddress.streetName",
        ),
    ] {
        let sent = person();
        assert!(sent.contains(good));
        let answered = register(&sandbox, "u-1", &sent.replacen(good, bad, 1)).await;
        let string = format!("Invalid input field - {field}");
        assert_eq!(answered.text("faultstring"), Some(&*string));
        let details = format!("Value of [] for {field} is invalid");
        assert_eq!(answered.text("details"), Some(&*details));
    }
    assert!(!is_registered(&sandbox, "u-1").await);
}

#[tokio::test]
async fn optional_members_are_taken() {
    let sandbox = start(Sandbox::builder()).await;
    let least = format!("<ruleId>default</ruleId>{NAME}");
    let answered = register(&sandbox, "u-0", &least).await;
    assert_eq!(answered.text("outcome"), Some("VERIFIED"));
    assert!(!answered.body.contains("<name>dob</name>"));
    let more = format!(
        "<email>jo@example.invalid</email><homePhone>0255500000</homePhone><workPhone/><mobile>0491570006</mobile>\
         <extraData><name>passportNumber</name><value>X0000001</value></extraData><extraData/>\
         <previousResidentialAddress>{}</previousResidentialAddress><dob>1980-01-02</dob>",
        ADDRESS.replace("<country>AU", "<flatNumber>2</flatNumber><country>AUS")
    );
    let sent = person().replace("<dob>1980-01-02T00:00:00</dob>", &more);
    let answered = register(&sandbox, "u-1", &sent).await;
    assert_eq!(
        answered.text("outcome"),
        Some("VERIFIED"),
        "{}",
        answered.body
    );
}

#[tokio::test]
async fn a_middle_name_chooses_the_background_checks() {
    let sandbox = start(Sandbox::builder()).await;
    for (middle, outcome, states) in [
        ("Ann", "VERIFIED", ["VERIFIED", "VERIFIED", "PASSED"]),
        ("TWOPFE", "VERIFIED", ["VERIFIED", "AUTOFAIL", "ERROR"]),
        ("2-FE", "IN_PROGRESS", ["AUTOFAIL", "ERROR", "PASSED"]),
        ("2-FPF", "VERIFIED", ["AUTOFAIL", "VERIFIED", "FAILED"]),
    ] {
        let id = format!("u-{middle}");
        let sent = person().replace("Ann", middle);
        let answered = register(&sandbox, &id, &sent).await;
        assert_eq!(answered.text("outcome"), Some(outcome), "{middle}");
        let found: Vec<_> = answered
            .body
            .split("<state>")
            .skip(1)
            .filter_map(|behind| Some(behind.split_once("</state></individualResults>")?.0))
            .collect();
        assert_eq!(found, states, "{middle}");
    }
}

#[tokio::test]
async fn an_id_of_a_scenario_gives_its_result() {
    let sandbox = start(Sandbox::builder().settle_after(Duration::from_secs(60))).await;
    let registered = register(&sandbox, "locked-out.1", &person()).await;
    assert_eq!(registered.text("outcome"), Some("LOCKED_OUT"));
    let again = register(&sandbox, "locked-out.1", &person()).await;
    assert_eq!(again.fault(), Some("UserIdInUseFault"));
    let registered = register(&sandbox, "in-progress-then-verified.1", &person()).await;
    assert_eq!(registered.text("outcome"), Some("IN_PROGRESS"));
    sandbox.clock().advance(Duration::from_secs(59));
    let result = result_of(&sandbox, "in-progress-then-verified.1").await;
    assert_eq!(result.text("outcome"), Some("IN_PROGRESS"));
    sandbox.clock().advance(Duration::from_secs(1));
    let result = result_of(&sandbox, "in-progress-then-verified.1").await;
    assert_eq!(result.text("outcome"), Some("VERIFIED"));
    let unfit = register(&sandbox, "verified.1", "").await;
    assert_eq!(unfit.fault(), Some("FieldValidationFault"));
}
