//! A transport that keeps what time a server says it is.

use core::time::Duration;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use http::{Request, Response, header::DATE};
use kyc_http::{
    BoxFuture, Clock as _, ReqwestTransport, ResponseLimits, SystemClock, TlsVerification,
    Transport, TransportError,
};
use kyc_model::Timestamp;

/// What a server's clock and this machine's showed at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dates {
    pub(super) server: Timestamp,
    pub(super) here: Timestamp,
}

/// The transport of this program. Clones share what they saw.
#[derive(Clone)]
pub(super) struct Watched {
    inner: ReqwestTransport,
    dates: Arc<Mutex<Option<Dates>>>,
}

impl Watched {
    pub(super) fn new(inner: ReqwestTransport) -> Self {
        Self {
            inner,
            dates: Arc::default(),
        }
    }

    /// The times of the last answer that told one.
    pub(super) fn dates(&self) -> Option<Dates> {
        *self.dates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for Watched {
    fn send<'a>(
        &'a self,
        request: Request<bytes::Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<bytes::Bytes>, TransportError>> {
        Box::pin(async move {
            let sent = SystemClock.now();
            let response = self.inner.send(request, limits).await?;
            let taken = SystemClock.now().since(sent).unwrap_or_default();
            // The server looked at its clock somewhere between.
            let here = sent.checked_add(taken / 2).unwrap_or(sent);
            if let Some(server) = date(&response) {
                *self.dates.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(Dates { server, here });
            }
            Ok(response)
        })
    }

    fn tls(&self) -> TlsVerification {
        self.inner.tls()
    }
}

fn date<T>(response: &Response<T>) -> Option<Timestamp> {
    let text = response.headers().get(DATE)?.to_str().ok()?;
    let since_1970: Duration = httpdate::parse_http_date(text)
        .ok()?
        .duration_since(SystemTime::UNIX_EPOCH)
        .ok()?;
    Timestamp::from_unix_millis(i64::try_from(since_1970.as_millis()).ok()?).ok()
}
