//! The step of any row or rule.

use kyc_model::{
    outcome::{OutcomeParts, Product},
    smileid::{JobType, ResultCode, V3Reason, V3Status},
};

use super::{
    lines_of,
    rules::{BOUND, LOWERING, OVERLAYS, basis_of_row, basis_of_status, says},
    words,
};
use crate::{
    explain::{Effect, Rule, Step, conditions::CLASS},
    smileid::rows::{self, Class},
};

/// The step of the row or rule with this id; `None` for an id that is not of these tables.
pub(super) fn step_of(
    id: &str,
    parts: &OutcomeParts,
    effect: Effect,
    because: String,
) -> Option<Step> {
    let mut rules = BOUND.iter().chain(&LOWERING).chain(&OVERLAYS);
    if let Some(rule) = rules.find(|rule| rule.id == id) {
        return Some(rule.step(effect, because));
    }
    of_lines(id, effect, because.clone())
        .or_else(|| of_row(id, effect, because.clone()))
        .or_else(|| of_status(id, parts, effect, because))
}

pub(super) fn not_asked(rule: &Rule) -> Step {
    rule.step(Effect::NotAsked, "it can only lower an approval")
}

/// A rule of the flags or of the two halves.
pub(super) fn of_lines(id: &str, effect: Effect, because: String) -> Option<Step> {
    let lines = lines_of(id);
    let first = lines.first()?;
    let mut reads: Vec<&'static str> = Vec::new();
    let dimensions = lines.iter().flat_map(|line| line.conditions());
    for (dimension, _) in dimensions {
        let member = words::member(dimension);
        // The shape is no member, and the class belongs to a code of a job type.
        let is_member = dimension != "shape";
        if is_member && !reads.contains(&member) {
            reads.push(member);
        }
        if dimension == CLASS && !reads.contains(&"job_type") {
            reads.push("job_type");
        }
    }
    Some(Step {
        rule: id.to_owned(),
        says: says(first.id).to_owned(),
        effect,
        because,
        reads,
        basis: first.basis,
    })
}

/// The class of a row of V1.
pub(super) fn class_of(id: &str) -> Option<Class> {
    let (job_type, code) = id.strip_prefix("smileid/")?.split_once('/')?;
    if job_type == "default" {
        return Some(Class::Unlisted);
    }
    let row = rows::listed(JobType::parse(job_type)?, ResultCode::parse(code)?)?;
    Some(row.class)
}

fn of_row(id: &str, effect: Effect, because: String) -> Option<Step> {
    class_of(id)?;
    let (job_type, code) = id.strip_prefix("smileid/")?.split_once('/')?;
    let says = match (job_type, code) {
        ("default", "code") => "a ResultCode that has no row in its job type".to_owned(),
        ("default", _) => "a job type without rows".to_owned(),
        _ => format!("job type {job_type}, ResultCode {code}"),
    };
    Some(Step {
        rule: id.to_owned(),
        says,
        effect,
        because,
        reads: vec!["job_type", "ResultCode"],
        basis: basis_of_row(job_type, code),
    })
}

fn of_status(id: &str, parts: &OutcomeParts, effect: Effect, because: String) -> Option<Step> {
    let row = id.strip_prefix("smileid3/")?;
    let (status, reason) = row.split_once('/').unwrap_or((row, "none"));
    let is_known = (status == "other" || V3Status::from(status).is_known())
        && (matches!(reason, "none" | "other" | "present" | "unknown_product")
            || V3Reason::from(reason).is_known());
    if !is_known {
        return None;
    }
    let is_list_check = matches!(
        parts.product,
        Product::Aml | Product::OneTimeAml | Product::AmlMonitoring
    );
    let says = match reason {
        "none" => format!("status {status}"),
        "present" => format!("status {status} with a reason"),
        "unknown_product" => format!("status {status} of an unknown product"),
        "other" => format!("status {status} with another reason or none"),
        reason => format!("status {status}, reason {reason}"),
    };
    Some(Step {
        rule: id.to_owned(),
        says,
        effect,
        because,
        reads: vec!["status", "reason"],
        basis: basis_of_status(status, reason, is_list_check),
    })
}
