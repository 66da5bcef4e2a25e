//! From the wire to `kyc-model` records: strict where readers could disagree, lenient where Smile ID is.
//!
//! Every object refuses a member that stands twice, every nesting counts against a limit, and what failed is told by
//! its path of documented member names, never by its value.
//!
//! Limits besides the size: 64 levels; 50,000 objects and lists, 120,000 Actions, and 500,000 members of objects and
//! entries of lists that no record documents; that many again for every further 8 MiB of the body.

mod context;
mod head;
mod limits;
mod members;
mod records;
mod scalars;
mod value;

use core::cell::Cell;

use kyc_http::ResponseLimits;
use kyc_model::smileid::{JobResult, JobStatus, V3StatusDocument};
use serde::de::DeserializeSeed;

use crate::{Error, ErrorKind, Result};
use context::Context;
pub(crate) use head::{Document, Head, Names};
use head::{DocumentSeed, HeadSeed, NamesSeed};
use records::{Record, RecordSeed};
use value::ScalarSeed;

/// Decodes the reply of a job-status request. Nothing in it is checked against a signature or a request yet.
///
/// # Errors
/// Kinds `Empty`, `TooLarge`, `InvalidUtf8`, `NotJson`, `Truncated`, `MalformedJson`, `TooDeep`, `TooMany`, `DuplicateMember`
/// and `WrongType`, with the path of the member where there is one.
pub fn job_status(body: &[u8], limits: ResponseLimits) -> Result<JobStatus> {
    Text::of(body, limits)?.read()
}

/// Decodes a bare result: a callback's body, a synchronous reply, an entry of history.
///
/// # Errors
/// As for [`job_status`].
pub fn job_result(body: &[u8], limits: ResponseLimits) -> Result<JobResult> {
    Text::of(body, limits)?.read()
}

/// Decodes a V3 status document: the reply of `GET /v3/status/{job_id}`, or the body of a webhook.
///
/// # Errors
/// As for [`job_status`].
pub fn v3_status(body: &[u8], limits: ResponseLimits) -> Result<V3StatusDocument> {
    Text::of(body, limits)?.read()
}

/// A body that is short enough, UTF-8, and begins like JSON.
#[derive(Clone, Copy)]
pub(crate) struct Text<'b> {
    text: &'b str,
}

impl<'b> Text<'b> {
    pub(crate) fn of(body: &'b [u8], limits: ResponseLimits) -> Result<Self> {
        if body.len() > limits.max_body_bytes {
            return Err(Error::answered(ErrorKind::TooLarge));
        }
        let text =
            core::str::from_utf8(body).map_err(|_| Error::answered(ErrorKind::InvalidUtf8))?;
        let start = text.trim_start_matches([' ', '\t', '\n', '\r']);
        match start.bytes().next() {
            None => Err(Error::answered(ErrorKind::Empty)),
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Ok(Self { text }),
            Some(_) => Err(Error::answered(ErrorKind::NotJson)),
        }
    }

    /// Which of the telling members the outermost object has, without reading anything of it.
    pub(crate) fn names(self) -> Result<Names> {
        self.run(&Context::new(self.text.len()), NamesSeed)
    }

    /// Which document it is, without reading more of it than tells.
    pub(crate) fn document(self) -> Result<Option<Document>> {
        let told = Cell::default();
        match self.run(&Context::new(self.text.len()), DocumentSeed(&told)) {
            Err(_) if told.get().is_some() => Ok(told.get()),
            read => read,
        }
    }

    /// The names, with `timestamp` and `signature` as they stand there, without reading anything else.
    pub(crate) fn head(self) -> Result<Head<'b>> {
        let context = Context::new(self.text.len());
        self.run(&context, HeadSeed(&context))
    }

    /// The document as a record.
    #[allow(private_bounds, reason = "the records are a closed list")]
    pub(crate) fn read<T: Record>(self) -> Result<T> {
        let context = Context::new(self.text.len());
        self.run(&context, RecordSeed::new(&context))
    }

    /// Checks an object of no known kind by all rules that do not depend on the kind.
    pub(crate) fn check(self) -> Result<()> {
        let context = Context::new(self.text.len());
        self.run(&context, ScalarSeed(&context)).map(drop)
    }

    fn run<S: DeserializeSeed<'b>>(self, context: &Context, seed: S) -> Result<S::Value> {
        let mut json = serde_json::Deserializer::from_str(self.text);
        seed.deserialize(&mut json)
            .and_then(|value| json.end().map(|()| value))
            .map_err(|error| context.explain(&error))
    }
}
