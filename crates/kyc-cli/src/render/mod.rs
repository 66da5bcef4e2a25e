//! Outcomes on standard output.

pub(crate) mod changes;
mod csv;
mod event;
mod explain;
mod json;
mod page;
mod people;
mod say;
mod sections;
pub(crate) mod summary;
mod table;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod words;

use std::io::{self, Write};

use kyc_model::outcome::VerificationOutcome;

use crate::{failure::Failure, input::Place};

pub(crate) use event::{confirmed, event, pair};
pub(crate) use page::Page;
pub(crate) use say::say;
pub(crate) use sections::decisive_first;
pub(crate) use text::{HIDDEN, clean, looks_personal, one_line, steers};

/// How outcomes are printed.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// One line of compact JSON, with personal values.
    Json {
        /// Whether it says why.
        explain: bool,
    },
    /// For people, decision first.
    Table(Look),
    /// One row of CSV.
    Csv {
        /// Whether personal values are shown.
        show_personal: bool,
    },
}

/// What people see of an outcome.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// Whether personal values are shown.
    pub(crate) show_personal: bool,
    /// Whether the ids of the reference are shown.
    pub(crate) show_ids: bool,
    /// Whether it says why, rule by rule.
    pub(crate) explain: bool,
    /// What it is set on.
    pub(crate) page: Page,
}

/// What stands before the first outcome.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn head(style: Style) -> Result<String, Failure> {
    match style {
        Style::Csv { .. } => csv::head().map_err(Failure::Write),
        Style::Json { .. } | Style::Table(_) => Ok(String::new()),
    }
}

/// The text of one outcome. `place` says which record it came from.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn text(
    outcome: &VerificationOutcome,
    place: Option<&Place>,
    style: Style,
) -> Result<String, Failure> {
    match style {
        Style::Json { explain: false } => json::line(outcome).map_err(Failure::Write),
        Style::Json { explain: true } => json::explained(outcome).map_err(Failure::Write),
        Style::Table(look) => {
            let place = place.map(ToString::to_string);
            Ok(people::text(outcome, place.as_deref(), &look))
        }
        Style::Csv { show_personal } => {
            csv::row(outcome, place, show_personal).map_err(Failure::Write)
        }
    }
}

/// Adds the text of one outcome to what is there.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn append(
    outcome: &VerificationOutcome,
    place: Option<&Place>,
    style: Style,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    if let Style::Json { explain: false } = style {
        return json::append(outcome, out).map_err(Failure::Write);
    }
    out.extend_from_slice(text(outcome, place, style)?.as_bytes());
    Ok(())
}

/// Prints one outcome. That nobody reads it is no error.
///
/// # Errors
/// When the output cannot be written for another reason than a closed pipe.
pub(crate) fn print(
    outcome: &VerificationOutcome,
    style: Style,
    out: &mut impl Write,
) -> Result<(), Failure> {
    write(&text(outcome, None, style)?, out)
}

/// Writes a text.
///
/// # Errors
/// When it cannot be written for another reason than a closed pipe.
pub(crate) fn write(text: &str, out: &mut impl Write) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::Write(error)),
    }
}
