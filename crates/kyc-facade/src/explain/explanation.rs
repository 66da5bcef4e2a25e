//! What an explanation holds.

use kyc_model::{
    Word,
    outcome::{Awaiting, Decision, Finality, ReasonCategory, Remedy},
};
use serde::Serialize;

/// Why an outcome says what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The row or rule that decided.
    pub decided_by: Decider,
    /// The rules in order of precedence, as far as they were asked. Exactly one of them decided.
    pub steps: Vec<Step>,
}

/// The row or rule that decided, with what the outcome has of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Decider {
    /// Its id, such as `smileid/6/0810` or `F9`.
    pub id: Word,
    /// What it is about.
    pub says: String,
    /// The decision.
    pub decision: Decision,
    /// Whether that can still change by itself.
    pub finality: Finality,
    /// Whom a pending answer waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub awaiting: Option<Awaiting>,
    /// The category of the decisive reason.
    pub category: ReasonCategory,
    /// What would help.
    pub remedy: Remedy,
    /// What the row rests on, where the tables say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// The part of the decision tables where it stands.
    pub section: &'static str,
    /// The version of the tables.
    pub table_version: Word,
}

/// One rule, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// Its id.
    pub rule: String,
    /// What it is about.
    pub says: String,
    /// What became of it.
    pub effect: Effect,
    /// Why that became of it.
    pub because: String,
    /// The members of the provider's answer that it reads.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<&'static str>,
    /// What it rests on, where the tables say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Effect {
    /// The answer is not one that it is for.
    DidNotApply,
    /// It applied and left the decision to the next step.
    Applied,
    /// It applied, and a rule that goes before it or lowers it decided.
    Overruled,
    /// It decided.
    Decided,
    /// It applied without deciding, and is an alert.
    Alerted,
    /// Nothing depended on it.
    NotAsked,
}

impl Effect {
    /// The effect in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DidNotApply => "did not apply",
            Self::Applied => "applied",
            Self::Overruled => "overruled",
            Self::Decided => "decided",
            Self::Alerted => "alerted",
            Self::NotAsked => "not asked",
        }
    }
}

/// What a row of the decision tables rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Basis {
    /// The provider documents it.
    #[serde(rename = "D")]
    Documented,
    /// The provider documents the fact; the decision drawn from it is ours.
    #[serde(rename = "D->J")]
    DrawnFromDocumented,
    /// The provider documents it, and third parties say otherwise or more.
    #[serde(rename = "D/T")]
    DocumentedAndReported,
    /// Only third parties say it.
    #[serde(rename = "T")]
    Reported,
    /// Only third parties say the fact; the decision drawn from it is ours.
    #[serde(rename = "T->J")]
    DrawnFromReported,
    /// Our judgment.
    #[serde(rename = "J")]
    Judged,
}

impl Basis {
    /// The letters that stand for it in the decision tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "D",
            Self::DrawnFromDocumented => "D->J",
            Self::DocumentedAndReported => "D/T",
            Self::Reported => "T",
            Self::DrawnFromReported => "T->J",
            Self::Judged => "J",
        }
    }

    /// What the letters mean.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Documented => "the provider documents it",
            Self::DrawnFromDocumented => "the provider documents the fact, the decision is ours",
            Self::DocumentedAndReported => "the provider documents it, third parties differ",
            Self::Reported => "only third parties say it",
            Self::DrawnFromReported => "only third parties say the fact, the decision is ours",
            Self::Judged => "our own judgment",
        }
    }
}
