//! What the flags of an answer make of its class. Source: decision tables, 2.1.

use kyc_model::{
    Lenient,
    outcome::{Awaiting, Decision, Finality, ReasonCategory},
};

use super::rows::Class;

/// A flag as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    True,
    False,
    Missing,
    Unreadable,
}

impl Flag {
    pub(crate) fn read(member: Option<&Lenient<bool>>) -> Self {
        match member {
            None => Self::Missing,
            Some(Lenient::Value(true)) => Self::True,
            Some(Lenient::Value(false)) => Self::False,
            Some(Lenient::Unreadable(_)) => Self::Unreadable,
        }
    }
}

/// How a result came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// In a job-status reply.
    Wrapped { complete: Flag, success: Flag },
    /// By itself: callback, synchronous reply, entry of history.
    Bare,
}

/// All that the flag rules look at, for an answer that has a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) shape: Shape,
    pub(crate) is_final: Flag,
    /// `None` when the job type is missing or in no documented form.
    pub(crate) class: Option<Class>,
    /// Job types 5, 7 and 10 have one result.
    pub(crate) lookup_product: bool,
}

/// What a rule decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) rule: &'static str,
    pub(crate) decision: Decision,
    pub(crate) finality: Finality,
    pub(crate) awaiting: Option<Awaiting>,
    /// `None`: the category of the row, and the row is what decided.
    pub(crate) category: Option<ReasonCategory>,
}

pub(crate) fn inconclusive(rule: &'static str, category: ReasonCategory) -> Verdict {
    settled(
        rule,
        Decision::Inconclusive,
        Finality::Unknown,
        Some(category),
    )
}

pub(crate) fn pending(
    rule: &'static str,
    finality: Finality,
    awaiting: Awaiting,
    category: ReasonCategory,
) -> Verdict {
    Verdict {
        rule,
        decision: Decision::Pending,
        finality,
        awaiting: Some(awaiting),
        category: Some(category),
    }
}

pub(crate) fn settled(
    rule: &'static str,
    decision: Decision,
    finality: Finality,
    category: Option<ReasonCategory>,
) -> Verdict {
    Verdict {
        rule,
        decision,
        finality,
        awaiting: None,
        category,
    }
}

/// The rule for a reply without a result: words, null, or nothing.
pub(crate) fn without_result(complete: Flag, nothing_submitted: bool) -> Verdict {
    use ReasonCategory as C;
    match complete {
        Flag::False if nothing_submitted => pending(
            "F1",
            Finality::Provisional,
            Awaiting::Subject,
            C::NothingSubmitted,
        ),
        Flag::False => pending(
            "F2",
            Finality::Provisional,
            Awaiting::Provider,
            C::AwaitingResult,
        ),
        Flag::Missing | Flag::Unreadable => inconclusive("F3", C::IncompleteAnswer),
        Flag::True => inconclusive("F4", C::IncompleteAnswer),
    }
}

/// The rule for an answer with a result, or `None` for a look-up half, which the rules of [`halves`](super::halves)
/// decide.
pub(crate) fn with_result(facts: Facts) -> Option<Verdict> {
    use ReasonCategory as C;

    if let Shape::Wrapped { complete, .. } = facts.shape {
        match (complete, facts.class) {
            // Its IsFinalResult speaks of the look-up alone, and nothing is complete yet.
            (Flag::False, Some(Class::LookUp)) => return None,
            (Flag::True, _) => {}
            (Flag::False, class) => {
                let awaiting = if class == Some(Class::Provisional) {
                    Awaiting::Reviewer
                } else {
                    Awaiting::Provider
                };
                return Some(pending(
                    "F2",
                    Finality::Provisional,
                    awaiting,
                    C::AwaitingResult,
                ));
            }
            (Flag::Missing | Flag::Unreadable, _) => {
                return Some(inconclusive("F3", C::IncompleteAnswer));
            }
        }
    }
    let Some(class) = facts.class else {
        return Some(inconclusive("F5", C::ProductUnknown));
    };
    if facts.is_final == Flag::Unreadable {
        return Some(inconclusive("F6", C::UnrecognizedValue));
    }
    if class == Class::LookUp {
        return None;
    }
    if facts.is_final == Flag::False {
        return Some(pending(
            "F7",
            Finality::Provisional,
            Awaiting::Reviewer,
            C::AwaitingHumanReview,
        ));
    }
    let stated_final = facts.is_final == Flag::True;
    Some(match facts.shape {
        Shape::Wrapped { success, .. } => wrapped(class, stated_final, success),
        Shape::Bare => bare(class, stated_final, facts.lookup_product),
    })
}

/// `job_complete` is true, `IsFinalResult` is true or absent. `job_success` is compared with A and R only: the page
/// defines it as "matched and enrolled or authenticated", which says nothing of the others.
fn wrapped(class: Class, stated_final: bool, success: Flag) -> Verdict {
    use ReasonCategory as C;
    match (class, success) {
        (Class::Approved, Flag::True) => settled("F8", Decision::Verified, Finality::Final, None),
        (Class::Approved, Flag::False) => inconclusive("F9", C::ContradictoryAnswer),
        (Class::Approved, Flag::Missing | Flag::Unreadable) => {
            inconclusive("F10", C::IncompleteAnswer)
        }
        (Class::Refused, Flag::True) => inconclusive("F12", C::ContradictoryAnswer),
        (Class::Refused, Flag::Unreadable) => inconclusive("F10", C::IncompleteAnswer),
        (Class::Refused, _) => settled("F11", Decision::Rejected, Finality::Final, None),
        (Class::NeedsPerson, _) => settled("F13", Decision::NeedsReview, Finality::Final, None),
        (Class::Undecided, _) => settled("F14", Decision::Inconclusive, Finality::Final, None),
        (Class::Provisional, _) if stated_final => settled(
            "F15",
            Decision::NeedsReview,
            Finality::Final,
            Some(C::LeftProvisional),
        ),
        (Class::Provisional, _) => pending(
            "F16",
            Finality::Unknown,
            Awaiting::Reviewer,
            C::AwaitingHumanReview,
        ),
        (Class::Unlisted | Class::LookUp, _) => inconclusive("F17", C::UnlistedCombination),
    }
}

fn bare(class: Class, stated_final: bool, lookup_product: bool) -> Verdict {
    use ReasonCategory as C;
    let (rule, finality) = match (stated_final, lookup_product) {
        (true, _) => ("F21", Finality::Final),
        (false, true) => ("F22", Finality::Final),
        (false, false) => ("F22", Finality::Unknown),
    };
    match class {
        Class::Approved if stated_final => {
            settled("F18", Decision::Verified, Finality::Final, None)
        }
        Class::Approved if lookup_product => {
            settled("F19", Decision::Verified, Finality::Final, None)
        }
        Class::Approved => pending(
            "F20",
            Finality::Unknown,
            Awaiting::Provider,
            C::FinalityNotStated,
        ),
        Class::Refused => settled(rule, Decision::Rejected, finality, None),
        Class::NeedsPerson => settled(rule, Decision::NeedsReview, finality, None),
        Class::Undecided => settled(rule, Decision::Inconclusive, finality, None),
        Class::Unlisted | Class::LookUp if stated_final => {
            settled(rule, Decision::Inconclusive, Finality::Unknown, None)
        }
        Class::Unlisted | Class::LookUp => settled(rule, Decision::Inconclusive, finality, None),
        Class::Provisional if stated_final => settled(
            "F23",
            Decision::NeedsReview,
            Finality::Final,
            Some(C::LeftProvisional),
        ),
        Class::Provisional => pending(
            "F23",
            Finality::Unknown,
            Awaiting::Reviewer,
            C::AwaitingHumanReview,
        ),
    }
}
