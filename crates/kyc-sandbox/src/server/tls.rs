//! A certificate authority and a certificate made at start, and the handshake.

use core::fmt;
use std::{io, net::IpAddr, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    server::{NoClientAuth, danger::ClientCertVerifier},
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::client_ca::{AnyCertificate, ClientCa};

/// Why no TLS can be offered.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum TlsError {
    /// The server's certificate cannot be made.
    Certificate(rcgen::Error),
    /// The client CA is no PEM with certificates that can be used.
    ClientCa,
    /// rustls takes neither.
    Configuration(rustls::Error),
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(_) => f.write_str("the certificate cannot be made"),
            Self::ClientCa => f.write_str("the client CA is no PEM with certificates"),
            Self::Configuration(_) => f.write_str("the TLS configuration is of no use"),
        }
    }
}

impl core::error::Error for TlsError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Certificate(error) => Some(error),
            Self::ClientCa => None,
            Self::Configuration(error) => Some(error),
        }
    }
}

impl From<rcgen::Error> for TlsError {
    fn from(error: rcgen::Error) -> Self {
        Self::Certificate(error)
    }
}

impl From<rustls::Error> for TlsError {
    fn from(error: rustls::Error) -> Self {
        Self::Configuration(error)
    }
}

/// What is needed to serve, and what clients are given to trust.
pub(crate) struct ServerTls {
    pub(crate) acceptor: Acceptor,
    pub(crate) ca_pem: String,
}

/// Makes the handshake and judges the client.
#[derive(Clone)]
pub(crate) struct Acceptor {
    tls: TlsAcceptor,
    client_ca: Option<Arc<ClientCa>>,
}

impl ServerTls {
    /// TLS for 127.0.0.1, ::1, localhost and `address`. Clients may show any certificate; those of `client_ca_pem` are
    /// trusted.
    pub(crate) fn new(address: IpAddr, client_ca_pem: Option<&[u8]>) -> Result<Self, TlsError> {
        let client_ca = client_ca_pem
            .map(|pem| ClientCa::from_pem(pem).ok_or(TlsError::ClientCa))
            .transpose()?
            .map(Arc::new);
        let verifier: Arc<dyn ClientCertVerifier> = match client_ca {
            None => Arc::new(NoClientAuth),
            Some(_) => Arc::new(AnyCertificate::new()),
        };
        let ca_key = KeyPair::generate()?;
        let ca = authority()?;
        let ca_pem = ca.self_signed(&ca_key)?.pem();
        let key = KeyPair::generate()?;
        let certificate = end_entity(address)?.signed_by(&key, &Issuer::new(ca, ca_key))?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate.der().clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let tls = TlsAcceptor::from(Arc::new(config));
        Ok(Self {
            acceptor: Acceptor { tls, client_ca },
            ca_pem,
        })
    }
}

impl Acceptor {
    /// The stream, and whether the client showed a certificate of the client CA.
    pub(super) async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<(TlsStream<S>, bool)> {
        let stream = self.tls.accept(stream).await?;
        let (_, connection) = stream.get_ref();
        let shown = connection.peer_certificates().unwrap_or_default();
        let is_trusted = self.client_ca.as_ref().is_some_and(|ca| ca.trusts(shown));
        Ok((stream, is_trusted))
    }
}

fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut ca = CertificateParams::new(Vec::new())?;
    ca.distinguished_name
        .push(DnType::CommonName, "kyc sandbox, invented CA");
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(ca)
}

fn end_entity(address: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut names = ["localhost", "127.0.0.1", "::1"]
        .map(str::to_owned)
        .to_vec();
    let address = address.to_string();
    if !names.contains(&address) {
        names.push(address);
    }
    let mut server = CertificateParams::new(names)?;
    server
        .distinguished_name
        .push(DnType::CommonName, "kyc sandbox");
    server.use_authority_key_identifier_extension = true;
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(server)
}
