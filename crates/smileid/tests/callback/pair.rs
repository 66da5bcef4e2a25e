//! The pair of timestamp and signature.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use kyc_http::ResponseLimits;
use kyc_model::outcome::SignatureState;
use smileid::{
    ApiKey, Credentials, ErrorKind,
    callback::{Freshness, LikelyCause, Verifier},
    saved, signature,
};

use crate::{
    AT, KEY, V3, at, credentials, good_v1, headers, now, pair_over, receive, refused, v1,
    v3_headers, verifier,
};

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
fn what_was_received_can_be_read_when_it_was_saved() {
    let digits = "1767323045678";
    let pair = pair_over(digits);
    let read = |timestamp: &str, pair: &str, credentials: Option<&Credentials>| {
        saved::read(
            v1(timestamp, pair),
            credentials,
            ResponseLimits::default(),
            now(),
        )
        .map(|saved| saved.signature)
        .map_err(|error| (error.kind(), error.path().map(str::to_owned)))
    };
    let ours = credentials();
    for timestamp in [digits.to_owned(), format!("\"{digits}\"")] {
        assert!(receive(&HeaderMap::new(), &v1(&timestamp, &pair)).is_ok());
        let checked = read(&timestamp, &pair, Some(&ours));
        assert_eq!(checked, Ok(SignatureState::Valid));
        let unchecked = read(&timestamp, &pair, None);
        assert_eq!(unchecked, Ok(SignatureState::NotChecked));
        let forged = read(&timestamp, &pair_over("1767323045679"), Some(&ours));
        assert_eq!(forged.unwrap_err().0, ErrorKind::SignatureMismatch);
    }
    for timestamp in ["-1", "1.5", "1e3", "true", "[1767323045678]", "null"] {
        let (kind, path) = read(timestamp, &pair, Some(&ours)).unwrap_err();
        let refused = matches!(kind, ErrorKind::WrongType | ErrorKind::SignatureMissing);
        assert!(refused, "{timestamp}");
        assert_eq!(path.as_deref(), Some("timestamp"));
    }
    let number = r#"{"ResultCode":"0810","timestamp":"x","signature":7}"#;
    let error = saved::read(number, None, ResponseLimits::default(), now()).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::WrongType, Some("signature"))
    );
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
