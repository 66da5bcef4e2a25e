//! The hand-written table `fixtures/decisions/greenid.tsv` against the code, in both directions, row by row.

mod beside_rows;
mod checks;
mod post_office;
mod rules;

use kyc_model::{
    greenid::{
        CheckState, DetailRecordHeader, DocumentRecord, FaultCode, FieldStatus, MatchFlag, Mode,
        OverallOutcome, PostOfficeData, RichCheckResult, RichFieldResult, RichVerificationResult,
    },
    outcome::{
        CheckKind, Claim, Decision, Environment, Established, FieldMatch, GreenidReference,
        PerformedBy, ReasonCategory, SignatureState, Source, VerificationOutcome, Weight,
    },
};

use greenid_soap::FaultKind;

use super::{Policy, Provenance, decide, decide_verification_result};
use crate::{
    remedy::remedy,
    tsv::{Line, assert_is},
};

fn lines(table: &str) -> Vec<Line> {
    crate::tsv::lines("greenid", table)
}

fn check(name: &str, state: &str) -> RichCheckResult {
    let mut check = RichCheckResult::default();
    check.name = Some(name.into());
    check.state = Some(CheckState::from(state));
    check
}

fn result(outcome: &str, checks: Vec<RichCheckResult>) -> RichVerificationResult {
    let mut result = RichVerificationResult::default();
    result.user_id = Some("u-1".into());
    result.rule_id = Some("default".into());
    result.outcome = Some(OverallOutcome::from(outcome));
    result.individual_results = checks;
    result
}

fn provenance() -> Provenance {
    let mut provenance = Provenance::saved(SignatureState::NotDue);
    provenance.source = Source::Asked;
    provenance.environment = Environment::Production;
    provenance.asked = Some(GreenidReference::new("u-1"));
    provenance.retrieved_at = "2026-01-02T03:04:05Z".parse().ok();
    provenance
}

fn decide(result: &RichVerificationResult) -> VerificationOutcome {
    decide_verification_result(result, &Policy::default(), &provenance()).unwrap()
}

fn has(outcome: &VerificationOutcome, category: &ReasonCategory, weight: Weight) -> bool {
    outcome
        .reasons()
        .iter()
        .any(|reason| reason.category == *category && reason.weight == weight)
}

fn document(flags: [&str; 4]) -> DocumentRecord {
    let mut record = DocumentRecord::default();
    record.name_matches_form = Some(flags[0].into());
    record.date_of_birth_matches_form = Some(flags[1].into());
    record.residential_address_matches_form = Some(flags[2].into());
    record.photo_match = Some(flags[3].into());
    record
}

fn visit(records: Vec<DocumentRecord>) -> RichCheckResult {
    let mut data = PostOfficeData::default();
    data.records = records;
    let mut visit = check("PostOffice", "VERIFIED");
    visit.mode = Some(Mode::PostOffice);
    visit.post_office_data = Some(Box::new(data));
    visit
}

#[test]
fn every_outcome_is_the_row_of_the_table() {
    let lines = lines("outcome");
    for line in &lines {
        let supported = vec![check("AEC", "VERIFIED")];
        let cases: Vec<RichVerificationResult> = match line.id {
            "greenid/other" => ["verified", " VERIFIED", "VERIFIED ", "DONE", " "]
                .map(|text| result(text, supported.clone()))
                .into(),
            "greenid/absent" => {
                let mut absent = result("", supported.clone());
                absent.outcome = None;
                vec![absent, result("", supported)]
            }
            "greenid/no_user_id" => [None, Some("".into())]
                .map(|user_id| {
                    let mut nobody = result("VERIFIED", supported.clone());
                    nobody.user_id = user_id;
                    nobody
                })
                .into(),
            _ => vec![result(line.key, supported)],
        };
        for case in cases {
            let outcome = decide(&case);
            assert_eq!(outcome.decided_by(), line.id);
            assert_is(line, &outcome);
        }
    }
    for outcome in OverallOutcome::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == outcome.as_str()),
            "greenid/{} is in the code and not in the table",
            outcome.as_str()
        );
    }
    let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
    for id in ["greenid/other", "greenid/absent", "greenid/no_user_id"] {
        assert!(
            ids.contains(&id),
            "{id} is in the code and not in the table"
        );
    }
}

#[test]
fn categories_have_the_remedies_of_the_table() {
    for line in lines("category") {
        let category = ReasonCategory::from(line.key);
        assert!(category.is_known(), "{}", line.name());
        assert_eq!(
            Some(remedy(&category).as_str()),
            line.extra("remedy"),
            "{}",
            line.name()
        );
    }
}

#[test]
fn an_approval_establishes_what_the_table_says() {
    let field = |name: &str| {
        let mut field = RichFieldResult::default();
        field.name = Some(name.into());
        field.status = Some(FieldStatus::Confirmed);
        field.data = Some("Invented".into());
        field
    };
    for line in lines("established") {
        let mut source = check("AEC", "VERIFIED");
        let mut unknown = check("CustomerSource", "VERIFIED");
        let clear = || check("CustomerList", "NOT_FOUND_ON_LIST");
        let (with, without) = match line.key {
            "id_record" => (vec![source], vec![unknown]),
            "id_data_match" => {
                source.field_results = ["givenName", "surname", "dob"].map(field).into();
                unknown.field_results = ["givenName", "dob"].map(field).into();
                (vec![source], vec![unknown])
            }
            "address" => {
                source.field_results = ["streetName", "postcode"].map(field).into();
                unknown.field_results = ["suburb", "postcode"].map(field).into();
                (vec![source], vec![unknown])
            }
            "document" => (
                vec![visit(vec![document(["Y", "Y", "X", "Y"])])],
                vec![visit(vec![document(["X", "X", "X", "X"])])],
            ),
            "watchlist_clear" => (
                vec![source, clear(), check("Other", "PASSED")],
                vec![unknown],
            ),
            other => panic!("{other} is in the table and not in the code"),
        };
        let established = Established::from(line.key);
        let shown = |checks| {
            decide(&result("VERIFIED", checks))
                .established()
                .contains(&established)
        };
        assert!(shown(with), "{}", line.name());
        assert!(!shown(without), "{}", line.name());
    }
}

#[test]
fn every_fault_is_an_error_of_the_table_s_kind() {
    let kind_name = |kind: FaultKind| match kind {
        FaultKind::SubjectNotFound => "subject_not_found",
        FaultKind::NotAuthorized => "not_authorised",
        FaultKind::BadRequest => "bad_request",
        FaultKind::Conflict => "conflict",
        FaultKind::ProviderFailure => "provider_failure",
        _ => "unknown_code",
    };
    let lines = lines("fault");
    for line in &lines {
        let code = match line.id {
            "fault/no_detail" => None,
            "fault/other" => Some(FaultCode::from("InventedFault")),
            id => {
                assert_eq!(id, format!("fault/{}", line.key), "{}", line.name());
                Some(FaultCode::from(line.key))
            }
        };
        let kind = FaultKind::of_code(code.as_ref());
        assert_eq!(kind_name(kind), line.category, "{}", line.name());
        let retry = if kind.is_retryable() { "yes" } else { "no" };
        assert_eq!(Some(retry), line.extra("retry"), "{}", line.name());
    }
    for code in FaultCode::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == code.as_str()),
            "fault/{} is in the code and not in the table",
            code.as_str()
        );
    }
}

/// What stands in the tables once and for which the code's lists have no entry of their own.
#[test]
fn every_row_that_the_other_tests_cannot_miss_is_there() {
    crate::tsv::assert_rows(
        "greenid",
        &[
            "advisory/rule_id_absent",
            "advisory/date_verified_contradicts",
            "advisory/known_source/AUTOFAIL",
            "advisory/known_source/FAILED",
            "advisory/known_source/ERROR",
            "advisory/known_source/LOCKED_OUT",
            "advisory/known_source/PENDING",
            "advisory/known_source/IN_PROGRESS",
            "alert/IN_PROGRESS",
            "alert/PENDING",
            "alert/LOCKED_OUT",
            "policy/required_checks",
            "policy/admin_override_needs_review",
            "mode/none",
            "mode/other",
            "state/absent",
            "state/other",
            "source/other_in_list_state",
            "source/other",
            "status/other",
            "status/absent",
            "established/id_record",
            "established/id_data_match",
            "established/address",
            "established/document",
            "established/watchlist_clear",
            "category/assisted_by_admin",
            "category/verified_externally",
            "fault/other",
            "fault/no_detail",
            "post_office/flag/Y",
            "post_office/flag/X",
            "post_office/flag/blank",
            "post_office/flag/absent",
            "post_office/flag/other",
            "post_office/record/passed",
            "post_office/record/inconclusive",
            "post_office/record/needs_review",
            "post_office/advisory/no_photo_match",
            "post_office/advisory/expired_document",
            "post_office/advisory/incomplete_answer",
            "post_office/advisory/unrecognized_value",
        ],
    );
    let evidence: Vec<&str> = lines("evidence").iter().map(|line| line.id).collect();
    let states = CheckState::KNOWN.iter().map(CheckState::as_str);
    for state in states.chain(["absent", "other"]) {
        for field in ["match", "changed", "added", "unrecognized", "not_available"] {
            let id = format!("evidence/{state}/{field}");
            assert!(evidence.contains(&id.as_str()), "{id} is not in the table");
        }
    }
    let categories = lines("category");
    for line in [
        "outcome",
        "state",
        "overlay",
        "alert",
        "policy",
        "advisory",
        "post_office",
    ]
    .into_iter()
    .flat_map(lines)
    .filter(|line| line.category != "-")
    {
        assert!(
            categories.iter().any(|one| one.key == line.category),
            "{}: category/{} is not in the table",
            line.name(),
            line.category
        );
    }
}

#[test]
fn ids_classes_and_products_are_made_of_their_cells() {
    let id_of = |line: &Line| {
        let key = match (line.id.rsplit('/').next(), line.key) {
            (Some("other"), "*") => "other",
            (Some("absent" | "none"), "-") => return line.id.to_owned(),
            (_, key) => key,
        };
        match line.table {
            "outcome" => format!("greenid/{key}"),
            "alert" => format!("alert/{key}"),
            "state" => format!("state/{key}"),
            "mode" => format!("mode/{key}"),
            "field_status" => format!("status/{key}"),
            "category" => format!("category/{key}"),
            "established" => format!("established/{key}"),
            _ => line.id.to_owned(),
        }
    };
    let tables = [
        "outcome",
        "advisory",
        "overlay",
        "alert",
        "policy",
        "state",
        "mode",
        "field_status",
        "category",
        "established",
    ];
    for line in tables.into_iter().flat_map(lines) {
        let name = line.name();
        if line.id != "greenid/no_user_id" {
            assert_eq!(line.id, id_of(&line), "{name}");
        }
        let class = match (line.table, line.decision) {
            ("overlay" | "policy" | "established", _) => "A",
            ("advisory", _) if line.key != "-" => "A",
            _ if line.id == "greenid/no_user_id" => "*",
            (_, "verified") => "A",
            (_, "needs_review") => "N",
            (_, "pending") => "P",
            (_, "rejected") => "R",
            (_, "inconclusive") => "U",
            _ => "-",
        };
        assert_eq!(line.class, class, "{name}: class");
        let product = if line.table == "outcome" {
            "rule set"
        } else {
            "-"
        };
        assert_eq!(line.product, product, "{name}: product");
    }
    for line in lines("evidence") {
        let Some(field) = line.when.strip_prefix("field=") else {
            continue;
        };
        let state = match line.key {
            "*" => "other",
            "-" => "absent",
            state => state,
        };
        let id = format!("evidence/{state}/{field}");
        assert_eq!(line.id, id, "{}", line.name());
    }
}
