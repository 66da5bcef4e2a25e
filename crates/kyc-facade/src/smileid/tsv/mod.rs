//! The hand-written table `fixtures/decisions/smileid.tsv` against the code, in both directions, row by row.

mod actions;
mod flags;
mod lists;
mod rows;
mod rules;
mod v3;

use kyc_model::{
    Lenient,
    outcome::{Environment, SignatureState, SmileReference, Source, VerificationOutcome},
    smileid::{
        Action, ActionKey, ActionValue, JobResult, JobStatus, JobType, PartnerParams, ResultCode,
        StatusResult,
    },
};

use super::{Provenance, decide::decide_job_status, rows::Class};
pub(super) use crate::tsv::{Line, assert_is};

pub(super) fn lines(table: &str) -> Vec<Line> {
    crate::tsv::lines("smileid", table)
}

/// The id that the other cells of a line make, for the tables whose ids are made of them.
fn made_id(line: &Line) -> Option<String> {
    let key = line.key;
    Some(match (line.table, line.id) {
        (_, id) if id.contains("/other") || id.contains("/default/") => return None,
        ("row", _) => format!("smileid/{}/{key}", line.product),
        ("action_key", _) => format!("action/{key}"),
        ("action_value", _) => format!("value/{}", key.replace(' ', "_")),
        ("error_code", _) => format!("error/{key}"),
        ("category", _) => format!("category/{key}"),
        ("established", _) if line.product.parse::<u64>().is_err() => {
            format!("established/v3/{}", line.product)
        }
        ("established", _) if line.product == "5" => format!("established/5/{key}"),
        ("established", _) => format!("established/{}", line.product),
        _ => return None,
    })
}

#[test]
fn ids_are_made_of_their_cells() {
    for table in [
        "row",
        "action_key",
        "action_value",
        "error_code",
        "category",
        "established",
    ] {
        for line in lines(table) {
            if let Some(id) = made_id(&line) {
                assert_eq!(line.id, id, "{}", line.name());
            }
        }
    }
}

pub(super) fn letter(class: Class) -> &'static str {
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

/// A result of user u-1, job j-1.
pub(super) fn result(job_type: u64, code: &str) -> JobResult {
    let mut params = PartnerParams::default();
    params.user_id = Some("u-1".into());
    params.job_id = Some("j-1".into());
    params.job_type = Some(Lenient::Value(JobType::from_number(job_type)));
    let mut result = JobResult::default();
    result.partner_params = Some(params);
    result.result_code = ResultCode::parse(code).map(Lenient::Value);
    result
}

pub(super) fn with_actions(mut result: JobResult, actions: &[(&str, &str)]) -> JobResult {
    result.actions = Some(
        actions
            .iter()
            .map(|(action, value)| {
                let value = Lenient::Value(ActionValue::from(*value));
                Action::new(ActionKey::from(*action), value)
            })
            .collect(),
    );
    result
}

/// A complete reply with this result.
pub(super) fn complete(result: JobResult, success: bool) -> JobStatus {
    let mut status = JobStatus::default();
    status.job_complete = Some(Lenient::Value(true));
    status.job_success = Some(Lenient::Value(success));
    status.result = Some(StatusResult::Record(Box::new(result)));
    status
}

pub(super) fn asked() -> Provenance {
    let mut provenance = Provenance::saved(SignatureState::Valid);
    provenance.source = Source::Asked;
    provenance.environment = Environment::Production;
    provenance.asked = Some(SmileReference::new("u-1", "j-1"));
    provenance
}

pub(super) fn decide(status: &JobStatus) -> VerificationOutcome {
    decide_job_status(status, &asked()).unwrap()
}

#[test]
fn every_row_that_the_other_tests_cannot_miss_is_there() {
    crate::tsv::assert_rows(
        "smileid",
        &[
            "smileid/default/code",
            "smileid/default/job_type",
            "action/other_human_review",
            "action/other",
            "value/other",
            "error/2214",
            "error/2221",
            "error/2414",
            "error/2428",
            "error/other",
            "smileid3/clear/present",
            "smileid3/clear/unknown_product",
            "smileid3/not_found",
            "smileid3/other",
        ],
    );
}

#[test]
fn what_overlays_and_history_lower_is_as_in_the_code() {
    let applies_to = [
        ("S1", "*", "-", "A"),
        ("S2", "*", "-", "A"),
        ("S3", "*", "-", "A"),
        ("S4", "7", "-", "A"),
        ("S5", "10", "-", "A"),
        ("S6", "*", "-", "A"),
        ("H1", "*", "-", "A"),
        ("H2", "1|11", "1013|1022|1023", "A"),
        ("H3", "*", "-", "P"),
    ];
    let lines: Vec<Line> = ["overlay", "lower"].into_iter().flat_map(lines).collect();
    for line in &lines {
        let cells = (line.id, line.product, line.key, line.class);
        assert!(applies_to.contains(&cells), "{}: {cells:?}", line.name());
    }
    assert_eq!(
        lines.len(),
        applies_to.len(),
        "overlays and history rows of the code"
    );
}
