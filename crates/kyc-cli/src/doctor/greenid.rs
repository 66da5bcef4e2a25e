//! The checks of greenID.

use std::io::Write;

use greenid_soap::{
    Client, Credentials, Endpoint, Error, ErrorKind, FaultKind, GetVerificationResult,
};
use kyc_model::greenid::FaultCode;
use secrecy::ExposeSecret as _;

use super::{
    call::{OFFLINE, UNUSABLE, no_such_id, sender},
    certificate::{Certificate, days},
    clock, configuration,
    finding::{Check, Finding, Verdict},
    network::Site,
    print::Report,
};
use crate::{
    failure::Failure,
    settings::{
        self, Certificates, Settings,
        greenid::wants_password,
        secret::PASSWORD,
        setting::{GREENID_CLIENT_PEM, GREENID_CUSTOMER_ID, GREENID_ENDPOINT, GREENID_ROOT_PEM},
    },
};

const NETWORK: [Check; 5] = [
    Check::Name,
    Check::Connection,
    Check::Tls,
    Check::Clock,
    Check::Call,
];
const SENDING: [Check; 2] = [Check::Clock, Check::Call];
/// Time to get a new certificate.
const FEW_DAYS: i64 = 30;

/// Looks at the settings, then at the network, then asks.
pub(super) async fn examine<W: Write>(
    settings: &Settings,
    is_offline: bool,
    report: &mut Report<'_, W>,
) -> Result<(), Failure> {
    let ready = configured(settings, report)?;
    match ready {
        _ if is_offline => report.skip(&NETWORK, OFFLINE)?,
        None => report.skip(&NETWORK, UNUSABLE)?,
        Some((credentials, endpoint, certificates)) => {
            ask(credentials, endpoint, &certificates, report).await?;
        }
    }
    report.end()
}

fn configured<W: Write>(
    settings: &Settings,
    report: &mut Report<'_, W>,
) -> Result<Option<(Credentials, Endpoint, Certificates)>, Failure> {
    let mut findings = vec![configuration::required(settings, GREENID_CUSTOMER_ID)];
    let endpoint = settings.text(GREENID_ENDPOINT);
    let wants_password = matches!(&endpoint, Ok(Some(endpoint)) if wants_password(endpoint));
    findings.extend(configuration::secret(settings, PASSWORD, wants_password));
    findings.push(configuration::required(settings, GREENID_ENDPOINT));
    findings.extend(configuration::optional(settings, GREENID_CLIENT_PEM));
    findings.extend(configuration::optional(settings, GREENID_ROOT_PEM));
    findings.extend(misfit(settings, wants_password));
    if let Ok(Some(file)) = settings.path(GREENID_CLIENT_PEM) {
        findings.extend(configuration::readable_by_others(
            GREENID_CLIENT_PEM.variable,
            &file.value,
        ));
    }
    let is_complete = findings
        .iter()
        .all(|finding| finding.verdict != Verdict::Failed);
    for finding in findings {
        report.add(finding)?;
    }
    if !is_complete {
        return Ok(None);
    }
    match usable(settings) {
        Ok((credentials, endpoint, certificates)) => {
            let client = client_certificate(&certificates);
            let is_usable = client
                .as_ref()
                .is_none_or(|finding| finding.verdict != Verdict::Failed);
            if let Some(finding) = client {
                report.add(finding)?;
            }
            Ok(is_usable.then_some((credentials, endpoint, certificates)))
        }
        Err(failure) => {
            report.add(configuration::wrong(&failure))?;
            Ok(None)
        }
    }
}

fn usable(settings: &Settings) -> Result<(Credentials, Endpoint, Certificates), Failure> {
    let (credentials, endpoint) = settings::greenid::required(settings)?;
    let certificates = settings::greenid::certificates(settings)?;
    certificates.transport(endpoint.as_str())?;
    Ok((credentials, endpoint, certificates))
}

/// Settings for one of the two services with the URL of the other.
fn misfit(settings: &Settings, wants_password: bool) -> Option<Finding> {
    if wants_password || !matches!(settings.text(GREENID_ENDPOINT), Ok(Some(_))) {
        return None;
    }
    let has_password = !matches!(settings.secret(PASSWORD), Ok(None));
    let has_certificate = !matches!(settings.text(GREENID_CLIENT_PEM), Ok(None));
    match (has_password, has_certificate) {
        (true, _) => Some(
            Finding::warning(
                Check::Setting,
                "there is a password, and GREENID_ENDPOINT is not the service for passwords",
            )
            .next("end GREENID_ENDPOINT in /VerificationServicesPassword, or unset the password"),
        ),
        (false, false) => Some(
            Finding::warning(
                Check::Setting,
                "GREENID_ENDPOINT is the service for certificates, and there is none",
            )
            .next(format!(
                "set GREENID_CLIENT_PEM to {}",
                GREENID_CLIENT_PEM.holds
            )),
        ),
        (false, true) => None,
    }
}

/// How long the client certificate is good for. That its key fits was seen when the transport was built.
fn client_certificate(certificates: &Certificates) -> Option<Finding> {
    let pem = certificates.client()?;
    let Some(own) = Certificate::first_in(pem.expose_secret()) else {
        return Some(
            Finding::failed(Check::Certificate, "the client certificate cannot be read").next(
                format!("set GREENID_CLIENT_PEM to {}", GREENID_CLIENT_PEM.holds),
            ),
        );
    };
    let whose = |verdict: fn(Check, String) -> Finding| {
        verdict(Check::Certificate, format!("of {}", own.subject))
            .detail(format!("issued by {}", own.issuer))
    };
    let renew = "ask greenID how to get a new certificate, and set GREENID_CLIENT_PEM to it";
    Some(if !own.has_begun {
        whose(Finding::failed)
            .detail("it is not valid yet")
            .next("check this machine's clock, or wait until it is")
    } else if own.days_left < 0 {
        whose(Finding::failed)
            .detail(format!("it expired on {}", own.until))
            .next(renew)
    } else {
        let left = format!("valid for {} until {}", days(own.days_left), own.until);
        if own.days_left < FEW_DAYS {
            whose(Finding::warning).detail(left).next(renew)
        } else {
            whose(Finding::ok).detail(left).detail("its key fits")
        }
    })
}

async fn ask<W: Write>(
    credentials: Credentials,
    endpoint: Endpoint,
    certificates: &Certificates,
    report: &mut Report<'_, W>,
) -> Result<(), Failure> {
    let url = endpoint.as_str().to_owned();
    let site = match Site::new(
        &url,
        GREENID_ENDPOINT,
        GREENID_ROOT_PEM,
        Some(GREENID_CLIENT_PEM),
    ) {
        Ok(site) => site,
        Err(finding) => {
            report.add(finding)?;
            return report.skip(&SENDING, UNUSABLE);
        }
    };
    if !site.reach(certificates, &SENDING, report).await? {
        return Ok(());
    }
    let (watched, sender) = sender(certificates, &url)?;
    let environment = endpoint.environment();
    let client = Client::new(endpoint, credentials, sender);
    let called = match GetVerificationResult::new(no_such_id()) {
        Ok(request) => client.get_verification_result(&request).await.map(drop),
        Err(error) => Err(error),
    };
    report.add(clock::compare(watched.dates()))?;
    report.add(match called {
        Ok(()) => Finding::warning(
            Check::Call,
            "greenID took the account, and answered about a person that cannot exist",
        )
        .next("make sure that GREENID_ENDPOINT is greenID's own service"),
        Err(error) => refusal(&error, environment.as_str()),
    })
}

/// What an error of a question about nobody says of the account.
fn refusal(error: &Error, environment: &str) -> Finding {
    let code = error
        .fault()
        .and_then(|fault| fault.code.as_ref())
        .filter(|code| code.is_known());
    let refused = |what: &str, next: &str| {
        let code = code.map_or("none", FaultCode::as_str);
        Finding::failed(Check::Call, format!("greenID refused {what} ({code})")).next(next)
    };
    match (error.kind(), code) {
        (ErrorKind::Fault(FaultKind::SubjectNotFound), _) => Finding::ok(
            Check::Call,
            format!("greenID took the account, and knows no such person ({environment})"),
        ),
        (
            _,
            Some(
                FaultCode::InvalidCustomerId
                | FaultCode::InvalidCustomerIdException
                | FaultCode::InvalidAccountIdException,
            ),
        ) => refused(
            "the customer id",
            "compare GREENID_CUSTOMER_ID with what greenID gave you, for the environment that GREENID_ENDPOINT names",
        ),
        (_, Some(FaultCode::InvalidPassword)) => refused(
            "the password",
            "compare GREENID_PASSWORD with what greenID gave you: the test environment has its own",
        ),
        (_, Some(FaultCode::InvalidCertificate | FaultCode::InvalidCertificateException)) => {
            refused(
                "the client certificate",
                "set GREENID_CLIENT_PEM to the certificate that belongs to the customer id, or use the service for \
                 passwords",
            )
        }
        (_, Some(FaultCode::InvalidIpAddress)) => refused(
            "the address of this machine",
            "tell greenID from which addresses you ask",
        ),
        (ErrorKind::HttpStatus | ErrorKind::NotXml | ErrorKind::Empty, _) => {
            Finding::of_error(Check::Call, error).next(
                "GREENID_ENDPOINT must be the full URL of the service; see whether a proxy or gateway answers for it",
            )
        }
        _ => Finding::of_error(Check::Call, error)
            .or_next("make sure that GREENID_ENDPOINT is greenID's own service, and ask greenID"),
    }
}
