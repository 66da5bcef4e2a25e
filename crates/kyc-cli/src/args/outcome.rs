//! The command line of `kyc outcome`, and what `kyc normalize` shares of it.

use core::time::Duration;
use std::path::PathBuf;

use clap::{Args, ColorChoice, Subcommand, builder::NonEmptyStringValueParser};
use jiff::{Span, SpanRelativeTo};
use kyc_facade::greenid::Policy;

use super::settings::{self, GreenidFlags, SmileidFlags};
use crate::{
    render::{Look, Page, Style},
    status,
};

#[derive(Subcommand)]
pub(crate) enum OutcomeOf {
    /// Ask Smile ID for the status of one job (V1)
    #[command(
        arg_required_else_help = true,
        after_help = format!("{}\n{}", settings::SMILEID_HELP, status::OUTCOME_HELP)
    )]
    Smileid(SmileidArgs),
    /// Ask greenID for the current result of one person
    #[command(
        arg_required_else_help = true,
        after_help = format!("{}\n{}", settings::GREENID_HELP, status::OUTCOME_HELP)
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
    /// provider: nothing is sent anywhere, every person
    /// is invented, and the id chooses what happens; see
    /// `kyc sandbox --list-scenarios`
    #[arg(long, verbatim_doc_comment, conflicts_with_all = ["SmileidKeyFlags", "SmileidServerFlags"])]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) settings: SmileidFlags,

    #[command(flatten)]
    pub(crate) ask: AskArgs,

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
    /// provider: nothing is sent anywhere, every person
    /// is invented, and the id chooses what happens; see
    /// `kyc sandbox --list-scenarios`
    #[arg(long, verbatim_doc_comment, conflicts_with = "GreenidFlags")]
    pub(crate) sandbox: bool,

    #[command(flatten)]
    pub(crate) settings: GreenidFlags,

    #[command(flatten)]
    pub(crate) ask: AskArgs,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// How to ask.
#[derive(Args)]
pub(crate) struct AskArgs {
    /// Keep asking while the provider has not answered
    /// yet, at most for the time of --for, and print the
    /// last answer. Ctrl-C ends it the same way
    #[arg(long, verbatim_doc_comment)]
    wait: bool,

    /// How long to wait, such as 90s, 10m, 2h or 1d;
    /// 10 minutes unless given
    #[arg(
        long = "for",
        value_name = "TIME",
        requires = "wait",
        default_value = "10m",
        hide_default_value = true,
        value_parser = time,
        verbatim_doc_comment
    )]
    limit: Duration,

    /// Save the provider's reply as it came to this
    /// file, which only you can read; it holds personal
    /// values. When that fails, the outcome is printed
    /// and the exit status is 1
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub(crate) save: Option<PathBuf>,

    /// Replace the file of --save if it is there
    #[arg(long, requires = "save")]
    pub(crate) force: bool,
}

impl AskArgs {
    /// How long to wait; `None` asks once.
    pub(crate) fn time(&self) -> Option<Duration> {
        self.wait.then_some(self.limit)
    }
}

/// Reads a time such as `10m` or `1d`.
fn time(text: &str) -> Result<Duration, &'static str> {
    text.parse::<Span>()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .and_then(Duration::try_from)
        .map_err(|_| "write 90s, 10m, 2h or 1d")
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

    /// greenID only: the outcome VERIFIED_ADMIN, by which
    /// an administrator overrode the rules, becomes
    /// needs_review; a check alone that an administrator
    /// passed does not
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
pub(crate) struct OutputArgs {
    /// Print each outcome as one line of compact JSON,
    /// with personal values
    #[arg(long, verbatim_doc_comment)]
    json: bool,

    /// Show personal values where they would be hidden
    #[arg(long)]
    show_personal: bool,

    /// Say why: the row of the decision tables that
    /// decided, the rules before it that did not apply,
    /// what they read, and what they rest on
    #[arg(long, verbatim_doc_comment)]
    explain: bool,

    /// Color in the table for people: auto, always or
    /// never. auto is color on a terminal, unless
    /// NO_COLOR is set
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    color: ColorChoice,
}

impl OutputArgs {
    /// Whether JSON is asked for.
    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    /// Whether personal values may be shown where JSON is not asked for.
    pub(crate) const fn show_personal(&self) -> bool {
        self.show_personal
    }

    /// How to print. `ids_are_known`: the caller gave the ids, so they need not be hidden.
    pub(crate) fn style(&self, ids_are_known: bool) -> Style {
        if self.json {
            return Style::Json {
                explain: self.explain,
            };
        }
        Style::Table(Look {
            show_personal: self.show_personal,
            show_ids: ids_are_known || self.show_personal,
            explain: self.explain,
            page: Page::of_stdout(self.color),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (text, seconds) in [
            ("90s", 90),
            ("10m", 600),
            ("2h", 7200),
            ("1d", 86_400),
            ("1h 30m", 5400),
            ("0s", 0),
        ] {
            assert_eq!(time(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "10", "m", "-1m", "1mo", "1y", "canary", "99999999999d"] {
            let error = time(text).unwrap_err();
            assert!(!error.contains("canary"), "{text}");
        }
    }
}
