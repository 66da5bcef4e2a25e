//! `kyc sandbox`: both providers on this machine.

use std::{fs, io::Write, path::Path};

use kyc_sandbox::{Sandbox, Service, scenario};
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::{args::SandboxArgs, failure::Failure, status};

const PEM: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Serves until it is stopped, or prints the scenarios.
///
/// # Errors
/// When it cannot start, or not say that it has.
pub(crate) fn run(args: &SandboxArgs, out: &mut impl Write) -> Result<u8, Failure> {
    if args.list_scenarios {
        list(out).map_err(Failure::Write)?;
        return Ok(status::MAPPED);
    }
    let mut builder = args.builder();
    if let Some(path) = &args.client_ca {
        builder = builder.client_ca_pem(fs::read(path).map_err(|error| {
            Failure::Settings(format!("the file of --client-ca cannot be read: {error}; name a PEM file with the certificates of your CA"))
        })?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    // Whoever reads the line may stop the program at once.
    let stopped = runtime
        .block_on(async { Stopped::listen() })
        .map_err(Failure::Runtime)?;
    let sandbox = builder.start_blocking().map_err(Failure::Sandbox)?;
    if let (Some(path), Some(pem)) = (&args.ca_out, sandbox.ca_pem()) {
        write_ca(path, pem)?;
    }
    writeln!(out, "{}", ready(&sandbox))
        .and_then(|()| out.flush())
        .map_err(Failure::Write)?;
    runtime.block_on(stopped.wait());
    Ok(status::MAPPED)
}

fn write_ca(path: &Path, pem: &str) -> Result<(), Failure> {
    // One of an earlier run is replaced, and nothing else.
    if fs::read(path).is_ok_and(|there| !there.is_empty() && !there.starts_with(PEM)) {
        return Err(Failure::Settings(
            "the file of --ca-out is there and holds no certificate; name another one".to_owned(),
        ));
    }
    fs::write(path, pem).map_err(|error| {
        Failure::Settings(format!(
            "the file of --ca-out cannot be written: {error}; name a file in a folder that is there"
        ))
    })
}

fn ready(sandbox: &Sandbox) -> serde_json::Value {
    let account = sandbox.account();
    json!({
        "smileid_server": sandbox.smileid_server(),
        "greenid_endpoint": sandbox.greenid_endpoint(),
        "greenid_password_endpoint": sandbox.greenid_password_endpoint(),
        "smileid_partner_id": account.smileid_partner_id(),
        "smileid_api_key": account.smileid_api_key().expose_secret(),
        "greenid_customer_id": account.greenid_customer_id(),
        "greenid_password": account.greenid_password().expose_secret(),
        "pid": std::process::id(),
    })
}

fn list(out: &mut impl Write) -> std::io::Result<()> {
    for (service, title) in [
        (Service::SmileidV1, "Smile ID: the job id"),
        (
            Service::SmileidV3,
            "Smile ID V3, for clients of it: the job id",
        ),
        (Service::Greenid, "greenID: the user id"),
    ] {
        writeln!(out, "{title}\n")?;
        for scenario in scenario::all().filter(|scenario| scenario.service == service) {
            writeln!(out, "  {:<30}  {}", scenario.id(), scenario.leads_to)?;
            writeln!(out, "      {}", scenario.shows)?;
        }
        writeln!(out)?;
    }
    writeln!(
        out,
        "An id may be followed by a dot and anything: approved.17 is another job that is\n\
         approved. In V3 anything of the same alphabet may follow the first z.\n\
         The decisions are those of questions with --history."
    )
}

/// The signals that end it.
struct Stopped {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stopped {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Without the signal it ends when its process does.
        let _ = tokio::signal::ctrl_c().await;
    }
}
