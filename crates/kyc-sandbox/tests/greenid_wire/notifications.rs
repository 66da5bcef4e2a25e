//! The POST that tells of a verified person.

use core::time::Duration;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    sync::mpsc::{Receiver, channel},
    thread,
};

use kyc_sandbox::{CallbackAttempt, Sandbox};

use super::{call, result_of, start};

const PATIENCE: Duration = Duration::from_secs(10);
const PERSON: &str = "<ruleId>default</ruleId><name><givenName>Jo</givenName><surname>Citizen</surname></name>\
    <currentResidentialAddress><country>AU</country><postcode>2999</postcode><state>NSW</state>\
    <streetName>Made-up</streetName><streetNumber>1</streetNumber><streetType>Street</streetType>\
    <suburb>Nowhere</suburb></currentResidentialAddress><dob>1980-01-02</dob>";

/// A bank's own server, which answers with these statuses in turn and passes on what it got: head and body.
fn bank(statuses: Vec<u16>) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/verified", listener.local_addr().unwrap());
    let (got, gets) = channel();
    thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let line = line.to_ascii_lowercase();
                if let Some(stated) = line.strip_prefix("content-length:") {
                    length = stated.trim().parse().unwrap();
                }
                head.push_str(&line);
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer =
                format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            reader.get_mut().write_all(answer.as_bytes()).unwrap();
            got.send((head, String::from_utf8(body).unwrap())).unwrap();
        }
    });
    (url, gets)
}

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
    let (url, gets) = bank(vec![200]);
    let sandbox = notifying(&url).await;
    register(&sandbox, "u &amp; 1").await;
    let (head, body) = gets.recv_timeout(PATIENCE).unwrap();
    assert!(
        head.starts_with("post /verified?userid=u+%26+1 http/1.1\r\n"),
        "{head}"
    );
    assert!(
        head.contains("content-type: application/x-www-form-urlencoded\r\n"),
        "{head}"
    );
    assert_eq!(body, "userId=u+%26+1");
    let attempts = attempts(&sandbox, 1).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(
        (attempts[0].id.as_str(), attempts[0].status),
        ("u & 1", Some(200))
    );
}

#[tokio::test]
async fn it_is_repeated_five_times_thirty_seconds_apart() {
    let (url, gets) = bank(vec![500; 6]);
    let sandbox = notifying(&format!("{url}?from=greenid")).await;
    register(&sandbox, "verified.1").await;
    for repetition in 0..6 {
        let (head, _) = gets.recv_timeout(PATIENCE).unwrap();
        assert!(
            head.starts_with("post /verified?from=greenid&userid=verified.1 http"),
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
    let told: Vec<_> = attempts
        .iter()
        .map(|attempt| (attempt.attempt, attempt.at.to_string()))
        .collect();
    let times = ["04:05", "04:35", "05:05", "05:35", "06:05", "06:35"];
    let expected: Vec<_> = (1..)
        .zip(times.map(|time| format!("2026-01-02T03:{time}Z")))
        .collect();
    assert_eq!(told, expected);
    assert!(attempts.iter().all(|attempt| attempt.status == Some(500)));
}

#[tokio::test]
async fn a_person_who_settles_is_told_of_once_and_then() {
    let (url, gets) = bank(vec![200]);
    let sandbox = notifying(&url).await;
    for _ in 0..2 {
        result_of(&sandbox, "in-progress-then-verified").await;
    }
    register(&sandbox, "in-progress-then-verified").await;
    sandbox.clock().advance(Duration::from_secs(59));
    assert_eq!(attempts(&sandbox, 1).await.len(), 0);
    sandbox.clock().advance(Duration::from_secs(1));
    let (_, body) = gets.recv_timeout(PATIENCE).unwrap();
    assert_eq!(body, "userId=in-progress-then-verified");
    result_of(&sandbox, "in-progress-then-verified").await;
    assert_eq!(attempts(&sandbox, 2).await.len(), 1);
}

#[tokio::test]
async fn nobody_else_is_told_of() {
    let (url, _gets) = bank(Vec::new());
    let sandbox = notifying(&url).await;
    result_of(&sandbox, "verified").await;
    for user_id in ["locked-out", "pending", "in-progress"] {
        register(&sandbox, user_id).await;
    }
    sandbox.clock().advance(Duration::from_secs(3600));
    assert_eq!(attempts(&sandbox, 1).await.len(), 0);
}
