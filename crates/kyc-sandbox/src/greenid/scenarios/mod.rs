//! What a scenario is made of, and which one an id chooses.

mod table;

use super::{
    element::Element,
    fault::{Fault, ServiceFault},
    results::{ResultContext, outcomes},
    transport_fault::TransportFault,
};
use crate::scenario::{LeadsTo, Scenario, Service};
pub(crate) use table::SCENARIOS;

/// A scenario, and what the service does.
pub(crate) struct ScenarioEntry {
    pub(crate) scenario: Scenario,
    pub(super) behavior: Behavior,
}

type MakeResult = fn(&ResultContext<'_>) -> Element;

pub(super) enum Behavior {
    Result(Steps),
    Fault(Fault),
}

/// The results of a person, and what goes wrong on their way.
#[derive(Clone, Copy)]
pub(super) struct Steps {
    pub(super) first: MakeResult,
    /// When the settle time has passed.
    pub(super) settled: Option<MakeResult>,
    pub(super) fault: Option<TransportFault>,
}

/// The entry of this name.
pub(super) fn named(name: &str) -> Option<&'static ScenarioEntry> {
    SCENARIOS.iter().find(|entry| entry.scenario.name == name)
}

const fn entry(
    name: &'static str,
    description: &'static str,
    behavior: Behavior,
    leads_to: LeadsTo,
) -> ScenarioEntry {
    ScenarioEntry {
        scenario: Scenario::new(Service::Greenid, name, description, leads_to),
        behavior,
    }
}

const fn results(
    first: MakeResult,
    settled: Option<MakeResult>,
    fault: Option<TransportFault>,
) -> Behavior {
    Behavior::Result(Steps {
        first,
        settled,
        fault,
    })
}

/// One result, always.
const fn one_result(
    name: &'static str,
    description: &'static str,
    result: MakeResult,
    leads_to: LeadsTo,
) -> ScenarioEntry {
    entry(name, description, results(result, None, None), leads_to)
}

const fn soap_fault(fault: ServiceFault, name: &'static str, error: &'static str) -> ScenarioEntry {
    let behavior = Behavior::Fault(Fault::Service(fault));
    entry(name, fault.code, behavior, LeadsTo::Error(error))
}

/// A verified person's answer that does not arrive well.
const fn faulty(
    fault: TransportFault,
    name: &'static str,
    description: &'static str,
    leads_to: LeadsTo,
) -> ScenarioEntry {
    let behavior = results(outcomes::verified, None, Some(fault));
    entry(name, description, behavior, leads_to)
}
