//! Mutual TLS on the certificate service.

use bytes::Bytes;
use http::Request;
use kyc_http::{ReqwestTransport, ResponseLimits, Transport as _};
use kyc_sandbox::Sandbox;
use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

use super::{message, start};

/// A certificate authority of a bank, and a client's certificate and key by it.
struct Bank {
    ca_pem: String,
    identity_pem: String,
}

impl Bank {
    fn new() -> Self {
        let ca_key = KeyPair::generate().unwrap();
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
        let key = KeyPair::generate().unwrap();
        let mut client = CertificateParams::new(vec!["client.example".to_owned()]).unwrap();
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let certificate = client.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
        Self {
            ca_pem,
            identity_pem: format!("{}{}", certificate.pem(), key.serialize_pem()),
        }
    }
}

/// The status and the body, or nothing where no connection came about.
async fn asked(sandbox: &Sandbox, endpoint: &str, identity: Option<&str>) -> Option<(u16, String)> {
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
        .ok()?;
    let body = String::from_utf8(answered.body().to_vec()).unwrap();
    Some((answered.status().as_u16(), body))
}

#[tokio::test]
async fn the_certificate_service_wants_one_of_the_client_ca() {
    let (bank, other) = (Bank::new(), Bank::new());
    let sandbox = start(Sandbox::builder().tls(true).client_ca_pem(bank.ca_pem)).await;
    let certificate = sandbox.greenid_endpoint();
    let password = sandbox.greenid_password_endpoint();
    assert!(certificate.starts_with("https://127.0.0.1:"));

    let (status, body) = asked(&sandbox, &certificate, Some(&bank.identity_pem))
        .await
        .unwrap();
    assert_eq!(status, 200);
    assert!(body.contains("<outcome>VERIFIED</outcome>"));

    let (status, body) = asked(&sandbox, &certificate, None).await.unwrap();
    assert_eq!(status, 500);
    assert!(body.contains("<code>InvalidCertificateException</code>"));

    assert_eq!(
        asked(&sandbox, &certificate, Some(&other.identity_pem)).await,
        None
    );

    let (status, _) = asked(&sandbox, &password, None).await.unwrap();
    assert_eq!(status, 200);
}

#[tokio::test]
async fn without_a_client_ca_tls_takes_anybody() {
    let sandbox = start(Sandbox::builder().tls(true)).await;
    let (status, _) = asked(&sandbox, &sandbox.greenid_endpoint(), None)
        .await
        .unwrap();
    assert_eq!(status, 200);
}
