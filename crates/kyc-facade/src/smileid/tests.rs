//! Whose an answer is, and what an outcome tells besides its decision.

use kyc_model::{
    Lenient, Timestamp,
    outcome::{
        Environment, Product, ReasonCategory, Reference, SignatureState, SmileApi, SmileReference,
        Source, Weight,
    },
    smileid::{AmlPerson, JobStatus, StatusResult, V3Status, V3StatusDocument},
};

use super::{
    decide_job_status, decide_result, decide_v3,
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
fn the_answer_and_not_the_question_says_which_api_gave_it() {
    let with_api = |user_id: Option<&str>, source, signature| {
        let mut provenance = asked();
        let reference = provenance.asked.insert(SmileReference::default());
        reference.api = SmileApi::V3;
        reference.job_id = Some("j-1".into());
        reference.user_id = user_id.map(Into::into);
        provenance.source = source;
        provenance.signature = signature;
        provenance
    };
    let bare = || {
        let mut bare = result(1, "0810");
        bare.is_final_result = Some(Lenient::Value(true));
        bare
    };
    let (user, valid) = (Some("u-1"), SignatureState::Valid);
    for (user_id, source, signature, refused) in [
        (user, Source::Asked, valid, None),
        (None, Source::Asked, valid, Some(ErrorKind::InvalidRequest)),
        (
            user,
            Source::Asked,
            SignatureState::NotChecked,
            Some(ErrorKind::InvalidRequest),
        ),
        (None, Source::CallerVouched, valid, None),
    ] {
        let provenance = with_api(user_id, source, signature);
        for decided in [
            decide_job_status(&complete(bare(), true), &provenance),
            decide_result(&bare(), &provenance),
        ] {
            match decided {
                Err(error) => assert_eq!(Some(error.kind()), refused),
                Ok(outcome) => {
                    assert_eq!(refused, None, "{user_id:?} {source:?} {signature:?}");
                    let Reference::Smileid(reference) = outcome.reference() else {
                        panic!("another provider's");
                    };
                    assert_eq!(reference.api, SmileApi::V1);
                }
            }
        }
    }
    let mut nothing = JobStatus::default();
    nothing.job_complete = Some(Lenient::Value(false));
    nothing.result = Some(StatusResult::Text("No zip uploaded yet".into()));
    let waiting = decide_job_status(&nothing, &with_api(user, Source::Asked, valid)).unwrap();
    let Reference::Smileid(reference) = waiting.reference() else {
        panic!("another provider's");
    };
    assert_eq!(reference.api, SmileApi::V1);
}

#[test]
fn the_job_alone_is_enough_only_between_v3_and_v3() {
    let mut document = V3StatusDocument::default();
    document.status = Some(V3Status::Clear);
    document.job_id = Some("j-1".into());
    let product = Product::BiometricKyc;
    for (api, user_id, refused) in [
        (SmileApi::V3, None, None),
        (SmileApi::V3, Some("u-1"), None),
        (SmileApi::V1, Some("u-1"), None),
        (SmileApi::V1, Some(""), Some(ErrorKind::InvalidRequest)),
        (SmileApi::V1, None, Some(ErrorKind::InvalidRequest)),
    ] {
        let mut provenance = asked();
        provenance.signature = SignatureState::NotDue;
        let reference = provenance.asked.insert(SmileReference::default());
        reference.api = api;
        reference.job_id = Some("j-1".into());
        reference.user_id = user_id.map(Into::into);
        let decided = decide_v3(&document, Some(&product), &provenance);
        assert_eq!(
            decided.err().map(|error| error.kind()),
            refused,
            "{api:?} {user_id:?}"
        );
    }
}

#[test]
fn an_answer_of_ours_that_is_not_known_to_be_signed_decides_nothing_not_even_a_refusal() {
    for (code, success) in [("0810", true), ("0811", false)] {
        for signature in [SignatureState::NotChecked, SignatureState::NotDue] {
            let mut provenance = asked();
            provenance.signature = signature;
            let result = result(1, code);
            for decided in [
                decide_job_status(&complete(result.clone(), success), &provenance),
                decide_result(&result, &provenance),
            ] {
                let error = decided.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{code}");
                assert_eq!(error.path(), Some("signature"), "{code}");
            }
        }
    }
}

#[test]
fn what_came_is_told_where_no_row_can_be_found() {
    let mut unnamed = result(2, "0820");
    unnamed.result_text = Some("words".into());
    if let Some(params) = &mut unnamed.partner_params {
        params.job_type = None;
    }
    for complete_flag in [true, false] {
        let mut status = complete(unnamed.clone(), true);
        status.job_complete = Some(Lenient::Value(complete_flag));
        let outcome = decide_job_status(&status, &asked()).unwrap();
        assert_eq!(
            outcome.decided_by(),
            if complete_flag { "F5" } else { "F2" }
        );
        let decisive = outcome.reasons().first().unwrap();
        assert_eq!(decisive.code.as_ref().unwrap().expose(), "0820");
        assert_eq!(decisive.text.as_ref().unwrap().expose(), "words");
    }
}

#[test]
fn another_number_of_smile_id_is_another_job_in_whatever_form() {
    for (known, answered, row) in [
        ("0000001105", "0000001105", "smileid/2/0820"),
        ("0000001105", "0000001106", "P3b"),
        ("1105", "0000001105", "P3b"),
        ("0000001105", "1105", "P3b"),
    ] {
        let mut provenance = asked();
        if let Some(asked) = &mut provenance.asked {
            asked.smile_job_id = Some(known.into());
        }
        let mut answer = result(2, "0820");
        answer.smile_job_id = Some(answered.into());
        let outcome = decide_job_status(&complete(answer, true), &provenance).unwrap();
        assert_eq!(outcome.decided_by(), row, "{known} {answered}");
    }
}

#[test]
fn a_list_that_is_cut_says_so() {
    for (people, alerts) in [(1000, 0), (1001, 1)] {
        let mut hits = result(10, "1030");
        let mut person = AmlPerson::default();
        person.name = Some(Lenient::Value("Jo Doe".into()));
        hits.aml.people = Some(Lenient::Value(vec![person; people]));
        let outcome = decide_job_status(&complete(hits, true), &asked()).unwrap();
        assert_eq!(outcome.parts().watchlist.len(), 1000);
        let told = outcome.reasons().iter().filter(|reason| {
            reason.weight == Weight::Alert && reason.category == ReasonCategory::IncompleteAnswer
        });
        assert_eq!(told.count(), alerts, "{people}");
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
