//! What a TLS handshake showed, in words.

use kyc_http::{TlsFailure, TlsHandshake};

use super::{
    certificate::{Certificate, days, is_public},
    finding::{Check, Finding, Verdict},
    network::{Site, proxy_hint},
};
use crate::settings::Certificates;

/// A server's certificate with fewer days than this has been forgotten.
const FEW_DAYS: i64 = 7;

impl Site<'_> {
    /// What a handshake with the server showed.
    pub(super) fn judge(
        &self,
        handshake: &TlsHandshake,
        certificates: &Certificates,
    ) -> Vec<Finding> {
        let chain: Vec<Certificate> = handshake
            .certificates
            .iter()
            .filter_map(|der| Certificate::read(der))
            .collect();
        let mut findings = match handshake.result {
            Ok(()) => agreed(handshake, &chain, certificates.roots_name()),
            Err(why) => vec![self.refused(why, &chain)],
        };
        let lacks_certificate =
            handshake.wants_client_certificate && certificates.client().is_none();
        if handshake.result.is_ok() && lacks_certificate {
            findings.push(
                Finding::warning(
                    Check::Tls,
                    "the server asks for a client certificate, and there is none",
                )
                .next(self.certificate_hint(" if this service is to know you by it")),
            );
        }
        findings
    }

    /// What to do where the server asks for a client certificate.
    fn certificate_hint(&self, more: &str) -> String {
        match self.client {
            Some(client) => format!("set {}{more}", client.variable),
            None => format!(
                "make sure that {} is the provider's own server: it asks nobody for a certificate",
                self.setting.variable
            ),
        }
    }

    fn refused(&self, why: TlsFailure, chain: &[Certificate]) -> Finding {
        let mut finding = Finding::failed(Check::Tls, format!("not agreed on: {why}"));
        if let Some(own) = chain.first() {
            finding = finding
                .detail(format!("for {}", own.shown_names()))
                .detail(format!("issued by {}", authority(chain)))
                .detail(format!("valid until {}", own.until));
        }
        let next = match why {
            TlsFailure::UnknownIssuer if chain.first().is_some_and(|own| own.is_self_signed) => {
                format!(
                    "it vouches for itself: make sure that this is the provider's server; one of your own is trusted by \
                     {}",
                    self.roots.variable
                )
            }
            TlsFailure::UnknownIssuer if !is_public(chain) => format!(
                "ask whether a proxy of your network opens TLS; if you mean to trust it, name its root by {}",
                self.roots.variable
            ),
            TlsFailure::UnknownIssuer => format!(
                "bring this machine's root certificates up to date, or name the missing one by {}",
                self.roots.variable
            ),
            TlsFailure::Expired | TlsFailure::NotValidYet => {
                "check this machine's clock; if it is right, tell whoever runs the server"
                    .to_owned()
            }
            TlsFailure::OtherName => format!("check the host name in {}", self.setting.variable),
            TlsFailure::ClientCertificateWanted => {
                self.certificate_hint(", or use the service for passwords")
            }
            TlsFailure::ClientCertificateRefused => {
                "ask the provider which certificate it knows you by".to_owned()
            }
            TlsFailure::NotTls => format!(
                "check the port in {}, and whether a proxy answers there",
                self.setting.variable
            ),
            _ => format!(
                "check host and port in {}, and what stands between{}",
                self.setting.variable,
                proxy_hint()
            ),
        };
        finding.next(next)
    }
}

fn agreed(handshake: &TlsHandshake, chain: &[Certificate], roots: Option<&str>) -> Vec<Finding> {
    let version = handshake.version.unwrap_or("of an unknown version");
    let Some(own) = chain.first() else {
        return vec![Finding::ok(Check::Tls, format!("TLS {version}"))];
    };
    let finding = Finding::ok(Check::Tls, format!("TLS {version}"))
        .detail(format!("for {}", own.shown_names()))
        .detail(format!("issued by {}", authority(chain)))
        .detail(format!(
            "valid for {} until {}",
            days(own.days_left),
            own.until
        ));
    let finding = match roots {
        _ if is_public(chain) => finding,
        // Somebody trusts it on purpose.
        Some(roots) => finding.detail(format!(
            "no public authority, but {roots} names roots of yours"
        )),
        None => Finding {
            verdict: Verdict::Warning,
            ..finding
        }
        .detail("which is no public authority")
        .next("ask whether a proxy of your network opens TLS: whoever runs it reads along"),
    };
    let mut findings = vec![finding];
    if own.days_left < FEW_DAYS {
        findings.push(
            Finding::warning(
                Check::Tls,
                format!(
                    "the server's certificate expires in {}",
                    days(own.days_left)
                ),
            )
            .next("tell whoever runs the server, and expect it to be refused from then on"),
        );
    }
    findings
}

/// Who stands behind the last certificate that the server sent.
fn authority(chain: &[Certificate]) -> &str {
    chain.last().map_or("nobody", |last| last.issuer.as_str())
}
