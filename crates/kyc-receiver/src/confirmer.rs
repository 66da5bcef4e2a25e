//! From a stored delivery to a settled outcome, by asking.

use core::{fmt, time::Duration};
use std::sync::Arc;

use kyc_facade::{
    AskOptions, Error, ErrorKind, Registry,
    smileid::{Difference, SmileProvider},
};
use kyc_http::{Clock, SystemClock};
use kyc_model::{
    Timestamp,
    outcome::{Decision, Reference, SmileReference, VerificationOutcome},
};
use smileid::callback::Verifier;

use crate::{Action, Claim, Delivery, Settled, Store, StoreError, StoreErrorKind, smile};

/// Confirms what was stored and settles it, one delivery at a time. Run as many as you like, in as many processes as share
/// the store.
#[derive(Clone)]
#[must_use]
pub struct Confirmer {
    store: Arc<dyn Store>,
    smileid: Option<(SmileProvider, Arc<Verifier>)>,
    registry: Registry,
    clock: Arc<dyn Clock>,
    lease: Duration,
    patience: Duration,
    options: AskOptions,
    started: Option<Arc<Started>>,
    on_refuted: Option<Arc<Refuted>>,
}

type Started = dyn Fn(&SmileReference) -> Option<SmileReference> + Send + Sync;
type Refuted = dyn Fn(&Delivery, &[Difference]) + Send + Sync;

/// What became of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Done {
    /// There is nothing to do now.
    Nothing,
    /// A delivery was confirmed and settled.
    Settled(Settled),
    /// A delivery has to wait: the job is not done, or something failed that may pass.
    Postponed {
        /// Until then.
        until: Timestamp,
    },
    /// A delivery was given up and is listed in the store.
    GivenUp {
        /// Why.
        reason: &'static str,
    },
    /// Somebody else has taken over in the meantime. Nothing was done twice.
    LostLease,
}

enum Confirmation {
    Outcome(Box<VerificationOutcome>),
    Later(Duration),
    Never(&'static str),
}

impl Confirmer {
    /// Confirms deliveries of `store` by the providers of `registry`. Deliveries of Smile ID need
    /// [`with_smileid`](Self::with_smileid) besides.
    pub fn new(store: impl Store + 'static, registry: Registry) -> Self {
        Self {
            store: Arc::new(store),
            smileid: None,
            registry,
            clock: Arc::new(SystemClock),
            lease: Duration::from_secs(180),
            patience: Duration::from_secs(7 * 86_400),
            options: AskOptions::default(),
            started: None,
            on_refuted: None,
        }
    }

    /// Confirms deliveries of Smile ID by this provider. `verifier` is the one that took them.
    pub fn with_smileid(mut self, provider: SmileProvider, verifier: Verifier) -> Self {
        self.smileid = Some((provider, Arc::new(verifier)));
        self
    }

    /// Takes the time from `clock`.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long a delivery or action is kept from others while it is worked on. 3 minutes unless set; more than a question
    /// to a provider can take.
    pub const fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How long after it was received a delivery is given up when the job is still open or the provider cannot be asked. 7
    /// days unless set.
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What to ask for with every question.
    pub const fn with_options(mut self, options: AskOptions) -> Self {
        self.options = options;
        self
    }

    /// Looks up the caller's own record of a job of Smile ID by the ids that an event names: its job type and, for V3, its
    /// product. What it does not know is given up and never asked about, so that nobody can make this program ask for
    /// jobs that it did not start.
    pub fn with_started(
        mut self,
        started: impl Fn(&SmileReference) -> Option<SmileReference> + Send + Sync + 'static,
    ) -> Self {
        self.started = Some(Arc::new(started));
        self
    }

    /// Calls `hook` when an answer refutes the event that led to it: somebody may have forged it. The outcome is the
    /// answer's all the same.
    pub fn on_refuted(
        mut self,
        hook: impl Fn(&Delivery, &[Difference]) + Send + Sync + 'static,
    ) -> Self {
        self.on_refuted = Some(Arc::new(hook));
        self
    }

    /// Confirms and settles the oldest delivery that waits.
    ///
    /// # Errors
    /// Those of the store. The delivery is claimed again when its lease has run out.
    pub async fn confirm_next(&self) -> Result<Done, StoreError> {
        let Some(claim) = self.store.claim(self.clock.now(), self.lease).await? else {
            return Ok(Done::Nothing);
        };
        match self.settle(&claim).await {
            Err(error) if error.kind() == StoreErrorKind::LostLease => Ok(Done::LostLease),
            result => result,
        }
    }

    async fn settle(&self, claim: &Claim) -> Result<Done, StoreError> {
        let reason = match self.confirm(&claim.delivery).await {
            Confirmation::Outcome(outcome) => {
                match self.store.settle(claim, &outcome, self.clock.now()).await {
                    Ok(settled) => return Ok(Done::Settled(settled)),
                    Err(error) if error.kind() == StoreErrorKind::NotStorable => {
                        "the outcome cannot be stored: its subject or source is not known"
                    }
                    Err(error) => return Err(error),
                }
            }
            Confirmation::Never(reason) => reason,
            Confirmation::Later(at_least) => {
                let now = self.clock.now();
                let age = now.since(claim.delivery.received_at()).unwrap_or_default();
                if age < self.patience {
                    let until = later(now, at_least.max(pause(claim.attempt)));
                    self.store.postpone(claim, until).await?;
                    return Ok(Done::Postponed { until });
                }
                "there was no final answer in all the time"
            }
        };
        self.store.give_up(claim, reason).await?;
        #[cfg(feature = "tracing")]
        tracing::warn!(key = %claim.delivery.key(), reason, "a delivery was given up");
        Ok(Done::GivenUp { reason })
    }

    async fn confirm(&self, delivery: &Delivery) -> Confirmation {
        match delivery.reference() {
            Reference::Smileid(_) => self.confirm_smileid(delivery).await,
            reference => self.judge(self.registry.outcome(reference, &self.options).await),
        }
    }

    async fn confirm_smileid(&self, delivery: &Delivery) -> Confirmation {
        let Some((provider, verifier)) = &self.smileid else {
            return Confirmation::Never("no provider is set up for deliveries of Smile ID");
        };
        let Ok(event) = smile::event(delivery, verifier) else {
            return Confirmation::Never("it can no longer be verified: were the keys changed?");
        };
        let Some(named) = event.reference(verifier.partner_id()) else {
            return Confirmation::Never("it names no job, or is of a kind that is not known");
        };
        let started = match &self.started {
            None => None,
            Some(look_up) => match look_up(&named) {
                Some(started) => Some(started),
                None => return Confirmation::Never("it is about a job that was not started here"),
            },
        };
        let asked = provider
            .confirm(&event, started.as_ref(), &self.options)
            .await;
        let confirmed = match asked {
            Ok(confirmed) => confirmed,
            Err(error) => return self.judge(Err(error)),
        };
        if confirmed.is_alarming() {
            #[cfg(feature = "tracing")]
            tracing::warn!(
                key = %delivery.key(),
                differences = ?confirmed.differences,
                "an answer refutes the delivery that led to it: it may have been forged"
            );
            if let Some(hook) = &self.on_refuted {
                hook(delivery, &confirmed.differences);
            }
        }
        self.judge(Ok(confirmed.outcome))
    }

    #[expect(clippy::unused_self, reason = "reads better where it is used")]
    fn judge(&self, result: Result<VerificationOutcome, Error>) -> Confirmation {
        match result {
            Ok(outcome) if outcome.decision() == Decision::Pending => {
                Confirmation::Later(Duration::ZERO)
            }
            Ok(outcome) => Confirmation::Outcome(Box::new(outcome)),
            Err(error) if error.is_retryable() => {
                Confirmation::Later(error.retry_after().unwrap_or_default())
            }
            Err(error) => Confirmation::Never(match error.kind() {
                ErrorKind::SubjectNotFound => "the provider knows no such person or job",
                ErrorKind::WrongSubject => "it is about another job than it names",
                ErrorKind::NotAuthorized | ErrorKind::NotEnabled => {
                    "the provider refused the credentials or the account"
                }
                ErrorKind::NoProvider => "no provider is set up for it",
                _ => "the provider's answer cannot be used",
            }),
        }
    }

    /// Hands the oldest action that waits to `act`, and ends it when `act` returned `true`. Otherwise it is handed out again
    /// later. An action is handed out **at least once**: see by its id whether it was performed before.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn act_on_next<F: Future<Output = bool>>(
        &self,
        act: impl FnOnce(Action) -> F,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let Some(claim) = self.store.claim_action(now, self.lease).await? else {
            return Ok(false);
        };
        if act(claim.action.clone()).await {
            self.store.finish_action(&claim).await?;
        } else {
            let until = later(self.clock.now(), pause(claim.attempt));
            self.store.postpone_action(&claim, until).await?;
        }
        Ok(true)
    }
}

/// 5 seconds, doubled with each attempt, up to 15 minutes.
fn pause(attempt: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1).min(16));
    Duration::from_secs(5)
        .saturating_mul(doubled)
        .min(Duration::from_secs(900))
}

fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

impl fmt::Debug for Confirmer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Confirmer")
            .field("registry", &self.registry)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}
