//! How this program sends.

use kyc_http::{CryptoProvider, ReqwestTransport, ReqwestTransportBuilder, Sender, Transport};

/// Said, not left to the default: the sandbox brings ring into every build, and ring is taken where both are there.
#[cfg(any(feature = "rustls-ring", not(feature = "rustls-aws-lc")))]
const CRYPTO: CryptoProvider = CryptoProvider::Ring;
#[cfg(all(feature = "rustls-aws-lc", not(feature = "rustls-ring")))]
const CRYPTO: CryptoProvider = CryptoProvider::AwsLc;

/// Whether a URL is plain http.
pub(crate) fn is_plain(url: &str) -> bool {
    url.get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
}

/// A transport for this URL. Opting in lets plain http through to this machine only.
pub(super) fn builder(url: &str) -> ReqwestTransportBuilder {
    ReqwestTransport::builder()
        .crypto(CRYPTO)
        .allow_loopback_http(is_plain(url))
        .user_agent(concat!("kyc/", env!("CARGO_PKG_VERSION")))
}

/// A sender to this URL.
pub(crate) fn sender(transport: impl Transport + 'static, url: &str) -> Sender {
    let sender = Sender::new(transport);
    if is_plain(url) {
        sender.allow_loopback_http(true)
    } else {
        sender
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked for by a feature is used for the providers, whatever the sandbox uses.
    #[test]
    fn the_feature_says_whose_cryptography_is_used() {
        let expected = if cfg!(feature = "rustls-ring") || !cfg!(feature = "rustls-aws-lc") {
            "Ring"
        } else {
            "AwsLc"
        };
        let shown = format!("{:?}", builder("https://localhost"));
        assert!(
            shown.contains(&format!("crypto: Some({expected})")),
            "{shown}"
        );
    }
}
