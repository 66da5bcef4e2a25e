//! Ids in the path of a URL.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{Phase, TransportError, TransportErrorKind};

/// All but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// An id as one segment of a path: whatever it holds, it adds no `/`, no query and no step to another path.
///
/// ```
/// assert_eq!(kyc_http::path_segment("job/1?a=ß")?, "job%2F1%3Fa%3D%C3%9F");
/// assert!(kyc_http::path_segment("..").is_err());
/// # Ok::<(), kyc_http::TransportError>(())
/// ```
///
/// # Errors
/// [`InvalidRequest`](TransportErrorKind::InvalidRequest), not sent, where the id is empty, `.` or `..`: URLs have no
/// spelling of these that every reader takes for a name.
pub fn path_segment(id: &str) -> Result<String, TransportError> {
    if matches!(id, "" | "." | "..") {
        let refused = TransportError::new(TransportErrorKind::InvalidRequest, Phase::NotSent);
        return Err(refused.with_cause("an id in the path is empty, . or .."));
    }
    Ok(utf8_percent_encode(id, ESCAPED).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_one_segment() {
        for (id, segment) in [
            ("j-1_a.b~c", "j-1_a.b~c"),
            ("a/b", "a%2Fb"),
            ("../v1/token", "..%2Fv1%2Ftoken"),
            ("...", "..."),
            ("a\\b", "a%5Cb"),
            ("a%2Fb", "a%252Fb"),
            ("?#&=+ ;:@", "%3F%23%26%3D%2B%20%3B%3A%40"),
            ("\r\n\0\u{7f}", "%0D%0A%00%7F"),
            ("é", "%C3%A9"),
        ] {
            assert_eq!(path_segment(id).unwrap(), segment);
            let uri: http::Uri = format!("https://api.example/v3/status/{segment}")
                .parse()
                .unwrap();
            assert_eq!(uri.path(), format!("/v3/status/{segment}"));
            assert_eq!(uri.query(), None);
        }
        for id in ["", ".", ".."] {
            assert_eq!(path_segment(id).unwrap_err().phase(), Phase::NotSent);
        }
    }
}
