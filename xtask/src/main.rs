//! Project chores: `cargo xtask fixtures` writes, checks and records the test fixtures, `cargo xtask clients` runs foreign
//! clients against the sandbox, `cargo xtask records` makes many saved replies, `cargo xtask bench` measures, `cargo xtask
//! ci` and `cargo xtask assurance` run all that has to hold.

mod bench;
mod cargo;
mod checks;
mod clients;
mod failure;
mod fixtures;
mod flags;
mod install;
mod json;
mod record;
mod records;

use std::{
    io::{Write as _, stderr, stdout},
    process::ExitCode,
};

use failure::Failure;
use flags::Command;

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1).map(|arg| arg.into_string());
    let parsed = args
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| "an argument is not UTF-8".to_owned())
        .and_then(flags::parse);
    let command = match parsed {
        Ok(command) => command,
        Err(what) => {
            // Nothing is left to do when not even stderr can be written to.
            let _ = write!(stderr().lock(), "xtask: {what}\n\n{}", flags::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(&command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(stderr().lock(), "xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<(), Failure> {
    let said = match command {
        Command::Fixtures { check: true, dir } => fixtures::check(dir)?,
        Command::Fixtures { check: false, dir } => fixtures::write(dir)?,
        Command::Record { list, out } => record::run(list, out)?,
        Command::Clients { suites } => clients::run(suites)?,
        Command::Records(order) => records::run(order)?,
        Command::Checks(order) => checks::run(order)?,
        Command::Bench(order) => bench::run(order)?,
    };
    writeln!(stdout().lock(), "{said}").map_err(|error| Failure::io("standard output", &error))
}
