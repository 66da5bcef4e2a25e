//! `cargo xtask bench`: all measurements of the project, beside their floors, targets and rivals.

mod baseline;
mod built;
mod cost;
mod docs;
mod instructions;
mod machine;
mod order;
mod ratios;
mod report;
mod rivals;
mod table;
mod targets;
mod timed;

pub(crate) use order::Order;

use std::{fs, path::Path};

use serde::Serialize;

use crate::failure::Failure;
use order::What;

pub(crate) fn run(order: &Order) -> Result<String, Failure> {
    match order.what {
        What::Ratios => timed::run(order),
        What::Instructions => instructions::run(order),
        What::Rivals => rivals::run(order),
        What::Cost => cost::run(order.word.as_deref()),
        What::WriteDocs => docs::write(),
    }
}

fn write_json(place: &Path, value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::new(format!("{}: {error}", place.display())))?;
    text.push('\n');
    if let Some(directory) = place.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io(directory, &error))?;
    }
    fs::write(place, text).map_err(|error| Failure::io(place, &error))
}

/// What is said where something has become worse: an error where that is to be an error.
fn judged(mut said: String, worse: &[String], check: bool) -> Result<String, Failure> {
    if worse.is_empty() {
        return Ok(said);
    }
    said.push_str("\nworse than the baseline:\n  ");
    said.push_str(&worse.join("\n  "));
    match check {
        true => Err(Failure::new(said)),
        false => Ok(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_is_an_error_only_where_that_is_asked_for() {
        let worse = ["decode".to_owned()];
        let said = "table\nworse than the baseline:\n  decode";
        assert_eq!(judged("table".to_owned(), &worse, false).unwrap(), said);
        assert_eq!(
            judged("table".to_owned(), &worse, true)
                .unwrap_err()
                .to_string(),
            said
        );
        assert_eq!(judged("table".to_owned(), &[], true).unwrap(), "table");
    }
}
