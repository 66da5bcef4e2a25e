//! The one error of this crate.

use core::{fmt, time::Duration};
use std::borrow::Cow;

use kyc_http::{
    Phase, SendError, TransportError, TransportErrorKind, is_transient_status, write_attempts,
};
use kyc_model::greenid::{Fault, FaultCode};

use crate::FaultKind;

/// What went wrong, where, whether it is safe to try again, and what to do next.
///
/// It never shows a value that a person or the provider sent: paths consist of documented names, and a fault's code is
/// shown only when it is a known one. The texts of a fault are behind [`fault`](Self::fault).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    phase: Phase,
    path: Option<Cow<'static, str>>,
    http_status: Option<u16>,
    fault: Option<Fault>,
    retry_after: Option<Duration>,
    transport: Option<TransportError>,
    attempts: u32,
    unsettled: Option<Unsettled>,
}

/// A registration may have been carried out, and nobody here knows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unsettled {
    /// The userId was ours, so it can be asked for.
    AskForUserId,
    /// greenID was to issue the userId.
    NoUserId,
}

/// The kind of an [`Error`], with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A text or option of the request cannot be sent. Correct it; nothing was sent.
    InvalidRequest,
    /// Credentials, endpoint or client are set up wrongly. Correct the configuration; nothing was sent.
    InvalidConfiguration,
    /// The request failed on its way; see [`TransportErrorKind`].
    Transport(TransportErrorKind),
    /// An HTTP status other than 200 and 500 without a fault of greenID, or 500 with a page that is no envelope and cannot be
    /// read.
    HttpStatus,
    /// greenID answered with a fault; see [`FaultKind`].
    Fault(FaultKind),
    /// An answer that reads as a result came with an HTTP status that says otherwise. Do not believe it.
    Contradictory,
    /// The body is empty.
    Empty,
    /// The body is larger than the limit.
    TooLarge,
    /// The body is not UTF-8.
    InvalidUtf8,
    /// The body is declared or written in another encoding than UTF-8.
    UnsupportedEncoding,
    /// The body is no XML, such as the HTML page of a proxy.
    NotXml,
    /// The body ends in the middle of the document.
    Truncated,
    /// The body is not well-formed XML.
    MalformedXml,
    /// The body has a document type declaration, which SOAP forbids.
    Doctype,
    /// The body refers to an entity other than the five of XML.
    UndefinedEntity,
    /// The body holds a character that XML forbids, written or referred to.
    IllegalCharacter,
    /// The body is nested deeper than the limit.
    TooDeep,
    /// The body has more elements, entries of lists, attributes or namespaces than the limits.
    TooMany,
    /// A prefix is bound to no namespace.
    UnboundPrefix,
    /// An attribute stands twice on one element.
    DuplicateAttribute,
    /// The document is no SOAP 1.1 envelope: another root, or the namespace of another version.
    NotSoap,
    /// The envelope holds another message than the one due: another operation, another namespace, several, or a header
    /// that must be understood.
    UnexpectedMessage,
    /// A member that can stand once stands twice: readers would disagree about the answer.
    DuplicateMember,
    /// A member has a content that it cannot have.
    WrongType,
    /// A part without which there is no answer is missing or nil.
    MissingMember,
    /// The answer is about somebody else: its userId differs from the one asked for. Do not believe it.
    WrongSubject,
    /// The saved message is neither a verification result nor a fault.
    UnrecognizedPayload,
}

impl ErrorKind {
    /// Whether it tells, with a status of failure, of the page of a server, in whatever that is written.
    pub(crate) const fn may_be_page(self) -> bool {
        matches!(
            self,
            Self::HttpStatus
                | Self::NotXml
                | Self::NotSoap
                | Self::Empty
                | Self::MalformedXml
                | Self::Doctype
                | Self::InvalidUtf8
                | Self::UnsupportedEncoding
        )
    }

    const fn text(self) -> &'static str {
        match self {
            Self::InvalidRequest => "the request cannot be sent; correct the named input",
            Self::InvalidConfiguration => "the configuration is wrong; correct the named setting",
            Self::Transport(_) => "the request failed on its way",
            Self::HttpStatus => "an unexpected HTTP status without a fault of greenID",
            Self::Fault(kind) => kind.text(),
            Self::Contradictory => {
                "a result came with an HTTP status of failure; do not believe it"
            }
            Self::Empty => "the body is empty",
            Self::TooLarge => "the body is larger than the limit",
            Self::InvalidUtf8 => "the body is not UTF-8",
            Self::UnsupportedEncoding => "the body is in another encoding than UTF-8",
            Self::NotXml => "the body is not XML; often it is the page of a proxy or gateway",
            Self::Truncated => "the body is cut short",
            Self::MalformedXml => "the body is not well-formed XML",
            Self::Doctype => "the body has a DOCTYPE, which SOAP forbids",
            Self::UndefinedEntity => "the body refers to an undefined entity",
            Self::IllegalCharacter => "the body holds a character that XML forbids",
            Self::TooDeep => "the body is nested deeper than the limit",
            Self::TooMany => "the body has too many elements, attributes or namespaces",
            Self::UnboundPrefix => "a prefix is bound to no namespace",
            Self::DuplicateAttribute => "an attribute stands twice on one element",
            Self::NotSoap => "the document is no SOAP 1.1 envelope",
            Self::UnexpectedMessage => "the envelope holds another message than the one due",
            Self::DuplicateMember => "a member stands twice",
            Self::WrongType => "a member has a content that it cannot have",
            Self::MissingMember => "a part without which there is no answer is missing",
            Self::WrongSubject => "the answer is about somebody else; do not believe it",
            Self::UnrecognizedPayload => "the payload holds no verification result",
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
            fault: None,
            retry_after: None,
            transport: None,
            attempts: 1,
            unsettled: None,
        }))
    }

    pub(crate) fn answered(kind: ErrorKind) -> Self {
        Self::new(kind, Phase::Answered)
    }

    pub(crate) fn configuration(setting: &'static str) -> Self {
        Self::new(ErrorKind::InvalidConfiguration, Phase::NotSent).at(setting)
    }

    pub(crate) fn request(input: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Phase::NotSent).at(input)
    }

    pub(crate) fn of_fault(fault: Fault) -> Self {
        let kind = FaultKind::of_code(fault.code.as_ref());
        let mut error = Self::answered(ErrorKind::Fault(kind));
        error.0.fault = Some(fault);
        error
    }

    pub(crate) fn at(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    /// The same as the error of a server that failed, whose page is not greenID's.
    pub(crate) fn of_failed_server(mut self) -> Self {
        self.0.kind = ErrorKind::HttpStatus;
        self.0.path = None;
        self
    }

    /// Marks the error of a registration, unless nothing can have come of it.
    pub(crate) fn of_registration(mut self, user_id_was_sent: bool) -> Self {
        let is_refusal = matches!(self.0.kind, ErrorKind::Fault(kind) if kind.is_refusal());
        if self.0.phase != Phase::NotSent && !is_refusal {
            self.0.unsettled = Some(if user_id_was_sent {
                Unsettled::AskForUserId
            } else {
                Unsettled::NoUserId
            });
        }
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the request may have reached greenID, in any of its attempts.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// Whether the same may be sent again and may then succeed. Never true for a registration that may have reached
    /// greenID: its message says how to find out what became of it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        if self.0.unsettled.is_some() {
            return false;
        }
        match self.0.kind {
            ErrorKind::Transport(_) => self
                .0
                .transport
                .as_ref()
                .is_some_and(TransportError::is_retryable),
            ErrorKind::Fault(kind) => kind.is_retryable(),
            kind if kind.may_be_page() => self.status_is_transient(),
            // A saved file has no status, and stays cut short.
            ErrorKind::Truncated => self.0.http_status.is_some(),
            _ => false,
        }
    }

    fn status_is_transient(&self) -> bool {
        self.0.http_status.is_some_and(is_transient_status)
    }

    /// Whether a registration may have been carried out although it ended in this error. Ask `getVerificationResult` or
    /// `isUserIdRegistered` for its userId before trying again.
    #[must_use]
    pub fn may_be_registered(&self) -> bool {
        self.0.unsettled.is_some()
    }

    /// The HTTP status of the answer, where there was one.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// The fault, where greenID answered with one. Its texts can quote what was sent.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_ref()
    }

    /// The code of the fault, as it came. One that is in no list can be any text, a name included: show it only where the
    /// [fault](Self::fault)'s code is a known one.
    #[must_use]
    pub fn provider_code(&self) -> Option<&str> {
        self.0.fault.as_ref()?.code.as_ref().map(FaultCode::as_str)
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

    /// The input, setting or member concerned, such as `return.individualResults[1].name`. Elements that are not
    /// documented stand as `(unknown element)`.
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
            // Its own text says to try again.
            None if self.may_be_registered()
                && self.0.kind == ErrorKind::Fault(FaultKind::ProviderFailure) =>
            {
                f.write_str("greenID failed")?;
            }
            None => f.write_str(self.0.kind.text())?,
        }
        if let Some(path) = &self.0.path {
            write!(f, " (at {path})")?;
        }
        if let Some(status) = self.0.http_status {
            write!(f, " (HTTP {status})")?;
        }
        let code = self.0.fault.as_ref().and_then(|fault| fault.code.as_ref());
        if let Some(code) = code.filter(|code| code.is_known()) {
            write!(f, " (code {})", code.as_str())?;
        }
        write_attempts(f, self.0.attempts, self.last_phase(), self.0.phase)?;
        f.write_str(match self.0.unsettled {
            Some(Unsettled::AskForUserId) => {
                "; the person may be registered: ask getVerificationResult or isUserIdRegistered for the userId before \
                 trying again"
            }
            Some(Unsettled::NoUserId) => {
                "; the person may be registered, and no userId was sent to ask for: look in greenID's admin panel before \
                 trying again, and send a userId of your own"
            }
            None => "",
        })
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
