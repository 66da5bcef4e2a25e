use kyc_model::{Lenient, smileid::JobType};

use super::*;
use crate::smileid::tsv::result;

/// Ids of which each is there, is another, or is missing.
fn entry(
    user: Option<&str>,
    job: Option<&str>,
    job_type: Option<u64>,
    smile: Option<&str>,
) -> JobResult {
    let mut entry = result(1, "0810");
    entry.smile_job_id = smile.map(Into::into);
    if let Some(params) = &mut entry.partner_params {
        params.user_id = user.map(Into::into);
        params.job_id = job.map(Into::into);
        params.job_type = job_type.map(|number| Lenient::Value(JobType::from_number(number)));
    }
    entry
}

fn flagged(code: &str, is_final: Option<bool>) -> JobResult {
    let mut entry = result(1, code);
    entry.is_final_result = is_final.map(Lenient::Value);
    entry
}

const ID: Option<&str> = Some("0000000001");
const OTHER_ID: Option<&str> = Some("0000000002");

#[test]
fn whether_two_results_are_of_one_job() {
    let ours = entry(Some("u-1"), Some("j-1"), Some(1), ID);
    // Surely, and perhaps.
    for (theirs, is_same, may_be) in [
        (entry(Some("u-1"), Some("j-1"), Some(1), ID), true, true),
        (entry(Some("u-1"), Some("j-1"), Some(1), None), true, true),
        (
            entry(Some("u-1"), Some("j-1"), Some(1), Some("")),
            true,
            true,
        ),
        (
            entry(Some("u-1"), Some("j-1"), Some(1), Some("7")),
            true,
            true,
        ),
        (
            entry(Some("u-1"), Some("j-1"), Some(1), Some("000000000x")),
            true,
            true,
        ),
        (
            entry(Some("u-1"), Some("j-1"), Some(1), OTHER_ID),
            false,
            false,
        ),
        (entry(Some("u-2"), Some("j-1"), Some(1), ID), false, false),
        (entry(Some("u-1"), Some("j-2"), Some(1), ID), false, false),
        (entry(Some("u-1"), Some("j-1"), Some(11), ID), false, false),
        (entry(None, Some("j-1"), Some(1), ID), false, true),
        (entry(Some(""), Some("j-1"), Some(1), ID), false, true),
        (entry(Some("u-1"), None, Some(1), ID), false, true),
        (entry(Some("u-1"), Some("j-1"), None, ID), false, true),
        (entry(None, Some("j-2"), Some(1), ID), false, false),
        (entry(Some("u-2"), None, Some(1), ID), false, false),
        (entry(None, None, Some(11), ID), false, false),
        (entry(None, None, None, OTHER_ID), false, false),
    ] {
        let shown = format!("{:?}", theirs.partner_params);
        for (a, b) in [(&ours, &theirs), (&theirs, &ours)] {
            assert_eq!(same_job(a, b), is_same, "{shown}");
            assert_eq!(may_be_same_job(a, b), may_be, "{shown}");
        }
    }
    let mut nameless = ours.clone();
    nameless.partner_params = None;
    assert!(
        !same_job(&nameless, &ours)
            && !same_job(&ours, &nameless)
            && !same_job(&nameless, &nameless)
    );
    assert!(may_be_same_job(&nameless, &ours) && may_be_same_job(&ours, &nameless));
    // Two that both lack an id are not surely of one job.
    for (user, job, job_type) in [
        (None, Some("j-1"), Some(1)),
        (Some("u-1"), None, Some(1)),
        (Some("u-1"), Some("j-1"), None),
    ] {
        let lacking = entry(user, job, job_type, ID);
        assert!(!same_job(&lacking, &lacking));
        assert!(may_be_same_job(&lacking, &lacking));
    }
}

#[test]
fn history_of_two_minds_is_mixed_whether_or_not_it_is_final() {
    let (approved, refused, provisional) = ("0810", "0811", "0812");
    let lookup = result(1, "1012");
    let read = |entries: &[JobResult]| match OtherHalf::read(&lookup, Some(entries)) {
        OtherHalf::Settled(class, all) => format!("{class:?} of {}", all.len()),
        OtherHalf::Mixed => "mixed".to_owned(),
        OtherHalf::NotFinal => "not final".to_owned(),
        OtherHalf::Provisional => "provisional".to_owned(),
        OtherHalf::Nowhere => "nowhere".to_owned(),
        OtherHalf::NotAsked => "not asked".to_owned(),
    };
    for (entries, expected) in [
        (vec![], "nowhere"),
        (vec![flagged(approved, None)], "Approved of 1"),
        (vec![flagged(approved, Some(true))], "Approved of 1"),
        (vec![flagged(approved, Some(false))], "not final"),
        (vec![flagged(provisional, None)], "provisional"),
        (vec![flagged(provisional, Some(false))], "not final"),
        (
            vec![flagged(approved, None), flagged(approved, Some(true))],
            "Approved of 2",
        ),
        (
            vec![flagged(approved, None), flagged(refused, None)],
            "mixed",
        ),
        (
            vec![flagged(approved, None), flagged(refused, Some(false))],
            "mixed",
        ),
        (
            vec![flagged(approved, None), flagged(approved, Some(false))],
            "Approved of 1",
        ),
        (
            vec![flagged(approved, None), flagged(provisional, Some(false))],
            "Approved of 1",
        ),
        (
            vec![
                flagged(approved, None),
                flagged(provisional, Some(false)),
                flagged(refused, Some(false)),
            ],
            "mixed",
        ),
        (
            vec![flagged(approved, None), flagged(provisional, None)],
            "Approved of 1",
        ),
        // A reviewer's word stands above a machine's.
        (
            vec![flagged(approved, None), flagged("1211", None)],
            "Refused of 1",
        ),
        (
            vec![flagged(refused, None), flagged("1210", None)],
            "Approved of 1",
        ),
        (vec![flagged("1211", None), flagged("1210", None)], "mixed"),
    ] {
        let backwards: Vec<_> = entries.iter().rev().cloned().collect();
        assert_eq!(read(&entries), expected);
        assert_eq!(read(&backwards), expected);
    }
    assert_eq!(OtherHalf::read(&lookup, None), OtherHalf::NotAsked);
}

#[test]
fn history_lowers_by_a_reviewer_s_word_and_a_refused_look_up_alone() {
    let lowered = |verdict: &Verdict, code, entry: JobResult| {
        lower(verdict, &result(1, code), Some(&[entry])).map(|verdict| verdict.rule)
    };
    let verified = settled("F5", Decision::Verified, Finality::Final, None);
    for (code, expected) in [
        ("0810", None),
        ("0811", None),
        ("9999", None),
        ("1012", None),
        ("1020", None),
        ("1014", None),
        ("1210", None),
        ("1013", Some("H2")),
        ("1022", Some("H2")),
        ("1023", Some("H2")),
        ("1211", Some("H1")),
        ("1213", Some("H1")),
        ("1299", Some("H1")),
    ] {
        for is_final in [None, Some(true), Some(false)] {
            let found = lowered(&verified, "0810", flagged(code, is_final));
            assert_eq!(found, expected, "{code} {is_final:?}");
        }
    }
    let rejected = settled("F5", Decision::Rejected, Finality::Final, None);
    for code in ["1211", "1013"] {
        assert_eq!(lowered(&rejected, "0811", flagged(code, None)), None);
    }
    for rule in ["F7", "F15", "F16"] {
        let provisional = pending(
            rule,
            Finality::Provisional,
            Awaiting::Reviewer,
            ReasonCategory::AwaitingHumanReview,
        );
        for (code, is_final, expected) in [
            ("1210", None, Some("H3")),
            ("1210", Some(true), Some("H3")),
            ("1210", Some(false), None),
            ("1211", None, Some("H3")),
            ("0810", None, None),
            ("0811", Some(true), None),
            ("0812", None, None),
        ] {
            let found = lowered(&provisional, "0812", flagged(code, is_final));
            assert_eq!(found, expected, "{rule} {code} {is_final:?}");
        }
        assert_eq!(lowered(&provisional, "0810", flagged("1210", None)), None);
    }
}
