use serde_json::json;

use super::*;
use crate::smileid::tsv::{result as result_of, with_actions};

#[test]
fn a_reviewer_s_step_is_told_from_a_machine_s() {
    for (actions, has_passed) in [
        (&[][..], false),
        (&[("Human_Review_Compare", "Passed")], true),
        (&[("Human_Review_Liveness_Check", "Passed")], true),
        (&[("Human_Review_Compare", "Failed")], false),
        (&[("Human_Review_Update_Selfie", "Passed")], false),
        (&[("Liveness_Check", "Passed")], false),
        (
            &[
                ("Liveness_Check", "Passed"),
                ("Human_Review_Compare", "Failed"),
            ],
            false,
        ),
        (
            &[
                ("Human_Review_Compare", "Passed"),
                ("Human_Review_Compare", "Failed"),
            ],
            false,
        ),
    ] {
        let result = with_actions(result_of(1, "0810"), actions);
        let found = Actions::of(&[&result]).human_passed();
        assert_eq!(found, has_passed, "{actions:?}");
    }
}

#[test]
fn each_action_is_a_check_with_its_name_and_value_and_a_detail_has_its_field() {
    let mut result = with_actions(
        result_of(5, "1020"),
        &[
            ("Names", "Exact Match"),
            ("DOB", "No Match"),
            ("Verify_ID_Number", "Verified"),
        ],
    );
    if let Some(actions) = &mut result.actions {
        let value = Lenient::Unreadable(Sensitive::new(json!(["M"])));
        actions.push(Action::new(ActionKey::from("Gender"), value));
    }
    let checks = Actions::of(&[&result]).checks(true);
    let shown: Vec<_> = checks
        .iter()
        .map(|check| {
            let fields: Vec<_> = check
                .fields
                .iter()
                .map(|field| {
                    assert_eq!(&field.name, &check.name);
                    assert!(field.source_checked);
                    (field.result.clone(), field.claim.clone())
                })
                .collect();
            (
                check.name.expose().as_ref(),
                check.value.as_ref().unwrap().expose().as_ref(),
                fields,
            )
        })
        .collect();
    let name = (FieldMatch::Match, Some(Claim::Name));
    let birthdate = (FieldMatch::Mismatch, Some(Claim::Birthdate));
    let gender = (FieldMatch::Unrecognized, Some(Claim::Gender));
    assert_eq!(
        shown,
        [
            ("Names", "Exact Match", vec![name]),
            ("DOB", "No Match", vec![birthdate]),
            ("Verify_ID_Number", "Verified", vec![]),
            ("Gender", r#"["M"]"#, vec![gender]),
        ]
    );
}
