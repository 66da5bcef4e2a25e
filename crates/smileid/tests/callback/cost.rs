//! What is made to cost much is refused soon.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::HeaderMap;
use kyc_http::ResponseLimits;
use smileid::ErrorKind;

use crate::{AT, good_v1, headers, now, pair_over, receive, refused, v1, v3_headers, verifier};

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
