//! Who may come with a certificate. Every one is taken in the handshake, as long as its key is there: that one is of no
//! use is greenID's fault to tell, not an alert.

use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme,
    client::danger::HandshakeSignatureValid,
    crypto::{WebPkiSupportedAlgorithms, ring, verify_tls13_signature_with_raw_key},
    pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime, pem::PemObject as _},
    server::danger::{ClientCertVerified, ClientCertVerifier},
};
use webpki::RawPublicKeyEntity;
use x509_parser::{certificate::X509Certificate, prelude::FromDer as _};

/// The certificates by which those of clients have to be signed.
#[derive(Debug)]
pub(super) struct ClientCa(Vec<CertificateDer<'static>>);

impl ClientCa {
    /// `None` where the PEM has no certificate, or one of no use.
    pub(super) fn from_pem(pem: &[u8]) -> Option<Self> {
        let authorities = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .ok()?;
        let are_readable = authorities.iter().all(|der| read(der).is_some());
        (are_readable && !authorities.is_empty()).then_some(Self(authorities))
    }

    /// Whether the first of these certificates is of these CAs, be it through those that follow it.
    pub(super) fn trusts(&self, shown: &[CertificateDer<'_>]) -> bool {
        let Some((client, above)) = shown.split_first() else {
            return false;
        };
        let Some(mut certificate) = read(client).filter(is_for_clients) else {
            return false;
        };
        let mut above = above.iter();
        loop {
            if !certificate.validity().is_valid() {
                return false;
            }
            if self.vouches_for(&certificate) {
                return true;
            }
            match above.next().and_then(|der| read(der)) {
                Some(issuer) if issuer.is_ca() && is_signed_by(&certificate, &issuer) => {
                    certificate = issuer;
                }
                _ => return false,
            }
        }
    }

    fn vouches_for(&self, certificate: &X509Certificate<'_>) -> bool {
        self.0.iter().any(|der| {
            let authority = read(der);
            der.as_ref() == certificate.as_raw()
                || authority.is_some_and(|authority| is_signed_by(certificate, &authority))
        })
    }
}

fn read<'a>(der: &'a CertificateDer<'_>) -> Option<X509Certificate<'a>> {
    let (rest, certificate) = X509Certificate::from_der(der).ok()?;
    rest.is_empty().then_some(certificate)
}

fn is_signed_by(certificate: &X509Certificate<'_>, issuer: &X509Certificate<'_>) -> bool {
    certificate.issuer().as_raw() == issuer.subject().as_raw()
        && certificate
            .verify_signature(Some(issuer.public_key()))
            .is_ok()
}

/// One that says what it is for has to name clients.
fn is_for_clients(certificate: &X509Certificate<'_>) -> bool {
    certificate
        .extended_key_usage()
        .is_ok_and(|usage| usage.is_none_or(|usage| usage.value.client_auth || usage.value.any))
}

/// Takes every certificate whose key the client has.
#[derive(Debug)]
pub(super) struct AnyCertificate(WebPkiSupportedAlgorithms);

impl AnyCertificate {
    pub(super) fn new() -> Self {
        Self(ring::default_provider().signature_verification_algorithms)
    }
}

impl ClientCertVerifier for AnyCertificate {
    // The password service takes clients without a certificate on the same port.
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    // Without hints a client sends what it has.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = public_key(certificate)?;
        let key = RawPublicKeyEntity::try_from(&key).map_err(|_| unreadable())?;
        // In TLS 1.2 a scheme leaves the curve open, so there are several.
        let algorithms = self.0.mapping.iter();
        algorithms
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter())
            .find(|algorithm| {
                key.verify_signature(**algorithm, message, signed.signature())
                    .is_ok()
            })
            .map(|_| HandshakeSignatureValid::assertion())
            .ok_or(Error::InvalidCertificate(CertificateError::BadSignature))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = public_key(certificate)?;
        verify_tls13_signature_with_raw_key(message, &key, signed, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

/// The key alone, because rustls reads no certificate of version 1.
fn public_key<'a>(
    certificate: &'a CertificateDer<'_>,
) -> Result<SubjectPublicKeyInfoDer<'a>, Error> {
    read(certificate)
        .map(|certificate| {
            SubjectPublicKeyInfoDer::from(certificate.tbs_certificate.subject_pki.raw)
        })
        .ok_or_else(unreadable)
}

fn unreadable() -> Error {
    Error::InvalidCertificate(CertificateError::BadEncoding)
}
