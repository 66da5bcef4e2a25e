//! Runs the program, with invented credentials and payloads.
#![allow(dead_code, reason = "each test binary takes what it needs")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "helpers of tests"
)]

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use kyc_model::Timestamp;
use smileid::{ApiKey, Credentials, signature};

pub const PARTNER: &str = "085";
pub const KEY: &str = "fake-api-key-0123456789";
pub const PASSWORD: &str = "fake-password-0123456789";
pub const NAME: &str = "Canary Invented";
pub const USER: &str = "canary-user-1";
pub const JOB: &str = "canary-job-1";

/// What a run of the program left behind.
#[derive(Debug)]
pub struct Run {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The program with an empty environment, but for one root certificate and no configuration file, so that no test depends on the machine's.
pub fn kyc(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyc"));
    command
        .args(arguments)
        .env_clear()
        .env(
            "SSL_CERT_FILE",
            concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../kyc-http/tests/data/root.pem"
            ),
        )
        .env("XDG_CONFIG_HOME", "/nowhere");
    command
}

/// The program with credentials.
pub fn kyc_with_key(arguments: &[&str]) -> Command {
    let mut command = kyc(arguments);
    command
        .env("SMILEID_PARTNER_ID", PARTNER)
        .env("SMILEID_API_KEY", KEY);
    command
}

/// Runs a command to its end. No output may hold the key or the password.
pub fn run(mut command: Command, input: &[u8]) -> Run {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The child may end without reading it all.
    let writer = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let run = Run {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    for secret in [KEY, PASSWORD] {
        assert!(!run.out.contains(secret), "{run:?}");
        assert!(!run.err.contains(secret), "{run:?}");
    }
    run
}

/// A timestamp and its signature by this key, as members of a JSON object.
pub fn pair(key: &str) -> String {
    let timestamp = "2026-01-02T03:04:05.678Z";
    let now: Timestamp = timestamp.parse().unwrap();
    let credentials = Credentials::new(PARTNER, ApiKey::new(key)).unwrap();
    let signature = signature::sign(&credentials, timestamp, now).unwrap();
    format!(r#""timestamp":"{timestamp}","signature":"{signature}""#)
}

/// A result on one line.
pub fn result(job_type: u8, code: &str, text: &str, actions: &str) -> String {
    format!(
        r#"{{"ResultCode":"{code}","ResultText":"{text}","ResultType":"Document Verification","IsFinalResult":"true","SmileJobID":"0000001001","ConfidenceValue":"99","PartnerParams":{{"user_id":"{USER}","job_id":"{JOB}","job_type":"{job_type}"}},"Actions":{{{actions}}},"Country":"ZA","IDType":"PASSPORT","IDNumber":"CANARY12345","FullName":"{NAME}","DOB":"1990-02-03","Address":"Not Available"}}"#
    )
}

/// A job-status reply on one line, signed with the key.
pub fn reply(success: bool, result: &str) -> String {
    let pair = pair(KEY);
    format!(
        r#"{{{pair},"job_complete":true,"job_success":{success},"code":"2302","result":{result},"image_links":{{"selfie_image":"https://images.example/canary"}}}}"#
    )
}

/// A document was approved.
pub fn approved() -> String {
    let actions = r#""Document_Check":"Passed","Verify_Document":"Not Applicable","Liveness_Check":"Passed","Selfie_To_ID_Card_Compare":"Completed""#;
    reply(true, &result(6, "0810", "Document Verified", actions))
}

/// A document was refused.
pub fn refused() -> String {
    let actions = r#""Document_Check":"Failed","Liveness_Check":"Passed","Selfie_To_ID_Card_Compare":"Completed""#;
    reply(false, &result(6, "0811", "Document Check Failed", actions))
}

/// An envelope of greenID around this content of the body.
pub fn envelope(content: &str) -> String {
    format!(
        r#"<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"><env:Body>{content}</env:Body></env:Envelope>"#
    )
}

/// greenID's reply about a person, with these checks.
pub fn green_reply(user_id: &str, outcome: &str, checks: &str) -> String {
    envelope(&format!(
        r#"<ns2:getVerificationResultResponse xmlns:ns2="http://services.registrations.edentiti.com/"><return>{checks}<outcome>{outcome}</outcome><ruleId>default</ruleId><transactionId>1</transactionId><userId>{user_id}</userId></return></ns2:getVerificationResultResponse>"#
    ))
}

/// A check of greenID with invented details of a person.
pub fn green_check(name: &str, state: &str) -> String {
    format!(
        "<individualResults><fieldResults><data>Canary</data><dataDifference>Canaria</dataDifference><name>givenName</name>\
         <status>CHANGED</status></fieldResults><fieldResults><data>Canary-Invented</data><name>surname</name>\
         <status>CONFIRMED</status></fieldResults><fieldResults><data>03/02/1990</data><name>dob</name>\
         <status>CONFIRMED</status></fieldResults><name>{name}</name><state>{state}</state></individualResults>"
    )
}

/// greenID verified the person by one check.
pub fn green_verified() -> String {
    green_reply(USER, "VERIFIED", &green_check("AEC", "VERIFIED"))
}
