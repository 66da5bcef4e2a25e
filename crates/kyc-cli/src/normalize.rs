//! `kyc normalize`: maps saved payloads.

use std::{io::Write, path::Path};

use kyc_facade::Normalizer;
use kyc_http::{Clock as _, SystemClock};
use kyc_model::outcome::VerificationOutcome;

use crate::{
    args::NormalizeArgs,
    failure::Failure,
    input::{Record, Records},
    render::{self, Printed, clean},
    settings, status,
};

/// Maps every record of every file, prints the outcomes, reports the failures, and returns the exit status.
///
/// # Errors
/// When the settings are wrong or the output cannot be written. A record that fails is reported and passed over.
pub(crate) fn run(
    args: &NormalizeArgs,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    let normalizer = normalizer(args)?;
    let style = args.output.style(false);
    let mut status = status::MAPPED;
    for file in &args.files {
        for record in records(file) {
            let place = place(file, record.line);
            match outcome(&normalizer, record) {
                Ok(outcome) => {
                    if render::print(&outcome, Some(&place), style, out)? == Printed::NobodyReads {
                        return Ok(status);
                    }
                }
                Err(failure) => {
                    status = status::ERROR;
                    let _ = writeln!(err, "kyc: {place}: {failure}");
                }
            }
        }
    }
    Ok(status)
}

fn normalizer(args: &NormalizeArgs) -> Result<Normalizer, Failure> {
    let mut normalizer = Normalizer::new();
    normalizer.provider = args.provider.map(Into::into);
    normalizer.smileid.credentials = settings::smileid::optional_credentials()?;
    normalizer.smileid.vouch_for_source = args.vouch_for_source;
    normalizer.smileid.environment = args.environment.map(Into::into);
    normalizer.smileid.keep_raw = args.keep_raw;
    normalizer.greenid.vouch_for_source = args.vouch_for_source;
    normalizer.greenid.environment = args.environment.map(Into::into);
    normalizer.greenid.keep_raw = args.keep_raw;
    normalizer.greenid.policy = args.policy.policy();
    Ok(normalizer)
}

/// The records of a file. One that cannot be opened or told apart is one failed record.
fn records(file: &Path) -> Box<dyn Iterator<Item = Record>> {
    match Records::open(file) {
        Ok(records) => Box::new(records),
        Err(error) => Box::new(core::iter::once(Record {
            line: None,
            bytes: Err(Failure::Read(error)),
        })),
    }
}

fn outcome(normalizer: &Normalizer, record: Record) -> Result<VerificationOutcome, Failure> {
    Ok(normalizer.normalize(&record.bytes?, SystemClock.now())?)
}

fn place(file: &Path, line: Option<u64>) -> String {
    let file = clean(&file.to_string_lossy());
    match line {
        Some(line) => format!("{file}:{line}"),
        None => file,
    }
}
