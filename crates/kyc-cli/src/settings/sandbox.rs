//! Credentials and addresses of a sandbox inside this program.

use kyc_http::ReqwestTransport;
use kyc_sandbox::Sandbox;

use super::connection;
use crate::failure::Failure;

/// Starts it.
///
/// # Errors
/// Why it did not start.
pub(crate) fn start() -> Result<Sandbox, Failure> {
    Sandbox::start_blocking().map_err(Failure::Sandbox)
}

/// A transport that trusts nobody else, so that a machine without roots will do.
pub(crate) fn transport(sandbox: &Sandbox) -> Result<ReqwestTransport, Failure> {
    connection::builder(&sandbox.base_url())
        .only_root_certificates_pem(sandbox.client_roots_pem().as_bytes())
        .build()
        .map_err(Failure::Setup)
}

pub(crate) fn smileid(
    sandbox: &Sandbox,
) -> Result<(smileid::Credentials, smileid::Server), Failure> {
    let no_use = |_| Failure::Settings("the sandbox is set up wrongly".to_owned());
    let credentials = sandbox.account().smileid_credentials().map_err(no_use)?;
    let server = sandbox.smileid_server().parse().map_err(no_use)?;
    Ok((credentials, server))
}

pub(crate) fn greenid(
    sandbox: &Sandbox,
) -> Result<(greenid_soap::Credentials, greenid_soap::Endpoint), Failure> {
    let no_use = |_| Failure::Settings("the sandbox is set up wrongly".to_owned());
    let account = sandbox.account();
    let password = account.greenid_password().clone();
    let credentials = greenid_soap::Credentials::password(account.greenid_customer_id(), password)
        .map_err(no_use)?;
    let endpoint = sandbox
        .greenid_password_endpoint()
        .parse()
        .map_err(no_use)?;
    Ok((credentials, endpoint))
}
