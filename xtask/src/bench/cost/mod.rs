//! What each crate costs whoever depends on it: crates in the tree, a clean release build, and the size of a small
//! program that uses it, as times of what one would take instead.

mod build;
mod consumer;
mod unused;

use serde::{Deserialize, Serialize};

use super::{machine::Machine, report::Report, table::Table};
use crate::failure::Failure;
use consumer::{CONSUMERS, Spec};

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

/// With a word, only the programs whose names hold it; the floors of the others are those that were measured before.
pub(super) fn run(word: Option<&str>) -> Result<String, Failure> {
    let chosen = |spec: &&Spec| word.is_none_or(|word| spec.name.contains(word));
    let mut kept = Report::load()?;
    kept.machine = Machine::this()?;
    for spec in CONSUMERS.iter().filter(chosen) {
        let measured = build::measure(spec)?;
        // At once: a build takes minutes, and one that fails must not take the others with it.
        kept.cost = with(kept.cost, measured);
        kept.keep()?;
    }
    let unused = unused::find()?;
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

/// In the order of the table, without what is not measured any more.
fn with(mut all: Vec<Consumer>, measured: Consumer) -> Vec<Consumer> {
    let place = |name: &str| CONSUMERS.iter().position(|spec| spec.name == name);
    all.retain(|consumer| consumer.name != measured.name && place(&consumer.name).is_some());
    all.push(measured);
    all.sort_by_key(|consumer| place(&consumer.name));
    all
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

    fn of(
        name: &str,
        floor: Option<&str>,
        crates: usize,
        cpu_seconds: f64,
        bytes: u64,
    ) -> Consumer {
        Consumer {
            name: name.to_owned(),
            floor: floor.map(str::to_owned),
            crates,
            cpu_seconds,
            bytes,
        }
    }

    #[test]
    fn what_is_measured_again_takes_its_place() {
        let kept = ["kyc-model", "gone", "serde_json"].map(|name| of(name, None, 1, 1.0, 1));
        let kept = with(kept.into(), of("serde_json", None, 2, 1.0, 1));
        let all: Vec<_> = kept.iter().map(|one| (&*one.name, one.crates)).collect();
        assert_eq!(all, [("serde_json", 2), ("kyc-model", 1)]);
    }

    #[test]
    fn a_consumer_stands_beside_its_floor() {
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
