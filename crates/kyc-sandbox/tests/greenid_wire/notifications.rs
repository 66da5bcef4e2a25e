//! The POST that tells of a verified person.

use core::time::Duration;

use kyc_sandbox::{CallbackAttempt, Sandbox};

use super::{call, receiver::Callbacks, result_of, start};

const PERSON: &str = "<ruleId>default</ruleId><name><givenName>Jo</givenName><surname>Citizen</surname></name>\
    <currentResidentialAddress><country>AU</country><postcode>2999</postcode><state>NSW</state>\
    <streetName>Made-up</streetName><streetNumber>1</streetNumber><streetType>Street</streetType>\
    <suburb>Nowhere</suburb></currentResidentialAddress><dob>1980-01-02</dob>";

async fn notifying(url: &str) -> Sandbox {
    let builder = Sandbox::builder()
        .settle_after(Duration::from_secs(60))
        .notification_url(url);
    let sandbox = start(builder).await;
    sandbox
        .clock()
        .stop_at("2026-01-02T03:04:05Z".parse().unwrap());
    sandbox
}

async fn register(sandbox: &Sandbox, user_id: &str) {
    let members = format!("<userId>{user_id}</userId>{PERSON}");
    let answered = call(sandbox, "registerUser", &members).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
}

/// The attempts, once there are so many.
async fn attempts(sandbox: &Sandbox, count: usize) -> Vec<CallbackAttempt> {
    for _ in 0..200 {
        if sandbox.callbacks().len() >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // For one too many to show itself.
    tokio::time::sleep(Duration::from_millis(50)).await;
    sandbox.callbacks()
}

#[tokio::test]
async fn a_registration_that_verifies_is_told_at_once_by_post_and_url_parameter() {
    let callbacks = Callbacks::answering(&[200]);
    let sandbox = notifying(&callbacks.url).await;
    register(&sandbox, "u &amp; 1").await;
    let delivery = callbacks.next();
    let mut head = delivery.head.lines();
    assert_eq!(head.next(), Some("POST /callbacks?userId=u+%26+1 HTTP/1.1"));
    let media_type = "content-type: application/x-www-form-urlencoded";
    assert!(head.any(|line| line == media_type), "{}", delivery.head);
    assert_eq!(delivery.body, "userId=u+%26+1");
    let attempts = attempts(&sandbox, 1).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(
        (attempts[0].id.as_str(), attempts[0].status),
        ("u & 1", Some(200))
    );
}

#[tokio::test]
async fn it_is_repeated_five_times_thirty_seconds_apart() {
    let callbacks = Callbacks::answering(&[500]);
    let sandbox = notifying(&format!("{}?from=greenid", callbacks.url)).await;
    register(&sandbox, "verified.1").await;
    for repetition in 0..6 {
        let head = callbacks.next().head;
        assert!(
            head.starts_with("POST /callbacks?from=greenid&userId=verified.1 HTTP"),
            "{head}"
        );
        assert_eq!(
            attempts(&sandbox, repetition + 1).await.len(),
            repetition + 1
        );
        sandbox.clock().advance(Duration::from_secs(29));
        assert_eq!(
            attempts(&sandbox, repetition + 1).await.len(),
            repetition + 1
        );
        sandbox.clock().advance(Duration::from_secs(1));
    }
    let attempts = attempts(&sandbox, 6).await;
    let attempted: Vec<_> = attempts
        .iter()
        .map(|attempt| (attempt.attempt, attempt.at.to_string()))
        .collect();
    let times = ["04:05", "04:35", "05:05", "05:35", "06:05", "06:35"];
    let expected: Vec<_> = (1..)
        .zip(times.map(|time| format!("2026-01-02T03:{time}Z")))
        .collect();
    assert_eq!(attempted, expected);
    assert!(attempts.iter().all(|attempt| attempt.status == Some(500)));
}

#[tokio::test]
async fn a_person_who_settles_is_told_of_once_and_then() {
    let callbacks = Callbacks::answering(&[200]);
    let sandbox = notifying(&callbacks.url).await;
    for _ in 0..2 {
        result_of(&sandbox, "in-progress-then-verified").await;
    }
    register(&sandbox, "in-progress-then-verified").await;
    sandbox.clock().advance(Duration::from_secs(59));
    assert_eq!(attempts(&sandbox, 1).await.len(), 0);
    sandbox.clock().advance(Duration::from_secs(1));
    assert_eq!(callbacks.next().body, "userId=in-progress-then-verified");
    result_of(&sandbox, "in-progress-then-verified").await;
    assert_eq!(attempts(&sandbox, 2).await.len(), 1);
}

#[tokio::test]
async fn nobody_else_is_told_of() {
    let callbacks = Callbacks::answering(&[200]);
    let sandbox = notifying(&callbacks.url).await;
    result_of(&sandbox, "verified").await;
    for user_id in ["locked-out", "pending", "in-progress"] {
        register(&sandbox, user_id).await;
    }
    sandbox.clock().advance(Duration::from_secs(3600));
    assert_eq!(attempts(&sandbox, 1).await.len(), 0);
}
