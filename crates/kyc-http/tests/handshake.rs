//! TLS agreed on and nothing sent: what is seen of servers that are trusted, and of those that are not.

#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#![allow(
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use std::{
    io::{self, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use common::{
    ROOT,
    tls::{serve, serve_as},
};
use kyc_http::{BuildError, ReqwestTransport, ReqwestTransportBuilder, TlsFailure, TlsHandshake};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};

fn trusting(root: &[u8]) -> ReqwestTransportBuilder {
    ReqwestTransport::builder().only_root_certificates_pem(root)
}

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(5)))
        .unwrap();
    stream
}

fn shake(builder: &ReqwestTransportBuilder, host: &str, port: u16) -> TlsHandshake {
    builder.handshake(host, connect(port)).unwrap()
}

/// A server that says this to whoever connects, and closes.
fn saying(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let _ = stream.write_all(bytes);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = io::copy(&mut stream, &mut io::sink());
        }
    });
    port
}

fn der(pem: &[u8]) -> Vec<u8> {
    CertificateDer::from_pem_slice(pem).unwrap().to_vec()
}

#[test]
fn a_trusted_server_shows_its_certificate() {
    let port = serve(b"", true);
    let seen = shake(&trusting(ROOT), "localhost", port);
    assert_eq!(seen.result, Ok(()));
    assert_eq!(seen.version, Some("1.3"));
    assert!(!seen.wants_client_certificate);
    assert_eq!(seen.certificates, [der(include_bytes!("data/server.pem"))]);
}

#[test]
fn one_that_is_not_trusted_shows_it_too() {
    let port = serve(b"", true);
    let own = [der(include_bytes!("data/server.pem"))];
    for (root, host, failure) in [
        (
            include_bytes!("data/other_root.pem").as_slice(),
            "localhost",
            TlsFailure::UnknownIssuer,
        ),
        (ROOT, "elsewhere.example", TlsFailure::OtherName),
        (ROOT, "127.0.0.1", TlsFailure::OtherName),
        (ROOT, "[::1]", TlsFailure::OtherName),
    ] {
        let seen = shake(&trusting(root), host, port);
        assert_eq!(seen.result, Err(failure), "{host}");
        assert_eq!(seen.certificates, own);
    }
    let certificate = include_bytes!("data/expired_server.pem");
    let port = serve_as(
        certificate,
        include_bytes!("data/expired_server.key"),
        b"",
        true,
    );
    let root = include_bytes!("data/expired_root.pem");
    let seen = shake(&trusting(root), "localhost", port);
    assert_eq!(seen.result, Err(TlsFailure::Expired));
    assert_eq!(seen.certificates, [der(certificate)]);
}

#[test]
fn what_is_no_server_of_tls_shows_nothing() {
    for (said, failure) in [
        (
            b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(),
            TlsFailure::NotTls,
        ),
        (b"", TlsFailure::Broken(io::ErrorKind::UnexpectedEof)),
    ] {
        let seen = shake(&trusting(ROOT), "localhost", saying(said));
        assert_eq!(seen.result, Err(failure));
        assert_eq!(seen.certificates, Vec::<Vec<u8>>::new());
        assert_eq!(seen.version, None);
    }
    let seen = shake(&trusting(ROOT), "no host", saying(b""));
    assert_eq!(seen.result, Err(TlsFailure::HostName));
}

#[test]
fn settings_that_cannot_work_are_errors() {
    let error = trusting(b"Canary")
        .handshake("localhost", connect(saying(b"")))
        .unwrap_err();
    assert_eq!(error, BuildError::NoCertificateInPem);
    let error = trusting(ROOT)
        .client_identity_pem(b"Canary")
        .handshake("localhost", connect(saying(b"")))
        .unwrap_err();
    assert_eq!(error, BuildError::IdentityNotPem);
}

#[test]
fn a_failure_says_what_in_words() {
    assert_eq!(
        TlsFailure::UnknownIssuer.to_string(),
        "the certificate comes from an issuer that is not trusted"
    );
    assert_eq!(
        TlsFailure::Broken(io::ErrorKind::ConnectionReset).to_string(),
        "the connection broke: connection reset"
    );
}
