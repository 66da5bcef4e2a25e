use kyc_model::{
    outcome::CheckResult,
    smileid::{ActionKey, ActionValue},
};

use super::{lines, result, with_actions};
use crate::smileid::checks::{self, Actions, Group, step};

fn group_letter(group: Group) -> &'static str {
    match group {
        Group::Verdict => "V",
        Group::Human => "H",
        Group::Extra => "X",
        Group::Detail => "B",
        Group::Watchlist => "W",
    }
}

#[test]
fn every_action_key_is_the_check_that_the_table_says() {
    let lines = lines("action_key");
    for line in &lines {
        let key = match line.key {
            "*" => "Something_New",
            "Human_Review*" => "Human_Review_Something_New",
            key => key,
        };
        let step = step(&ActionKey::from(key));
        let name = line.name();
        assert_eq!(Some(step.kind.as_str()), line.extra("kind"), "{name}");
        assert_eq!(
            Some(group_letter(step.group)),
            line.extra("group"),
            "{name}"
        );
        assert_eq!(Some(step.performed_by.as_str()), line.extra("by"), "{name}");
        let twin = step.human_twin.as_ref().map_or("-", ActionKey::as_str);
        assert_eq!(Some(twin), line.extra("twin"), "{name}");
        let claim = step.claim.as_ref().map(|claim| claim.as_str());
        assert_eq!(claim, line.extra("claim"), "{name}");
    }
    for key in ActionKey::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == key.as_str()),
            "action/{} is in the code and not in the table",
            key.as_str()
        );
    }
}

#[test]
fn every_action_value_reads_as_the_table_says() {
    let lines = lines("action_value");
    for line in &lines {
        let name = line.name();
        let value = match line.key {
            "*" => ActionValue::from("Something New"),
            text => ActionValue::from(text),
        };
        for group in [
            Group::Verdict,
            Group::Human,
            Group::Extra,
            Group::Detail,
            Group::Watchlist,
        ] {
            let read = checks::result(Some(&value), group);
            let mut text = read.as_str().to_owned();
            if group == Group::Detail {
                text = format!("{text}/{}", checks::detail(Some(&value)).as_str());
            }
            let letter = group_letter(group);
            assert_eq!(
                Some(text.as_str()),
                line.extra(letter),
                "{name}, group {letter}"
            );
        }
        let handed_over = line.extra("handed_over").is_some();
        for twin in ["Passed", "Failed"] {
            let result = with_actions(
                result(6, "0810"),
                &[
                    ("Document_Check", value.as_str()),
                    ("Human_Review_Document_Check", twin),
                ],
            );
            let machine = Actions::of(&[&result]).checks(true).remove(0);
            assert_eq!(
                machine.result == CheckResult::NotPerformed,
                handed_over || line.extra("V") == Some("not_performed"),
                "{name}, twin {twin}"
            );
        }
        let is_known = line.key != "*";
        assert_eq!(value.is_known(), is_known, "{name}");
    }
    for value in ActionValue::KNOWN {
        assert!(
            lines.iter().any(|line| line.key == value.as_str()),
            "value/{} is in the code and not in the table",
            value.as_str().replace(' ', "_")
        );
    }
    for group in [Group::Verdict, Group::Watchlist] {
        assert_eq!(checks::result(None, group), CheckResult::Inconclusive);
    }
}
