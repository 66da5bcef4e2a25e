//! Keys and passwords: from a variable, a file, or standard input.

use std::{
    fs::File,
    io::{self, Read},
    path::PathBuf,
};

use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{
    Settings,
    setting::{Found, GREENID_PASSWORD_FILE, Origin, SMILEID_API_KEY_FILE, Setting},
    variable,
};
use crate::{failure::Failure, input::is_standard_input};

const MAX_BYTES: u64 = 64 * 1024;

/// A secret: a variable that holds it, or a setting that names its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Secret {
    /// The variable that holds it.
    pub(crate) variable: &'static str,
    /// The setting that names a file.
    pub(crate) file: Setting,
    /// What it is.
    pub(crate) holds: &'static str,
}

pub(crate) const API_KEY: Secret = Secret {
    variable: "SMILEID_API_KEY",
    file: SMILEID_API_KEY_FILE,
    holds: "your API key, exactly as the Smile ID portal shows it",
};
pub(crate) const PASSWORD: Secret = Secret {
    variable: "GREENID_PASSWORD",
    file: GREENID_PASSWORD_FILE,
    holds: "the password that belongs to it; VerificationServicesPassword asks for it",
};

impl Settings {
    /// A secret, from wherever it is.
    ///
    /// # Errors
    /// When two places name one, or its file is of no use.
    pub(crate) fn secret(&self, secret: Secret) -> Result<Option<Found<SecretString>>, Failure> {
        let file = self.secret_file(secret)?;
        let held = variable(secret.variable)?.map(SecretString::from);
        match (held, file) {
            (None, None) => Ok(None),
            (Some(_), Some(file)) if file.origin == Origin::Environment => {
                Err(Failure::Settings(format!(
                    "{} and {} are both set; unset one of them",
                    secret.variable, file.name
                )))
            }
            (Some(value), None) => Ok(Some(found(value, secret))),
            // The environment goes before the configuration file.
            (Some(value), Some(file)) if file.origin == Origin::File => {
                Ok(Some(found(value, secret)))
            }
            (_, Some(file)) => self.read_secret(&file).map(|value| {
                Some(Found {
                    value,
                    origin: file.origin,
                    name: format!("the content of {}", file.name),
                })
            }),
        }
    }

    /// The file that a secret is read from, if it comes from one.
    pub(crate) fn secret_file(&self, secret: Secret) -> Result<Option<Found<PathBuf>>, Failure> {
        self.path(secret.file)
    }

    fn read_secret(&self, file: &Found<PathBuf>) -> Result<SecretString, Failure> {
        let no_use = |why: &str| {
            Err(Failure::Settings(format!(
                "{} {why}; name a file that holds the secret and nothing else, or - for standard input",
                file.name
            )))
        };
        let is_input = is_standard_input(&file.value) && file.origin != Origin::File;
        if is_input {
            self.take_input(&file.name)?;
            let input = self.input.borrow();
            if let Some(secret) = input.as_ref().and_then(|input| input.secret.clone()) {
                return Ok(secret);
            }
        }
        let content = if is_input {
            read(io::stdin().lock())
        } else {
            File::open(&file.value).and_then(read)
        };
        let content = match content {
            Ok(content) => content,
            Err(error) => return no_use(&format!("names what cannot be read: {error}")),
        };
        let Ok(text) = core::str::from_utf8(&content) else {
            return no_use("names what is not UTF-8 text");
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Editors and `echo` end the line.
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        if text.trim().is_empty() {
            return no_use("names what is empty");
        }
        // It would sign, and nobody would be told why no signature fits.
        if text.trim().contains(char::is_control) {
            return no_use("names what is more than one line");
        }
        let secret = SecretString::from(text);
        if is_input && let Some(input) = self.input.borrow_mut().as_mut() {
            input.secret = Some(secret.clone());
        }
        Ok(secret)
    }
}

fn found(value: SecretString, secret: Secret) -> Found<SecretString> {
    Found {
        value,
        origin: Origin::Environment,
        name: secret.variable.to_owned(),
    }
}

/// All that is there, in memory that is wiped afterwards.
fn read(from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(Vec::new());
    let size = from.take(MAX_BYTES + 1).read_to_end(&mut content)?;
    if u64::try_from(size).is_ok_and(|size| size <= MAX_BYTES) {
        Ok(content)
    } else {
        Err(io::Error::other("it is larger than 64 KiB"))
    }
}
