//! `kyc report`.

use std::path::PathBuf;

use clap::Args;

/// What the help says after the options.
pub(crate) const HELP: &str = "\
The page is one HTML file without script. It loads nothing from anywhere, reads
well with a screen reader, in light and dark, and prints each case on pages of
its own. It shows decision, reasons, checks, fields, documents of the Post
Office, evidence, history and provenance with the SHA-256 of the payload. The
payload itself is not on it.

It shows personal values, because whoever asks for a case file wants them, and
says so at its top. --mask hides them. The codes, names and words of the
provider are shown even then, unless they look like a person's.

The input is outcomes as JSON, one a file or one a line. Both of these print
them:
  kyc outcome smileid --user-id U --job-id J --json > case.ndjson
  kyc normalize --json replies.ndjson > cases.ndjson

Either every record gets onto the page or there is no page.

Exit status:
  0  the page was written
  1  error: there is no page
  2  usage: the command line is wrong";

#[derive(Args)]
pub(crate) struct ReportArgs {
    /// Files with outcomes as JSON, as `kyc outcome --json`
    /// and `kyc normalize --json` print them; - is standard
    /// input
    #[arg(value_name = "FILE", required = true, verbatim_doc_comment)]
    pub(crate) files: Vec<PathBuf>,

    /// Where to write the page, readable by you alone; without
    /// it the page goes to standard output
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub(crate) out: Option<PathBuf>,

    /// Replace the file that --out names
    #[arg(long, requires = "out")]
    pub(crate) force: bool,

    /// Hide personal values
    #[arg(long)]
    pub(crate) mask: bool,
}
