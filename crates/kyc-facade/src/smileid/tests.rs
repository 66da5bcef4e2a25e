//! Whose an answer is, and what an outcome tells besides its decision.

use kyc_model::{
    Lenient, Timestamp,
    outcome::{Environment, Reference, SmileReference, Source, Weight},
};

use super::{
    decide_job_status, decide_result,
    tsv::{asked, complete, result},
};
use crate::ErrorKind;

const AT: &str = "2026-05-04T03:02:01.000Z";

fn time(text: &str) -> Option<Timestamp> {
    Some(smileid::read_time(text).unwrap())
}

#[test]
fn an_answer_about_another_user_or_job_is_refused() {
    for (user_id, job_id) in [
        ("u-2", "j-1"),
        ("u-1", "j-2"),
        ("U-1", "j-1"),
        ("u-1", "j-1 "),
    ] {
        let mut other = result(1, "0810");
        if let Some(params) = &mut other.partner_params {
            params.user_id = Some(user_id.into());
            params.job_id = Some(job_id.into());
        }
        let error = decide_result(&other, &asked()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongSubject, "{user_id} {job_id}");
        let error = decide_job_status(&complete(other, true), &asked()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongSubject, "{user_id} {job_id}");
    }
}

#[test]
fn the_time_of_a_bare_result_is_the_answer_s_only_where_it_is_signed() {
    for (signature, answered_at) in [
        (None, None),
        (Some(Lenient::Value("".into())), None),
        (Some(Lenient::Value("c2lnbmVk".into())), time(AT)),
    ] {
        let mut bare = result(1, "0811");
        bare.timestamp = Some(Lenient::Value(AT.into()));
        bare.signature = signature;
        let outcome = decide_result(&bare, &asked()).unwrap();
        assert_eq!(outcome.parts().decided_at, time(AT));
        assert_eq!(outcome.parts().answered_at, answered_at);
    }
}

#[test]
fn an_entry_of_history_comes_from_where_the_answer_came_from() {
    let mut provenance = asked();
    provenance.account = Some("085".into());
    provenance.environment = Environment::Sandbox;
    provenance.retrieved_at = time(AT);
    let mut status = complete(result(2, "0820"), true);
    status.history = Some(vec![result(2, "0821")]);
    let outcome = decide_job_status(&status, &provenance).unwrap();
    let [entry] = outcome.history() else {
        panic!("{} entries", outcome.history().len());
    };
    let parts = entry.parts();
    assert_eq!(parts.source, Source::Asked);
    assert_eq!(parts.environment, Environment::Sandbox);
    assert_eq!(parts.retrieved_at, time(AT));
    let mut reference = SmileReference::new("u-1", "j-1");
    reference.partner_id = Some("085".into());
    reference.job_type = result(2, "0821").job_type();
    assert_eq!(parts.reference, Reference::Smileid(reference));
}

#[test]
fn an_entry_of_another_user_is_told_and_left_out_and_no_other_is() {
    let mut other = result(2, "0821");
    if let Some(params) = &mut other.partner_params {
        params.user_id = Some("u-2".into());
    }
    let mut status = complete(result(2, "0820"), true);
    status.history = Some(vec![result(2, "0822"), other]);
    let outcome = decide_job_status(&status, &asked()).unwrap();
    let rows: Vec<_> = outcome
        .history()
        .iter()
        .map(|entry| entry.decided_by())
        .collect();
    assert_eq!(rows, ["F23"]);
    let told: Vec<_> = outcome
        .reasons()
        .iter()
        .filter(|reason| reason.weight == Weight::Advisory)
        .map(|reason| (reason.category.as_str(), reason.rule.as_deref().unwrap()))
        .collect();
    assert_eq!(told, [("unrecognized_value", "history of another user")]);
}
