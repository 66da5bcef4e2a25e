//! Why no answer could be had.

use core::{error::Error, fmt};
use std::io;

use http::Uri;

use crate::Phase;

/// No whole answer could be had from the provider.
///
/// Neither the message nor [`source`](Error::source) ever holds a path, a query, a header or a byte of a body: the
/// host and port are all that is said of the URL. A transport of your own builds one with [`new`](Self::new).
///
/// ```
/// use kyc_http::{Phase, TransportError, TransportErrorKind};
/// let url = http::Uri::from_static("https://api.example/v1/job?id=123");
/// let error = TransportError::new(TransportErrorKind::Connect, Phase::NotSent).with_url(&url);
/// assert_eq!(
///     error.to_string(),
///     "could not connect to https://api.example: the request was not sent; check the network and try again"
/// );
/// assert!(error.is_retryable());
/// ```
#[derive(Clone)]
pub struct TransportError(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: TransportErrorKind,
    phase: Phase,
    endpoint: Option<String>,
    cause: Option<Cause>,
}

/// What went wrong, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request cannot be expressed in HTTP. It is a mistake in the program: correct it.
    InvalidRequest,
    /// The URL is neither `https` nor opted-in plain `http` to this machine: correct the configuration.
    InsecureUrl,
    /// The name did not resolve or the host took no connection. Check the network and try again.
    Connect,
    /// No secure connection could be agreed, or the certificate is not trusted. Do not try again: check the host name,
    /// this machine's clock and the trusted root certificates.
    Tls,
    /// A time-out passed. Repeat a read; of any other request, ask first what became of it.
    Timeout,
    /// The connection broke, or something that is not HTTP came back. Repeat a read; of any other request, ask first
    /// what became of it.
    Interrupted,
    /// The body is larger than the [limit](crate::ResponseLimits), so nothing of it is kept. Raise the limit if an
    /// answer of that size is expected.
    BodyTooLarge,
    /// The body cannot be decompressed, or is encoded in a way nobody asked for. Report it to the provider.
    Decode,
    /// Anything else. The [source](Error::source) may say more.
    Other,
}

impl TransportErrorKind {
    const fn what(self) -> &'static str {
        match self {
            Self::InvalidRequest => "could not write a valid request to",
            Self::InsecureUrl => "refused to send over an insecure URL to",
            Self::Connect => "could not connect to",
            Self::Tls => "could not make a secure connection to",
            Self::Timeout => "ran out of time waiting for",
            Self::Interrupted => "lost the connection to",
            Self::BodyTooLarge => "refused an answer over the size limit from",
            Self::Decode => "could not decode the answer from",
            Self::Other => "could not get an answer from",
        }
    }

    fn advice(self, phase: Phase) -> &'static str {
        match self {
            Self::InvalidRequest => "correct the method, the URL or the headers",
            Self::InsecureUrl => {
                "use https without a user name, or opt in to plain http on localhost, 127.0.0.0/8 or [::1]"
            }
            Self::Connect => "check the network and try again",
            Self::Timeout | Self::Interrupted if phase == Phase::NotSent => {
                "check the network and try again"
            }
            Self::Tls => "check the host name, the clock and the trusted root certificates",
            Self::Timeout | Self::Interrupted => {
                "repeat a read, but ask first what became of anything else"
            }
            Self::BodyTooLarge => "raise the limit if such an answer is expected",
            Self::Decode => "report it to the provider",
            Self::Other => "look at the source of this error",
        }
    }
}

impl TransportError {
    /// An error of this kind, in this phase.
    #[must_use]
    pub fn new(kind: TransportErrorKind, phase: Phase) -> Self {
        Self(Box::new(Inner {
            kind,
            phase,
            endpoint: None,
            cause: None,
        }))
    }

    /// Adds where the request was going. Only the scheme, host and port of `url` are kept.
    #[must_use]
    pub fn with_url(mut self, url: &Uri) -> Self {
        self.0.endpoint = endpoint_of(url);
        self
    }

    /// Adds the kind of I/O error behind this one as its source.
    #[must_use]
    pub fn with_io_kind(mut self, kind: io::ErrorKind) -> Self {
        self.0.cause = Some(Cause::Io(kind));
        self
    }

    /// Adds a source that says `cause`. The text is static, so that no value of a request can slip into it.
    #[must_use]
    pub fn with_cause(mut self, cause: &'static str) -> Self {
        self.0.cause = Some(Cause::Text(cause));
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Whether the request may have reached the provider.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.0.phase
    }

    /// Scheme, host and port of the URL, such as `https://api.example:443`, where known.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.0.endpoint.as_deref()
    }

    /// Whether the same **read** may sensibly be sent again: true for [`Connect`](TransportErrorKind::Connect),
    /// [`Timeout`](TransportErrorKind::Timeout) and [`Interrupted`](TransportErrorKind::Interrupted).
    ///
    /// A request that changes something may be sent again only if, besides, its [phase](Self::phase) is
    /// [`NotSent`](Phase::NotSent).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.0.kind,
            TransportErrorKind::Connect
                | TransportErrorKind::Timeout
                | TransportErrorKind::Interrupted
        )
    }
}

fn endpoint_of(url: &Uri) -> Option<String> {
    let host = url.host().filter(|host| !host.is_empty())?;
    let scheme = match url.scheme_str() {
        Some(scheme) => format!("{scheme}://"),
        None => String::new(),
    };
    Some(match url.port_u16() {
        Some(port) => format!("{scheme}{host}:{port}"),
        None => format!("{scheme}{host}"),
    })
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, phase, .. } = *self.0;
        let endpoint = self.endpoint().unwrap_or("the provider");
        write!(
            f,
            "{} {endpoint}: {phase}; {}",
            kind.what(),
            kind.advice(phase)
        )
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.0.kind)
            .field("phase", &self.0.phase)
            .field("endpoint", &self.0.endpoint)
            .field("cause", &self.0.cause)
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as _)
    }
}

/// What lies behind an error, reduced to what cannot hold a value of the request or the answer.
#[derive(Clone, Debug)]
enum Cause {
    Io(io::ErrorKind),
    Text(&'static str),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(kind) => fmt::Display::fmt(kind, f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl Error for Cause {}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [TransportErrorKind; 9] = [
        TransportErrorKind::InvalidRequest,
        TransportErrorKind::InsecureUrl,
        TransportErrorKind::Connect,
        TransportErrorKind::Tls,
        TransportErrorKind::Timeout,
        TransportErrorKind::Interrupted,
        TransportErrorKind::BodyTooLarge,
        TransportErrorKind::Decode,
        TransportErrorKind::Other,
    ];

    #[test]
    fn it_is_small_and_goes_anywhere() {
        const fn anywhere<T: Error + Send + Sync + 'static>() {}
        anywhere::<TransportError>();
        assert!(size_of::<TransportError>() <= 16);
    }

    #[test]
    fn every_message_is_one_line_with_place_phase_and_advice() {
        let url = Uri::from_static("https://user:Canary1@api.example:8443/Canary2?Canary3=1");
        for kind in KINDS {
            for phase in [Phase::NotSent, Phase::MaybeSent, Phase::Answered] {
                let error = TransportError::new(kind, phase).with_url(&url);
                let text = error.to_string();
                assert_eq!(text.lines().count(), 1);
                assert!(text.contains(" https://api.example:8443: "), "{text}");
                assert!(text.contains(&phase.to_string()), "{text}");
                assert!(text.ends_with(kind.advice(phase)), "{text}");
                assert!(!format!("{error:?} {error}").contains("Canary"), "{text}");
            }
        }
    }

    #[test]
    fn only_reads_that_may_work_next_time_are_retryable() {
        let retryable: Vec<_> = KINDS
            .into_iter()
            .filter(|kind| TransportError::new(*kind, Phase::NotSent).is_retryable())
            .collect();
        assert_eq!(
            retryable,
            [
                TransportErrorKind::Connect,
                TransportErrorKind::Timeout,
                TransportErrorKind::Interrupted
            ]
        );
    }

    #[test]
    fn the_source_is_a_class_of_error() {
        let new = || TransportError::new(TransportErrorKind::Other, Phase::MaybeSent);
        assert!(new().source().is_none());
        assert_eq!(new().with_cause("a").source().unwrap().to_string(), "a");
        let refused = new().with_io_kind(io::ErrorKind::ConnectionRefused);
        assert_eq!(refused.source().unwrap().to_string(), "connection refused");
        assert!(new().to_string().contains("the provider"));
    }
}
