//! Rule 1: only outcomes of one subject are compared.

use super::{assert_relation, green, greenid_reference, outcome, smile, smile_reference};
use crate::outcome::{
    Decision, Environment, Finality, GreenidReference, OtherReference, Provider, Reference,
    Relation::{Duplicate, Keeps, Unrelated},
    SmileReference, SubjectKey, VerificationOutcome,
};

#[test]
fn rule_1_another_or_a_missing_part_of_the_subject_is_unrelated() {
    let stored = smile(Decision::Rejected, Finality::Final, |_| {});
    let change = |change: fn(&mut SmileReference)| {
        let mut reference = smile_reference();
        change(&mut reference);
        smile(Decision::Pending, Finality::Unknown, |parts| {
            parts.reference = Reference::Smileid(reference);
        })
    };
    assert_relation(&change(|_| {}), &stored, Keeps, false);
    for other in [
        change(|r| r.partner_id = Some("2100".into())),
        change(|r| r.user_id = Some("u-2".into())),
        change(|r| r.job_id = Some("j-2".into())),
        change(|r| r.partner_id = None),
        change(|r| r.user_id = None),
        change(|r| r.job_id = None),
        change(|r| r.job_id = Some("".into())),
        smile(Decision::Verified, Finality::Final, |parts| {
            parts.environment = Environment::Sandbox;
        }),
        green(Decision::Verified, Finality::Final, |_| {}),
    ] {
        assert_relation(&other, &stored, Unrelated, false);
        assert_relation(&stored, &other, Unrelated, false);
    }
    // What is missing on both sides is not the same.
    for nobody in [
        change(|r| r.partner_id = None),
        change(|r| r.user_id = None),
        change(|r| r.job_id = None),
        smile(Decision::Rejected, Finality::Final, |parts| {
            parts.environment = Environment::Unknown;
        }),
        green(Decision::Rejected, Finality::Final, |parts| {
            parts.reference = Reference::Greenid(GreenidReference::new("u-1"));
        }),
        green(Decision::Rejected, Finality::Final, |parts| {
            let mut reference = greenid_reference();
            reference.user_id = None;
            parts.reference = Reference::Greenid(reference);
        }),
    ] {
        assert_eq!(SubjectKey::of(&nobody), None);
        assert_relation(&nobody, &nobody, Unrelated, false);
    }
}

#[test]
fn rule_1_what_is_no_part_of_the_subject_does_not_tell_apart() {
    let stored = smile(Decision::Rejected, Finality::Final, |_| {});
    let mut reference = smile_reference().with_job_type(crate::smileid::JobType::BiometricKyc);
    reference.smile_job_id = Some("0000000001".into());
    let same = smile(Decision::Rejected, Finality::Final, |parts| {
        parts.reference = Reference::Smileid(reference);
    });
    assert_relation(&same, &stored, Duplicate, false);
}

#[test]
fn rule_1_the_key_has_a_stable_text_and_a_silent_debug() {
    let key = |outcome: &VerificationOutcome| SubjectKey::of(outcome).unwrap();
    let smile = key(&smile(Decision::Pending, Finality::Unknown, |_| {}));
    let green = key(&green(Decision::Pending, Finality::Unknown, |_| {}));
    let mut reference = OtherReference::new(Provider::from("acme"));
    reference.ids.insert("case".to_owned(), "c-\"1".into());
    let other = outcome(
        Reference::Other(reference.clone()),
        Decision::Pending,
        Finality::Unknown,
        |_| {},
    );
    let other = key(&other);
    for (key, text) in [
        (&smile, r#"["smileid","production","2099","u-1","j-1"]"#),
        (&green, r#"["greenid","production","acme-bank","u-1"]"#),
        (&other, r#"["acme","production",{"case":"c-\"1"}]"#),
    ] {
        assert_eq!(key.canonical().expose(), text);
        for id in ["2099", "u-1", "j-1", "acme-bank", "c-"] {
            assert!(!format!("{key:?}").contains(id), "{key:?}");
        }
    }
    let keys = std::collections::BTreeSet::from([smile.clone(), green, other, smile]);
    assert_eq!(keys.len(), 3);

    for ids in [vec![], vec![("case", "c-1"), ("account", "")]] {
        reference.ids = ids
            .into_iter()
            .map(|(name, id)| (name.to_owned(), id.into()))
            .collect();
        let nobody = outcome(
            Reference::Other(reference.clone()),
            Decision::Pending,
            Finality::Unknown,
            |_| {},
        );
        assert_eq!(SubjectKey::of(&nobody), None);
    }
}
