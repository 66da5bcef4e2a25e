//! Headers of the caller's own.

use http::{HeaderMap, HeaderName, HeaderValue, Request, header};

use crate::{Phase, TransportError, TransportErrorKind};

/// Headers that a caller adds to every request, such as the key of a gateway of theirs.
///
/// They never replace a header of the adapter: names that say how a message is framed or what it holds, cookies,
/// conditions, `proxy-*` and the adapters' credentials are refused here, and any other that an adapter sets itself wins
/// over the caller's. Values are marked as sensitive, so that nothing that honors the mark prints them.
///
/// ```
/// use kyc_http::ExtraHeaders;
/// let headers = ExtraHeaders::new().with("x-gateway-key", "an-invented-key")?;
/// assert!(headers.with("Content-Type", "text/plain").is_err());
/// # Ok::<(), kyc_http::TransportError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExtraHeaders(HeaderMap);

const RESERVED: [HeaderName; 16] = [
    header::ACCEPT,
    header::ACCEPT_CHARSET,
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::COOKIE,
    header::EXPECT,
    header::HOST,
    header::RANGE,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("soapaction"),
];

/// Headers of proxies, conditions, and the adapters' own credentials (Smile ID: partner id, API key, token).
const RESERVED_PREFIXES: [&str; 4] = ["if-", "keep-", "proxy-", "smileid-"];

impl ExtraHeaders {
    /// No headers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same headers and one more. A name given before keeps its value besides.
    ///
    /// # Errors
    /// [`InvalidRequest`](TransportErrorKind::InvalidRequest), not sent: the name belongs to the adapter, or the name or
    /// the value is none that HTTP can carry.
    pub fn with(mut self, name: &str, value: &str) -> Result<Self, TransportError> {
        let refuse = |cause| {
            TransportError::new(TransportErrorKind::InvalidRequest, Phase::NotSent)
                .with_cause(cause)
        };
        let name = HeaderName::try_from(name)
            .map_err(|_| refuse("an extra header has a name that HTTP does not allow"))?;
        let is_reserved = RESERVED.contains(&name)
            || RESERVED_PREFIXES
                .iter()
                .any(|prefix| name.as_str().starts_with(prefix));
        if is_reserved {
            return Err(refuse(
                "an extra header has a name that belongs to the adapter",
            ));
        }
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| refuse("an extra header has a value that HTTP does not allow"))?;
        value.set_sensitive(true);
        self.0.append(name, value);
        Ok(self)
    }

    pub(crate) fn add_to<B>(&self, request: &mut Request<B>) {
        for name in self.0.keys() {
            if request.headers().contains_key(name) {
                continue;
            }
            for value in self.0.get_all(name) {
                request.headers_mut().append(name, value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use core::error::Error;

    use super::*;

    #[test]
    fn names_of_the_adapter_are_refused_in_any_case() {
        for name in [
            "Accept",
            "Content-Type",
            "content-length",
            "Cookie",
            "HOST",
            "SOAPAction",
            "transfer-encoding",
            "Proxy-Authorization",
            "SmileID-Request-Signature",
            "If-None-Match",
        ] {
            let error = ExtraHeaders::new().with(name, "x").unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::InvalidRequest, "{name}");
            assert!(error.source().unwrap().to_string().contains("belongs"));
        }
        for (name, value) in [("a b", "x"), ("", "x"), ("x-a", "Canary\r\nx: y")] {
            let error = ExtraHeaders::new().with(name, value).unwrap_err();
            assert_eq!(error.phase(), Phase::NotSent);
            assert!(!format!("{error:?}").contains("Canary"));
        }
    }

    #[test]
    fn they_are_added_beside_the_adapter_s_and_never_over_them() {
        let extra = ExtraHeaders::new()
            .with("x-key", "CanaryA")
            .and_then(|headers| headers.with("X-Key", "CanaryB"))
            .and_then(|headers| headers.with("x-own", "caller"))
            .unwrap();
        assert!(!format!("{extra:?}").contains("Canary"));
        let mut request = Request::get("/")
            .header("x-own", "adapter")
            .body(())
            .unwrap();
        extra.add_to(&mut request);
        let keys: Vec<_> = request.headers().get_all("x-key").iter().collect();
        assert_eq!(keys, ["CanaryA", "CanaryB"]);
        let own: Vec<_> = request.headers().get_all("x-own").iter().collect();
        assert_eq!(own, ["adapter"]);
        assert!(!format!("{request:?}").contains("Canary"));
    }
}
