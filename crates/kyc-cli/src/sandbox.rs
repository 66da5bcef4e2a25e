//! `kyc sandbox`: both providers on this machine.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write},
    path::Path,
};

use kyc_sandbox::{Sandbox, Service, scenario};
use secrecy::ExposeSecret as _;
use serde_json::json;
use x509_parser::{certificate::X509Certificate, pem::Pem, prelude::FromDer as _};

use crate::{args::SandboxArgs, failure::Failure, render, runtime, status};

const CERTIFICATE: &str = "CERTIFICATE";
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
const END: &[u8] = b"-----END CERTIFICATE-----";
/// The common name of every sandbox's CA.
const CA_NAME: &str = "kyc sandbox, invented CA";
/// More than any CA of a sandbox.
const MAX_CA_BYTES: u64 = 64 * 1024;

/// Serves until it is stopped, or prints the scenarios.
///
/// # Errors
/// When it cannot start, or not say that it has.
pub(crate) fn run(args: &SandboxArgs, out: &mut impl Write) -> Result<u8, Failure> {
    if args.list_scenarios {
        render::write(&list(), out)?;
        return Ok(status::DONE);
    }
    let mut builder = args.builder();
    if let Some(path) = &args.client_ca {
        builder = builder.client_ca_pem(fs::read(path).map_err(|error| {
            Failure::Settings(format!("the file of --client-ca cannot be read: {error}; name a PEM file with the certificates of your CA"))
        })?);
    }
    let runtime = runtime::start()?;
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
    Ok(status::DONE)
}

fn write_ca(path: &Path, pem: &str) -> Result<(), Failure> {
    let is_free = match read(path) {
        Ok(there) => may_be_replaced(&there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => {
            return Err(Failure::Settings(format!(
                "the file of --ca-out is there and cannot be read: {error}; name another one"
            )));
        }
    };
    if !is_free {
        return Err(Failure::Settings(
            "the file of --ca-out is there and holds something else than the CA of an earlier sandbox; name another one"
                .to_owned(),
        ));
    }
    fs::write(path, pem).map_err(|error| {
        Failure::Settings(format!(
            "the file of --ca-out cannot be written: {error}; name a file in a folder that is there"
        ))
    })
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut there = Vec::new();
    File::open(path)?
        .take(MAX_CA_BYTES)
        .read_to_end(&mut there)?;
    Ok(there)
}

/// Whether a file is empty, or the CA of an earlier sandbox and nothing else.
fn may_be_replaced(there: &[u8]) -> bool {
    let text = there.trim_ascii();
    if there.is_empty() {
        return true;
    }
    if !text.starts_with(BEGIN) || !text.ends_with(END) {
        return false;
    }
    let mut blocks = Pem::iter_from_buffer(text);
    let (Some(Ok(block)), None) = (blocks.next(), blocks.next()) else {
        return false;
    };
    let is_ours = |certificate: &X509Certificate<'_>| {
        let mut names = certificate.subject().iter_common_name();
        names.any(|name| name.as_str().is_ok_and(|name| name == CA_NAME))
    };
    block.label == CERTIFICATE
        && X509Certificate::from_der(&block.contents)
            .is_ok_and(|(rest, certificate)| rest.is_empty() && is_ours(&certificate))
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

fn list() -> String {
    let mut text = String::new();
    for (service, title) in [
        (Service::SmileidV1, "Smile ID: the job id"),
        (
            Service::SmileidV3,
            "Smile ID V3, for clients of it: the job id",
        ),
        (Service::Greenid, "greenID: the user id"),
    ] {
        text.push_str(&format!("{title}\n\n"));
        for scenario in scenario::all().filter(|scenario| scenario.service == service) {
            text.push_str(&format!(
                "  {:<30}  {}\n      {}\n",
                scenario.id(),
                scenario.leads_to,
                scenario.shows
            ));
        }
        text.push('\n');
    }
    text.push_str(
        "An id may be followed by a dot and anything: approved.17 is another job that is\n\
         approved. In V3 anything of the same alphabet may follow the first z.\n\
         The decisions are those of questions with --history.\n",
    );
    text
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
