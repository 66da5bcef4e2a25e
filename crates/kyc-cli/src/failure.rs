//! Why there is no outcome, in words for whoever runs the program.

use core::fmt;
use std::io;

use kyc_facade::{Error, ErrorKind};
use kyc_http::BuildError;
use kyc_model::outcome::Provider;

/// Why a command, a file or a record failed. Its text holds no value of a person or a provider, and no secret.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The environment variables are wrong or incomplete.
    Settings(String),
    /// The transport could not be set up.
    Setup(BuildError),
    /// The runtime could not be set up.
    Runtime(io::Error),
    /// There is no outcome.
    Outcome(Error),
    /// A file cannot be read.
    Read(io::Error),
    /// A record is larger than the limit.
    TooLarge,
    /// The sandbox did not start.
    Sandbox(kyc_sandbox::StartError),
    /// The output cannot be written.
    Write(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Outcome(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(text) => f.write_str(text),
            Self::Setup(error) => write!(f, "the client cannot be set up: {error}"),
            Self::Runtime(error) => write!(f, "the client cannot be set up: {error}"),
            Self::Outcome(error) => outcome(error, f),
            Self::Read(error) => write!(f, "cannot be read: {error}"),
            Self::TooLarge => f.write_str("the record is larger than 8 MiB"),
            Self::Sandbox(error) => write!(f, "{error}"),
            Self::Write(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

/// The error, its chain of causes, and what else helps.
fn outcome(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut cause = core::error::Error::source(error);
    while let Some(link) = cause {
        write!(f, ": {link}")?;
        cause = link.source();
    }
    if let Some(after) = error.retry_after() {
        write!(f, "; ask again after {} seconds", after.as_secs())?;
    }
    match hint(error) {
        Some(hint) => write!(f, "; {hint}"),
        None => Ok(()),
    }
}

fn hint(error: &Error) -> Option<&'static str> {
    let is_greenid = error.provider() == Some(&Provider::Greenid);
    match error.kind() {
        ErrorKind::NoProvider => Some("this program knows greenid and smileid"),
        ErrorKind::InvalidRequest if is_greenid => {
            Some("a user id has 1 to 255 characters, and no control characters")
        }
        ErrorKind::InvalidRequest => Some("ids have 1 to 255 bytes"),
        ErrorKind::NotAuthorized if is_greenid => Some(
            "see `kyc outcome greenid --help` for which variables each of greenID's two services needs",
        ),
        ErrorKind::SubjectNotFound if is_greenid => Some(
            "check the user id, and that the person was registered in the environment that was asked",
        ),
        ErrorKind::SubjectNotFound => {
            Some("check the ids, and that the job ran in the environment that was asked")
        }
        ErrorKind::UnrecognizedPayload => Some(
            "known are job-status replies, callback bodies, synchronous replies and V3 status documents of Smile ID, \
             and greenID's SOAP replies with a verification result",
        ),
        // The path is not there, rather than what was asked for.
        _ if error.http_status() == Some(404) && error.provider_code().is_none() => {
            Some(if is_greenid {
                "GREENID_ENDPOINT must be the full URL of the service"
            } else {
                "a URL in SMILEID_SERVER must end in /v1"
            })
        }
        _ => None,
    }
}
