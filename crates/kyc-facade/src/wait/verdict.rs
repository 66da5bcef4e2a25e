//! What an answer, or the lack of one, means for the wait.

use core::time::Duration;

use kyc_model::{
    Timestamp,
    outcome::{Awaiting, Decision, Finality, Remedy, VerificationOutcome},
};

use super::{fingerprint::Fingerprint, handle::State, plan::WaitPlan};
use crate::{Error, ErrorKind};

/// What to do after a question.
pub(super) struct Verdict {
    pub(super) next: Next,
    /// The answer says something that the one before did not.
    pub(super) is_news: bool,
}

pub(super) enum Next {
    /// Waiting longer does not help.
    End,
    /// The person has to act first.
    Subject,
    /// A person of ours has to review a provisional answer first.
    Review,
    /// Ask again after this pause, of which the second part is the provider's wish.
    AskAgain { pause: Duration, asked_to: Duration },
}

impl State {
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.asked = self.asked.saturating_add(1);
        self.started_at.get_or_insert(now);
        self.not_before = None;
    }

    /// Judges the result of a question that was asked at `now`, and notes it.
    pub(super) fn judge(
        &mut self,
        result: &Result<VerificationOutcome, Error>,
        plan: &WaitPlan,
        now: Timestamp,
        random: &mut fastrand::Rng,
    ) -> Verdict {
        let is_news = match result {
            Ok(outcome) => self.note(outcome),
            Err(_) => {
                self.unchanged = self.unchanged.saturating_add(1);
                false
            }
        };
        let waited = self.started_at.and_then(|start| now.since(start));
        let grace_left = plan.grace.saturating_sub(waited.unwrap_or_default());
        let in_grace = !grace_left.is_zero();
        let again = |at_least: Duration, asked_to: Duration, random: &mut fastrand::Rng| {
            let pause = plan
                .pause(self.unchanged, random)
                .max(at_least)
                .max(asked_to);
            Next::AskAgain { pause, asked_to }
        };
        // What is still the same when the grace is over is the answer, so it is asked for then, and later only where the
        // provider wishes.
        let again_in_grace = |asked_to: Duration, random: &mut fastrand::Rng| {
            let pause = plan
                .pause(self.unchanged, random)
                .min(grace_left.max(plan.floor))
                .max(asked_to);
            Next::AskAgain { pause, asked_to }
        };
        let none = Duration::ZERO;
        let wish = |error: &Error| {
            let asked_to = error.retry_after().unwrap_or_default();
            asked_to.min(plan.max_retry_after)
        };
        let next = match result {
            Ok(outcome) => match (outcome.decision(), outcome.awaiting()) {
                (Decision::Pending, Some(Awaiting::Subject)) => match plan.ask_subject_every {
                    Some(every) => again(every, none, random),
                    None => Next::Subject,
                },
                (Decision::Pending, _) => again(none, none, random),
                (Decision::NeedsReview, _) if outcome.finality() == Finality::Provisional => {
                    match plan.ask_reviewer_every {
                        Some(every) => again(every, none, random),
                        None => Next::Review,
                    }
                }
                (Decision::Inconclusive, _)
                    if in_grace && outcome.remedy() == &Remedy::AskAgain =>
                {
                    again_in_grace(none, random)
                }
                _ => Next::End,
            },
            Err(error) if error.is_retryable() => again(none, wish(error), random),
            Err(error) if in_grace && error.kind() == ErrorKind::SubjectNotFound => {
                again_in_grace(wish(error), random)
            }
            Err(_) => Next::End,
        };
        Verdict { next, is_news }
    }

    fn note(&mut self, outcome: &VerificationOutcome) -> bool {
        self.decision = Some(outcome.decision());
        let seen = Some(Fingerprint::of(outcome));
        let is_news = self.seen != seen;
        self.unchanged = if is_news {
            0
        } else {
            self.unchanged.saturating_add(1)
        };
        self.seen = seen;
        is_news
    }
}
