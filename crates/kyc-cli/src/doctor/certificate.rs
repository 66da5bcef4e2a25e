//! What certificates say.

use kyc_http::{Clock as _, SystemClock};
use kyc_model::Timestamp;
use x509_parser::{
    certificate::X509Certificate, extensions::GeneralName, pem::Pem, prelude::FromDer as _,
    x509::X509Name,
};

use crate::render::clean;

const DAY: i64 = 24 * 60 * 60;
const MAX_NAMES: usize = 3;

/// What is of interest in a certificate.
pub(super) struct Certificate {
    /// Whom it is for.
    pub(super) subject: String,
    /// Who vouches for it.
    pub(super) issuer: String,
    /// Whether it vouches for itself.
    pub(super) is_self_signed: bool,
    /// The host names in it.
    pub(super) names: Vec<String>,
    /// Whole days until it expires, and below zero since.
    pub(super) days_left: i64,
    /// Whether it is valid already.
    pub(super) has_begun: bool,
    /// The day on which it expires, as `2026-01-02`.
    pub(super) until: String,
    subject_name: Vec<u8>,
    issuer_name: Vec<u8>,
}

impl Certificate {
    /// Reads a certificate in DER.
    pub(super) fn read(der: &[u8]) -> Option<Self> {
        let (_, certificate) = X509Certificate::from_der(der).ok()?;
        let now = SystemClock.now().unix_millis().div_euclid(1000);
        let from = certificate.validity().not_before.timestamp();
        let until = certificate.validity().not_after.timestamp();
        Some(Self {
            subject: text(certificate.subject()),
            issuer: text(certificate.issuer()),
            is_self_signed: certificate.subject().as_raw() == certificate.issuer().as_raw(),
            names: names(&certificate),
            days_left: until.saturating_sub(now).div_euclid(DAY),
            has_begun: from <= now,
            until: day(until),
            subject_name: certificate.subject().as_raw().to_vec(),
            issuer_name: certificate.issuer().as_raw().to_vec(),
        })
    }

    /// The first certificate in a PEM text.
    pub(super) fn first_in(pem: &[u8]) -> Option<Self> {
        Pem::iter_from_buffer(pem)
            .filter_map(Result::ok)
            .find(|block| block.label == "CERTIFICATE")
            .and_then(|block| Self::read(&block.contents))
    }

    /// The names, a few of them.
    pub(super) fn shown_names(&self) -> String {
        let mut shown: Vec<&str> = self
            .names
            .iter()
            .take(MAX_NAMES)
            .map(String::as_str)
            .collect();
        if self.names.len() > MAX_NAMES {
            shown.push("...");
        }
        shown.join(", ")
    }
}

/// Whether a public authority stands anywhere in the chain, as Mozilla's program knows them.
pub(super) fn is_public(chain: &[Certificate]) -> bool {
    let is_root = |name: &[u8]| {
        webpki_roots::TLS_SERVER_ROOTS.iter().any(|root| {
            // The list has names without their outermost tag and length.
            name.len() <= root.subject.len().saturating_add(4) && name.ends_with(&root.subject)
        })
    };
    chain
        .iter()
        .any(|link| is_root(&link.subject_name) || is_root(&link.issuer_name))
}

/// "3 days", in words.
pub(super) fn days(number: i64) -> String {
    match number {
        1 => "1 day".to_owned(),
        730.. => format!("{} years", number / 365),
        number => format!("{number} days"),
    }
}

/// The common name with the organization, or whatever there is.
fn text(name: &X509Name<'_>) -> String {
    let first = |mut values: Box<dyn Iterator<Item = String> + '_>| values.next();
    let common = first(Box::new(
        name.iter_common_name()
            .filter_map(|value| value.as_str().ok().map(clean)),
    ));
    let organization = first(Box::new(
        name.iter_organization()
            .filter_map(|value| value.as_str().ok().map(clean)),
    ));
    match (common, organization) {
        (Some(common), Some(organization)) if common != organization => {
            format!("{common} ({organization})")
        }
        (Some(name), _) | (None, Some(name)) => name,
        (None, None) => clean(&name.to_string()),
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(name) => Some(clean(name)),
            GeneralName::IPAddress(bytes) => match **bytes {
                [a, b, c, d] => Some(std::net::Ipv4Addr::new(a, b, c, d).to_string()),
                _ => <[u8; 16]>::try_from(*bytes)
                    .ok()
                    .map(|bytes| std::net::Ipv6Addr::from(bytes).to_string()),
            },
            _ => None,
        })
        .collect()
}

fn day(seconds: i64) -> String {
    let at = seconds
        .checked_mul(1000)
        .and_then(|millis| Timestamp::from_unix_millis(millis).ok());
    at.and_then(|at| {
        at.to_string()
            .split_once('T')
            .map(|(day, _)| day.to_owned())
    })
    .unwrap_or_else(|| "a day beyond the calendar".to_owned())
}
