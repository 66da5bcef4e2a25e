//! What every adapter says of an answer, whoever the provider is.

use core::time::Duration;

use http::{HeaderMap, Uri, header};
use kyc_model::outcome::Source;

use crate::{Security, TlsVerification, Transport, TransportError, check_url};

/// What an answer from this URL can be believed for, asked through this transport.
///
/// # Errors
/// As [`check_url`]: nothing may be sent there.
pub fn source_of(
    uri: &Uri,
    allow_loopback_http: bool,
    transport: &(impl Transport + ?Sized),
) -> Result<Source, TransportError> {
    Ok(match check_url(uri, allow_loopback_http)? {
        Security::LoopbackHttp => Source::Loopback,
        Security::Https => match transport.tls() {
            TlsVerification::Verified => Source::Asked,
            TlsVerification::NotVerified => Source::Unverified,
        },
    })
}

/// How long the provider asks to wait: `Retry-After` in seconds. Its form with a date is not read.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    Some(Duration::from_secs(text.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn waits_are_whole_seconds() {
        for (text, seconds) in [
            ("7", Some(7)),
            ("-1", None),
            ("1.5", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(text));
            assert_eq!(retry_after(&headers), seconds.map(Duration::from_secs));
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
