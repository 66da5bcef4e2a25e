//! `cargo xtask clients`: the sandbox as seen by clients that this project did not write.

mod outcome;
mod suite;

pub(crate) use suite::Suite;

use std::io::{Write as _, stdout};

use crate::{cargo, failure::Failure, install::Installed};

/// Installs what the suites need, builds `kyc`, runs every suite, and fails when one of them failed or ran too few tests.
pub(crate) fn run(suites: &[Suite]) -> Result<String, Failure> {
    let installed = Installed::in_target_directory()?;
    for suite in suites {
        installed.provide(suite.language())?;
    }
    let kyc = cargo::build_kyc()?;
    let (mut tests, mut failed) = (0, Vec::new());
    for suite in suites {
        let outcome = suite.run(&installed, &kyc)?;
        say(&format!("{}: {outcome}", suite.name()))?;
        if outcome.is_success() {
            tests += outcome.ran;
        } else {
            say(&outcome.output)?;
            failed.push(suite.name());
        }
    }
    if failed.is_empty() {
        Ok(format!("{} suites, {tests} tests", suites.len()))
    } else {
        Err(Failure::new(format!("failed: {}", failed.join(", "))))
    }
}

fn say(text: &str) -> Result<(), Failure> {
    writeln!(stdout().lock(), "{text}").map_err(|error| Failure::io("standard output", &error))
}
