//! Outcomes from saved replies.

use bytes::Bytes;
use kyc_http::ResponseLimits;
use kyc_model::outcome::{
    Environment, GreenidReference, SignatureState, Source, VerificationOutcome,
};

use super::{Policy, Provenance, decide_verification_result};
use crate::Error;

/// How a saved reply is to be taken.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SavedOptions {
    /// The caller vouches that the reply came from greenID.
    pub vouch_for_source: bool,
    /// The environment that the reply came from, where the caller knows it.
    pub environment: Option<Environment>,
    /// What the reply is about, where the caller knows it: ids that it must not contradict.
    pub asked: Option<GreenidReference>,
    /// What the caller asks for beyond the rule set.
    pub policy: Policy,
    /// Whether the outcome keeps the payload.
    pub keep_raw: bool,
    /// How large a reply may be.
    pub limits: ResponseLimits,
}

/// Reads a saved reply of greenID and decides it.
///
/// # Errors
/// All errors that a reply can have by itself: shape, a fault, another message. `WrongSubject` when its userId is not that of
/// `asked`.
pub fn decide_saved(
    payload: impl Into<Bytes>,
    options: &SavedOptions,
) -> Result<VerificationOutcome, Error> {
    let saved = greenid_soap::saved::read(payload, options.limits)?;
    let mut provenance = Provenance::saved(SignatureState::NotDue);
    if options.vouch_for_source {
        provenance.source = Source::CallerVouched;
    }
    provenance.environment = options.environment.unwrap_or(Environment::Unknown);
    provenance.asked = options.asked.clone();
    provenance.sha256 = Some(saved.payload.sha256());
    provenance.raw = options.keep_raw.then(|| saved.payload.to_raw());
    decide_verification_result(&saved.record, &options.policy, &provenance)
}
