//! How this program sends.

use kyc_http::{ReqwestTransport, ReqwestTransportBuilder, Sender, Transport};

/// Whether a URL is plain http.
pub(crate) fn is_plain(url: &str) -> bool {
    url.get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
}

/// A transport for this URL. Opting in lets plain http through to this machine only.
pub(super) fn builder(url: &str) -> ReqwestTransportBuilder {
    ReqwestTransport::builder()
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
