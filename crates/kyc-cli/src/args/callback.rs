//! `kyc callback`, `kyc sign`, `kyc verify-signature`.

use std::path::PathBuf;

use clap::{Args, builder::NonEmptyStringValueParser};
use http::{HeaderName, HeaderValue};
use kyc_model::Timestamp;

use super::{SmileidFlags, SmileidKeyFlags};

/// What the help of `kyc callback` says after the options and the credentials.
pub(crate) const CALLBACK_HELP: &str = "
SMILEID_SERVER is needed only with --confirm. To learn whether the keys of two
environments were mixed up, set the other ones too; they vouch for nothing:
  SMILEID_OTHER_API_KEY     the API key of your other environment or account
  SMILEID_OTHER_PARTNER_ID  its partner id, if it is another one

The body of a V1 callback holds its signature. A V3 webhook has it in its
headers, so give these as they came:
  kyc callback webhook.json -H 'Response-Signature: ...' \\
    -H 'Response-Timestamp: ...' -H 'Job-ID: ...' -H 'User-ID: ...'

The signature covers the timestamp and your partner id, never the content:
whoever saw one pair can post any verdict with it. An authentic callback is
something to ask about, no answer. How old it is decides nothing here, so that
an old one can be checked; it is told as a fact.

Exit status:
  0   authentic; with --confirm: and the answer says the same
  1   not authentic, or it could not be read; with --confirm: or the answer says
      something else, or does not repeat a signal of fraud, or there is none
  12  with --confirm: authentic, and the answer is still pending
  2   usage: the command line is wrong";

/// What the help of `kyc sign` says after the options.
pub(crate) const SIGN_HELP: &str = "\
Settings come from flags, else from the environment, else from the configuration
file (see `kyc doctor --help`). No flag takes a secret itself:
  SMILEID_PARTNER_ID    your partner id, leading zeros included
  SMILEID_API_KEY       your API key, exactly as the Smile ID portal shows it;
  SMILEID_API_KEY_FILE  or the path of a file that holds it and nothing else

Whoever holds a timestamp with its signature can ask Smile ID in your name for
as long as it takes the timestamp. Treat both like a password.

Exit status:
  0  the signature was printed
  1  error: settings are wrong or missing
  2  usage: the command line is wrong";

/// What the help of `kyc verify-signature` says after the options.
pub(crate) const VERIFY_SIGNATURE_HELP: &str = "\
Settings come from flags, else from the environment, else from the configuration
file (see `kyc doctor --help`). No flag takes a secret itself:
  SMILEID_PARTNER_ID        your partner id, leading zeros included
  SMILEID_API_KEY           your API key, exactly as the portal shows it;
  SMILEID_API_KEY_FILE      or the path of a file that holds it and nothing else
To learn whether the keys of two environments were mixed up, set also:
  SMILEID_OTHER_API_KEY     the API key of your other environment or account
  SMILEID_OTHER_PARTNER_ID  its partner id, if it is another one

Exit status:
  0  the signature was made with your key over this timestamp
  1  it was not, or settings are wrong or missing; standard error says which
  2  usage: the command line is wrong";

#[derive(Args)]
pub(crate) struct CallbackArgs {
    /// The body as it arrived; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// A header of the delivery, as in 'Job-ID: j-1'; may
    /// be given more than once. Those that say nothing of
    /// the event are passed over
    #[arg(short = 'H', long = "header", value_name = "HEADER", verbatim_doc_comment, value_parser = header)]
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,

    /// Tell how old the callback was at this time instead
    /// of now, such as 2026-01-02T03:04:05Z
    #[arg(long, value_name = "TIME", verbatim_doc_comment, value_parser = instant)]
    pub(crate) at: Option<Timestamp>,

    /// Ask Smile ID about the job, and compare the answer
    #[arg(long)]
    pub(crate) confirm: bool,

    /// With --confirm: the user id that you started the job
    /// with, from your own records; a callback about another
    /// job is an error
    #[arg(long, value_name = "U", requires = "confirm", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user_id: Option<String>,

    /// With --confirm: the job id that you started the job
    /// with, from your own records; a callback about another
    /// job is an error
    #[arg(long, value_name = "J", requires = "confirm", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) job_id: Option<String>,

    /// With --confirm: the number of the product that you
    /// started the job with, from your own records (V1)
    #[arg(long, value_name = "N", requires = "confirm", verbatim_doc_comment, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) job_type: Option<u64>,

    /// With --confirm: the product that you started the
    /// job with, from your own records (V3), such as
    /// biometric_kyc; without it a V3 approval is
    /// inconclusive
    #[arg(long, value_name = "P", requires = "confirm", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) product: Option<String>,

    /// Show personal values
    #[arg(long)]
    pub(crate) show_personal: bool,

    #[command(flatten)]
    pub(crate) settings: SmileidFlags,
}

#[derive(Args)]
pub(crate) struct SignArgs {
    /// The exact text to sign, such as
    /// 2026-01-02T03:04:05.678Z
    #[arg(long, value_name = "T", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) timestamp: String,

    #[command(flatten)]
    pub(crate) settings: SmileidKeyFlags,
}

#[derive(Args)]
pub(crate) struct VerifySignatureArgs {
    /// The exact text of the timestamp, as it came
    #[arg(long, value_name = "T", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) timestamp: String,

    /// The signature, as it came
    #[arg(long, value_name = "S", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) signature: String,

    #[command(flatten)]
    pub(crate) settings: SmileidKeyFlags,
}

/// A header as curl takes it. The error quotes nothing: clap adds what was typed, and the caller takes it out again.
fn header(text: &str) -> Result<(HeaderName, HeaderValue), &'static str> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is written as 'Name: value'")?;
    Ok((
        name.trim()
            .parse()
            .map_err(|_| "what stands before the colon is no name of a header")?,
        value
            .trim()
            .parse()
            .map_err(|_| "what stands behind the colon is no value of a header")?,
    ))
}

fn instant(text: &str) -> Result<Timestamp, &'static str> {
    text.parse()
        .map_err(|_| "a time is written as 2026-01-02T03:04:05Z")
}
