//! The rules against `fixtures/decisions/smileid.tsv` in both directions, and the explanations against the decisions.

use std::collections::BTreeSet;

use kyc_model::{
    Lenient, Sensitive,
    outcome::{Decision, SignatureState, Source, VerificationOutcome},
    smileid::{JobResult, JobStatus, StatusCode, StatusResult},
};

use super::{rules, *};
use crate::{
    explain::{Basis, explain as explain_outcome},
    smileid::{Provenance, decide_job_status, decide_result, flags},
    tsv,
};

type Key = (String, String, String, String);

/// A line of either table, taken apart into what stands in one cell of it.
fn keys(id: &str, classes: &str, when: &str, codes: &str, basis: &str) -> Vec<Key> {
    classes
        .split('|')
        .flat_map(|class| codes.split('|').map(move |code| (class, code)))
        .map(|(class, code)| {
            let when = format!("{when} {code}");
            (id.to_owned(), class.to_owned(), when, basis.to_owned())
        })
        .collect()
}

#[test]
fn the_conditions_are_those_of_the_tables() {
    for (table, code) in [("flag", FLAGS), ("halves", HALVES)] {
        let written: BTreeSet<Key> = tsv::lines("smileid", table)
            .iter()
            .flat_map(|line| keys(line.id, line.class, line.when, line.key, line.basis))
            .collect();
        let coded: BTreeSet<Key> = code
            .iter()
            .flat_map(|line| {
                let (when, codes) = line.when.split_once(" lookup=").unwrap_or((line.when, "*"));
                let basis = line.basis.map_or("-", Basis::as_str);
                keys(line.id, line.class, when, codes, basis)
            })
            .collect();
        assert_eq!(coded, written, "{table}");
    }
}

#[test]
fn every_rule_has_words_section_and_basis_of_the_tables() {
    let mut seen = BTreeSet::new();
    for table in ["flag", "halves", "overlay", "lower", "rule", "row", "v3"] {
        for line in tsv::lines("smileid", table) {
            let name = line.name();
            if line.decision == "error" {
                continue;
            }
            let mut parts = decided(1, "0810").into_parts();
            parts.product = line.product.into();
            let step = match line.id {
                "P4" => Some(source(&parts)),
                id => step_of(id, &parts, Effect::Decided, String::new()),
            };
            let step = step.unwrap_or_else(|| panic!("{name}: not known"));
            assert!(!step.says.is_empty(), "{name}");
            let stated = line.source.split(' ').next();
            assert_eq!(Some(section(line.id)), stated, "{name}");
            let basis = step.basis.map_or("-", Basis::as_str);
            assert_eq!(basis, line.basis, "{name}");
            seen.insert(line.id);
        }
    }
    let rules = BOUND.iter().chain(&LOWERING).chain(&OVERLAYS);
    for id in rules
        .map(|rule| rule.id)
        .chain(ids(FLAGS))
        .chain(ids(HALVES))
    {
        assert!(
            seen.contains(id),
            "{id} is in the code and not in the table"
        );
    }
    for id in [
        "smileid/6/1013",
        "smileid/1/0811x",
        "smileid3/canary",
        "F24",
        "",
    ] {
        let parts = decided(1, "0810").into_parts();
        assert_eq!(
            step_of(id, &parts, Effect::Decided, String::new()),
            None,
            "{id}"
        );
    }
    assert_eq!(rules::says("F24"), "");
}

fn provenance() -> Provenance {
    let mut provenance = Provenance::saved(SignatureState::Valid);
    provenance.source = Source::CallerVouched;
    provenance
}

fn result(job_type: u64, code: &str) -> JobResult {
    let mut result = JobResult::default();
    let mut params = kyc_model::smileid::PartnerParams::default();
    params.user_id = Some("u-1".into());
    params.job_id = Some("j-1".into());
    params.job_type = (job_type != 0).then(|| Lenient::Value(JobType::from_number(job_type)));
    result.partner_params = Some(params);
    result.result_code = kyc_model::smileid::ResultCode::parse(code).map(Lenient::Value);
    result
}

fn decided(job_type: u64, code: &str) -> VerificationOutcome {
    decide_result(&result(job_type, code), &provenance()).unwrap()
}

fn flag_values() -> [Option<Lenient<bool>>; 4] {
    let unreadable = Lenient::Unreadable(Sensitive::new("canary".into()));
    [
        Some(Lenient::Value(true)),
        Some(Lenient::Value(false)),
        None,
        Some(unreadable),
    ]
}

/// One explanation for each outcome, which names each rule once, says why of each, and ends in the rule that decided.
fn check(outcome: &VerificationOutcome) -> Explanation {
    let why = explain_outcome(outcome).unwrap();
    let told = format!("{outcome:?}\n{why:#?}");
    assert_eq!(why.decided_by.id, outcome.decided_by(), "{told}");
    let decided: Vec<_> = why
        .steps
        .iter()
        .filter(|step| step.effect == Effect::Decided)
        .map(|step| step.rule.as_str())
        .collect();
    assert_eq!(decided, [outcome.decided_by()], "{told}");
    let ids: BTreeSet<_> = why.steps.iter().map(|step| &step.rule).collect();
    assert_eq!(ids.len(), why.steps.len(), "{told}");
    for step in &why.steps {
        assert!(!step.because.is_empty() && !step.says.is_empty(), "{told}");
        assert!(!step.because.contains("does not tell"), "{told}");
    }
    for id in chain(outcome.parts()) {
        assert!(why.steps.iter().any(|step| step.rule == id), "{id}: {told}");
    }
    assert!(!format!("{why:?}").contains("canary"), "{told}");
    why
}

/// The rules of the flags that are told as having applied.
fn applied(why: &Explanation) -> Vec<&str> {
    why.steps
        .iter()
        .filter(|step| step.effect != Effect::DidNotApply)
        .filter(|step| step.rule.starts_with(['F', 'L']))
        .map(|step| step.rule.as_str())
        .collect()
}

const CODES: [&str; 12] = [
    "0810", "0811", "0812", "0814", "0817", "0001", "0840", "1012", "1013", "1020", "1030", "9999",
];

#[test]
fn every_combination_of_flags_is_explained_by_the_rule_of_the_code() {
    let mut rules_seen = BTreeSet::new();
    for job_type in [0, 1, 4, 5, 6, 10, 8] {
        for code in CODES {
            for is_final in flag_values() {
                let mut result = result(job_type, code);
                result.is_final_result = is_final;
                let class = result
                    .job_type()
                    .map(|job_type| crate::smileid::rows::row(job_type, result.code()).0.class);
                let mut facts = flags::Facts {
                    shape: flags::Shape::Bare,
                    is_final: Flag::read(result.is_final_result.as_ref()),
                    class,
                    lookup_product: matches!(job_type, 5 | 7 | 10),
                };
                let mut see = |why: &Explanation, facts| {
                    if let Some(verdict) = flags::with_result(facts) {
                        assert_eq!(applied(why), [verdict.rule], "{why:#?}");
                        rules_seen.insert(verdict.rule);
                    }
                };
                let outcome = decide_result(&result, &provenance()).unwrap();
                see(&check(&outcome), facts);
                for complete in flag_values() {
                    for success in flag_values() {
                        let mut status = JobStatus::default();
                        status.job_complete = complete.clone();
                        status.job_success = success.clone();
                        status.result = Some(StatusResult::Record(Box::new(result.clone())));
                        facts.shape = flags::Shape::Wrapped {
                            complete: Flag::read(complete.as_ref()),
                            success: Flag::read(success.as_ref()),
                        };
                        let outcome = decide_job_status(&status, &provenance()).unwrap();
                        let why = check(&outcome);
                        see(&why, facts);
                        if class == Some(Class::LookUp) && complete == flag_values()[0] {
                            assert_eq!(applied(&why).len(), 1, "{why:#?}");
                        }
                    }
                }
            }
        }
    }
    // F1 and F4 are of replies without a result.
    assert_eq!(rules_seen.len(), 21, "{rules_seen:?}");
}

#[test]
fn replies_without_a_result_are_explained() {
    for complete in flag_values() {
        for code in [
            None,
            Some(StatusCode::JobComplete),
            Some(StatusCode::NoZipReceived),
        ] {
            let mut status = JobStatus::default();
            status.job_complete = complete.clone();
            status.code = code.clone().map(Lenient::Value);
            let verdict = flags::without_result(
                Flag::read(complete.as_ref()),
                code == Some(StatusCode::NoZipReceived),
            );
            let outcome = decide_job_status(&status, &provenance()).unwrap();
            assert_eq!(applied(&check(&outcome)), [verdict.rule]);
        }
    }
}

#[test]
fn two_halves_history_and_overlays_are_explained() {
    let mut rules_seen = BTreeSet::new();
    let entries = [
        None,
        Some(vec![]),
        Some(vec!["0810"]),
        Some(vec!["0811"]),
        Some(vec!["1213"]),
        Some(vec!["0001"]),
        Some(vec!["0814"]),
        Some(vec!["0810", "0811"]),
        Some(vec!["1013"]),
        Some(vec!["1212"]),
    ];
    for code in ["1012", "1013", "1014", "1021", "0810", "0814"] {
        for codes in &entries {
            for success in flag_values() {
                for deceased in [false, true] {
                    let mut own = result(1, code);
                    own.id_fields.is_alive = deceased.then_some(Lenient::Value(false));
                    let mut status = JobStatus::default();
                    status.job_complete = Some(Lenient::Value(true));
                    status.job_success = success.clone();
                    status.result = Some(StatusResult::Record(Box::new(own)));
                    status.history = codes
                        .as_ref()
                        .map(|codes| codes.iter().map(|code| result(1, code)).collect());
                    let outcome = decide_job_status(&status, &provenance()).unwrap();
                    let why = check(&outcome);
                    rules_seen.extend(
                        chain(outcome.parts())
                            .into_iter()
                            .filter(|id| !id.contains('/'))
                            .map(str::to_owned),
                    );
                    for entry in outcome.history() {
                        check(entry);
                    }
                    let asked_overlays = why
                        .steps
                        .iter()
                        .any(|step| step.rule == "S1" && step.effect != Effect::NotAsked);
                    let lowered = ["S3", "H1", "H2", "L7", "L8"].contains(&outcome.decided_by());
                    let approved = outcome.decision() == Decision::Verified;
                    assert_eq!(asked_overlays, approved || lowered, "{why:#?}");
                    for reason in outcome.reasons() {
                        let is_alert = reason.weight == kyc_model::outcome::Weight::Alert;
                        let alert = reason.rule.as_deref().filter(|_| is_alert);
                        let told = why.steps.iter().any(|step| {
                            Some(step.rule.as_str()) == alert && step.effect == Effect::Alerted
                        });
                        assert!(alert.is_none() || told, "{why:#?}");
                    }
                }
            }
        }
    }
    for id in [
        "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "H1", "H2",
        "H3", "S3", "F9", "F16",
    ] {
        assert!(rules_seen.contains(id), "{id}: {rules_seen:?}");
    }
}

#[test]
fn an_outcome_of_other_tables_is_not_explained() {
    let mut parts = decided(6, "0810").into_parts();
    parts.table_version = "smileid-1999-01-01".into();
    assert_eq!(
        explain_outcome(&VerificationOutcome::new(parts).unwrap()),
        None
    );
    let mut parts = decided(6, "0811").into_parts();
    parts.decided_by = "smileid/6/canary".into();
    assert_eq!(
        explain_outcome(&VerificationOutcome::new(parts).unwrap()),
        None
    );
}

#[test]
fn every_v3_status_is_explained() {
    use kyc_model::{
        outcome::{Product, SmileReference},
        smileid::{V3Reason, V3Status, V3StatusDocument},
    };

    let mut rows = BTreeSet::new();
    let unknown = V3Status::from("canary");
    let reasons: Vec<_> = V3Reason::KNOWN.iter().map(Some).chain([None]).collect();
    for status in V3Status::KNOWN.iter().chain([&unknown]) {
        for reason in &reasons {
            for product in [Some(Product::Aml), Some(Product::BiometricKyc), None] {
                let mut document = V3StatusDocument::default();
                document.status = Some(status.clone());
                document.reason = reason.cloned().map(Lenient::Value);
                let mut provenance = provenance();
                provenance.asked = Some(SmileReference::new("u-1", "j-1"));
                let decided = crate::smileid::decide_v3(&document, product.as_ref(), &provenance);
                let Ok(outcome) = decided else {
                    assert_eq!(*status, V3Status::NotFound);
                    continue;
                };
                let why = check(&outcome);
                assert_eq!(why.decided_by.section, "2.5");
                rows.insert(outcome.decided_by().to_owned());
            }
        }
    }
    assert!(rows.contains("smileid3/clear/none"), "{rows:?}");
    assert!(rows.contains("smileid3/other"), "{rows:?}");
    assert!(rows.len() > 25, "{rows:?}");
}

#[test]
fn the_first_rules_stop_the_explanation() {
    use kyc_model::outcome::SmileReference;

    let told = |change: fn(&mut JobResult, &mut Provenance)| {
        let (mut result, mut provenance) = (result(6, "0810"), provenance());
        change(&mut result, &mut provenance);
        let outcome = decide_result(&result, &provenance).unwrap();
        let why = check(&outcome);
        let effects = why.steps.iter();
        effects
            .map(|step| format!("{} {}", step.rule, step.effect.as_str()))
            .collect::<Vec<_>>()
    };
    let before = ["P1 did not apply", "P2 did not apply", "P3 did not apply"];
    let row = "smileid/6/0810 overruled";
    let nobody = told(|result, _| result.partner_params.as_mut().unwrap().job_id = None);
    assert_eq!(nobody[..3], before);
    assert_eq!(nobody[3..], ["P3a decided", row]);
    let other = told(|_, provenance| {
        let asked = SmileReference::new("u-1", "j-1").with_job_type(JobType::BiometricKyc);
        provenance.asked = Some(asked);
    });
    assert_eq!(other[3..], ["P3a did not apply", "P3b decided", row]);
    let unvouched = told(|_, provenance| provenance.source = Source::Unverified);
    assert_eq!(unvouched[5..], ["P4 decided", "F20 overruled", row]);
}
