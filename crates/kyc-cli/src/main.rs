//! `kyc`: asks a provider for an identity-verification outcome, or maps saved replies to outcomes.
//!
//! All decisions are `kyc-facade`'s. This program reads arguments, environment variables and files, and prints.

mod args;
mod failure;
mod input;
mod normalize;
mod outcome;
mod render;
mod sandbox;
mod settings;
mod status;

use std::{
    env,
    io::{self, BufWriter},
    process::ExitCode,
};

use args::Command;
use failure::Failure;

fn main() -> ExitCode {
    let command = match args::parse(env::args_os()) {
        Ok(command) => command,
        Err(answer) => {
            let status = u8::try_from(answer.exit_code()).unwrap_or(status::USAGE);
            // Help into a closed pipe has nobody to complain to.
            let _ = answer.print();
            return ExitCode::from(status);
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut err = io::stderr().lock();
    let result = match &command {
        Command::Outcome { provider } => outcome::run(provider, &mut out, &mut err),
        Command::Normalize(args) => normalize::run(args, &mut out, &mut err),
        Command::Sandbox(args) => sandbox::run(args, &mut out),
    };
    ExitCode::from(match result {
        Ok(status) => status,
        Err(failure) => {
            report(&failure, &mut err);
            status::ERROR
        }
    })
}

fn report(failure: &Failure, err: &mut impl io::Write) {
    let _ = writeln!(err, "kyc: {failure}");
}
