//! What a delivery says, and what it is not believed about.

use bytes::Bytes;
use http::HeaderMap;
use kyc_model::{
    Lenient,
    outcome::{Product, SmileApi},
    smileid::V3Status,
};
use serde_json::json;
use smileid::{
    ErrorKind,
    callback::{EventKind, Freshness},
};

use crate::{AT, V1, V3, at, good_v1, pair_over, receive, refused, v1, v3_headers};

#[test]
fn a_v1_callback_is_an_event_and_says_what_to_ask_about() {
    let event = receive(&HeaderMap::new(), &good_v1()).unwrap();
    let EventKind::V1(result) = &event.kind else {
        panic!("{event:?}");
    };
    assert_eq!(
        result
            .result_code
            .as_ref()
            .unwrap()
            .value()
            .unwrap()
            .as_str(),
        "0810"
    );
    assert_eq!(event.freshness, Freshness::Fresh);
    assert_eq!(event.signed_at, Some(at(AT)));
    assert_eq!(event.code(), Some("0810"));
    assert!(event.job_id_header.is_none() && !event.ids_disagree());
    let reference = event.reference("085").unwrap();
    assert_eq!(reference.api, SmileApi::V1);
    assert_eq!(reference.job_type, None, "it is not signed");
    assert_eq!(reference.smile_job_id, None, "it is not signed");
    let ids = [&reference.partner_id, &reference.user_id, &reference.job_id];
    let ids: Vec<_> = ids
        .iter()
        .map(|id| id.as_ref().unwrap().expose().as_str())
        .collect();
    assert_eq!(ids, ["085", "u-1", "j-1"]);
}

#[test]
fn a_v3_webhook_is_an_event_with_its_details_typed() {
    let mut body: serde_json::Value = serde_json::from_str(V3).unwrap();
    body["consent"] =
        json!({"schema_version": "ISO27560-v1", "granted": true, "purpose": "CanaryPurpose"});
    body["antifraud"] = json!({"fraud_risk": {"risk_level": "medium", "risk_score": 55}});
    let event = receive(&v3_headers(), &body.to_string().into()).unwrap();
    let EventKind::V3(document) = &event.kind else {
        panic!("{event:?}");
    };
    assert_eq!(document.status, Some(V3Status::Attention));
    assert_eq!(event.code(), Some("document_expired"));
    let fields = document
        .id_fields
        .as_ref()
        .and_then(Lenient::value)
        .unwrap();
    assert!(fields.id_number.is_some() && fields.date_of_birth.is_some());
    let said = document
        .user_provided_info
        .as_ref()
        .and_then(Lenient::value)
        .unwrap();
    assert!(said.email.is_some());
    let consent = document.consent.as_ref().and_then(Lenient::value).unwrap();
    assert_eq!(consent.granted, Some(Lenient::Value(true)));
    assert!(consent.extra.expose().contains_key("purpose"));
    let antifraud = document.antifraud.as_ref().unwrap();
    let risk = antifraud
        .fraud_risk
        .as_ref()
        .and_then(Lenient::value)
        .unwrap();
    assert_eq!(
        risk.risk_level.as_ref().unwrap().value().unwrap().expose(),
        "medium"
    );
    assert!(!format!("{event:?}").contains("Canary"));

    let reference = event.reference("85").unwrap();
    assert_eq!(reference.api, SmileApi::V3);
    assert_eq!(document.product, Some(Product::DocumentVerification));
    assert_eq!(reference.product, None, "it is not signed");
    assert_eq!(reference.job_id.unwrap().expose(), "job_01");
    assert_eq!(reference.user_id.unwrap().expose(), "user_01");
    assert_eq!(event.api_version.unwrap().expose(), "v3.640.0");
}

#[test]
fn a_signature_covers_no_body_so_a_forged_one_is_still_only_an_event() {
    let forged = String::from_utf8(good_v1().to_vec())
        .unwrap()
        .replace("0810", "0811");
    let event = receive(&HeaderMap::new(), &forged.into()).unwrap();
    assert_eq!(event.code(), Some("0811"));
    let honest = receive(&HeaderMap::new(), &good_v1()).unwrap();
    assert_ne!(event.delivery_key(), honest.delivery_key());
}

#[test]
fn a_delivery_is_known_again_and_differs_by_pair_body_and_ids() {
    let key = |headers: &HeaderMap, body: &Bytes| receive(headers, body).unwrap().delivery_key();
    let none = HeaderMap::new();
    let first = key(&none, &good_v1());
    assert_eq!(first, key(&none, &good_v1()));
    assert_eq!(first.len(), 64);
    let later = "2026-01-02T03:04:06.000Z";
    assert_ne!(
        first,
        key(&none, &v1(&format!("\"{later}\""), &pair_over(later)))
    );
    let body = Bytes::from(V3.to_owned());
    let webhook = key(&v3_headers(), &body);
    let mut other_job = v3_headers();
    other_job.insert("job-id", "job_02".parse().unwrap());
    assert_ne!(webhook, key(&other_job, &body));
    assert_eq!(webhook, key(&v3_headers(), &body));
}

#[test]
fn what_is_new_is_kept_apart_from_what_is_broken() {
    let none = HeaderMap::new();
    let new = format!(
        r#"{{"timestamp":"{AT}","signature":"{}","kind":"something new"}}"#,
        pair_over(AT)
    );
    let event = receive(&none, &new.into()).unwrap();
    assert_eq!(event.kind, EventKind::Unrecognized);
    assert!(event.code().is_none() && event.reference("085").is_none());
    let event = receive(&v3_headers(), &Bytes::from_static(b"{\"kind\":\"new\"}")).unwrap();
    assert_eq!(event.kind, EventKind::Unrecognized);

    let cut = good_v1().slice(..good_v1().len() - 9);
    for (body, kind) in [
        (cut, ErrorKind::Truncated),
        (Bytes::new(), ErrorKind::Empty),
        (Bytes::from_static(b"<html>"), ErrorKind::NotJson),
        (Bytes::from_static(b"[]"), ErrorKind::WrongType),
        (Bytes::from_static(b"\xff"), ErrorKind::InvalidUtf8),
    ] {
        assert_eq!(refused(&none, &body), kind, "{body:?}");
    }
    let wrong = format!(
        r#"{{"timestamp":"{AT}","signature":"{}","PartnerParams":7}}"#,
        pair_over(AT)
    );
    assert_eq!(refused(&none, &wrong.into()), ErrorKind::WrongType);
}

#[test]
fn ids_that_headers_and_body_tell_differently_are_noticed() {
    let mut body: serde_json::Value = serde_json::from_str(V3).unwrap();
    body["job_id"] = "job_01".into();
    let agree = receive(&v3_headers(), &body.to_string().into()).unwrap();
    assert!(!agree.ids_disagree());
    body["job_id"] = "job_99".into();
    let disagree = receive(&v3_headers(), &body.to_string().into()).unwrap();
    assert!(disagree.ids_disagree());
    assert_eq!(
        disagree.reference("85").unwrap().job_id.unwrap().expose(),
        "job_01"
    );
}

#[test]
fn a_webhook_is_not_refused_for_what_is_not_signed() {
    let mut headers = v3_headers();
    headers.append("api-version", "v3.641.0".parse().unwrap());
    headers.insert(
        "user-id",
        http::HeaderValue::from_bytes("usér".as_bytes()).unwrap(),
    );
    let body = r#"{"status":"clear","job_id":"job_01","timestamp":null}"#;
    let event = receive(&headers, &body.to_owned().into()).unwrap();
    assert_eq!(event.user_id_header.unwrap().expose(), "usér");
}

#[test]
fn a_fixture_of_a_callback_is_an_event() {
    let event = receive(&HeaderMap::new(), &V1.to_owned().into()).unwrap();
    assert!(matches!(event.kind, EventKind::V1(_)));
}
