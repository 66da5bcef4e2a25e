//! A provider that answers what it is told to, by a clock that is moved.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

pub(crate) mod server;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use kyc_facade::{AskOptions, Error, ErrorKind, VerificationProvider};
use kyc_http::{BoxFuture, Clock, FixedClock, Phase};
use kyc_model::{
    Timestamp,
    outcome::{
        Awaiting, Decision, Finality, OtherReference, OutcomeParts, Provider, ReasonCategory,
        Reference, Remedy, Source, VerificationOutcome,
    },
};

pub(crate) const START: &str = "2026-01-01T00:00:00Z";

pub(crate) fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(START.parse().unwrap()))
}

pub(crate) fn seconds_since_start(at: Timestamp) -> u64 {
    at.since(START.parse().unwrap()).unwrap().as_secs()
}

/// A reference to `id` at the provider `provider`.
pub(crate) fn reference(provider: &str, id: &str) -> Reference {
    let mut other = OtherReference::new(Provider::from(provider));
    other.ids.insert("id".to_owned(), id.into());
    Reference::Other(other)
}

fn id_of(reference: &Reference) -> String {
    match reference {
        Reference::Other(other) => other.ids["id"].expose().clone(),
        _ => String::new(),
    }
}

fn outcome(
    reference: &Reference,
    category: &str,
    change: impl FnOnce(&mut OutcomeParts),
) -> VerificationOutcome {
    let category = ReasonCategory::from(category);
    let reference = reference.clone();
    let mut parts =
        OutcomeParts::inconclusive(reference, category, Remedy::Review, "acme/1", "acme-1");
    parts.source = Source::Asked;
    change(&mut parts);
    VerificationOutcome::new(parts).unwrap()
}

pub(crate) fn pending(reference: &Reference, awaiting: Awaiting) -> VerificationOutcome {
    outcome(reference, "awaiting_result", |parts| {
        parts.decision = Decision::Pending;
        parts.finality = Finality::Provisional;
        parts.awaiting = Some(awaiting);
        parts.remedy = Remedy::Wait;
    })
}

pub(crate) fn rejected(reference: &Reference) -> VerificationOutcome {
    outcome(reference, "face_mismatch", |parts| {
        parts.decision = Decision::Rejected;
        parts.finality = Finality::Final;
    })
}

pub(crate) fn under_review(reference: &Reference) -> VerificationOutcome {
    outcome(reference, "data_change_review", |parts| {
        parts.decision = Decision::NeedsReview;
        parts.finality = Finality::Provisional;
    })
}

pub(crate) fn incomplete(reference: &Reference) -> VerificationOutcome {
    outcome(reference, "incomplete_answer", |parts| {
        parts.remedy = Remedy::AskAgain;
    })
}

pub(crate) fn transient() -> Error {
    Error::new(ErrorKind::Transport, Phase::MaybeSent).with_retryable(true)
}

pub(crate) fn not_found() -> Error {
    Error::new(ErrorKind::SubjectNotFound, Phase::Answered)
}

/// A question as the provider sees it.
pub(crate) struct Question<'a> {
    pub(crate) reference: &'a Reference,
    pub(crate) id: String,
    /// Which question about this id, from 1.
    pub(crate) number: u32,
    pub(crate) at: Timestamp,
}

impl Question<'_> {
    pub(crate) fn seconds(&self) -> u64 {
        seconds_since_start(self.at)
    }
}

type Answers = dyn Fn(&Question<'_>) -> Result<VerificationOutcome, Error> + Send + Sync;

pub(crate) struct Scripted {
    name: Provider,
    clock: Arc<FixedClock>,
    answers: Box<Answers>,
    asked: Mutex<HashMap<String, u32>>,
    /// Every question: id and seconds since the start.
    pub(crate) log: Mutex<Vec<(String, u64)>>,
    pub(crate) under_way: Mutex<(usize, usize)>,
    /// How often a question is pending before it is answered; `usize::MAX` never answers.
    pub(crate) pauses: usize,
}

impl Scripted {
    pub(crate) fn new(
        name: &str,
        clock: &Arc<FixedClock>,
        answers: impl Fn(&Question<'_>) -> Result<VerificationOutcome, Error> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: Provider::from(name),
            clock: Arc::clone(clock),
            answers: Box::new(answers),
            asked: Mutex::default(),
            log: Mutex::default(),
            under_way: Mutex::default(),
            pauses: 0,
        }
    }

    pub(crate) fn with_pauses(mut self, pauses: usize) -> Self {
        self.pauses = pauses;
        self
    }

    pub(crate) fn times(&self) -> Vec<u64> {
        self.log.lock().unwrap().iter().map(|(_, at)| *at).collect()
    }
}

struct UnderWay<'a>(&'a Mutex<(usize, usize)>);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().0 -= 1;
    }
}

impl VerificationProvider for Scripted {
    fn provider(&self) -> Provider {
        self.name.clone()
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        _: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        Box::pin(async move {
            let _under_way = {
                let mut counts = self.under_way.lock().unwrap();
                counts.0 += 1;
                counts.1 = counts.1.max(counts.0);
                UnderWay(&self.under_way)
            };
            let id = id_of(reference);
            let number = {
                let mut asked = self.asked.lock().unwrap();
                let number = asked.entry(id.clone()).or_default();
                *number += 1;
                *number
            };
            let at = self.clock.now();
            let entry = (id.clone(), seconds_since_start(at));
            self.log.lock().unwrap().push(entry);
            if self.pauses == usize::MAX {
                std::future::pending::<()>().await;
            }
            for _ in 0..self.pauses {
                tokio::task::yield_now().await;
            }
            (self.answers)(&Question {
                reference,
                id,
                number,
                at,
            })
        })
    }
}
