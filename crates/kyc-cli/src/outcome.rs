//! `kyc outcome`: asks a provider.

use std::io::Write;

use kyc_facade::{AskOptions, Registry, smileid::SmileProvider};
use kyc_http::ReqwestTransport;
use kyc_model::{
    outcome::{Reference, SmileReference},
    smileid::JobType,
};
use smileid::{Client, Credentials, Server};

use crate::{args::SmileidArgs, failure::Failure, render, settings, status};

/// Asks Smile ID, prints the outcome, and returns its exit status.
///
/// # Errors
/// When there is no outcome, or it cannot be written.
pub(crate) fn run(args: &SmileidArgs, out: &mut impl Write) -> Result<u8, Failure> {
    let (credentials, server) = settings::required()?;
    let registry = Registry::new().with(SmileProvider::new(client(server, credentials)?));
    let mut reference = SmileReference::new(args.user_id.as_str(), args.job_id.as_str());
    reference.job_type = args.job_type.map(JobType::from_number);
    let options = AskOptions::default()
        .with_history(args.history)
        .with_image_links(args.image_links);

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    let outcome = runtime.block_on(registry.outcome(&Reference::Smileid(reference), &options))?;

    // Whoever closes the pipe early still gets the decision by the exit status.
    render::print(&outcome, None, args.output.style(true), out)?;
    Ok(status::of(outcome.decision()))
}

fn client(server: Server, credentials: Credentials) -> Result<Client, Failure> {
    // Opting in lets plain http through to this machine only.
    let is_plain = server
        .base()
        .get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:"));
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(is_plain)
        .user_agent(concat!("kyc/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(Failure::Setup)?;
    let client = Client::new(server, credentials, transport);
    Ok(if is_plain {
        client.allow_loopback_http()
    } else {
        client
    })
}
