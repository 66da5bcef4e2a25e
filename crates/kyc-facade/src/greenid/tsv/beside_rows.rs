//! What stands beside the rows: text of the tables that no row holds.

use kyc_model::greenid::DataInfo;

use super::*;

fn establishes(checks: Vec<RichCheckResult>, established: &Established) -> bool {
    decide(&result("VERIFIED", checks))
        .established()
        .contains(established)
}

#[test]
fn a_source_of_a_kind_of_its_own_screens_no_list() {
    let roll = |state| check("AEC", state);
    let passport = || check("passportdvs", "VERIFIED");
    let clear = || check("CustomerList", "NOT_FOUND_ON_LIST");
    for (checks, is_clear) in [
        (vec![passport(), clear()], true),
        (vec![passport(), roll("PASSED")], false),
        (vec![passport(), roll("NOT_FOUND_ON_LIST")], false),
        (vec![passport(), check("docupload", "PASSED")], false),
        (vec![passport(), roll("PASSED"), clear()], true),
        // It did not find the person, which says nothing of the list.
        (vec![passport(), roll("FAILED"), clear()], true),
    ] {
        let shown = format!("{checks:?}");
        let found = establishes(checks, &Established::WatchlistClear);
        assert_eq!(found, is_clear, "{shown}");
    }
}

#[test]
fn no_list_is_clear_while_a_check_that_may_be_one_is_open() {
    let clear = || {
        vec![
            check("AEC", "VERIFIED"),
            check("CustomerList", "NOT_FOUND_ON_LIST"),
        ]
    };
    let mut nameless = check("", "IN_PROGRESS");
    nameless.name = None;
    let mut outside = check("PepScreen", "IN_PROGRESS");
    outside.mode = Some(Mode::External);
    for (beside, is_clear) in [
        (check("PepScreen", "IN_PROGRESS"), false),
        (check("PepScreen", "PENDING"), false),
        (check("PepScreen", "AUTOFAIL"), false),
        (check("PepScreen", ""), false),
        (nameless, false),
        (outside, false),
        (check("PepScreen", "PASSED"), true),
        (check("CustomerSource", "VERIFIED"), true),
        (check("PepScreen", "EMPTY"), true),
        (check("dnb", "IN_PROGRESS"), true),
        (check("docupload", "PENDING"), true),
    ] {
        let shown = format!("{beside:?}");
        let mut checks = clear();
        checks.push(beside);
        let decided = decide(&result("VERIFIED", checks));
        assert_eq!(decided.decision(), Decision::Verified, "{shown}");
        let found = decided.established().contains(&Established::WatchlistClear);
        assert_eq!(found, is_clear, "{shown}");
    }
    for nil_entries in [0, 1] {
        let mut answer = result("VERIFIED", clear());
        answer.nil_entries = nil_entries;
        let decided = decide(&answer);
        assert_eq!(decided.decision(), Decision::Verified);
        let is_clear = decided.established().contains(&Established::WatchlistClear);
        assert_eq!(is_clear, nil_entries == 0);
        let category = ReasonCategory::IncompleteAnswer;
        let is_told = has(&decided, &category, Weight::Advisory);
        assert_eq!(is_told, nil_entries == 1);
    }
}

#[test]
fn only_what_is_said_to_be_the_current_address_is_evidence_of_it() {
    for (info, is_evidence) in [
        (None, true),
        (Some(""), true),
        (Some("currentAddress"), true),
        (Some("previousAddress"), false),
        (Some("previousaddress"), false),
        (Some("holidayAddress"), false),
    ] {
        let mut roll = check("AEC", "VERIFIED");
        roll.field_results = ["streetName", "postcode", "givenName", "surname"]
            .map(|name| {
                let mut field = RichFieldResult::default();
                field.name = Some(name.into());
                field.status = Some(FieldStatus::Confirmed);
                field.data = Some("Invented".into());
                field.data_info = info.map(DataInfo::from);
                field
            })
            .into();
        for established in [Established::Address, Established::IdDataMatch] {
            let found = establishes(vec![roll.clone()], &established);
            assert_eq!(found, is_evidence, "{info:?} {established:?}");
        }
    }
}

#[test]
fn what_a_policy_would_lower_is_told_where_a_rule_lowered_already() {
    let policy = Policy {
        required_checks: vec!["passportdvs".to_owned()],
        ..Policy::default()
    };
    let listed = vec![check("AEC", "VERIFIED"), check("CustomerList", "FAILED")];
    let outcome =
        decide_verification_result(&result("VERIFIED", listed), &policy, &provenance()).unwrap();
    assert_eq!(outcome.decided_by(), "G1");
    let told = outcome.reasons().iter().find(|reason| {
        reason.category == ReasonCategory::CheckNotCompleted && reason.weight == Weight::Alert
    });
    assert_eq!(
        told.and_then(|reason| reason.rule.as_deref()),
        Some("policy/required_checks")
    );
}
