//! The work that the benchmarks of this crate share: a V1 callback, and what is made of it.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::panic,
    clippy::unwrap_used,
    reason = "each benchmark uses its own part and ends at the first fault"
)]

use bytes::Bytes;
use http::HeaderMap;
use kyc_facade::smileid::{Provenance, decide_result};
use kyc_model::{
    Timestamp,
    outcome::{SignatureState, Source, VerificationOutcome},
};
use serde::de::IgnoredAny;
use smileid::{
    ApiKey, Credentials,
    callback::{Event, EventKind, Freshness, Verifier},
    signature,
};

const AT: &str = "2026-01-02T03:04:05.678Z";

/// A delivery and who takes it.
pub struct Callback {
    verifier: Verifier,
    headers: HeaderMap,
    body: Bytes,
    now: Timestamp,
}

impl Callback {
    pub fn new() -> Self {
        let credentials = Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap();
        let now: Timestamp = AT.parse().unwrap();
        let pair = signature::sign(&credentials, AT, now).unwrap();
        let body = format!(
            r#"{{"ConfidenceValue":"99","JSONVersion":"1.0.0","Actions":{{"Verify_ID_Number":"Verified","Return_Personal_Info":"Returned","Human_Review_Update_Selfie":"Not Applicable","Human_Review_Compare":"Not Applicable","Update_Registered_Selfie_On_File":"Not Applicable","Liveness_Check":"Passed","Register_Selfie":"Approved","Human_Review_Liveness_Check":"Not Applicable","Selfie_To_ID_Authority_Compare":"Completed","Selfie_To_ID_Card_Compare":"Not Applicable","Selfie_To_Registered_Selfie_Compare":"Not Applicable"}},"ResultText":"Enroll User","IsFinalResult":"true","IsMachineResult":"true","ResultType":"SAIA","PartnerParams":{{"job_type":"1","user_id":"invented-user-1","job_id":"invented-job-1"}},"Source":"WebAPI","ResultCode":"0810","SmileJobID":"0000001001","signature":"{pair}","timestamp":"{AT}"}}"#
        );
        Self {
            verifier: Verifier::new(credentials),
            headers: HeaderMap::new(),
            body: body.into(),
            now,
        }
    }

    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Authenticated, judged for freshness, decoded.
    pub fn receive(&self) -> Event {
        self.verifier
            .receive(&self.headers, &self.body, self.now)
            .unwrap()
    }

    /// The whole pipeline. The caller vouches for the source, so that every rule of an approval runs.
    pub fn outcome(&self) -> VerificationOutcome {
        let event = self.receive();
        assert_eq!(event.freshness, Freshness::Fresh);
        let EventKind::V1(result) = &event.kind else {
            panic!("the callback is one of V1");
        };
        let mut provenance = Provenance::saved(SignatureState::Valid);
        provenance.source = Source::CallerVouched;
        decide_result(result, &provenance).unwrap()
    }
}

/// The floor: the body's tokens without any meaning.
pub fn floor(body: &[u8]) -> IgnoredAny {
    serde_json::from_slice(body).unwrap()
}
