//! Jobs of V3, and the tokens that were issued.

use core::{fmt, time::Duration};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value};

use super::{
    SCENARIOS, ids,
    scenarios::{Fault, Verdict},
};
use crate::{Service, bounded_map::BoundedMap, shared_state::SharedState};

#[derive(Default)]
pub(crate) struct State(Mutex<Inner>);

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn forget(&self, job_id: &str) {
        self.lock().jobs.remove(&job_id.to_owned());
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
pub(super) struct Inner {
    pub(super) jobs: BoundedMap<String, Job>,
    pub(super) tokens: BoundedMap<String, Issued>,
}

/// What a token may be used for, and for how long.
#[derive(Clone)]
pub(super) struct Issued {
    pub(super) expires_at: Timestamp,
    pub(super) user_id: Option<String>,
}

/// Parts of a form that a webhook repeats.
#[derive(Clone, Default)]
pub(super) struct Submitted {
    pub(super) id: Map<String, Value>,
    pub(super) person: Map<String, Value>,
    pub(super) consent: Map<String, Value>,
}

#[derive(Clone)]
pub(super) struct Job {
    pub(super) job_id: String,
    pub(super) user_id: String,
    pub(super) product: String,
    pub(super) partner_params: Map<String, Value>,
    /// What was submitted, as far as webhooks repeat it.
    pub(super) submitted: Submitted,
    pub(super) verdict: Verdict,
    pub(super) fault: Fault,
    pub(super) begun: Timestamp,
    pub(super) questions: u32,
}

impl Inner {
    /// The job with this id: a submitted one, or the scenario of this name, which begins now.
    pub(super) fn find(&mut self, job_id: &str, name: &str, now: Timestamp) -> Option<&mut Job> {
        let key = job_id.to_owned();
        if self.jobs.get(&key).is_none() {
            let entry = SCENARIOS
                .iter()
                .find(|entry| entry.is_named_by(job_id, name))?;
            let job = Job {
                job_id: key.clone(),
                user_id: ids::user_of(job_id),
                product: "biometric_kyc".to_owned(),
                partner_params: Map::new(),
                submitted: Submitted::default(),
                verdict: entry.verdict,
                fault: entry.fault,
                begun: now,
                questions: 0,
            };
            self.jobs.insert(key.clone(), job);
        }
        self.jobs.get_mut(&key)
    }
}

/// The job with this id, where there is one.
pub(super) fn find(job_id: &str, shared: &SharedState) -> Option<Job> {
    let name = shared.scenario_of(Service::SmileidV3, job_id);
    let mut inner = shared.smileid.v3.lock();
    inner.find(job_id, &name, shared.clock.now()).cloned()
}

impl Job {
    /// When its verdict is there; `None` for one that never is.
    pub(super) fn settles_at(&self, settle_after: Duration) -> Option<Timestamp> {
        match self.verdict {
            Verdict {
                status: "processing",
                ..
            } => None,
            Verdict { is_later: true, .. } => self.begun.checked_add(settle_after),
            Verdict { .. } => Some(self.begun),
        }
    }

    pub(super) fn is_settled(&self, now: Timestamp, settle_after: Duration) -> bool {
        self.settles_at(settle_after).is_some_and(|at| now >= at)
    }
}
