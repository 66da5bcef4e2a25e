//! Callbacks, good and bad, as bytes and headers.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderMap;
use kyc_http::ResponseLimits;
use kyc_model::{
    Lenient, Timestamp,
    outcome::{Product, SmileApi},
    smileid::V3Status,
};
use serde_json::json;
use smileid::{
    ApiKey, Credentials, ErrorKind,
    callback::{Event, EventKind, Freshness, LikelyCause, Verifier},
    signature,
};

const KEY: &str = "fake-api-key-0123456789";
const AT: &str = "2026-01-02T03:04:05.678Z";
const V1: &str = include_str!("../../../fixtures/smileid/result/f18-jt1-approved/payload.json");
const V3: &str = include_str!(
    "../../../fixtures/smileid/v3_status/webhook-document-verification-attention-document-expired/payload.json"
);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at("2026-01-02T03:04:07Z")
}

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new(KEY)).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(credentials())
}

fn pair_over(text: &str) -> String {
    signature::sign(&credentials(), text, now()).unwrap()
}

/// A V1 callback that is signed over this text, which stands in it as it is given.
fn v1(timestamp_json: &str, pair: &str) -> Bytes {
    format!(
        r#"{{"ResultCode":"0810","SmileJobID":"0000000001","timestamp":{timestamp_json},"signature":"{pair}",
        "PartnerParams":{{"user_id":"u-1","job_id":"j-1","job_type":1}},"Actions":{{}}}}"#
    )
    .into()
}

fn good_v1() -> Bytes {
    v1(&format!("\"{AT}\""), &pair_over(AT))
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

fn v3_headers() -> HeaderMap {
    headers(&[
        ("response-signature", &pair_over(AT)),
        ("response-timestamp", AT),
        ("job-id", "job_01"),
        ("user-id", "user_01"),
        ("api-version", "v3.640.0"),
    ])
}

fn receive(headers: &HeaderMap, body: &Bytes) -> smileid::Result<Event> {
    verifier().receive(headers, body, now())
}

fn refused(headers: &HeaderMap, body: &Bytes) -> ErrorKind {
    let error = receive(headers, body).unwrap_err();
    assert!(!error.is_retryable());
    assert!(!format!("{error} {error:?}").contains("Canary"));
    error.kind()
}

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
fn every_form_in_which_sdks_write_a_timestamp_is_taken_as_it_stands() {
    for text in [
        "2026-01-02T03:04:05.324173+00:00",
        "2026-01-02T03:04:05.678Z",
        "2026-01-02 04:04:05 +0100",
        "2026-01-02T03:04:05.678901Z",
        "2026-01-02T03:04:05.678901234Z",
        "2026-01-02T03:04:05+00:00",
        "2026-01-02T03:04:05Z",
        "1767323045",
        "1767323045678",
    ] {
        let event = receive(
            &HeaderMap::new(),
            &v1(&format!("\"{text}\""), &pair_over(text)),
        )
        .unwrap();
        assert_eq!(event.freshness, Freshness::Fresh, "{text}");
        let with_headers = headers(&[
            ("response-signature", &pair_over(text)),
            ("response-timestamp", text),
        ]);
        receive(&with_headers, &V3.to_owned().into()).unwrap();
    }
    // A number is signed as its digits; an escape is signed as what it stands for.
    let number = v1("1767323045678", &pair_over("1767323045678"));
    assert_eq!(
        receive(&HeaderMap::new(), &number).unwrap().freshness,
        Freshness::Fresh
    );
    let escaped = v1(r#""2026-01-02T03:04:05.678\u005a""#, &pair_over(AT));
    receive(&HeaderMap::new(), &escaped).unwrap();
    // What is no instant can be signed, too.
    let odd = receive(&HeaderMap::new(), &v1("\"soon\"", &pair_over("soon"))).unwrap();
    assert_eq!((odd.freshness, odd.signed_at), (Freshness::Unknown, None));
}

#[test]
fn freshness_has_a_window_and_a_smaller_skew() {
    let verifier = verifier()
        .with_window(Duration::from_secs(300))
        .with_future_skew(Duration::from_secs(30));
    for (now, freshness) in [
        ("2026-01-02T03:04:05.678Z", Freshness::Fresh),
        ("2026-01-02T03:09:05.678Z", Freshness::Fresh),
        ("2026-01-02T03:09:05.679Z", Freshness::Stale),
        ("2027-01-02T03:04:05.678Z", Freshness::Stale),
        ("2026-01-02T03:03:35.678Z", Freshness::Fresh),
        ("2026-01-02T03:03:35.677Z", Freshness::Future),
    ] {
        let event = verifier
            .receive(&HeaderMap::new(), &good_v1(), at(now))
            .unwrap();
        assert_eq!(event.freshness, freshness, "{now}");
    }
}

#[test]
fn a_missing_or_malformed_pair_is_refused() {
    use ErrorKind::{SignatureMalformed, SignatureMissing, WrongType};
    let none = HeaderMap::new();
    for (body, kind) in [
        ("{}".to_owned(), SignatureMissing),
        (format!(r#"{{"timestamp":"{AT}"}}"#), SignatureMissing),
        (
            format!(r#"{{"signature":"{}"}}"#, pair_over(AT)),
            SignatureMissing,
        ),
        (
            format!(r#"{{"timestamp":"","signature":"{}"}}"#, pair_over("")),
            SignatureMissing,
        ),
        (
            format!(r#"{{"timestamp":null,"signature":"{}"}}"#, pair_over(AT)),
            WrongType,
        ),
        (
            format!(r#"{{"timestamp":"{AT}","signature":7}}"#),
            WrongType,
        ),
        (
            format!(r#"{{"timestamp":1.5,"signature":"{}"}}"#, pair_over("1.5")),
            WrongType,
        ),
        (
            format!(r#"{{"timestamp":"{AT}","signature":"Canary"}}"#),
            SignatureMalformed,
        ),
        // Nested pairs are no pair of the message.
        (
            format!(
                r#"{{"a":{{"timestamp":"{AT}","signature":"{}"}}}}"#,
                pair_over(AT)
            ),
            SignatureMissing,
        ),
    ] {
        assert_eq!(refused(&none, &body.clone().into()), kind, "{body}");
    }
    let body = Bytes::from(V3.to_owned());
    for (pairs, kind) in [
        (vec![("response-timestamp", AT)], SignatureMissing),
        (
            vec![("response-signature", &*pair_over(AT))],
            SignatureMissing,
        ),
        (
            vec![("response-signature", ""), ("response-timestamp", AT)],
            SignatureMissing,
        ),
        (
            vec![("response-signature", "Canary"), ("response-timestamp", AT)],
            SignatureMalformed,
        ),
    ] {
        assert_eq!(refused(&headers(&pairs), &body), kind, "{pairs:?}");
    }
}

#[test]
fn two_of_anything_that_is_signed_are_refused() {
    let (none, pair) = (HeaderMap::new(), pair_over(AT));
    for body in [
        format!(r#"{{"timestamp":"{AT}","timestamp":"{AT}","signature":"{pair}"}}"#),
        format!(r#"{{"timestamp":"{AT}","signature":"{pair}","signature":"{pair}"}}"#),
        format!(r#"{{"timestamp":"{AT}","signature":"{pair}","\u0073ignature":"Canary"}}"#),
    ] {
        assert_eq!(refused(&none, &body.into()), ErrorKind::DuplicateMember);
    }
    // Elsewhere too: readers would disagree about the verdict.
    let twice = String::from_utf8(good_v1().to_vec()).unwrap();
    let twice = twice.replace("\"ResultCode\"", "\"ResultCode\":\"0811\",\"ResultCode\"");
    assert_eq!(refused(&none, &twice.into()), ErrorKind::DuplicateMember);

    let both = v3_headers();
    assert_eq!(refused(&both, &good_v1()), ErrorKind::SignatureAmbiguous);
    // Half a pair in the headers is a second word on who signed, too.
    for name in ["response-signature", "response-timestamp"] {
        let mut half = v3_headers();
        half.remove(name);
        assert_eq!(
            refused(&half, &good_v1()),
            ErrorKind::SignatureAmbiguous,
            "{name}"
        );
    }
    for name in [
        "response-signature",
        "response-timestamp",
        "job-id",
        "user-id",
    ] {
        let mut doubled = v3_headers();
        let value = doubled[name].clone();
        doubled.append(name, value);
        assert_eq!(
            refused(&doubled, &V3.to_owned().into()),
            ErrorKind::SignatureAmbiguous,
            "{name}"
        );
    }
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
fn a_mismatch_tells_the_operator_what_was_probably_mixed_up() {
    let old = ApiKey::new("an-older-key").valid_until(at("2026-01-01T00:00:00Z"));
    let ring = credentials().with_key(old).unwrap();
    let sandbox = Credentials::new("085", ApiKey::new("a-sandbox-key")).unwrap();
    let verifier = Verifier::new(ring).also_diagnose_with(sandbox.clone());
    let sign =
        |credentials: &Credentials, text: &str| signature::sign(credentials, text, now()).unwrap();
    let plain = |partner: &str, key: &str| Credentials::new(partner, ApiKey::new(key)).unwrap();
    for (pair, cause) in [
        (
            sign(&plain("085", "an-older-key"), AT),
            Some(LikelyCause::KeyNotValidNow),
        ),
        (
            sign(&plain("85", KEY), AT),
            Some(LikelyCause::PartnerIdZeros),
        ),
        (
            sign(&plain("0085", KEY), AT),
            Some(LikelyCause::PartnerIdZeros),
        ),
        (
            sign(&plain("085", KEY), "2026-01-02T03:04:05.678000+00:00"),
            Some(LikelyCause::TimestampRewritten),
        ),
        (
            sign(&plain("085", KEY), "2026-01-02 03:04:05 +0000"),
            Some(LikelyCause::TimestampRewritten),
        ),
        (
            sign(&plain("085", KEY), "1767323045678"),
            Some(LikelyCause::TimestampRewritten),
        ),
        (sign(&sandbox, AT), Some(LikelyCause::OtherCredentials)),
        (sign(&plain("085", "nobody-s-key"), AT), None),
        (sign(&plain("086", KEY), AT), None),
    ] {
        let body = v1(&format!("\"{AT}\""), &pair);
        let error = verifier
            .receive(&HeaderMap::new(), &body, now())
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SignatureMismatch);
        assert_eq!(error.likely_cause(), cause);
        assert_eq!(
            error.to_string().contains("likely cause"),
            cause.is_some(),
            "{error}"
        );
        if let Some(cause) = cause {
            assert!(
                cause.to_string().contains(' '),
                "{cause:?} is told in words"
            );
            assert!(error.to_string().contains(&cause.to_string()), "{error}");
        }
        let alone = verifier.check_pair(AT, &pair, now()).unwrap_err();
        assert_eq!(alone.to_string(), error.to_string());
    }
}

#[test]
fn a_pair_is_checked_without_a_delivery() {
    assert_eq!(verifier().partner_id(), "085");
    let check = |text: &str, pair: &str| {
        let checked = verifier().check_pair(text, pair, now());
        checked.map_err(|error| error.kind())
    };
    assert_eq!(check(AT, &pair_over(AT)), Ok(()));
    // The exact text counts, whatever it means.
    assert_eq!(check("yesterday", &pair_over("yesterday")), Ok(()));
    let later = "2026-01-02T03:04:06.678Z";
    assert_eq!(
        check(later, &pair_over(AT)),
        Err(ErrorKind::SignatureMismatch)
    );
    assert_eq!(check(AT, "x"), Err(ErrorKind::SignatureMalformed));
    let long = "1".repeat(65);
    assert_eq!(
        check(&long, &pair_over(&long)),
        Err(ErrorKind::SignatureMalformed)
    );
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
fn huge_and_deep_bodies_are_refused_soon() {
    let started = Instant::now();
    let huge = Bytes::from(vec![b' '; 50_000_000]);
    assert_eq!(refused(&HeaderMap::new(), &huge), ErrorKind::TooLarge);
    assert_eq!(refused(&v3_headers(), &huge), ErrorKind::TooLarge);
    // Size comes before everything else that is wrong.
    let mut twice = v3_headers();
    twice.append("response-timestamp", AT.parse().unwrap());
    assert_eq!(refused(&twice, &huge), ErrorKind::TooLarge);
    let limited_to =
        |bytes| verifier().with_limits(ResponseLimits::default().with_max_body_bytes(bytes));
    let exact = limited_to(good_v1().len()).receive(&HeaderMap::new(), &good_v1(), now());
    assert!(exact.is_ok());
    let small = limited_to(10);
    let error = small
        .receive(&HeaderMap::new(), &good_v1(), now())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    // Depth costs nothing before the signature was looked at.
    let deep = format!(r#"{{"a":{}"#, "[".repeat(1_000_000));
    assert!(receive(&HeaderMap::new(), &deep.into()).is_err());
    let signed_deep = format!(
        r#"{{"timestamp":"{AT}","signature":"{}","a":{}{}}}"#,
        pair_over(AT),
        "[".repeat(100),
        "]".repeat(100)
    );
    assert_eq!(
        refused(&HeaderMap::new(), &signed_deep.into()),
        ErrorKind::TooDeep
    );
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_timestamp_that_is_no_timestamp_is_refused_before_it_is_hashed() {
    let long = "9".repeat(65);
    let body = v1(&format!("\"{long}\""), &pair_over(&long));
    assert_eq!(
        refused(&HeaderMap::new(), &body),
        ErrorKind::SignatureMalformed
    );
    let fits = "9".repeat(64);
    let body = v1(&format!("\"{fits}\""), &pair_over(&fits));
    assert!(receive(&HeaderMap::new(), &body).is_ok());
}

#[test]
fn the_document_is_not_looked_at_before_the_signature() {
    let wrong = headers(&[
        ("response-signature", &pair_over("another text")),
        ("response-timestamp", AT),
    ]);
    for body in [
        r#"{"a":1,"a":2}"#.to_owned(),
        format!(r#"{{"a":{}{}}}"#, "[".repeat(100), "]".repeat(100)),
    ] {
        assert_eq!(
            refused(&wrong, &body.clone().into()),
            ErrorKind::SignatureMismatch
        );
        assert_ne!(
            refused(&v3_headers(), &body.into()),
            ErrorKind::SignatureMismatch
        );
    }
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
fn the_fixtures_of_callbacks_are_events() {
    let event = receive(&HeaderMap::new(), &V1.to_owned().into()).unwrap();
    assert!(matches!(event.kind, EventKind::V1(_)));
}

#[cfg(feature = "testing")]
#[test]
fn the_helpers_sign_what_the_verifier_takes() {
    use smileid::testing;
    let members = json!({"ResultCode": "0810", "PartnerParams": {"user_id": "u", "job_id": "j"}});
    let body = testing::v1_callback(&credentials(), members.as_object().unwrap(), at(AT)).unwrap();
    assert!(
        receive(&HeaderMap::new(), &body)
            .unwrap()
            .reference("085")
            .is_some()
    );
    let headers = testing::v3_headers(&credentials(), "job_01", "user_01", at(AT)).unwrap();
    let event = receive(&headers, &V3.to_owned().into()).unwrap();
    assert_eq!(event.job_id_header.unwrap().expose(), "job_01");
}
