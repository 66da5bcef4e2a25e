//! Rule 4: the jobs of Smile ID move one way.

use super::{assert_above, assert_relation, at, smile, with_code};
use crate::outcome::{
    Check, CheckKind, CheckResult, Decision, Finality, OutcomeParts, PerformedBy, Product, Reason,
    ReasonCategory, Relation::Duplicate, Weight,
};

#[test]
fn rule_4_a_final_outcome_is_greater_than_any_that_is_not() {
    let verified = smile(Decision::Verified, Finality::Final, |_| {});
    for (decision, finality) in [
        (Decision::Pending, Finality::Provisional),
        (Decision::Pending, Finality::Unknown),
        (Decision::Inconclusive, Finality::Unknown),
        (Decision::NeedsReview, Finality::Unknown),
        (Decision::Rejected, Finality::Unknown),
    ] {
        let later = smile(decision, finality, |parts| {
            parts.decided_at = at(9);
            with_code(parts, "1211");
        });
        assert_above(&verified, &later);
    }
}

#[test]
fn rule_4_final_by_layer_then_time_then_caution_then_content() {
    let of = |code: &'static str, second: Option<u8>, decision| {
        smile(decision, Finality::Final, move |parts| {
            with_code(parts, code);
            parts.decided_at = second.and_then(at);
        })
    };
    use Decision::{Inconclusive, NeedsReview, Rejected, Verified};
    let from_least_to_greatest = [
        of("1012", None, Verified),
        of("1013", None, Rejected),
        of("1012", Some(1), Verified),
        of("1013", Some(9), Rejected),
        of("0810", None, Verified),
        of("0811", None, Rejected),
        of("0810", Some(1), Verified),
        of("0908", Some(1), Inconclusive),
        of("0817", Some(1), NeedsReview),
        of("0811", Some(1), Rejected),
        of("0813", Some(1), Rejected),
        of("0810", Some(2), Verified),
        of("1210", None, Verified),
        of("1210", Some(1), Verified),
        of("1211", Some(1), Rejected),
        of("1210", Some(2), Verified),
    ];
    for (i, lesser) in from_least_to_greatest.iter().enumerate() {
        for greater in &from_least_to_greatest[i + 1..] {
            assert_above(greater, lesser);
        }
    }
}

#[test]
fn rule_4_not_final_by_time_then_caution_whatever_the_layer_and_finality() {
    let of = |decision, finality, second: Option<u8>, code: &'static str| {
        smile(decision, finality, move |parts| {
            parts.decided_at = second.and_then(at);
            with_code(parts, code);
        })
    };
    use Finality::{Provisional, Unknown};
    let from_least_to_greatest = [
        of(Decision::Rejected, Unknown, None, "1211"),
        of(Decision::Pending, Unknown, Some(1), "1210"),
        of(Decision::Inconclusive, Unknown, Some(1), "0810"),
        of(Decision::NeedsReview, Provisional, Some(1), "0817"),
        of(Decision::Rejected, Unknown, Some(1), "0811"),
        of(Decision::Pending, Provisional, Some(2), "0812"),
        of(Decision::Inconclusive, Unknown, Some(3), "1012"),
        of(Decision::Pending, Provisional, Some(4), "1012"),
    ];
    for (i, lesser) in from_least_to_greatest.iter().enumerate() {
        for greater in &from_least_to_greatest[i + 1..] {
            assert_above(greater, lesser);
        }
    }
}

#[test]
fn rule_4_the_time_is_the_results_else_the_signed_one_never_that_of_receipt() {
    let of = |decided: Option<u8>, answered: Option<u8>, retrieved: Option<u8>| {
        smile(Decision::Rejected, Finality::Final, |parts| {
            parts.decided_at = decided.and_then(at);
            parts.answered_at = answered.and_then(at);
            parts.retrieved_at = retrieved.and_then(at);
        })
    };
    assert_above(&of(Some(2), Some(2), None), &of(Some(1), Some(9), Some(9)));
    assert_above(&of(Some(2), None, None), &of(None, Some(1), None));
    assert_above(&of(None, Some(2), None), &of(Some(1), Some(9), None));
    assert_above(&of(None, Some(1), None), &of(None, None, Some(9)));
    let stored = of(Some(1), Some(1), Some(1));
    assert_relation(&of(Some(1), Some(2), Some(2)), &stored, Duplicate, false);
    // The same instant, said of the result or of the reply alone: still one place for each.
    assert_above(&of(Some(1), None, None), &of(None, Some(1), None));
}

#[test]
fn rule_4_layers() {
    let plain = |code: Option<&'static str>| {
        move |parts: &mut OutcomeParts| {
            parts.reasons[0].code = code.map(Into::into);
        }
    };
    let overruled = |codes: &'static [&'static str]| {
        move |parts: &mut OutcomeParts| {
            parts.reasons.extend(codes.iter().map(|code| {
                Reason::new(ReasonCategory::RecordFound, Weight::Advisory).with_code(*code)
            }));
        }
    };
    let checked = |performed_by: PerformedBy, result| {
        move |parts: &mut OutcomeParts| {
            with_code(parts, "1012");
            let check = Check::new(
                CheckKind::FaceCompare,
                "Review",
                result,
                performed_by.clone(),
            );
            parts.checks.push(check);
        }
    };
    type Change = Box<dyn Fn(&mut OutcomeParts)>;
    let layers: [Vec<Change>; 3] = [
        vec![
            Box::new(plain(Some("1012"))),
            Box::new(overruled(&["1012"])),
            Box::new(checked(PerformedBy::Machine, CheckResult::Passed)),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Pending)),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::NotPerformed,
            )),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::Inconclusive,
            )),
        ],
        vec![
            Box::new(plain(None)),
            Box::new(plain(Some("0810"))),
            Box::new(plain(Some("1031"))),
            Box::new(plain(Some("clear"))),
            Box::new(plain(Some("12100"))),
            Box::new(overruled(&["0810"])),
            Box::new(overruled(&["1012", "0810"])),
        ],
        vec![
            Box::new(plain(Some("1210"))),
            Box::new(overruled(&["1210"])),
            Box::new(overruled(&["1012", "1210"])),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Passed)),
            Box::new(checked(PerformedBy::ProviderReviewer, CheckResult::Failed)),
            Box::new(checked(
                PerformedBy::ProviderReviewer,
                CheckResult::NeedsReview,
            )),
        ],
    ];
    for (lower, higher) in [(0, 1), (1, 2), (0, 2)] {
        for lower in &layers[lower] {
            for higher in &layers[higher] {
                let earlier = smile(Decision::Verified, Finality::Final, |parts| {
                    parts.decided_at = at(1);
                    higher(parts);
                });
                let later = smile(Decision::Rejected, Finality::Final, |parts| {
                    parts.decided_at = at(2);
                    lower(parts);
                });
                assert_above(&earlier, &later);
            }
        }
    }
}

#[test]
fn rule_4_a_job_of_one_result_has_no_look_up_half() {
    for product in Product::KNOWN {
        let of = |code: &'static str, second, decision| {
            smile(decision, Finality::Final, |parts| {
                parts.product = product.clone();
                with_code(parts, code);
                parts.decided_at = at(second);
            })
        };
        let has_halves = matches!(
            product,
            Product::BiometricKyc | Product::EnhancedDocumentVerification
        );
        for code in [
            "1012", "1013", "1014", "1015", "1016", "1020", "1021", "1022", "1023",
        ] {
            let later = of(code, 9, Decision::Rejected);
            for earlier in ["0908", "0001"] {
                let earlier = of(earlier, 1, Decision::Inconclusive);
                if has_halves {
                    assert_above(&earlier, &later);
                } else {
                    assert_above(&later, &earlier);
                }
            }
        }
        // Of the family alone, and no half of any job.
        for code in ["1010", "1017", "1030", "1031"] {
            let later = of(code, 9, Decision::NeedsReview);
            assert_above(&later, &of("0908", 1, Decision::Inconclusive));
        }
    }
}
