//! Why an outcome says what it says: the rules of the decision tables in their order of precedence, which of them
//! applied, and what kept the others from it.
//!
//! Everything is told from the outcome alone, so a stored one explains itself as well. No text holds a value of a person
//! or a text of a provider: a member is *true*, *missing* or *unreadable*, a code is of a *class*.

#[cfg(feature = "smileid")]
mod conditions;
mod explanation;
#[cfg(feature = "greenid")]
mod greenid;
#[cfg(feature = "smileid")]
mod smileid;
#[cfg(test)]
#[cfg(all(feature = "greenid", feature = "smileid"))]
mod tests;

pub use explanation::{Basis, Decider, Effect, Explanation, Step};

use kyc_model::outcome::{
    OutcomeParts, Provider, ReasonCategory, SignatureState, Source, VerificationOutcome, Weight,
};

/// Explains an outcome. `None` where this library cannot: a provider of the caller's own, or an outcome by another
/// version of the decision tables.
///
/// ```
/// # use kyc_facade::explain;
/// # fn example(outcome: &kyc_model::outcome::VerificationOutcome) -> Option<()> {
/// let why = explain(outcome)?;
/// for step in &why.steps {
///     println!("{} {}: {}", step.rule, step.effect.as_str(), step.because);
/// }
/// # Some(()) }
/// ```
#[must_use]
pub fn explain(outcome: &VerificationOutcome) -> Option<Explanation> {
    match outcome.provider() {
        #[cfg(feature = "greenid")]
        Provider::Greenid => greenid::explain(outcome.parts()),
        #[cfg(feature = "smileid")]
        Provider::Smileid => smileid::explain(outcome.parts()),
        _ => None,
    }
}

/// A rule as the tables have it, without its conditions.
struct Rule {
    id: &'static str,
    says: &'static str,
    reads: &'static [&'static str],
    /// Why it did not apply, where it did not.
    otherwise: &'static str,
    basis: Option<Basis>,
}

impl Rule {
    fn step(&self, effect: Effect, because: impl Into<String>) -> Step {
        Step {
            rule: self.id.to_owned(),
            says: self.says.to_owned(),
            effect,
            because: because.into(),
            reads: self.reads.to_vec(),
            basis: self.basis,
        }
    }

    fn did_not_apply(&self) -> Step {
        self.step(Effect::DidNotApply, self.otherwise)
    }
}

/// Rules 1 to 3 of part 1, which end in an error and not in an outcome, so none of them applied.
const BEFORE_ALL: [Rule; 3] = [
    Rule {
        id: "P1",
        says: "a signature that is wrong is an error",
        reads: &["signature"],
        otherwise: "",
        basis: None,
    },
    Rule {
        id: "P2",
        says: "an answer without the documented form is an error",
        reads: &[],
        otherwise: "the answer has the documented form",
        basis: None,
    },
    Rule {
        id: "P3",
        says: "an answer about somebody else is an error",
        reads: &[],
        otherwise: "",
        basis: None,
    },
];

/// Rule 4 of part 1.
const SOURCE: Rule = Rule {
    id: "P4",
    says: "nobody vouches for where the answer came from",
    reads: &[],
    otherwise: "",
    basis: None,
};

/// The ids of the rules and rows that had a part in the outcome, the decisive one first.
fn chain(parts: &OutcomeParts) -> Vec<&str> {
    let others = parts
        .reasons
        .iter()
        .filter_map(|reason| reason.rule.as_deref());
    core::iter::once(&*parts.decided_by).chain(others).collect()
}

fn before_all(parts: &OutcomeParts, ids: &'static [&'static str]) -> Vec<Step> {
    let signature = match parts.signature {
        SignatureState::Valid => "the signature fits the key",
        SignatureState::NotDue => "answers of this kind are not signed",
        SignatureState::NotChecked => "there was nothing to check it with",
    };
    let subject = if parts.retrieved_at.is_some() {
        "no id in it is another than was asked for"
    } else {
        "it was not asked for here; no id is another than the caller named, if any was"
    };
    BEFORE_ALL
        .iter()
        .map(|rule| match rule.id {
            "P1" => {
                let mut step = rule.step(Effect::DidNotApply, signature);
                if parts.signature == SignatureState::NotDue {
                    step.reads.clear();
                }
                step
            }
            "P3" => {
                let mut step = rule.step(Effect::DidNotApply, subject);
                step.reads = ids.to_vec();
                step
            }
            _ => rule.did_not_apply(),
        })
        .collect()
}

fn source(parts: &OutcomeParts) -> Step {
    if parts.decided_by == SOURCE.id {
        return SOURCE.step(Effect::Decided, "the source is unverified");
    }
    let because = match parts.source {
        Source::Asked => "we asked the provider ourselves",
        Source::Confirmed => "we asked the provider after a callback",
        Source::Loopback => "we asked a server on this machine",
        Source::CallerVouched => "you vouch for it",
        Source::Unverified => "a rule before it decided",
    };
    SOURCE.step(Effect::DidNotApply, because)
}

/// What an overlay or a lowering rule did to an answer whose decision it may lower.
fn lowering(rule: &Rule, parts: &OutcomeParts) -> Step {
    if parts.decided_by == rule.id {
        return rule.step(Effect::Decided, "the answer has it");
    }
    let found = parts
        .reasons
        .iter()
        .find(|reason| reason.rule.as_deref() == Some(rule.id));
    match found.map(|reason| reason.weight) {
        Some(Weight::Alert) => rule.step(Effect::Alerted, "the answer has it, too"),
        Some(_) => rule.step(Effect::Overruled, "the answer has it"),
        None => rule.did_not_apply(),
    }
}

fn decider(
    parts: &OutcomeParts,
    category: &ReasonCategory,
    says: String,
    basis: Option<Basis>,
    section: &'static str,
) -> Decider {
    Decider {
        id: parts.decided_by.clone(),
        says,
        decision: parts.decision,
        finality: parts.finality,
        awaiting: parts.awaiting,
        category: category.clone(),
        remedy: parts.remedy.clone(),
        basis,
        section,
        table_version: parts.table_version.clone(),
    }
}

fn category(parts: &OutcomeParts) -> &ReasonCategory {
    parts
        .reasons
        .iter()
        .find(|reason| reason.weight == Weight::Decisive)
        .map_or(&ReasonCategory::UnrecognizedValue, |reason| {
            &reason.category
        })
}

/// The steps with the one that decided, for the head of an explanation.
fn finished(parts: &OutcomeParts, steps: Vec<Step>, section: &'static str) -> Option<Explanation> {
    let decided = steps.iter().find(|step| step.effect == Effect::Decided)?;
    let (says, basis) = (decided.says.clone(), decided.basis);
    Some(Explanation {
        decided_by: decider(parts, category(parts), says, basis, section),
        steps,
    })
}
