//! Messages that somebody saved.
//!
//! Nobody was asked, so nothing is bound to an id: what comes out is decided with source `unverified` unless the caller
//! vouches.

use bytes::Bytes;
use kyc_http::ResponseLimits;
use kyc_model::greenid::RichVerificationResult;

use crate::{Error, ErrorKind, Operation, Payload, Result, decode};

/// A saved reply with a verification result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SavedReply {
    /// The operation that it answers: `getVerificationResult` or `registerUser`.
    pub operation: Operation,
    /// What it says.
    pub record: RichVerificationResult,
    /// The bytes it came as.
    pub payload: Payload,
}

/// Whether the payload is XML whose outermost element is named `Envelope`.
#[must_use]
pub fn looks_like_soap(body: &[u8]) -> bool {
    decode::has_envelope(body, ResponseLimits::default())
}

/// Reads a saved reply and tells which operation it answers.
///
/// # Errors
/// A saved fault, as [`ErrorKind::Fault`]; `UnrecognizedPayload` for any other message in an
/// envelope; the shape errors of [`decode`], which say that the person [may be registered](Error::may_be_registered) once
/// the reply was seen to answer a registration. A saved fault does not say what it answers, so its `is_retryable` speaks of
/// a question.
pub fn read(body: impl Into<Bytes>, limits: ResponseLimits) -> Result<SavedReply> {
    let body = body.into();
    let (operation, record) = decode::any_result(&body, limits)?;
    Ok(SavedReply {
        operation,
        record,
        payload: Payload::new("text/xml", body)
            .map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?,
    })
}
