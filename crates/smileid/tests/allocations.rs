//! What decoding allocates: little more than the records themselves, and never a large multiple of the body.
#![allow(clippy::unwrap_used)]

use allocation_counter::measure;
use bytes::Bytes;
use http::HeaderMap;
use kyc_http::ResponseLimits;
use smileid::{ApiKey, Credentials, ErrorKind, callback::Verifier, decode};

const RESULT: &str = r#"{"ConfidenceValue":"99","JSONVersion":"1.0.0","Actions":{"Verify_ID_Number":"Verified","Liveness_Check":"Passed","Invented_Step":"Invented","Register_Selfie":"Approved"},"ResultText":"Enroll \"User\"","IsFinalResult":"true","ResultType":"SAIA","PartnerParams":{"job_type":"1","user_id":"invented-user-1","job_id":"invented-job-1","invented":"param"},"Source":"WebAPI","ResultCode":"0810","SmileJobID":"0000001001","FullName":"Zanele Invented","Country":"NG","Antifraud":{"summary":{"fraud_detected":false}},"QueueTime":"0.41","Nested":{"a":[1,{"b":null}]}}"#;

fn reply(entries: usize) -> String {
    let history = vec![RESULT; entries].join(",");
    format!(
        r#"{{"job_complete":true,"code":"2302","result":{RESULT},"history":[{history}],"timestamp":"2026-01-02T03:04:05.678Z","signature":"invented"}}"#
    )
}

fn actions(count: usize) -> String {
    let actions: Vec<String> = (0..count).map(|at| format!(r#""{at}":0"#)).collect();
    format!(r#"{{"Actions":{{{}}}}}"#, actions.join(","))
}

#[test]
fn decoding_allocates_little_more_than_cloning_the_result() {
    for entries in [0, 1, 100] {
        let body = reply(entries);
        let mut read = None;
        let decoded = measure(|| {
            read = Some(decode::job_status(
                body.as_bytes(),
                ResponseLimits::default(),
            ));
        });
        let record = read.unwrap().unwrap();
        let cloned = measure(|| {
            std::hint::black_box(record.clone());
        });
        let most = cloned.count_total * 11 / 10 + 32;
        assert!(
            decoded.count_total <= most,
            "{entries} entries: {} allocations, cloning makes {}",
            decoded.count_total,
            cloned.count_total
        );
    }
}

#[test]
fn actions_are_limited_and_larger_bodies_may_hold_more() {
    let usual = ResponseLimits::default();
    let most = actions(120_000);
    let mut read = None;
    let taken = measure(|| read = Some(decode::job_result(most.as_bytes(), usual)));
    assert_eq!(read.unwrap().unwrap().actions.unwrap().len(), 120_000);
    assert!(taken.bytes_max < 32 << 20, "{} bytes", taken.bytes_max);

    let more = actions(500_000);
    let error = decode::job_result(more.as_bytes(), usual).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    assert_eq!(error.path(), Some("Actions.(unknown member)"));

    // What counts is how long the body is, not how long it could have been.
    let large = usual.with_max_body_bytes(64 << 20);
    let error = decode::job_result(more.as_bytes(), large).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    let long = format!("{more}{}", " ".repeat(40 << 20));
    let read = decode::job_result(long.as_bytes(), large).unwrap();
    assert_eq!(read.actions.unwrap().len(), 500_000);
}

#[test]
fn actions_of_all_results_count_together() {
    let entry = actions(60_000);
    let body = |entries: usize| format!(r#"{{"history":[{}]}}"#, vec![&*entry; entries].join(","));
    let read = |entries| decode::job_status(body(entries).as_bytes(), ResponseLimits::default());
    assert!(read(2).is_ok());
    assert_eq!(read(3).unwrap_err().kind(), ErrorKind::TooMany);
}

#[test]
fn a_small_body_does_not_become_very_many_records() {
    let body = |results: usize| format!(r#"{{"history":[{}]}}"#, vec!["{}"; results].join(","));
    let large = ResponseLimits::default().with_max_body_bytes(1 << 30);
    let most = body(49_998);
    let mut read = None;
    let taken = measure(|| read = Some(decode::job_status(most.as_bytes(), large)));
    assert_eq!(read.unwrap().unwrap().history.unwrap().len(), 49_998);
    assert!(taken.bytes_max < 96 << 20, "{} bytes", taken.bytes_max);
    let error = decode::job_status(body(400_000).as_bytes(), large).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
}

#[test]
fn values_that_nobody_documents_are_limited_and_larger_bodies_may_hold_more() {
    let usual = ResponseLimits::default();
    let list = |entries: usize| format!(r#"{{"x":[{}]}}"#, vec!["0"; entries].join(","));
    let members = |count: usize| {
        let members: Vec<String> = (0..count).map(|at| format!(r#""{at}":0"#)).collect();
        format!("{{{}}}", members.join(","))
    };
    // The member that holds the list counts, too.
    for (most, more) in [
        (list(499_999), list(500_000)),
        (members(500_000), members(500_001)),
    ] {
        let mut read = None;
        let taken = measure(|| read = Some(decode::job_result(most.as_bytes(), usual)));
        assert!(read.unwrap().is_ok());
        assert!(taken.bytes_max < 72 << 20, "{} bytes", taken.bytes_max);

        let error = decode::job_result(more.as_bytes(), usual).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TooMany);
        assert_eq!(error.path(), Some("(unknown member)"));

        let large = usual.with_max_body_bytes(64 << 20);
        let long = format!("{more}{}", " ".repeat(16 << 20));
        assert!(decode::job_result(long.as_bytes(), large).is_ok());
    }
    let everywhere = format!(
        r#"{{"history":[{{"FullData":{0}}},{{"FullData":{0}}}]}}"#,
        list(250_000)
    );
    let error = decode::job_status(everywhere.as_bytes(), usual).unwrap_err();
    assert_eq!(error.path(), Some("history[1].FullData.(unknown member)"));
}

#[test]
fn what_nobody_signed_takes_no_room() {
    let credentials = Credentials::new("085", ApiKey::new("an-invented-key")).unwrap();
    let verifier = Verifier::new(credentials);
    let now = "2026-01-02T03:04:05.678Z".parse().unwrap();
    let long_list = format!("[{}]", vec!["0"; (4 << 20) - 100].join(","));
    let object = format!(r#"{{"x":{long_list}}}"#);
    for name in ["timestamp", "signature"] {
        for value in [&long_list, &object] {
            let body = Bytes::from(format!(r#"{{"{name}":{value}}}"#));
            let mut refused = None;
            let taken = measure(|| refused = Some(verifier.receive(&HeaderMap::new(), &body, now)));
            let error = refused.unwrap().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WrongType);
            assert_eq!(error.path(), Some(name));
            assert!(taken.bytes_max < 4096, "{} bytes", taken.bytes_max);
        }
    }
}
