//! The certificate service as a whole: a server that lets in only who shows the right certificate.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]
#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]

mod common;

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::Arc,
    thread,
};

use common::{certificate, sample};
use greenid_soap::{Client, Endpoint, ErrorKind, GetVerificationResult};
use kyc_http::{ReqwestTransport, TransportErrorKind};
use kyc_model::outcome::Source;
use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};

#[cfg(not(feature = "rustls-ring"))]
use rustls::crypto::aws_lc_rs as server_crypto;
#[cfg(feature = "rustls-ring")]
use rustls::crypto::ring as server_crypto;

// The throw-away certificates of the crate below; its README says what they are.
macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("../../kyc-http/tests/data/", $name))
    };
}

fn serve() -> u16 {
    let provider = Arc::new(server_crypto::default_provider());
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(data!("client_root.pem")).unwrap())
        .unwrap();
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier)
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(data!("server.pem")).unwrap()],
            PrivateKeyDer::from_pem_slice(data!("server.key")).unwrap(),
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
            while !text.ends_with(b"</soapenv:Envelope>") {
                match tls.read(&mut buffer) {
                    Ok(count) if count > 0 => text.extend_from_slice(&buffer[..count]),
                    _ => break,
                }
            }
            if text.is_empty() {
                // Waits for the other side to read the alert.
                let _ = tls.sock.shutdown(std::net::Shutdown::Write);
                let _ = std::io::copy(&mut tls.sock, &mut std::io::sink());
                continue;
            }
            let body = sample();
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = tls.write_all(answer.as_bytes());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    port
}

#[tokio::test]
async fn the_certificate_is_the_key_to_the_certificate_service() {
    let url = format!(
        "https://localhost:{}/Registrations-Registrations/VerificationServices",
        serve()
    );
    let endpoint = Endpoint::new(&url).unwrap();
    let builder = || ReqwestTransport::builder().only_root_certificates_pem(data!("root.pem"));
    let mut identity = data!("client.pem").to_vec();
    identity.extend_from_slice(data!("client.key"));
    let question = GetVerificationResult::new("g2rUPcc8").unwrap();

    let transport = builder().client_identity_pem(&identity).build().unwrap();
    let client = Client::new(endpoint.clone(), certificate(), transport);
    let answer = client.get_verification_result(&question).await.unwrap();
    assert_eq!(answer.source, Source::Asked);

    let client = Client::new(endpoint, certificate(), builder().build().unwrap());
    let error = client.get_verification_result(&question).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport(TransportErrorKind::Tls));
}
