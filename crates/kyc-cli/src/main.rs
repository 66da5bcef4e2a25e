//! `kyc`: asks a provider for an identity-verification outcome, or maps saved replies to outcomes.
//!
//! All decisions are `kyc-facade`'s. This program reads arguments, environment variables and files, and prints.

mod args;
mod callback;
mod completions;
mod doctor;
mod failure;
mod input;
mod normalize;
mod outcome;
mod render;
mod report;
mod runtime;
mod sandbox;
mod settings;
mod signature;
mod status;

use std::{
    env,
    io::{self, BufWriter},
    process::ExitCode,
};

use args::{Cli, Command};
use kyc_http::{Clock as _, SystemClock};
use mimalloc::MiMalloc;

// An outcome is many small texts: `kyc normalize` spends a fifth less time with this one.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let Cli { config, command } = match args::parse(env::args_os()) {
        Ok(cli) => cli,
        Err(answer) => {
            let status = u8::try_from(answer.exit_code()).unwrap_or(status::USAGE);
            // Help into a closed pipe has nobody to complain to.
            let _ = answer.print();
            return ExitCode::from(status);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let config = config.as_deref();
    // Not locked: a progress bar is drawn by a thread of its own.
    let mut err = io::stderr();
    let result = match &command {
        Command::Outcome { provider } => outcome::run(provider, config, &mut out, &mut err),
        Command::Normalize(args) => normalize::run(args, config, &mut out, &mut err),
        Command::Sandbox(args) => sandbox::run(args, &mut out),
        Command::Doctor(args) => doctor::run(args, config, &mut out),
        Command::Completions { shell } => completions::run(*shell, &mut out),
        Command::Report(args) => report::run(args, SystemClock.now(), &mut out, &mut err),
        Command::Callback(args) => callback::run(args, config, SystemClock.now(), &mut out),
        Command::Sign(args) => signature::sign(args, config, SystemClock.now(), &mut out, &mut err),
        Command::VerifySignature(args) => {
            signature::verify(args, config, SystemClock.now(), &mut out)
        }
    };
    ExitCode::from(match result {
        Ok(status) => status,
        Err(failure) => {
            render::say(&failure.to_string(), &mut err);
            status::ERROR
        }
    })
}
