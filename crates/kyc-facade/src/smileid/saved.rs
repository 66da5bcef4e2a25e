//! Outcomes from saved payloads.

use bytes::Bytes;
use kyc_http::ResponseLimits;
use kyc_model::{
    Timestamp,
    outcome::{Environment, SmileReference, Source, VerificationOutcome},
};
use smileid::{
    Credentials,
    saved::{SavedPayload, SavedRecord},
};

use super::{Provenance, decide_job_status, decide_result, decide_v3};
use crate::Error;

/// How a saved payload is to be taken.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SavedOptions {
    /// Credentials to check signatures with.
    pub credentials: Option<Credentials>,
    /// The caller vouches that the payload came from Smile ID. No signature can tell.
    pub vouch_for_source: bool,
    /// The environment that the payload came from, where the caller knows it.
    pub environment: Option<Environment>,
    /// What the payload is about, where the caller knows it: ids that it must not contradict, the job type it must have, the
    /// product of a V3 status. A V3 webhook carries its ids in headers, which a saved body has lost.
    pub asked: Option<SmileReference>,
    /// Whether the outcome keeps the payload.
    pub keep_raw: bool,
    /// How large a payload may be.
    pub limits: ResponseLimits,
}

/// Reads a saved payload of Smile ID and decides it. `now` chooses the keys that are valid.
///
/// # Errors
/// All errors that a payload can have by itself: shape, error body, a checkable and wrong signature. `SubjectNotFound` for
/// V3's `not_found`; `WrongSubject` when its ids are not those of `asked`.
pub fn decide_saved(
    payload: impl Into<Bytes>,
    options: &SavedOptions,
    now: Timestamp,
) -> Result<VerificationOutcome, Error> {
    let saved = smileid::saved::read(payload, options.credentials.as_ref(), options.limits, now)?;
    let provenance = provenance(&saved, options);
    match &saved.record {
        SavedRecord::JobStatus(status) => decide_job_status(status, &provenance),
        SavedRecord::Result(result) => decide_result(result, &provenance),
        SavedRecord::V3(document) => decide_v3(document, None, &provenance),
        _ => Err(Error::unrecognized_payload()),
    }
}

fn provenance(saved: &SavedPayload, options: &SavedOptions) -> Provenance {
    let mut provenance = Provenance::saved(saved.signature);
    if options.vouch_for_source {
        provenance.source = Source::CallerVouched;
    }
    provenance.environment = options.environment.unwrap_or(Environment::Unknown);
    provenance.account = options
        .credentials
        .as_ref()
        .map(|credentials| credentials.partner_id().into());
    provenance.asked = options.asked.clone();
    provenance.sha256 = Some(saved.payload.sha256());
    provenance.raw = options.keep_raw.then(|| saved.payload.to_raw());
    provenance
}
