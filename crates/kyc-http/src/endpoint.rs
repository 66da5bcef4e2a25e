//! Which URLs may be sent to.

use core::net::Ipv4Addr;

use http::{Uri, uri::Authority};

use crate::{Phase, TransportError, TransportErrorKind};

/// What protects a request to a URL that [`check_url`] let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Security {
    /// TLS. Whether the certificate is checked is for the transport to say.
    Https,
    /// Nothing, but the bytes stay on this machine. The answer is of the source `loopback`.
    LoopbackHttp,
}

/// Judges a URL by its text, without resolving any name.
///
/// `https` is let through. Plain `http` is let through with `allow_loopback_http`, when the host is `localhost`, a
/// full dotted address in 127.0.0.0/8, or `[::1]`, each in exactly that spelling: what needs interpretation, such as
/// `127.1`, `LOCALHOST`, `localhost.` or `[::ffff:127.0.0.1]`, is refused. A user name in the URL is always refused.
///
/// A transport must connect `localhost` to a loopback address, whatever a name server says.
///
/// ```
/// use kyc_http::{Security, check_url};
/// let url = http::Uri::from_static("http://127.0.0.1:8080/v1");
/// assert_eq!(check_url(&url, true)?, Security::LoopbackHttp);
/// assert!(check_url(&url, false).is_err());
/// # Ok::<(), kyc_http::TransportError>(())
/// ```
///
/// # Errors
/// [`InsecureUrl`](TransportErrorKind::InsecureUrl), not sent, for every other URL.
pub fn check_url(uri: &Uri, allow_loopback_http: bool) -> Result<Security, TransportError> {
    let refuse = |cause| {
        Err(
            TransportError::new(TransportErrorKind::InsecureUrl, Phase::NotSent)
                .with_url(uri)
                .with_cause(cause),
        )
    };
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return refuse("the URL has no scheme or no host");
    };
    if authority.as_str().contains('@') {
        return refuse("the URL has a user name");
    }
    if authority.host().is_empty() || !has_plain_port(authority) {
        return refuse("the URL has no host or a malformed port");
    }
    match scheme {
        "https" => Ok(Security::Https),
        "http" if !is_loopback(authority.host()) => {
            refuse("plain http is for localhost, 127.0.0.0/8 and [::1] only")
        }
        "http" if !allow_loopback_http => refuse("plain http to this machine was not opted in to"),
        "http" => Ok(Security::LoopbackHttp),
        _ => refuse("the scheme is neither https nor http"),
    }
}

/// Nothing follows the host, or a colon and a port number does.
fn has_plain_port(authority: &Authority) -> bool {
    match authority.as_str().strip_prefix(authority.host()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix(':').is_some_and(|port| {
            port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok()
        }),
        None => false,
    }
}

fn is_loopback(host: &str) -> bool {
    // Ipv4Addr takes four decimal numbers without leading zeros and nothing else.
    host == "localhost"
        || host == "[::1]"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use core::error::Error;

    use super::*;

    #[test]
    fn https_is_let_through_with_or_without_the_opt_in() {
        for url in [
            "https://api.example",
            "https://api.example:8443/v1?a=b",
            "HTTPS://API.EXAMPLE/",
            "https://localhost/",
            "https://127.0.0.1:1/",
            "https://[2001:db8::1]:443/",
        ] {
            let uri: Uri = url.parse().unwrap();
            assert_eq!(check_url(&uri, false).unwrap(), Security::Https, "{url}");
            assert_eq!(check_url(&uri, true).unwrap(), Security::Https, "{url}");
        }
    }

    #[test]
    fn plain_http_to_this_machine_needs_the_opt_in() {
        for url in [
            "http://localhost",
            "http://localhost:8080/path",
            "HTTP://localhost/",
            "http://127.0.0.1",
            "http://127.0.0.1:8080/",
            "http://127.0.0.0/",
            "http://127.255.255.255:65535/",
            "http://[::1]/",
            "http://[::1]:8080/",
        ] {
            let uri: Uri = url.parse().unwrap();
            assert_eq!(
                check_url(&uri, true).unwrap(),
                Security::LoopbackHttp,
                "{url}"
            );
            let error = check_url(&uri, false).unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::InsecureUrl);
            assert_eq!(error.phase(), Phase::NotSent);
            assert!(error.source().unwrap().to_string().contains("opted in"));
        }
    }

    #[test]
    fn everything_else_is_refused_even_with_the_opt_in() {
        for url in [
            // Other machines, some dressed up as this one.
            "http://api.example/",
            "http://126.255.255.255/",
            "http://128.0.0.1/",
            "http://0.0.0.0/",
            "http://10.0.0.1/",
            "http://[::]/",
            "http://[::2]/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "http://evil-localhost/",
            "http://evil.localhost/",
            "http://localhost.localdomain/",
            "http://ip6-localhost/",
            // Spellings that need interpretation.
            "http://LOCALHOST/",
            "http://Localhost/",
            "http://localhost./",
            "http://127.0.0.1./",
            "http://127.1/",
            "http://127.0.1/",
            "http://127/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.01/",
            "http://127.0.0.256/",
            "http://127.0.0.1.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::127.0.0.1]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://[::0001]/",
            "http://[::1%25lo]/",
            // User names, with which a host can be faked.
            "http://user@localhost/",
            "http://localhost@evil.example/",
            "http://localhost:80@evil.example/",
            "http://evil.example@localhost/",
            "https://user:secret@api.example/",
            "https://@api.example/",
            // Ports that are none.
            "http://localhost:/",
            "http://localhost:65536/",
            "http://localhost:+80/",
            "https://api.example:99999/",
            // Not a full http URL.
            "ftp://localhost/",
            "ws://127.0.0.1/",
            "httpss://api.example/",
            "unix://localhost/",
            "localhost",
            "localhost:8080",
            "/path",
            "*",
        ] {
            let uri: Uri = url.parse().unwrap();
            for opted_in in [true, false] {
                let error = check_url(&uri, opted_in).expect_err(url);
                assert_eq!(error.kind(), TransportErrorKind::InsecureUrl, "{url}");
                assert_eq!(error.phase(), Phase::NotSent, "{url}");
                assert!(!error.is_retryable());
            }
        }
    }

    #[test]
    fn a_refusal_names_the_host_and_nothing_else() {
        let uri = Uri::from_static("http://Canary1:Canary2@api.example:81/Canary3?Canary4");
        let error = check_url(&uri, true).unwrap_err();
        assert_eq!(error.endpoint(), Some("http://api.example:81"));
        let shown = format!("{error} {error:?} {}", error.source().unwrap());
        assert!(!shown.contains("Canary"), "{shown}");
    }
}
