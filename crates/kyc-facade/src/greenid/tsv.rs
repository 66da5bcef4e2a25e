//! The hand-written table `fixtures/decisions/greenid.tsv` against the code, in both directions, row by row.

use kyc_model::{
    greenid::{
        CheckState, DetailRecordHeader, DocumentRecord, FieldStatus, MatchFlag, Mode,
        OverallOutcome, PostOfficeData, RichCheckResult, RichFieldResult, RichVerificationResult,
    },
    outcome::{
        CheckKind, CheckResult, Claim, Decision, Environment, Established, FieldMatch,
        GreenidReference, PerformedBy, ReasonCategory, SignatureState, Source, VerificationOutcome,
        Weight,
    },
};

use super::{Policy, Provenance, checks, decide, decide_verification_result, post_office, sources};
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
    visit.post_office_data = Some(data);
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
fn every_mode_is_read_as_the_table_says() {
    let lines = lines("mode");
    for line in &lines {
        let mode = match line.id {
            "mode/none" => None,
            "mode/other" => Some(Mode::from("SOMEHOW")),
            _ => Some(Mode::from(line.key)),
        };
        let (performed_by, category) = checks::mode(mode.as_ref());
        let expected = line.extra("performed_by").map(|by| match by {
            "unknown" => PerformedBy::Unspecified,
            by => PerformedBy::from(by),
        });
        assert_eq!(Some(performed_by), expected, "{}", line.name());
        assert_eq!(
            category.as_ref().map(|category| category.as_str()),
            line.extra("advisory"),
            "{}",
            line.name()
        );
        let mut verified = result("VERIFIED", vec![check("AEC", "VERIFIED")]);
        verified.mode = mode;
        let outcome = decide(&verified);
        assert_eq!(outcome.decision(), Decision::Verified, "{}", line.name());
        assert_eq!(
            outcome.established().is_empty(),
            line.extra("established") == Some("empty"),
            "{}",
            line.name()
        );
    }
    for mode in Mode::KNOWN {
        let id = format!("mode/{}", mode.as_str());
        assert!(lines.iter().any(|line| line.id == id), "{id}");
    }
}

#[test]
fn every_state_is_read_as_the_table_says() {
    let lines = lines("state");
    for line in &lines {
        let states: Vec<Option<CheckState>> = match line.id {
            "state/absent" => vec![None, Some(CheckState::from(""))],
            "state/other" => vec![Some(CheckState::from("MAYBE"))],
            _ => vec![Some(CheckState::from(line.key))],
        };
        for state in states {
            let name = line.name();
            let state = state.as_ref();
            assert_eq!(
                Some(sources::result(state).as_str()),
                line.extra("result"),
                "{name}"
            );
            let category = sources::category(Some("CustomerList"), state);
            let expected = (line.category != "-").then(|| line.category());
            assert_eq!(category, expected, "{name}");
            let on_known = sources::category(Some("AEC"), state);
            let expected = match line.extra("on_known") {
                Some(category) => Some(ReasonCategory::from(category)),
                None => expected,
            };
            assert_eq!(on_known, expected, "{name}, known source");
            let kind = sources::kind(Some("CustomerList"), state);
            let is_list = line.extra("kind") == Some("watchlist");
            assert_eq!(kind == CheckKind::Watchlist, is_list, "{name}");
            let mut one = check("AEC", "");
            one.state = state.cloned();
            let admin = checks::check(&one).performed_by == PerformedBy::Admin;
            assert_eq!(admin, line.extra("performed_by") == Some("admin"), "{name}");
        }
    }
    for state in CheckState::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == state.as_str()),
            "state/{} is in the code and not in the table",
            state.as_str()
        );
    }
}

#[test]
fn every_source_is_known_as_the_table_says() {
    let names: Vec<String> = [
        "aec",
        "vicec",
        "passportdvs",
        "nzpassport",
        "visa",
        "visadvs",
        "immicarddvs",
        "birthcertificatedvs",
        "marriagecertificatedvs",
        "changeofnamecertificatedvs",
        "citizenshipcertificatedvs",
        "nzcitizenship",
        "medicaredvs",
        "medibank",
        "centrelinkdvs",
        "dnb",
        "docupload",
        "postoffice",
        "*rego",
        "*regodvs",
        "*rego_old",
    ]
    .map(str::to_owned)
    .into();
    let lines = lines("source");
    for line in lines.iter().filter(|line| line.key != "*") {
        assert_eq!(line.id, format!("source/{}", line.key), "{}", line.name());
        assert!(
            names.contains(&line.key.to_owned()),
            "{}: not in the code",
            line.name()
        );
        for state in ["nsw", "VIC", "tas"] {
            let name = line.key.replace('*', state);
            let source = sources::named(&name);
            let source = source.unwrap_or_else(|| panic!("{}: {name}", line.name()));
            assert_eq!(
                Some(source.kind.as_str()),
                line.extra("kind"),
                "{}",
                line.name()
            );
            let known = if source.known { "yes" } else { "no" };
            assert_eq!(Some(known), line.extra("known"), "{}", line.name());
        }
    }
    for name in names {
        assert!(
            lines.iter().any(|line| line.key == name),
            "source/{name} is in the code and not in the table"
        );
    }
    for invented in ["xyzrego", "rego", "regodvs", "sanctionsrego", "aec2", ""] {
        assert_eq!(sources::named(invented), None, "{invented}");
    }
    for line in lines.iter().filter(|line| line.key == "*") {
        let state = if line.id == "source/other" {
            "VERIFIED"
        } else {
            "FOUND_ON_LIST"
        };
        let kind = sources::kind(Some("CustomerList"), Some(&CheckState::from(state)));
        assert_eq!(Some(kind.as_str()), line.extra("kind"), "{}", line.name());
    }
}

#[test]
fn every_field_status_is_read_as_the_table_says() {
    let lines = lines("field_status");
    for line in &lines {
        let statuses: Vec<Option<FieldStatus>> = match line.id {
            "status/absent" => vec![None, Some(FieldStatus::from(""))],
            "status/other" => vec![Some(FieldStatus::from("SEEN"))],
            _ => vec![Some(FieldStatus::from(line.key))],
        };
        for status in statuses {
            for (difference, column) in [
                (None, "no_difference"),
                (Some(""), "no_difference"),
                (Some("Invented"), "difference"),
            ] {
                let mut field = RichFieldResult::default();
                field.status = status.clone();
                field.data = Some("Zanele".into());
                field.data_difference = difference.map(Into::into);
                let read = checks::field(&field);
                assert_eq!(
                    Some(read.result.as_str()),
                    line.extra(column),
                    "{}",
                    line.name()
                );
                let odd = checks::is_odd(&field);
                let expected = column == "difference" && line.extra("advisory").is_some();
                assert_eq!(odd, expected, "{}, {column}", line.name());
            }
        }
    }
    for status in FieldStatus::KNOWN {
        let id = format!("status/{}", status.as_str());
        assert!(lines.iter().any(|line| line.id == id), "{id}");
    }
}

#[test]
fn a_field_is_evidence_where_the_table_says() {
    let lines = lines("evidence");
    let mut seen = 0;
    for line in &lines {
        let Some(matched) = line.when.strip_prefix("field=") else {
            continue;
        };
        let state = match line.key {
            "absent" | "-" => None,
            "other" | "*" => Some(CheckState::from("MAYBE")),
            text => Some(CheckState::from(text)),
        };
        let evidence = checks::is_evidence(state.as_ref(), &FieldMatch::from(matched));
        let expected = if evidence { "yes" } else { "no" };
        assert_eq!(line.extra("evidence"), Some(expected), "{}", line.name());
        seen += 1;
    }
    assert_eq!(seen, 80);
}

#[test]
fn previous_addresses_and_checks_made_outside_are_no_evidence() {
    let field = |name: &str, info: &str| {
        let mut field = RichFieldResult::default();
        field.name = Some(name.into());
        field.status = Some(FieldStatus::Confirmed);
        field.data = Some("Invented".into());
        field.data_info = Some(info.into());
        field
    };
    let with = |info: &str, mode: Option<Mode>| {
        let mut source = check("AEC", "VERIFIED");
        source.mode = mode;
        source.field_results = ["givenName", "surname", "streetName", "suburb"]
            .map(|name| field(name, info))
            .into();
        decide(&result("VERIFIED", vec![source]))
            .established()
            .to_vec()
    };
    assert_eq!(
        with("currentAddress", None),
        [
            Established::IdRecord,
            Established::IdDataMatch,
            Established::Address
        ]
    );
    assert_eq!(with("previousAddress", None), [Established::IdRecord]);
    assert!(with("currentAddress", Some(Mode::External)).is_empty());
    let ids: Vec<&str> = lines("evidence").iter().map(|line| line.id).collect();
    assert_eq!(
        ids.len(),
        82,
        "evidence/previousAddress and the mode EXTERNAL are rows, too"
    );
}

#[test]
fn every_overlay_stops_an_approval() {
    let lines = lines("overlay");
    let ids: Vec<&str> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, ["G1", "G2", "G3", "G4", "G5"], "overlays of the code");
    let support = || check("AEC", "VERIFIED");
    for line in &lines {
        for outcome in line.key.split('|') {
            let stopped: Vec<Vec<RichCheckResult>> = match line.id {
                "G1" => vec![
                    vec![support(), check("CustomerList", "FOUND_ON_LIST")],
                    vec![support(), check("AEC", "MATCH_REVIEW_REQUIRED")],
                    vec![support(), check("CustomerList", "FAILED")],
                    vec![support(), check("docupload", "FAILED")],
                ],
                "G2" => vec![vec![support(), check("dnb", "MAYBE")]],
                "G3" => vec![
                    vec![support(), check("ListScreen", "ERROR")],
                    vec![support(), check("ListScreen", "LOCKED_OUT")],
                ],
                "G4" => vec![
                    vec![],
                    vec![check("CustomerList", "NOT_FOUND_ON_LIST")],
                    vec![check("dnb", "AUTOFAIL")],
                ],
                _ => vec![vec![visit(vec![document(["Y", "N", "Y", "Y"])])]],
            };
            for checks in stopped {
                let decided = decide(&result(outcome, checks));
                assert_eq!(decided.decided_by(), line.id, "{outcome}");
                assert_is(line, &decided);
            }
        }
    }
}

#[test]
fn overlays_leave_alone_what_they_do_not_name() {
    for (outcome, mode, checks) in [
        (
            "VERIFIED",
            None,
            vec![check("AEC", "VERIFIED"), check("dnb", "FAILED")],
        ),
        (
            "VERIFIED",
            None,
            vec![check("AEC", "VERIFIED"), check("dnb", "ERROR")],
        ),
        (
            "VERIFIED",
            None,
            vec![check("AEC", "VERIFIED"), check("dnb", "LOCKED_OUT")],
        ),
        ("VERIFIED", Some(Mode::External), vec![]),
        ("VERIFIED_ADMIN", None, vec![]),
        (
            "VERIFIED",
            Some(Mode::PostOffice),
            vec![visit(vec![
                document(["Y", "Y", "X", "Y"]),
                document(["Y", " ", "Y", "X"]),
            ])],
        ),
    ] {
        let mut case = result(outcome, checks);
        case.mode = mode;
        assert_eq!(decide(&case).decision(), Decision::Verified);
    }
}

#[test]
fn list_hits_alert_whatever_was_decided() {
    let lines = lines("alert");
    assert_eq!(lines.len(), 3);
    for line in &lines {
        let hit = vec![check("CustomerList", "FOUND_ON_LIST")];
        let outcome = decide(&result(line.key, hit));
        assert!(
            has(&outcome, &line.category(), Weight::Alert),
            "{}",
            line.name()
        );
        let without = decide(&result(line.key, vec![check("AEC", "VERIFIED")]));
        assert_eq!(outcome.decision(), without.decision(), "{}", line.name());
        assert!(
            !has(&without, &line.category(), Weight::Alert),
            "{}",
            line.name()
        );
    }
}

#[test]
fn the_caller_s_policy_only_lowers() {
    for line in lines("policy") {
        let mut policy = Policy::default();
        match line.id {
            "policy/required_checks" => policy.required_checks = vec!["passportdvs".to_owned()],
            "policy/admin_override_needs_review" => policy.admin_override_needs_review = true,
            other => panic!("{other} is in the table and not in the code"),
        }
        for outcome in line.key.split('|') {
            let lowered = result(outcome, vec![check("AEC", "VERIFIED")]);
            let decided = decide_verification_result(&lowered, &policy, &provenance()).unwrap();
            assert_eq!(decided.decided_by(), line.id);
            assert_eq!(decided.remedy().as_str(), "review", "{}", line.name());
            assert_is(&line, &decided);
        }
        let met = result(
            "VERIFIED",
            vec![check("AEC", "VERIFIED"), check("PassportDVS", "VERIFIED")],
        );
        let decided = decide_verification_result(&met, &policy, &provenance()).unwrap();
        assert_eq!(decided.decision(), Decision::Verified, "{}", line.name());
        let pending = result("IN_PROGRESS", vec![]);
        let decided = decide_verification_result(&pending, &policy, &provenance()).unwrap();
        assert_eq!(decided.decision(), Decision::Pending, "{}", line.name());
    }
    assert_eq!(lines("policy").len(), 2);
}

#[test]
fn advisories_stand_beside_the_decision() {
    for line in lines("advisory") {
        let mut case = result("VERIFIED", vec![check("AEC", "VERIFIED")]);
        match line.id {
            "advisory/rule_id_absent" => case.rule_id = None,
            "advisory/date_verified_contradicts" => {
                case.date_verified = Some("2026-01-02T03:09:06Z".into());
            }
            _ => case.individual_results.push(check("dnb", line.key)),
        }
        let outcome = decide(&case);
        assert_eq!(outcome.decision(), Decision::Verified, "{}", line.name());
        assert!(
            has(&outcome, &line.category(), Weight::Advisory),
            "{}",
            line.name()
        );
    }
    let dated = |outcome: &str, date: &str| {
        let mut case = result(outcome, vec![check("AEC", "VERIFIED")]);
        case.date_verified = Some(date.into());
        decide(&case)
    };
    let contradictory = ReasonCategory::ContradictoryAnswer;
    for (outcome, date, contradicts) in [
        ("VERIFIED", "2026-01-02T03:09:05Z", false),
        ("VERIFIED", "2025-01-02T03:09:05+10:00", false),
        ("IN_PROGRESS", "2025-01-02T03:09:05Z", true),
        ("IN_PROGRESS", " ", false),
    ] {
        let decided = dated(outcome, date);
        assert_eq!(
            has(&decided, &contradictory, Weight::Advisory),
            contradicts,
            "{outcome} {date}"
        );
    }
    let unreadable = dated("VERIFIED", "yesterday");
    assert!(has(
        &unreadable,
        &ReasonCategory::UnrecognizedValue,
        Weight::Advisory
    ));
}

#[test]
fn post_office_documents_are_checks_as_the_table_says() {
    for line in lines("post_office") {
        let name = line.name();
        let result_of = |record: &DocumentRecord| post_office::document_result(record);
        match line.id {
            "post_office/flag/absent" => {
                let flag = DocumentRecord::default().name_match();
                assert_eq!(flag, MatchFlag::NotApplicable, "{name}");
            }
            id if id.starts_with("post_office/flag/") => {
                for (raw, of) in [
                    ("Y", "Y"),
                    ("X", "X"),
                    ("  ", "blank"),
                    ("N", "other"),
                    ("y", "other"),
                ] {
                    if id != format!("post_office/flag/{of}") {
                        continue;
                    }
                    let record = document([raw; 4]);
                    for flag in [
                        record.name_match(),
                        record.birth_date_match(),
                        record.address_match(),
                        record.photo_match_flag(),
                    ] {
                        let matched = post_office::flag_match(flag);
                        assert_eq!(Some(matched.as_str()), line.extra("result"), "{name}");
                    }
                }
            }
            "post_office/record/passed" => {
                assert_eq!(
                    result_of(&document(["Y", "X", "X", "X"])),
                    CheckResult::Passed,
                    "{name}"
                );
            }
            "post_office/record/inconclusive" => {
                assert_eq!(
                    result_of(&document(["X", " ", "X", "X"])),
                    CheckResult::Inconclusive,
                    "{name}"
                );
            }
            "post_office/record/needs_review" => {
                assert_eq!(
                    result_of(&document(["Y", "Y", "Y", "N"])),
                    CheckResult::NeedsReview,
                    "{name}"
                );
            }
            id => {
                let mut case = visit(vec![document(["Y", "Y", "X", "X"])]);
                let data = case.post_office_data.as_mut().unwrap();
                let mut header = DetailRecordHeader::default();
                header.date = Some("250914".into());
                match id {
                    "post_office/advisory/no_photo_match" => {}
                    "post_office/advisory/expired_document" => {
                        data.records[0].document_expiry_date = Some("24/09/2014".into());
                    }
                    "post_office/advisory/incomplete_answer" => {
                        header.total_number_of_id_documents = Some("2".into());
                    }
                    "post_office/advisory/unrecognized_value" => header.amount = Some("-1".into()),
                    other => panic!("{other} is in the table and not in the code"),
                }
                data.header = Some(header);
                let outcome = decide(&result("VERIFIED", vec![case]));
                assert_eq!(outcome.decision(), Decision::Verified, "{name}");
                assert!(has(&outcome, &line.category(), Weight::Advisory), "{name}");
            }
        }
    }
    let ids = lines("post_office");
    assert_eq!(ids.len(), 12, "rows of 3.6");
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
    assert_eq!(lines("established").len(), 5);
}

#[test]
fn fields_carry_claims_and_both_values() {
    let mut changed = RichFieldResult::default();
    changed.name = Some("surname".into());
    changed.status = Some(FieldStatus::Changed);
    changed.data = Some("Inventd".into());
    changed.data_difference = Some("Invented".into());
    let field = checks::field(&changed);
    assert_eq!(field.claim, Some(Claim::FamilyName));
    assert_eq!(field.submitted, Some("Inventd".into()));
    assert_eq!(field.verified, Some("Invented".into()));
    assert_eq!(checks::claim("somethingNew"), None);
    assert_eq!(decide::row(None).id, "greenid/absent");
}
