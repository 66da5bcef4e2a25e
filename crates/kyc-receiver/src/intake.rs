//! From a request to a stored delivery, without any framework.

use core::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header};
use kyc_http::{Clock, SystemClock};
use smileid::{
    ErrorKind,
    callback::{Event, Verifier},
};

use crate::{Delivery, Store, StoreError, greenid, smile};

/// Takes pushes and stores them: 2xx only when a delivery is durable.
///
/// | answer | when | the provider |
/// |---|---|---|
/// | 200 | stored, or known already | is done |
/// | 400 | forged, malformed, or unsigned; the same for every cause | should not send it again |
/// | 405, 413 | no `POST`; a body over the limit | the same |
/// | 503 | the store did not take it, or it did not come whole or in time | should send it again |
///
/// Nothing is confirmed or decided here: that is the [`Confirmer`](crate::Confirmer)'s, afterwards.
#[derive(Clone)]
#[must_use]
pub struct Intake {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    sender: Sender,
    max_body_bytes: usize,
    on_refused: Option<Arc<Hook>>,
}

type Hook = dyn Fn(&Refusal) + Send + Sync;

#[derive(Clone)]
enum Sender {
    Smileid(Arc<Verifier>),
    Greenid,
}

/// Why a delivery was not taken: for the operator, never for the sender.
#[derive(Debug)]
#[non_exhaustive]
pub enum Refusal {
    /// It is no callback of Smile ID's that can be believed to come from there. The error tells a likely cause where
    /// there is one.
    Smileid(smileid::Error),
    /// It is no notification of greenID's: it has not exactly one `userId` of 1 to 255 bytes.
    Greenid,
    /// It is no `POST`.
    Method,
    /// Its body is larger than the limit.
    TooLarge,
    /// Its body could not be read to the end.
    Broken,
    /// Reading and storing it took too long.
    TimedOut,
    /// The store did not take it.
    Store(StoreError),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smileid(error) => fmt::Display::fmt(error, f),
            Self::Greenid => {
                f.write_str("a notification without exactly one userId of 1 to 255 bytes")
            }
            Self::Method => f.write_str("a request that is no POST"),
            Self::TooLarge => f.write_str("a body over the limit"),
            Self::Broken => f.write_str("a body that broke off"),
            Self::TimedOut => f.write_str("a delivery that took too long"),
            Self::Store(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Smileid(error) if error.kind() == ErrorKind::TooLarge => {
                StatusCode::PAYLOAD_TOO_LARGE
            }
            Self::Smileid(_) | Self::Greenid => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken | Self::TimedOut | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl Intake {
    /// Takes callbacks and webhooks of Smile ID that `verifier` lets through.
    pub fn smileid(store: impl Store + 'static, verifier: Verifier) -> Self {
        Self::new(store, Sender::Smileid(Arc::new(verifier)))
    }

    /// Takes notifications of greenID. They are unsigned hints: whoever knows the URL can send one, and all that follows is
    /// a question to greenID. Keep the URL to yourself.
    pub fn greenid(store: impl Store + 'static) -> Self {
        Self::new(store, Sender::Greenid).with_max_body_bytes(16 * 1024)
    }

    fn new(store: impl Store + 'static, sender: Sender) -> Self {
        Self {
            store: Arc::new(store),
            clock: Arc::new(SystemClock),
            sender,
            max_body_bytes: 8 * 1024 * 1024,
            on_refused: None,
        }
    }

    /// Takes the time from `clock`.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The largest body. 8 MiB unless set, and 16 KiB for greenID. For Smile ID the verifier has a limit of its own
    /// ([`Verifier::with_limits`], 8 MiB unless set): to take more, raise both.
    pub const fn with_max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Calls `hook` for everything that is not taken. It should return soon and not panic.
    pub fn on_refused(mut self, hook: impl Fn(&Refusal) + Send + Sync + 'static) -> Self {
        self.on_refused = Some(Arc::new(hook));
        self
    }

    /// The largest body.
    #[must_use]
    pub const fn max_body_bytes(&self) -> usize {
        self.max_body_bytes
    }

    /// Takes one request. The answer never tells why something was refused.
    pub async fn receive(&self, request: &Request<Bytes>) -> Response<Bytes> {
        match self.take(request).await {
            Ok(()) => answer(StatusCode::OK),
            Err(refusal) => self.refuse(&refusal),
        }
    }

    pub(crate) fn refuse(&self, refusal: &Refusal) -> Response<Bytes> {
        #[cfg(feature = "tracing")]
        tracing::warn!(%refusal, "a delivery was not taken");
        if let Some(hook) = &self.on_refused {
            hook(refusal);
        }
        answer(refusal.status())
    }

    async fn take(&self, request: &Request<Bytes>) -> Result<(), Refusal> {
        if request.method() != Method::POST {
            return Err(Refusal::Method);
        }
        if request.body().len() > self.max_body_bytes {
            return Err(Refusal::TooLarge);
        }
        let delivery = self.read(request)?;
        let stored = self.store.put(&delivery).await;
        stored.map(drop).map_err(Refusal::Store)
    }

    fn read(&self, request: &Request<Bytes>) -> Result<Delivery, Refusal> {
        let now = self.clock.now();
        match &self.sender {
            Sender::Smileid(verifier) => {
                let event: Event = verifier
                    .receive(request.headers(), request.body(), now)
                    .map_err(Refusal::Smileid)?;
                Ok(smile::delivery(&event, verifier.partner_id(), request, now))
            }
            Sender::Greenid => greenid::delivery(request, now).ok_or(Refusal::Greenid),
        }
    }
}

fn answer(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    let none = header::HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, none);
    response
}

impl fmt::Debug for Intake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Intake")
            .field("max_body_bytes", &self.max_body_bytes)
            .finish_non_exhaustive()
    }
}
