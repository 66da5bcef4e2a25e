//! What a reqwest error means, without keeping any of it: its texts hold the URL.

use core::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

use crate::{Phase, TransportError, TransportErrorKind};

/// An error from before the headers were read.
pub(super) fn before_headers(error: &reqwest::Error) -> TransportError {
    if error.is_connect() {
        let found = Found::behind(error);
        let made = found.error(error, TransportErrorKind::Connect, Phase::NotSent);
        return if error.is_dns() {
            made.with_cause("the host name did not resolve")
        } else {
            made
        };
    }
    // Whatever is not known to come before sending may come after it.
    Found::behind(error).error(error, TransportErrorKind::Interrupted, Phase::MaybeSent)
}

/// An error from after the headers were read.
pub(super) fn reading_body(error: &reqwest::Error) -> TransportError {
    let found = Found::behind(error);
    let otherwise = if found.decoder {
        TransportErrorKind::Decode
    } else {
        TransportErrorKind::Interrupted
    };
    found.error(error, otherwise, Phase::Answered)
}

/// What is known of the errors behind a reqwest error.
#[derive(Default)]
struct Found {
    tls: Option<&'static str>,
    io: Option<io::ErrorKind>,
    /// Decompression failed.
    decoder: bool,
}

impl Found {
    fn behind(error: &reqwest::Error) -> Self {
        let mut found = Self::default();
        let mut parent_is_reqwest = true;
        let mut next = error.source();
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<TlsError>() {
                found.tls = Some(tls_class(error));
            }
            next = if let Some(error) = error.downcast_ref::<io::Error>() {
                found.io = Some(error.kind());
                // The network's errors come by way of hyper, the decompressor's do not.
                found.decoder |= parent_is_reqwest;
                // io::Error::source skips the error that it wraps.
                error.get_ref().map(|inner| inner as _)
            } else {
                error.source()
            };
            parent_is_reqwest = error.is::<reqwest::Error>();
        }
        found
    }

    fn error(
        &self,
        error: &reqwest::Error,
        otherwise: TransportErrorKind,
        phase: Phase,
    ) -> TransportError {
        if let Some(class) = self.tls {
            return TransportError::new(TransportErrorKind::Tls, phase).with_cause(class);
        }
        if error.is_timeout() {
            return TransportError::new(TransportErrorKind::Timeout, phase);
        }
        let made = TransportError::new(otherwise, phase);
        match self.io {
            Some(kind) => made.with_io_kind(kind),
            None => made,
        }
    }
}

/// The class of a TLS error. rustls' own texts can hold names from the certificate.
const fn tls_class(error: &TlsError) -> &'static str {
    match error {
        TlsError::InvalidCertificate(error) => certificate_class(error),
        TlsError::AlertReceived(alert) => alert_class(*alert),
        TlsError::InvalidMessage(_) => "the server does not speak TLS on this port",
        TlsError::PeerIncompatible(_) => "the server shares no TLS version or cipher with us",
        TlsError::NoCertificatesPresented => "the server has no certificate",
        TlsError::UnsupportedNameType => "the host name cannot be checked against a certificate",
        _ => "the TLS protocol failed",
    }
}

/// The certificate that a server complains of is the client's.
const fn alert_class(alert: AlertDescription) -> &'static str {
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
            "the server asks for a client certificate"
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied => "the server refused the client certificate",
        _ => "the server broke off with a TLS alert",
    }
}

const fn certificate_class(error: &CertificateError) -> &'static str {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "the certificate has expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "the certificate is not valid yet"
        }
        CertificateError::Revoked => "the certificate was revoked",
        CertificateError::UnknownIssuer => {
            "the certificate comes from an issuer that is not trusted"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the certificate is for another host name"
        }
        CertificateError::BadSignature => "the certificate has a wrong signature",
        _ => "the certificate is not acceptable",
    }
}
