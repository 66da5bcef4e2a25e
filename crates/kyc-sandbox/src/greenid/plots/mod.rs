//! What a scenario is made of, and which one an id chooses.

mod table;

use super::{
    element::Element,
    fault::{Fault, ServiceFault},
    mishap::Mishap,
    people::{Scene, outcomes},
};
use crate::scenario::{LeadsTo, Scenario, Service};
pub(crate) use table::PLOTS;

/// A scenario and how it goes.
pub(crate) struct Plot {
    pub(crate) scenario: Scenario,
    pub(super) story: Story,
}

type Result = fn(&Scene<'_>) -> Element;

pub(super) enum Story {
    /// A person, and what becomes of that one.
    Goes(Course),
    Fails(Fault),
}

#[derive(Clone, Copy)]
pub(super) struct Course {
    pub(super) first: Result,
    /// When the settle time has passed.
    pub(super) then: Option<Result>,
    pub(super) mishap: Option<Mishap>,
}

/// The plot of this name.
pub(super) fn named(name: &str) -> Option<&'static Plot> {
    PLOTS.iter().find(|plot| plot.scenario.name == name)
}

const fn plot(name: &'static str, shows: &'static str, story: Story, leads_to: LeadsTo) -> Plot {
    Plot {
        scenario: Scenario::new(Service::Greenid, name, shows, leads_to),
        story,
    }
}

const fn goes(first: Result, then: Option<Result>, mishap: Option<Mishap>) -> Story {
    Story::Goes(Course {
        first,
        then,
        mishap,
    })
}

/// One result, always.
const fn shows(name: &'static str, shows: &'static str, result: Result, leads_to: LeadsTo) -> Plot {
    plot(name, shows, goes(result, None, None), leads_to)
}

const fn fails(fault: ServiceFault, name: &'static str, error: &'static str) -> Plot {
    let story = Story::Fails(Fault::Service(fault));
    plot(name, fault.code, story, LeadsTo::Error(error))
}

/// A verified person's answer that does not arrive well.
const fn breaks(
    mishap: Mishap,
    name: &'static str,
    shows: &'static str,
    leads_to: LeadsTo,
) -> Plot {
    let story = goes(outcomes::verified, None, Some(mishap));
    plot(name, shows, story, leads_to)
}
