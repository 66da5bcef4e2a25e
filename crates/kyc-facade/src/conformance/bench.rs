//! What the author of a provider brings.

use bytes::Bytes;
use http::Request;
use kyc_model::outcome::{Established, Reference};

use super::Wire;
use crate::VerificationProvider;

/// The id of the verification that every case asks about. Of several ids, give one this value.
pub const ID: &str = "canary-id-4711a";
/// A credential for the provider under test.
pub const SECRET: &str = "canary-secret-0123456789";
/// A name, or another personal detail, for the answers.
pub const PERSON: &str = "Canary Invented";
/// A verdict that is in no list of the provider.
pub const UNKNOWN_VALUE: &str = "canary_verdict";

pub(super) const OTHER_ID: &str = "canary-somebody-0815";
/// [`ID`], its last letter in the other case.
pub(super) const ID_IN_ANOTHER_CASE: &str = "canary-id-4711A";

/// A provider under test, and what its server would answer. All data is invented and holds the canaries of this module.
pub trait Bench: Send + Sync + 'static {
    /// A reference whose id is [`ID`].
    fn reference(&self) -> Reference;

    /// A new provider that asks over `wire`, with [`SECRET`] among its credentials. It asks once, or waits between attempts
    /// by a clock that stands still: what fails here fails every time.
    fn provider(&self, wire: Wire) -> Box<dyn VerificationProvider>;

    /// What the server answers with this verdict about `subject`; without one, an answer that names nobody. It holds
    /// [`PERSON`] wherever the provider sends personal data, at least where the verdict is [`Verified`](Verdict::Verified).
    fn reply(&self, verdict: Verdict, subject: Option<&str>) -> Reply;

    /// What the verified answer establishes.
    fn established(&self) -> Vec<Established>;

    /// What the server answers to a request that is not yet the question, such as one for a token; `None` for the question.
    fn prelude(&self, _request: &Request<Bytes>) -> Option<Reply> {
        None
    }
}

/// What a server is to say of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// The final yes.
    Verified,
    /// The final no.
    Rejected,
    /// Not done.
    Pending,
    /// [`UNKNOWN_VALUE`] where the verdict belongs, in an answer that is otherwise the verified one.
    Unknown,
}

/// What a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers besides the length.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// Status 200 with this body.
    #[must_use]
    pub fn new(media_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", media_type.into())],
            body: body.into(),
        }
    }

    /// The same reply with another HTTP status.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same reply with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }
}
