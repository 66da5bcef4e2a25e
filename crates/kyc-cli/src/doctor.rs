//! `kyc doctor`: is the configuration there, do the servers answer, are the credentials taken?

mod call;
mod certificate;
mod clock;
mod configuration;
mod finding;
mod greenid;
mod network;
mod print;
mod smileid;
mod tls;
mod watched;

use std::{io::Write, path::Path};

use finding::{Check, Finding};
use kyc_model::outcome::Provider;
use print::Report;

use crate::{args::DoctorArgs, failure::Failure, runtime, settings::Settings, status};

const UNCONFIGURED: &str = "set SMILEID_PARTNER_ID, SMILEID_API_KEY and SMILEID_SERVER, or GREENID_CUSTOMER_ID and \
                            GREENID_ENDPOINT; `kyc doctor --help` says how";

/// Checks, prints, and returns the exit status.
///
/// # Errors
/// When nothing can be printed or no runtime be set up. What the checks find are no errors.
pub(crate) fn run(
    args: &DoctorArgs,
    config: Option<&Path>,
    out: &mut impl Write,
) -> Result<u8, Failure> {
    let mut report = Report::new(args.json, out);
    let mut flags = args.smileid.given();
    flags.extend(args.greenid.given());
    match Settings::read(config, flags) {
        Ok(settings) => examine(args, &settings, &mut report)?,
        Err(failure) => report.add(Finding::of_failure(Check::Configuration, &failure))?,
    }
    let has_failed = report.finish(args.offline)?;
    Ok(if has_failed {
        status::ERROR
    } else {
        status::DONE
    })
}

fn examine<W: Write>(
    args: &DoctorArgs,
    settings: &Settings,
    report: &mut Report<W>,
) -> Result<(), Failure> {
    if let Some(file) = settings.file() {
        report.add(Finding::ok(
            Check::Configuration,
            format!("{} is read", file.shown()),
        ))?;
    }
    let runtime = runtime::start()?;
    let asked: Option<Provider> = args.provider.map(Into::into);
    let is_due = |provider: &Provider| match &asked {
        Some(asked) => asked == provider,
        None => configuration::is_there(settings, provider),
    };
    let smileid = is_due(&Provider::Smileid);
    let greenid = is_due(&Provider::Greenid);
    if smileid {
        report.begin(Provider::Smileid)?;
        runtime.block_on(smileid::examine(settings, args.offline, report))?;
    }
    if greenid {
        report.begin(Provider::Greenid)?;
        runtime.block_on(greenid::examine(settings, args.offline, report))?;
    }
    if !smileid && !greenid {
        report.add(
            Finding::failed(Check::Configuration, "no provider is configured").next(UNCONFIGURED),
        )?;
    }
    Ok(())
}
