//! The one error of this crate.

use core::{fmt, time::Duration};

use crate::callback::LikelyCause;
use kyc_http::{
    Phase, SendError, TransportError, TransportErrorKind, is_transient_status, write_attempts,
};

/// What went wrong, where, whether it is safe to try again, and what to do next.
///
/// `Display` and `Debug` show no value that a person or the provider sent: field paths consist of documented member names,
/// and the code is shown only when it is four digits. [`provider_code`](Self::provider_code) is the provider's text as it
/// came: do not log it unchecked. A clone is the same error: those who waited for one fetch of a token all get its error.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    phase: Phase,
    path: Option<String>,
    http_status: Option<u16>,
    provider_code: Option<String>,
    retry_after: Option<Duration>,
    transport: Option<TransportError>,
    attempts: u32,
    likely_cause: Option<LikelyCause>,
}

/// The kind of an [`Error`], with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An id or option of the request cannot be sent. Correct it; nothing was sent.
    InvalidRequest,
    /// Credentials, server or client are set up wrongly. Correct the configuration; nothing was sent.
    InvalidConfiguration,
    /// The request failed on its way; see [`TransportErrorKind`].
    Transport(TransportErrorKind),
    /// An HTTP status that is no answer, without an error code of Smile ID: V3's error bodies have none.
    HttpStatus,
    /// Smile ID answered with an error of its own; see [`ProviderErrorKind`].
    Provider(ProviderErrorKind),
    /// The body is empty.
    Empty,
    /// The body is larger than the limit.
    TooLarge,
    /// The body is not UTF-8.
    InvalidUtf8,
    /// The body is no JSON, such as the HTML page of a proxy.
    NotJson,
    /// The body ends in the middle of the JSON document.
    Truncated,
    /// The body is not valid JSON.
    MalformedJson,
    /// The body is nested deeper than the limit.
    TooDeep,
    /// The body holds more objects and lists, more Actions, or more undocumented values than the limit.
    TooMany,
    /// A member stands twice in one object: readers would disagree about the answer.
    DuplicateMember,
    /// A member has a JSON type that Smile ID does not document for it.
    WrongType,
    /// `timestamp` or `signature` is missing where both are due. Do not believe the answer.
    SignatureMissing,
    /// `signature` is not the padded standard base64 of 32 bytes, a callback's timestamp is longer than 64 bytes, or a header
    /// of a webhook is not UTF-8. Do not believe the answer.
    SignatureMalformed,
    /// `signature` was made with none of the configured keys for this partner id. Do not believe the answer; check the
    /// key, the environment, and leading zeros of the partner id.
    SignatureMismatch,
    /// A callback is signed in its headers and in its body, or a header of it stands twice: readers would disagree about
    /// what was signed. Do not believe it.
    SignatureAmbiguous,
    /// The answer is about somebody else: its ids differ from the ids asked for. Do not believe it.
    WrongSubject,
    /// No such job.
    JobNotFound,
    /// The payload is none of the documents that Smile ID is known to send.
    UnrecognizedPayload,
}

/// What an error body of Smile ID means. Source: decision tables, 2.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProviderErrorKind {
    /// Smile ID failed. Try again.
    ProviderFailure,
    /// The request is wrong.
    BadRequest,
    /// The key, the environment or the signature is wrong.
    NotAuthorized,
    /// The user is disabled, deleted, must enrol again, or has no photo.
    UserState,
    /// The user or the job exists already.
    Conflict,
    /// No such user.
    UserNotFound,
    /// The product or production is not enabled for the account.
    NotEnabled,
    /// A code that is in no list, kept in [`Error::provider_code`].
    UnknownCode,
}

impl ProviderErrorKind {
    /// The kind of a code, or `None` for the codes that are no errors.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "2201" | "2301" | "2401" => Self::ProviderFailure,
            "2203" | "2204" | "2212" | "2213" | "2413" | "2217" => Self::BadRequest,
            "2205" | "2405" => Self::NotAuthorized,
            "2207" | "2208" | "2211" | "2216" => Self::UserState,
            "2209" | "2215" => Self::Conflict,
            "2210" => Self::UserNotFound,
            "2220" => Self::NotEnabled,
            "2202" | "2302" | "2314" => return None,
            _ => Self::UnknownCode,
        })
    }

    /// Whether the same question may succeed later.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::ProviderFailure)
    }

    const fn text(self) -> &'static str {
        match self {
            Self::ProviderFailure => "Smile ID failed; try again later",
            Self::BadRequest => "Smile ID refused the request as wrong; correct it",
            Self::NotAuthorized => {
                "Smile ID refused the credentials; check key, environment and partner id"
            }
            Self::UserState => "the user is disabled, deleted, must enroll again, or has no photo",
            Self::Conflict => "the user or the job exists already",
            Self::UserNotFound => "Smile ID knows no such user",
            Self::NotEnabled => "not enabled for this account; ask Smile ID to enable it",
            Self::UnknownCode => "Smile ID answered with an error code that is in no list",
        }
    }
}

impl ErrorKind {
    const fn text(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request cannot be sent; correct the named input",
            Self::InvalidConfiguration => "the configuration is wrong; correct the named setting",
            Self::Transport(_) => "the request failed on its way",
            Self::HttpStatus => "an unexpected HTTP status without an error body of Smile ID",
            Self::Provider(kind) => kind.text(),
            Self::Empty => "the body is empty",
            Self::TooLarge => "the body is larger than the limit",
            Self::InvalidUtf8 => "the body is not UTF-8",
            Self::NotJson => "the body is not JSON; often it is the page of a proxy or gateway",
            Self::Truncated => "the body is cut short",
            Self::MalformedJson => "the body is not valid JSON",
            Self::TooDeep => "the body is nested deeper than the limit",
            Self::TooMany => {
                "the body holds more objects, lists, Actions or other values than the limit"
            }
            Self::DuplicateMember => "a member stands twice in one object",
            Self::WrongType => "a member has an undocumented JSON type",
            Self::SignatureMissing => {
                "timestamp or signature is missing; do not believe the answer"
            }
            Self::SignatureMalformed => {
                "the signature is not padded standard base64 of 32 bytes; do not believe the answer"
            }
            Self::SignatureMismatch => {
                "the signature fits none of the keys; do not believe the answer, and check key, environment and \
                 leading zeros of the partner id"
            }
            Self::SignatureAmbiguous => {
                "the callback is signed more than once, or names its job or user twice; do not believe it"
            }
            Self::WrongSubject => "the answer is about somebody else; do not believe it",
            Self::JobNotFound => "Smile ID knows no such job",
            Self::UnrecognizedPayload => "the payload is no known document of Smile ID",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, phase: Phase) -> Self {
        Self(Box::new(Inner {
            kind,
            phase,
            path: None,
            http_status: None,
            provider_code: None,
            retry_after: None,
            transport: None,
            attempts: 1,
            likely_cause: None,
        }))
    }

    pub(crate) fn answered(kind: ErrorKind) -> Self {
        Self::new(kind, Phase::Answered)
    }

    pub(crate) fn configuration(setting: &'static str) -> Self {
        Self::new(ErrorKind::InvalidConfiguration, Phase::NotSent).at(setting)
    }

    pub(crate) fn at(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    pub(crate) fn with_code(mut self, code: Option<&str>) -> Self {
        self.0.provider_code = code.map(str::to_owned);
        self
    }

    pub(crate) fn with_likely_cause(mut self, cause: Option<LikelyCause>) -> Self {
        self.0.likely_cause = cause;
        self
    }

    /// Why a callback's signature fits none of the keys, as far as that can be found out here. For the operator alone: the
    /// sender must not learn it.
    #[must_use]
    pub fn likely_cause(&self) -> Option<LikelyCause> {
        self.0.likely_cause
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the request may have reached Smile ID, in any of its attempts.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// Whether asking the same again may succeed. Only questions are asked here, so asking again is always safe.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::Transport(_) => self
                .0
                .transport
                .as_ref()
                .is_some_and(TransportError::is_retryable),
            ErrorKind::Provider(kind) => kind.is_retryable(),
            ErrorKind::HttpStatus => self.0.http_status.is_some_and(is_transient_status),
            // A saved file has no status, and stays cut short.
            ErrorKind::Truncated => self.0.http_status.is_some(),
            _ => false,
        }
    }

    /// The HTTP status of the answer, where there was one.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// Smile ID's code, as it came, where the answer was an error body.
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.0.provider_code.as_deref()
    }

    fn last_phase(&self) -> Phase {
        let transport = self.0.transport.as_ref();
        transport.map_or(self.0.phase, TransportError::phase)
    }

    /// How many attempts were made. The error is the last one's.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the provider asks to wait, from `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The input, setting or JSON member concerned, such as `result.PartnerParams.user_id`. Members that are not
    /// documented stand as `(unknown member)`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }
}

impl SendError for Error {
    fn phase(&self) -> Phase {
        self.0.phase
    }

    fn is_retryable(&self) -> bool {
        self.is_retryable()
    }

    fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    fn with_attempts(mut self, attempts: u32, furthest: Phase) -> Self {
        self.0.attempts = attempts;
        self.0.phase = furthest;
        self
    }
}

impl From<TransportError> for Error {
    fn from(transport: TransportError) -> Self {
        let mut error = Self::new(ErrorKind::Transport(transport.kind()), transport.phase());
        error.0.transport = Some(transport);
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.transport {
            Some(transport) => fmt::Display::fmt(transport, f)?,
            None => f.write_str(self.0.kind.text())?,
        }
        if let Some(path) = &self.0.path {
            write!(f, " (at {path})")?;
        }
        if let Some(status) = self.0.http_status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(code) = self.provider_code()
            && code.len() == 4
            && code.bytes().all(|b| b.is_ascii_digit())
        {
            write!(f, " (code {code})")?;
        }
        if let Some(cause) = self.0.likely_cause {
            write!(f, " (likely cause: {cause})")?;
        }
        write_attempts(f, self.0.attempts, self.last_phase(), self.0.phase)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("phase", &self.0.phase)
            .field("path", &self.0.path)
            .field("http_status", &self.0.http_status)
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        // Display already is the transport's own text; its source is the next link.
        self.0.transport.as_ref().and_then(|t| t.source())
    }
}

/// A result with this crate's [`Error`].
pub type Result<T> = core::result::Result<T, Error>;
