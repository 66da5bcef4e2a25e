//! The benchmarks that take time, one after another, each with its candidates interleaved.

use std::{fs, path::Path};

use super::{
    baseline::{self, Ratios},
    built, judged,
    machine::Machine,
    order::Order,
    ratios,
    report::{self, Report},
    targets::{self, Kind, Target},
};
use crate::{cargo, failure::Failure};

const BASELINE: &str = "ratios.json";

pub(super) fn run(order: &Order) -> Result<String, Failure> {
    let (targets, filter) =
        targets::chosen(targets::of_kind(Kind::Measured)?, order.word.as_deref());
    let measured = measure(&targets, filter, order.rounds, &[])?;
    let said = keep_and_show(&measured)?;

    let now = baseline::of(&measured.groups);
    let mut before: Ratios = baseline::read(BASELINE)?;
    if order.bless {
        // What was not measured this time stays, unless everything was.
        match order.word {
            Some(_) => before.extend(now),
            None => before = now,
        }
        super::write_json(&baseline::place(BASELINE), &before)?;
        return Ok(said);
    }
    let mut worse = baseline::worse(&before, &now);
    if order.word.is_none() {
        worse.extend(baseline::gone(&before, &now));
    }
    judged(said, &worse, order.check)
}

/// Runs these benchmarks, which print as they go, and gives what they measured.
pub(super) fn measure(
    targets: &[Target],
    filter: Option<&str>,
    rounds: Option<u64>,
    environment: &[(&str, &Path)],
) -> Result<Report, Failure> {
    let lines = report::directory()?.join("lines.ndjson");
    fs::write(&lines, "").map_err(|error| Failure::io(&lines, &error))?;
    for benchmark in built::build(targets)? {
        let mut command = benchmark.command();
        command
            .args(filter)
            .env("MEASURE_OUT", &lines)
            .envs(environment.iter().copied());
        if let Some(rounds) = rounds {
            command.env("MEASURE_ROUNDS", rounds.to_string());
        }
        cargo::run(&mut command)?;
    }
    let text = fs::read_to_string(&lines).map_err(|error| Failure::io(&lines, &error))?;
    let measured = Report::read_lines(&text)?;
    if measured.groups.is_empty() && measured.figures.is_empty() {
        return Err(Failure::new(
            "nothing was measured: no work has such a name",
        ));
    }
    Ok(measured)
}

/// Adds what was measured to what is kept, and shows it.
pub(super) fn keep_and_show(measured: &Report) -> Result<String, Failure> {
    let mut kept = Report::load()?;
    kept.machine = Machine::this()?;
    kept.merge(measured);
    let place = kept.keep()?;
    let table = ratios::table(&measured.groups, &measured.figures).to_text();
    Ok(format!("{table}\nkept in {}", place.display()))
}
