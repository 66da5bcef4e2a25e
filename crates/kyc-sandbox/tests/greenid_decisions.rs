//! Every scenario of greenID, asked for by the project's own client on both services: what `kyc-facade` makes of it is
//! what the scenario says.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use core::time::Duration;

use greenid_soap::{Address, Client, Credentials, Endpoint, Name, RegisterUser};
use kyc_facade::{AskOptions, ErrorKind, Registry, greenid::GreenidProvider};
use kyc_http::{ReqwestTransport, RetryPolicy, Sender};
use kyc_model::{
    greenid::Date,
    outcome::{Decision, Environment, GreenidReference, Reference, Source, VerificationOutcome},
};
use kyc_sandbox::{LeadsTo, Sandbox, Scenario, Service, scenario::all};
use secrecy::ExposeSecret as _;

const SETTLE_AFTER: Duration = Duration::from_secs(60);
/// So long the client waits for an answer that never comes.
const PATIENCE: Duration = Duration::from_secs(2);

async fn sandbox() -> Sandbox {
    Sandbox::builder()
        .settle_after(SETTLE_AFTER)
        .slow_answer(Duration::from_millis(200))
        .start()
        .await
        .unwrap()
}

fn provider(sandbox: &Sandbox, endpoint: &str, credentials: Credentials) -> GreenidProvider {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .read_timeout(PATIENCE)
        .build()
        .unwrap();
    let sender = Sender::new(transport)
        .allow_loopback_http(true)
        .with_clock(sandbox.clock().clone())
        .with_retry(RetryPolicy::never());
    let client = Client::new(Endpoint::new(endpoint).unwrap(), credentials, sender);
    GreenidProvider::new(client)
}

fn registry(sandbox: &Sandbox, endpoint: &str, credentials: Credentials) -> Registry {
    Registry::new().with(provider(sandbox, endpoint, credentials))
}

/// The certificate service, which without TLS takes the calls of anybody, and the password service.
fn registries(sandbox: &Sandbox) -> [Registry; 2] {
    let account = sandbox.account();
    let customer = account.greenid_customer_id();
    let password = account.greenid_password().expose_secret().to_owned();
    [
        registry(
            sandbox,
            &sandbox.greenid_endpoint(),
            Credentials::certificate(customer).unwrap(),
        ),
        registry(
            sandbox,
            &sandbox.greenid_password_endpoint(),
            Credentials::password(customer, password).unwrap(),
        ),
    ]
}

/// The decision and its row, or the name of the error's kind.
async fn ask(registry: &Registry, id: &str) -> Result<(Decision, String), &'static str> {
    let reference = Reference::Greenid(GreenidReference::new(id));
    registry
        .outcome(&reference, &AskOptions::default())
        .await
        .map(|outcome| decided(&outcome))
        .map_err(|error| error.kind().name())
}

fn decided(outcome: &VerificationOutcome) -> (Decision, String) {
    assert_eq!(outcome.environment(), Environment::Custom);
    assert_eq!(outcome.source(), Source::Loopback);
    (outcome.decision(), outcome.decided_by().to_owned())
}

fn expected((decision, row): (Decision, &str)) -> Result<(Decision, String), &'static str> {
    Ok((decision, row.to_owned()))
}

fn scenarios() -> impl Iterator<Item = Scenario> {
    all().filter(|scenario| scenario.service == Service::Greenid)
}

#[tokio::test]
async fn every_scenario_leads_where_it_says_on_both_services() {
    let sandbox = sandbox().await;
    let mut wrong = Vec::new();
    for (number, registry) in registries(&sandbox).iter().enumerate() {
        for scenario in scenarios() {
            let id = format!("{}.{number}", scenario.id());
            let mut found = vec![ask(registry, &id).await];
            let led = match scenario.leads_to {
                LeadsTo::Decision(decision, row) => vec![expected((decision, row))],
                LeadsTo::Then(first, then) => {
                    sandbox.clock().advance(SETTLE_AFTER);
                    found.push(ask(registry, &id).await);
                    vec![expected(first), expected(then)]
                }
                LeadsTo::Error(kind) => vec![Err(kind)],
                _ => panic!("{id} leads to something new"),
            };
            if found != led {
                wrong.push((id, found, led));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn an_id_of_no_scenario_is_not_found() {
    let sandbox = sandbox().await;
    for registry in registries(&sandbox) {
        for id in ["nobody", "verifiedd", "Verified", ".verified", "approved"] {
            let found = ask(&registry, id).await;
            assert_eq!(found.err(), Some(ErrorKind::SubjectNotFound.name()), "{id}");
        }
    }
}

#[tokio::test]
async fn another_customer_and_another_password_are_refused() {
    let sandbox = sandbox().await;
    let customer = sandbox.account().greenid_customer_id();
    let endpoint = sandbox.greenid_password_endpoint();
    let mut registries = vec![registry(
        &sandbox,
        &sandbox.greenid_endpoint(),
        Credentials::certificate("somebody").unwrap(),
    )];
    for (customer, password) in [("somebody", "invented-password"), (customer, "wrong")] {
        let credentials = Credentials::password(customer, password.to_owned()).unwrap();
        registries.push(registry(&sandbox, &endpoint, credentials));
    }
    for registry in registries {
        let found = ask(&registry, "verified").await;
        assert_eq!(found.err(), Some(ErrorKind::NotAuthorized.name()));
    }
}

#[test]
fn the_scenarios_that_are_promised_are_there() {
    let names: Vec<_> = scenarios().map(|scenario| scenario.name).collect();
    for promised in [
        "verified",
        "verified-with-changes",
        "verified-admin",
        "in-progress",
        "in-progress-then-verified",
        "pending",
        "locked-out",
        "post-office",
        "watchlist-hit",
        "unknown-states",
        "nil-items",
        "not-found",
        "system-fault",
        "invalid-customer",
        "invalid-certificate",
        "field-validation",
        "user-id-in-use",
        "other-person",
        "slow",
        "hang",
        "reset",
        "truncated",
        "html-500",
        "rate-limited",
        "huge",
    ] {
        assert!(names.contains(&promised), "{promised}");
    }
}

fn person(user_id: Option<&str>, middle_names: &str) -> RegisterUser {
    let address = Address::new()
        .country("AU")
        .postcode("2999")
        .state("NSW")
        .street_name("Made-up")
        .street_number("1")
        .street_type("Street")
        .suburb("Nowhere");
    let person = RegisterUser::builder(Name::new("Jo", "Citizen").middle_names(middle_names))
        .current_address(address)
        .date_of_birth(Date::new(1980, 1, 2).unwrap());
    match user_id {
        Some(user_id) => person.user_id(user_id),
        None => person,
    }
    .build()
    .unwrap()
}

#[tokio::test]
async fn a_registration_is_decided_by_its_background_checks() {
    let sandbox = sandbox().await;
    let endpoint = sandbox.greenid_endpoint();
    let credentials = || Credentials::certificate(sandbox.account().greenid_customer_id()).unwrap();
    let provider = provider(&sandbox, &endpoint, credentials());
    let registry = registry(&sandbox, &endpoint, credentials());
    let options = AskOptions::default();
    for (middle_names, decision, row) in [
        ("Ann", Decision::Verified, "greenid/VERIFIED"),
        ("TWOFF", Decision::Pending, "greenid/IN_PROGRESS"),
        ("TWOEP", Decision::Verified, "greenid/VERIFIED"),
        ("2-PPF", Decision::NeedsReview, "G1"),
        ("2-PPE", Decision::NeedsReview, "G3"),
    ] {
        let request = person(Some(middle_names), middle_names);
        let outcome = provider.register(&request, &options).await.unwrap();
        assert_eq!(Ok(decided(&outcome)), expected((decision, row)));
        assert_eq!(
            ask(&registry, middle_names).await,
            expected((decision, row))
        );
        let again = provider.register(&request, &options).await.unwrap_err();
        assert_eq!(again.provider_code(), Some("UserIdInUseFault"));
    }
    let outcome = provider.register(&person(None, "Ann"), &options).await;
    let Reference::Greenid(reference) = outcome.unwrap().reference().clone() else {
        panic!("a reference of greenID");
    };
    let issued = reference.user_id.unwrap().expose().clone();
    let found = ask(&registry, &issued).await;
    assert_eq!(found, expected((Decision::Verified, "greenid/VERIFIED")));
}
