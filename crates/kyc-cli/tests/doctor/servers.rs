//! Servers of all kinds of fault, and certificates made for them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "helpers of tests"
)]

use core::time::Duration;
use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener},
    sync::Arc,
    thread,
};

use kyc_http::{Clock as _, SystemClock};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

/// An invented authority.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = named(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            issuer: Issuer::new(params, key),
            pem,
        }
    }

    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for this name and its key, in PEM, that expires in so many days.
    pub fn issue(&self, name: &str, is_client: bool, days: i64) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let params = end_entity(name, is_client, days);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        (certificate.pem(), key.serialize_pem())
    }

    /// A certificate that vouches for itself, and its key.
    pub fn self_signed(name: &str) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let certificate = end_entity(name, false, 30).self_signed(&key).unwrap();
        (certificate.pem(), key.serialize_pem())
    }
}

fn end_entity(name: &str, is_client: bool, days: i64) -> CertificateParams {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.distinguished_name = named(name);
    let start = rcgen::date_time_ymd(1970, 1, 1);
    params.not_before = start + since_1970(-365);
    params.not_after = start + since_1970(days);
    params.extended_key_usages = vec![if is_client {
        ExtendedKeyUsagePurpose::ClientAuth
    } else {
        ExtendedKeyUsagePurpose::ServerAuth
    }];
    params
}

/// From 1970 until so many days from now, and an hour, so that it stays so many days while a test runs.
fn since_1970(days: i64) -> Duration {
    let now = SystemClock.now().unix_millis() / 1000;
    Duration::from_secs(u64::try_from(now + (days * 24 + 1) * 60 * 60).unwrap())
}

fn named(name: &str) -> rcgen::DistinguishedName {
    let mut distinguished = rcgen::DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// A port on which nobody listens.
pub fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Answers every connection with these bytes, and closes it. Returns its port.
pub fn plain_server(answer: String) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut buffer = [0; 8192];
            // `kyc doctor` opens a connection and closes it first.
            if stream.read(&mut buffer).is_ok_and(|size| size > 0) {
                let _ = stream.write_all(answer.as_bytes());
                let _ = stream.shutdown(Shutdown::Write);
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            }
        }
    });
    port
}

/// An answer with this status, these header lines and this body.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// Speaks TLS under this certificate, and says nothing. Returns its port.
pub fn tls_server(certificate: &str, key: &str) -> u16 {
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(connection, stream);
            let _ = tls.read(&mut [0; 8192]);
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
    });
    port
}
