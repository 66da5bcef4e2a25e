//! What each crate costs whoever depends on it: crates in the tree, a clean release build, and the size of a small
//! program that uses it, as times of what one would take instead.

mod build;
mod consumer;
mod unused;

use serde::{Deserialize, Serialize};

use super::{machine::Machine, report::Report, table::Table};
use crate::failure::Failure;
use consumer::CONSUMERS;

/// What one consumer came to.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Consumer {
    pub(super) name: String,
    /// The consumer that it is a multiple of; a floor has none.
    pub(super) floor: Option<String>,
    pub(super) crates: usize,
    /// User and system, of cargo and all that it started.
    pub(super) cpu_seconds: f64,
    /// The stripped program.
    pub(super) bytes: u64,
}

pub(super) fn run() -> Result<String, Failure> {
    let mut measured = Vec::new();
    for consumer in CONSUMERS {
        measured.push(build::measure(consumer)?);
    }
    let unused = unused::find()?;
    let mut kept = Report::load()?;
    kept.machine = Machine::this()?;
    kept.cost = measured;
    kept.keep()?;
    let table = table(&kept.cost).to_text();
    if unused.is_empty() {
        return Ok(format!(
            "{table}\nno crate has a dependency that it does not use"
        ));
    }
    Err(Failure::new(format!(
        "{table}\nnot used:\n  {}",
        unused.join("\n  ")
    )))
}

pub(super) fn table(consumers: &[Consumer]) -> Table<5> {
    let mut table = Table::new(["a program with", "crates", "CPU seconds", "size", "times"]);
    for consumer in consumers {
        let floor = consumers
            .iter()
            .find(|other| Some(&other.name) == consumer.floor.as_ref());
        table.push([
            consumer.name.clone(),
            times(
                consumer.crates as f64,
                floor.map(|floor| floor.crates as f64),
                0,
            ),
            times(
                consumer.cpu_seconds,
                floor.map(|floor| floor.cpu_seconds),
                1,
            ),
            times(
                consumer.bytes as f64 / 1e6,
                floor.map(|floor| floor.bytes as f64 / 1e6),
                2,
            ) + " MB",
            floor.map_or_else(|| "1.0".to_owned(), |floor| format!("of {}", floor.name)),
        ]);
    }
    table
}

fn times(own: f64, floor: Option<f64>, digits: usize) -> String {
    match floor {
        Some(floor) => format!("{:.2}x, {own:.digits$}", own / floor),
        None => format!("{own:.digits$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consumer_stands_beside_its_floor() {
        let of = |name: &str, floor: Option<&str>, crates, cpu_seconds, bytes| Consumer {
            name: name.to_owned(),
            floor: floor.map(str::to_owned),
            crates,
            cpu_seconds,
            bytes,
        };
        let table = table(&[
            of("reqwest", None, 80, 100.0, 4_000_000),
            of("smileid", Some("reqwest"), 88, 150.0, 5_000_000),
        ]);
        let lines: Vec<_> = table
            .to_markdown()
            .lines()
            .skip(2)
            .map(str::to_owned)
            .collect();
        assert_eq!(
            lines,
            [
                "| reqwest | 80 | 100.0 | 4.00 MB | 1.0 |",
                "| smileid | 1.10x, 88 | 1.50x, 150.0 | 1.25x, 5.00 MB | of reqwest |",
            ]
        );
    }
}
