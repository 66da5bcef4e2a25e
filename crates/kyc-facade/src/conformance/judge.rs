//! What an answer has to be.

use core::time::Duration;

use kyc_http::{Phase, TlsVerification};
use kyc_model::outcome::{Decision, Finality, Source, VerificationOutcome};

use super::{Asked, Case, Check, ID, Report};
use crate::{Error, ErrorKind};

/// What an error has to be. What is left open may be anything.
#[derive(Clone, Copy)]
pub(super) struct ExpectedError<'a> {
    pub(super) kinds: &'a [ErrorKind],
    pub(super) phase: Phase,
    pub(super) retryable: Option<bool>,
    pub(super) http_status: Option<u16>,
    pub(super) retry_after: Option<Duration>,
}

impl<'a> ExpectedError<'a> {
    /// Answered, of one of these kinds; of any kind where none is named.
    pub(super) const fn answered(kinds: &'a [ErrorKind]) -> Self {
        Self {
            kinds,
            phase: Phase::Answered,
            retryable: None,
            http_status: None,
            retry_after: None,
        }
    }

    pub(super) const fn retryable(mut self, yes: bool) -> Self {
        self.retryable = Some(yes);
        self
    }

    pub(super) const fn phase(mut self, phase: Phase) -> Self {
        self.phase = phase;
        self
    }

    pub(super) const fn http_status(mut self, status: u16) -> Self {
        self.http_status = Some(status);
        self
    }

    pub(super) const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(Duration::from_secs(seconds));
        self
    }
}

pub(super) struct Judge<'a> {
    pub(super) case: Case,
    pub(super) report: &'a mut Report,
}

impl Judge<'_> {
    pub(super) fn fail(&mut self, check: Check, found: impl Into<String>) {
        self.report.fail(self.case, check, found);
    }

    pub(super) fn check<T: PartialEq + core::fmt::Debug>(&mut self, check: Check, is: T, due: T) {
        if is != due {
            self.fail(check, format!("{is:?}; due is {due:?}"));
        }
    }

    /// The outcome, where there is one.
    pub(super) fn outcome<'a>(&mut self, asked: &'a Asked) -> Option<&'a VerificationOutcome> {
        match &asked.answer {
            Ok(outcome) => {
                self.any_outcome(asked, outcome);
                Some(outcome)
            }
            Err(error) => {
                let found = format!("an error, {}; due is an outcome", error.kind().name());
                self.fail(Check::Kind, found);
                None
            }
        }
    }

    /// Anything but *verified*.
    pub(super) fn not_verified(&mut self, asked: &Asked) {
        if let Ok(outcome) = &asked.answer {
            self.any_outcome(asked, outcome);
            if outcome.decision() == Decision::Verified {
                self.fail(Check::Verified, "verified");
            }
        }
    }

    pub(super) fn decision(
        &mut self,
        outcome: &VerificationOutcome,
        decision: Decision,
        finality: &[Finality],
    ) {
        if decision != Decision::Verified && outcome.decision() == Decision::Verified {
            self.fail(Check::Verified, "verified");
        }
        self.check(Check::Decision, outcome.decision(), decision);
        if !finality.contains(&outcome.finality()) {
            let found = format!("{:?}; due is {finality:?}", outcome.finality());
            self.fail(Check::Finality, found);
        }
    }

    pub(super) fn error(&mut self, asked: &Asked, expected: ExpectedError<'_>) {
        let error = match &asked.answer {
            Ok(outcome) => {
                if outcome.decision() == Decision::Verified {
                    self.fail(Check::Verified, "verified");
                }
                let found = format!("an outcome, {}; due is an error", outcome.decision());
                return self.fail(Check::Kind, found);
            }
            Err(error) => error,
        };
        if !expected.kinds.is_empty() && !expected.kinds.contains(&error.kind()) {
            let found = format!("{:?}; due is one of {:?}", error.kind(), expected.kinds);
            self.fail(Check::Kind, found);
        }
        self.check(Check::Phase, error.phase(), expected.phase);
        self.rest_of_error(error, expected);
    }

    fn rest_of_error(&mut self, error: &Error, expected: ExpectedError<'_>) {
        if let Some(due) = expected.retryable {
            self.check(Check::Retryable, error.is_retryable(), due);
        }
        if expected.http_status.is_some() {
            self.check(Check::HttpStatus, error.http_status(), expected.http_status);
        }
        if expected.retry_after.is_some() {
            self.check(Check::RetryAfter, error.retry_after(), expected.retry_after);
        }
    }

    /// What holds for every outcome of a question.
    fn any_outcome(&mut self, asked: &Asked, outcome: &VerificationOutcome) {
        let sources: &[Source] = match asked.tls {
            TlsVerification::Verified => &[Source::Asked, Source::Loopback],
            TlsVerification::NotVerified => &[Source::Unverified],
        };
        if !sources.contains(&outcome.source()) {
            let found = format!("{:?}; due is one of {sources:?}", outcome.source());
            self.fail(Check::Source, found);
        }
        if outcome.parts().retrieved_at.is_none() {
            self.fail(Check::RetrievedAt, "no time at which it was asked");
        }
        let provider = asked.provider.provider();
        let reference = serde_json::to_string(outcome.reference()).unwrap_or_default();
        if *outcome.provider() != provider {
            self.fail(Check::Subject, "the outcome is of another provider");
        }
        if !reference.contains(&format!("\"{ID}\"")) {
            self.fail(
                Check::Subject,
                "its reference does not hold the id asked for",
            );
        }
        let again = serde_json::to_string(outcome)
            .ok()
            .and_then(|json| serde_json::from_str::<VerificationOutcome>(&json).ok());
        if again.as_ref() != Some(outcome) {
            self.fail(Check::Json, "JSON and back makes another outcome");
        }
    }
}
