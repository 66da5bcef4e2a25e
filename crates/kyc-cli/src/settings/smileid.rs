//! Credentials and server of Smile ID.

use secrecy::{ExposeSecret as _, SecretString};
use smileid::{ApiKey, Credentials, Server};

use super::{
    Certificates, Settings, incomplete,
    secret::API_KEY,
    setting::{Found, Origin, SMILEID_PARTNER_ID, SMILEID_ROOT_PEM, SMILEID_SERVER},
};
use crate::failure::Failure;

const OTHER_PARTNER_ID: &str = "SMILEID_OTHER_PARTNER_ID";
const OTHER_API_KEY: &str = "SMILEID_OTHER_API_KEY";

/// Credentials and server, all of them set.
///
/// # Errors
/// Which settings are missing, all at once, or which one is wrong.
pub(crate) fn required(settings: &Settings) -> Result<(Credentials, Server), Failure> {
    let partner_id = settings.text(SMILEID_PARTNER_ID)?;
    let key = settings.secret(API_KEY)?;
    let server = settings.text(SMILEID_SERVER)?;
    match (partner_id, key, server) {
        (Some(partner_id), Some(key), Some(server)) => {
            Ok((credentials(partner_id, key)?, self::server(&server)?))
        }
        (partner_id, key, server) => Err(incomplete(&[
            (
                SMILEID_PARTNER_ID.variable,
                partner_id.is_none(),
                SMILEID_PARTNER_ID.holds,
            ),
            (API_KEY.variable, key.is_none(), API_KEY.holds),
            (
                SMILEID_SERVER.variable,
                server.is_none(),
                SMILEID_SERVER.holds,
            ),
        ])),
    }
}

/// Credentials alone, both of them set.
///
/// # Errors
/// Which settings are missing, or which one is wrong.
pub(crate) fn required_credentials(settings: &Settings) -> Result<Credentials, Failure> {
    match (
        settings.text(SMILEID_PARTNER_ID)?,
        settings.secret(API_KEY)?,
    ) {
        (Some(partner_id), Some(key)) => credentials(partner_id, key),
        (partner_id, key) => Err(incomplete(&[
            (
                SMILEID_PARTNER_ID.variable,
                partner_id.is_none(),
                SMILEID_PARTNER_ID.holds,
            ),
            (API_KEY.variable, key.is_none(), API_KEY.holds),
        ])),
    }
}

/// The credentials of another environment or account, if variables hold them. They only tell what was mixed up.
///
/// # Errors
/// When one of them is wrong.
pub(crate) fn other_credentials(own: &Credentials) -> Result<Option<Credentials>, Failure> {
    let partner_id = held_by(OTHER_PARTNER_ID)?;
    let Some(key) = held_by(OTHER_API_KEY)? else {
        return match partner_id {
            None => Ok(None),
            Some(_) => Err(Failure::Settings(format!(
                "{OTHER_PARTNER_ID} is set and {OTHER_API_KEY} is not; set both, or the key alone, or neither"
            ))),
        };
    };
    let partner_id = partner_id.unwrap_or_else(|| Found {
        value: own.partner_id().to_owned(),
        origin: Origin::Environment,
        name: OTHER_PARTNER_ID.to_owned(),
    });
    credentials(partner_id, key.map(SecretString::from)).map(Some)
}

/// What a variable holds that is no setting.
fn held_by(variable: &str) -> Result<Option<Found<String>>, Failure> {
    Ok(super::variable(variable)?.map(|value| Found {
        value,
        origin: Origin::Environment,
        name: variable.to_owned(),
    }))
}

/// Credentials to check signatures with, if there are any.
///
/// # Errors
/// When one of the two is set without the other, or is wrong.
pub(crate) fn optional_credentials(settings: &Settings) -> Result<Option<Credentials>, Failure> {
    let half = |set: &str, missing: &str| {
        Err(Failure::Settings(format!(
            "{set} is set and {missing} is not; set both to have signatures checked, or neither"
        )))
    };
    match (
        settings.text(SMILEID_PARTNER_ID)?,
        settings.secret(API_KEY)?,
    ) {
        (Some(partner_id), Some(key)) => credentials(partner_id, key).map(Some),
        (None, None) => Ok(None),
        (Some(partner_id), None) => half(&partner_id.name, API_KEY.variable),
        (None, Some(key)) => half(&key.name, SMILEID_PARTNER_ID.variable),
    }
}

/// The certificates for the connection.
///
/// # Errors
/// Which setting names a file that cannot be read.
pub(crate) fn certificates(settings: &Settings) -> Result<Certificates, Failure> {
    Certificates::read(settings, None, SMILEID_ROOT_PEM)
}

fn credentials(
    partner_id: Found<String>,
    key: Found<SecretString>,
) -> Result<Credentials, Failure> {
    // Such a key signs without complaint, and Smile ID refuses it without saying why.
    let text = key.value.expose_secret();
    if text.trim().len() != text.len() {
        return Err(Failure::Settings(format!(
            "{} begins or ends with a blank or a line end; set the key alone",
            key.name
        )));
    }
    Credentials::new(partner_id.value, ApiKey::new(key.value)).map_err(|_| {
        Failure::Settings(format!(
            "{} is no partner id: it has 1 to 64 visible ASCII characters and no blanks",
            partner_id.name
        ))
    })
}

pub(crate) fn server(server: &Found<String>) -> Result<Server, Failure> {
    server.value.parse().map_err(|_| {
        Failure::Settings(format!(
            "{} is neither 0 for the sandbox, nor 1 for production, nor a URL such as https://host/v1 without user \
             name, query and fragment",
            server.name
        ))
    })
}
