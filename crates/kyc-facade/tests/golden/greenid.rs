use kyc_facade::greenid::{Policy, Provenance, decide_verification_result};
use kyc_model::{
    Sensitive,
    greenid::{CheckState, Mode, OverallOutcome, RichCheckResult, RichVerificationResult},
    outcome::{Environment, GreenidReference, SignatureState, Source},
};

use crate::{by_provenance, grouped, letter};

const ORDER: &str = "\
Columns: overall mode none, POSTOFFICE, ASSISTED, EXTERNAL, unknown; the five letters of a group are the check's own mode in
the same order. The first five groups have the check alone, the last five have a verified identity source beside it.
Rows: outcome, then the letters and below them the checks that share them, by name and state. AEC and dnb are identity
sources, CustomerList is a list, `odd` is a name of no table; `no check` has none, `empty` and `absent` are states.
";

fn open<T: Clone + for<'a> From<&'a str>>(known: &[T]) -> Vec<Option<T>> {
    known
        .iter()
        .cloned()
        .map(Some)
        .chain([Some(T::from("Something_New")), Some(T::from("")), None])
        .collect()
}

fn modes() -> [Option<Mode>; 5] {
    [
        None,
        Some(Mode::PostOffice),
        Some(Mode::Assisted),
        Some(Mode::External),
        Some(Mode::from("Something_New")),
    ]
}

fn check(name: &str, state: Option<CheckState>, mode: Option<Mode>) -> RichCheckResult {
    let mut check = RichCheckResult::default();
    check.name = Some(Sensitive::from(name));
    check.state = state;
    check.mode = mode;
    check
}

fn letters(
    outcome: &Option<OverallOutcome>,
    of_check: impl Fn(Option<Mode>) -> Option<RichCheckResult>,
    provenance: &Provenance,
) -> String {
    let mut letters = String::with_capacity(60);
    for is_supported in [false, true] {
        for overall in modes() {
            for own in modes() {
                let mut result = RichVerificationResult::default();
                result.user_id = Some(Sensitive::from("u-1"));
                result.rule_id = Some(Sensitive::from("default"));
                result.outcome.clone_from(outcome);
                result.mode.clone_from(&overall);
                result.individual_results.extend(of_check(own));
                if is_supported {
                    result
                        .individual_results
                        .push(check("AEC", Some(CheckState::Verified), None));
                }
                let decided = decide_verification_result(&result, &Policy::default(), provenance);
                letters.push(letter(decided));
            }
            letters.push(' ');
        }
    }
    letters.trim_end().to_owned()
}

fn label(text: Option<&str>) -> &str {
    match text {
        None => "absent",
        Some("") => "empty",
        Some(text) => text,
    }
}

fn table(source: Source, signature: SignatureState) -> String {
    let mut provenance = Provenance::saved(signature);
    provenance.source = source;
    provenance.environment = Environment::Production;
    provenance.asked = Some(GreenidReference::new("u-1"));
    let mut text = String::new();
    for outcome in open(OverallOutcome::KNOWN) {
        let mut rows = vec![(
            "no check".to_owned(),
            letters(&outcome, |_| None, &provenance),
        )];
        for name in ["AEC", "dnb", "CustomerList", "odd"] {
            for state in open(CheckState::KNOWN) {
                let row = letters(
                    &outcome,
                    |mode| Some(check(name, state.clone(), mode)),
                    &provenance,
                );
                rows.push((
                    format!("{name}:{}", label(state.as_ref().map(CheckState::as_str))),
                    row,
                ));
            }
        }
        text += &format!(
            "outcome {}\n{}",
            label(outcome.as_ref().map(OverallOutcome::as_str)),
            grouped(rows)
        );
    }
    text
}

#[test]
fn every_decision_over_greenids_outcomes_states_and_modes() {
    let text = by_provenance(table);
    insta::assert_snapshot!("greenid", format!("{ORDER}\n{text}"));
}
