//! The dimensions of the tables in words.

use crate::{
    explain::conditions::{CLASS, Facts, Line, Unmet},
    smileid::rows::Class,
};

pub(super) const fn letter(class: Class) -> &'static str {
    match class {
        Class::Approved => "A",
        Class::Refused => "R",
        Class::NeedsPerson => "N",
        Class::Undecided => "E",
        Class::Provisional => "P",
        Class::LookUp => "L",
        Class::Unlisted => "U",
    }
}

/// The code in the id of a look-up row, as the tables write it.
pub(super) fn look_up_code(id: &str) -> &'static str {
    let code = id.rsplit('/').next().unwrap_or_default();
    [
        "1012", "1013", "1014", "1015", "1016", "1020", "1021", "1022", "1023",
    ]
    .into_iter()
    .find(|known| *known == code)
    .unwrap_or("another code")
}

/// The member of the answer that a dimension is about.
pub(super) fn member(dimension: &str) -> &'static str {
    match dimension {
        "shape" => "the answer",
        "complete" => "job_complete",
        "success" => "job_success",
        "final" => "IsFinalResult",
        "result" => "result",
        "code" => "code",
        "jobtype" | "lookup_product" => "job_type",
        "history" => "history",
        _ => "ResultCode",
    }
}

fn subject(dimension: &str) -> &'static str {
    match dimension {
        CLASS => "the class of ResultCode",
        "lookup" => "ResultCode",
        "history" => "the other half",
        dimension => member(dimension),
    }
}

fn value(dimension: &str, value: &'static str) -> &'static str {
    match (dimension, value) {
        ("shape", "wrapped") => "a job-status reply",
        ("shape", _) => "a result by itself",
        ("result", "none") => "missing",
        ("result", _) => "there",
        ("code", "other") => "another code",
        ("jobtype", "ok") => "known",
        ("lookup_product", "yes") => "5, 7 or 10",
        ("lookup_product", _) => "none of 5, 7 and 10",
        (CLASS, "A") | ("history", "A") => "approved",
        (CLASS, "R") | ("history", "R") => "refused",
        (CLASS, "N") | ("history", "N") => "for a person to review",
        (CLASS, "E") | ("history", "E") => "undecided",
        (CLASS, "P") | ("history", "P") => "provisional",
        (CLASS, "L") => "a look-up half",
        (CLASS, "U") | ("history", "U") => "unlisted",
        (CLASS, _) => "none",
        ("history", "absent") => "not asked for",
        ("history", "none") => "nowhere",
        ("history", "flagged") => "flagged as not final",
        ("history", "mixed") => "contradictory",
        _ => value,
    }
}

/// Why a rule did not apply: for each of its lines the first condition that is not met.
pub(super) fn why_not(lines: &[&Line], facts: &Facts) -> String {
    let mut unmet: Vec<Unmet> = Vec::new();
    for one in lines.iter().filter_map(|line| line.first_unmet(facts)) {
        match unmet
            .iter_mut()
            .find(|known| known.dimension == one.dimension)
        {
            Some(known) => {
                let more = one.wanted.into_iter();
                let more = more.filter(|value| !known.wanted.contains(value));
                let more: Vec<_> = more.collect();
                known.wanted.extend(more);
            }
            None => unmet.push(one),
        }
    }
    // That a line is for the other kind of answer says little where another line is for this kind.
    if unmet.iter().any(|one| one.dimension != "shape") {
        unmet.retain(|one| one.dimension != "shape");
    }
    if unmet.is_empty() {
        return "the outcome does not tell why".to_owned();
    }
    unmet.iter().map(sentence).collect::<Vec<_>>().join("; ")
}

fn sentence(unmet: &Unmet) -> String {
    let words = |values: &[&'static str]| {
        values
            .iter()
            .map(|one| value(unmet.dimension, one))
            .collect::<Vec<_>>()
            .join(" or ")
    };
    let subject = subject(unmet.dimension);
    let is = words(&unmet.is);
    if unmet.wanted.len() > 3 {
        return format!("{subject} is {is}");
    }
    format!("{subject} is {is}, not {}", words(&unmet.wanted))
}
