//! Why there is no outcome, in words for whoever runs the program.

use core::{error::Error as _, fmt};
use std::io;

use kyc_facade::{Error, ErrorKind};
use kyc_http::BuildError;
use kyc_model::outcome::{InvariantError, Provider};

/// Why a command, a file or a record failed. Its text holds no value of a person or a provider, and no secret.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Settings, or a file that an argument names, are wrong or incomplete; the text says which.
    Settings(String),
    /// The transport could not be set up.
    Setup(BuildError),
    /// The runtime could not be set up.
    Runtime(io::Error),
    /// The threads that map could not be started.
    Threads(io::Error),
    /// There is no outcome.
    Outcome(Error),
    /// There is no outcome, for records stand in another form, and what to do.
    OtherForm(Error, &'static str),
    /// The outcome contradicts itself.
    Invariant(InvariantError),
    /// A file cannot be read.
    Read(io::Error),
    /// The file of this name cannot be read.
    ReadFile(String, io::Error),
    /// Standard input is named more than once.
    InputTwice,
    /// A folder or a pattern stands for no file.
    NoFiles,
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
    /// A callback is about another job than the caller's.
    AnotherJob,
    /// There is no page of a case file, and why.
    NoPage(String),
    /// A thread of this program panicked.
    Bug,
}

impl Failure {
    /// The kind of a record's failure, to count it by.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Outcome(error) | Self::OtherForm(error, _) => {
                match error.provider().filter(|provider| provider.is_known()) {
                    Some(provider) => format!("{}: {}", provider.as_str(), error.kind().name()),
                    None => error.kind().name().to_owned(),
                }
            }
            Self::Read(_) | Self::ReadFile(..) => "cannot be read".to_owned(),
            Self::TooLarge => "the record is larger than 8 MiB".to_owned(),
            Self::NoFiles => "holds no files".to_owned(),
            Self::NothingMatches => "no file has such a name".to_owned(),
            Self::Pattern(fault) => format!("is no pattern: {fault}"),
            Self::Earlier(error) => format!("the earlier run cannot be read: {error}"),
            Self::NoOutcome => "is no outcome that `kyc normalize --json` printed".to_owned(),
            Self::Write(error) => format!("the output cannot be written: {error}"),
            Self::Interrupted => "interrupted before there was an answer".to_owned(),
            failure => failure.to_string(),
        }
    }
}

/// The error without the name of the file that was written to first, which is gone. Its kind says as much.
pub(crate) fn without_name(error: io::Error) -> io::Error {
    match (error.raw_os_error(), error.kind()) {
        (Some(_), _) => error,
        (None, kind @ io::ErrorKind::NotFound) => io::Error::new(kind, "its folder is not there"),
        (None, kind) => kind.into(),
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
            Self::Threads(error) => write!(
                f,
                "not all threads can be started: {error}; give a smaller --threads"
            ),
            Self::Outcome(error) => outcome(error, f),
            Self::OtherForm(error, hint) => {
                outcome(error, f)?;
                write!(f, "; {hint}")
            }
            Self::Invariant(error) => write!(f, "{error}"),
            Self::Read(error) => write!(
                f,
                "cannot be read: {error}; check its name, and that you may read it"
            ),
            Self::ReadFile(path, error) => write!(
                f,
                "{path}: cannot be read: {error}; check its name, and that you may read it"
            ),
            Self::InputTwice => f.write_str(
                "- is standard input, which can be read once; name it once, and save the rest to files",
            ),
            Self::NoFiles => write!(
                f,
                "{}; name the folder that does (files whose names begin with a dot are passed over)",
                self.kind()
            ),
            Self::TooLarge => write!(
                f,
                "{}; if it is several, put each on a line of its own",
                self.kind()
            ),
            Self::Sandbox(error) => match error.source() {
                Some(source) => write!(f, "{error}: {source}"),
                None => write!(f, "{error}"),
            },
            Self::Save(path, error) => write!(f, "{path}: the payload is not saved: {error}"),
            Self::Interrupted => write!(f, "{}; run the same command again", self.kind()),
            Self::NothingMatches => write!(
                f,
                "{}; * and ? match neither / nor a dot in front, and **/ stands for folders of any depth",
                self.kind()
            ),
            Self::Pattern(_) => write!(
                f,
                "{}; write [[] for a bracket that is meant",
                self.kind()
            ),
            Self::Earlier(_) => write!(
                f,
                "{}; name what `kyc normalize --json` printed",
                self.kind()
            ),
            Self::NoOutcome => write!(
                f,
                "{}; give --diff the unchanged output of such a run",
                self.kind()
            ),
            Self::OutOfOrder => f.write_str(
                "the earlier run has its records in another order, and some were not compared; sort both inputs alike, and run \
                 both again",
            ),
            Self::OtherInput => f.write_str(
                "no record has an outcome in the earlier run; was it a run over the same records?",
            ),
            Self::Write(_) => write!(
                f,
                "{}; look at where it goes (folder, rights, room), and run the same command again: what is there may be \
                 cut off",
                self.kind()
            ),
            Self::NotAnOutcome(error) => write!(
                f,
                "no outcome: {error}; make outcomes of saved replies with `kyc normalize --json`"
            ),
            Self::Callback(error) => callback(error, f),
            Self::NamesNoJob => f.write_str(
                "the callback names no job, so nothing can be asked; ask about the job that you started with `kyc outcome`",
            ),
            Self::AnotherJob => f.write_str(
                "the callback is about another job than --user-id and --job-id name, so nothing was asked; do not act on \
                 it",
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
        write!(f, "; ask again after {} s", after.as_secs())?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_ends_in_what_to_do_and_is_counted_without_it() {
        let error = || io::Error::other("no room");
        for (failure, expected) in [
            (
                Failure::Threads(error()),
                "not all threads can be started: no room; give a smaller --threads",
            ),
            (
                Failure::Interrupted,
                "interrupted before there was an answer; run the same command again",
            ),
            (
                Failure::Write(error()),
                "the output cannot be written: no room; look at where it goes (folder, rights, room), and run the same \
                 command again: what is there may be cut off",
            ),
            (
                Failure::Earlier(error()),
                "the earlier run cannot be read: no room; name what `kyc normalize --json` printed",
            ),
            (
                Failure::Pattern("a fault"),
                "is no pattern: a fault; write [[] for a bracket that is meant",
            ),
        ] {
            assert_eq!(failure.to_string(), expected);
        }
        for failure in [
            Failure::TooLarge,
            Failure::NoFiles,
            Failure::NothingMatches,
            Failure::NoOutcome,
            Failure::Pattern("a fault"),
        ] {
            let (kind, text) = (failure.kind(), failure.to_string());
            assert!(text.starts_with(&format!("{kind}; ")), "{text}");
        }
    }
}
