//! Credentials and server of Smile ID.

use secrecy::{ExposeSecret as _, SecretString};
use smileid::{ApiKey, Credentials, Server};

use super::{incomplete, secret, text};
use crate::failure::Failure;

const PARTNER_ID: &str = "SMILEID_PARTNER_ID";
const API_KEY: &str = "SMILEID_API_KEY";
const SERVER: &str = "SMILEID_SERVER";

/// Credentials and server, all of them set.
///
/// # Errors
/// Which variables are missing, all at once, or which one is wrong.
pub(crate) fn required() -> Result<(Credentials, Server), Failure> {
    match (text(PARTNER_ID)?, secret(API_KEY)?, text(SERVER)?) {
        (Some(partner_id), Some(key), Some(server)) => {
            Ok((credentials(partner_id, key)?, self::server(&server)?))
        }
        (partner_id, key, server) => {
            let missing = [
                (
                    PARTNER_ID,
                    partner_id.is_none(),
                    "your partner id, leading zeros included",
                ),
                (
                    API_KEY,
                    key.is_none(),
                    "your API key, exactly as the Smile ID portal shows it",
                ),
                (
                    SERVER,
                    server.is_none(),
                    "0 for the sandbox, 1 for production, or a URL that ends in /v1",
                ),
            ];
            Err(incomplete(&missing))
        }
    }
}

/// Credentials to check signatures with, if there are any.
///
/// # Errors
/// When one of the two variables is set without the other, or is wrong.
pub(crate) fn optional_credentials() -> Result<Option<Credentials>, Failure> {
    let half = |set: &str, missing: &str| {
        Err(Failure::Settings(format!(
            "{set} is set and {missing} is not; set both to have signatures checked, or neither"
        )))
    };
    match (text(PARTNER_ID)?, secret(API_KEY)?) {
        (Some(partner_id), Some(key)) => credentials(partner_id, key).map(Some),
        (None, None) => Ok(None),
        (Some(_), None) => half(PARTNER_ID, API_KEY),
        (None, Some(_)) => half(API_KEY, PARTNER_ID),
    }
}

fn credentials(partner_id: String, key: SecretString) -> Result<Credentials, Failure> {
    // Such a key signs without complaint, and Smile ID refuses it without saying why.
    if key.expose_secret().trim().len() != key.expose_secret().len() {
        return Err(Failure::Settings(format!(
            "{API_KEY} begins or ends with a blank or a line end; set the key alone"
        )));
    }
    Credentials::new(partner_id, ApiKey::new(key)).map_err(|_| {
        Failure::Settings(format!(
            "{PARTNER_ID} is no partner id: it has 1 to 64 visible ASCII characters and no blanks"
        ))
    })
}

fn server(text: &str) -> Result<Server, Failure> {
    text.parse().map_err(|_| {
        Failure::Settings(format!(
            "{SERVER} is neither 0 for the sandbox, nor 1 for production, nor a URL such as https://host/v1 without \
             user name, query and fragment"
        ))
    })
}
