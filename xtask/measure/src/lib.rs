//! Benchmarks as ratios: every candidate against a floor, interleaved in one run.
//!
//! Absolute times of a shared machine say little. Here each round runs every candidate for a few milliseconds, in an order
//! that turns around every second round, and the ratio of a candidate is the median of its ratios to the floor, round by
//! round. `MEASURE_OUT=FILE` appends each group as one line of JSON; `MEASURE_ROUNDS` sets another number of rounds; a
//! word on the command line runs only the groups whose name holds it.

mod group;
mod report;

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

    /// Measures one group and prints its table. Gives back nothing where the command line left the group out.
    #[allow(clippy::print_stdout, reason = "a benchmark prints its table")]
    pub fn group<'a>(&self, name: &str, fill: impl FnOnce(&mut Group<'a>)) -> Option<GroupReport> {
        if self
            .filter
            .as_ref()
            .is_some_and(|word| !name.contains(word))
        {
            return None;
        }
        let mut group = Group::new(name);
        fill(&mut group);
        let report = group.measure(self.rounds);
        println!("{report}");
        if let Some(file) = env::var_os("MEASURE_OUT") {
            let written = OpenOptions::new()
                .create(true)
                .append(true)
                .open(file)
                .and_then(|mut out| writeln!(out, "{}", report.to_json()));
            if let Err(error) = written {
                println!("MEASURE_OUT cannot be written: {error}");
            }
        }
        Some(report)
    }
}
