//! The work that the benchmarks of this crate share: replies, and what they are read with.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each benchmark uses its own part and ends at the first fault"
)]

pub mod rivals;

use bytes::Bytes;
use http::Response;
use kyc_http::ResponseLimits;
use kyc_model::Timestamp;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use smileid::{ApiKey, Credentials, JobStatusReply, JobStatusRequest, signature};

pub const PARTNER: &str = "085";
pub const AT: &str = "2026-01-02T03:04:05.678Z";

/// The message of a signature: timestamp, partner id, `sid_request`.
pub const MESSAGE: &[u8] = b"2026-01-02T03:04:05.678Z085sid_request";

/// A client's part of reading a reply.
pub struct Reader {
    request: JobStatusRequest,
    credentials: Credentials,
    now: Timestamp,
    limits: ResponseLimits,
}

impl Reader {
    pub fn new() -> Self {
        Self {
            request: JobStatusRequest::new("invented-user-1", "invented-job-1").unwrap(),
            credentials: Credentials::new(PARTNER, ApiKey::new("fake-api-key-0123456789")).unwrap(),
            now: AT.parse().unwrap(),
            limits: ResponseLimits::default().with_max_body_bytes(128 << 20),
        }
    }

    /// The reply with its pair of timestamp and signature behind the other members.
    pub fn sign(&self, members: &str) -> Response<Bytes> {
        let signature = signature::sign(&self.credentials, AT, self.now).unwrap();
        let body = format!(r#"{{{members},"signature":"{signature}","timestamp":"{AT}"}}"#);
        Response::builder()
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap()
    }

    /// Ours, through what a client calls: UTF-8, shape, duplicates, limits, signature, ids.
    pub fn read(&self, reply: &Response<Bytes>) -> JobStatusReply {
        self.request
            .read_reply(&self.credentials, reply, self.limits, self.now)
            .unwrap()
    }
}

/// The floor: the body's tokens without any meaning, and the two hashes that a signature cannot do without.
pub fn floor(body: &[u8]) -> (IgnoredAny, [u8; 32]) {
    let tokens = serde_json::from_slice(body).unwrap();
    Sha256::digest(MESSAGE);
    (tokens, Sha256::digest(MESSAGE).into())
}

/// A result as the job-status page shows it, with two members that no page documents.
pub fn result(text: &str) -> String {
    format!(
        r#"{{"ConfidenceValue":"99","JSONVersion":"1.0.0","Actions":{{"Verify_ID_Number":"Verified","Return_Personal_Info":"Returned","Human_Review_Update_Selfie":"Not Applicable","Human_Review_Compare":"Not Applicable","Update_Registered_Selfie_On_File":"Not Applicable","Liveness_Check":"Passed","Register_Selfie":"Approved","Human_Review_Liveness_Check":"Not Applicable","Selfie_To_ID_Authority_Compare":"Completed","Selfie_To_ID_Card_Compare":"Not Applicable","Selfie_To_Registered_Selfie_Compare":"Not Applicable"}},"ResultText":"{text}","IsFinalResult":"true","IsMachineResult":"true","ResultType":"SAIA","PartnerParams":{{"job_type":"1","user_id":"invented-user-1","job_id":"invented-job-1"}},"Source":"WebAPI","ResultCode":"0810","SmileJobID":"0000001001","QueueTime":"0.41","Region":"eu-west-1"}}"#
    )
}

/// A reply of 1.1 KB.
pub fn job_status() -> String {
    format!(
        r#""job_complete":true,"job_success":true,"code":"2302","result":{}"#,
        result("Enroll User")
    )
}

/// A reply with so many results in its history.
pub fn history(entries: usize) -> String {
    let entries = vec![result("Enroll User"); entries].join(",");
    format!(r#"{},"history":[{entries}]"#, job_status())
}

/// How many results make a history of about so many bytes.
pub fn entries_of(bytes: usize) -> usize {
    bytes / (result("Enroll User").len() + 1)
}
