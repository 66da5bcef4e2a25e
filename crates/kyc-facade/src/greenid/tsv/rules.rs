//! 3.3: overlays, alerts, policy, advisories.

use super::*;

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
    for line in &lines {
        assert_eq!(line.extra("weight"), Some("alert"), "{}", line.name());
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
            let remedy = line.extra("remedy").unwrap_or("review");
            assert_eq!(decided.remedy().as_str(), remedy, "{}", line.name());
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
