//! Settings of the ready transport.

use core::{fmt, net::Ipv4Addr, net::Ipv6Addr, net::SocketAddr, time::Duration};

use http::HeaderValue;
use reqwest::{Client, redirect, retry};
use secrecy::SecretString;

use super::{
    ReqwestTransport, TlsHandshake, handshake, identity::Identity, proxy::ProxyChoice, tls,
};
use crate::CryptoProvider;

/// Settings for a [`ReqwestTransport`]. Nothing is checked before [`build`](Self::build).
#[derive(Clone)]
#[must_use]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    read_timeout: Duration,
    total_timeout: Duration,
    allow_loopback_http: bool,
    user_agent: String,
    crypto: Option<CryptoProvider>,
    roots: tls::Roots,
    identity: Option<Identity>,
    proxy: ProxyChoice,
}

impl ReqwestTransportBuilder {
    pub(super) fn new() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_secs(60),
            allow_loopback_http: false,
            user_agent: concat!("kyc-http/", env!("CARGO_PKG_VERSION")).to_owned(),
            crypto: CryptoProvider::preferred(),
            roots: tls::Roots::default(),
            identity: None,
            proxy: ProxyChoice::Direct,
        }
    }

    /// The longest time to resolve the name, connect and agree on TLS. 10 seconds unless set.
    ///
    /// When it passes, the request was not sent.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// The longest wait for the headers, connecting included, and after that for each further piece of the body.
    /// 20 seconds unless set. Set it longer than the connect time-out: when it passes first, the error says that the
    /// request may have been sent.
    pub fn read_timeout(mut self, limit: Duration) -> Self {
        self.read_timeout = limit;
        self
    }

    /// The longest time for everything, from the start of sending to the last byte of the body. 60 seconds unless set.
    pub fn total_timeout(mut self, limit: Duration) -> Self {
        self.total_timeout = limit;
        self
    }

    /// Whether plain `http` may be sent to this machine, for a local test server. No unless set.
    /// [`check_url`](crate::check_url) says what counts as this machine.
    pub fn allow_loopback_http(mut self, allow: bool) -> Self {
        self.allow_loopback_http = allow;
        self
    }

    /// The `User-Agent` of requests that bring none. `kyc-http/<version>` unless set.
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.user_agent = text.into();
        self
    }

    /// Trusts the root certificates in `pem` (one or more) besides those trusted anyway. May be called repeatedly.
    pub fn add_root_certificates_pem(mut self, pem: &[u8]) -> Self {
        self.roots.add(pem);
        self
    }

    /// Trusts the root certificates in `pem` (one or more) and no longer those of the platform. Roots that are
    /// [added](Self::add_root_certificates_pem) are trusted too. Several calls add up: none takes away what an earlier
    /// one trusted.
    pub fn only_root_certificates_pem(mut self, pem: &[u8]) -> Self {
        self.roots.add(pem);
        self.roots.without_platform();
        self
    }

    /// Shows this certificate to a server that asks for one (mutual TLS). `pem` holds the certificate, then those between
    /// it and its root if there are any, and the **unencrypted** private key, before or after them. None unless set.
    ///
    /// The builder's copy of the text is wiped when it is dropped; the decoded key in rustls, for as long as the
    /// transport lives and after, is not. Of several calls the last one counts.
    pub fn client_identity_pem(mut self, pem: &[u8]) -> Self {
        self.identity = Some(Identity::new(pem));
        self
    }

    /// Sends `https` through this proxy: an `http` or `https` URL, with user name and password where the proxy wants
    /// them. TLS is agreed with the provider through the proxy, which sees the host name and nothing else. Without this
    /// there is no proxy, whatever the environment says.
    pub fn proxy(mut self, url: impl Into<SecretString>) -> Self {
        self.proxy = ProxyChoice::Url(url.into());
        self
    }

    /// Sends `https` through the proxy that the environment names when the transport is built: `HTTPS_PROXY`, then
    /// `ALL_PROXY`, each also in lower case, except for the hosts in `NO_PROXY`.
    pub fn proxy_from_environment(mut self) -> Self {
        self.proxy = ProxyChoice::Environment;
        self
    }

    /// The cryptography for TLS. Ring unless set, or aws-lc-rs where only that feature is enabled.
    ///
    /// Any crate of your build can enable the other feature. Where it matters which one is used, set it.
    pub fn crypto(mut self, provider: CryptoProvider) -> Self {
        self.crypto = Some(provider);
        self
    }

    /// Loads the trusted roots and builds the transport. It opens no connection and needs no runtime.
    ///
    /// # Errors
    /// When the settings cannot work: see [`BuildError`].
    pub fn build(self) -> Result<ReqwestTransport, BuildError> {
        let crypto = self.crypto.ok_or(BuildError::NoCryptoProvider)?;
        let user_agent =
            HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let client = Client::builder()
            .tls_backend_preconfigured(tls::config(crypto, &self.roots, self.identity.as_ref())?)
            .connect_timeout(self.connect_timeout)
            .read_timeout(self.read_timeout)
            .timeout(self.total_timeout)
            .user_agent(user_agent)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .no_proxy()
            .referer(false)
            // check_url lets `localhost` through as this machine, so no name server may say otherwise.
            .resolve_to_addrs("localhost", &loopback())
            // Another crate in the build may have enabled more of reqwest than this one asks for.
            .http1_only()
            .gzip(true)
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .no_hickory_dns();
        let client = match self.proxy.read()? {
            Some(proxy) => client.proxy(proxy),
            None => client,
        };
        let client = client.build().map_err(|_| BuildError::Client)?;
        Ok(ReqwestTransport {
            client,
            allow_loopback_http: self.allow_loopback_http,
        })
    }

    /// Agrees on TLS with `host` over `stream`, exactly as the transport would, shows what was seen, and sends nothing:
    /// for the diagnosis of a connection. The stream's own time-outs hold.
    ///
    /// # Errors
    /// When the settings cannot work. Whether the server is trusted stands in [`TlsHandshake::result`].
    pub fn handshake(
        &self,
        host: &str,
        stream: impl std::io::Read + std::io::Write,
    ) -> Result<TlsHandshake, BuildError> {
        let crypto = self.crypto.ok_or(BuildError::NoCryptoProvider)?;
        handshake::handshake(crypto, &self.roots, self.identity.as_ref(), host, stream)
    }
}

impl fmt::Debug for ReqwestTransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransportBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("allow_loopback_http", &self.allow_loopback_http)
            .field("crypto", &self.crypto)
            .field("client_identity", &self.identity.is_some())
            .field("proxy", &!matches!(self.proxy, ProxyChoice::Direct))
            .finish_non_exhaustive()
    }
}

/// With port 0 the port of the URL is taken.
fn loopback() -> [SocketAddr; 2] {
    [
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
    ]
}

/// Why a [`ReqwestTransport`] could not be built. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BuildError {
    /// Neither `rustls-ring` nor `rustls-aws-lc` is enabled: enable one.
    NoCryptoProvider,
    /// A text given as root certificates holds none: give it in PEM, with `BEGIN CERTIFICATE`.
    NoCertificateInPem,
    /// A text given as root certificates is broken PEM: check that it is complete.
    BrokenPem,
    /// A root certificate is readable PEM but not a usable X.509 certificate.
    BrokenCertificate,
    /// A text given as client identity is not PEM but DER, PKCS#12 or something else: convert it.
    IdentityNotPem,
    /// The private key of a client identity is encrypted: decrypt it.
    IdentityKeyEncrypted,
    /// A client identity holds no certificate.
    IdentityWithoutCertificate,
    /// A client identity holds no private key, or several.
    IdentityKeyCount,
    /// A client identity is broken PEM: check that it is complete.
    BrokenIdentity,
    /// The private key of a client identity does not belong to its first certificate.
    IdentityMismatch,
    /// A certificate or the private key of a client identity cannot be used: its kind is not supported, or it is no X.509.
    IdentityUnusable,
    /// The platform offers no root certificates: install them, or give
    /// [only roots](ReqwestTransportBuilder::only_root_certificates_pem).
    NoPlatformRoots,
    /// The cryptography supports no version of TLS that rustls can speak.
    TlsVersions,
    /// The URL of the proxy is none, or its scheme is neither `http` nor `https`.
    Proxy,
    /// The user agent holds characters that a header cannot carry.
    UserAgent,
    /// reqwest refused the settings.
    Client,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCryptoProvider => {
                "no cryptography for TLS: enable the feature rustls-ring or rustls-aws-lc"
            }
            Self::NoCertificateInPem => {
                "no root certificate found: give PEM text with BEGIN CERTIFICATE"
            }
            Self::BrokenPem => "the PEM text with root certificates is broken: check that it is complete",
            Self::BrokenCertificate => "a root certificate is not a usable X.509 certificate",
            Self::IdentityNotPem => {
                "the client identity is not PEM text: convert PKCS#12 with `openssl pkcs12 -in FILE -nodes`, DER with \
                 `openssl x509 -inform der` and `openssl pkey -inform der`"
            }
            Self::IdentityKeyEncrypted => {
                "the private key of the client identity is encrypted: decrypt it with `openssl pkey -in FILE`"
            }
            Self::IdentityWithoutCertificate => {
                "the client identity has no certificate: add it as PEM text with BEGIN CERTIFICATE"
            }
            Self::IdentityKeyCount => {
                "the client identity needs exactly one private key: PEM text with BEGIN PRIVATE KEY"
            }
            Self::BrokenIdentity => {
                "the PEM text with the client identity is broken: check that it is complete"
            }
            Self::IdentityMismatch => {
                "the private key of the client identity does not belong to its first certificate: check their order"
            }
            Self::IdentityUnusable => {
                "the certificate or the private key of the client identity is of a kind that cannot be used"
            }
            Self::NoPlatformRoots => {
                "the platform offers no root certificates: install them or give only roots of your own"
            }
            Self::TlsVersions => "the cryptography supports no version of TLS",
            Self::Proxy => "the URL of the proxy is not a full http or https URL",
            Self::UserAgent => "the user agent holds characters that a header cannot carry",
            Self::Client => "reqwest refused the settings of the client",
        })
    }
}

impl core::error::Error for BuildError {}
