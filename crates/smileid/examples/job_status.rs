//! Smile ID's question and answer without any I/O: sign, write the request, check the reply before anything in it counts.
//!
//! ```sh
//! cargo run --package smileid --example job_status
//! ```
//!
//! Send the request by whatever you have. `smileid::Client` does all of this over a transport, with retries.
#![allow(clippy::print_stdout, reason = "an example prints")]

use kyc_http::ResponseLimits;
use kyc_model::{Timestamp, smileid::StatusResult};
use smileid::{ApiKey, Credentials, JobStatusRequest, Server, signature};

/// Smile ID's answer about a job, as far as this example needs it. The signature covers the timestamp and our partner id,
/// never the rest.
fn reply(timestamp: &str, signature: &str, job_id: &str) -> http::Response<bytes::Bytes> {
    let body = format!(
        r#"{{"timestamp": "{timestamp}", "signature": "{signature}", "job_complete": true, "job_success": true, "code": "2302",
            "result": {{"ResultCode": "0810", "ResultText": "Enroll User", "IsFinalResult": "true",
                        "PartnerParams": {{"user_id": "user-1", "job_id": "{job_id}", "job_type": 1}}}}}}"#
    );
    http::Response::new(body.into())
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    // A service takes the key from its secrets and the time from `kyc_http::SystemClock`.
    let credentials = Credentials::new("085", ApiKey::new("fake-api-key-0123456789"))?;
    let now: Timestamp = "2026-01-02T03:04:05.678Z".parse()?;

    let question = JobStatusRequest::new("user-1", "job-1")?.return_history(true);
    let request = question.to_http(&Server::Sandbox, &credentials, now)?;
    println!("{} {}", request.method(), request.uri());
    println!("{}\n", String::from_utf8_lossy(request.body()));

    let timestamp = "2026-01-02T03:04:06.000Z";
    let pair = signature::sign(&credentials, timestamp, now)?;
    let read = |reply| question.read_reply(&credentials, &reply, ResponseLimits::default(), now);

    let good = read(reply(timestamp, &pair, "job-1"))?;
    let result = good.record.result.as_ref().and_then(StatusResult::record);
    let code = result.and_then(|result| result.result_code.as_ref());
    let is_final = result.and_then(|result| result.is_final_result.as_ref());
    println!(
        "signature {}: code {code:?}, final {is_final:?}\n",
        good.signature
    );

    let stranger = Credentials::new("085", ApiKey::new("fake-api-key-of-a-stranger"))?;
    let foreign = signature::sign(&stranger, timestamp, now)?;

    for (what, bad) in [
        (
            "signed by somebody else",
            reply(timestamp, &foreign, "job-1"),
        ),
        (
            "the timestamp was changed",
            reply("2026-01-02T03:04:06.001Z", &pair, "job-1"),
        ),
        ("another job's answer", reply(timestamp, &pair, "job-2")),
    ] {
        match read(bad) {
            Ok(_) => return Err(what.into()),
            Err(error) => println!("{what}: {error}"),
        }
    }
    Ok(())
}
