use kyc_model::smileid::{JobType, ResultCode};

use super::*;
use crate::smileid::tsv::{result, with_actions};

fn shown(job_type: u64, code: &str, actions: &[(&str, &str)]) -> Vec<Established> {
    let result = with_actions(result(job_type, code), actions);
    established(
        JobType::from_number(job_type),
        ResultCode::parse(code),
        &Actions::of(&[&result]),
    )
}

const DETAILS: [&str; 5] = ["Names", "DOB", "Gender", "Phone_Number", "ID_Verification"];
/// A step, another one with the same reviewer, and the reviewer's.
const SELFIE_TO_ID: &str = "Selfie_To_ID_Authority_Compare";
const SELFIE_TO_CARD: &str = "Selfie_To_ID_Card_Compare";
const REVIEWER: &str = "Human_Review_Compare";

#[test]
fn each_entry_has_the_steps_that_back_it() {
    use Established as E;
    let table = [
        (1, "0810", "Verify_ID_Number", E::IdRecord),
        (1, "0810", SELFIE_TO_ID, E::FaceToId),
        (1, "0810", SELFIE_TO_CARD, E::FaceToDocument),
        (1, "0810", "Liveness_Check", E::Liveness),
        (1, "0810", "Selfie_Check", E::Liveness),
        (
            2,
            "0820",
            "Selfie_To_Registered_Selfie_Compare",
            E::FaceToEnrolled,
        ),
        (4, "0840", "Register_Selfie", E::Enrolled),
        (4, "0840", "Update_Registered_Selfie_On_File", E::Enrolled),
        (5, "1012", "Verify_ID_Number", E::IdRecord),
        (5, "1020", "Names", E::IdDataMatch),
        (6, "0810", "Verify_Document", E::Document),
        (6, "0810", "Document_Check", E::Document),
        (7, "1012", "Verify_Business", E::Business),
        (11, "0810", "Verify_ID_Number", E::DocumentToRecord),
    ];
    for (job_type, code, step, entry) in &table {
        let passed = shown(*job_type, code, &[(step, "Passed")]);
        assert_eq!(passed, std::slice::from_ref(entry), "{job_type} {step}");
        for value in ["Failed", "Unable To Determine", "Not Done", "Under Review"] {
            let found = shown(*job_type, code, &[(step, value)]);
            assert!(found.is_empty(), "{job_type} {step} {value}: {found:?}");
        }
    }
    // 2.6 has no value of it that is *passed*.
    for value in ["Passed", "Not Listed", "Listed", "Verified"] {
        assert!(
            shown(10, "1031", &[("Listed", value)]).is_empty(),
            "{value}"
        );
    }
}

#[test]
fn a_step_that_failed_anywhere_backs_nothing() {
    for (machine, human, is_shown) in [
        ("Passed", "Passed", true),
        ("Passed", "Not Done", true),
        ("Passed", "Failed", false),
        ("Passed", "Rejected", false),
        ("Not Done", "Passed", false),
        ("Under Review", "Not Done", false),
        ("Failed", "Not Done", false),
        ("Failed", "Failed", false),
    ] {
        let found = shown(1, "1210", &[(SELFIE_TO_ID, machine), (REVIEWER, human)]);
        let expected: &[_] = if is_shown {
            &[Established::FaceToId]
        } else {
            &[]
        };
        assert_eq!(found, expected, "{machine} {human}");
    }
    let both = [(SELFIE_TO_ID, "Passed"), (SELFIE_TO_ID, "Failed")];
    assert!(shown(1, "0810", &both).is_empty());
}

const HANDED_OVER: [&str; 3] = [
    "Provisionally Approved",
    "Under Review",
    "Sent to Human Review",
];
const OVERRULED: [&str; 5] = [
    "Failed",
    "Rejected",
    "Not Verified",
    "No Match",
    "Unable To Determine",
];

#[test]
fn a_reviewer_speaks_for_what_was_handed_over_and_alone_for_what_was_decided() {
    let of = |values: &[(&str, &str)]| {
        let mut actions = values.to_vec();
        actions.push((REVIEWER, "Passed"));
        let found = shown(1, "1210", &actions);
        (
            found.contains(&Established::FaceToId),
            found.contains(&Established::FaceToDocument),
        )
    };
    assert_eq!(of(&[]), (false, false));
    for value in HANDED_OVER.iter().chain(&OVERRULED) {
        assert_eq!(of(&[(SELFIE_TO_ID, value)]), (true, false), "{value}");
        assert_eq!(of(&[(SELFIE_TO_CARD, value)]), (false, true), "{value}");
        // A step of another reviewer shares nothing.
        let beside = [(SELFIE_TO_ID, *value), ("Liveness_Check", "Failed")];
        assert_eq!(of(&beside), (true, false), "{value}");
        let beside = [(SELFIE_TO_ID, *value), (SELFIE_TO_CARD, "Not Done")];
        assert_eq!(of(&beside), (true, false), "{value}");
    }
    for handed_over in HANDED_OVER {
        for other in HANDED_OVER {
            let both = [(SELFIE_TO_ID, handed_over), (SELFIE_TO_CARD, other)];
            assert_eq!(of(&both), (true, true), "{handed_over} {other}");
        }
        for overruled in OVERRULED {
            let both = [(SELFIE_TO_ID, handed_over), (SELFIE_TO_CARD, overruled)];
            assert_eq!(of(&both), (true, false), "{handed_over} {overruled}");
        }
    }
    for one in OVERRULED {
        for other in OVERRULED {
            let both = [(SELFIE_TO_ID, one), (SELFIE_TO_CARD, other)];
            assert_eq!(of(&both), (false, false), "{one} {other}");
        }
    }
    for silent in ["Not Done", "Not Applicable", "Returned", "in no list"] {
        assert!(!of(&[(SELFIE_TO_CARD, silent)]).0, "{silent}");
    }
}

#[test]
fn data_match_where_the_name_does_and_nothing_else_differs() {
    let of = |details: &[(&str, &str)]| shown(5, "1020", details);
    let is_match = [Established::IdDataMatch];
    assert_eq!(of(&[("Names", "Exact Match")]), is_match);
    for other in &DETAILS[1..] {
        assert!(of(&[(other, "Exact Match")]).is_empty(), "{other}");
        let with = |value| of(&[("Names", "Exact Match"), (other, value)]);
        for value in ["Exact Match", "Not Provided", "Returned", "Not Returned"] {
            assert_eq!(with(value), is_match, "{other} {value}");
        }
        for value in ["No Match", "Partial Match", "Transposed", "in no list"] {
            assert!(with(value).is_empty(), "{other} {value}");
        }
    }
    // What compares nothing hinders nothing.
    let beside = [
        ("Names", "Exact Match"),
        ("Return_Personal_Info", "Not Returned"),
    ];
    assert_eq!(of(&beside), is_match);
}
