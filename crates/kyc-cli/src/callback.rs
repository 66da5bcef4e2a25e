//! `kyc callback`: checks a saved callback, and asks about it.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use http::HeaderMap;
use kyc_facade::{AskOptions, Error, ErrorKind, smileid::Confirmed};
use kyc_http::{Phase, ResponseLimits};
use kyc_model::{
    Timestamp,
    outcome::{Decision, Product},
    smileid::JobType,
};
use smileid::callback::{Event, EventKind, Verifier};

use crate::{
    args::CallbackArgs,
    failure::Failure,
    input::is_standard_input,
    outcome,
    render::{self, clean},
    settings::{self, Settings},
    status,
};

/// Checks the callback, prints its event, asks about it where that is wanted, and returns the exit status.
///
/// # Errors
/// When it is not authentic or cannot be read, when there is no answer, or the output cannot be written.
pub(crate) fn run(
    args: &CallbackArgs,
    config: Option<&Path>,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<u8, Failure> {
    let settings = Settings::read(config, args.settings.given())?;
    if is_standard_input(&args.file) {
        settings.take_input("-")?;
    }
    let verifier = verifier(&settings)?;
    let headers: HeaderMap = args.headers.iter().cloned().collect();
    let body = read(&args.file)
        .map_err(|error| Failure::ReadFile(clean(&args.file.to_string_lossy()), error))?;
    let at = args.at.unwrap_or(now);
    let event = verifier
        .receive(&headers, &body.into(), at)
        .map_err(Failure::Callback)?;
    let text = render::event(&event, at, verifier.partner_id(), args.show_personal);
    render::write(&text, out)?;
    if !args.confirm {
        return Ok(status::DONE);
    }
    let confirmed = confirm(&event, verifier.partner_id(), args, &settings)?;
    let text = render::confirmed(&confirmed, to_check(&event, args), args.show_personal);
    render::write(&text, out)?;
    Ok(if confirmed.is_alarming() {
        status::ERROR
    } else if confirmed.outcome.decision() == Decision::Pending {
        status::of(Decision::Pending)
    } else {
        status::DONE
    })
}

/// What checks pairs by these settings.
///
/// # Errors
/// When they are wrong or incomplete.
pub(crate) fn verifier(settings: &Settings) -> Result<Verifier, Failure> {
    let credentials = settings::smileid::required_credentials(settings)?;
    let other = settings::smileid::other_credentials(&credentials)?;
    let verifier = Verifier::new(credentials);
    Ok(match other {
        Some(other) => verifier.also_diagnose_with(other),
        None => verifier,
    })
}

fn confirm(
    event: &Event,
    partner_id: &str,
    args: &CallbackArgs,
    settings: &Settings,
) -> Result<Confirmed, Failure> {
    let provider = outcome::smile_provider(settings)?;
    let mut started = event.reference(partner_id).ok_or(Failure::NamesNoJob)?;
    if let Some(text) = of_the_other_version(event, args) {
        return Err(Failure::Settings(text.to_owned()));
    }
    started.job_type = args.job_type.map(JobType::from_number);
    started.product = args.product.as_deref().map(Product::from);
    if let Some(id) = &args.user_id {
        started.user_id = Some(id.as_str().into());
    }
    if let Some(id) = &args.job_id {
        started.job_id = Some(id.as_str().into());
    }
    let options = AskOptions::default();
    match outcome::block_on(provider.confirm(event, Some(&started), &options)) {
        Err(Failure::Outcome(error)) if is_about_another(&error) => Err(Failure::AnotherJob),
        confirmed => confirmed,
    }
}

/// A product that was given and that nothing would be held against, and what to do.
const fn of_the_other_version(event: &Event, args: &CallbackArgs) -> Option<&'static str> {
    match (&event.kind, args.job_type, &args.product) {
        (EventKind::V1(_), _, Some(_)) => {
            Some("--product is for V3, and the callback is of V1; give --job-type instead")
        }
        (EventKind::V3(_), Some(_), _) => {
            Some("--job-type is for V1, and the callback is of V3; give --product instead")
        }
        _ => None,
    }
}

/// What would hold the event to the caller's own job, unless it was given. V1 knows a job by user and job, V3 by the job alone.
fn to_check(event: &Event, args: &CallbackArgs) -> Option<&'static str> {
    match (&event.kind, &args.user_id, &args.job_id) {
        (EventKind::V3(_), _, Some(_)) | (_, Some(_), Some(_)) => None,
        (EventKind::V3(_), _, None) => Some("--job-id checks it"),
        _ => Some("--user-id and --job-id check it"),
    }
}

/// Whether the event was told from the job that was started, before anything was asked.
fn is_about_another(error: &Error) -> bool {
    error.kind() == ErrorKind::WrongSubject && error.phase() == Phase::NotSent
}

/// The bytes of the body, and one more than the limit where there are more, which is then refused.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(ResponseLimits::DEFAULT_MAX_BODY_BYTES).unwrap_or(u64::MAX);
    let mut body = Vec::new();
    let reader: Box<dyn Read> = if is_standard_input(path) {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path)?)
    };
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut body)?;
    Ok(body)
}
