//! Answers made to be believed: each is a way in which a wrong *verified* was once possible.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
#![cfg(feature = "smileid")]

use std::time::Instant;

use kyc_facade::{
    ErrorKind,
    smileid::{Provenance, decide_job_status, decide_v3},
};
use kyc_http::ResponseLimits;
use kyc_model::{
    outcome::{
        Decision, Environment, Established, Product, Requirement, SignatureState, SmileApi,
        SmileReference, Source, VerificationOutcome,
    },
    smileid::JobType,
};
use serde_json::{Value, json};
use smileid::decode;

fn asked() -> Provenance {
    let mut provenance = Provenance::saved(SignatureState::Valid);
    provenance.source = Source::Asked;
    provenance.environment = Environment::Production;
    provenance.asked = Some(SmileReference::new("u", "j"));
    provenance
}

fn entry(code: &str, more: Value) -> Value {
    let mut entry = json!({
        "ResultCode": code, "IsFinalResult": "true", "SmileJobID": "0000000012",
        "PartnerParams": {"job_type": 1, "user_id": "u", "job_id": "j"},
        "Actions": {"Selfie_To_ID_Authority_Compare": "Completed"},
    });
    for (name, value) in more.as_object().unwrap() {
        entry[name] = value.clone();
    }
    entry
}

fn decide(result: Value, history: Value) -> VerificationOutcome {
    let reply = json!({
        "job_complete": true, "job_success": true, "result": result, "history": history,
    });
    let record =
        decode::job_status(reply.to_string().as_bytes(), ResponseLimits::default()).unwrap();
    decide_job_status(&record, &asked()).unwrap()
}

fn opens_an_account(outcome: &VerificationOutcome) -> bool {
    outcome.satisfies(&Requirement::identity())
}

#[test]
fn the_plain_approval_is_believed() {
    assert!(opens_an_account(&decide(
        entry("0810", json!({})),
        json!([])
    )));
}

#[test]
fn a_refusal_cannot_hide_behind_a_missing_or_odd_member() {
    let odd = [
        json!({"PartnerParams": {"job_type": "01", "user_id": "u", "job_id": "j"}}),
        json!({"PartnerParams": {"user_id": "u", "job_id": "j"}}),
        json!({"PartnerParams": {"job_type": 1, "job_id": "j"}}),
        json!({"PartnerParams": {"job_type": 1, "user_id": "u"}}),
        json!({"PartnerParams": null}),
        json!({"SmileJobID": ""}),
        json!({"SmileJobID": 12}),
    ];
    for odd in odd {
        let outcome = decide(
            entry("0810", json!({})),
            json!([entry("1212", odd.clone())]),
        );
        assert_eq!(outcome.decided_by(), "H1", "{odd}");
        let outcome = decide(
            entry("0810", json!({})),
            json!([entry("1013", odd.clone())]),
        );
        assert_eq!(outcome.decided_by(), "H2", "{odd}");
    }
    // What surely belongs to another job still does.
    for other in [
        json!({"SmileJobID": "0000000013"}),
        json!({"PartnerParams": {"job_type": 1, "user_id": "u", "job_id": "j2"}}),
    ] {
        let outcome = decide(entry("0810", json!({})), json!([entry("1212", other)]));
        assert!(opens_an_account(&outcome));
    }
}

#[test]
fn a_refusal_that_is_not_final_stops_the_other_half() {
    let refused = entry("0811", json!({"IsFinalResult": "false"}));
    let approved = entry("0810", json!({}));
    for history in [json!([refused, approved]), json!([approved, refused])] {
        let outcome = decide(entry("1012", json!({})), history);
        assert_eq!(outcome.decided_by(), "L13");
    }
    // The machine's own word before it was final is no contradiction.
    let earlier = entry("0810", json!({"IsFinalResult": "false"}));
    let outcome = decide(entry("1012", json!({})), json!([earlier, approved]));
    assert_eq!(outcome.decided_by(), "L6");
}

#[test]
fn an_other_half_that_cannot_be_read_as_final_is_no_approval_in_words_either() {
    for code in ["0810", "0811"] {
        let unread = entry(code, json!({"IsFinalResult": "yes"}));
        let outcome = decide(entry("1012", json!({})), json!([unread]));
        assert_eq!(outcome.decision(), Decision::Inconclusive);
        assert_eq!(outcome.category().as_str(), "unrecognized_value");
        assert_eq!(outcome.remedy().as_str(), "review");
    }
}

#[test]
fn what_steers_the_sandbox_has_no_business_in_production() {
    for value in [json!("0"), json!(1), json!(null), json!([])] {
        let mut steered = entry("0810", json!({}));
        steered["PartnerParams"]["sandbox_result"] = value.clone();
        assert_eq!(decide(steered, json!([])).decided_by(), "S6", "{value}");
    }
}

#[test]
fn an_old_entry_s_numeric_timestamp_hides_no_verdict() {
    let old = entry("0810", json!({"timestamp": 1678216434, "signature": ["x"]}));
    let outcome = decide(entry("0811", json!({"timestamp": 1})), json!([old]));
    assert_eq!(outcome.decided_by(), "F12");
    assert_eq!(outcome.history().len(), 1);
}

#[test]
fn a_placeholder_is_no_sign_of_death() {
    for (value, rule) in [
        (json!("N/A"), "smileid/1/0810"),
        (json!("Not Available"), "smileid/1/0810"),
        (json!("perhaps"), "S3"),
        (json!(0), "S3"),
    ] {
        let outcome = decide(entry("0810", json!({ "IsAlive": value })), json!([]));
        assert_eq!(outcome.decided_by(), rule, "{value}");
    }
}

#[test]
fn facts_about_the_person_count_in_either_half() {
    let dead = entry("1012", json!({"IsAlive": false}));
    let fraud = entry(
        "1012",
        json!({"Antifraud": {"summary": {"fraud_detected": true}}}),
    );
    for (look_up, rule) in [(dead, "S3"), (fraud, "S1")] {
        let beside = decide(entry("0810", json!({})), json!([look_up]));
        assert_eq!(beside.decided_by(), rule);
        let swapped = decide(look_up, json!([entry("0810", json!({}))]));
        assert_eq!(swapped.decided_by(), rule);
    }
}

#[test]
fn a_face_that_was_never_compared_is_not_established() {
    let established = |actions: Value| {
        decide(entry("0810", json!({ "Actions": actions })), json!([]))
            .established()
            .to_vec()
    };
    let none: [Established; 0] = [];
    assert_eq!(
        established(json!({
            "Selfie_To_ID_Authority_Compare": "ID Authority Photo Not Available",
            "Selfie_To_ID_Card_Compare": "Sent to Human Review",
            "Human_Review_Compare": "Passed",
        })),
        [Established::FaceToDocument]
    );
    for value in [
        json!("Issuer Unavailable"),
        json!(null),
        json!("Not Applicable"),
        json!("Odd"),
    ] {
        let actions =
            json!({"Selfie_To_ID_Authority_Compare": value, "Human_Review_Compare": "Passed"});
        assert_eq!(established(actions), none);
    }
    for value in ["Under Review", "Unable To Determine", "Failed"] {
        let actions =
            json!({"Selfie_To_ID_Authority_Compare": value, "Human_Review_Compare": "Passed"});
        assert_eq!(established(actions), [Established::FaceToId], "{value}");
    }
    // One reviewer, two faces that the machine refused: which one did they mean?
    assert_eq!(
        established(json!({
            "Selfie_To_ID_Authority_Compare": "Failed",
            "Selfie_To_ID_Card_Compare": "Failed",
            "Human_Review_Compare": "Passed",
        })),
        none
    );
    assert_eq!(
        established(json!({
            "Selfie_To_ID_Authority_Compare": "Passed", "Human_Review_Compare": "Failed",
        })),
        none
    );
}

#[test]
fn matching_data_needs_a_compared_name_and_no_other_detail_amiss() {
    for (actions, matches) in [
        (json!({"Names": "Exact Match", "DOB": "Exact Match"}), true),
        (json!({"Names": "Exact Match", "DOB": "Not Provided"}), true),
        (json!({"Names": "Returned"}), false),
        (
            json!({"Names": "Exact Match", "DOB": "Partial Match"}),
            false,
        ),
        (json!({"Names": "Exact Match", "DOB": "Odd"}), false),
        (json!({"DOB": "Exact Match"}), false),
    ] {
        let mut result = entry("1020", json!({ "Actions": actions }));
        result["PartnerParams"]["job_type"] = json!(5);
        let outcome = decide(result, json!([]));
        assert_eq!(outcome.decision(), Decision::Verified);
        assert_eq!(opens_an_account(&outcome), matches, "{actions}");
    }
}

fn v3(
    document: Value,
    product: Option<&Product>,
    provenance: &Provenance,
) -> Result<VerificationOutcome, ErrorKind> {
    let record =
        decode::v3_status(document.to_string().as_bytes(), ResponseLimits::default()).unwrap();
    decide_v3(&record, product, provenance).map_err(|error| error.kind())
}

#[test]
fn v3_is_bound_to_every_id_and_to_one_product() {
    let biometric = Some(&Product::BiometricKyc);
    let good = json!({"status": "clear", "job_id": "j", "user_id": "u"});
    assert!(opens_an_account(
        &v3(good.clone(), biometric, &asked()).unwrap()
    ));

    let mut handle = asked();
    handle.asked.as_mut().unwrap().product = Some(Product::BiometricKyc);
    assert!(opens_an_account(&v3(good.clone(), None, &handle).unwrap()));

    for (document, product, provenance) in [
        (
            json!({"status": "clear", "job_id": "j", "user_id": "u", "product": "aml"}),
            biometric,
            asked(),
        ),
        (good.clone(), Some(&Product::Aml), handle.clone()),
        (
            json!({"status": "clear", "job_id": "j"}),
            biometric,
            asked(),
        ),
        (
            json!({"status": "clear", "job_id": "j", "partner_params": "x"}),
            biometric,
            asked(),
        ),
        (
            json!({"status": "clear", "user_id": "u"}),
            biometric,
            asked(),
        ),
    ] {
        let outcome = v3(document.clone(), product, &provenance).unwrap();
        assert_eq!(outcome.decision(), Decision::Inconclusive, "{document}");
        assert!(outcome.decided_by().starts_with("P3"), "{document}");
    }
    let other_job = json!({"status": "clear", "job_id": "j2", "user_id": "u"});
    assert_eq!(
        v3(other_job, biometric, &asked()),
        Err(ErrorKind::WrongSubject)
    );

    let mut saved = Provenance::saved(SignatureState::NotChecked);
    saved.source = Source::CallerVouched;
    let nobody = json!({"status": "clear", "product": "biometric_kyc"});
    assert_eq!(
        v3(nobody.clone(), None, &saved).unwrap().decided_by(),
        "P3a"
    );
    // A webhook's ids stand in its headers; the caller names them.
    saved.asked = Some(SmileReference::new("u", "j"));
    assert_eq!(
        v3(nobody, None, &saved).unwrap().decision(),
        Decision::Verified
    );

    let suspect = json!({
        "status": "clear", "job_id": "j", "user_id": "u",
        "antifraud": {"smile_secure": {"suspect_users": [{"user_id": "x"}]}},
    });
    assert_eq!(v3(suspect, biometric, &asked()).unwrap().decided_by(), "S1");
}

#[test]
fn v3_asks_by_the_job_alone() {
    let of = |job_id: &str| {
        let mut provenance = asked();
        let reference = provenance.asked.insert(SmileReference::default());
        reference.api = SmileApi::V3;
        reference.job_id = Some(job_id.into());
        provenance
    };
    let clear = json!({"status": "clear", "job_id": "j"});
    let outcome = v3(clear.clone(), Some(&Product::BiometricKyc), &of("j")).unwrap();
    assert_eq!(outcome.decision(), Decision::Verified);
    assert_eq!(
        v3(clear.clone(), None, &of("j2")),
        Err(ErrorKind::WrongSubject)
    );
    assert_eq!(v3(clear, None, &of("")), Err(ErrorKind::InvalidRequest));
}

#[test]
fn an_answer_of_ours_that_is_bound_to_nothing_is_refused() {
    let record = decode::job_status(
        json!({"job_complete": true, "job_success": true, "result": entry("0810", json!({}))})
            .to_string()
            .as_bytes(),
        ResponseLimits::default(),
    )
    .unwrap();
    for reference in [
        None,
        Some(SmileReference::default()),
        Some(SmileReference::new("u", "")),
    ] {
        let mut provenance = asked();
        provenance.asked = reference;
        let error = decide_job_status(&record, &provenance).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    }
    let mut unsigned = asked();
    unsigned.signature = SignatureState::NotDue;
    let error = decide_job_status(&record, &unsigned).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);

    let mut other_type = asked();
    other_type.asked = Some(SmileReference::new("u", "j").with_job_type(JobType::Aml));
    let outcome = decide_job_status(&record, &other_type).unwrap();
    assert_eq!(outcome.decided_by(), "P3b");
}

#[test]
fn a_saved_history_of_several_people_is_nobody_s() {
    let of = |user: &str| {
        entry(
            "0810",
            json!({"PartnerParams": {"job_type": 1, "user_id": user, "job_id": "j"}}),
        )
    };
    let reply = json!({"job_complete": false, "result": "No zip", "history": [of("a"), of("b")]});
    let record =
        decode::job_status(reply.to_string().as_bytes(), ResponseLimits::default()).unwrap();
    let mut saved = Provenance::saved(SignatureState::Valid);
    saved.source = Source::CallerVouched;
    let outcome = decide_job_status(&record, &saved).unwrap();
    assert!(outcome.history().is_empty());
}

/// Hostile bodies that once took minutes or gigabytes.
#[test]
fn work_grows_with_the_size_of_the_answer_and_no_faster() {
    let begun = Instant::now();
    let many_actions: serde_json::Map<String, Value> =
        (0..40_000).map(|n| (n.to_string(), json!(0))).collect();
    decide(entry("0810", json!({ "Actions": many_actions })), json!([]));

    let pending = json!({
        "Selfie_To_ID_Authority_Compare": "Under Review", "Selfie_To_ID_Card_Compare": "Under Review",
        "Liveness_Check": "Under Review", "Document_Check": "Under Review",
    });
    let halves: Vec<Value> = (0..2_000)
        .map(|_| entry("0810", json!({ "Actions": pending })))
        .collect();
    decide(entry("1012", json!({})), json!(halves));

    let sanctions: Vec<Value> = (0..10_000).map(|_| json!({})).collect();
    let mut listed = entry(
        "1030",
        json!({"people": [{"name": "x".repeat(50_000), "sanctions": sanctions}]}),
    );
    listed["PartnerParams"]["job_type"] = json!(10);
    let outcome = decide(listed, json!([]));
    let names: usize = outcome
        .parts()
        .watchlist
        .iter()
        .map(|hit| hit.person.as_ref().map_or(0, |name| name.expose().len()))
        .sum();
    assert!(names <= 1024 * 1024);

    let empty = format!(r#"{{"history":[{}{{}}]}}"#, "{},".repeat(100_000));
    let error = decode::job_status(empty.as_bytes(), ResponseLimits::default()).unwrap_err();
    assert_eq!(error.kind(), smileid::ErrorKind::TooMany);
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}
