//! The benchmarks that count instructions under callgrind: the same count for the same machine code, so fit for a gate.

mod gate;
mod runner;
mod summary;

use std::collections::BTreeMap;

pub(super) use summary::Counted;

use super::{
    baseline, judged,
    machine::Tools,
    order::Order,
    report::{self, Report},
    table::Table,
    targets::{self, Kind},
};
use crate::{cargo, failure::Failure};
use gate::Baseline;

const BASELINE: &str = "instructions.json";

pub(super) fn run(order: &Order) -> Result<String, Failure> {
    let tools = Tools::this()?;
    let runner = runner::provide()?;
    let (targets, rest) = targets::chosen(targets::of_kind(Kind::Counted)?, order.word.as_deref());
    if let Some(word) = rest {
        return Err(Failure::new(format!(
            "no package with instruction counts is named {word}"
        )));
    }
    let home = report::directory()?.join("gungraun");
    let mut counts = BTreeMap::new();
    for target in &targets {
        let text = cargo::said(
            cargo::cargo()
                .args(["bench", "--locked", "--package", &target.package])
                .args(["--bench", &target.bench, "--", "--output-format=json"])
                .env("GUNGRAUN_RUNNER", &runner)
                .env("GUNGRAUN_HOME", &home),
        )?;
        counts.extend(summary::read(&target.package, &text)?);
    }
    if counts.is_empty() {
        return Err(Failure::new("nothing was counted"));
    }
    let now = Baseline { tools, counts };

    let mut kept = Report::load()?;
    kept.instructions.extend(now.counts.clone());
    kept.keep()?;

    let mut before: Baseline = baseline::read(BASELINE)?;
    let mut said = table(&before, &now).to_text();
    if order.bless {
        before.bless(now, order.word.is_some())?;
        super::write_json(&baseline::place(BASELINE), &before)?;
        return Ok(said);
    }
    let whole = order.word.is_none();
    let verdict = gate::compare(&before, &now, whole);
    for remark in &verdict.remarks {
        said.push('\n');
        said.push_str(remark);
    }
    judged(said, &verdict.worse, order.check)
}

/// Every count that has a floor, beside it.
pub(super) fn shown(counts: &BTreeMap<String, Counted>) -> Table<3> {
    let mut table = Table::new(["work", "instructions", "times the floor"]);
    for (name, count) in counts {
        if let Some(times) = gate::times_floor(counts, count) {
            table.push([
                name.clone(),
                count.instructions.to_string(),
                format!("{times:.2}"),
            ]);
        }
    }
    table
}

/// Every count beside its floor and its count in the baseline.
fn table(before: &Baseline, now: &Baseline) -> Table<4> {
    let mut table = Table::new([
        "work",
        "instructions",
        "times the floor",
        "since the baseline",
    ]);
    for (name, count) in &now.counts {
        let floor = gate::times_floor(&now.counts, count);
        let old = before.counts.get(name);
        let change = old.map(|old| count.instructions as f64 / old.instructions as f64 - 1.0);
        table.push([
            name.clone(),
            count.instructions.to_string(),
            floor.map_or_else(String::new, |times| format!("{times:.2}")),
            change.map_or_else(String::new, |change| format!("{:+.2} %", change * 100.0)),
        ]);
    }
    table
}
