//! Smile ID: decision tables, parts 1 and 2.1 to 2.5.

mod rules;
mod steps;
#[cfg(test)]
mod tests;
mod words;

use kyc_model::{
    Lenient,
    outcome::OutcomeParts,
    smileid::{JobType, StatusCode},
};

use self::{
    rules::{BOUND, FLAGS, HALVES, LOWERING, OVERLAYS},
    steps::{class_of, not_asked, of_lines, step_of},
};
use super::{
    Effect, Explanation, Rule, Step, before_all, chain,
    conditions::{CLASS, Facts, Line},
    finished, lowering, source,
};
use crate::smileid::{TABLE_VERSION, flags::Flag, rows::Class};

/// The members that rule 3 compares.
const IDS: &[&str] = &["user_id", "job_id"];

pub(super) fn explain(parts: &OutcomeParts) -> Option<Explanation> {
    if parts.table_version != TABLE_VERSION {
        return None;
    }
    let decided_by = &*parts.decided_by;
    let mut steps = before_all(parts, IDS);
    for rule in &BOUND {
        if decided_by == rule.id {
            steps.push(rule.step(Effect::Decided, "it is so"));
            break;
        }
        steps.push(rule.did_not_apply());
    }
    if !decided_by.starts_with("P3") {
        steps.push(source(parts));
    }
    let chain = chain(parts);
    if decided_by.starts_with('P') {
        add_overruled(&chain, parts, &mut steps);
    } else if let Some(row) = chain.iter().find(|id| id.starts_with("smileid3/")) {
        steps.push(deciding(row, parts)?);
        let approved = *row == "smileid3/clear/none";
        add_overlays(OVERLAYS.get(..1)?, approved, parts, &mut steps);
    } else {
        add_flags_and_rows(&chain, parts, &mut steps)?;
    }
    finished(parts, steps, section(decided_by))
}

/// The part of the tables where a row or rule stands.
fn section(id: &str) -> &'static str {
    match id.get(..1) {
        Some("F") => "2.1",
        Some("L" | "H") => "2.4",
        Some("S") => "2.3",
        Some("P") => "1",
        _ if id.starts_with("smileid3/") => "2.5",
        _ => "2.2",
    }
}

/// Rules 5 to 8: flags, two halves, row, history, overlays.
fn add_flags_and_rows(chain: &[&str], parts: &OutcomeParts, steps: &mut Vec<Step>) -> Option<()> {
    let mut facts = facts(chain, parts);
    let named = |lines: &'static [Line]| lines.iter().find(|line| chain.contains(&line.id));
    let half = named(HALVES);
    let flag = match half {
        Some(_) => None,
        None => named(FLAGS).or_else(|| FLAGS.iter().find(|line| line.holds(&facts))),
    };
    let applied = half.or(flag)?;
    facts.learn(&lines_of(applied.id));
    let before = match half {
        Some(half) => ids(FLAGS)
            .chain(ids(HALVES).take_while(|id| *id != half.id))
            .collect(),
        None => ids(FLAGS)
            .take_while(|id| *id != applied.id)
            .collect::<Vec<_>>(),
    };
    for id in before {
        let because = words::why_not(&lines_of(id), &facts);
        steps.push(of_lines(id, Effect::DidNotApply, because)?);
    }
    let decides_itself = chain.contains(&applied.id);
    steps.push(if decides_itself {
        deciding(applied.id, parts)?
    } else {
        of_lines(applied.id, Effect::Applied, "the row decides".to_owned())?
    });
    let row = chain.iter().find(|id| id.starts_with("smileid/"));
    if let Some(row) = row.filter(|_| !decides_itself) {
        steps.push(deciding(row, parts)?);
    }

    let approved = matches!(applied.id, "F8" | "F18" | "F19" | "L6");
    let is_provisional = facts.is(CLASS, "P");
    let mut lowered = false;
    for rule in &LOWERING {
        let asked = match rule.id {
            "H3" => is_provisional && matches!(applied.id, "F7" | "F15" | "F16"),
            _ => approved && !lowered,
        };
        if asked {
            lowered |= chain.contains(&rule.id);
            steps.push(lowering(rule, parts));
        }
    }
    // What history lowers keeps them as alerts.
    let has_overlays = approved || matches!(applied.id, "L7" | "L8");
    add_overlays(&OVERLAYS, has_overlays, parts, steps);
    add_overruled(chain, parts, steps);
    Some(())
}

fn add_overlays(overlays: &[Rule], asked: bool, parts: &OutcomeParts, steps: &mut Vec<Step>) {
    steps.extend(overlays.iter().map(|rule| {
        if asked {
            lowering(rule, parts)
        } else {
            not_asked(rule)
        }
    }));
}

/// What had a part in the outcome and is not told yet.
fn add_overruled(chain: &[&str], parts: &OutcomeParts, steps: &mut Vec<Step>) {
    for id in chain {
        let because = if parts.decided_by.starts_with('P') {
            "what it would say is an advisory reason"
        } else {
            "an advisory reason"
        };
        if !steps.iter().any(|step| step.rule == *id) {
            steps.extend(step_of(id, parts, Effect::Overruled, because.to_owned()));
        }
    }
}

/// The step of a row or rule that decides unless something goes before it.
fn deciding(id: &str, parts: &OutcomeParts) -> Option<Step> {
    if parts.decided_by == id {
        let because = "the answer fits it";
        step_of(id, parts, Effect::Decided, because.to_owned())
    } else {
        let because = format!("{} goes before it", parts.decided_by);
        step_of(id, parts, Effect::Overruled, because)
    }
}

/// Each id of a table once, in its order.
fn ids(table: &'static [Line]) -> impl Iterator<Item = &'static str> {
    let mut last = "";
    table.iter().filter_map(move |line| {
        let is_new = line.id != last;
        last = line.id;
        is_new.then_some(line.id)
    })
}

fn lines_of(id: &str) -> Vec<&'static Line> {
    FLAGS
        .iter()
        .chain(HALVES)
        .filter(|line| line.id == id)
        .collect()
}

/// What the outcome tells of the dimensions of the tables.
fn facts(chain: &[&str], parts: &OutcomeParts) -> Facts {
    let mut facts = Facts::new();
    let flag = |member: Option<&Lenient<bool>>| match Flag::read(member) {
        Flag::True => "true",
        Flag::False => "false",
        Flag::Missing => "missing",
        Flag::Unreadable => "unreadable",
    };
    let flags = &parts.flags;
    // Only F3 decides of a reply whose job_complete is missing.
    let is_wrapped = flags.complete.is_some() || chain.contains(&"F3");
    facts.set("shape", if is_wrapped { "wrapped" } else { "bare" });
    facts.set("complete", flag(flags.complete.as_ref()));
    facts.set("success", flag(flags.success.as_ref()));
    facts.set("final", flag(flags.is_final.as_ref()));

    let is_look_up = chain.iter().any(|id| id.starts_with('L'));
    let row = chain
        .iter()
        .filter_map(|id| Some((*id, class_of(id)?)))
        .find(|(_, class)| !is_look_up || *class == Class::LookUp);
    if let Some((id, class)) = row {
        facts.set("result", "object");
        facts.set("jobtype", "ok");
        facts.set(CLASS, words::letter(class));
        let job_type = id.split('/').nth(1).and_then(JobType::parse);
        let is_look_up_product = matches!(
            job_type,
            Some(JobType::EnhancedKyc | JobType::BusinessVerification | JobType::Aml)
        );
        facts.set(
            "lookup_product",
            if is_look_up_product { "yes" } else { "no" },
        );
        facts.set("lookup", words::look_up_code(id));
    } else if !chain
        .iter()
        .any(|id| matches!(*id, "F1" | "F2" | "F3" | "F4"))
    {
        facts.set("result", "object");
        facts.set(
            "jobtype",
            if chain.contains(&"F5") {
                "missing"
            } else {
                "ok"
            },
        );
    } else if chain.contains(&"F2") {
        facts.set(CLASS, "-");
        if has_status_code(parts) && parts.flags.is_final.is_none() {
            facts.set("result", "none");
            facts.set("code", "other");
        } else {
            facts.set("result", "object");
            facts.set("jobtype", "missing");
        }
    }
    facts
}

/// Whether the code of the reason is that of a reply, which is given where there is no result.
fn has_status_code(parts: &OutcomeParts) -> bool {
    parts.reasons.iter().all(|reason| {
        reason
            .code
            .as_ref()
            .is_none_or(|code| StatusCode::from(code.expose().as_str()).is_known())
    })
}
