//! Why an outcome says what it says, rule by rule.

use kyc_facade::explain::{Effect, Explanation, Step, explain};
use kyc_model::outcome::VerificationOutcome;

use super::{page::Page, table::Table, words};

pub(super) fn text(outcome: &VerificationOutcome, page: Page) -> String {
    match explain(outcome) {
        Some(why) => explained(&why, page),
        None => "  This program does not know the tables that decided.\n".to_owned(),
    }
}

fn explained(why: &Explanation, page: Page) -> String {
    let head = head(why, page).text(page);
    let steps = if page.is_wide() {
        wide(&why.steps).text(page)
    } else {
        narrow(&why.steps).text(page)
    };
    head + "\n" + &steps
}

fn head(why: &Explanation, page: Page) -> Table<2> {
    let decided = &why.decided_by;
    let mut table = Table::new();
    let mut fact = |name: &str, value: String| table.row([name.to_owned(), value]);
    fact("row", format!("{}: {}", decided.id, decided.says));
    let (decision, finality) = (decided.decision, decided.finality);
    let category = decided.category.as_str();
    fact("says", format!("{decision}, {finality}: {category}"));
    if let Some(basis) = decided.basis {
        fact("basis", format!("{}: {}", basis.as_str(), basis.meaning()));
    }
    fact(
        "stands in",
        format!(
            "decision tables, part {} ({})",
            decided.section, decided.table_version
        ),
    );
    let remedy = words::help(&decided.remedy);
    fact("remedy", remedy.unwrap_or("none is needed").to_owned());
    if !page.is_wide() {
        fact("read", members(&why.steps).join(", "));
    }
    table
}

/// The members of the provider's answer that were read, in their order.
fn members(steps: &[Step]) -> Vec<&'static str> {
    let mut members = Vec::new();
    for step in steps.iter().filter(|step| step.effect != Effect::NotAsked) {
        for member in &step.reads {
            if !members.contains(member) {
                members.push(*member);
            }
        }
    }
    members
}

/// Rules that follow each other and share effect and cause, so that they stand in one row.
fn groups(steps: &[Step]) -> impl Iterator<Item = (&Step, String)> {
    let is_detail = |step: &Step| matches!(step.effect, Effect::DidNotApply | Effect::NotAsked);
    steps
        .chunk_by(move |a, b| is_detail(a) && a.effect == b.effect && a.because == b.because)
        .filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            let ids = match group.len() {
                1 => first.rule.clone(),
                2 => format!("{}, {}", first.rule, last.rule),
                _ => format!("{} to {}", first.rule, last.rule),
            };
            Some((first, ids))
        })
}

fn narrow(steps: &[Step]) -> Table<3> {
    let mut table = Table::with_header(["effect", "rule", "because"]);
    for (step, ids) in groups(steps) {
        let because = match step.effect {
            Effect::DidNotApply | Effect::NotAsked => step.because.clone(),
            _ => format!("{}: {}", step.says, step.because),
        };
        table.row([step.effect.as_str().to_owned(), ids, because]);
    }
    table
}

fn wide(steps: &[Step]) -> Table<6> {
    let mut table = Table::with_header(["effect", "rule", "is about", "because", "basis", "reads"]);
    for step in steps {
        let basis = step.basis.map_or("", |basis| basis.as_str());
        table.row([
            step.effect.as_str().to_owned(),
            step.rule.clone(),
            step.says.clone(),
            step.because.clone(),
            basis.to_owned(),
            step.reads.join(", "),
        ]);
    }
    table
}
