//! Nothing that is written or read shows up in a log, at any level. A test program of its own: there is one logger.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod common;

use std::sync::{Mutex, Once};

use common::{CANARY, limits, message};
use greenid_soap::{
    Address, Credentials, GetVerificationResult, IsUserIdRegistered, Name, RegisterUser, decode,
    saved,
};

struct Capture;

static RECORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static START: Once = Once::new();

fn capture() {
    START.call_once(|| {
        log::set_logger(&Capture).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
        log::trace!("the capture works");
    });
}

fn assert_no_value() {
    let records = RECORDS.lock().unwrap();
    assert!(records[0].contains("the capture works"));
    // The server of these tests is not ours, and logs what it is sent.
    let ours = records.iter().filter(|record| !record.contains(" mockito"));
    let leaks: Vec<&String> = ours.filter(|record| record.contains("Canary")).collect();
    assert!(leaks.is_empty(), "{leaks:?}");
}

impl log::Log for Capture {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let text = format!("{} {} {}", record.level(), record.target(), record.args());
        RECORDS.lock().unwrap().push(text);
    }

    fn flush(&self) {}
}

#[test]
fn no_value_is_logged() {
    capture();
    let credentials = Credentials::password(CANARY, CANARY).unwrap();
    let endpoint = common::password_endpoint();
    let person = RegisterUser::builder(Name::new(CANARY, CANARY))
        .user_id(CANARY)
        .email(CANARY)
        .current_address(Address::new().suburb(CANARY))
        .extra_data(CANARY, CANARY)
        .build()
        .unwrap();
    let written = person.to_http(&endpoint, &credentials).unwrap();
    assert!(
        core::str::from_utf8(written.body())
            .unwrap()
            .contains(CANARY)
    );
    let question = GetVerificationResult::new(CANARY).unwrap();
    question.to_http(&endpoint, &credentials).unwrap();
    let taken = IsUserIdRegistered::new(CANARY).unwrap();
    taken.to_http(&endpoint, &credentials).unwrap();

    for body in [
        message(&format!("<userId>{CANARY}</userId><q>{CANARY}</q>")),
        message(&format!("<userId a='{CANARY}'>{CANARY}<b/></userId>")),
        common::fault(CANARY),
        format!("<{CANARY}>"),
        format!("<!DOCTYPE {CANARY}>"),
        format!("<html>{CANARY}"),
    ] {
        let reply = common::response(200, body.clone());
        let _ = question.read_reply(&reply, limits());
        let _ = person.read_reply(&reply, limits());
        let _ = taken.read_reply(&reply, limits());
        let _ = decode::registered(body.as_bytes(), limits());
        let _ = saved::read(body, limits());
    }

    assert_no_value();
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn no_value_is_logged_on_the_way() {
    capture();
    let mut mock = mockito::Server::new_async().await;
    let answer = message(&format!(
        "<outcome>VERIFIED</outcome><userId>{CANARY}</userId>"
    ));
    let mock_answer = mock
        .mock("POST", "/VerificationServicesPassword")
        .match_body(mockito::Matcher::Regex(CANARY.to_owned()))
        .with_header("content-type", "text/xml")
        .with_body(answer)
        .create_async()
        .await;
    let url = format!("{}/VerificationServicesPassword", mock.url());
    let transport = kyc_http::ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap();
    let client = greenid_soap::Client::new(
        greenid_soap::Endpoint::new(&url).unwrap(),
        Credentials::password(CANARY, CANARY).unwrap(),
        kyc_http::Sender::new(transport).allow_loopback_http(),
    );
    let question = GetVerificationResult::new(CANARY).unwrap();
    client.get_verification_result(&question).await.unwrap();
    mock_answer.assert_async().await;
    assert_no_value();
}
