//! Job types 1 and 11 have two results: a look-up and a face or document. Source: decision tables, 2.4.

use kyc_model::{
    Sensitive,
    outcome::{Awaiting, Decision, Finality, ReasonCategory},
    smileid::{JobResult, ResultCode},
};

use super::{
    flags::{Flag, Shape, Verdict, inconclusive, pending, settled},
    rows::{self, Class},
};

/// An approval, and a reviewer who denies it.
pub(crate) const HUMAN_DENIES: &str = "H1";
/// An approval, and a number that the look-up does not confirm.
pub(crate) const NUMBER_FAILED: &str = "H2";
/// The rules by which one entry of a job lowers what another one approves.
pub(crate) const LOWERS_AN_APPROVAL: [&str; 4] = [HUMAN_DENIES, NUMBER_FAILED, "L7", "L8"];

/// What history says of the other half of a job whose `result` is the look-up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum OtherHalf<'a> {
    /// History is not in the reply.
    NotAsked,
    /// History has no entry of the other half.
    Nowhere,
    /// Its settled entries are of one class. The first, with the lowest code, speaks for them; all take part.
    Settled(Class, Vec<&'a JobResult>),
    /// Its settled entries contradict each other.
    Mixed,
    /// It is of class P only.
    Provisional,
    /// It is flagged as not final.
    NotFinal,
}

impl<'a> OtherHalf<'a> {
    /// Reads history. Does not depend on its order.
    pub(crate) fn read(result: &JobResult, history: Option<&'a [JobResult]>) -> Self {
        let Some(history) = history else {
            return Self::NotAsked;
        };
        let of_this_job: Vec<(&JobResult, Class)> = history
            .iter()
            .filter(|entry| same_job(result, entry))
            .map(|entry| (entry, class(entry)))
            .filter(|(_, class)| *class != Class::LookUp)
            .collect();
        let human = of_this_job.iter().any(|(entry, _)| is_human(entry));
        let layer = of_this_job
            .iter()
            .filter(|(entry, _)| is_human(entry) == human);

        let mut settled: Vec<(Class, &JobResult)> = Vec::new();
        let (mut provisional, mut not_final) = (false, Vec::new());
        for &(entry, class) in layer {
            match Flag::read(entry.is_final_result.as_ref()) {
                Flag::False => not_final.push(class),
                // Whether it is final cannot be read, so what it says is not known.
                Flag::Unreadable => settled.push((Class::Unlisted, entry)),
                Flag::True | Flag::Missing if class == Class::Provisional => provisional = true,
                Flag::True | Flag::Missing => settled.push((class, entry)),
            }
        }
        let agrees = |class: Class| {
            settled.iter().all(|(other, _)| *other == class)
                && not_final
                    .iter()
                    .all(|other| *other == class || *other == Class::Provisional)
        };
        match settled.first() {
            Some(&(class, _)) if agrees(class) => {
                let mut entries: Vec<&JobResult> =
                    settled.into_iter().map(|(_, entry)| entry).collect();
                // Entries with one code can differ in all else, and history has no order.
                entries.sort_by_cached_key(|entry| {
                    (
                        entry.code(),
                        serde_json::to_string(entry).unwrap_or_default(),
                    )
                });
                Self::Settled(class, entries)
            }
            Some(_) => Self::Mixed,
            None if !not_final.is_empty() => Self::NotFinal,
            None if provisional => Self::Provisional,
            None => Self::Nowhere,
        }
    }
}

/// Whether two results are surely of the same job: same user, job, job type, and Smile job id where both have one. Only
/// such an entry may take part in an approval.
pub(crate) fn same_job(result: &JobResult, entry: &JobResult) -> bool {
    let (Some(a), Some(b)) = (&result.partner_params, &entry.partner_params) else {
        return false;
    };
    let same = |a: &Option<_>, b: &Option<_>| a.is_some() && a == b;
    same(&a.user_id, &b.user_id)
        && same(&a.job_id, &b.job_id)
        && result.job_type().is_some()
        && result.job_type() == entry.job_type()
        && !other_smile_job(result, entry)
}

/// Whether an entry may be of the same job: nothing that both have tells them apart. Such an entry may lower a decision,
/// so that no missing member can hide a refusal.
pub(crate) fn may_be_same_job(result: &JobResult, entry: &JobResult) -> bool {
    let other_type = matches!(
        (result.job_type(), entry.job_type()),
        (Some(a), Some(b)) if a != b
    );
    let differ = |a: &Option<Sensitive<String>>, b: &Option<Sensitive<String>>| matches!((filled(a), filled(b)), (Some(a), Some(b)) if a != b);
    let other_ids = match (&result.partner_params, &entry.partner_params) {
        (Some(a), Some(b)) => differ(&a.user_id, &b.user_id) || differ(&a.job_id, &b.job_id),
        _ => false,
    };
    !other_type && !other_ids && !other_smile_job(result, entry)
}

fn filled(id: &Option<Sensitive<String>>) -> Option<&String> {
    id.as_ref()
        .map(Sensitive::expose)
        .filter(|id| !id.is_empty())
}

/// Only ten digits are a Smile job id that can tell two jobs apart.
fn other_smile_job(result: &JobResult, entry: &JobResult) -> bool {
    let is_id = |id: &String| id.len() == 10 && id.bytes().all(|b| b.is_ascii_digit());
    match (filled(&result.smile_job_id), filled(&entry.smile_job_id)) {
        (Some(a), Some(b)) => is_id(a) && is_id(b) && a != b,
        _ => false,
    }
}

/// The class of an entry that may be of the job of `result`, whose job type it has where it names none.
fn class_beside(result: &JobResult, entry: &JobResult) -> Class {
    entry
        .job_type()
        .or(result.job_type())
        .map_or(Class::Unlisted, |job_type| {
            rows::row(job_type, entry.code()).0.class
        })
}

pub(crate) fn class(entry: &JobResult) -> Class {
    entry.job_type().map_or(Class::Unlisted, |job_type| {
        rows::row(job_type, entry.code()).0.class
    })
}

pub(crate) fn is_human(entry: &JobResult) -> bool {
    entry.code().is_some_and(ResultCode::is_human)
}

/// What is decided of a look-up half. `category` `None`: the row of the other half.
pub(crate) fn decide(code: &str, shape: Shape, other: &OtherHalf<'_>) -> Verdict {
    use ReasonCategory as C;

    let Shape::Wrapped { complete, success } = shape else {
        return pending("L1", Finality::Unknown, Awaiting::Provider, C::LookupOnly);
    };
    if complete == Flag::False {
        return pending(
            "L1",
            Finality::Provisional,
            Awaiting::Provider,
            C::LookupOnly,
        );
    }
    match other {
        OtherHalf::NotAsked => pending("L2", Finality::Unknown, Awaiting::Provider, C::LookupOnly),
        OtherHalf::Nowhere => alone(code, success),
        OtherHalf::Settled(Class::Approved, _) => match (code, success) {
            ("1012" | "1020", Flag::True) => {
                settled("L6", Decision::Verified, Finality::Final, None)
            }
            ("1021", Flag::True) => settled(
                "L7",
                Decision::NeedsReview,
                Finality::Final,
                Some(C::PartialMatch),
            ),
            ("1012" | "1020" | "1021", _) => inconclusive("L9", C::ContradictoryAnswer),
            _ => settled(
                "L8",
                Decision::NeedsReview,
                Finality::Final,
                Some(C::IdentityHalfFailed),
            ),
        },
        OtherHalf::Settled(Class::Refused, _) if success == Flag::True => {
            inconclusive("L10", C::ContradictoryAnswer)
        }
        OtherHalf::Settled(Class::Refused, _) => {
            settled("L10", Decision::Rejected, Finality::Final, None)
        }
        OtherHalf::Settled(Class::NeedsPerson, _) => {
            settled("L11", Decision::NeedsReview, Finality::Final, None)
        }
        OtherHalf::Settled(Class::Undecided, _) => {
            settled("L11", Decision::Inconclusive, Finality::Final, None)
        }
        OtherHalf::Settled(Class::Unlisted | Class::Provisional | Class::LookUp, _) => {
            settled("L11", Decision::Inconclusive, Finality::Unknown, None)
        }
        OtherHalf::Provisional => pending(
            "L12",
            Finality::Unknown,
            Awaiting::Reviewer,
            C::AwaitingHumanReview,
        ),
        OtherHalf::NotFinal => pending(
            "L12",
            Finality::Provisional,
            Awaiting::Reviewer,
            C::AwaitingHumanReview,
        ),
        OtherHalf::Mixed => inconclusive("L13", C::HistoryConflict),
    }
}

/// The job is complete, history was asked for, and the other half is nowhere.
fn alone(code: &str, success: Flag) -> Verdict {
    use ReasonCategory as C;
    let rejected = |category| match success {
        Flag::True => inconclusive("L4", C::ContradictoryAnswer),
        Flag::Unreadable => inconclusive("L4", C::IncompleteAnswer),
        Flag::False | Flag::Missing => {
            settled("L4", Decision::Rejected, Finality::Final, Some(category))
        }
    };
    let undecided = |category| {
        settled(
            "L5",
            Decision::Inconclusive,
            Finality::Final,
            Some(category),
        )
    };
    match code {
        "1013" | "1023" => rejected(C::IdNotFound),
        "1022" => rejected(C::NoMatch),
        "1014" => undecided(C::InvalidInput),
        "1015" => undecided(C::IssuerUnavailable),
        "1016" => undecided(C::ProductNotEnabled),
        _ => inconclusive("L3", C::LookupOnly),
    }
}

/// What entries of the same job make of a verdict on `result`. They may only lower it.
pub(crate) fn lower(
    verdict: &Verdict,
    result: &JobResult,
    history: Option<&[JobResult]>,
) -> Option<Verdict> {
    use ReasonCategory as C;

    let entries = || {
        history
            .unwrap_or_default()
            .iter()
            .filter(|entry| may_be_same_job(result, entry))
            .map(|entry| (entry, class_beside(result, entry)))
    };
    let human = |classes: &[Class]| {
        entries().any(|(entry, class)| is_human(entry) && classes.contains(&class))
    };
    let refused_look_up = || {
        entries().any(|(entry, class)| {
            class == Class::LookUp
                && matches!(
                    entry.code().as_ref().map(ResultCode::as_str),
                    Some("1013" | "1022" | "1023")
                )
        })
    };
    let settled_human = || {
        entries().any(|(entry, class)| {
            is_human(entry)
                && class != Class::Provisional
                && Flag::read(entry.is_final_result.as_ref()) != Flag::False
        })
    };
    let is_provisional = class(result) == Class::Provisional;

    if verdict.decision == Decision::Verified {
        // What a reviewer said in a code that is in no list is no approval either.
        if human(&[Class::Refused, Class::NeedsPerson, Class::Unlisted]) {
            return Some(inconclusive(HUMAN_DENIES, C::HistoryConflict));
        }
        if refused_look_up() {
            return Some(settled(
                NUMBER_FAILED,
                Decision::NeedsReview,
                Finality::Final,
                Some(C::IdentityHalfFailed),
            ));
        }
    }
    if matches!(verdict.rule, "F7" | "F15" | "F16") && is_provisional && settled_human() {
        return Some(settled(
            "H3",
            Decision::NeedsReview,
            Finality::Unknown,
            Some(C::HistoryConflict),
        ));
    }
    None
}

#[cfg(test)]
mod tests;
