//! The checks of Smile ID.

use std::io::Write;

use kyc_http::{Clock as _, ResponseLimits, SystemClock, Transport as _};
use smileid::{
    Client, Credentials, Error, ErrorKind, JobStatusRequest, ProviderErrorKind, Server,
    v3::TokenRequest,
};

use super::{
    call::{OFFLINE, UNUSABLE, no_such_id, sender},
    clock, configuration,
    finding::{Check, Finding, Verdict},
    network::Site,
    print::Report,
    watched::Watched,
};
use crate::{
    failure::Failure,
    settings::{
        self, Certificates, Settings,
        secret::API_KEY,
        setting::{SMILEID_PARTNER_ID, SMILEID_ROOT_PEM, SMILEID_SERVER},
    },
};

const NETWORK: [Check; 6] = [
    Check::Name,
    Check::Connection,
    Check::Tls,
    Check::Clock,
    Check::Call,
    Check::V3Token,
];
const SENDING: [Check; 3] = [Check::Clock, Check::Call, Check::V3Token];

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
        Some((credentials, server, certificates)) => {
            ask(credentials, server, &certificates, report).await?;
        }
    }
    report.end()
}

fn configured<W: Write>(
    settings: &Settings,
    report: &mut Report<'_, W>,
) -> Result<Option<(Credentials, Server, Certificates)>, Failure> {
    let mut findings = vec![configuration::required(settings, SMILEID_PARTNER_ID)];
    findings.extend(configuration::secret(settings, API_KEY, true));
    findings.push(configuration::required(settings, SMILEID_SERVER));
    findings.extend(configuration::optional(settings, SMILEID_ROOT_PEM));
    let mut is_usable = findings
        .iter()
        .all(|finding| finding.verdict != Verdict::Failed);
    for finding in findings {
        report.add(finding)?;
    }
    let mut ready = None;
    if is_usable {
        match usable(settings) {
            Ok(usable) => ready = Some(usable),
            Err(failure) => {
                is_usable = false;
                report.add(configuration::wrong(&failure))?;
            }
        }
    }
    Ok(ready.filter(|_| is_usable))
}

fn usable(settings: &Settings) -> Result<(Credentials, Server, Certificates), Failure> {
    let (credentials, server) = settings::smileid::required(settings)?;
    let certificates = settings::smileid::certificates(settings)?;
    certificates.transport(server.base())?;
    Ok((credentials, server, certificates))
}

async fn ask<W: Write>(
    credentials: Credentials,
    server: Server,
    certificates: &Certificates,
    report: &mut Report<'_, W>,
) -> Result<(), Failure> {
    let url = server.base().to_owned();
    let site = match Site::new(&url, SMILEID_SERVER, SMILEID_ROOT_PEM, None) {
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
    let client = Client::new(server.clone(), credentials.clone(), sender);
    let called = match JobStatusRequest::new(no_such_id(), no_such_id()) {
        Ok(request) => client.job_status(&request).await.map(drop),
        Err(error) => Err(error),
    };
    report.add(clock::compare(watched.dates()))?;
    let call = match &called {
        Ok(()) => Finding::ok(
            Check::Call,
            format!(
                "Smile ID took the signature, and signed its answer with the same key ({})",
                server.environment().as_str()
            ),
        ),
        Err(error) => refusal(error),
    };
    let is_taken = call.verdict == Verdict::Ok;
    report.add(call)?;
    report.add(if is_taken {
        token(&watched, &server, &credentials).await
    } else {
        Finding::skipped(Check::V3Token, UNUSABLE)
    })
}

/// What an error of a question about nobody says of the account.
fn refusal(error: &Error) -> Finding {
    let code = error.provider_code().unwrap_or("none");
    let coded = |what: &str| format!("{what} (code {code})");
    match error.kind() {
        // Whoever says that there is no such job knows who asked.
        ErrorKind::JobNotFound | ErrorKind::Provider(ProviderErrorKind::UserNotFound) => {
            Finding::ok(Check::Call, coded("Smile ID took the signature"))
        }
        ErrorKind::Provider(ProviderErrorKind::BadRequest) if code == "2213" || code == "2413" => {
            Finding::ok(
                Check::Call,
                coded("Smile ID took the signature, and says that there is no such job"),
            )
        }
        ErrorKind::Provider(ProviderErrorKind::NotAuthorized) => Finding::failed(
            Check::Call,
            coded("Smile ID refused the signature"),
        )
        .next(
            "compare SMILEID_API_KEY and SMILEID_PARTNER_ID, leading zeros included, with the portal, for the environment \
             that SMILEID_SERVER names: the sandbox has keys of its own; and look at the clock above",
        ),
        ErrorKind::SignatureMismatch | ErrorKind::SignatureMissing | ErrorKind::SignatureMalformed => {
            Finding::failed(
                Check::Call,
                "the server took the request, and its answer is not signed with this key",
            )
            .next(
                "make sure that SMILEID_SERVER is Smile ID's own server, and compare SMILEID_API_KEY with the portal",
            )
        }
        _ if error.http_status() == Some(404) && error.provider_code().is_none() => {
            Finding::of_error(Check::Call, error).next("a URL in SMILEID_SERVER must end in /v1")
        }
        ErrorKind::HttpStatus => Finding::of_error(Check::Call, error).next(
            "see whether a proxy or gateway stands between; if it is Smile ID's own answer, try again later",
        ),
        ErrorKind::NotJson | ErrorKind::Empty => Finding::of_error(Check::Call, error)
            .next("check the URL in SMILEID_SERVER, and whether a proxy or gateway answers for it"),
        _ => Finding::of_error(Check::Call, error)
            .or_next("make sure that SMILEID_SERVER is Smile ID's own server, and ask Smile ID"),
    }
}

/// A token that may ask for the status of any job, and is thrown away.
async fn token(watched: &Watched, server: &Server, credentials: &Credentials) -> Finding {
    let request = TokenRequest::new();
    let Ok(http) = request.to_http(server, credentials, SystemClock.now()) else {
        return Finding::skipped(
            Check::V3Token,
            "V3 takes no partner id with leading zeros or letters",
        );
    };
    let limits = ResponseLimits::default();
    let answer = match watched.send(http, limits).await {
        Ok(response) => request.read_reply(&response, limits),
        Err(error) => Err(error.into()),
    };
    match answer {
        Ok(_) => Finding::ok(Check::V3Token, "issued"),
        Err(error) => {
            let mut finding = Finding::of_error(Check::V3Token, &error);
            // Not everybody uses V3, and V1 works.
            finding.verdict = Verdict::Warning;
            finding.next("ask Smile ID to enable V3 for this account, if you use it")
        }
    }
}
