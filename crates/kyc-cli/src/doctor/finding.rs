//! What a check found.

use core::error::Error;

use crate::failure::Failure;

/// How well it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Ok,
    Warning,
    Failed,
    Skipped,
}

impl Verdict {
    /// As people see it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Failed => "FAILED",
            Self::Skipped => "skipped",
        }
    }
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    Configuration,
    Setting,
    SecretFile,
    Certificate,
    Name,
    Connection,
    Tls,
    Clock,
    Call,
    V3Token,
    /// Several that were passed over.
    Rest,
}

impl Check {
    /// As people see it.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Configuration => "settings",
            Self::Setting => "setting",
            Self::SecretFile => "secret file",
            Self::Certificate => "certificate",
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Tls => "TLS",
            Self::Clock => "clock",
            Self::Call => "call",
            Self::V3Token => "V3 token",
            Self::Rest => "the rest",
        }
    }

    /// As programs see it.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::Setting => "setting",
            Self::SecretFile => "secret_file",
            Self::Certificate => "certificate",
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Clock => "clock",
            Self::Call => "call",
            Self::V3Token => "v3_token",
            Self::Rest => "rest",
        }
    }
}

/// What a check found, and what to do about it. Neither text holds a value of a setting but hosts and ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) check: Check,
    pub(super) verdict: Verdict,
    pub(super) what: String,
    /// More about it, a line each.
    pub(super) details: Vec<String>,
    pub(super) next: Option<String>,
}

impl Finding {
    pub(super) fn ok(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Ok, what)
    }

    pub(super) fn warning(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Warning, what)
    }

    pub(super) fn failed(check: Check, what: impl Into<String>) -> Self {
        Self::new(check, Verdict::Failed, what)
    }

    pub(super) fn skipped(check: Check, why: impl Into<String>) -> Self {
        Self::new(check, Verdict::Skipped, why)
    }

    fn new(check: Check, verdict: Verdict, what: impl Into<String>) -> Self {
        Self {
            check,
            verdict,
            what: what.into(),
            details: Vec::new(),
            next: None,
        }
    }

    /// The same with more about it.
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.details.push(detail.into());
        self
    }

    /// The same with what to do.
    pub(super) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// The same with what to do, where nothing else says it.
    pub(super) fn or_next(mut self, next: impl Into<String>) -> Self {
        if self.next.is_none() {
            self.next = Some(next.into());
        }
        self
    }

    /// A failure, whose text ends in what to do.
    pub(super) fn of_failure(check: Check, failure: &Failure) -> Self {
        Self::of_text(check, &failure.to_string())
    }

    /// An error with its causes.
    pub(super) fn of_error(check: Check, error: &dyn Error) -> Self {
        let mut finding = Self::of_text(check, &error.to_string());
        let mut cause = error.source();
        while let Some(link) = cause {
            finding.what.push_str(&format!(": {link}"));
            cause = link.source();
        }
        finding
    }

    fn of_text(check: Check, text: &str) -> Self {
        match text.rsplit_once("; ") {
            Some((what, next)) => Self::failed(check, what).next(next),
            None => Self::failed(check, text),
        }
    }
}
