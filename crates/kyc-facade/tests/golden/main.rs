//! Every decision over the whole space of what decides, as two tables that a person can read: a change of a rule is a
//! change of a line here.
//!
//! Each letter is one answer: `V` verified, `R` rejected, `N` needs_review, `P` pending, `I` inconclusive; a capital is
//! final, a small letter provisional or unknown; `!` is a typed error.
//!
//! Codes without a row of their own stand for each other: `KYC_EXHAUSTIVE=1` runs all 10,000 instead of one
//! (`cargo xtask assurance`).
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(all(feature = "greenid", feature = "smileid"))]

mod greenid;
mod smileid;

use kyc_facade::Error;
use kyc_model::outcome::{Decision, Finality, SignatureState, Source, VerificationOutcome};

fn letter(outcome: Result<VerificationOutcome, Error>) -> char {
    let Ok(outcome) = outcome else {
        return '!';
    };
    let letter = match outcome.decision() {
        Decision::Verified => 'V',
        Decision::Rejected => 'R',
        Decision::NeedsReview => 'N',
        Decision::Pending => 'P',
        Decision::Inconclusive => 'I',
    };
    if outcome.finality() == Finality::Final {
        letter
    } else {
        letter.to_ascii_lowercase()
    }
}

/// Every way an answer can have come, with the table that holds for it; ways with the same table stand together.
fn by_provenance(table: impl Fn(Source, SignatureState) -> String + Sync) -> String {
    let ways: Vec<_> = Source::ALL
        .iter()
        .flat_map(|source| {
            SignatureState::ALL
                .iter()
                .map(move |signature| (*source, *signature))
        })
        .collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let tables: Vec<String> = std::thread::scope(|scope| {
        let table = &table;
        let parts: Vec<_> = ways
            .chunks(ways.len().div_ceil(cores))
            .map(|part| {
                scope.spawn(move || -> Vec<String> {
                    part.iter()
                        .map(|(source, signature)| table(*source, *signature))
                        .collect()
                })
            })
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    let mut sections: Vec<(Vec<String>, &String)> = Vec::new();
    for ((source, signature), table) in ways.iter().zip(&tables) {
        let way = format!("{source}/{signature}");
        match sections.iter_mut().find(|(_, known)| *known == table) {
            Some((ways, _)) => ways.push(way),
            None => sections.push((vec![way], table)),
        }
    }
    let mut text = String::new();
    for (ways, table) in sections {
        text += &format!("== source/signature: {}\n{table}\n", ways.join(" "));
    }
    text
}

/// The letters, and below them the labels that share them. Labels are `name` or `name:state`; one line for each name.
fn grouped(rows: Vec<(String, String)>) -> String {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (label, letters) in rows {
        match groups.iter_mut().find(|(_, known)| *known == letters) {
            Some((labels, _)) => labels.push(label),
            None => groups.push((vec![label], letters)),
        }
    }
    if let [(_, letters)] = &groups[..] {
        return format!("  {letters}\n      all\n");
    }
    let mut text = String::new();
    for (labels, letters) in groups {
        text += &format!("  {letters}");
        let mut former = None;
        for label in &labels {
            let (name, state) = label.split_once(':').unwrap_or(("", label));
            if former != Some(name) {
                let colon = if name.is_empty() { "" } else { ":" };
                text += &format!(
                    "\n     {}{name}{colon}",
                    if name.is_empty() { "" } else { " " }
                );
                former = Some(name);
            }
            text += &format!(" {state}");
        }
        text += "\n";
    }
    text
}
