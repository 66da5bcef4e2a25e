//! The ready transport.

mod builder;
mod classify;
mod handshake;
mod identity;
mod proxy;
mod tls;
mod tls_failure;

use core::fmt;

use bytes::Bytes;
use http::{Request, Response, Uri, Version, header::CONTENT_ENCODING};

use crate::{
    BoxFuture, Phase, ResponseLimits, TlsVerification, Transport, TransportError,
    TransportErrorKind, check_url,
};

pub use builder::{BuildError, ReqwestTransportBuilder};
pub use handshake::TlsHandshake;
pub use tls::CryptoProvider;
pub use tls_failure::TlsFailure;

/// Room made for a body before its first byte, in bytes. The announced length is only a claim.
const FIRST_ALLOCATION: usize = 64 * 1024;

/// A [`Transport`] over reqwest and rustls. Cheap to clone; clones share one pool of connections.
///
/// It speaks HTTP/1.1 over `https`, and plain `http` to this machine when opted in to, where `localhost` always means
/// 127.0.0.1 or ::1. It follows no redirect, never sends twice, takes no proxy from the environment unless told to, decompresses gzip,
/// and trusts the roots of the platform unless told otherwise.
///
/// Sending needs a Tokio runtime with I/O and time enabled; without any runtime it is an
/// [`Other`](TransportErrorKind::Other) error.
///
/// ```no_run
/// # #[cfg(feature = "rustls-ring")]
/// # async fn ask() -> Result<(), Box<dyn std::error::Error>> {
/// use kyc_http::{ReqwestTransport, ResponseLimits, Transport};
/// let transport = ReqwestTransport::builder().build()?;
/// let request = http::Request::get("https://api.example/v1/health").body(Default::default())?;
/// let response = transport.send(request, ResponseLimits::default()).await?;
/// assert_eq!(response.status(), 200);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    allow_loopback_http: bool,
}

impl ReqwestTransport {
    /// Starts with the defaults that the methods of [`ReqwestTransportBuilder`] document.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::new()
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        check_url(request.uri(), self.allow_loopback_http)?;
        let request = self.prepare(request)?;
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(
                TransportError::new(TransportErrorKind::Other, Phase::NotSent)
                    .with_cause("this thread has no Tokio runtime"),
            );
        }
        let answer = self
            .client
            .execute(request)
            .await
            .map_err(|error| classify::before_headers(&error))?;
        read(answer, limits).await
    }

    fn prepare(&self, request: Request<Bytes>) -> Result<reqwest::Request, TransportError> {
        let invalid = || TransportError::new(TransportErrorKind::InvalidRequest, Phase::NotSent);
        let (mut parts, body) = request.into_parts();
        // Extensions can change reqwest's time-outs, and other versions are not spoken.
        parts.extensions.clear();
        parts.version = Version::HTTP_11;
        let request =
            reqwest::Request::try_from(Request::from_parts(parts, body)).map_err(|_| invalid())?;
        // reqwest reads the URL again, by other rules: judge what it will use.
        let url = Uri::try_from(request.url().as_str()).map_err(|_| invalid())?;
        check_url(&url, self.allow_loopback_http)?;
        Ok(request)
    }
}

impl Transport for ReqwestTransport {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let uri = request.uri().clone();
            self.exchange(request, limits)
                .await
                .map_err(|error| error.with_url(&uri))
        })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("allow_loopback_http", &self.allow_loopback_http)
            .finish_non_exhaustive()
    }
}

async fn read(
    mut answer: reqwest::Response,
    limits: ResponseLimits,
) -> Result<Response<Bytes>, TransportError> {
    let answered = |kind| TransportError::new(kind, Phase::Answered);
    // What reqwest decodes it also takes out of the headers; what is left is still encoded.
    if is_encoded(&answer) {
        return Err(answered(TransportErrorKind::Decode)
            .with_cause("the answer has a content encoding that was not asked for"));
    }
    let announced = answer.content_length().unwrap_or(0);
    let announced = usize::try_from(announced).unwrap_or(usize::MAX);
    if announced > limits.max_body_bytes {
        return Err(answered(TransportErrorKind::BodyTooLarge));
    }
    let mut body = Vec::with_capacity(announced.min(FIRST_ALLOCATION));
    while let Some(chunk) = answer
        .chunk()
        .await
        .map_err(|error| classify::reading_body(&error))?
    {
        if chunk.len() > limits.max_body_bytes.saturating_sub(body.len()) {
            return Err(answered(TransportErrorKind::BodyTooLarge));
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = answer.status();
    *response.version_mut() = answer.version();
    *response.headers_mut() = core::mem::take(answer.headers_mut());
    Ok(response)
}

fn is_encoded(answer: &reqwest::Response) -> bool {
    answer
        .headers()
        .get_all(CONTENT_ENCODING)
        .iter()
        .any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}
