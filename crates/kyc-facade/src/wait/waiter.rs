//! Waiting for one verification, or following many.

use core::{fmt, future, pin::pin, task::Poll};
use std::sync::Arc;

use futures_core::Stream;
use kyc_http::{Clock, Phase, Sleep, SystemClock, SystemSleep, TransportError, TransportErrorKind};
use kyc_model::outcome::{Reference, VerificationOutcome};

use super::{Progress, ResumeHandle, WaitPlan, Watch, WatchLimits, following::Following};
use crate::{Error, ErrorKind, Registry, Result};

/// How a wait ended. Everything but `Settled` can be gone on with.
#[derive(Clone, Debug)]
#[must_use]
pub enum Waited {
    /// An answer to act on, which waiting longer is not expected to change. Not always the last word: it may be
    /// `inconclusive`, and its finality `unknown`.
    Settled(VerificationOutcome),
    /// The provider waits for the person, so asking again does not help. Go on when the person has acted.
    #[non_exhaustive]
    AwaitingSubject {
        /// The answer, which is `pending`.
        outcome: VerificationOutcome,
        /// To go on with.
        handle: ResumeHandle,
    },
    /// The answer is provisional, and a person of **yours** has to review it at the provider. Go on when they have.
    #[non_exhaustive]
    AwaitingReview {
        /// The answer, which is `needs_review`.
        outcome: VerificationOutcome,
        /// To go on with.
        handle: ResumeHandle,
    },
    /// The time of the plan is up. It says nothing about the person.
    #[non_exhaustive]
    StillPending {
        /// The last answer, where there was one.
        last: Option<VerificationOutcome>,
        /// Why there was no answer to the last question, where there was none.
        last_error: Option<Error>,
        /// To go on with.
        handle: ResumeHandle,
    },
    /// The caller no longer wanted to wait.
    #[non_exhaustive]
    Cancelled {
        /// The last answer, where there was one.
        last: Option<VerificationOutcome>,
        /// To go on with.
        handle: ResumeHandle,
    },
}

impl Waited {
    /// The last answer, however the wait ended.
    #[must_use]
    pub const fn outcome(&self) -> Option<&VerificationOutcome> {
        match self {
            Self::Settled(outcome)
            | Self::AwaitingSubject { outcome, .. }
            | Self::AwaitingReview { outcome, .. } => Some(outcome),
            Self::StillPending { last, .. } | Self::Cancelled { last, .. } => last.as_ref(),
        }
    }

    /// What to go on with, where there is anything to wait for.
    #[must_use]
    pub const fn handle(&self) -> Option<&ResumeHandle> {
        match self {
            Self::Settled(_) => None,
            Self::AwaitingSubject { handle, .. }
            | Self::AwaitingReview { handle, .. }
            | Self::StillPending { handle, .. }
            | Self::Cancelled { handle, .. } => Some(handle),
        }
    }
}

/// Waits for the providers of a [`Registry`]. Cheap to clone.
///
/// ```no_run
/// # async fn example(registry: kyc_facade::Registry, reference: kyc_model::outcome::Reference)
/// # -> Result<(), kyc_facade::Error> {
/// use core::time::Duration;
/// use kyc_facade::{WaitPlan, Waited, Waiter};
/// let plan = WaitPlan::for_at_most(Duration::from_secs(90));
/// match Waiter::new(registry).wait(&reference, &plan).await? {
///     Waited::Settled(outcome) => println!("{:?}", outcome.decision()),
///     Waited::AwaitingSubject { handle, .. } => { /* store the handle; the person has to act */ }
///     Waited::AwaitingReview { handle, .. } => { /* a person of yours has to look, at the provider */ }
///     Waited::StillPending { handle, .. } => { /* store the handle and go on next week */ }
///     Waited::Cancelled { handle, .. } => { /* only after wait_or_cancel */ }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Waiter(Arc<Shared>);

#[derive(Clone)]
pub(super) struct Shared {
    pub(super) registry: Registry,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) sleep: Arc<dyn Sleep>,
}

impl Shared {
    /// Asks one question, which is given up after its limit.
    pub(super) async fn ask(
        &self,
        reference: &Reference,
        plan: &WaitPlan,
    ) -> Result<VerificationOutcome> {
        let mut question = pin!(self.registry.outcome(reference, &plan.ask));
        // What hangs does so in real time, even where waiting is simulated.
        let mut limit = SystemSleep.sleep(plan.question_limit);
        future::poll_fn(|context| match question.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(result),
            Poll::Pending => limit.as_mut().poll(context).map(|()| {
                Err(Error::new(ErrorKind::Transport, Phase::MaybeSent)
                    .with_provider(reference.provider().clone())
                    .with_retryable(true)
                    .with_source(TransportError::new(
                        TransportErrorKind::Timeout,
                        Phase::MaybeSent,
                    )))
            }),
        })
        .await
    }
}

impl Waiter {
    /// Waits for these providers, by the system's clock.
    #[must_use]
    pub fn new(registry: Registry) -> Self {
        Self(Arc::new(Shared {
            registry,
            clock: Arc::new(SystemClock),
            sleep: Arc::new(SystemSleep),
        }))
    }

    /// Takes the time from `clock`.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        Arc::make_mut(&mut self.0).clock = Arc::new(clock);
        self
    }

    /// Lets time pass by `sleep`.
    #[must_use]
    pub fn with_sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        Arc::make_mut(&mut self.0).sleep = Arc::new(sleep);
        self
    }

    /// Asks until there is an answer to act on, the person or a reviewer of yours has to act, or the time of the plan is up.
    ///
    /// `from` is a reference, or the handle of an earlier wait. Errors that may pass are survived. Dropping the future
    /// ends the wait and leaves nothing behind.
    ///
    /// # Errors
    /// What asking again would not mend: see [`Error::is_retryable`]. The reference or handle is still good once the
    /// cause is mended.
    pub async fn wait(&self, from: impl Into<ResumeHandle>, plan: &WaitPlan) -> Result<Waited> {
        self.wait_or_cancel(from, plan, future::pending::<()>())
            .await
    }

    /// As [`wait`](Self::wait), until `cancel` is ready, such as a shutdown signal. A question that is under way then is
    /// given up: it changes nothing.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_or_cancel(
        &self,
        from: impl Into<ResumeHandle>,
        plan: &WaitPlan,
        cancel: impl Future,
    ) -> Result<Waited> {
        let mut cancel = pin!(cancel);
        let mut following = Following::start(Arc::clone(&self.0), from.into(), plan.clone());
        loop {
            let step = {
                let mut next = pin!(following.next());
                future::poll_fn(|context| match cancel.as_mut().poll(context) {
                    Poll::Ready(_) => Poll::Ready(None),
                    Poll::Pending => next.as_mut().poll(context).map(Some),
                })
                .await
            };
            match step {
                Some(Some(Progress::Ended(end))) => return end,
                Some(Some(progress)) => {
                    if let Some(hook) = &plan.on_progress {
                        hook(&progress);
                    }
                }
                Some(None) | None => {
                    // After the end there is no further step, so there always is a handle here.
                    let no_handle = || Error::new(ErrorKind::Invariant, Phase::NotSent);
                    return following.cancel().ok_or_else(no_handle);
                }
            }
        }
    }

    /// The same wait as a stream: every answer and every failure that is survived, and last the
    /// [end](Progress::Ended).
    pub fn stream(
        &self,
        from: impl Into<ResumeHandle>,
        plan: &WaitPlan,
    ) -> impl Stream<Item = Progress> + Send + 'static {
        let following = Following::start(Arc::clone(&self.0), from.into(), plan.clone());
        futures_util::stream::unfold(following, |mut following| async move {
            let progress = following.next().await?;
            Some((progress, following))
        })
    }

    /// Follows many verifications at once, each by `plan`. Starts with none: [`Watch::add`] them.
    pub fn watch(&self, plan: &WaitPlan, limits: WatchLimits) -> Watch {
        Watch::new(Arc::clone(&self.0), plan.clone(), limits)
    }
}

impl fmt::Debug for Waiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Waiter").field(&self.0.registry).finish()
    }
}

impl Registry {
    /// Asks until there is an answer to act on: [`Waiter::wait`] by the system's clock.
    ///
    /// # Errors
    /// As there.
    pub async fn wait(&self, from: impl Into<ResumeHandle>, plan: &WaitPlan) -> Result<Waited> {
        Waiter::new(self.clone()).wait(from, plan).await
    }
}
