//! `GET /v3/status/{job_id}`.

use core::fmt;

use bytes::Bytes;
use http::{Method, Request, Response, header};
use kyc_http::{Phase, ResponseLimits, path_segment};
use kyc_model::{
    Sensitive,
    smileid::{V3Status, V3StatusDocument},
};

use super::Token;
use crate::{
    Error, ErrorKind, MAX_ID_BYTES, Payload, Result, Server, decode, job_status::media_type,
};

/// A question about one V3 job.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusRequest {
    job_id: String,
    user_id: Option<String>,
}

/// A reply that names no other job or user than those asked for. It may name none.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StatusReply {
    /// What it says.
    pub record: V3StatusDocument,
    /// The bytes it came as.
    pub payload: Payload,
}

impl StatusRequest {
    /// A question about the job `job_id`, Smile ID's own id of it, such as `job_` and 26 more characters.
    ///
    /// # Errors
    /// `InvalidRequest` when the id is empty, longer than [`MAX_ID_BYTES`], or a step in a path.
    pub fn new(job_id: impl Into<String>) -> Result<Self> {
        let job_id = job_id.into();
        if job_id.len() > MAX_ID_BYTES || path_segment(&job_id).is_err() {
            return Err(Error::new(ErrorKind::InvalidRequest, Phase::NotSent).at("job_id"));
        }
        Ok(Self {
            job_id,
            user_id: None,
        })
    }

    /// The user whose job it has to be.
    #[must_use]
    pub fn of_user(mut self, user_id: impl Into<String>) -> Self {
        self.user_id = Some(user_id.into());
        self
    }

    /// The HTTP request.
    ///
    /// # Errors
    /// `InvalidConfiguration` when the server's URL takes no path.
    pub fn to_http(&self, server: &Server, token: &Token) -> Result<Request<Bytes>> {
        let job_id = path_segment(&self.job_id)?;
        Request::builder()
            .method(Method::GET)
            .uri(format!("{}/status/{job_id}", server.v3_base()))
            .header(header::ACCEPT, "application/json")
            .header("smileid-token", token.header()?)
            .body(Bytes::new())
            .map_err(|_| Error::configuration("server"))
    }

    /// Reads the reply: its shape, and that it names no other job or user.
    ///
    /// # Errors
    /// `JobNotFound`; another HTTP status than 200 and 202; no status, or 202 with a status that says *done*; a body of
    /// another shape; another job or user.
    pub fn read_reply(
        &self,
        reply: &Response<Bytes>,
        limits: ResponseLimits,
    ) -> Result<StatusReply> {
        let status = reply.status().as_u16();
        let decoded = decode::v3_status(reply.body(), limits);
        if !matches!(status, 200 | 202) {
            let is_not_found = matches!(
                decoded,
                Ok(V3StatusDocument {
                    status: Some(V3Status::NotFound),
                    ..
                })
            );
            let kind = if status == 404 && is_not_found {
                ErrorKind::JobNotFound
            } else {
                ErrorKind::HttpStatus
            };
            return Err(Error::answered(kind).with_status(status));
        }
        let record = decoded.map_err(|error| error.with_status(status))?;
        let is_done = matches!(
            record.status,
            Some(V3Status::Clear | V3Status::Attention | V3Status::Block | V3Status::Error)
        );
        match record.status {
            Some(V3Status::NotFound) => {
                return Err(Error::answered(ErrorKind::JobNotFound).with_status(status));
            }
            Some(_) if status != 202 || !is_done => {}
            _ => {
                let error = Error::answered(ErrorKind::UnrecognizedPayload);
                return Err(error.with_status(status).at("status"));
            }
        }
        self.check_subject(&record)
            .map_err(|error| error.with_status(status))?;
        let payload = Payload::new(media_type(reply).to_owned(), reply.body().clone())
            .map_err(|_| Error::answered(ErrorKind::InvalidUtf8).with_status(status))?;
        Ok(StatusReply { record, payload })
    }

    fn check_subject(&self, record: &V3StatusDocument) -> Result<()> {
        for (path, asked, answered) in [
            ("job_id", Some(&self.job_id), &record.job_id),
            ("user_id", self.user_id.as_ref(), &record.user_id),
        ] {
            let answered = answered.as_ref().map(Sensitive::expose);
            if let (Some(asked), Some(answered)) = (asked, answered)
                && asked != answered
            {
                return Err(Error::answered(ErrorKind::WrongSubject).at(path));
            }
        }
        Ok(())
    }

    #[cfg(feature = "client")]
    pub(crate) fn ids(&self) -> [(&'static str, &str); 1] {
        [("job_id", &self.job_id)]
    }
}

impl fmt::Debug for StatusRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StatusRequest").finish_non_exhaustive()
    }
}
