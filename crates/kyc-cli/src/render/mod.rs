//! Outcomes on standard output.

mod json;
mod people;
mod sections;
mod table;
mod text;
mod words;

use std::io::{self, Write};

use kyc_model::outcome::VerificationOutcome;

use crate::failure::Failure;

pub(crate) use text::clean;

/// How outcomes are printed.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// One line of compact JSON, with personal values.
    Json,
    /// For people, decision first.
    Table {
        /// Whether personal values are shown.
        show_personal: bool,
        /// Whether the ids of the reference are shown.
        show_ids: bool,
    },
}

/// Whether what was printed arrived.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Printed {
    /// It did.
    Yes,
    /// The pipe is closed: nobody reads any further.
    NobodyReads,
}

/// Prints one outcome. `place` says which record it came from.
///
/// # Errors
/// When the output cannot be written for another reason than a closed pipe.
pub(crate) fn print(
    outcome: &VerificationOutcome,
    place: Option<&str>,
    style: Style,
    out: &mut impl Write,
) -> Result<Printed, Failure> {
    let text = match style {
        Style::Json => json::line(outcome).map_err(Failure::Write)?,
        Style::Table {
            show_personal,
            show_ids,
        } => people::text(outcome, place, show_personal, show_ids),
    };
    // Whoever follows the output sees each outcome at once.
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(Printed::Yes),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Printed::NobodyReads),
        Err(error) => Err(Failure::Write(error)),
    }
}
