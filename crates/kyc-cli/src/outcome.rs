//! `kyc outcome`: asks a provider.

mod live;
mod save;
mod wait;

use std::{io::Write, path::Path};

use kyc_facade::{AskOptions, Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::ReqwestTransport;
use kyc_model::{
    outcome::{GreenidReference, Reference, SmileReference, VerificationOutcome},
    smileid::JobType,
};
use kyc_sandbox::Sandbox;

use crate::{
    args::{AskArgs, GreenidArgs, OutcomeOf, SmileidArgs},
    failure::Failure,
    render::{self, Style},
    runtime,
    settings::{self, Settings},
    status,
};

use save::Target;

/// What a person has to know who sees the outcome.
const SANDBOX: &str = "SANDBOX: no provider was asked, and every person is invented.";

/// What is asked of whom. The sandbox, where there is one, lives as long as the question.
struct Question {
    registry: Registry,
    reference: Reference,
    options: AskOptions,
    _sandbox: Option<Sandbox>,
}

/// An outcome, and what to say about how it came.
struct Answer {
    outcome: VerificationOutcome,
    note: Option<&'static str>,
}

impl Answer {
    const fn of(outcome: VerificationOutcome) -> Self {
        Self {
            outcome,
            note: None,
        }
    }
}

/// Asks the provider, prints the outcome, and returns its exit status.
///
/// # Errors
/// When there is no outcome, it cannot be written, or the payload cannot be saved.
pub(crate) fn run(
    provider: &OutcomeOf,
    config: Option<&Path>,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    let (ask, output, is_sandbox) = match provider {
        OutcomeOf::Smileid(args) => (&args.ask, &args.output, args.sandbox),
        OutcomeOf::Greenid(args) => (&args.ask, &args.output, args.sandbox),
    };
    let target = ask
        .save
        .as_deref()
        .map(|path| Target::new(path, ask.force))
        .transpose()?;
    let mut question = match provider {
        OutcomeOf::Smileid(args) => smileid(args, config)?,
        OutcomeOf::Greenid(args) => greenid(args, config)?,
    };
    question.options = question.options.with_raw(target.is_some());
    let Answer { outcome, note } = answer(&question, ask, err)?;

    let mut parts = outcome.into_parts();
    let raw = parts.raw.take();
    let outcome = VerificationOutcome::new(parts).map_err(Failure::Invariant)?;
    let saved = target.map(|target| target.write(raw.as_ref())).transpose();

    let style = output.style(true);
    if is_sandbox {
        // JSON is for programs, which see it by environment and source.
        match style {
            Style::Json { .. } | Style::Csv { .. } => render::say(SANDBOX, err),
            Style::Table(_) => drop(writeln!(out, "{SANDBOX}\n")),
        }
    }
    // Whoever closes the pipe early still gets the decision by the exit status.
    render::print(&outcome, style, out)?;
    if let Some(note) = note {
        render::say(note, err);
    }
    if let Some(saved) = saved? {
        render::say(&saved, err);
    }
    Ok(status::of(outcome.decision()))
}

fn smileid(args: &SmileidArgs, config: Option<&Path>) -> Result<Question, Failure> {
    let sandbox = args.sandbox.then(settings::sandbox::start).transpose()?;
    let provider = match &sandbox {
        Some(sandbox) => provider_of(
            settings::sandbox::smileid(sandbox)?,
            settings::sandbox::transport(sandbox)?,
        ),
        None => smile_provider(&Settings::read(config, args.settings.given())?)?,
    };
    let mut reference = SmileReference::new(args.user_id.as_str(), args.job_id.as_str());
    reference.job_type = args.job_type.map(JobType::from_number);
    Ok(Question {
        registry: Registry::new().with(provider),
        reference: Reference::Smileid(reference),
        options: AskOptions::default()
            .with_history(args.history)
            .with_image_links(args.image_links),
        _sandbox: sandbox,
    })
}

/// Smile ID by these settings.
///
/// # Errors
/// When they are wrong or incomplete.
pub(crate) fn smile_provider(settings: &Settings) -> Result<SmileProvider, Failure> {
    let (credentials, server) = settings::smileid::required(settings)?;
    let transport = settings::smileid::certificates(settings)?.transport(server.base())?;
    Ok(provider_of((credentials, server), transport))
}

fn provider_of(
    (credentials, server): (smileid::Credentials, smileid::Server),
    transport: ReqwestTransport,
) -> SmileProvider {
    let sender = settings::sender(transport, server.base());
    SmileProvider::new(smileid::Client::new(server, credentials, sender))
}

fn greenid(args: &GreenidArgs, config: Option<&Path>) -> Result<Question, Failure> {
    let sandbox = args.sandbox.then(settings::sandbox::start).transpose()?;
    let ((credentials, endpoint), transport) = match &sandbox {
        Some(sandbox) => (
            settings::sandbox::greenid(sandbox)?,
            settings::sandbox::transport(sandbox)?,
        ),
        None => {
            let settings = Settings::read(config, args.settings.given())?;
            let (credentials, endpoint) = settings::greenid::required(&settings)?;
            let transport =
                settings::greenid::certificates(&settings)?.transport(endpoint.as_str())?;
            ((credentials, endpoint), transport)
        }
    };
    let sender = settings::sender(transport, endpoint.as_str());
    let client = greenid_soap::Client::new(endpoint, credentials, sender);
    let provider = GreenidProvider::new(client).with_policy(args.policy.policy());
    Ok(Question {
        registry: Registry::new().with(provider),
        reference: Reference::Greenid(GreenidReference::new(args.user_id.as_str())),
        options: AskOptions::default(),
        _sandbox: sandbox,
    })
}

fn answer(question: &Question, ask: &AskArgs, err: &mut impl Write) -> Result<Answer, Failure> {
    let asked = async {
        match ask.time() {
            Some(limit) => wait::wait(question, limit, err).await,
            None => {
                let asked = question
                    .registry
                    .outcome(&question.reference, &question.options);
                Ok(Answer::of(asked.await?))
            }
        }
    };
    runtime::start()?.block_on(asked)
}

/// Waits for an answer.
///
/// # Errors
/// When there is none.
pub(crate) fn block_on<T>(
    answer: impl Future<Output = Result<T, kyc_facade::Error>>,
) -> Result<T, Failure> {
    Ok(runtime::start()?.block_on(answer)?)
}
