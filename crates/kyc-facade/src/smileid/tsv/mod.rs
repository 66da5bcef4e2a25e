//! The hand-written table `fixtures/decisions/smileid.tsv` against the code, in both directions, row by row.

mod actions;
mod flags;
mod lists;
mod rows;
mod rules;
mod v3;

use std::sync::LazyLock;

use kyc_model::{
    Lenient,
    outcome::{
        Awaiting, Decision, Environment, Finality, ReasonCategory, SignatureState, Source,
        VerificationOutcome,
    },
    smileid::{
        Action, ActionKey, ActionValue, JobResult, JobStatus, JobType, PartnerParams, ResultCode,
        StatusResult,
    },
};

use super::{Provenance, decide::decide_job_status, rows::Class};

/// Read at run time, so that a changed table needs no new build to be noticed.
static TABLE: LazyLock<String> = LazyLock::new(|| {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/decisions/smileid.tsv"
    );
    std::fs::read_to_string(path).expect("fixtures/decisions/smileid.tsv")
});

/// One line of the table.
pub(super) struct Line {
    pub(super) table: &'static str,
    pub(super) id: &'static str,
    pub(super) product: &'static str,
    pub(super) key: &'static str,
    pub(super) when: &'static str,
    pub(super) class: &'static str,
    pub(super) decision: &'static str,
    pub(super) finality: &'static str,
    pub(super) awaiting: &'static str,
    pub(super) category: &'static str,
    pub(super) extra: &'static str,
    pub(super) number: usize,
}

impl Line {
    pub(super) fn name(&self) -> String {
        format!("smileid.tsv line {}, row {}", self.number, self.id)
    }

    /// Whether the cell `when` holds for these dimensions; a dimension it does not name is free.
    pub(super) fn holds(&self, dimensions: &[(&str, &str)]) -> bool {
        self.when
            .split(' ')
            .filter(|condition| *condition != "-")
            .all(|condition| {
                let (name, values) = condition
                    .split_once('=')
                    .unwrap_or_else(|| panic!("{}: condition {condition}", self.name()));
                dimensions.iter().any(|(dimension, value)| {
                    *dimension == name && values.split('|').any(|one| one == *value)
                })
            })
    }

    pub(super) fn is_of_class(&self, class: &str) -> bool {
        self.class == "*" || self.class.split('|').any(|one| one == class)
    }

    pub(super) fn extra(&self, name: &str) -> Option<&'static str> {
        self.extra
            .split(' ')
            .find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
    }

    /// Decision, finality and awaiting as the code writes them.
    pub(super) fn verdict(&self) -> (Decision, Finality, Option<Awaiting>) {
        let name = self.name();
        (
            Decision::parse(self.decision).unwrap_or_else(|| panic!("{name}: decision")),
            Finality::parse(self.finality).unwrap_or_else(|| panic!("{name}: finality")),
            match self.awaiting {
                "-" => None,
                text => Some(Awaiting::parse(text).unwrap_or_else(|| panic!("{name}: awaiting"))),
            },
        )
    }

    pub(super) fn category(&self) -> ReasonCategory {
        let category = ReasonCategory::from(self.category);
        assert!(category.is_known(), "{}: category", self.name());
        category
    }
}

pub(super) fn lines(table: &str) -> Vec<Line> {
    let mut rows = TABLE.lines().enumerate();
    let (_, header) = rows.next().unwrap();
    assert_eq!(
        header,
        "table\tid\tproduct\tkey\twhen\tclass\tdecision\tfinality\tawaiting\tcategory\textra\tbasis\tsource"
    );
    let found: Vec<Line> = rows
        .filter(|(_, text)| !text.starts_with('#') && !text.is_empty())
        .map(|(at, text)| {
            let cells: Vec<&'static str> = text.split('\t').collect();
            let number = at + 1;
            let [
                table,
                id,
                product,
                key,
                when,
                class,
                decision,
                finality,
                awaiting,
                category,
                extra,
                _,
                source,
            ] = cells[..]
            else {
                panic!("smileid.tsv line {number}: {} cells", cells.len());
            };
            assert!(!source.is_empty(), "smileid.tsv line {number}: no source");
            Line {
                table,
                id,
                product,
                key,
                when,
                class,
                decision,
                finality,
                awaiting,
                category,
                extra,
                number,
            }
        })
        .filter(|line| line.table == table)
        .collect();
    assert!(!found.is_empty(), "smileid.tsv has no table {table}");
    found
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
            .map(|(action, value)| Action {
                action: ActionKey::from(*action),
                value: Lenient::Value(ActionValue::from(*value)),
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
    provenance
}

pub(super) fn decide(status: &JobStatus) -> VerificationOutcome {
    decide_job_status(status, &asked()).unwrap()
}

/// Asserts that the outcome is the one of the line.
pub(super) fn assert_is(line: &Line, outcome: &VerificationOutcome) {
    assert_eq!(
        (outcome.decision(), outcome.finality(), outcome.awaiting()),
        line.verdict(),
        "{}",
        line.name()
    );
    assert_eq!(*outcome.category(), line.category(), "{}", line.name());
}
