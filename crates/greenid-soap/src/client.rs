//! The client over any transport.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::{Clock, ResponseLimits, SystemClock, Transport, retry_after, source_of};
use kyc_model::{
    Timestamp,
    outcome::{Environment, Source},
};

use crate::{
    Credentials, Endpoint, GetVerificationResult, IsUserIdRegistered, RegisterUser,
    RegistrationReply, Result, VerificationReply,
};

/// Asks greenID. Cheap to clone; clones share the transport and its connections.
///
/// No time-out, redirect or retry of its own: what the [`Transport`] does is what happens. The certificate service
/// wants a client certificate, which is the transport's as well.
#[derive(Clone)]
pub struct Client {
    endpoint: Endpoint,
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    limits: ResponseLimits,
    allow_loopback_http: bool,
}

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// An answer, and all that is needed to judge where it came from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The reply; it is about the userId asked for, or names none.
    pub reply: T,
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
        endpoint: Endpoint,
        credentials: Credentials,
        transport: impl Transport + 'static,
    ) -> Self {
        Self {
            endpoint,
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

    /// The credentials it sends.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The endpoint it asks.
    #[must_use]
    pub const fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Asks for the current result of a registered person, once.
    ///
    /// # Errors
    /// All kinds of [`ErrorKind`](crate::ErrorKind) that a request or its answer can have. Dropping the future sends
    /// nothing further.
    pub async fn get_verification_result(
        &self,
        request: &GetVerificationResult,
    ) -> Result<Answer<VerificationReply>> {
        let http = request.to_http(&self.endpoint, &self.credentials)?;
        self.ask(http, |response| request.read_reply(response, self.limits))
            .await
    }

    /// Registers a person, once: it is never sent again, whatever happens.
    ///
    /// # Errors
    /// As for [`get_verification_result`](Self::get_verification_result). When the person may be registered all the
    /// same, [`may_be_registered`](crate::Error::may_be_registered) says so, and the message says how to find out.
    /// Dropping the future leaves that open too.
    pub async fn register_user(&self, request: &RegisterUser) -> Result<Answer<VerificationReply>> {
        let http = request.to_http(&self.endpoint, &self.credentials)?;
        self.ask(http, |response| request.read_reply(response, self.limits))
            .await
            .map_err(|error| request.settle(error))
    }

    /// Asks whether a userId is taken, once.
    ///
    /// # Errors
    /// As for [`get_verification_result`](Self::get_verification_result).
    pub async fn is_user_id_registered(
        &self,
        request: &IsUserIdRegistered,
    ) -> Result<Answer<RegistrationReply>> {
        let http = request.to_http(&self.endpoint, &self.credentials)?;
        self.ask(http, |response| request.read_reply(response, self.limits))
            .await
    }

    async fn ask<T>(
        &self,
        http: Request<Bytes>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T>,
    ) -> Result<Answer<T>> {
        let retrieved_at = self.clock.now();
        let source = source_of(http.uri(), self.allow_loopback_http, &*self.transport)?;
        let response = self.transport.send(http, self.limits).await?;
        let reply = read(&response)
            .map_err(|error| error.with_retry_after(retry_after(response.headers())))?;
        Ok(Answer {
            reply,
            source,
            environment: self.endpoint.environment(),
            retrieved_at,
        })
    }
}
