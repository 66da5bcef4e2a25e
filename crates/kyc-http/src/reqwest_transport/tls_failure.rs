//! Why TLS was not agreed on.

use core::fmt;
use std::io;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

/// Why TLS with a server was not agreed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsFailure {
    /// The server's certificate, or one between it and its root, has expired.
    Expired,
    /// It is not valid yet.
    NotValidYet,
    /// It was revoked.
    Revoked,
    /// Nobody who is trusted vouches for it. A company's proxy that opens TLS looks like this.
    UnknownIssuer,
    /// It is for another host name.
    OtherName,
    /// It is signed wrongly.
    BadSignature,
    /// It cannot be accepted for another reason.
    BadCertificate,
    /// The server has no certificate.
    NoCertificate,
    /// The server wants a client certificate.
    ClientCertificateWanted,
    /// The server refused the client certificate.
    ClientCertificateRefused,
    /// The server broke off with another alert.
    Alert,
    /// The server does not speak TLS on this port.
    NotTls,
    /// The server shares no version or cipher with this side.
    Incompatible,
    /// The host name cannot be checked against a certificate.
    HostName,
    /// The connection broke.
    Broken(io::ErrorKind),
    /// The protocol failed in another way.
    Protocol,
}

impl TlsFailure {
    /// The class of a TLS error. rustls' own texts can hold names from the certificate.
    pub(super) const fn of(error: &TlsError) -> Self {
        match error {
            TlsError::InvalidCertificate(error) => Self::of_certificate(error),
            TlsError::AlertReceived(alert) => Self::of_alert(*alert),
            TlsError::InvalidMessage(_) => Self::NotTls,
            TlsError::PeerIncompatible(_) => Self::Incompatible,
            TlsError::NoCertificatesPresented => Self::NoCertificate,
            TlsError::UnsupportedNameType => Self::HostName,
            _ => Self::Protocol,
        }
    }

    pub(super) fn of_io(error: &io::Error) -> Self {
        match error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<TlsError>())
        {
            Some(error) => Self::of(error),
            None => Self::Broken(error.kind()),
        }
    }

    const fn of_alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate => {
                Self::ClientCertificateWanted
            }
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied => Self::ClientCertificateRefused,
            _ => Self::Alert,
        }
    }

    const fn of_certificate(error: &CertificateError) -> Self {
        match error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => Self::Expired,
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Self::NotValidYet
            }
            CertificateError::Revoked => Self::Revoked,
            CertificateError::UnknownIssuer => Self::UnknownIssuer,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Self::OtherName
            }
            CertificateError::BadSignature => Self::BadSignature,
            _ => Self::BadCertificate,
        }
    }

    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Expired => "the certificate has expired",
            Self::NotValidYet => "the certificate is not valid yet",
            Self::Revoked => "the certificate was revoked",
            Self::UnknownIssuer => "the certificate comes from an issuer that is not trusted",
            Self::OtherName => "the certificate is for another host name",
            Self::BadSignature => "the certificate has a wrong signature",
            Self::BadCertificate => "the certificate is not acceptable",
            Self::NoCertificate => "the server has no certificate",
            Self::ClientCertificateWanted => "the server asks for a client certificate",
            Self::ClientCertificateRefused => "the server refused the client certificate",
            Self::Alert => "the server broke off with a TLS alert",
            Self::NotTls => "the server does not speak TLS on this port",
            Self::Incompatible => "the server shares no TLS version or cipher with us",
            Self::HostName => "the host name cannot be checked against a certificate",
            Self::Broken(_) => "the connection broke",
            Self::Protocol => "the TLS protocol failed",
        }
    }
}

impl fmt::Display for TlsFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())?;
        match self {
            Self::Broken(kind) => write!(f, ": {kind}"),
            _ => Ok(()),
        }
    }
}

impl core::error::Error for TlsFailure {}
