//! A server that asks for a client certificate: who gets in, what an error says, which identities can be used.

#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use std::{
    error::Error,
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
    thread,
};

use common::{ROOT, assert_error, send};
use kyc_http::{
    BuildError, Phase, ReqwestTransport, ReqwestTransportBuilder, TransportErrorKind as Kind,
};
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
    version::{TLS12, TLS13},
};

#[cfg(not(feature = "rustls-ring"))]
use rustls::crypto::aws_lc_rs as server_crypto;
#[cfg(feature = "rustls-ring")]
use rustls::crypto::ring as server_crypto;

const CERTIFICATE: &str = include_str!("data/client.pem");
const KEY: &str = include_str!("data/client.key");
const OTHER_CERTIFICATE: &str = include_str!("data/server.pem");
const OTHER_KEY: &str = include_str!("data/server.key");

/// Answers every connection that shows a certificate of the client root. Returns its port.
fn serve(version: &'static rustls::SupportedProtocolVersion) -> u16 {
    let provider = Arc::new(server_crypto::default_provider());
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_slice(include_bytes!("data/client_root.pem")).unwrap();
    roots.add(root).unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(OTHER_CERTIFICATE.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(OTHER_KEY.as_bytes()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(connection, stream);
            let mut buffer = [0; 4096];
            let mut text = Vec::new();
            while !text.ends_with(b"CanaryBody") {
                match tls.read(&mut buffer) {
                    Ok(count) if count > 0 => text.extend_from_slice(&buffer[..count]),
                    _ => break,
                }
            }
            if text.is_empty() {
                // Waits for the other side to read the alert: closing with unread data would reset the connection.
                let _ = tls.sock.shutdown(std::net::Shutdown::Write);
                let _ = std::io::copy(&mut tls.sock, &mut std::io::sink());
                continue;
            }
            let count = tls.conn.peer_certificates().unwrap().len();
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\ncertificates {count}");
            let _ = tls.write_all(answer.as_bytes());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    port
}

fn builder() -> ReqwestTransportBuilder {
    ReqwestTransport::builder().only_root_certificates_pem(ROOT)
}

fn with_identity(pem: impl AsRef<[u8]>) -> Result<ReqwestTransport, BuildError> {
    builder().client_identity_pem(pem.as_ref()).build()
}

#[tokio::test]
async fn a_client_certificate_is_accepted() {
    for version in [&TLS12, &TLS13] {
        let url = format!("https://localhost:{}/CanaryPath", serve(version));
        for (pem, certificates) in [
            (format!("{CERTIFICATE}{KEY}"), 1),
            (format!("{KEY}{CERTIFICATE}"), 1),
            (
                format!("{CERTIFICATE}{}{KEY}", include_str!("data/client_root.pem")),
                2,
            ),
        ] {
            let transport = with_identity(&pem).unwrap();
            let answer = send(&transport, &url).await.unwrap();
            assert_eq!(answer.body(), &format!("certificates {certificates}"));
        }
    }
}

#[tokio::test]
async fn without_it_or_with_a_foreign_one_the_error_says_so() {
    for (version, phase) in [
        // In TLS 1.3 the client may send before the server has looked at its certificate.
        (&TLS12, Phase::NotSent),
        (&TLS13, Phase::MaybeSent),
    ] {
        let url = format!("https://localhost:{}/CanaryPath", serve(version));
        for transport in [
            builder().build().unwrap(),
            with_identity(format!("{OTHER_CERTIFICATE}{OTHER_KEY}")).unwrap(),
        ] {
            let error = assert_error(send(&transport, &url).await, Kind::Tls, phase);
            let cause = error.source().unwrap().to_string();
            // Servers of TLS 1.2 have no alert of their own for a missing certificate.
            let is_named = cause.contains("client certificate");
            assert!(
                is_named || (phase == Phase::NotSent && cause.contains("TLS alert")),
                "{cause}"
            );
        }
    }
}

#[test]
fn identities_are_checked_when_the_transport_is_built() {
    let encrypted = include_str!("data/client_encrypted.key");
    let encrypted_old = include_str!("data/client_encrypted_old.key");
    let not_x509 = "-----BEGIN CERTIFICATE-----\nQ2FuYXJ5\n-----END CERTIFICATE-----\n";
    for (pem, expected) in [
        (String::new(), BuildError::IdentityNotPem),
        ("Canary".to_owned(), BuildError::IdentityNotPem),
        (CERTIFICATE.to_owned(), BuildError::IdentityKeyCount),
        (
            format!("{CERTIFICATE}{KEY}{OTHER_KEY}"),
            BuildError::IdentityKeyCount,
        ),
        (KEY.to_owned(), BuildError::IdentityWithoutCertificate),
        (
            format!("{CERTIFICATE}{encrypted}"),
            BuildError::IdentityKeyEncrypted,
        ),
        (
            format!("{CERTIFICATE}{encrypted_old}"),
            BuildError::IdentityKeyEncrypted,
        ),
        (
            format!("{CERTIFICATE}{OTHER_KEY}"),
            BuildError::IdentityMismatch,
        ),
        (
            format!("{CERTIFICATE}{}", KEY.trim_end().trim_end_matches('-')),
            BuildError::BrokenIdentity,
        ),
        (
            format!("{}{KEY}", CERTIFICATE.replace("MII", "?!?")),
            BuildError::BrokenIdentity,
        ),
        (format!("{not_x509}{KEY}"), BuildError::IdentityUnusable),
    ] {
        let error = with_identity(&pem).unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("Canary"));
    }
    let error = with_identity(include_bytes!("data/client.p12")).unwrap_err();
    assert_eq!(error, BuildError::IdentityNotPem);
    for tool in [
        "openssl pkcs12 -in",
        "openssl x509 -inform der",
        "openssl pkey -inform der",
    ] {
        assert!(error.to_string().contains(tool), "{tool}");
    }
    // pkcs8 does not read the older form of an encrypted key.
    let error = BuildError::IdentityKeyEncrypted.to_string();
    assert!(error.contains("openssl pkey -in FILE"), "{error}");
}

#[test]
fn debug_tells_that_there_is_one_and_no_more() {
    let builder = builder().client_identity_pem(format!("{CERTIFICATE}{KEY}").as_bytes());
    let shown = format!("{builder:?}");
    assert!(shown.contains("client_identity: true"), "{shown}");
    assert!(!shown.contains("BEGIN"));
}
