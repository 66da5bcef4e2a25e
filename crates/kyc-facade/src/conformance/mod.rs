//! What every [`VerificationProvider`] owes its callers, as a suite that runs in one test of whoever writes one.
//!
//! A [`Bench`] brings the provider, and what its server would answer. The [`Suite`] plays every [`Case`] with them: good
//! answers, answers that are cut, doubled, too large, about somebody else, and servers that fail, hang or are not there.
//! Whatever comes, no canary may be shown in a `Debug`, a `Display`, a chain of errors, a span or an event. The [`Report`]
//! names every failure.
//!
//! ```
//! # use kyc_facade::conformance::Bench;
//! # async fn example(my_bench: impl Bench) {
//! let report = kyc_facade::conformance::Suite::new(my_bench).run().await;
//! assert!(report.is_conformant(), "{report}");
//! # }
//! ```
//!
//! The example `quillmark` of this crate is a whole provider with its bench.
//!
//! What the suite cannot see: whether the tables of decisions are right, whether the clock is used well, what is written
//! to the standard output, and what another thread logs or traces.

mod bench;
mod bounded;
mod cases;
mod ear;
mod judge;
mod names;
mod report;
mod wire;

use core::time::Duration;
use std::sync::Arc;

use kyc_http::{BoxFuture, ResponseLimits, TlsVerification};
use kyc_model::outcome::{Reference, VerificationOutcome};
use tracing::{dispatcher, instrument::WithSubscriber};

pub use bench::{Bench, ID, PERSON, Reply, SECRET, UNKNOWN_VALUE, Verdict};
pub use names::{Case, Check};
pub use report::{Failure, Report};
pub use wire::{Conduct, Wire};

use crate::{AskOptions, Error, VerificationProvider};
use bounded::{Ended, bounded};
use ear::{Ear, has_canary, leaks_of_error, leaks_of_outcome};

/// All cases against one provider.
#[must_use = "call `run`"]
pub struct Suite<B> {
    bench: Arc<B>,
    left_out: Vec<Case>,
    max_body_bytes: usize,
    time_limit: Duration,
    also_read: Option<Box<dyn Fn() -> String + Send + Sync>>,
}

impl<B: Bench> Suite<B> {
    /// All cases, with a limit of 8 MiB for an answer and of 30 seconds for a question.
    pub fn new(bench: B) -> Self {
        Self {
            bench: Arc::new(bench),
            left_out: Vec::new(),
            max_body_bytes: ResponseLimits::DEFAULT_MAX_BODY_BYTES,
            time_limit: Duration::from_secs(30),
            also_read: None,
        }
    }

    /// Leaves a case out, for a provider to which it cannot happen. The report says so, and is then not
    /// [conformant](Report::is_conformant): the test has to say, too, which case it did without.
    pub fn leave_out(mut self, case: Case) -> Self {
        self.left_out.push(case);
        self
    }

    /// Another limit for an answer, where the provider's documents name one.
    pub const fn with_max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Another limit for a question.
    pub const fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Also looks for canaries in what `read` returns after each question: all that was logged or printed since the last
    /// time, as the test has captured it. Spans and events of `tracing` on the thread that asks are heard without this.
    pub fn also_reading(mut self, read: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.also_read = Some(Box::new(read));
        self
    }

    /// Plays all cases, on any executor. A Tokio runtime needs its time enabled.
    pub async fn run(&self) -> Report {
        let mut report = Report::leaving_out(self.left_out.clone());
        for &case in Case::ALL {
            if !self.left_out.contains(&case) {
                report.play(case);
                self.play(case, &mut report).await;
            }
        }
        report
    }

    /// The answer, after what has to hold for every question was checked; `None` where there is none.
    async fn ask(&self, question: Question<'_>, report: &mut Report) -> Option<Asked> {
        let case = question.case;
        let bench = Arc::clone(&self.bench);
        let prelude = move |request: &_| bench.prelude(request);
        let wire = Wire::new(question.conduct, question.tls, prelude);
        let ear = Ear::default();
        let dispatch = ear.dispatch();
        let provider = dispatcher::with_default(&dispatch, || self.bench.provider(wire.clone()));
        // Called within the future: what it does before it returns one is heard, too.
        let asking = async {
            provider
                .outcome(question.reference, &question.options)
                .await
        }
        .with_subscriber(dispatch);
        let asking: BoxFuture<'_, Result<VerificationOutcome, Error>> = Box::pin(asking);
        let (answer, mut leaks) = match bounded(self.time_limit, asking).await {
            Ended::With(answer) => {
                let leaks = match &answer {
                    Ok(outcome) => leaks_of_outcome(outcome),
                    Err(error) => leaks_of_error(error),
                };
                (Some(answer), leaks)
            }
            Ended::Panicked(message) => {
                report.fail(case, Check::Panic, "the provider panicked");
                let leaks = has_canary(&message).then(|| "the message of a panic".to_owned());
                (None, Vec::from_iter(leaks))
            }
            Ended::OutOfTime => {
                report.fail(case, Check::Time, "no end within the time limit");
                (None, Vec::new())
            }
        };
        leaks.extend(ear.leaks());
        if self
            .also_read
            .as_ref()
            .is_some_and(|read| has_canary(&read()))
        {
            leaks.push("what was logged or printed".to_owned());
        }
        for way in leaks {
            report.fail(case, Check::Leak, format!("a canary in {way}"));
        }
        let seen = wire.seen();
        answer.map(|answer| Asked {
            answer,
            seen,
            tls: question.tls,
            provider,
        })
    }
}

/// A question in the course of a case.
struct Question<'a> {
    case: Case,
    conduct: Conduct,
    tls: TlsVerification,
    reference: &'a Reference,
    options: AskOptions,
}

impl<'a> Question<'a> {
    fn new(case: Case, conduct: Conduct, reference: &'a Reference) -> Self {
        Self {
            case,
            conduct,
            tls: TlsVerification::Verified,
            reference,
            options: AskOptions::default(),
        }
    }
}

/// What came of a question.
struct Asked {
    answer: Result<VerificationOutcome, Error>,
    seen: wire::Seen,
    tls: TlsVerification,
    provider: Box<dyn VerificationProvider>,
}
