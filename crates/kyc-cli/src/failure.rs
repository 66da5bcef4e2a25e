//! Why there is no outcome, in words for whoever runs the program.

use core::{error::Error as _, fmt};
use std::io;

use kyc_facade::{Error, ErrorKind};
use kyc_http::BuildError;
use kyc_model::outcome::{InvariantError, Provider};

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
    /// The outcome contradicts itself.
    Invariant(InvariantError),
    /// A file cannot be read.
    Read(io::Error),
    /// A record is larger than the limit.
    TooLarge,
    /// The sandbox did not start.
    Sandbox(kyc_sandbox::StartError),
    /// The payload cannot be saved to this file.
    Save(String, io::Error),
    /// The user ended a wait before there was an answer.
    Interrupted,
    /// No file has a name that fits the pattern.
    NothingMatches,
    /// A pattern for file names is faulty.
    Pattern(&'static str),
    /// The outcomes of an earlier run cannot be read.
    Earlier(io::Error),
    /// A line of an earlier run is no outcome.
    NoOutcome,
    /// The earlier run had nothing in common with this one.
    OtherInput,
    /// The earlier run had its records in another order.
    OutOfOrder,
    /// The output cannot be written.
    Write(io::Error),
    /// A record is no outcome. The text of the cause quotes nothing.
    NotAnOutcome(serde_json::Error),
    /// A callback or a pair is not authentic, or cannot be read.
    Callback(smileid::Error),
    /// A callback names no job that could be asked about.
    NamesNoJob,
    /// There is no page of a case file, and why.
    NoPage(String),
    /// A thread of this program panicked.
    Bug,
}

impl Failure {
    /// The kind of a record's failure, to count it by.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Outcome(error) => match error.provider().filter(|provider| provider.is_known()) {
                Some(provider) => format!("{}: {}", provider.as_str(), error.kind().name()),
                None => error.kind().name().to_owned(),
            },
            Self::Read(_) => "cannot be read".to_owned(),
            failure => failure.to_string(),
        }
    }
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
            Self::Invariant(error) => write!(f, "{error}"),
            Self::Read(error) => write!(
                f,
                "cannot be read: {error}; check its name, and that you may read it"
            ),
            Self::TooLarge => f.write_str("the record is larger than 8 MiB"),
            Self::Sandbox(error) => match error.source() {
                Some(source) => write!(f, "{error}: {source}"),
                None => write!(f, "{error}"),
            },
            Self::Save(path, error) => write!(f, "{path}: the payload is not saved: {error}"),
            Self::Interrupted => f.write_str("interrupted before there was an answer"),
            Self::NothingMatches => f.write_str("no file has such a name"),
            Self::Pattern(fault) => write!(f, "is no pattern: {fault}"),
            Self::Earlier(error) => write!(f, "the earlier run cannot be read: {error}"),
            Self::NoOutcome => f.write_str("is no outcome that `kyc normalize --json` printed"),
            Self::OutOfOrder => f.write_str(
                "the earlier run has its records in another order, and some were not compared; sort both inputs alike, and run \
                 both again",
            ),
            Self::OtherInput => f.write_str(
                "no record has an outcome in the earlier run; was it a run over the same records?",
            ),
            Self::Write(error) => write!(f, "the output cannot be written: {error}"),
            Self::NotAnOutcome(error) => write!(
                f,
                "no outcome: {error}; make outcomes of saved replies with `kyc normalize --json`"
            ),
            Self::Callback(error) => callback(error, f),
            Self::NamesNoJob => f.write_str(
                "the callback names no job, so nothing can be asked; ask about the job that you started with `kyc outcome`",
            ),
            Self::NoPage(why) => write!(f, "no page was written: {why}"),
            Self::Bug => f.write_str("this program has a bug and gave up; please report it"),
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

/// What is wrong with a callback, and what to look at next.
fn callback(error: &smileid::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use smileid::{ErrorKind as K, callback::LikelyCause as C};
    let is_signature = matches!(
        error.kind(),
        K::SignatureMissing | K::SignatureMalformed | K::SignatureMismatch | K::SignatureAmbiguous
    );
    if is_signature {
        f.write_str("not authentic: ")?;
    }
    write!(f, "{error}")?;
    let next = match (error.kind(), error.likely_cause()) {
        (K::SignatureMissing, _) => {
            "a V3 webhook is signed in its headers: give Response-Signature and Response-Timestamp with -H"
        }
        (K::SignatureMalformed, _) => {
            "look whether it was cut off, quoted or encoded anew when it was saved"
        }
        (_, Some(C::PartnerIdZeros)) => {
            "set SMILEID_PARTNER_ID as the portal shows it, leading zeros included"
        }
        (_, Some(C::TimestampRewritten)) => {
            "check the bytes as they arrived, before anything reads the timestamp and writes it anew"
        }
        (_, Some(C::OtherCredentials)) => {
            "check it with the credentials of SMILEID_OTHER_API_KEY instead"
        }
        (K::SignatureMismatch, None) => {
            "set SMILEID_OTHER_API_KEY as well to learn whether the key of another environment made it"
        }
        _ => return Ok(()),
    };
    write!(f, "; {next}")
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
