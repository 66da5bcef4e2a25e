//! The arguments of `kyc normalize`.

use core::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kyc_model::outcome::{Environment, Provider};

use super::{OutputArgs, PolicyArgs, SmileidKeyFlags};
use crate::{render::Style, status};

const PAYLOADS: &str = "\
Payload kinds: job-status replies, callback bodies, synchronous replies and V3
status documents of Smile ID; SOAP replies of greenID with a verification
result. A file is read as NDJSON, one record a line, when its name ends in
.ndjson or .jsonl or its lines look like it; any other file is one record. In
NDJSON a SOAP reply stands as a JSON string that holds the XML, or as
{\"provider\":\"greenid\",\"payload\":\"<xml text>\"}. A record holds at most 8 MiB.
`jq -c '.[]'` makes NDJSON of a list, `jq -c .` of records on several lines.

A folder stands for all its files and those of its folders, each level sorted by
name, without those whose names begin with a dot. Outcomes come in the order of
the records. A record that fails is reported on standard error with its file,
line and the byte at which the line begins, and the others go on.

Signatures of Smile ID are checked when both are set, by flags, in the
environment or in the configuration file (see `kyc doctor --help`); replies of
greenID have none:
  SMILEID_PARTNER_ID    the partner id, leading zeros included
  SMILEID_API_KEY       the API key, or SMILEID_API_KEY_FILE, the path of a file
                        that holds it and nothing else
Without them the outcome says signature not_checked. A signature that can be
checked and is wrong is an error. No signature covers the content of a reply.

--summary counts by decision, by the row or rule that decided, by reason (each
once for an outcome), by value that no table of this program lists, and by kind
of failure. Values with an @ or with six digits are hidden.

--diff finds the outcome of a record in OLD by the hash of its payload, so that
records which only one of the runs has do not matter; they are counted. Both
runs need about the same order: at most 65,536 outcomes of OLD are held until
their records come.

--to csv writes UTF-8 with a row of column names, always the same ones; new ones
are only ever added behind the last. Line ends in values become blanks, and an
apostrophe stands before what a spreadsheet would take for a formula.
";

/// What stands below the options in the help.
pub(super) fn after_help() -> String {
    format!("{PAYLOADS}\n{}", status::NORMALIZE_HELP)
}

#[derive(Args)]
pub(crate) struct NormalizeArgs {
    /// Files with saved payloads, folders of such files, or
    /// patterns such as 'replies/*.json'; - is standard
    /// input
    #[arg(value_name = "FILE", required = true, verbatim_doc_comment)]
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

    /// Print one row of CSV for each outcome, for
    /// spreadsheets
    #[arg(
        long,
        value_name = "csv",
        hide_possible_values = true,
        verbatim_doc_comment,
        conflicts_with_all = ["json", "summary", "diff", "explain"]
    )]
    pub(crate) to: Option<Format>,

    /// Print how many outcomes there are of each kind,
    /// and not the outcomes; with --json as one object
    #[arg(long, verbatim_doc_comment, conflicts_with = "explain")]
    pub(crate) summary: bool,

    /// Print only the decisions that are other ones than
    /// in OLD, the output of an earlier run with --json
    /// over the same records; with --summary how many
    /// there are of each change
    #[arg(
        long,
        value_name = "OLD",
        verbatim_doc_comment,
        conflicts_with = "explain"
    )]
    pub(crate) diff: Option<PathBuf>,

    /// How many records are mapped at once; otherwise as
    /// many as there are cores
    #[arg(long, value_name = "N", verbatim_doc_comment, value_parser = threads)]
    pub(crate) threads: Option<NonZero<usize>>,

    #[command(flatten)]
    pub(crate) settings: SmileidKeyFlags,

    #[command(flatten)]
    pub(crate) policy: PolicyArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl NormalizeArgs {
    /// How outcomes are printed.
    pub(crate) fn style(&self) -> Style {
        match self.to {
            Some(Format::Csv) => Style::Csv {
                show_personal: self.output.show_personal(),
            },
            None => self.output.style(false),
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Csv,
}

const MAX_THREADS: usize = 1024;

fn threads(text: &str) -> Result<NonZero<usize>, String> {
    text.parse()
        .ok()
        .filter(|threads: &NonZero<usize>| threads.get() <= MAX_THREADS)
        .ok_or_else(|| format!("it is a number from 1 to {MAX_THREADS}"))
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
