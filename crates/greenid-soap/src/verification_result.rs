//! `getVerificationResult`, without I/O: the request as bytes, and the reply from bytes.

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::ResponseLimits;
use kyc_model::greenid::RichVerificationResult;

use crate::{
    Credentials, Endpoint, Error, ErrorKind, Operation, Payload, Result, check, decode, question,
    reply,
};

/// A question about one person: the current result. It can be asked at any time after the registration.
///
/// ```
/// use greenid_soap::{Credentials, Endpoint, GetVerificationResult};
/// let endpoint = Endpoint::new("https://test-au.vixverify.com/Registrations-Registrations/VerificationServices")?;
/// let credentials = Credentials::certificate("acme")?;
/// let http = GetVerificationResult::new("g2rUPcc8")?.to_http(&endpoint, &credentials)?;
/// assert_eq!(http.uri(), endpoint.as_str());
/// # Ok::<(), greenid_soap::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct GetVerificationResult {
    user_id: String,
}

impl core::fmt::Debug for GetVerificationResult {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("GetVerificationResult")
            .finish_non_exhaustive()
    }
}

impl GetVerificationResult {
    /// A question about the person registered as `user_id`.
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
            Operation::GetVerificationResult,
            &self.user_id,
        )
    }

    /// Reads the reply to this question, and refuses an answer about somebody else. An answer about nobody, without a
    /// userId or with an empty one, is let through for whoever decides.
    ///
    /// # Errors
    /// A fault; another HTTP status than 200; a body of another shape; `WrongSubject`.
    pub fn read_reply(
        &self,
        reply: &Response<Bytes>,
        limits: ResponseLimits,
    ) -> Result<VerificationReply> {
        let read = VerificationReply::read(reply, Operation::GetVerificationResult, limits)?;
        read.check_subject(&self.user_id)?;
        Ok(read)
    }
}

/// A verification result that answers a request, and names nobody else than asked for. **It may name nobody**: without a
/// userId, or with an empty one, it says nothing of anybody, and `kyc-facade` makes *inconclusive* of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct VerificationReply {
    /// What it says.
    pub record: RichVerificationResult,
    /// The bytes it came as.
    pub payload: Payload,
}

impl VerificationReply {
    pub(crate) fn read(
        reply: &Response<Bytes>,
        operation: Operation,
        limits: ResponseLimits,
    ) -> Result<Self> {
        let decode = |body: &[u8]| decode::verification_result(body, operation, limits);
        let (record, payload) = reply::read(reply, limits, decode)?;
        Ok(Self { record, payload })
    }

    pub(crate) fn check_subject(&self, asked: &str) -> Result<()> {
        let answered = self.record.user_id.as_ref().map(|id| id.expose().as_str());
        match answered {
            None | Some("") => Ok(()),
            Some(id) if id == asked => Ok(()),
            Some(_) => Err(Error::answered(ErrorKind::WrongSubject)
                .at("return.userId")
                .with_status(200)),
        }
    }
}
