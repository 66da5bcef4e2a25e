//! `kyc outcome`: asks a provider.

use std::io::Write;

use kyc_facade::{AskOptions, Registry, greenid::GreenidProvider, smileid::SmileProvider};
use kyc_http::{ReqwestTransport, ReqwestTransportBuilder, Sender};
use kyc_model::{
    outcome::{GreenidReference, Reference, SmileReference, VerificationOutcome},
    smileid::JobType,
};

use crate::{
    args::{GreenidArgs, OutcomeOf, SmileidArgs},
    failure::Failure,
    render::{self, Style},
    settings::{self, greenid::Certificates},
    status,
};

/// What a person has to know who sees the outcome.
const SANDBOX: &str = "SANDBOX: no provider was asked, and every person is invented.";

/// Asks the provider, prints the outcome, and returns its exit status.
///
/// # Errors
/// When there is no outcome, or it cannot be written.
pub(crate) fn run(
    provider: &OutcomeOf,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    let (outcome, output, is_sandbox) = match provider {
        OutcomeOf::Smileid(args) => (smileid(args)?, &args.output, args.sandbox),
        OutcomeOf::Greenid(args) => (greenid(args)?, &args.output, args.sandbox),
    };
    if is_sandbox {
        // JSON is for programs, which see it by environment and source.
        let _ = match output.style(true) {
            Style::Json => writeln!(err, "kyc: {SANDBOX}"),
            Style::Table { .. } => writeln!(out, "{SANDBOX}\n"),
        };
    }
    // Whoever closes the pipe early still gets the decision by the exit status.
    render::print(&outcome, None, output.style(true), out)?;
    Ok(status::of(outcome.decision()))
}

fn smileid(args: &SmileidArgs) -> Result<VerificationOutcome, Failure> {
    let sandbox = args.sandbox.then(settings::sandbox::start).transpose()?;
    let (credentials, server) = match &sandbox {
        Some(sandbox) => settings::sandbox::smileid(sandbox),
        None => settings::smileid::required(),
    }?;
    let is_plain = is_plain(server.base());
    let transport = transport(is_plain).build().map_err(Failure::Setup)?;
    let client = smileid::Client::new(server, credentials, sender(transport, is_plain));
    let mut reference = SmileReference::new(args.user_id.as_str(), args.job_id.as_str());
    reference.job_type = args.job_type.map(JobType::from_number);
    let options = AskOptions::default()
        .with_history(args.history)
        .with_image_links(args.image_links);
    let registry = Registry::new().with(SmileProvider::new(client));
    ask(&registry, &Reference::Smileid(reference), &options)
}

fn greenid(args: &GreenidArgs) -> Result<VerificationOutcome, Failure> {
    let sandbox = args.sandbox.then(settings::sandbox::start).transpose()?;
    let ((credentials, endpoint), certificates) = match &sandbox {
        Some(sandbox) => (
            settings::sandbox::greenid(sandbox)?,
            Certificates::default(),
        ),
        None => (settings::greenid::required()?, Certificates::read()?),
    };
    let is_plain = is_plain(endpoint.as_str());
    let transport = certificates
        .give_to(transport(is_plain))
        .build()
        .map_err(settings::greenid::setup)?;
    let client = greenid_soap::Client::new(endpoint, credentials, sender(transport, is_plain));
    let reference = GreenidReference::new(args.user_id.as_str());
    let provider = GreenidProvider::new(client).with_policy(args.policy.policy());
    let registry = Registry::new().with(provider);
    ask(
        &registry,
        &Reference::Greenid(reference),
        &AskOptions::default(),
    )
}

fn ask(
    registry: &Registry,
    reference: &Reference,
    options: &AskOptions,
) -> Result<VerificationOutcome, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    Ok(runtime.block_on(registry.outcome(reference, options))?)
}

fn is_plain(url: &str) -> bool {
    url.get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"))
}

/// Opting in lets plain http through to this machine only.
fn transport(is_plain: bool) -> ReqwestTransportBuilder {
    ReqwestTransport::builder()
        .allow_loopback_http(is_plain)
        .user_agent(concat!("kyc/", env!("CARGO_PKG_VERSION")))
}

fn sender(transport: ReqwestTransport, is_plain: bool) -> Sender {
    let sender = Sender::new(transport);
    if is_plain {
        sender.allow_loopback_http()
    } else {
        sender
    }
}
