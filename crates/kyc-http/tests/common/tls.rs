//! A TLS server with the test certificate.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener},
    sync::Arc,
    thread,
};

#[cfg(not(feature = "rustls-ring"))]
use rustls::crypto::aws_lc_rs as server_crypto;
#[cfg(feature = "rustls-ring")]
use rustls::crypto::ring as server_crypto;
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

/// Answers every connection with `answer` and closes, politely or not. Returns its port.
pub(crate) fn serve(answer: &'static [u8], close_notify: bool) -> u16 {
    let certificate = include_bytes!("../data/server.pem");
    let key = include_bytes!("../data/server.key");
    serve_as(certificate, key, answer, close_notify)
}

/// As [`serve`], under this certificate.
pub(crate) fn serve_as(
    certificate: &[u8],
    key: &[u8],
    answer: &'static [u8],
    close_notify: bool,
) -> u16 {
    let provider = Arc::new(server_crypto::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate).unwrap()],
            PrivateKeyDer::from_pem_slice(key).unwrap(),
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
            let _ = tls.write_all(answer);
            if close_notify {
                tls.conn.send_close_notify();
            }
            let _ = tls.flush();
            // Closing with bytes unread would reset the connection and could take the answer with it.
            let _ = tls.sock.shutdown(Shutdown::Write);
            thread::spawn(move || std::io::copy(&mut tls.sock, &mut std::io::sink()));
        }
    });
    port
}
