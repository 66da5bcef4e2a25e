//! What many records came to, in numbers.

use indicatif::HumanCount;
use kyc_model::outcome::{Decision, ReasonCategory, Weight};
use serde::Serialize;

use super::{
    json,
    page::Page,
    table::Table,
    text::{HIDDEN, clean},
};
use crate::{
    failure::Failure,
    normalize::{Counts, Summary},
};

const SOURCE_NOT_CHECKED: (ReasonCategory, Weight) =
    (ReasonCategory::SourceNotChecked, Weight::Decisive);
const HINT_HIDDEN: &str =
    "\n(hidden) stands for a value that may be personal; --show-personal shows it.\n";
const HINT_SOURCE: &str = "\n--vouch-for-source says that you know that the payloads came from the provider;\n\
                           without it none of them can be anything but inconclusive.\n";

/// The numbers as tables.
pub(crate) fn text(tally: &Summary) -> String {
    let records = tally.mapped.saturating_add(tally.failed);
    let mut text = format!(
        "{} records: {} mapped, {} failed\n",
        HumanCount(records),
        HumanCount(tally.mapped),
        HumanCount(tally.failed)
    );
    let count = |decision: &Decision| tally.decisions.of(decision);
    let width = width(Decision::ALL.iter().map(count).max());
    let decisions = Decision::ALL.iter().map(|decision| {
        let count = count(decision);
        let share = share(count, tally.mapped);
        [aligned(count, width), decision.to_string(), share]
    });
    let header = ["count", "decision", "share"];
    section(&mut text, "Decisions", header, decisions.collect(), 0);
    if tally.reasons.of(&SOURCE_NOT_CHECKED) > 0 {
        text.push_str(HINT_SOURCE);
    }
    section(
        &mut text,
        "Decided by",
        ["count", "row or rule", "decision"],
        rows(&tally.rows, |(row, decision), count| {
            [count, clean(row), decision.to_string()]
        }),
        tally.rows.others(),
    );
    section(
        &mut text,
        "Reasons",
        ["count", "reason", "weight"],
        rows(&tally.reasons, |(category, weight), count| {
            [count, clean(category.as_str()), weight.to_string()]
        }),
        tally.reasons.others(),
    );
    section(
        &mut text,
        "Unrecognized values",
        ["count", "value", "where it stands", "provider"],
        rows(&tally.unrecognized, |(provider, part, value), count| {
            let provider = clean(provider.as_str());
            // Blanks around it may be all that is wrong with it.
            let value = if value == HIDDEN {
                value.clone()
            } else {
                format!("\"{value}\"")
            };
            [count, value, part.to_string(), provider]
        }),
        tally.unrecognized.others(),
    );
    if tally
        .unrecognized
        .ranked()
        .iter()
        .any(|((_, _, value), _)| value == HIDDEN)
    {
        text.push_str(HINT_HIDDEN);
    }
    section(
        &mut text,
        "Failures",
        ["count", "kind"],
        rows(&tally.failures, |kind, count| [count, kind.clone()]),
        tally.failures.others(),
    );
    section(
        &mut text,
        "Decision tables",
        ["count", "version"],
        rows(&tally.tables, |version, count| [count, clean(version)]),
        tally.tables.others(),
    );
    text
}

/// The most frequent first, each with its count as text.
pub(super) fn rows<'a, K: Ord, const N: usize>(
    counts: &'a Counts<K>,
    row: impl Fn(&'a K, String) -> [String; N],
) -> Vec<[String; N]> {
    let ranked = counts.ranked();
    let width = width(ranked.first().map(|(_, count)| *count));
    ranked
        .into_iter()
        .map(|(key, count)| row(key, aligned(count, width)))
        .collect()
}

/// Adds a table with its title; nothing where it has no rows.
pub(super) fn section<const N: usize>(
    text: &mut String,
    title: &str,
    header: [&'static str; N],
    rows: Vec<[String; N]>,
    others: u64,
) {
    if rows.is_empty() {
        return;
    }
    let mut table = Table::with_header(header);
    for row in rows {
        table.row(row);
    }
    text.push_str(&format!("\n{title}\n{}", table.text(Page::NARROW)));
    if others > 0 {
        let others = HumanCount(others);
        text.push_str(&format!("  and {others} times any other\n"));
    }
}

/// How wide the column of counts is.
fn width(largest: Option<u64>) -> usize {
    let largest = HumanCount(largest.unwrap_or_default()).to_string();
    largest.len().max("count".len())
}

fn aligned(count: u64, width: usize) -> String {
    format!("{:>width$}", HumanCount(count).to_string())
}

/// In percent of all, rounded down so that only all of them are 100.
fn share(count: u64, all: u64) -> String {
    let per_mille = u128::from(count)
        .saturating_mul(1000)
        .checked_div(u128::from(all))
        .unwrap_or_default();
    let (percent, tenths) = (per_mille / 10, per_mille % 10);
    format!("{percent}.{tenths} %")
}

#[derive(Serialize)]
struct Document<'a> {
    records: u64,
    mapped: u64,
    failed: u64,
    decisions: Vec<DecisionCount>,
    decided_by: Vec<RowCount<'a>>,
    reasons: Vec<ReasonCount<'a>>,
    unrecognized: Vec<UnrecognizedCount<'a>>,
    /// How often any value occurred that is not listed.
    unrecognized_others: u64,
    failures: Vec<FailureCount<'a>>,
    tables: Vec<TableCount<'a>>,
}

#[derive(Serialize)]
struct DecisionCount {
    decision: Decision,
    count: u64,
}

#[derive(Serialize)]
struct RowCount<'a> {
    row: &'a str,
    decision: Decision,
    count: u64,
}

#[derive(Serialize)]
struct ReasonCount<'a> {
    reason: &'a str,
    weight: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct UnrecognizedCount<'a> {
    value: &'a str,
    part: &'a str,
    provider: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct FailureCount<'a> {
    kind: &'a str,
    count: u64,
}

#[derive(Serialize)]
struct TableCount<'a> {
    version: &'a str,
    count: u64,
}

/// The numbers as one line of JSON.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn json(tally: &Summary) -> Result<String, Failure> {
    let list = |decision: &Decision| DecisionCount {
        decision: *decision,
        count: tally.decisions.of(decision),
    };
    json::line(&Document {
        records: tally.mapped.saturating_add(tally.failed),
        mapped: tally.mapped,
        failed: tally.failed,
        decisions: Decision::ALL.iter().map(list).collect(),
        decided_by: ranked(&tally.rows, |(row, decision), count| RowCount {
            row,
            decision: *decision,
            count,
        }),
        reasons: ranked(&tally.reasons, |(category, weight), count| ReasonCount {
            reason: category.as_str(),
            weight: weight.as_str(),
            count,
        }),
        unrecognized: ranked(&tally.unrecognized, |(provider, part, value), count| {
            UnrecognizedCount {
                value,
                part: part.as_str(),
                provider: provider.as_str(),
                count,
            }
        }),
        unrecognized_others: tally.unrecognized.others(),
        failures: ranked(&tally.failures, |kind, count| FailureCount { kind, count }),
        tables: ranked(&tally.tables, |version, count| TableCount {
            version,
            count,
        }),
    })
    .map_err(Failure::Write)
}

fn ranked<'a, K: Ord, T>(counts: &'a Counts<K>, one: impl Fn(&'a K, u64) -> T) -> Vec<T> {
    counts
        .ranked()
        .into_iter()
        .map(|(key, count)| one(key, count))
        .collect()
}
