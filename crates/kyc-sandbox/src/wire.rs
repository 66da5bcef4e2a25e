//! What goes in and out of the protocol modules.

use core::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use serde_json::Value;

/// One whole request.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    /// The path, double slashes collapsed.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Scheme, host and port by which the client reached the sandbox.
    pub(crate) base: String,
    /// The client showed a certificate of the client CA.
    pub(crate) has_trusted_certificate: bool,
    /// The body came in chunks, without a length.
    pub(crate) is_chunked: bool,
}

impl Incoming {
    /// A header's text; `None` where it is absent or no visible ASCII.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What is answered, and how.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) response: Box<Response<Bytes>>,
    pub(crate) mode: ResponseMode,
}

/// How an answer goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Immediate,
    After(Duration),
    /// Never; the connection stays open for a minute.
    Hang,
    /// The connection is reset before a byte of the answer.
    Reset,
    /// Half of the body, then the end of the connection.
    Truncated,
}

impl Answer {
    pub(crate) fn with_mode(mut self, mode: ResponseMode) -> Self {
        self.mode = mode;
        self
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.response.headers_mut().insert(name, value);
        }
        self
    }

    pub(crate) fn of(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() = status;
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        Self {
            response: Box::new(response),
            mode: ResponseMode::Immediate,
        }
    }

    pub(crate) fn json(status: StatusCode, body: &Value) -> Self {
        Self::of(status, "application/json", body.to_string())
    }
}

/// A page as proxies and load balancers put it before a provider that is down.
pub(crate) fn html_500() -> Answer {
    Answer::of(
        StatusCode::INTERNAL_SERVER_ERROR,
        "text/html",
        "<html><head><title>500 Internal Server Error</title></head><body><h1>Internal Server Error</h1></body></html>",
    )
}
