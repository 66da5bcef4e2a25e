//! Decisions that are other ones than in an earlier run.

use indicatif::HumanCount;
use kyc_model::{
    Sensitive,
    outcome::{Decision, Reference},
};
use serde::Serialize;

use super::{
    json,
    summary::{rows, section},
    text::clean,
};
use crate::{
    failure::Failure,
    normalize::{Seen, Totals, Verdict},
};

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a Reference>,
    old: &'a Verdict,
    new: &'a Verdict,
}

/// One change: a line for people, or a line of JSON.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn line(seen: &Seen, old: &Verdict, is_json: bool) -> Result<String, Failure> {
    let new = &seen.verdict;
    if is_json {
        return json::line(&Change {
            file: &seen.place.file,
            line: seen.place.at.map(|at| at.line),
            reference: seen.reference.as_ref(),
            old,
            new,
        })
        .map_err(Failure::Write);
    }
    let ids = seen.reference.as_ref().map(ids).unwrap_or_default();
    Ok(format!(
        "{}  {} -> {}  {} -> {}{ids}\n",
        seen.place,
        old.decision,
        new.decision,
        clean(&old.decided_by),
        clean(&new.decided_by),
    ))
}

fn ids(reference: &Reference) -> String {
    let ids: [(&str, Option<&Sensitive<String>>); 2] = match reference {
        Reference::Smileid(smile) => [
            ("user", smile.user_id.as_ref()),
            ("job", smile.job_id.as_ref()),
        ],
        Reference::Greenid(green) => [("user", green.user_id.as_ref()), ("", None)],
        _ => [("", None), ("", None)],
    };
    ids.into_iter()
        .filter_map(|(name, id)| Some(format!("  {name} {}", clean(id?.expose()))))
        .collect()
}

/// What the comparison came to, for people. `is_counted`: with how often each change occurred.
pub(crate) fn totals(totals: &Totals, is_counted: bool) -> String {
    let mut text = if is_counted || totals.changed == 0 {
        String::new()
    } else {
        "\n".to_owned()
    };
    text.push_str(&format!(
        "{} of {} decisions changed\n",
        HumanCount(totals.changed),
        HumanCount(totals.compared)
    ));
    for (count, what) in [
        (
            totals.other_row,
            "kept the decision, and another row or rule made it",
        ),
        (totals.added, "records have no outcome in the earlier run"),
        (
            totals.removed,
            "outcomes of the earlier run have no record that was mapped now",
        ),
        (totals.failed, "records failed"),
        (
            totals.unreadable,
            "lines of the earlier run are no outcomes",
        ),
    ] {
        if count > 0 {
            text.push_str(&format!("{} {what}\n", HumanCount(count)));
        }
    }
    if is_counted {
        let rows = rows(&totals.changes, |(old, new), count| {
            let decisions = format!("{} -> {}", old.0, new.0);
            let rows = format!("{} -> {}", clean(&old.1), clean(&new.1));
            [count, decisions, rows]
        });
        let header = ["count", "decision", "row or rule"];
        section(&mut text, "Changes", header, rows, totals.changes.others());
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    compared: u64,
    changed: u64,
    other_row: u64,
    added: u64,
    removed: u64,
    failed: u64,
    unreadable: u64,
    changes: Vec<ChangeCount<'a>>,
    /// How often any change occurred that is not listed.
    changes_others: u64,
}

#[derive(Serialize)]
struct ChangeCount<'a> {
    old: Side<'a>,
    new: Side<'a>,
    count: u64,
}

#[derive(Serialize)]
struct Side<'a> {
    decision: Decision,
    decided_by: &'a str,
}

/// What the comparison came to, as one line of JSON.
///
/// # Errors
/// `Write`, which does not happen.
pub(crate) fn json_totals(totals: &Totals) -> Result<String, Failure> {
    let side = |(decision, decided_by)| Side {
        decision,
        decided_by,
    };
    let changes = totals.changes.ranked().into_iter();
    json::line(&Document {
        compared: totals.compared,
        changed: totals.changed,
        other_row: totals.other_row,
        added: totals.added,
        removed: totals.removed,
        failed: totals.failed,
        unreadable: totals.unreadable,
        changes: changes
            .map(|((old, new), count)| ChangeCount {
                old: side((old.0, &old.1)),
                new: side((new.0, &new.1)),
                count,
            })
            .collect(),
        changes_others: totals.changes.others(),
    })
    .map_err(Failure::Write)
}
