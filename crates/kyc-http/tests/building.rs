//! Settings that cannot work are told when the transport is built.

#![cfg(feature = "reqwest")]

use kyc_http::{BuildError, ReqwestTransport};

#[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc")))]
#[test]
fn without_cryptography_the_error_names_the_features() {
    let error = ReqwestTransport::builder().build().unwrap_err();
    assert_eq!(error, BuildError::NoCryptoProvider);
    let text = error.to_string();
    assert!(text.contains("rustls-ring") && text.contains("rustls-aws-lc"));
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#[test]
fn root_certificates_are_checked() {
    const ROOT: &str = include_str!("data/root.pem");
    let key = include_str!("data/server.key");
    let not_x509 = "-----BEGIN CERTIFICATE-----\nQ2FuYXJ5\n-----END CERTIFICATE-----\n";
    for (pem, expected) in [
        ("", BuildError::NoCertificateInPem),
        ("Canary", BuildError::NoCertificateInPem),
        (key, BuildError::NoCertificateInPem),
        (ROOT.trim_end().trim_end_matches('-'), BuildError::BrokenPem),
        (&ROOT.replace("MII", "?!?"), BuildError::BrokenPem),
        (not_x509, BuildError::BrokenCertificate),
        (&format!("{ROOT}{not_x509}"), BuildError::BrokenCertificate),
    ] {
        let pem = pem.as_bytes();
        let only = ReqwestTransport::builder().only_root_certificates_pem(pem);
        assert_eq!(only.build().unwrap_err(), expected);
        let added = ReqwestTransport::builder().add_root_certificates_pem(pem);
        assert_eq!(added.build().unwrap_err(), expected);
    }
    let good = ReqwestTransport::builder().only_root_certificates_pem(ROOT.as_bytes());
    assert!(good.clone().build().is_ok());
    let second_is_empty = good.add_root_certificates_pem(b"");
    assert_eq!(
        second_is_empty.build().unwrap_err(),
        BuildError::NoCertificateInPem
    );
}

#[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#[test]
fn a_user_agent_must_fit_into_a_header() {
    let builder = ReqwestTransport::builder().user_agent("Canary\r\nx: y");
    let error = builder.build().unwrap_err();
    assert_eq!(error, BuildError::UserAgent);
    assert!(!format!("{error} {error:?}").contains("Canary"));
}
