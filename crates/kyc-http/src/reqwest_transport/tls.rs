//! The whole TLS configuration, built here so that nothing global decides.

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::CryptoProvider as RustlsProvider,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use super::{BuildError, identity::Identity};

/// Which library does the cryptography of TLS. A variant is there when its feature is enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CryptoProvider {
    /// ring: the feature `rustls-ring`.
    #[cfg(feature = "rustls-ring")]
    Ring,
    /// aws-lc-rs: the feature `rustls-aws-lc`.
    #[cfg(feature = "rustls-aws-lc")]
    AwsLc,
}

impl CryptoProvider {
    /// Ring before aws-lc-rs; `None` when neither is enabled.
    pub(super) const fn preferred() -> Option<Self> {
        #[cfg(feature = "rustls-ring")]
        let preferred = Some(Self::Ring);
        #[cfg(all(feature = "rustls-aws-lc", not(feature = "rustls-ring")))]
        let preferred = Some(Self::AwsLc);
        #[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc")))]
        let preferred = None;
        preferred
    }

    pub(super) fn rustls(self) -> RustlsProvider {
        match self {
            #[cfg(feature = "rustls-ring")]
            Self::Ring => rustls::crypto::ring::default_provider(),
            #[cfg(feature = "rustls-aws-lc")]
            Self::AwsLc => rustls::crypto::aws_lc_rs::default_provider(),
        }
    }
}

/// Which root certificates are trusted.
#[derive(Clone, Default)]
pub(super) struct Roots {
    pems: Vec<Vec<u8>>,
    not_platform: bool,
}

impl Roots {
    pub(super) fn add(&mut self, pem: &[u8]) {
        self.pems.push(pem.to_vec());
    }

    pub(super) fn without_platform(&mut self) {
        self.not_platform = true;
    }

    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, BuildError> {
        let mut all = Vec::new();
        for pem in &self.pems {
            let before = all.len();
            for certificate in CertificateDer::pem_slice_iter(pem) {
                all.push(certificate.map_err(|_| BuildError::BrokenPem)?);
            }
            if all.len() == before {
                return Err(BuildError::NoCertificateInPem);
            }
        }
        Ok(all)
    }
}

/// TLS 1.2 and 1.3 with `crypto`, trusting `roots`, with certificate and host name checked, showing `identity` to a
/// server that asks for one.
pub(super) fn config(
    crypto: CryptoProvider,
    roots: &Roots,
    identity: Option<&Identity>,
) -> Result<ClientConfig, BuildError> {
    let provider = Arc::new(crypto.rustls());
    let verifier = verifier(roots, &provider)?;
    config_with(provider, verifier, identity)
}

/// The same with a verifier that is there already.
pub(super) fn config_with(
    provider: Arc<RustlsProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
    identity: Option<&Identity>,
) -> Result<ClientConfig, BuildError> {
    // "dangerous" is rustls' word for any verifier of one's own; these are the platform's and rustls'.
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| BuildError::TlsVersions)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    match identity {
        None => Ok(config.with_no_client_auth()),
        Some(identity) => {
            let (chain, key) = identity.read()?;
            config
                .with_client_auth_cert(chain, key)
                .map_err(|error| match error {
                    rustls::Error::InconsistentKeys(_) => BuildError::IdentityMismatch,
                    _ => BuildError::IdentityUnusable,
                })
        }
    }
}

/// Who decides whether a server is trusted.
pub(super) fn verifier(
    roots: &Roots,
    provider: &Arc<RustlsProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, BuildError> {
    let certificates = roots.certificates()?;
    let mut store = RootCertStore::empty();
    for certificate in &certificates {
        store
            .add(certificate.clone())
            .map_err(|_| BuildError::BrokenCertificate)?;
    }
    let provider = Arc::clone(provider);
    if roots.not_platform {
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider);
        Ok(verifier
            .build()
            .map_err(|_| BuildError::NoCertificateInPem)?)
    } else {
        Ok(Arc::new(platform_verifier(certificates, provider)?))
    }
}

fn platform_verifier(
    extra: Vec<CertificateDer<'static>>,
    provider: Arc<RustlsProvider>,
) -> Result<Verifier, BuildError> {
    let verifier = if extra.is_empty() {
        Verifier::new(provider)
    } else {
        Verifier::new_with_extra_roots(extra, provider)
    };
    verifier.map_err(|_| BuildError::NoPlatformRoots)
}
