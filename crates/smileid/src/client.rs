//! The client over any transport.

use std::sync::Arc;

use kyc_http::{Clock, ResponseLimits, SystemClock, Transport, retry_after, source_of};
use kyc_model::{
    Timestamp,
    outcome::{Environment, Source},
};

use crate::{Credentials, JobStatusReply, JobStatusRequest, Result, Server};

/// Asks Smile ID. Cheap to clone; clones share the transport and its connections.
///
/// No time-out, redirect or retry of its own: what the [`Transport`] does is what happens.
#[derive(Clone)]
pub struct Client {
    server: Server,
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    limits: ResponseLimits,
    allow_loopback_http: bool,
}

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// An answer, and all that is needed to judge where it came from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The reply; its signature and ids are checked.
    pub reply: JobStatusReply,
    /// Where it came from: `asked`, `loopback`, or `unverified` when the transport does not verify TLS.
    pub source: Source,
    /// Which environment answered.
    pub environment: Environment,
    /// When the question was sent.
    pub retrieved_at: Timestamp,
}

impl Client {
    /// A client over a transport of the caller's, with the system clock.
    pub fn new(
        server: Server,
        credentials: Credentials,
        transport: impl Transport + 'static,
    ) -> Self {
        Self {
            server,
            credentials,
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
            limits: ResponseLimits::default(),
            allow_loopback_http: false,
        }
    }

    /// The same client, which may speak plain HTTP to this machine: for tests and sandboxes. The transport must allow it
    /// too. Answers get source `loopback`.
    #[must_use]
    pub const fn allow_loopback_http(mut self) -> Self {
        self.allow_loopback_http = true;
        self
    }

    /// The same client with another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same client with another limit on the size of answers.
    #[must_use]
    pub const fn with_limits(mut self, limits: ResponseLimits) -> Self {
        self.limits = limits;
        self
    }

    /// The credentials it signs with.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Asks for the status of a job, once.
    ///
    /// # Errors
    /// All kinds of [`ErrorKind`](crate::ErrorKind) that a request or its answer can have. Dropping the future sends nothing further.
    pub async fn job_status(&self, request: &JobStatusRequest) -> Result<Answer> {
        let retrieved_at = self.clock.now();
        let http = request.to_http(&self.server, &self.credentials, retrieved_at)?;
        let source = source_of(http.uri(), self.allow_loopback_http, &*self.transport)?;
        let response = self.transport.send(http, self.limits).await?;
        let retry_after = retry_after(response.headers());
        let reply = request
            .read_reply(&self.credentials, &response, self.limits, self.clock.now())
            .map_err(|error| error.with_retry_after(retry_after))?;
        Ok(Answer {
            reply,
            source,
            environment: self.server.environment(),
            retrieved_at,
        })
    }
}
