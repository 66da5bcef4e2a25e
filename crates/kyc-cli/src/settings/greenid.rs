//! Credentials, certificates and endpoint of greenID.

use greenid_soap::{Credentials, Endpoint};
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    Certificates, Settings, incomplete,
    secret::PASSWORD,
    setting::{Found, GREENID_CLIENT_PEM, GREENID_CUSTOMER_ID, GREENID_ENDPOINT, GREENID_ROOT_PEM},
};
use crate::failure::Failure;

const PASSWORD_SERVICE: &str = "/VerificationServicesPassword";

/// Credentials and endpoint.
///
/// # Errors
/// Which settings are missing, all at once, or which one is wrong.
pub(crate) fn required(settings: &Settings) -> Result<(Credentials, Endpoint), Failure> {
    let customer_id = settings.text(GREENID_CUSTOMER_ID)?;
    let password = settings.secret(PASSWORD)?;
    let url = settings.text(GREENID_ENDPOINT)?;
    let lacks_password = url.as_ref().is_some_and(wants_password) && password.is_none();
    match (customer_id, url) {
        (Some(customer_id), Some(url)) if !lacks_password => {
            Ok((credentials(customer_id, password)?, endpoint(&url)?))
        }
        (customer_id, url) => Err(incomplete(&[
            (
                GREENID_CUSTOMER_ID.variable,
                customer_id.is_none(),
                GREENID_CUSTOMER_ID.holds,
            ),
            (PASSWORD.variable, lacks_password, PASSWORD.holds),
            (
                GREENID_ENDPOINT.variable,
                url.is_none(),
                GREENID_ENDPOINT.holds,
            ),
        ])),
    }
}

/// Whether this endpoint is the service that asks for a password.
pub(crate) fn wants_password(endpoint: &Found<String>) -> bool {
    endpoint.value.ends_with(PASSWORD_SERVICE)
}

/// The certificates for the connection.
///
/// # Errors
/// Which setting names a file that cannot be read.
pub(crate) fn certificates(settings: &Settings) -> Result<Certificates, Failure> {
    Certificates::read(settings, Some(GREENID_CLIENT_PEM), GREENID_ROOT_PEM)
}

fn credentials(
    customer_id: Found<String>,
    password: Option<Found<SecretString>>,
) -> Result<Credentials, Failure> {
    let wrong = |name: &str| {
        Err(Failure::Settings(format!(
            "{name} cannot be sent: it begins or ends with a line end, is too long, or holds control characters; set it \
             alone"
        )))
    };
    if has_line_end(&customer_id.value) {
        return wrong(&customer_id.name);
    }
    let Ok(certificate) = Credentials::certificate(customer_id.value.as_str()) else {
        return wrong(&customer_id.name);
    };
    let Some(password) = password else {
        return Ok(certificate);
    };
    if has_line_end(password.value.expose_secret()) {
        return wrong(&password.name);
    }
    Credentials::password(customer_id.value, password.value).or_else(|_| wrong(&password.name))
}

/// greenID would refuse it without saying why.
fn has_line_end(text: &str) -> bool {
    text.starts_with(['\r', '\n']) || text.ends_with(['\r', '\n'])
}

fn endpoint(url: &Found<String>) -> Result<Endpoint, Failure> {
    Endpoint::new(&url.value).map_err(|_| {
        Failure::Settings(format!(
            "{} is no full URL of a service, such as \
             https://test-au.vixverify.com/Registrations-Registrations/VerificationServices, without user name, query \
             and fragment",
            url.name
        ))
    })
}
