//! `--wait`: asks until there is an answer to act on, and tells how it goes.

use core::{pin::pin, time::Duration};
use std::io::Write;

use futures_util::StreamExt as _;
use kyc_facade::{Progress, WaitPlan, Waited, Waiter};
use kyc_model::outcome::VerificationOutcome;

use super::{Answer, Question, live::Live};
use crate::failure::Failure;

/// How often the live line moves.
const TICK: Duration = Duration::from_millis(120);

const SUBJECT: &str = "waiting longer does not help: the person who is being verified has to act. \
                       Run the same command when they have.";
const REVIEW: &str = "waiting longer does not help: a person on your side has to review the case \
                      at the provider. Run the same command when they have.";
const TIME_IS_UP: &str = "the time is up, and the answer may still change. Run the same command \
                          again to go on, or give it longer with --for.";
const NO_ANSWER: &str = "the time is up, and the last question had no answer; what is shown is the \
                         answer before it. Run the same command again to go on.";
const INTERRUPTED: &str = "interrupted: what is shown is the last answer. Run the same command \
                           again to go on.";

/// For one answer.
const MAX_PATIENCE: Duration = Duration::from_secs(60);

/// Asks for at most `limit`, or until the user interrupts.
///
/// # Errors
/// When there was no answer at all, or one that asking again does not mend.
pub(super) async fn wait(
    question: &Question,
    limit: Duration,
    err: &mut impl Write,
) -> Result<Answer, Failure> {
    // A question that hangs must not outlast the wait by much.
    let patience = limit.clamp(Duration::from_secs(1), MAX_PATIENCE);
    let plan = WaitPlan::for_at_most(limit)
        .with_options(question.options)
        .with_question_limit(patience);
    let mut live = Live::start(limit);
    let mut last = None;
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let mut tick = tokio::time::interval(TICK);
    let waiter = Waiter::new(question.registry.clone());
    let mut steps = pin!(waiter.stream(&question.reference, &plan));
    let end = loop {
        tokio::select! {
            biased;
            _ = &mut interrupted => break Err(Failure::Interrupted),
            step = steps.next() => match step {
                Some(Progress::Ended(end)) => break end.map_err(Failure::Outcome),
                Some(step) => {
                    live.step(&step, err);
                    if let Progress::Answered { outcome, .. } = step {
                        last = Some(outcome);
                    }
                }
                // The end comes first.
                None => break Err(Failure::Interrupted),
            },
            _ = tick.tick() => live.tick(),
        }
    };
    live.end();
    answer(end, last)
}

fn answer(
    end: Result<Waited, Failure>,
    last: Option<VerificationOutcome>,
) -> Result<Answer, Failure> {
    let noted = |outcome, note| Answer {
        outcome,
        note: Some(note),
    };
    match end {
        Ok(Waited::Settled(outcome)) => Ok(Answer::of(outcome)),
        Ok(Waited::AwaitingSubject { outcome, .. }) => Ok(noted(outcome, SUBJECT)),
        Ok(Waited::AwaitingReview { outcome, .. }) => Ok(noted(outcome, REVIEW)),
        Ok(Waited::StillPending {
            last: Some(outcome),
            last_error,
            ..
        }) => {
            let note = if last_error.is_some() {
                NO_ANSWER
            } else {
                TIME_IS_UP
            };
            Ok(noted(outcome, note))
        }
        Ok(Waited::StillPending {
            last_error: Some(error),
            ..
        }) => Err(Failure::Outcome(error)),
        Err(Failure::Interrupted) => last
            .map(|outcome| noted(outcome, INTERRUPTED))
            .ok_or(Failure::Interrupted),
        Err(failure) => Err(failure),
        Ok(_) => Err(Failure::Interrupted),
    }
}
