//! Everything that has to hold: `ci` before a change lands, `assurance` before a release.

mod api;
mod assurance;
mod ci;
mod echo;
mod mutants;
mod readme;
mod services;
mod step;
mod tools;

use std::io::{Write as _, stdout};

use services::Services;
use step::{Ran, Step};

use crate::failure::Failure;

/// Which list of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// Before a change lands: at most 30 minutes on two cores.
    Ci,
    /// Before a release: what takes longer, or needs a tool of its own.
    Assurance,
}

/// The order to run a list, or a part of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) list: List,
    /// Only steps whose name holds one of these words; all without any.
    pub(crate) words: Vec<String>,
    /// For how long each fuzz target runs.
    pub(crate) fuzz_seconds: u64,
    /// Names the steps and runs none.
    pub(crate) is_dry: bool,
}

pub(crate) fn run(order: &Order) -> Result<String, Failure> {
    let steps: Vec<Step> = match order.list {
        List::Ci => ci::steps()?,
        List::Assurance => assurance::steps(order.fuzz_seconds)?,
    }
    .into_iter()
    .filter(|step| {
        order.words.is_empty()
            || order
                .words
                .iter()
                .any(|word| step.name().contains(word.as_str()))
    })
    .collect();
    if steps.is_empty() {
        return Err(Failure::new("no step has such a name"));
    }
    if order.is_dry {
        let names: Vec<_> = steps.iter().map(Step::to_string).collect();
        return Ok(names.join("\n"));
    }
    let services = Services::start(&steps)?;
    let mut done: Vec<Ran> = Vec::new();
    for step in &steps {
        // A reader of the log that has gone away is no reason to stop.
        let _ = writeln!(stdout().lock(), "\n== {step}");
        let ran = step.run(services.settings())?;
        let has_passed = ran.has_passed();
        done.push(ran);
        // A release is judged by all of its checks, a change by the first that fails.
        if !has_passed && order.list == List::Ci {
            break;
        }
    }
    let table: Vec<_> = done.iter().map(Ran::to_string).collect();
    let table = table.join("\n");
    if done.iter().all(Ran::has_passed) {
        Ok(format!("\n{table}"))
    } else {
        let ends: Vec<_> = done
            .iter()
            .filter(|ran| !ran.has_passed())
            .map(Ran::last_lines)
            .collect();
        let ends = ends.join("\n");
        Err(Failure::new(format!("a check failed\n{table}\n{ends}")))
    }
}
