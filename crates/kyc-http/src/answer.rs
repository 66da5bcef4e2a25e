//! What every adapter says of an answer, whoever the provider is.

use core::time::Duration;
use std::time::UNIX_EPOCH;

use http::{HeaderMap, Uri, header};
use kyc_model::{Timestamp, outcome::Source};

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

/// How long the provider asks to wait, counted from `now`: `Retry-After` in either of its forms, a number of seconds or
/// an HTTP date. A date in the past asks for no wait; what is neither form is no wish.
#[must_use]
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has room for are still a long time.
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let since_1970 = date.duration_since(UNIX_EPOCH).ok()?;
    let date = Timestamp::from_unix_nanos(i128::try_from(since_1970.as_nanos()).ok()?).ok()?;
    Some(date.since(now).unwrap_or_default())
}

/// Whether an HTTP status says that the same question may be answered later: a time-out, too many requests, a failure of
/// the server or of something in front of it. Not 501, 505 and 506, which stay as they are.
#[must_use]
pub const fn is_transient_status(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502..=504 | 507..=599)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_status_is_transient_where_the_same_question_may_be_answered_later() {
        let transient: Vec<_> = (100..600).filter(|it| is_transient_status(*it)).collect();
        let mut expected = vec![408, 425, 429, 500, 502, 503, 504];
        expected.extend(507..600);
        assert_eq!(transient, expected);
    }

    #[test]
    fn a_wait_is_a_number_of_seconds_or_a_date() {
        let now: Timestamp = "2026-10-21T07:27:30Z".parse().unwrap();
        for (text, seconds) in [
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("Wed, 21 Oct 2026 07:28:00 GMT", Some(30)),
            ("Wednesday, 21-Oct-26 07:28:00 GMT", Some(30)),
            ("Wed Oct 21 07:28:00 2026", Some(30)),
            ("Wed, 21 Oct 2026 07:27:00 GMT", Some(0)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Wed, 21 Oct 2026 07:28:00", None),
            ("2026-10-21T07:28:00Z", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static(text));
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(&headers, now), expected, "{text}");
        }
        let mut endless = HeaderMap::new();
        endless.insert(header::RETRY_AFTER, "9".repeat(30).parse().unwrap());
        assert_eq!(retry_after(&endless, now), Some(Duration::MAX));
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
