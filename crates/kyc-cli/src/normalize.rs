//! `kyc normalize`: maps saved payloads.

mod batch;
mod budget;
mod comparison;
mod earlier;
mod mapper;
mod pipeline;
mod progress;
mod report;
mod seen;
mod stop;
mod tally;

use core::num::NonZero;
use std::{
    io::Write,
    path::Path,
    sync::{Arc, atomic::AtomicU64},
    thread,
};

use kyc_facade::Normalizer;

use crate::{
    args::NormalizeArgs,
    failure::Failure,
    input::{Sources, check_standard_input, is_standard_input},
    render,
    settings::{self, Settings},
    status,
};
use comparison::Comparison;
use earlier::EarlierRun;
use mapper::{Form, Mapper};
use pipeline::End;
use progress::Progress;
use report::{Report, Writer};
use stop::Stop;
use tally::Tally;

pub(crate) use comparison::Totals;
pub(crate) use seen::{Seen, Verdict};
pub(crate) use tally::{Counts, Tally as Summary};

/// How much input may be under way: a record of the largest size alone, or many small ones. What a record becomes is
/// larger than what it was, and all of it stays below 100 MB.
const BYTES_UNDER_WAY: usize = 8 * 1024 * 1024;

/// Maps every record of every file, prints the outcomes or what they come to, reports the failures, and returns the exit
/// status.
///
/// # Errors
/// When the settings are wrong, the earlier run cannot be opened, or the output cannot be written. A record that fails is
/// reported and passed over.
pub(crate) fn run(
    args: &NormalizeArgs,
    config: Option<&Path>,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    check_standard_input(args.files.iter().chain(&args.diff))?;
    let normalizer = normalizer(args, config)?;
    let style = args.style();
    let show_personal = args.output.show_personal();
    let (form, report) = match &args.diff {
        Some(old) => {
            let earlier = EarlierRun::open(old).map_err(Failure::Earlier)?;
            let report = Report::Changes {
                comparison: Box::new(Comparison::new(earlier)),
                is_counted: args.summary,
            };
            (Form::Compare, report)
        }
        None if args.summary => (Form::Count, Report::Counts(Box::<Tally>::default())),
        None => (Form::Print(style), Report::Outcomes),
    };
    let mapper = Mapper {
        normalizer,
        form,
        show_personal,
    };
    let bytes_read = Arc::new(AtomicU64::new(0));
    let prints = matches!(form, Form::Print(_));
    let mut writer = Writer {
        out,
        err,
        progress: Progress::new(prints, Arc::clone(&bytes_read), &args.files),
        report,
        is_json: args.output.is_json(),
        status: status::MAPPED,
        failed: 0,
    };
    if prints {
        let head = render::head(style)?;
        writer
            .out
            .write_all(head.as_bytes())
            .map_err(Failure::Write)?;
    }
    let sources = Sources::new(args.files.clone());
    let end = pipeline::run(
        args.threads.unwrap_or_else(all_cores),
        BYTES_UNDER_WAY,
        &Stop::on_interrupt(),
        move |feeder| batch::read(sources, &feeder, &bytes_read),
        move |batch| mapper.map(batch),
        |mapped| writer.write(mapped),
    )?;
    match end {
        End::Complete => writer.finish(),
        End::NotWanted => Ok(writer.status),
        End::Stopped => writer.interrupted(),
    }
}

fn all_cores() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

fn normalizer(args: &NormalizeArgs, config: Option<&Path>) -> Result<Normalizer, Failure> {
    let settings = Settings::read(config, args.settings.given())?;
    let mut named = args.files.iter().chain(&args.diff);
    if named.any(|file| is_standard_input(file)) {
        settings.take_input("-")?;
    }
    let mut normalizer = Normalizer::new();
    normalizer.provider = args.provider.map(Into::into);
    normalizer.smileid.credentials = settings::smileid::optional_credentials(&settings)?;
    normalizer.smileid.vouch_for_source = args.vouch_for_source;
    normalizer.smileid.environment = args.environment.map(Into::into);
    normalizer.smileid.keep_raw = args.keep_raw;
    normalizer.greenid.vouch_for_source = args.vouch_for_source;
    normalizer.greenid.environment = args.environment.map(Into::into);
    normalizer.greenid.keep_raw = args.keep_raw;
    normalizer.greenid.policy = args.policy.policy();
    Ok(normalizer)
}
