//! `POST /v1/job_status`, without I/O: the request as bytes, and the reply from bytes.

use bytes::Bytes;
use http::{Method, Request, Response, header};
use kyc_http::{Phase, ResponseLimits, is_transient_status};
use kyc_model::{
    Sensitive, Timestamp,
    outcome::SignatureState,
    smileid::{JobResult, JobStatus, JobType, StatusResult},
};
use serde::Serialize;

use crate::{
    Credentials, Error, ErrorKind, Payload, ProviderErrorKind, Result, Server, decode, signature,
};

/// The longest id that is sent, in bytes. The limit is ours; Smile ID documents none.
pub const MAX_ID_BYTES: usize = 255;

/// A question about one job.
///
/// ```
/// use smileid::{ApiKey, Credentials, JobStatusRequest, Server};
/// let credentials = Credentials::new("085", ApiKey::new("an-invented-key"))?;
/// let request = JobStatusRequest::new("u-1", "j-1")?.return_history(true);
/// let now = "2026-01-02T03:04:05.678Z".parse().unwrap();
/// let http = request.to_http(&Server::Sandbox, &credentials, now)?;
/// assert_eq!(http.uri(), "https://testapi.smileidentity.com/v1/job_status");
/// # Ok::<(), smileid::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct JobStatusRequest {
    user_id: String,
    job_id: String,
    return_history: bool,
    return_image_links: bool,
}

impl core::fmt::Debug for JobStatusRequest {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("JobStatusRequest")
            .field("return_history", &self.return_history)
            .field("return_image_links", &self.return_image_links)
            .finish_non_exhaustive()
    }
}

/// In the order in which the official Node SDK writes them.
#[derive(Serialize)]
struct Body<'a> {
    user_id: &'a str,
    job_id: &'a str,
    partner_id: &'a str,
    history: bool,
    image_links: bool,
    signature: &'a str,
    timestamp: &'a str,
}

impl JobStatusRequest {
    /// A question about the job `job_id` of the user `user_id`, both the partner's own ids.
    ///
    /// # Errors
    /// `InvalidRequest` when an id is empty or longer than [`MAX_ID_BYTES`].
    pub fn new(user_id: impl Into<String>, job_id: impl Into<String>) -> Result<Self> {
        let (user_id, job_id) = (user_id.into(), job_id.into());
        for (name, id) in [("user_id", &user_id), ("job_id", &job_id)] {
            if id.is_empty() || id.len() > MAX_ID_BYTES {
                return Err(Error::new(ErrorKind::InvalidRequest, Phase::NotSent).at(name));
            }
        }
        Ok(Self {
            user_id,
            job_id,
            return_history: false,
            return_image_links: false,
        })
    }

    /// Asks for the results of **all jobs of the user** too, in no promised order. Source: job-status page, options.
    #[must_use]
    pub const fn return_history(mut self, yes: bool) -> Self {
        self.return_history = yes;
        self
    }

    /// Asks for links to the selfie and liveness images too. Source: job-status page, options.
    #[must_use]
    pub const fn return_image_links(mut self, yes: bool) -> Self {
        self.return_image_links = yes;
        self
    }

    #[cfg(feature = "client")]
    pub(crate) fn ids(&self) -> [(&'static str, &str); 2] {
        [("user_id", &self.user_id), ("job_id", &self.job_id)]
    }

    /// The HTTP request, signed for `now`. Every attempt is built afresh: a signature belongs to one instant.
    ///
    /// # Errors
    /// `InvalidConfiguration` when no key is valid at `now`.
    pub fn to_http(
        &self,
        server: &Server,
        credentials: &Credentials,
        now: Timestamp,
    ) -> Result<Request<Bytes>> {
        let timestamp = now.to_rfc3339_millis();
        let signature = signature::sign(credentials, &timestamp, now)?;
        let body = serde_json::to_vec(&Body {
            user_id: &self.user_id,
            job_id: &self.job_id,
            partner_id: credentials.partner_id(),
            history: self.return_history,
            image_links: self.return_image_links,
            signature: &signature,
            timestamp: &timestamp,
        })
        .map_err(|_| Error::new(ErrorKind::InvalidRequest, Phase::NotSent))?;
        Request::builder()
            .method(Method::POST)
            .uri(format!("{}/job_status", server.base()))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Bytes::from(body))
            .map_err(|_| Error::configuration("server"))
    }

    /// Reads the reply to this question: its shape, its signature, and that it names nobody else, before anything in it is
    /// believed. That it names nobody at all is no error here. `now` chooses the keys that are valid.
    ///
    /// # Errors
    /// An error body of Smile ID, another HTTP status than 200, a body of another shape, a missing, malformed or wrong
    /// signature, somebody else's ids.
    pub fn read_reply(
        &self,
        credentials: &Credentials,
        reply: &Response<Bytes>,
        limits: ResponseLimits,
        now: Timestamp,
    ) -> Result<JobStatusReply> {
        let status = reply.status().as_u16();
        let decoded = decode::job_status(reply.body(), limits);
        if status != 200 {
            let stated = decoded.ok().and_then(|record| provider_error(&record));
            // A gateway speaks JSON with codes of its own; where the status says more than that something is wrong, only a code
            // that is known to be Smile ID's says otherwise.
            let is_telling = matches!(status, 401 | 403) || is_transient_status(status);
            let unknown = ErrorKind::Provider(ProviderErrorKind::UnknownCode);
            let error = stated.filter(|error| error.kind() != unknown || !is_telling);
            return Err(error
                .unwrap_or_else(|| Error::answered(ErrorKind::HttpStatus))
                .with_status(status));
        }
        let record = decoded.map_err(|error| error.with_status(status))?;
        if let Some(error) = provider_error(&record) {
            return Err(error.with_status(status));
        }
        self.check(&record, credentials, now)
            .map_err(|error| error.with_status(status))?;
        let payload = Payload::new(media_type(reply).to_owned(), reply.body().clone())
            .map_err(|_| Error::answered(ErrorKind::InvalidUtf8).with_status(status))?;
        Ok(JobStatusReply {
            record,
            signature: SignatureState::Valid,
            payload,
        })
    }

    fn check(&self, record: &JobStatus, credentials: &Credentials, now: Timestamp) -> Result<()> {
        verify_pair(&record.timestamp, &record.signature, credentials, now)?;
        let result = record.result.as_ref().and_then(StatusResult::record);
        result.map_or(Ok(()), |result| self.check_subject(result))
    }

    fn check_subject(&self, result: &JobResult) -> Result<()> {
        let Some(params) = &result.partner_params else {
            return Ok(());
        };
        for (path, asked, answered) in [
            (
                "result.PartnerParams.user_id",
                &self.user_id,
                &params.user_id,
            ),
            ("result.PartnerParams.job_id", &self.job_id, &params.job_id),
        ] {
            if answered.as_ref().is_some_and(|id| id.expose() != asked) {
                return Err(Error::answered(ErrorKind::WrongSubject).at(path));
            }
        }
        Ok(())
    }

    /// Whether a job type is of the two-part kind, whose answer needs history to be understood.
    #[must_use]
    pub const fn needs_history(job_type: JobType) -> bool {
        matches!(
            job_type,
            JobType::BiometricKyc | JobType::EnhancedDocumentVerification
        )
    }
}

/// The media type without parameters; one that is in no list could be anything, a name included.
pub(crate) fn media_type(reply: &Response<Bytes>) -> &'static str {
    const KNOWN: [&str; 4] = ["application/json", "text/json", "text/plain", "text/html"];
    let stated = reply
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(str::trim)
        .unwrap_or_default();
    KNOWN
        .into_iter()
        .find(|known| stated.eq_ignore_ascii_case(known))
        .unwrap_or("application/octet-stream")
}

/// Checks the pair of a document that must have one.
pub(crate) fn verify_pair(
    timestamp: &Option<Sensitive<String>>,
    pair_signature: &Option<Sensitive<String>>,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<()> {
    let timestamp = timestamp
        .as_ref()
        .filter(|timestamp| !timestamp.expose().is_empty())
        .ok_or_else(|| missing_pair("timestamp"))?;
    let pair_signature = pair_signature
        .as_ref()
        .ok_or_else(|| missing_pair("signature"))?;
    signature::verify(
        credentials,
        timestamp.expose(),
        pair_signature.expose(),
        now,
    )
}

fn missing_pair(member: &'static str) -> Error {
    Error::answered(ErrorKind::SignatureMissing).at(member)
}

/// The error that the body is, if it is one: `{"error": …, "code": …}` and nothing of a status.
pub(crate) fn provider_error(record: &JobStatus) -> Option<Error> {
    let is_status = record.job_complete.is_some() || record.result.is_some();
    if is_status || !record.extra.expose().contains_key("error") {
        return None;
    }
    let code = record
        .code
        .as_ref()
        .and_then(|code| code.value())
        .map(|code| code.as_str());
    let kind = code.map_or(
        Some(ProviderErrorKind::UnknownCode),
        ProviderErrorKind::of_code,
    );
    Some(
        Error::answered(ErrorKind::Provider(
            kind.unwrap_or(ProviderErrorKind::UnknownCode),
        ))
        .with_code(code),
    )
}

/// A reply that is signed with one of our keys and names no other ids than those asked for. **It may name none**: then it
/// is about nobody, and `kyc-facade` makes *inconclusive* of it. **The signature does not vouch for the body**; where the
/// bytes came from does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobStatusReply {
    /// What it says.
    pub record: JobStatus,
    /// What is known of its signature: always `valid` for a reply.
    pub signature: SignatureState,
    /// The bytes it came as.
    pub payload: Payload,
}
