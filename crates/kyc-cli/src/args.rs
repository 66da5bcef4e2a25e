//! The command line.

mod callback;
mod doctor;
mod normalize;
mod outcome;
mod report;
mod sandbox;
mod settings;

use std::{ffi::OsString, path::PathBuf};

use clap::{
    CommandFactory as _, Parser, Subcommand,
    error::{ContextKind, ContextValue},
};
use clap_complete::Shell;

use crate::status;

pub(crate) use callback::{CallbackArgs, SignArgs, VerifySignatureArgs};
pub(crate) use doctor::DoctorArgs;
pub(crate) use normalize::{NormalizeArgs, ProviderName};
pub(crate) use outcome::{AskArgs, GreenidArgs, OutcomeOf, OutputArgs, PolicyArgs, SmileidArgs};
pub(crate) use report::ReportArgs;
pub(crate) use sandbox::SandboxArgs;
pub(crate) use settings::{GreenidFlags, SmileidFlags, SmileidKeyFlags};

/// Reads the command line.
///
/// # Errors
/// Help, version, or what is wrong with the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(arguments).map_err(without_values)
}

/// The whole command line, for completions.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
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
  kyc doctor
  kyc report --out case.html case.ndjson
  kyc callback saved.json

Exit status of `kyc outcome`: 0 verified, 10 rejected, 11 needs_review,
12 pending, 13 inconclusive, 1 error, 2 usage. Of `kyc normalize`: 0 when every
record was mapped, 1 when any failed, 2 usage, 3 when --diff found a decision
that changed, 130 after Ctrl-C. Of `kyc doctor`: 0 when nothing failed, 1 when
anything did, 2 usage.";

const COMPLETIONS: &str = "\
Where each shell looks for it:
  bash        kyc in ~/.local/share/bash-completion/completions
  zsh         _kyc in a folder of $fpath
  fish        kyc.fish in ~/.config/fish/completions
  powershell  at the end of $PROFILE
  elvish      at the end of ~/.config/elvish/rc.elv

Exit status:
  0  the script was printed
  1  error: it could not be
  2  usage: the command line is wrong";

#[derive(Parser)]
#[command(
    name = "kyc",
    version,
    about = ABOUT,
    after_help = EXAMPLES,
    arg_required_else_help = true,
    max_term_width = 80
)]
pub(crate) struct Cli {
    /// Instead of KYC_CONFIG
    #[arg(long, value_name = "FILE", global = true, help_heading = settings::HEADING)]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ask a provider about one verification
    #[command(arg_required_else_help = true, after_help = status::OUTCOME_HELP)]
    Outcome {
        #[command(subcommand)]
        provider: OutcomeOf,
    },
    /// Map saved replies of providers to outcomes
    #[command(
        arg_required_else_help = true,
        about = "Map saved replies of providers to outcomes, one each",
        after_help = normalize::after_help()
    )]
    Normalize(NormalizeArgs),
    /// Serve both providers on this machine, for tests and trials
    #[command(
        about = "Serve both providers on this machine, with invented people",
        after_help = sandbox::HELP
    )]
    Sandbox(SandboxArgs),
    /// Check the configuration and the connection to each provider
    #[command(
        about = "Check configuration, connection and credentials",
        after_help = doctor::HELP
    )]
    Doctor(DoctorArgs),
    /// Print what makes a shell complete this program's commands
    #[command(about = "Print a script that makes a shell complete `kyc`", after_help = COMPLETIONS)]
    Completions {
        /// bash, elvish, fish, powershell or zsh
        #[arg(value_name = "SHELL", hide_possible_values = true)]
        shell: Shell,
    },
    /// Make a case file of outcomes: one HTML page
    #[command(arg_required_else_help = true, after_help = report::HELP)]
    Report(ReportArgs),
    /// Check a saved callback of Smile ID, and show its event
    #[command(
        arg_required_else_help = true,
        after_help = format!("{}{}", settings::SMILEID_HELP, callback::CALLBACK_HELP)
    )]
    Callback(CallbackArgs),
    /// Print Smile ID's signature for a timestamp
    #[command(arg_required_else_help = true, after_help = callback::SIGN_HELP)]
    Sign(SignArgs),
    /// Check a timestamp and its signature
    #[command(arg_required_else_help = true, after_help = callback::VERIFY_SIGNATURE_HELP)]
    VerifySignature(VerifySignatureArgs),
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
            "kyc outcome help canary",
            "kyc canary",
            "kyc help canary",
            "kyc help outcome canary",
            "kyc help --canary",
            "kyc help --config=canary",
            "kyc outcome smileid --user-id u --job-id j --smileid-api-key canary",
            "kyc outcome smileid --sandbox --user-id u --job-id j --smileid-server canary",
            "kyc outcome greenid --user-id u --greenid-password canary",
            "kyc doctor canary",
            "kyc doctor --smileid-api-key canary",
            "kyc completions canary",
            "kyc --config=canary canary",
            "kyc normalize --environment canary -",
            "kyc normalize --provider canary -",
            "kyc callback - -H canary",
            "kyc callback - -H canary:\u{7f}",
            "kyc callback - -H can/ary:x",
            "kyc callback - --at canary",
            "kyc callback - --confirm --job-type canary",
            "kyc callback - --confirm --user-id= --job-id canary",
            "kyc callback - --user-id canary",
            "kyc callback - canary",
            "kyc callback - --api-key=canary",
            "kyc sign canary",
            "kyc sign --timestamp t --key canary",
            "kyc verify-signature --timestamp t --signature s canary",
            "kyc report --out o --out canary -",
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
