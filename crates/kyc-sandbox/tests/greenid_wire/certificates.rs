//! Mutual TLS on the certificate service.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
};

use bytes::Bytes;
use http::Request;
use kyc_http::{ReqwestTransport, ResponseLimits, Transport as _};
use kyc_sandbox::Sandbox;
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, SupportedProtocolVersion,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    sign::{CertifiedKey, SingleCertAndKey},
    version::{TLS12, TLS13},
};

use super::{message, start};

/// A certificate of version 1 and the CA that signed it.
const OPENSSL_CA: &str = include_str!("openssl/ca.pem");
const OPENSSL_IDENTITY: &str = concat!(
    include_str!("openssl/client.pem"),
    include_str!("openssl/client.key")
);

/// A certificate authority of a bank.
struct Bank {
    ca_pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Bank {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let ca = authority();
        Self {
            ca_pem: ca.self_signed(&key).unwrap().pem(),
            issuer: Issuer::new(ca, key),
        }
    }

    /// A client's certificate and key.
    fn identity(&self, client: CertificateParams) -> String {
        let key = KeyPair::generate().unwrap();
        let certificate = client.signed_by(&key, &self.issuer).unwrap();
        format!("{}{}", certificate.pem(), key.serialize_pem())
    }

    /// A client's certificate and key, and the certificate between it and this CA, which is a CA or claims to be one.
    fn identity_through(&self, between: CertificateParams) -> String {
        let (key, client_key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let between_pem = between.signed_by(&key, &self.issuer).unwrap().pem();
        let certificate = client()
            .signed_by(&client_key, &Issuer::new(between, key))
            .unwrap();
        let key_pem = client_key.serialize_pem();
        format!("{}{between_pem}{key_pem}", certificate.pem())
    }
}

fn authority() -> CertificateParams {
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    ca
}

fn client() -> CertificateParams {
    let mut client = CertificateParams::new(vec!["client.example".to_owned()]).unwrap();
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    client
}

/// The status and the code of the fault, if it is one.
async fn asked(sandbox: &Sandbox, endpoint: &str, identity: Option<&str>) -> (u16, Option<String>) {
    let mut transport = ReqwestTransport::builder()
        .only_root_certificates_pem(sandbox.ca_pem().unwrap().as_bytes());
    if let Some(pem) = identity {
        transport = transport.client_identity_pem(pem.as_bytes());
    }
    let body = message("getVerificationResult", "<userId>verified</userId>");
    let request = Request::post(endpoint)
        .header("content-type", "text/xml")
        .body(Bytes::from(body))
        .unwrap();
    let answered = transport
        .build()
        .unwrap()
        .send(request, ResponseLimits::default())
        .await
        .unwrap();
    let body = String::from_utf8(answered.body().to_vec()).unwrap();
    let code = body
        .split_once("<code>")
        .and_then(|(_, behind)| behind.split_once("</code>"))
        .map(|(code, _)| code.to_owned());
    (answered.status().as_u16(), code)
}

async fn taking(ca_pem: &str) -> Sandbox {
    start(Sandbox::builder().tls(true).client_ca_pem(ca_pem)).await
}

#[tokio::test]
async fn the_certificate_service_wants_one_of_the_client_ca() {
    let (bank, other) = (Bank::new(), Bank::new());
    let sandbox = taking(&bank.ca_pem).await;
    assert!(sandbox.greenid_endpoint().starts_with("https://127.0.0.1:"));
    let (mut expired, mut of_a_server) = (client(), client());
    expired.not_after = date_time_ymd(2020, 1, 1);
    expired.not_before = date_time_ymd(2019, 1, 1);
    of_a_server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let plain = CertificateParams::new(Vec::new()).unwrap();
    for (name, identity, is_taken) in [
        ("none", None, false),
        ("its own", Some(bank.identity(client())), true),
        (
            "without extensions",
            Some(bank.identity(plain.clone())),
            true,
        ),
        (
            "through a CA",
            Some(bank.identity_through(authority())),
            true,
        ),
        ("through no CA", Some(bank.identity_through(plain)), false),
        ("of another CA", Some(other.identity(client())), false),
        ("expired", Some(bank.identity(expired)), false),
        ("of a server", Some(bank.identity(of_a_server)), false),
    ] {
        let expected = if is_taken {
            (200, None)
        } else {
            (500, Some("InvalidCertificateException".to_owned()))
        };
        let identity = identity.as_deref();
        let answered = asked(&sandbox, &sandbox.greenid_endpoint(), identity).await;
        assert_eq!(answered, expected, "{name}");
        let answered = asked(&sandbox, &sandbox.greenid_password_endpoint(), identity).await;
        assert_eq!(answered, (200, None), "{name}");
    }
}

#[tokio::test]
async fn one_may_be_its_own_ca() {
    let key = KeyPair::generate().unwrap();
    let pem = authority().self_signed(&key).unwrap().pem();
    let sandbox = taking(&pem).await;
    let identity = format!("{pem}{}", key.serialize_pem());
    let answered = asked(&sandbox, &sandbox.greenid_endpoint(), Some(&identity)).await;
    assert_eq!(answered, (200, None));
}

const BOTH_VERSIONS: [&SupportedProtocolVersion; 2] = [&TLS12, &TLS13];

/// Our own client takes none of version 1.
#[tokio::test]
async fn one_that_openssl_made_without_extensions_is_taken() {
    let (sandbox, other) = (taking(OPENSSL_CA).await, taking(&Bank::new().ca_pem).await);
    for version in BOTH_VERSIONS {
        let asked = |sandbox| over_rustls(sandbox, version, OPENSSL_IDENTITY, OPENSSL_IDENTITY);
        assert!(asked(&sandbox).unwrap().starts_with("HTTP/1.1 200 OK"));
        let fault = asked(&other).unwrap();
        assert!(fault.contains("<code>InvalidCertificateException</code>"));
    }
}

/// The certificate is known to everybody, its key is not.
#[tokio::test]
async fn a_certificate_without_its_key_is_no_connection() {
    let bank = Bank::new();
    let sandbox = taking(&bank.ca_pem).await;
    let identity = bank.identity(client());
    let other_key = KeyPair::generate().unwrap().serialize_pem();
    for version in BOTH_VERSIONS {
        let answered = over_rustls(&sandbox, version, &identity, &identity).unwrap();
        assert!(answered.starts_with("HTTP/1.1 200 OK"));
        over_rustls(&sandbox, version, &identity, &other_key).unwrap_err();
    }
}

/// What comes back over one version of TLS, with that key whatever the certificate says.
fn over_rustls(
    sandbox: &Sandbox,
    version: &'static SupportedProtocolVersion,
    certificate_pem: &str,
    key_pem: &str,
) -> std::io::Result<String> {
    let mut roots = RootCertStore::empty();
    let ca_pem = sandbox.ca_pem().unwrap();
    roots
        .add(CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap())
        .unwrap();
    let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let key = provider.key_provider.load_private_key(key).unwrap();
    // Unlike the usual ways, it does not look whether the key is the certificate's.
    let shown = Arc::new(CertifiedKey::new(vec![certificate], key));
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
    let name = sandbox.address().ip().into();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(sandbox.address())?);
    let body = message("getVerificationResult", "<userId>verified</userId>");
    let length = body.len();
    write!(
        stream,
        "POST /Registrations-Registrations/VerificationServices HTTP/1.1\r\nhost: localhost\r\n\
         connection: close\r\ncontent-type: text/xml\r\ncontent-length: {length}\r\n\r\n{body}"
    )?;
    let mut answered = String::new();
    stream.read_to_string(&mut answered)?;
    Ok(answered)
}

#[tokio::test]
async fn without_a_client_ca_tls_takes_anybody() {
    let sandbox = start(Sandbox::builder().tls(true)).await;
    let answered = asked(&sandbox, &sandbox.greenid_endpoint(), None).await;
    assert_eq!(answered, (200, None));
}
