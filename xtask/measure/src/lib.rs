//! Benchmarks as ratios: every candidate against a floor, interleaved in one run.
//!
//! Absolute times of a shared machine say little. Here each round runs every candidate for a few milliseconds, in an order
//! that turns around every second round, and the ratio of a candidate is the median of its ratios to the floor, round by
//! round. `MEASURE_OUT=FILE` appends each group, and each figure, as one line of JSON; `MEASURE_ROUNDS` sets another number of rounds; a
//! word on the command line runs only the groups whose name holds it.

mod figure;
mod group;
mod report;

pub use figure::{Bound, Figure};
pub use group::{Candidate, Group, Target};
pub use report::{GroupReport, Row};

use std::{env, fs::OpenOptions, io::Write as _};

/// A run of groups.
#[derive(Debug)]
pub struct Bench {
    filter: Option<String>,
    rounds: usize,
}

impl Bench {
    /// As the command line and the environment have it.
    #[must_use]
    pub fn from_env() -> Self {
        Self {
            filter: env::args().skip(1).find(|word| !word.starts_with('-')),
            rounds: env::var("MEASURE_ROUNDS")
                .ok()
                .and_then(|rounds| rounds.parse().ok())
                .unwrap_or(31),
        }
    }

    /// Whether the command line asks for groups or figures of this name.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        self.filter.as_ref().is_none_or(|word| name.contains(word))
    }

    /// Measures one group and prints its table. Gives back nothing where the command line left the group out.
    pub fn group<'a>(&self, name: &str, fill: impl FnOnce(&mut Group<'a>)) -> Option<GroupReport> {
        if !self.wants(name) {
            return None;
        }
        let mut group = Group::new(name);
        fill(&mut group);
        let report = group.measure(self.rounds);
        put_out(&report);
        Some(report)
    }

    /// Prints what the benchmark counted itself.
    pub fn figure(&self, figure: &Figure) {
        put_out(figure);
    }
}

#[allow(clippy::print_stdout, reason = "a benchmark prints its table")]
fn put_out<T: core::fmt::Display + serde::Serialize>(entry: &T) {
    println!("{entry}");
    let Some(file) = env::var_os("MEASURE_OUT") else {
        return;
    };
    let written = serde_json::to_string(entry)
        .map_err(std::io::Error::other)
        .and_then(|line| {
            let mut out = OpenOptions::new().create(true).append(true).open(file)?;
            writeln!(out, "{line}")
        });
    if let Err(error) = written {
        println!("MEASURE_OUT cannot be written: {error}");
    }
}
