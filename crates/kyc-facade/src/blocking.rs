//! The registry for callers that are not asynchronous.

use std::sync::Arc;

use kyc_http::{TransportError, Worker};
use kyc_model::outcome::{Reference, VerificationOutcome};

use crate::{AskOptions, Error, ErrorKind, Result, ResumeHandle, WaitPlan, Waited, Waiter};

/// Asks the providers of a [`Registry`](crate::Registry) and waits for the answer. Cheap to clone; clones share one
/// thread, on which the questions run.
///
/// It may be used from anywhere, also from within an asynchronous program, whose thread it then blocks. Give it a
/// transport of its own, not one that asynchronous clients use as well: see [`kyc_http::Worker`].
#[derive(Clone, Debug)]
pub struct Registry {
    registry: crate::Registry,
    waiter: Waiter,
    worker: Arc<Worker>,
}

impl Registry {
    /// Asks these providers.
    ///
    /// # Errors
    /// `Transport`, not sent, when its thread cannot be started.
    pub fn new(registry: crate::Registry) -> Result<Self> {
        Ok(Self {
            waiter: Waiter::new(registry.clone()),
            registry,
            worker: Arc::new(Worker::start().map_err(failed)?),
        })
    }

    /// Asks the provider that the reference belongs to, as [`Registry::outcome`](crate::Registry::outcome) does.
    ///
    /// # Errors
    /// As there; `Transport` when the question panicked, or when called on its own thread.
    pub fn outcome(
        &self,
        reference: &Reference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome> {
        let (registry, reference, options) = (self.registry.clone(), reference.clone(), *options);
        self.worker
            .run(async move { registry.outcome(&reference, &options).await })
            .map_err(failed)?
    }

    /// Asks until there is an answer to act on, as [`Waiter::wait`] does.
    ///
    /// # Errors
    /// As there; `Transport` when the question panicked, or when called on its own thread.
    pub fn wait(&self, from: impl Into<ResumeHandle>, plan: &WaitPlan) -> Result<Waited> {
        let (waiter, handle, plan) = (self.waiter.clone(), from.into(), plan.clone());
        self.worker
            .run(async move { waiter.wait(handle, &plan).await })
            .map_err(failed)?
    }
}

fn failed(error: TransportError) -> Error {
    Error::new(ErrorKind::Transport, error.phase()).with_source(error)
}
