//! What came of a run, as a value.

use core::fmt;
use std::collections::BTreeSet;

use super::{Case, Check};

/// What came of a run: every failure of every case. `Display` is what a test prints when it fails.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a report that nobody asserts on proves nothing"]
pub struct Report {
    played: Vec<Case>,
    left_out: Vec<Case>,
    failures: Vec<Failure>,
}

/// A check of a case that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The case.
    pub case: Case,
    /// What failed in it.
    pub check: Check,
    /// What was found and what was due, at the first place where it failed. Holds no value.
    pub found: String,
    /// At how many places of the case it failed, such as cuts of a truncated answer.
    pub times: usize,
}

impl Report {
    pub(super) fn leaving_out(left_out: Vec<Case>) -> Self {
        Self {
            left_out,
            ..Self::default()
        }
    }

    pub(super) fn play(&mut self, case: Case) {
        self.played.push(case);
    }

    pub(super) fn fail(&mut self, case: Case, check: Check, found: impl Into<String>) {
        let known = self
            .failures
            .iter_mut()
            .find(|failure| (failure.case, failure.check) == (case, check));
        match known {
            Some(failure) => failure.times = failure.times.saturating_add(1),
            None => self.failures.push(Failure {
                case,
                check,
                found: found.into(),
                times: 1,
            }),
        }
    }

    /// Whether every case was played and none failed.
    #[must_use]
    pub fn is_conformant(&self) -> bool {
        self.failures.is_empty() && self.left_out.is_empty()
    }

    /// All failures, in the order of the cases.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// Whether this check of this case failed.
    #[must_use]
    pub fn failed(&self, case: Case, check: Check) -> bool {
        self.failures
            .iter()
            .any(|failure| (failure.case, failure.check) == (case, check))
    }

    /// The cases that were played.
    #[must_use]
    pub fn played(&self) -> &[Case] {
        &self.played
    }

    /// The cases that were left out.
    #[must_use]
    pub fn left_out(&self) -> &[Case] {
        &self.left_out
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let red: BTreeSet<_> = self.failures.iter().map(|failure| failure.case).collect();
        let played = self.played.len();
        let passed = played.saturating_sub(red.len());
        write!(f, "{passed} of {played} cases passed")?;
        for failure in &self.failures {
            let Failure {
                case, check, found, ..
            } = failure;
            write!(f, "\n{case}: {check}: {found}")?;
            if failure.times > 1 {
                write!(f, " ({} times)", failure.times)?;
            }
        }
        for case in &self.left_out {
            write!(f, "\n{case}: left out")?;
        }
        Ok(())
    }
}
