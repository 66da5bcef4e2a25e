use std::collections::HashSet;

use kyc_model::{
    outcome::{Decision, Established, ReasonCategory, Requirement, Weight},
    smileid::{JobType, ResultCode},
};

use super::{assert_is, complete, decide, letter, lines, result, with_actions};
use crate::smileid::rows::{Class, listed, row};

/// Actions that back whatever a row can show.
const ALL_PASSED: [(&str, &str); 10] = [
    ("Verify_ID_Number", "Verified"),
    ("Selfie_To_ID_Authority_Compare", "Completed"),
    ("Selfie_To_ID_Card_Compare", "Completed"),
    ("Selfie_To_Registered_Selfie_Compare", "Completed"),
    ("Liveness_Check", "Passed"),
    ("Verify_Document", "Passed"),
    ("Register_Selfie", "Approved"),
    ("Verify_Business", "Verified"),
    ("Names", "Exact Match"),
    ("DOB", "Exact Match"),
];

#[test]
fn every_row_of_the_table_is_in_the_code_and_decides_as_it_says() {
    for line in lines("row") {
        let name = line.name();
        let (job_type, code) = match line.id {
            "smileid/default/code" => (1, "9999"),
            "smileid/default/job_type" => (3, "0810"),
            _ => (line.product.parse().unwrap(), line.key),
        };
        let (found, id) = row(JobType::from_number(job_type), ResultCode::parse(code));
        assert_eq!(id.to_word(), line.id, "{name}");
        assert_eq!(letter(found.class), line.class, "{name}: class");
        assert_eq!(found.category, line.category(), "{name}: category");
        assert_eq!(
            found.spoof_suspected,
            line.extra("advisory") == Some("spoof_suspected"),
            "{name}: advisory"
        );
        if found.class == Class::LookUp {
            continue;
        }

        let success = found.class == Class::Approved;
        let outcome = decide(&complete(result(job_type, code), success));
        assert_is(&line, &outcome);
        let spoof = outcome.reasons().iter().any(|reason| {
            reason.category == ReasonCategory::SpoofSuspected && reason.weight == Weight::Advisory
        });
        assert_eq!(spoof, found.spoof_suspected, "{name}: advisory");
        if found.class != Class::Provisional && found.class != Class::Unlisted {
            assert_eq!(outcome.decided_by(), line.id, "{name}: decided_by");
        }

        if let Some(category) = line.extra("action_category") {
            let refined = with_actions(
                result(job_type, code),
                &[(
                    "Selfie_To_ID_Authority_Compare",
                    "ID Authority Photo Not Available",
                )],
            );
            let outcome = decide(&complete(refined, success));
            assert_eq!(outcome.category().as_str(), category, "{name}");
            assert_eq!(outcome.decided_by(), line.id, "{name}");
        }
        if let Some(category) = line.extra("human_category") {
            let refined = with_actions(
                result(job_type, code),
                &[("Human_Review_Document_Check", "Passed")],
            );
            let outcome = decide(&complete(refined, success));
            assert_eq!(outcome.category().as_str(), category, "{name}");
        }
        if let Some(identity) = line.extra("identity") {
            let all = with_actions(result(job_type, code), &ALL_PASSED);
            let outcome = decide(&complete(all, success));
            assert_eq!(outcome.decision(), Decision::Verified, "{name}");
            let faces = [Established::FaceToId, Established::FaceToDocument];
            let face = faces
                .iter()
                .any(|face| outcome.established().contains(face));
            assert!(["yes", "data", "no"].contains(&identity), "{name}");
            assert_eq!(face, identity == "yes", "{name}: identity={identity}");
            assert_eq!(
                outcome.satisfies(&Requirement::identity()),
                identity != "no",
                "{name}: identity={identity}"
            );
        }
    }
}

#[test]
fn every_row_of_the_code_is_in_the_table() {
    let in_table: HashSet<(String, String)> = lines("row")
        .iter()
        .map(|line| (line.product.to_owned(), line.key.to_owned()))
        .collect();
    for job_type in 0..=20 {
        for number in 0..10_000 {
            let code = format!("{number:04}");
            let in_code = listed(
                JobType::from_number(job_type),
                ResultCode::parse(&code).unwrap(),
            )
            .is_some();
            let in_table = in_table.contains(&(job_type.to_string(), code.clone()));
            assert_eq!(in_code, in_table, "smileid/{job_type}/{code}");
        }
    }
}

#[test]
fn an_approval_without_actions_establishes_nothing() {
    for line in lines("row").iter().filter(|line| line.class == "A") {
        let outcome = decide(&complete(
            result(line.product.parse().unwrap(), line.key),
            true,
        ));
        assert_eq!(outcome.decision(), Decision::Verified, "{}", line.name());
        assert!(outcome.established().is_empty(), "{}", line.name());
        assert!(
            !outcome.satisfies(&Requirement::identity()),
            "{}",
            line.name()
        );
    }
}
