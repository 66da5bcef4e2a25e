//! Whom and what an outcome is about. Source: decision tables, part 6, rule 1.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    Sensitive,
    outcome::{Environment, Provider, Reference, VerificationOutcome},
};

/// The verification that an outcome is about: provider, environment, account and ids. Two outcomes are compared only when
/// their keys are equal, so a later job of the same person never overwrites an earlier one.
///
/// | provider | account | ids |
/// |---|---|---|
/// | Smile ID | partner id | user id, job id |
/// | greenID | customer id | user id |
/// | any other | | all ids of its reference, at least one |
///
/// The ids are personal: `Debug` does not show them. Source: decision tables, part 6, rule 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubjectKey {
    provider: Provider,
    environment: Environment,
    ids: Ids,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Ids {
    Smileid([Sensitive<String>; 3]),
    Greenid([Sensitive<String>; 2]),
    Other(Sensitive<BTreeMap<String, Sensitive<String>>>),
}

impl SubjectKey {
    /// The key of an outcome, or `None` where a part of it is missing or empty. An unknown environment is a missing part:
    /// the providers' own sandboxes give answers about the same ids.
    #[must_use]
    pub fn of(outcome: &VerificationOutcome) -> Option<Self> {
        let environment = match outcome.environment() {
            Environment::Unknown => return None,
            known => known,
        };
        let ids = match outcome.reference() {
            Reference::Smileid(smile) => Ids::Smileid([
                present(smile.partner_id.as_ref())?,
                present(smile.user_id.as_ref())?,
                present(smile.job_id.as_ref())?,
            ]),
            Reference::Greenid(greenid) => Ids::Greenid([
                present(greenid.customer_id.as_ref())?,
                present(greenid.user_id.as_ref())?,
            ]),
            Reference::Other(other) => {
                let is_whole = !other.ids.is_empty()
                    && other.ids.values().all(|id| present(Some(id)).is_some());
                Ids::Other(Sensitive::new(is_whole.then(|| other.ids.clone())?))
            }
        };
        Some(Self {
            provider: outcome.provider().clone(),
            environment,
            ids,
        })
    }

    /// The key as one text, for a database or a hash: a JSON array of its parts, such as
    /// `["smileid","production","2099","user-1","job-1"]`. For a provider outside this library the third and last part is
    /// the object of its ids.
    ///
    /// Equal keys have equal texts, different keys different ones, in every version of this library. **It holds personal
    /// ids.**
    #[must_use]
    pub fn canonical(&self) -> Sensitive<String> {
        let (provider, environment) = (self.provider.as_str(), self.environment.as_str());
        let text = match &self.ids {
            Ids::Smileid([partner, user, job]) => {
                json(&(provider, environment, partner, user, job))
            }
            Ids::Greenid([customer, user]) => json(&(provider, environment, customer, user)),
            Ids::Other(ids) => json(&(provider, environment, ids)),
        };
        Sensitive::new(text)
    }
}

fn present(id: Option<&Sensitive<String>>) -> Option<Sensitive<String>> {
    id.filter(|id| !id.expose().is_empty()).cloned()
}

/// Texts and a map of texts always serialize.
fn json<T: Serialize>(parts: &T) -> String {
    serde_json::to_string(parts).unwrap_or_default()
}
