//! The wire to a server that does what a case says.

use core::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::{
    BoxFuture, Phase, ResponseLimits, TlsVerification, Transport, TransportError,
    TransportErrorKind,
};

use super::Reply;

/// What the server of a case does to every question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conduct {
    /// It answers.
    Answer(Reply),
    /// It takes the question and never answers.
    Hang,
    /// Nobody listens.
    Refuse,
}

/// The wire to a server that does what a case says: a [`Transport`] for whoever asks over one.
///
/// A provider with an HTTP client of its own plays [`conduct`](Self::conduct) on a server of its test's and tells of each
/// question by [`exchange`](Self::exchange). It leaves out the case [`UntrustedTls`](super::Case::UntrustedTls) and tests
/// that by itself.
#[derive(Clone)]
pub struct Wire(Arc<Inner>);

struct Inner {
    conduct: Conduct,
    tls: TlsVerification,
    prelude: Box<Prelude>,
    seen: Mutex<Seen>,
}

type Prelude = dyn Fn(&Request<Bytes>) -> Option<Reply> + Send + Sync;

#[derive(Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) questions: usize,
    pub(super) largest_limit: usize,
}

impl Wire {
    pub(super) fn new(
        conduct: Conduct,
        tls: TlsVerification,
        prelude: impl Fn(&Request<Bytes>) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Inner {
            conduct,
            tls,
            prelude: Box::new(prelude),
            seen: Mutex::default(),
        }))
    }

    /// What the server does to every question.
    #[must_use]
    pub fn conduct(&self) -> &Conduct {
        &self.0.conduct
    }

    /// One question and its answer, of which at most `max_body_bytes` would be read.
    ///
    /// # Errors
    /// What a transport says of a server that does not answer, or answers more than that.
    pub fn exchange(&self, max_body_bytes: usize) -> Result<Reply, TransportError> {
        {
            let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.questions = seen.questions.saturating_add(1);
            seen.largest_limit = seen.largest_limit.max(max_body_bytes);
        }
        let (kind, phase) = match &self.0.conduct {
            Conduct::Answer(reply) if reply.body.len() <= max_body_bytes => {
                return Ok(reply.clone());
            }
            Conduct::Answer(_) => (TransportErrorKind::BodyTooLarge, Phase::Answered),
            Conduct::Hang => (TransportErrorKind::Timeout, Phase::MaybeSent),
            Conduct::Refuse => (TransportErrorKind::Connect, Phase::NotSent),
        };
        Err(TransportError::new(kind, phase))
    }

    pub(super) fn seen(&self) -> Seen {
        *self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Wire {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let reply = match (self.0.prelude)(&request) {
                Some(reply) => reply,
                None => self.exchange(limits.max_body_bytes)?,
            };
            let mut response = Response::builder().status(reply.status);
            for (name, value) in &reply.headers {
                response = response.header(*name, value);
            }
            response.body(reply.body).map_err(|_| {
                TransportError::new(TransportErrorKind::Other, Phase::Answered).with_cause(
                    "the bench's reply has a status or a header that HTTP does not know",
                )
            })
        })
    }

    fn tls(&self) -> TlsVerification {
        self.0.tls
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}
