//! What the ids choose.

use core::fmt;

use kyc_model::outcome::Decision;

use crate::{greenid, smileid};

/// Which interface a scenario is for, and with it which id chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Service {
    /// Smile ID V1: the job id.
    SmileidV1,
    /// Smile ID V3: the job id, in the form of [`Scenario::id`].
    SmileidV3,
    /// greenID: the user id.
    Greenid,
}

/// One thing that can happen.
///
/// An id is the scenario's, or the scenario's with a dot and anything behind it: `approved`, `approved.17`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scenario {
    /// Where it can be asked for.
    pub service: Service,
    /// Its name.
    pub name: &'static str,
    /// What the provider answers.
    pub shows: &'static str,
    /// What `kyc-facade` must make of that.
    pub leads_to: LeadsTo,
}

/// What an answer must become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LeadsTo {
    /// This decision by this row of the decision tables.
    Decision(Decision, &'static str),
    /// The first decision, and the second one when the sandbox's settle time has passed.
    Then((Decision, &'static str), (Decision, &'static str)),
    /// No outcome: an error whose `kyc_facade::ErrorKind::name` this is.
    Error(&'static str),
}

impl Scenario {
    pub(crate) const fn new(
        service: Service,
        name: &'static str,
        description: &'static str,
        leads_to: LeadsTo,
    ) -> Self {
        Self {
            service,
            name,
            shows: description,
            leads_to,
        }
    }

    /// The id that chooses it.
    #[must_use]
    pub fn id(&self) -> String {
        match self.service {
            Service::SmileidV3 => smileid::v3::job_id_of(self.name),
            Service::SmileidV1 | Service::Greenid => self.name.to_owned(),
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SmileidV1 => "smileid",
            Self::SmileidV3 => "smileid v3",
            Self::Greenid => "greenid",
        })
    }
}

impl fmt::Display for LeadsTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Decision(decision, row) => write!(f, "{decision} ({row})"),
            Self::Then((first, _), (then, row)) => write!(f, "{first}, then {then} ({row})"),
            Self::Error(kind) => write!(f, "error: {kind}"),
        }
    }
}

/// The service has no scenario of that name; [`all`] lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownScenario;

impl fmt::Display for UnknownScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the service has no scenario of that name; `kyc sandbox --list-scenarios` lists them",
        )
    }
}

impl core::error::Error for UnknownScenario {}

/// Every scenario: Smile ID V1, Smile ID V3, greenID.
pub fn all() -> impl Iterator<Item = Scenario> {
    let v1 = smileid::v1::scenarios::all().map(|entry| entry.scenario);
    let v3 = smileid::v3::SCENARIOS.iter().map(|entry| entry.scenario);
    let greenid = greenid::SCENARIOS.iter().map(|entry| entry.scenario);
    v1.chain(v3).chain(greenid)
}

/// The name in front of an id's first dot.
pub(crate) fn name_in(id: &str) -> &str {
    id.split_once('.').map_or(id, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_id_chooses_one_scenario() {
        let mut seen = HashSet::new();
        for scenario in all() {
            assert!(
                seen.insert((scenario.service, scenario.id())),
                "{scenario:?}"
            );
            assert!(!scenario.name.contains('.'));
        }
    }

    #[test]
    fn what_follows_a_dot_is_of_no_matter() {
        assert_eq!(name_in("approved"), "approved");
        assert_eq!(name_in("approved.17.a"), "approved");
        assert_eq!(name_in(".approved"), "");
    }
}
