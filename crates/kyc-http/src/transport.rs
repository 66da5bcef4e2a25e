//! The transport: sends one request, reads one answer.

use core::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::TransportError;

/// A boxed future that may move between threads, as the methods of `dyn` traits return it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request and reads one whole answer.
///
/// The requests carry signatures and passwords, the answers carry personal data. An implementation must therefore
///
/// * never log, trace or put into an error a body, a header, or a URL with its path or query;
/// * never follow a redirect: a 3xx is an answer, returned as it came;
/// * never send a request twice: whoever calls decides on a retry, from [`TransportError::phase`];
/// * refuse what [`check_url`](crate::check_url) refuses;
/// * stop reading at the [`ResponseLimits`], counting bytes after decompression;
/// * end within time-outs of its own, so that no caller waits for ever;
/// * return every HTTP status as `Ok`: an error is for an answer that could not be had.
///
/// Dropping the future gives up; the request may have been sent by then.
pub trait Transport: Send + Sync {
    /// Sends `request`, whose URI is absolute, and reads the answer within `limits`.
    ///
    /// # Errors
    /// When the request could not be sent or no whole answer within the limits came back. The error tells its
    /// [phase](TransportError::phase).
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>>;

    /// Whether an `https` answer is known to come from the host that was asked.
    fn tls(&self) -> TlsVerification;
}

/// Whether a [`Transport`] checks the certificate and the host name of whoever answers over `https`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TlsVerification {
    /// Every `https` answer comes from a host with a valid certificate for the name that was asked.
    Verified,
    /// Somebody else may have answered. Such answers are of the source `unverified` and never lead to a verified
    /// outcome.
    NotVerified,
}

/// How much of an answer is read. The default is 8 MiB of body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ResponseLimits {
    /// The largest body taken, in bytes after decompression.
    pub max_body_bytes: usize,
}

impl ResponseLimits {
    /// 8 MiB.
    pub const DEFAULT_MAX_BODY_BYTES: usize = 8 * 1024 * 1024;

    /// These limits with another largest body, in bytes after decompression.
    #[must_use]
    pub const fn with_max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }
}

impl Default for ResponseLimits {
    fn default() -> Self {
        Self {
            max_body_bytes: Self::DEFAULT_MAX_BODY_BYTES,
        }
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn tls(&self) -> TlsVerification {
        (**self).tls()
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn tls(&self) -> TlsVerification {
        (**self).tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn transport_everywhere<T: Transport + Send + Sync>() {}

    #[test]
    fn shared_and_boxed_transports_are_transports() {
        transport_everywhere::<Arc<dyn Transport>>();
        transport_everywhere::<Box<dyn Transport>>();
        transport_everywhere::<Arc<Box<dyn Transport>>>();
    }

    #[test]
    fn limits_start_at_eight_mebibytes() {
        let limits = ResponseLimits::default();
        assert_eq!(limits.max_body_bytes, 8_388_608);
        assert_eq!(limits.with_max_body_bytes(5).max_body_bytes, 5);
    }
}
