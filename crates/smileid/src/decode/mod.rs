//! From the wire to `kyc-model` records: strict where readers could disagree, lenient where Smile ID is.
//!
//! Every object refuses a member that stands twice, every nesting counts against a limit, and what failed is told by
//! its path of documented member names, never by its value.

mod context;
mod pair;
mod records;
mod scalars;
mod value;

use kyc_http::ResponseLimits;
use kyc_model::smileid::{JobResult, JobStatus, V3StatusDocument};
use serde::de::DeserializeSeed;

use crate::{Error, ErrorKind, Result};
use context::Context;
pub(crate) use pair::Pair;
use pair::{IsSignedSeed, PairSeed};
use records::{Record, RecordSeed};

/// Nesting that a document may have. Smile ID's own need fewer than ten levels.
pub(crate) const MAX_DEPTH: usize = 64;

/// Objects and lists that a document may hold. A history of ten thousand jobs needs thirty thousand; a decoded record takes a
/// thousand times the room of an empty object.
pub(crate) const MAX_NESTED: usize = 50_000;

/// Decodes the reply of a job-status request. Nothing in it is checked against a signature or a request yet.
///
/// # Errors
/// Kinds `Empty`, `TooLarge`, `InvalidUtf8`, `NotJson`, `Truncated`, `MalformedJson`, `TooDeep`, `DuplicateMember` and
/// `WrongType`, the latter ones with the path of the member.
pub fn job_status(body: &[u8], limits: ResponseLimits) -> Result<JobStatus> {
    document(body, limits)
}

/// Decodes a bare result: a callback's body, a synchronous reply, an entry of history.
///
/// # Errors
/// As for [`job_status`].
pub fn job_result(body: &[u8], limits: ResponseLimits) -> Result<JobResult> {
    document(body, limits)
}

/// Decodes a V3 status document: the reply of `GET /v3/status/{job_id}`, or the body of a webhook.
///
/// # Errors
/// As for [`job_status`].
pub fn v3_status(body: &[u8], limits: ResponseLimits) -> Result<V3StatusDocument> {
    document(body, limits)
}

/// The names of the members of the outermost object, to tell which document it is.
pub(crate) fn member_names(body: &[u8], limits: ResponseLimits) -> Result<Vec<String>> {
    let context = Context::default();
    run(text(body, limits)?, &context, value::NamesSeed(&context))
}

/// Whether the outermost object has a member `signature`, without reading anything of it.
pub(crate) fn is_signed(body: &[u8], limits: ResponseLimits) -> Result<bool> {
    run(text(body, limits)?, &Context::default(), IsSignedSeed)
}

/// `timestamp` and `signature` of the outermost object as they stand there, without reading anything else of it.
pub(crate) fn signature_pair(body: &[u8], limits: ResponseLimits) -> Result<Pair> {
    let context = Context::default();
    run(text(body, limits)?, &context, PairSeed(&context))
}

fn document<T: Record>(body: &[u8], limits: ResponseLimits) -> Result<T> {
    let context = Context::default();
    run(text(body, limits)?, &context, RecordSeed::new(&context))
}

fn text(body: &[u8], limits: ResponseLimits) -> Result<&str> {
    if body.len() > limits.max_body_bytes {
        return Err(Error::answered(ErrorKind::TooLarge));
    }
    let text = core::str::from_utf8(body).map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?;
    let start = text.trim_start_matches([' ', '\t', '\n', '\r']);
    match start.bytes().next() {
        None => Err(Error::answered(ErrorKind::Empty)),
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Ok(text),
        Some(_) => Err(Error::answered(ErrorKind::NotJson)),
    }
}

fn run<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    context: &Context,
    seed: S,
) -> Result<S::Value> {
    let mut json = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| context.explain(&error))
}
