//! TLS with a server of our own: who is trusted, and what an error says.

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
    thread,
};

use common::{
    ROOT, assert_error, request, send,
    tls::{serve, serve_as},
};
use kyc_http::{
    BuildError, CryptoProvider, Phase, ReqwestTransport, ReqwestTransportBuilder, ResponseLimits,
    Transport, TransportErrorKind as Kind,
};
const OTHER_ROOT: &[u8] = include_bytes!("data/other_root.pem");

fn providers() -> Vec<CryptoProvider> {
    vec![
        #[cfg(feature = "rustls-ring")]
        CryptoProvider::Ring,
        #[cfg(feature = "rustls-aws-lc")]
        CryptoProvider::AwsLc,
    ]
}

fn trusting_the_test_root() -> ReqwestTransportBuilder {
    ReqwestTransport::builder().only_root_certificates_pem(ROOT)
}

const OK: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nhello";

#[tokio::test]
async fn a_trusted_root_is_enough_with_every_cryptography() {
    let port = serve(OK, true);
    let url = format!("https://localhost:{port}/CanaryPath");
    for provider in providers() {
        let transport = trusting_the_test_root().crypto(provider).build().unwrap();
        let answer = send(&transport, &url).await.unwrap();
        assert_eq!(answer.body(), "hello", "{provider:?}");
    }
    let default = trusting_the_test_root().build().unwrap();
    assert_eq!(send(&default, &url).await.unwrap().body(), "hello");
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

#[tokio::test]
async fn an_added_root_is_trusted_besides_the_others() {
    let port = serve(OK, true);
    let url = format!("https://localhost:{port}/CanaryPath");
    let mut both = OTHER_ROOT.to_vec();
    both.extend_from_slice(ROOT);
    for builder in [
        ReqwestTransport::builder().add_root_certificates_pem(ROOT),
        ReqwestTransport::builder().add_root_certificates_pem(&both),
        ReqwestTransport::builder()
            .only_root_certificates_pem(OTHER_ROOT)
            .add_root_certificates_pem(ROOT),
    ] {
        let answer = send(&builder.build().unwrap(), &url).await.unwrap();
        assert_eq!(answer.body(), "hello");
    }
}

#[tokio::test]
async fn an_untrusted_server_gets_nothing() {
    let port = serve(OK, true);
    let url = format!("https://localhost:{port}/CanaryPath?CanaryQuery");
    let mut builders = vec![ReqwestTransport::builder().only_root_certificates_pem(OTHER_ROOT)];
    // A machine without roots of its own cannot build the other one.
    if !matches!(
        ReqwestTransport::builder().build(),
        Err(BuildError::NoPlatformRoots)
    ) {
        builders.push(ReqwestTransport::builder());
    }
    for provider in providers() {
        for builder in &builders {
            let transport = builder.clone().crypto(provider).build().unwrap();
            let error = assert_error(send(&transport, &url).await, Kind::Tls, Phase::NotSent);
            let cause = error.source().unwrap().to_string();
            assert!(cause.contains("issuer that is not trusted"), "{cause}");
        }
    }
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let certificate = include_bytes!("data/expired_server.pem");
    let key = include_bytes!("data/expired_server.key");
    let port = serve_as(certificate, key, OK, true);
    let transport = ReqwestTransport::builder()
        .only_root_certificates_pem(include_bytes!("data/expired_root.pem"))
        .build()
        .unwrap();
    let url = format!("https://localhost:{port}/CanaryPath");
    let error = assert_error(send(&transport, &url).await, Kind::Tls, Phase::NotSent);
    let cause = error.source().unwrap().to_string();
    assert_eq!(cause, "the certificate has expired");
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let port = serve(OK, true);
    let transport = trusting_the_test_root().build().unwrap();
    let url = format!("https://127.0.0.1:{port}/CanaryPath");
    let error = assert_error(send(&transport, &url).await, Kind::Tls, Phase::NotSent);
    let cause = error.source().unwrap().to_string();
    assert!(cause.contains("another host name"), "{cause}");
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        let mut seen = Vec::new();
        let _ = stream.read_to_end(&mut seen);
        seen
    });
    let transport = trusting_the_test_root().build().unwrap();
    let url = format!("https://localhost:{port}/CanaryPath");
    assert_error(send(&transport, &url).await, Kind::Tls, Phase::NotSent);
    let seen = server.join().unwrap();
    assert!(!String::from_utf8_lossy(&seen).contains("Canary"));
}

#[tokio::test]
async fn a_body_without_a_length_must_end_with_a_close_notify() {
    let open_ended = b"HTTP/1.1 200 OK\r\n\r\nCanaryAnswer";
    let transport = trusting_the_test_root().build().unwrap();
    let port = serve(open_ended, true);
    let answer = send(&transport, &format!("https://localhost:{port}/")).await;
    assert_eq!(answer.unwrap().body(), "CanaryAnswer");
    // Cut off by whoever sits on the line: what came is not the whole answer.
    let port = serve(open_ended, false);
    let result = send(&transport, &format!("https://localhost:{port}/")).await;
    assert_error(result, Kind::Interrupted, Phase::Answered);
}

#[tokio::test]
async fn the_url_decides_what_is_protected_not_the_request_version() {
    let port = serve(OK, true);
    let transport = trusting_the_test_root().build().unwrap();
    for version in [
        http::Version::HTTP_10,
        http::Version::HTTP_2,
        http::Version::HTTP_3,
    ] {
        let mut request = request(&format!("https://localhost:{port}/"));
        *request.version_mut() = version;
        let answer = transport.send(request, ResponseLimits::default()).await;
        assert_eq!(answer.unwrap().body(), "hello");
    }
}
