//! What an explanation looks like, and that every fixture has one.

use std::{fs, path::Path};

use kyc_model::outcome::VerificationOutcome;

use super::*;
use crate::Normalizer;

fn normalizer(vouch: bool) -> Normalizer {
    let mut normalizer = Normalizer::new();
    normalizer.smileid.vouch_for_source = vouch;
    normalizer.greenid.vouch_for_source = vouch;
    normalizer
}

fn fixtures(folder: &Path, found: &mut Vec<Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fixtures(&path, found);
        } else if matches!(
            path.extension().and_then(|end| end.to_str()),
            Some("json" | "xml")
        ) {
            found.push(fs::read(path).unwrap());
        }
    }
}

/// One line a step, as short as it goes.
fn told(why: &Explanation) -> String {
    let mut text = format!(
        "{} ({}, {:?}): {}\n",
        why.decided_by.id, why.decided_by.section, why.decided_by.basis, why.decided_by.says
    );
    for step in &why.steps {
        let (rule, effect) = (&step.rule, step.effect.as_str());
        text.push_str(&format!("{rule} {effect}: {}\n", step.because));
    }
    text
}

#[test]
fn every_fixture_that_is_decided_is_explained() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let mut payloads = Vec::new();
    fixtures(&folder, &mut payloads);
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    let mut explained = 0;
    for payload in &payloads {
        for vouch in [false, true] {
            let Ok(outcome) = normalizer(vouch).normalize(payload, now) else {
                continue;
            };
            let why = explain(&outcome).unwrap_or_else(|| panic!("{outcome:?}"));
            assert_eq!(why.decided_by.id, outcome.decided_by());
            for id in chain(outcome.parts()) {
                let is_told = why.steps.iter().any(|step| step.rule == id);
                assert!(is_told || id.starts_with("history of"), "{id}: {why:#?}");
            }
            let decided = why
                .steps
                .iter()
                .filter(|step| step.effect == Effect::Decided);
            assert_eq!(decided.count(), 1, "{why:#?}");
            explained += 1;
        }
    }
    assert!(explained > 100, "{explained}");
}

fn greenid(outcome: &str, checks: &str, user_id: &str) -> VerificationOutcome {
    let payload = format!(
        r#"<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><n:getVerificationResultResponse xmlns:n="http://services.registrations.edentiti.com/"><return>{checks}<outcome>{outcome}</outcome><ruleId>default</ruleId><userId>{user_id}</userId></return></n:getVerificationResultResponse></e:Body></e:Envelope>"#
    );
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    normalizer(true).normalize(payload.as_bytes(), now).unwrap()
}

#[test]
fn greenid_is_explained_rule_by_rule() {
    let check = |name: &str, state: &str| {
        format!("<individualResults><name>{name}</name><state>{state}</state></individualResults>")
    };
    let both = check("AEC", "VERIFIED") + &check("CanaryList", "FOUND_ON_LIST");
    let hit = explain(&greenid("VERIFIED", &both, "canary-1")).unwrap();
    assert_eq!(
        told(&hit),
        "G1 (3.3, Some(DrawnFromDocumented)): a check found the person on a list, or may have\n\
         P1 did not apply: answers of this kind are not signed\n\
         P2 did not apply: the answer has the documented form\n\
         P3 did not apply: it was not asked for here; no id is another than the caller named, if any was\n\
         greenid/no_user_id did not apply: userId is there\n\
         P4 did not apply: you vouch for it\n\
         greenid/VERIFIED overruled: G1 goes before it\n\
         G1 decided: the answer has it\n\
         G2 did not apply: every state is known\n\
         G3 did not apply: no such check is in ERROR or LOCKED_OUT\n\
         G4 did not apply: a check supports it, or none is due\n\
         G5 did not apply: no document has one\n"
    );
    assert!(!format!("{hit:?}").to_lowercase().contains("canary"));

    let alert = explain(&greenid("IN_PROGRESS", &both, "canary-1")).unwrap();
    let effect = |why: &Explanation, rule: &str| {
        let step = why.steps.iter().find(|step| step.rule == rule);
        step.map(|step| step.effect)
    };
    assert_eq!(effect(&alert, "greenid/IN_PROGRESS"), Some(Effect::Decided));
    assert_eq!(effect(&alert, "G1"), Some(Effect::Alerted));
    assert_eq!(effect(&alert, "G2"), Some(Effect::NotAsked));

    let nobody = explain(&greenid("VERIFIED", &both, "")).unwrap();
    assert_eq!(nobody.decided_by.id, "greenid/no_user_id");
    assert_eq!(effect(&nobody, "P4"), None);
    assert_eq!(effect(&nobody, "greenid/VERIFIED"), Some(Effect::Overruled));

    let other = explain(&greenid("Canary", &both, "canary-1")).unwrap();
    assert_eq!(other.decided_by.id, "greenid/other");
    assert!(!format!("{other:?}").to_lowercase().contains("canary"));
}

#[test]
fn json_has_the_letters_of_the_tables() {
    let why = explain(&greenid("LOCKED_OUT", "", "u-1")).unwrap();
    let json = serde_json::to_value(&why).unwrap();
    assert_eq!(json["decided_by"]["basis"], "D->J");
    assert_eq!(json["decided_by"]["remedy"], "unlock_in_admin_panel");
    assert_eq!(json["steps"][0]["effect"], "did_not_apply");
    for basis in [
        Basis::Documented,
        Basis::DrawnFromDocumented,
        Basis::DocumentedAndReported,
        Basis::Reported,
        Basis::DrawnFromReported,
        Basis::Judged,
    ] {
        assert_eq!(serde_json::to_value(basis).unwrap(), basis.as_str());
        assert!(!basis.meaning().is_empty());
    }
}
