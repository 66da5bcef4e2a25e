//! One verification, followed question by question.

use core::{fmt, time::Duration};
use std::sync::Arc;

use kyc_model::{Timestamp, outcome::VerificationOutcome};

use super::{
    handle::ResumeHandle,
    plan::WaitPlan,
    verdict::Next,
    waiter::{Shared, Waited},
};
use crate::{Error, Result};

/// What a question brought. The values are the caller's; `Debug` shows no person's.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress {
    /// An answer that is not the last word.
    #[non_exhaustive]
    Answered {
        /// The answer.
        outcome: VerificationOutcome,
        /// Whether it says something that the answer before did not.
        is_news: bool,
        /// How many questions were asked.
        asked: u32,
        /// The wait before the next; `None` where the time is up.
        next_in: Option<Duration>,
        /// Where the wait stands, for storing.
        handle: ResumeHandle,
    },
    /// No answer, for a reason that may pass.
    #[non_exhaustive]
    Failed {
        /// The reason.
        error: Error,
        /// How many questions were asked.
        asked: u32,
        /// The wait before the next; `None` where the time is up.
        next_in: Option<Duration>,
        /// Where the wait stands, for storing.
        handle: ResumeHandle,
    },
    /// The end of the wait, and the last of a stream.
    Ended(Result<Waited>),
}

/// A wait that has begun.
pub(super) struct Following {
    shared: Arc<Shared>,
    plan: WaitPlan,
    handle: Option<ResumeHandle>,
    random: fastrand::Rng,
    until: Timestamp,
    /// `None` when the time is up.
    next_at: Option<Timestamp>,
    /// A clock that is set back must not make the wait longer.
    slept: Duration,
    last: Option<VerificationOutcome>,
    last_error: Option<Error>,
}

impl fmt::Debug for Following {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following").finish_non_exhaustive()
    }
}

impl Following {
    pub(super) fn start(shared: Arc<Shared>, handle: ResumeHandle, plan: WaitPlan) -> Self {
        let now = shared.clock.now();
        let until = later(now, plan.limit);
        Self {
            random: plan.random(),
            next_at: first_question(&handle, now, until),
            handle: Some(handle),
            until,
            shared,
            plan,
            slept: Duration::ZERO,
            last: None,
            last_error: None,
        }
    }

    /// Waits for the time of the next question and asks it. `None` after the end.
    pub(super) async fn next(&mut self) -> Option<Progress> {
        self.handle.as_ref()?;
        let Some(next_at) = self.next_at else {
            return self.still_pending();
        };
        let pause = next_at.since(self.shared.clock.now()).unwrap_or_default();
        let sleep_left = self.plan.limit.saturating_sub(self.slept);
        if sleep_left.is_zero() && !pause.is_zero() {
            return self.still_pending();
        }
        let pause = pause.min(sleep_left);
        if !pause.is_zero() {
            self.shared.sleep.sleep(pause).await;
            self.slept = self.slept.saturating_add(pause);
        }
        let handle = self.handle.as_mut()?;
        handle.0.begin(self.shared.clock.now());
        let result = self.shared.ask(&handle.0.reference, &self.plan).await;
        let now = self.shared.clock.now();
        let verdict = handle.0.judge(&result, &self.plan, now, &mut self.random);
        let (pause, asked_to) = match verdict.next {
            Next::AskAgain { pause, asked_to } => (pause, asked_to),
            Next::End => {
                self.handle = None;
                return Some(Progress::Ended(result.map(Waited::Settled)));
            }
            Next::Subject => {
                let handle = self.handle.take()?;
                let end = |outcome| Waited::AwaitingSubject { outcome, handle };
                return Some(Progress::Ended(result.map(end)));
            }
            Next::Review => {
                let handle = self.handle.take()?;
                let end = |outcome| Waited::AwaitingReview { outcome, handle };
                return Some(Progress::Ended(result.map(end)));
            }
        };
        handle.0.not_before = (!asked_to.is_zero()).then(|| later(now, asked_to));
        self.next_at = next_question(now, self.until, pause, asked_to);
        let next_in = self.next_at.and_then(|at| at.since(now));
        let handle = handle.clone();
        let asked = handle.asked();
        Some(match result {
            Ok(outcome) => {
                self.last = Some(outcome.clone());
                self.last_error = None;
                Progress::Answered {
                    outcome,
                    is_news: verdict.is_news,
                    asked,
                    next_in,
                    handle,
                }
            }
            Err(error) => {
                self.last_error = Some(error.clone());
                Progress::Failed {
                    error,
                    asked,
                    next_in,
                    handle,
                }
            }
        })
    }

    fn still_pending(&mut self) -> Option<Progress> {
        Some(Progress::Ended(Ok(Waited::StillPending {
            last: self.last.take(),
            last_error: self.last_error.take(),
            handle: self.handle.take()?,
        })))
    }

    pub(super) fn cancel(mut self) -> Option<Waited> {
        Some(Waited::Cancelled {
            last: self.last.take(),
            handle: self.handle.take()?,
        })
    }
}

/// When to ask first: at once, unless an earlier wait was told otherwise. `None` where that is too late.
pub(super) fn first_question(
    handle: &ResumeHandle,
    now: Timestamp,
    until: Timestamp,
) -> Option<Timestamp> {
    let at = handle.0.not_before.map_or(now, |then| then.max(now));
    (at <= until).then_some(at)
}

/// When to ask again: after the pause, or when the time is up where that is sooner. `None` where the time is up already, or
/// will be before the provider wants another question.
pub(super) fn next_question(
    now: Timestamp,
    until: Timestamp,
    pause: Duration,
    asked_to: Duration,
) -> Option<Timestamp> {
    let left = until.since(now).unwrap_or_default();
    if left.is_zero() || asked_to > left {
        return None;
    }
    Some(later(now, pause.min(left)))
}

/// The end of time is as far as it goes.
pub(super) fn later(now: Timestamp, by: Duration) -> Timestamp {
    now.checked_add(by).unwrap_or(now.max(Timestamp::MAX))
}
