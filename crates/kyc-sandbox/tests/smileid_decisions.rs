//! Every scenario of Smile ID leads to the decision that its table names, through our own client and facade.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use core::time::Duration;

use kyc_facade::{AskOptions, Registry};
use kyc_model::{
    Sensitive,
    outcome::{Environment, Product, Reference, SmileApi, SmileReference, Source},
};
use kyc_sandbox::{Sandbox, Scenario, Service, scenario};

fn reference(scenario: &Scenario, suffix: &str) -> Reference {
    let id = scenario.id();
    let mut reference = match scenario.service {
        Service::SmileidV3 => SmileReference::new(id.replacen("job_", "user_", 1), id),
        _ => SmileReference::new("u-1", format!("{id}{suffix}")),
    };
    if scenario.service == Service::SmileidV3 {
        reference.api = SmileApi::V3;
        reference.product = Some(Product::BiometricKyc);
    }
    Reference::Smileid(reference)
}

async fn describe(registry: &Registry, reference: &Reference) -> String {
    let options = AskOptions::default().with_history(true);
    let result = registry.outcome(reference, &options).await;
    if let Ok(outcome) = &result {
        assert_eq!(outcome.source(), Source::Loopback);
        assert_eq!(outcome.environment(), Environment::Custom);
    }
    common::describe(&result)
}

async fn all_lead_where_they_must(service: Service) {
    let sandbox = Sandbox::builder()
        .slow_answer(Duration::from_millis(100))
        .settle_after(Duration::from_secs(3600))
        .start()
        .await
        .unwrap();
    let registry = common::registry(&sandbox);
    let impatient = common::impatient_registry(&sandbox);
    let mut wrong = Vec::new();
    let mut count = 0;
    for scenario in scenario::all().filter(|scenario| scenario.service == service) {
        count += 1;
        let reference = reference(&scenario, ".17");
        let registry = if scenario.name == "hang" {
            &impatient
        } else {
            &registry
        };
        let mut came = vec![describe(registry, &reference).await];
        if scenario.name.ends_with("-once") {
            // The first question is the one that fails; V3's client asks again by itself.
            came = vec![describe(registry, &reference).await];
        }
        let expected = common::expected(scenario.leads_to);
        if expected.len() > 1 {
            sandbox.clock().advance(Duration::from_secs(3600));
            came.push(describe(registry, &reference).await);
        }
        if came != expected {
            wrong.push(format!(
                "{}: {came:?} instead of {expected:?}",
                scenario.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 10, "{count}");
}

#[tokio::test]
async fn v1_scenarios_lead_where_they_must() {
    all_lead_where_they_must(Service::SmileidV1).await;
}

#[tokio::test]
async fn v3_scenarios_lead_where_they_must() {
    all_lead_where_they_must(Service::SmileidV3).await;
}

#[test]
fn the_scenarios_that_are_promised_are_there() {
    let names: Vec<_> = scenario::all()
        .filter(|scenario| scenario.service == Service::SmileidV1)
        .map(|scenario| scenario.name)
        .collect();
    for promised in [
        "approved",
        "rejected",
        "provisional",
        "pending",
        "pending-then-approved",
        "spoof",
        "no-zip",
        "issuer-unavailable",
        "unknown-code",
        "bad-signature",
        "replayed",
        "slow",
        "hang",
        "reset",
        "truncated",
        "html-500",
        "rate-limited",
        "huge",
        "other-person",
    ] {
        assert!(names.contains(&promised), "{promised}");
    }
}

#[tokio::test]
async fn what_is_huge_is_refused_for_its_size() {
    let sandbox = Sandbox::start().await.unwrap();
    let request = smileid::JobStatusRequest::new("u-1", "huge").unwrap();
    let error = common::smile_client(&sandbox)
        .job_status(&request)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("over the size limit"), "{error}");
}

#[tokio::test]
async fn an_unknown_job_is_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let registry = common::registry(&sandbox);
    let unknown = Reference::Smileid(SmileReference::new("u-1", "never-seen"));
    assert_eq!(describe(&registry, &unknown).await, "pending (F1)");
    let mut v3 = SmileReference::new("user_1", "job_7zzzzzzzzzzzzzzzzzzzzzzzzz");
    v3.api = SmileApi::V3;
    v3.user_id = None::<Sensitive<String>>;
    let v3 = Reference::Smileid(v3);
    assert_eq!(describe(&registry, &v3).await, "error: not found");
    drop(sandbox);

    let strict = Sandbox::builder()
        .unknown_job(kyc_sandbox::UnknownJob::Refused)
        .start()
        .await
        .unwrap();
    let registry = common::registry(&strict);
    assert_eq!(
        describe(&registry, &unknown).await,
        "error: request refused"
    );
}
