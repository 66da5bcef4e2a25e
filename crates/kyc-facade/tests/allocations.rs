//! What an outcome takes in memory, however much a hostile answer holds.
#![cfg(feature = "smileid")]
#![allow(clippy::unwrap_used)]

use allocation_counter::measure;
use kyc_facade::smileid::{SavedOptions, decide_saved};

/// The most Actions that a body of the usual size may hold, each in as few bytes as there can be.
#[test]
fn an_answer_of_nothing_but_actions_does_not_multiply() {
    let actions: Vec<String> = (0..120_000).map(|at| format!(r#""{at}":0"#)).collect();
    let body = format!(
        r#"{{"ResultCode":"0810","PartnerParams":{{"job_type":"1","user_id":"u","job_id":"j"}},"Actions":{{{}}}}}"#,
        actions.join(",")
    );
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    let mut outcome = None;
    let taken = measure(|| {
        outcome = Some(decide_saved(body, &SavedOptions::default(), now));
    });
    assert_eq!(outcome.unwrap().unwrap().checks().len(), 120_000);
    assert!(taken.bytes_max < 100 << 20, "{} bytes", taken.bytes_max);
}
