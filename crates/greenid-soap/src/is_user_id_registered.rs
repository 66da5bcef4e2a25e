//! `isUserIdRegistered`, without I/O: the request as bytes, and the reply from bytes.

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::ResponseLimits;

use crate::{Credentials, Endpoint, Operation, Payload, Result, check, decode, question, reply};

/// A question whether somebody is registered under an id. The answer says nothing of any verification.
///
/// Source: public clients of the service; that it answers a boolean is inferred.
#[derive(Clone, PartialEq, Eq)]
pub struct IsUserIdRegistered {
    user_id: String,
}

impl core::fmt::Debug for IsUserIdRegistered {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("IsUserIdRegistered").finish_non_exhaustive()
    }
}

impl IsUserIdRegistered {
    /// A question about `user_id`.
    ///
    /// # Errors
    /// `InvalidRequest` when the id is blank, longer than [`MAX_TEXT_CHARS`](crate::MAX_TEXT_CHARS), or holds characters
    /// that XML cannot carry.
    pub fn new(user_id: impl Into<String>) -> Result<Self> {
        let user_id = user_id.into();
        check::required("userId", &user_id)?;
        Ok(Self { user_id })
    }

    #[cfg(feature = "client")]
    pub(crate) fn user_id(&self) -> &str {
        &self.user_id
    }

    /// The HTTP request. Its body holds the password and what is known of the person as they are, and `Debug` of the request
    /// shows it: log neither.
    ///
    /// # Errors
    /// `InvalidConfiguration` when endpoint and credentials do not fit together.
    pub fn to_http(
        &self,
        endpoint: &Endpoint,
        credentials: &Credentials,
    ) -> Result<Request<Bytes>> {
        question::request(
            endpoint,
            credentials,
            Operation::IsUserIdRegistered,
            &self.user_id,
        )
    }

    /// Reads the reply to this question.
    ///
    /// # Errors
    /// A fault; another HTTP status than 200; a body of another shape.
    pub fn read_reply(
        &self,
        reply: &Response<Bytes>,
        limits: ResponseLimits,
    ) -> Result<IsUserIdRegisteredReply> {
        let decode = |body: &[u8]| decode::registered(body, limits);
        let (is_registered, payload) = reply::read(reply, limits, decode)?;
        Ok(IsUserIdRegisteredReply {
            is_registered,
            payload,
        })
    }
}

/// Whether somebody is registered under an id. The message does not repeat the id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IsUserIdRegisteredReply {
    /// Whether the id is taken.
    pub is_registered: bool,
    /// The bytes it came as.
    pub payload: Payload,
}
