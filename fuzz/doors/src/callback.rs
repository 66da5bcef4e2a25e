//! What is posted to whoever listens for callbacks.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use kyc_facade::smileid::{Provenance, decide_result, decide_v3};
use kyc_http::ResponseLimits;
use kyc_model::{
    Sensitive,
    outcome::{Decision, SignatureState, SmileApi},
};
use smileid::{
    ApiKey, Credentials,
    callback::{Event, EventKind, Freshness, Verifier},
    read_time, signature,
};

use crate::{
    canary::{silent_debug, silent_error},
    json::Json,
    promises::{self, now},
    smileid::credentials,
};

/// A delivery: lines of headers, an empty line, the body. Without an empty line it is a body. In a header, `@` stands for
/// the signature that fits the timestamp in the headers.
pub(crate) fn receive(bytes: &[u8]) {
    let (headers, body) = delivery(bytes);
    let body = Bytes::copy_from_slice(body);
    let verifier = Verifier::new(credentials());
    let event = match verifier.receive(&headers, &body, now()) {
        Ok(event) => event,
        Err(error) => {
            silent_error(bytes, &error);
            let again = verifier.receive(&headers, &body, now());
            let again = again.expect_err("refused once, taken the next time");
            assert_eq!(format!("{error:?}"), format!("{again:?}"));
            return;
        }
    };
    silent_debug(bytes, &event);
    let again = verifier.receive(&headers, &body, now());
    assert!(again.is_ok_and(|again| again == event));
    signed(&headers, &body, &event);
    refused_by_others(&headers, &body);
    told(bytes, &event);
    shown(&body, &event);
}

fn delivery(bytes: &[u8]) -> (HeaderMap, &[u8]) {
    let end = bytes.windows(2).position(|window| window == b"\n\n");
    let Some((head, body)) = end.and_then(|end| bytes.split_at_checked(end)) else {
        return (HeaderMap::new(), bytes);
    };
    let body = body.get(2..).unwrap_or_default();
    let lines = || {
        head.split(|byte| *byte == b'\n').filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at_checked(colon)?;
            Some((name, value.get(1..)?))
        })
    };
    let timestamp = lines()
        .find(|(name, _)| name.eq_ignore_ascii_case(b"response-timestamp"))
        .and_then(|(_, value)| core::str::from_utf8(value).ok())
        .unwrap_or_default();
    let pair = signature::sign(&credentials(), timestamp.trim(), now()).expect("a signature");
    let mut headers = HeaderMap::new();
    for (name, value) in lines().take(16) {
        let value = if value == b"@" {
            pair.as_bytes()
        } else {
            value
        };
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            headers.append(name, value);
        }
    }
    (headers, body)
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?;
    assert_eq!(headers.get_all(name).iter().count(), 1, "{name} twice");
    core::str::from_utf8(value.as_bytes()).ok().map(str::trim)
}

/// Whoever is believed has shown a pair that the key made, in one place only.
fn signed(headers: &HeaderMap, body: &[u8], event: &Event) {
    let json = Json::read(body).expect("an event is JSON");
    let in_headers = headers.contains_key("response-signature");
    let (at, pair) = if in_headers {
        assert!(json.member("signature").is_none(), "signed in two places");
        let at = header(headers, "response-timestamp").map(str::to_owned);
        (at, header(headers, "response-signature"))
    } else {
        assert!(!headers.contains_key("response-timestamp"));
        let at = json.member("timestamp").expect("a timestamp");
        let number = || at.to_value().as_u64().map(|number| number.to_string());
        let at = at.text().map(str::to_owned).or_else(number);
        (at, json.member("signature").and_then(Json::text))
    };
    let (at, pair) = (at.expect("a timestamp"), pair.expect("a signature"));
    assert!(at.len() <= 64);
    assert!(signature::verify(&credentials(), &at, pair, now()).is_ok());
    assert_eq!(event.signed_at, read_time(&at));
    let age = event.signed_at.map(|at| {
        let nanos = |at: kyc_model::Timestamp| i128::from(at.unix_millis());
        nanos(now()) - nanos(at)
    });
    let is_fresh = age.map(|age| (-60_000..=600_000).contains(&age));
    match event.freshness {
        Freshness::Fresh => assert_eq!(is_fresh, Some(true)),
        Freshness::Stale => assert!(age.is_some_and(|age| age >= 600_000)),
        Freshness::Future => assert!(age.is_some_and(|age| age <= -60_000)),
        Freshness::Unknown => assert_eq!(age, None),
        _ => {}
    }
}

/// No other account takes it, and a smaller limit refuses it.
fn refused_by_others(headers: &HeaderMap, body: &Bytes) {
    for (partner, key) in [
        ("85", "fake-api-key-0123456789"),
        ("085", "another-api-key"),
    ] {
        let other = Credentials::new(partner, ApiKey::new(key)).expect("credentials");
        assert!(
            Verifier::new(other)
                .also_diagnose_with(credentials())
                .receive(headers, body, now())
                .is_err()
        );
    }
    if let Some(less) = body.len().checked_sub(1) {
        let limits = ResponseLimits::default().with_max_body_bytes(less);
        let small = Verifier::new(credentials()).with_limits(limits);
        assert!(small.receive(headers, body, now()).is_err());
    }
}

/// What an event tells is what stands in it.
fn told(bytes: &[u8], event: &Event) {
    let key = event.delivery_key();
    assert_eq!(key.len(), 64);
    assert!(key.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let reference = event.reference("085");
    silent_debug(bytes, &reference);
    let text = |id: &Option<Sensitive<String>>| id.as_ref().map(|id| id.expose().clone());
    match (&event.kind, reference) {
        (EventKind::V1(result), Some(reference)) => {
            let params = result.partner_params.as_ref().expect("ids");
            assert_eq!(reference.api, SmileApi::V1);
            assert_eq!(text(&reference.user_id), text(&params.user_id));
            assert_eq!(text(&reference.job_id), text(&params.job_id));
            assert!(!event.ids_disagree());
        }
        (EventKind::V3(document), Some(reference)) => {
            assert_eq!(reference.api, SmileApi::V3);
            let stated = [text(&event.job_id_header), text(&document.job_id)];
            assert!(stated.contains(&text(&reference.job_id)));
            assert!(reference.product.is_none() && reference.job_type.is_none());
        }
        (EventKind::Unrecognized, Some(_)) => panic!("nobody knows what it is about"),
        (_, _) => {}
    }
}

/// Before anybody has confirmed it, an event decides nothing.
fn shown(body: &[u8], event: &Event) {
    let provenance = Provenance::saved(SignatureState::Valid);
    let outcome = match &event.kind {
        EventKind::V1(result) => decide_result(result, &provenance),
        EventKind::V3(document) => decide_v3(document, None, &provenance),
        _ => return,
    };
    match outcome {
        Ok(outcome) => {
            assert_eq!(outcome.decision(), Decision::Inconclusive);
            promises::decided(&outcome, body);
        }
        Err(error) => silent_error(body, &error),
    }
}
