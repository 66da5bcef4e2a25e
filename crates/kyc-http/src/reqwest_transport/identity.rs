//! The certificate and key that this side shows.

use rustls::pki_types::{
    CertificateDer, PrivateKeyDer,
    pem::{self, PemObject},
};
use secrecy::{ExposeSecret, SecretString};

use super::BuildError;

/// PEM text with certificates and a private key, not looked at yet. `None` where it is no text.
#[derive(Clone)]
pub(super) struct Identity(Option<SecretString>);

type Parts = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

impl Identity {
    pub(super) fn new(pem: &[u8]) -> Self {
        Self(core::str::from_utf8(pem).ok().map(SecretString::from))
    }

    pub(super) fn read(&self) -> Result<Parts, BuildError> {
        let pem = self.0.as_ref().ok_or(BuildError::IdentityNotPem)?;
        let pem = pem.expose_secret();
        if !pem.contains("-----BEGIN ") {
            return Err(BuildError::IdentityNotPem);
        }
        if pem.contains("BEGIN ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(BuildError::IdentityKeyEncrypted);
        }
        let mut chain = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            chain.push(certificate.map_err(broken)?);
        }
        if chain.is_empty() {
            return Err(BuildError::IdentityWithoutCertificate);
        }
        let mut keys = PrivateKeyDer::pem_slice_iter(pem.as_bytes());
        let key = keys.next().ok_or(BuildError::IdentityKeyCount)?;
        if keys.next().is_some() {
            return Err(BuildError::IdentityKeyCount);
        }
        Ok((chain, key.map_err(broken)?))
    }
}

fn broken(_: pem::Error) -> BuildError {
    BuildError::BrokenIdentity
}
