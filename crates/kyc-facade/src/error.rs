//! The one error of this crate.

mod sending;

use core::{fmt, time::Duration};
use std::sync::Arc;

#[cfg(feature = "greenid")]
use kyc_http::is_transient_status;
use kyc_http::{Phase, write_attempts};
use kyc_model::outcome::Provider;

/// Why there is no outcome. `Display` and `Debug` show no value that a person or a provider sent. Two members can hold one:
/// [`provider_code`](Self::provider_code), and [`provider`](Self::provider) where it is none that this library knows.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    phase: Phase,
    /// How far the last attempt got; `phase` is how far any of them did.
    last_phase: Phase,
    provider: Option<Provider>,
    retryable: bool,
    http_status: Option<u16>,
    provider_code: Option<String>,
    retry_after: Option<Duration>,
    path: Option<String>,
    source: Option<Arc<dyn core::error::Error + Send + Sync>>,
    /// Of a provider outside this library; an adapter's error tells its own.
    attempts: u32,
}

/// The kind of an [`Error`], with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The registry has no provider of that name. Register it.
    NoProvider,
    /// The reference or an id in it cannot be asked for. Correct it; nothing was sent.
    InvalidRequest,
    /// Credentials, server or client are set up wrongly. Correct the configuration.
    InvalidConfiguration,
    /// The request failed on its way.
    Transport,
    /// The provider failed. Try again later.
    ProviderFailure,
    /// The provider refused the request. Correct it.
    ProviderRefused,
    /// The provider refused the credentials. Check key, environment and account.
    NotAuthorized,
    /// The product is not enabled for the account. Ask the provider to enable it.
    NotEnabled,
    /// The provider knows no such person or verification.
    SubjectNotFound,
    /// The answer has no form that the provider documents.
    MalformedAnswer,
    /// The answer is not signed by the provider. Do not believe it.
    NotAuthentic,
    /// The answer is about somebody else. Do not believe it.
    WrongSubject,
    /// The payload is no known document of any provider. Name the provider, or look at what was saved.
    UnrecognizedPayload,
    /// A mapping made an outcome that contradicts itself. A bug: report it with the rule that the text names.
    Invariant,
}

impl ErrorKind {
    /// The kind in words, such as `malformed answer`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoProvider => "no provider",
            Self::InvalidRequest => "invalid request",
            Self::InvalidConfiguration => "invalid configuration",
            Self::Transport => "transport failure",
            Self::ProviderFailure => "provider failure",
            Self::ProviderRefused => "request refused",
            Self::NotAuthorized => "not authorized",
            Self::NotEnabled => "not enabled",
            Self::SubjectNotFound => "not found",
            Self::MalformedAnswer => "malformed answer",
            Self::NotAuthentic => "not authentic",
            Self::WrongSubject => "wrong subject",
            Self::UnrecognizedPayload => "unrecognized payload",
            Self::Invariant => "impossible outcome",
        }
    }

    /// What to do, where no cause says it better.
    const fn advice(self) -> &'static str {
        match self {
            Self::NoProvider => "register a provider of that name",
            Self::InvalidRequest => "correct the named part of the reference; nothing was sent",
            Self::InvalidConfiguration => "correct the configuration",
            Self::Transport => "look at the phase before trying again",
            Self::ProviderFailure => "try again later",
            Self::ProviderRefused => "correct the request",
            Self::NotAuthorized => "check key, environment and account",
            Self::NotEnabled => "ask the provider to enable it for the account",
            Self::SubjectNotFound => "the provider knows no such person or verification",
            Self::MalformedAnswer => "the answer has no documented form",
            Self::NotAuthentic | Self::WrongSubject => "do not believe the answer",
            Self::UnrecognizedPayload => "name the provider, or look at what was saved",
            Self::Invariant => "this is a bug, please report it",
        }
    }
}

impl Error {
    /// An error of a provider outside this library. Not retryable unless said.
    #[must_use]
    pub fn new(kind: ErrorKind, phase: Phase) -> Self {
        Self(Arc::new(Inner {
            kind,
            phase,
            last_phase: phase,
            provider: None,
            retryable: false,
            http_status: None,
            provider_code: None,
            retry_after: None,
            path: None,
            source: None,
            attempts: 1,
        }))
    }

    /// The same error of this provider.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> Self {
        self.change().provider = Some(provider);
        self
    }

    /// The same error, with whether asking again may succeed.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.change().retryable = retryable;
        self
    }

    /// The same error with the HTTP status of the answer.
    #[must_use]
    pub fn with_http_status(mut self, status: u16) -> Self {
        self.change().http_status = Some(status);
        self
    }

    /// The same error with the provider's code. It is not shown in `Display` and `Debug`.
    #[must_use]
    pub fn with_provider_code(mut self, code: impl Into<String>) -> Self {
        self.change().provider_code = Some(code.into());
        self
    }

    /// The same error with how long the provider asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, after: Duration) -> Self {
        self.change().retry_after = Some(after);
        self
    }

    /// The same error with the documented name of the part concerned. Never put a value here.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.change().path = Some(path.into());
        self
    }

    /// The same error with its cause. Its texts must not hold a value that a person or a provider sent.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn core::error::Error + Send + Sync>>,
    ) -> Self {
        self.change().source = Some(Arc::from(source.into()));
        self
    }

    fn change(&mut self) -> &mut Inner {
        Arc::make_mut(&mut self.0)
    }

    pub(crate) fn no_provider(provider: &Provider) -> Self {
        Self::new(ErrorKind::NoProvider, Phase::NotSent).with_provider(provider.clone())
    }

    pub(crate) fn unrecognized_payload() -> Self {
        Self::new(ErrorKind::UnrecognizedPayload, Phase::Answered)
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the request may have reached the provider.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// The provider concerned. Of a `NoProvider` the name as the reference or the payload gives it, which may be anything: do not
    /// log one that is not known unchecked.
    #[must_use]
    pub fn provider(&self) -> Option<&Provider> {
        self.0.provider.as_ref()
    }

    /// Whether asking the same again may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The provider's code, as it came. It may be anything: do not log it unchecked.
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.0.provider_code.as_deref()
    }

    /// How long the provider asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The documented name of the part concerned.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }
}

#[cfg(any(feature = "greenid", feature = "smileid"))]
impl Error {
    pub(crate) fn invalid_reference(part: &'static str) -> Self {
        Self::new(ErrorKind::InvalidRequest, Phase::NotSent).with_path(part)
    }

    pub(crate) fn wrong_subject() -> Self {
        Self::new(ErrorKind::WrongSubject, Phase::Answered)
    }

    #[cfg(feature = "smileid")]
    pub(crate) fn subject_not_found() -> Self {
        Self::new(ErrorKind::SubjectNotFound, Phase::Answered)
    }

    pub(crate) fn invariant(error: kyc_model::outcome::InvariantError) -> Self {
        Self::new(ErrorKind::Invariant, Phase::Answered).with_source(error)
    }
}

#[cfg(feature = "smileid")]
impl From<smileid::Error> for Error {
    fn from(error: smileid::Error) -> Self {
        use smileid::{ErrorKind as S, ProviderErrorKind as P};
        let kind = match error.kind() {
            S::InvalidRequest => ErrorKind::InvalidRequest,
            S::InvalidConfiguration => ErrorKind::InvalidConfiguration,
            S::Transport(_) => ErrorKind::Transport,
            S::HttpStatus => match error.http_status() {
                Some(401 | 403) => ErrorKind::NotAuthorized,
                _ if error.is_retryable() => ErrorKind::ProviderFailure,
                _ => ErrorKind::ProviderRefused,
            },
            S::Provider(P::ProviderFailure) => ErrorKind::ProviderFailure,
            S::Provider(P::NotAuthorized) => ErrorKind::NotAuthorized,
            S::Provider(P::NotEnabled) => ErrorKind::NotEnabled,
            S::Provider(P::UserNotFound) | S::JobNotFound => ErrorKind::SubjectNotFound,
            S::Provider(_) => ErrorKind::ProviderRefused,
            S::SignatureMissing | S::SignatureMalformed | S::SignatureMismatch => {
                ErrorKind::NotAuthentic
            }
            S::WrongSubject => ErrorKind::WrongSubject,
            S::UnrecognizedPayload => ErrorKind::UnrecognizedPayload,
            _ => ErrorKind::MalformedAnswer,
        };
        let mut mapped = Self::new(kind, error.phase())
            .with_provider(Provider::Smileid)
            .with_retryable(error.is_retryable());
        let inner = mapped.change();
        inner.http_status = error.http_status();
        inner.provider_code = error.provider_code().map(str::to_owned);
        inner.retry_after = error.retry_after();
        inner.path = error.path().map(str::to_owned);
        inner.source = Some(Arc::new(error));
        mapped
    }
}

#[cfg(feature = "greenid")]
impl From<greenid_soap::Error> for Error {
    fn from(error: greenid_soap::Error) -> Self {
        use greenid_soap::{ErrorKind as G, FaultKind as F};
        let kind = match error.kind() {
            G::InvalidRequest => ErrorKind::InvalidRequest,
            G::InvalidConfiguration => ErrorKind::InvalidConfiguration,
            G::Transport(_) => ErrorKind::Transport,
            G::HttpStatus => match error.http_status() {
                Some(401 | 403) => ErrorKind::NotAuthorized,
                Some(status) if is_transient_status(status) => ErrorKind::ProviderFailure,
                _ => ErrorKind::ProviderRefused,
            },
            G::Fault(F::ProviderFailure) => ErrorKind::ProviderFailure,
            G::Fault(F::NotAuthorized) => ErrorKind::NotAuthorized,
            G::Fault(F::SubjectNotFound) => ErrorKind::SubjectNotFound,
            G::Fault(_) => ErrorKind::ProviderRefused,
            G::WrongSubject => ErrorKind::WrongSubject,
            G::UnrecognizedPayload => ErrorKind::UnrecognizedPayload,
            // SOAP faults come with 500, so its body is read: what is no SOAP is the page of a server that failed.
            G::NotXml
            | G::NotSoap
            | G::Empty
            | G::MalformedXml
            | G::Truncated
            | G::Doctype
            | G::InvalidUtf8
            | G::UnsupportedEncoding
                if error.http_status().is_some_and(is_transient_status) =>
            {
                ErrorKind::ProviderFailure
            }
            _ => ErrorKind::MalformedAnswer,
        };
        let mut mapped = Self::new(kind, error.phase())
            .with_provider(Provider::Greenid)
            .with_retryable(error.is_retryable());
        let inner = mapped.change();
        inner.http_status = error.http_status();
        inner.provider_code = error.provider_code().map(str::to_owned);
        inner.retry_after = error.retry_after();
        inner.path = error.path().map(str::to_owned);
        inner.source = Some(Arc::new(error));
        mapped
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(provider) = self
            .0
            .provider
            .as_ref()
            .filter(|provider| provider.is_known())
        {
            write!(f, "{}: ", provider.as_str())?;
        }
        f.write_str(self.0.kind.name())?;
        if self.0.source.is_none() {
            write!(f, "; {}", self.0.kind.advice())?;
            if let Some(path) = &self.0.path {
                write!(f, " (at {path})")?;
            }
            if let Some(status) = self.0.http_status {
                write!(f, " (HTTP {status})")?;
            }
        }
        write_attempts(f, self.0.attempts, self.0.last_phase, self.0.phase)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("phase", &self.0.phase)
            .field("provider", &self.0.provider)
            .field("retryable", &self.0.retryable)
            .field("http_status", &self.0.http_status)
            .field("path", &self.0.path)
            .field("source", &self.0.source)
            .finish_non_exhaustive()
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}

/// A result with this crate's [`Error`].
pub type Result<T> = core::result::Result<T, Error>;
