//! Payloads that somebody saved: replies, callback bodies, synchronous replies, V3 status documents.
//!
//! Nobody was asked, so nothing is bound to ids, and no signature can vouch for the body: what comes out is decided
//! with source `unverified` unless the caller vouches.

use bytes::Bytes;
use kyc_http::ResponseLimits;
use kyc_model::{
    Lenient, Sensitive, Timestamp,
    outcome::SignatureState,
    smileid::{JobResult, JobStatus, V3Status, V3StatusDocument},
};
use serde_json::Value;

use crate::{
    Credentials, Error, ErrorKind, Payload, Result,
    decode::{Document, Text},
    job_status::{provider_error, verify_pair},
};

/// A saved payload and what is known of its signature.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SavedPayload {
    /// What it says.
    pub record: SavedRecord,
    /// `valid`, `not_checked` without a key or a pair, `not_due` for a V3 status reply.
    pub signature: SignatureState,
    /// The bytes it came as.
    pub payload: Payload,
}

/// The documents that Smile ID is known to send.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SavedRecord {
    /// A reply to a job-status request.
    JobStatus(Box<JobStatus>),
    /// A bare result: a callback's body or a synchronous reply.
    Result(Box<JobResult>),
    /// A V3 status reply, or the body of a V3 webhook.
    V3(Box<V3StatusDocument>),
}

/// Reads a saved payload and tells which document it is. With credentials a signature that can be checked is checked.
///
/// # Errors
/// The shape errors of [`decode`](mod@crate::decode); `UnrecognizedPayload`; an error body of Smile ID; a signature that is
/// malformed or wrong; half a pair; a job-status reply without its pair where there are credentials to check it with;
/// `JobNotFound` for V3's `not_found`.
pub fn read(
    body: impl Into<Bytes>,
    credentials: Option<&Credentials>,
    limits: ResponseLimits,
    now: Timestamp,
) -> Result<SavedPayload> {
    let body = body.into();
    let text = Text::of(&body, limits)?;
    let (record, signature) = match text.document()? {
        Some(Document::JobStatus) => {
            let record: JobStatus = text.read()?;
            if let Some(error) = provider_error(&record) {
                return Err(error);
            }
            let signature = check(&record.timestamp, &record.signature, true, credentials, now)?;
            (SavedRecord::JobStatus(Box::new(record)), signature)
        }
        Some(Document::Result) => {
            let record: JobResult = text.read()?;
            // As in a callback, a number is signed as its digits.
            let timestamp = pair_text("timestamp", record.timestamp.as_ref(), |json| {
                json.as_u64().map(|number| number.to_string())
            })?;
            let pair_signature = pair_text("signature", record.signature.as_ref(), |_| None)?;
            let signature = check(&timestamp, &pair_signature, false, credentials, now)?;
            (SavedRecord::Result(Box::new(record)), signature)
        }
        Some(Document::V3) => {
            let record: V3StatusDocument = text.read()?;
            if record.status == Some(V3Status::NotFound) {
                return Err(Error::answered(ErrorKind::JobNotFound));
            }
            // A webhook is signed in headers that a saved body has lost; a status reply is never signed.
            let is_webhook = record.product.is_some() || record.completed_at.is_some();
            let signature = if is_webhook {
                SignatureState::NotChecked
            } else {
                SignatureState::NotDue
            };
            (SavedRecord::V3(Box::new(record)), signature)
        }
        Some(Document::Error) => {
            let record: JobStatus = text.read()?;
            return Err(provider_error(&record)
                .unwrap_or_else(|| Error::answered(ErrorKind::UnrecognizedPayload)));
        }
        None => {
            text.check()?;
            return Err(Error::answered(ErrorKind::UnrecognizedPayload));
        }
    };
    Ok(SavedPayload {
        record,
        signature,
        payload: Payload::new("application/json", body)
            .map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?,
    })
}

/// In a bare result the pair is the message's own, and must be text, or what `read` makes one of.
fn pair_text(
    name: &'static str,
    member: Option<&Lenient<Sensitive<String>>>,
    read: impl FnOnce(&Value) -> Option<String>,
) -> Result<Option<Sensitive<String>>> {
    match member {
        None => Ok(None),
        Some(Lenient::Value(text)) => Ok(Some(text.clone())),
        Some(Lenient::Unreadable(json)) => read(json.expose())
            .map(|text| Some(Sensitive::new(text)))
            .ok_or_else(|| Error::answered(ErrorKind::WrongType).at(name)),
    }
}

fn check(
    timestamp: &Option<Sensitive<String>>,
    pair_signature: &Option<Sensitive<String>>,
    due: bool,
    credentials: Option<&Credentials>,
    now: Timestamp,
) -> Result<SignatureState> {
    let Some(credentials) = credentials else {
        return Ok(SignatureState::NotChecked);
    };
    if !due && timestamp.is_none() && pair_signature.is_none() {
        return Ok(SignatureState::NotChecked);
    }
    verify_pair(timestamp, pair_signature, credentials, now)?;
    Ok(SignatureState::Valid)
}
