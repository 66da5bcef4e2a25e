//! TLS agreed on and nothing sent, to see whom a server shows itself to be.

use std::{
    io::{Read, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rustls::{
    ClientConnection, DigitallySignedStruct, Error as TlsError, ProtocolVersion, SignatureScheme,
    client::{
        ResolvesClientCert,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    sign::CertifiedKey,
};

use super::{BuildError, CryptoProvider, TlsFailure, identity::Identity, tls};

/// What a TLS handshake showed. Nothing was sent inside it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TlsHandshake {
    /// The certificates that the server sent, in DER, its own first. They are here even where they are **not trusted**;
    /// only [`result`](Self::result) says whether they are.
    pub certificates: Vec<Vec<u8>>,
    /// Whether the server asked for a client certificate.
    pub wants_client_certificate: bool,
    /// `1.2` or `1.3`, where the server chose one.
    pub version: Option<&'static str>,
    /// Whether TLS was agreed on. A server that speaks TLS 1.3 refuses a client certificate only afterwards.
    pub result: Result<(), TlsFailure>,
}

pub(super) fn handshake(
    crypto: CryptoProvider,
    roots: &tls::Roots,
    identity: Option<&Identity>,
    host: &str,
    mut stream: impl Read + Write,
) -> Result<TlsHandshake, BuildError> {
    let provider = Arc::new(crypto.rustls());
    let server = Arc::new(Watched {
        inner: tls::verifier(roots, &provider)?,
        shown: Mutex::default(),
    });
    let mut config = tls::config_with(provider, Arc::clone(&server) as _, identity)?;
    let client = Arc::new(Asked {
        inner: config.client_auth_cert_resolver,
        asked: AtomicBool::new(false),
    });
    config.client_auth_cert_resolver = Arc::clone(&client) as _;

    let mut version = None;
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned());
    let result = match name {
        Err(_) => Err(TlsFailure::HostName),
        Ok(name) => match ClientConnection::new(Arc::new(config), name) {
            Err(error) => Err(TlsFailure::of(&error)),
            Ok(mut connection) => {
                let agreed = connection.complete_io(&mut stream);
                version = connection.protocol_version().and_then(number);
                if agreed.is_ok() {
                    connection.send_close_notify();
                    // Whether close_notify arrives changes nothing.
                    let _ = connection.write_tls(&mut stream);
                }
                agreed.map(drop).map_err(|error| TlsFailure::of_io(&error))
            }
        },
    };
    let shown = server.shown.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(TlsHandshake {
        certificates: shown.clone(),
        wants_client_certificate: client.asked.load(Ordering::Relaxed),
        version,
        result,
    })
}

const fn number(version: ProtocolVersion) -> Option<&'static str> {
    match version {
        ProtocolVersion::TLSv1_2 => Some("1.2"),
        ProtocolVersion::TLSv1_3 => Some("1.3"),
        _ => None,
    }
}

/// Leaves every decision to the verifier inside, and keeps what it was shown.
#[derive(Debug)]
struct Watched {
    inner: Arc<dyn ServerCertVerifier>,
    shown: Mutex<Vec<Vec<u8>>>,
}

impl ServerCertVerifier for Watched {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = core::iter::once(end_entity)
            .chain(intermediates)
            .map(|certificate| certificate.to_vec())
            .collect();
        self.inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.inner
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Leaves the choice to the resolver inside, and keeps that it was asked.
#[derive(Debug)]
struct Asked {
    inner: Arc<dyn ResolvesClientCert>,
    asked: AtomicBool,
}

impl ResolvesClientCert for Asked {
    fn resolve(
        &self,
        root_hint_subjects: &[&[u8]],
        schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        self.inner.resolve(root_hint_subjects, schemes)
    }

    fn has_certs(&self) -> bool {
        self.inner.has_certs()
    }
}
