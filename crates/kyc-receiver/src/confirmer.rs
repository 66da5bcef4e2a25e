//! From a stored delivery to a settled outcome, by asking.

use core::{fmt, time::Duration};
use std::sync::Arc;

use kyc_facade::{
    AskOptions, Error, ErrorKind, Registry,
    smileid::{Difference, SmileProvider},
};
use kyc_http::{BoxFuture, Clock, Phase, SystemClock};
use kyc_model::{
    Timestamp,
    outcome::{Decision, Finality, Reference, SmileReference, VerificationOutcome},
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
    give_up_after: Duration,
    options: AskOptions,
    started: Option<Arc<Started>>,
    on_refuted: Option<Arc<Refuted>>,
}

type Started = dyn Fn(SmileReference) -> BoxFuture<'static, LookedUp> + Send + Sync;
type LookedUp = Result<Option<SmileReference>, LookUpFailed>;
type Refuted = dyn Fn(&Delivery, &[Difference]) + Send + Sync;

/// A record could not be looked up now; it is tried again later. It has no source: tell of that where the look-up fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookUpFailed;

impl fmt::Display for LookUpFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the record of a job could not be looked up; it is tried again later")
    }
}

impl core::error::Error for LookUpFailed {}

/// A caller's record may be written a little later than its job is known to the provider.
const RECORD_GRACE: Duration = Duration::from_secs(900);
/// A status may lag behind the callback that tells of it: so long it may know no such job, or differ from the delivery.
const STATUS_GRACE: Duration = Duration::from_secs(3600);
/// So long an answer that is not final may still become so.
const UNSETTLED_GRACE: Duration = Duration::from_secs(120);
/// So long a delivery is left to instances that can verify what this one cannot, however often it was claimed before.
const ELSEWHERE_PAUSE: Duration = Duration::from_secs(60);
/// The longest wait that a provider may ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

const NOT_GIVEN_SMILEID: &str = "this confirmer was not given Smile ID (`with_smileid`)";
const NOT_VERIFIABLE: &str = "it can no longer be verified: were the keys changed?";
const NAMES_NO_JOB: &str = "it names no job, or is of a kind that is not known";
const NOT_STARTED: &str = "it is about a job that was not started here";
const NOT_LOOKED_UP: &str = "its record could not be looked up";
const NOT_FINAL: &str = "there was no final answer in all the time";
const NOT_THE_STARTED: &str =
    "it is about another job or user than the record of the job that was started here";
const MIXED_UP: &str = "the answer is about another job or person than the event or the question";
const WORK_FAILED: &str = "the work inside the transaction that settles failed until the end";
const NOT_STORABLE: &str = "the outcome cannot be stored: its subject or source is not known";
const DIFFERS: &str = "the answer still differed from it when its time was over";

/// What became of a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Done {
    /// There is nothing to do now.
    Nothing,
    /// A delivery was confirmed and settled.
    Settled(Settled),
    /// A delivery has to wait: the job is not done, the answer may lag behind it, or something failed that may pass.
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
    Outcome(Box<VerificationOutcome>, Vec<Difference>),
    /// The provider has not decided, or no longer.
    Pending(Box<VerificationOutcome>),
    Unsettled(Unsettled),
}

/// Why a delivery cannot be settled now.
enum Unsettled {
    /// Not sooner than in so long; and why, should that be too late.
    Later(Duration, &'static str),
    /// Another instance may be able to; and why this one is not.
    Elsewhere(&'static str),
    Never(&'static str),
}

impl Unsettled {
    const fn soon(reason: &'static str) -> Self {
        Self::Later(Duration::ZERO, reason)
    }
}

impl From<Unsettled> for Confirmation {
    fn from(unsettled: Unsettled) -> Self {
        Self::Unsettled(unsettled)
    }
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
            lease: Duration::from_secs(600),
            give_up_after: Duration::from_secs(7 * 86_400),
            options: AskOptions::default(),
            started: None,
            on_refuted: None,
        }
    }

    /// Confirms deliveries of Smile ID by this provider. `verifier` is the one that took them.
    ///
    /// Give it to every confirmer of the store, with the same keys. One that lacks it, or lacks the key, leaves such a
    /// delivery for a minute at a time to those that have, and gives it up after twice
    /// [the time](Self::with_give_up_after) that they do.
    pub fn with_smileid(mut self, provider: SmileProvider, verifier: Verifier) -> Self {
        self.smileid = Some((provider, Arc::new(verifier)));
        self
    }

    /// Takes the time from `clock`.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long a delivery or action is kept from others while it is worked on. 10 minutes unless set: longer than all
    /// attempts of a question take with the usual time-outs.
    pub const fn with_lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How long after it was received a delivery is given up when the job is still open or the provider cannot be asked. 7 days
    /// unless set. What cannot be verified here is given up after twice that.
    ///
    /// A delivery that is reopened later than that has a single try: raise it first. Below an hour, a delivery from which the
    /// answer differs is given up too: such an answer is taken for the last word after an hour.
    pub const fn with_give_up_after(mut self, age: Duration) -> Self {
        self.give_up_after = age;
        self
    }

    /// What to ask for with every question.
    pub const fn with_options(mut self, options: AskOptions) -> Self {
        self.options = options;
        self
    }

    /// Looks up the caller's own record of a job of Smile ID by the ids that an event names: its job type and, for V3, its
    /// product. What is not known within a quarter of an hour is given up and never asked about, so that nobody can make
    /// this program ask for jobs that it did not start. A look-up that fails is tried again.
    ///
    /// Answer with your own record, never with what the event names.
    pub fn with_started<F>(
        mut self,
        started: impl Fn(SmileReference) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Option<SmileReference>, LookUpFailed>> + Send + 'static,
    {
        self.started = Some(Arc::new(move |named| Box::pin(started(named))));
        self
    }

    /// Calls `hook` when an answer refutes the event that led to it, and still does an hour after that was received: somebody
    /// may have forged it. It is called as well for a signal of fraud that only the event tells
    /// ([`Difference::FraudSignal`]): with the outcome, and in the first hour with every answer before that. The outcome is
    /// the answer's all the same, *verified* perhaps; the [action](crate::Action::alert) that follows has an alert.
    ///
    /// It is called before the store is asked to settle, so that no alarm is lost to a store that fails, and therefore **at
    /// least once**: again when that delivery is claimed again. Its [key](Delivery::key) tells a repeat.
    pub fn on_refuted(
        mut self,
        hook: impl Fn(&Delivery, &[Difference]) + Send + Sync + 'static,
    ) -> Self {
        self.on_refuted = Some(Arc::new(hook));
        self
    }

    /// Confirms and settles the delivery that has been due longest.
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
        let now = self.clock.now();
        let age = now.since(claim.delivery.received_at()).unwrap_or_default();
        let unsettled = match self.confirm(&claim.delivery, age).await {
            Confirmation::Outcome(outcome, differences) => {
                self.report(&claim.delivery, &differences);
                let signalled = differences.contains(&Difference::FraudSignal);
                let marked = signalled.then(|| claim.clone().with_alert());
                let claim = marked.as_ref().unwrap_or(claim);
                match self.store.settle(claim, &outcome, self.clock.now()).await {
                    Ok(settled) => return Ok(Done::Settled(settled)),
                    Err(error) => match error.kind() {
                        StoreErrorKind::NotStorable => Unsettled::Never(NOT_STORABLE),
                        StoreErrorKind::WorkFailed => Unsettled::soon(WORK_FAILED),
                        _ => return Err(error),
                    },
                }
            }
            Confirmation::Pending(outcome) => {
                let taken_in = self.store.supersede(claim, &outcome, self.clock.now());
                match taken_in.await.map_err(|error| (error.kind(), error)) {
                    // What cannot be taken in now changes nothing of the wait.
                    Ok(_) | Err((StoreErrorKind::NotStorable, _)) => Unsettled::soon(NOT_FINAL),
                    Err((StoreErrorKind::WorkFailed, _)) => Unsettled::soon(WORK_FAILED),
                    Err((_, error)) => return Err(error),
                }
            }
            Confirmation::Unsettled(unsettled) => unsettled,
        };
        let reason = match unsettled {
            Unsettled::Never(reason) => reason,
            Unsettled::Later(_, reason) if age >= self.give_up_after => reason,
            Unsettled::Later(at_least, _) => {
                return self
                    .postpone(claim, at_least.max(pause(claim.attempt)))
                    .await;
            }
            // Whoever can verify it gives it up first, where it has to be.
            Unsettled::Elsewhere(reason) if age >= self.give_up_after.saturating_mul(2) => reason,
            Unsettled::Elsewhere(_) => return self.postpone(claim, ELSEWHERE_PAUSE).await,
        };
        self.store.give_up(claim, reason).await?;
        #[cfg(feature = "tracing")]
        tracing::warn!(key = %claim.delivery.key(), reason, "a delivery was given up");
        Ok(Done::GivenUp { reason })
    }

    async fn postpone(&self, claim: &Claim, by: Duration) -> Result<Done, StoreError> {
        let until = later(self.clock.now(), by);
        self.store.postpone(claim, until).await?;
        Ok(Done::Postponed { until })
    }

    fn report(&self, delivery: &Delivery, differences: &[Difference]) {
        if differences.is_empty() {
            return;
        }
        #[cfg(feature = "tracing")]
        tracing::warn!(
            key = %delivery.key(),
            ?differences,
            "an answer does not bear out the delivery that led to it: somebody should look"
        );
        if let Some(hook) = &self.on_refuted {
            hook(delivery, differences);
        }
    }

    async fn confirm(&self, delivery: &Delivery, age: Duration) -> Confirmation {
        match delivery.reference() {
            Reference::Smileid(_) => self.confirm_smileid(delivery, age).await,
            reference => match self.registry.outcome(reference, &self.options).await {
                Ok(outcome) => from_answer(outcome, Vec::new(), age),
                Err(error) => from_error(&error, age).into(),
            },
        }
    }

    async fn confirm_smileid(&self, delivery: &Delivery, age: Duration) -> Confirmation {
        let Some((provider, verifier)) = &self.smileid else {
            return Unsettled::Elsewhere(NOT_GIVEN_SMILEID).into();
        };
        let Ok(event) = smile::event(delivery, verifier) else {
            return Unsettled::Elsewhere(NOT_VERIFIABLE).into();
        };
        let Some(named) = event.reference(verifier.partner_id()) else {
            return Unsettled::Never(NAMES_NO_JOB).into();
        };
        let started = match &self.started {
            None => None,
            Some(look_up) => match look_up(named).await {
                Ok(Some(started)) => Some(started),
                Ok(None) if age >= RECORD_GRACE => {
                    return Unsettled::Never(NOT_STARTED).into();
                }
                Ok(None) => return Unsettled::soon(NOT_STARTED).into(),
                Err(LookUpFailed) => return Unsettled::soon(NOT_LOOKED_UP).into(),
            },
        };
        match provider
            .confirm(&event, started.as_ref(), &self.options)
            .await
        {
            Ok(confirmed) => {
                let signals: Vec<_> = confirmed
                    .differences
                    .iter()
                    .filter(|difference| !difference.refutes())
                    .copied()
                    .collect();
                let word = from_answer(confirmed.outcome, confirmed.differences, age);
                // A job can stay open for days. With the last word they are told anyhow.
                if !matches!(word, Confirmation::Outcome(..)) && age < STATUS_GRACE {
                    self.report(delivery, &signals);
                }
                word
            }
            Err(error) => from_error(&error, age).into(),
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
        let ended = if act(claim.action.clone()).await {
            self.store.finish_action(&claim).await
        } else {
            let until = later(self.clock.now(), pause(claim.attempt));
            self.store.postpone_action(&claim, until).await
        };
        match ended {
            // It took longer than the lease, and is handed out again.
            Err(error) if error.kind() == StoreErrorKind::LostLease => Ok(true),
            ended => ended.map(|()| true),
        }
    }
}

/// An answer to a delivery of this age: the last word, unless it is open, or may only lag behind. How often it was asked for
/// tells nothing: an attempt that failed brought no answer.
fn from_answer(
    outcome: VerificationOutcome,
    differences: Vec<Difference>,
    age: Duration,
) -> Confirmation {
    if outcome.decision() == Decision::Pending {
        return Confirmation::Pending(Box::new(outcome));
    }
    if differences.iter().any(|difference| difference.refutes()) && age < STATUS_GRACE {
        return Unsettled::soon(DIFFERS).into();
    }
    if outcome.finality() != Finality::Final && age < UNSETTLED_GRACE {
        return Unsettled::soon(NOT_FINAL).into();
    }
    Confirmation::Outcome(Box::new(outcome), differences)
}

/// Only what no time and no operator can mend is given up at once.
fn from_error(error: &Error, age: Duration) -> Unsettled {
    match error.kind() {
        // Nothing was asked: it is the delivery that is wrong.
        ErrorKind::WrongSubject if error.phase() == Phase::NotSent => {
            Unsettled::Never(NOT_THE_STARTED)
        }
        // The answer may be one that a gateway mixed up, and the next is not; or the event's ids are false, as nobody signs
        // them.
        ErrorKind::WrongSubject if age >= STATUS_GRACE => Unsettled::Never(MIXED_UP),
        ErrorKind::WrongSubject => Unsettled::soon(MIXED_UP),
        ErrorKind::InvalidRequest => Unsettled::Never("its ids cannot be asked about"),
        ErrorKind::SubjectNotFound if age >= STATUS_GRACE => {
            Unsettled::Never("the provider knows no such person or job")
        }
        kind => {
            // What a provider asks for has no ceiling of its own, and a delivery must not be lost to it.
            let asked = error.retry_after().unwrap_or_default();
            Unsettled::Later(asked.min(MAX_RETRY_AFTER), kind.name())
        }
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
