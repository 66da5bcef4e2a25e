//! `kyc completions`: a script that makes a shell complete this program's command line.

use std::io::Write;

use clap_complete::{Shell, generate};

use crate::{args, failure::Failure, render, status};

/// Prints the script.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn run(shell: Shell, out: &mut impl Write) -> Result<u8, Failure> {
    // The generator panics where it cannot write.
    let mut script = Vec::new();
    generate(shell, &mut args::definition(), "kyc", &mut script);
    render::write(&String::from_utf8_lossy(&script), out)?;
    Ok(status::DONE)
}
