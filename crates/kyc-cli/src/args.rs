//! The command line.

mod sandbox;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::NonEmptyStringValueParser,
    error::{ContextKind, ContextValue},
};
use kyc_facade::greenid::Policy;
use kyc_model::outcome::{Environment, Provider};

pub(crate) use sandbox::SandboxArgs;

use crate::{render::Style, status};

/// Reads the command line.
///
/// # Errors
/// Help, version, or what is wrong with the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Command, clap::Error> {
    Cli::try_parse_from(arguments)
        .map(|cli| cli.command)
        .map_err(without_values)
}

const ABOUT: &str = "\
Asks an identity-verification provider for an outcome, or maps saved replies to
outcomes. An outcome is one of: verified, rejected, needs_review, pending,
inconclusive.";

const EXAMPLES: &str = "\
Examples:
  kyc outcome smileid --user-id user-17 --job-id job-42
  kyc outcome greenid --user-id user-17
  kyc outcome smileid --sandbox --user-id u-1 --job-id approved
  kyc normalize --json replies.ndjson
  kyc normalize --vouch-for-source reply.json

Exit status of `kyc outcome`: 0 verified, 10 rejected, 11 needs_review,
12 pending, 13 inconclusive, 1 error, 2 usage. Of `kyc normalize`: 0 when every
record was mapped, 1 when any failed, 2 usage.";

const SMILEID_CREDENTIALS: &str = "\
Credentials come from the environment, never from the command line:
  SMILEID_PARTNER_ID  your partner id, leading zeros included
  SMILEID_API_KEY     your API key, exactly as the Smile ID portal shows it
  SMILEID_SERVER      0 for the sandbox, 1 for production, or a URL that ends
                      in /v1; plain http only to this machine
";

const GREENID_CREDENTIALS: &str = "\
Credentials come from the environment, never from the command line:
  GREENID_CUSTOMER_ID  your customer id, as greenID gave it to you
  GREENID_ENDPOINT     the full URL of the service that your account uses;
                       plain http only to this machine
  GREENID_PASSWORD     the password that belongs to the customer id, for the
                       password service; leave it out for the other one
  GREENID_CLIENT_PEM   for the certificate service: the path of a PEM file with
                       your client certificate and its unencrypted key
  GREENID_ROOT_PEM     the path of a PEM file with further root certificates to
                       trust, if the server needs them

greenID has two services, and your account uses one of them. The last part of
the URL tells them apart; HOST is au.vixverify.com, or test-au.vixverify.com for
its test environment:
  https://HOST/Registrations-Registrations/VerificationServicesPassword
  https://HOST/Registrations-Registrations/VerificationServices
";

const PAYLOADS: &str = "\
Payload kinds: job-status replies, callback bodies, synchronous replies and V3
status documents of Smile ID; SOAP replies of greenID with a verification
result. A file is read as NDJSON, one record a line, when its name ends in
.ndjson or .jsonl or its lines look like it; any other file is one record. In
NDJSON a SOAP reply stands as a JSON string that holds the XML, or as
{\"provider\":\"greenid\",\"payload\":\"<xml text>\"}. A record holds at most 8 MiB.

Signatures of Smile ID are checked when both are set in the environment; replies
of greenID have none:
  SMILEID_PARTNER_ID  the partner id, leading zeros included
  SMILEID_API_KEY     the API key
Without them the outcome says signature not_checked. A signature that can be
checked and is wrong is an error. No signature covers the content of a reply.
";

#[derive(Parser)]
#[command(
    name = "kyc",
    version,
    about = ABOUT,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    max_term_width = 80
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ask a provider about one verification
    #[command(arg_required_else_help = true, disable_help_subcommand = true, after_help = status::OUTCOME_HELP)]
    Outcome {
        #[command(subcommand)]
        provider: OutcomeOf,
    },
    /// Map saved replies of providers to outcomes
    #[command(
        arg_required_else_help = true,
        about = "Map saved replies of providers to outcomes, one each",
        after_help = format!("{PAYLOADS}\n{}", status::NORMALIZE_HELP)
    )]
    Normalize(NormalizeArgs),
    /// Serve both providers on this machine, for tests and trials
    #[command(
        about = "Serve both providers on this machine, with invented people",
        after_help = sandbox::HELP
    )]
    Sandbox(SandboxArgs),
}

#[derive(Subcommand)]
pub(crate) enum OutcomeOf {
    /// Ask Smile ID for the status of one job
    #[command(
        arg_required_else_help = true,
        after_help = format!("{SMILEID_CREDENTIALS}\n{}", status::OUTCOME_HELP)
    )]
    Smileid(SmileidArgs),
    /// Ask greenID for the current result of one person
    #[command(
        arg_required_else_help = true,
        after_help = format!("{GREENID_CREDENTIALS}\n{}", status::OUTCOME_HELP)
    )]
    Greenid(GreenidArgs),
}

#[derive(Args)]
pub(crate) struct SmileidArgs {
    /// Your own id of the person, as you sent it to Smile ID
    /// with the job (user_id in partner_params)
    #[arg(long, value_name = "U", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user_id: String,

    /// Your own id of this one verification, as you sent it to
    /// Smile ID (job_id in partner_params); not SmileJobID
    #[arg(long, value_name = "J", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) job_id: String,

    /// The number of the product you expect, such as 1 for
    /// biometric KYC or 6 for document verification; an answer
    /// about another product is not believed
    #[arg(long, value_name = "N", verbatim_doc_comment, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) job_type: Option<u64>,

    /// Also ask for the earlier results of the same person
    #[arg(long)]
    pub(crate) history: bool,

    /// Also ask for links to the images; whoever has a link can
    /// open the image until it expires
    #[arg(long, verbatim_doc_comment)]
    pub(crate) image_links: bool,

    /// Ask a sandbox inside this program instead of the
    /// provider: nothing is sent anywhere, every person is
    /// invented, and the id chooses what happens; see
    /// `kyc sandbox --list-scenarios`
    #[arg(long, verbatim_doc_comment)]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Args)]
pub(crate) struct GreenidArgs {
    /// The id under which the person is registered with
    /// greenID (userId): your own if you sent one,
    /// otherwise the one that greenID answered with
    #[arg(long, value_name = "U", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user_id: String,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    /// Ask a sandbox inside this program instead of the
    /// provider: nothing is sent anywhere, every person is
    /// invented, and the id chooses what happens; see
    /// `kyc sandbox --list-scenarios`
    #[arg(long, verbatim_doc_comment)]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What is asked of greenID's approvals beyond its rules.
#[derive(Args)]
pub(crate) struct PolicyArgs {
    /// greenID only: a check, such as AEC, that must
    /// have passed; otherwise an approval becomes
    /// needs_review. May be given more than once; letter
    /// case does not matter
    #[arg(long, value_name = "NAME", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    require_check: Vec<String>,

    /// greenID only: what an administrator verified by
    /// hand becomes needs_review
    #[arg(long, verbatim_doc_comment)]
    admin_needs_review: bool,
}

impl PolicyArgs {
    /// The policy of the facade.
    pub(crate) fn policy(&self) -> Policy {
        let mut policy = Policy::default();
        policy.required_checks.clone_from(&self.require_check);
        policy.admin_override_needs_review = self.admin_needs_review;
        policy
    }
}

#[derive(Args)]
pub(crate) struct NormalizeArgs {
    /// Files with saved payloads; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The provider of every record, smileid or greenid;
    /// otherwise it is detected, or taken from a record
    /// of the form {"provider": ..., "payload": ...}
    #[arg(
        long,
        value_name = "P",
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub(crate) provider: Option<ProviderName>,

    /// You vouch that every payload came from the
    /// provider as it is; otherwise all of them come out
    /// inconclusive
    #[arg(long, verbatim_doc_comment)]
    pub(crate) vouch_for_source: bool,

    /// Which environment the payloads came from, if you
    /// know: production, sandbox or custom
    #[arg(
        long,
        value_name = "E",
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub(crate) environment: Option<EnvironmentName>,

    /// Keep the payload in the outcome; only --json
    /// prints it
    #[arg(long, verbatim_doc_comment)]
    pub(crate) keep_raw: bool,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Args)]
pub(crate) struct OutputArgs {
    /// Print each outcome as one line of compact JSON,
    /// with personal values
    #[arg(long, verbatim_doc_comment)]
    json: bool,

    /// Show personal values in the table for people
    #[arg(long)]
    show_personal: bool,
}

impl OutputArgs {
    /// How to print. `ids_are_known`: the caller gave the ids, so they need not be hidden.
    pub(crate) const fn style(&self, ids_are_known: bool) -> Style {
        if self.json {
            Style::Json
        } else {
            Style::Table {
                show_personal: self.show_personal,
                show_ids: ids_are_known || self.show_personal,
            }
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ProviderName {
    Greenid,
    Smileid,
}

impl From<ProviderName> for Provider {
    fn from(name: ProviderName) -> Self {
        match name {
            ProviderName::Greenid => Self::Greenid,
            ProviderName::Smileid => Self::Smileid,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum EnvironmentName {
    Production,
    Sandbox,
    Custom,
}

impl From<EnvironmentName> for Environment {
    fn from(name: EnvironmentName) -> Self {
        match name {
            EnvironmentName::Production => Self::Production,
            EnvironmentName::Sandbox => Self::Sandbox,
            EnvironmentName::Custom => Self::Custom,
        }
    }
}

/// The same error without what was typed where a value is due: it may be an id or a key in the wrong place, and
/// standard error is often a log.
fn without_values(mut error: clap::Error) -> clap::Error {
    let hidden = || ContextValue::String("(not shown)".to_owned());
    // An empty value is told by itself.
    if matches!(error.get(ContextKind::InvalidValue), Some(ContextValue::String(value)) if !value.is_empty())
    {
        error.insert(ContextKind::InvalidValue, hidden());
    }
    // With a suggestion it is a slip in a command's name.
    if error.get(ContextKind::InvalidSubcommand).is_some()
        && error.get(ContextKind::SuggestedSubcommand).is_none()
    {
        error.insert(ContextKind::InvalidSubcommand, hidden());
    }
    if error.kind() == clap::error::ErrorKind::UnknownArgument {
        if matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(arg)) if !arg.starts_with("--"))
        {
            error.insert(ContextKind::InvalidArg, hidden());
        }
        error.remove(ContextKind::Suggested);
    }
    error
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn usage_errors_show_no_value() {
        for line in [
            "kyc outcome smileid --user-id u --job-id j canary",
            "kyc outcome smileid --user-id u --job-id j --job-type canary",
            "kyc outcome smileid --user-id u --job-id j --job-type=canary",
            "kyc outcome smileid --user-id u --job-id j -canary",
            "kyc outcome smileid --user-id u --job-id j --api-key=canary",
            "kyc outcome smileid --user-id u --job-id j --api-key canary",
            "kyc outcome smileid --user-id u --job-id j --json=canary",
            "kyc outcome smileid --user-id u --user-id canary --job-id j",
            "kyc outcome greenid --user-id u canary",
            "kyc outcome greenid --user-id u --password=canary",
            "kyc outcome greenid --user-id u --admin-needs-review=canary",
            "kyc outcome canary",
            "kyc canary",
            "kyc normalize --environment canary -",
            "kyc normalize --provider canary -",
        ] {
            let arguments = line.split(' ').map(OsString::from);
            let Err(error) = parse(arguments) else {
                panic!("{line}")
            };
            assert_eq!(error.exit_code(), 2, "{line}");
            let text = error.to_string();
            assert!(!text.contains("canary"), "{line}: {text}");
        }
    }
}
