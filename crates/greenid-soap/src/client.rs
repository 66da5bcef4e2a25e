//! The client over any transport.

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::{Answer, Call, Repeat, Sender};

use crate::{
    Credentials, Endpoint, Error, GetVerificationResult, IsUserIdRegistered,
    IsUserIdRegisteredReply, Operation, RegisterUser, Result, VerificationReply,
};

/// Asks greenID. Cheap to clone; clones share the transport and its connections.
///
/// How it sends is the [`Sender`]'s: limits, retries of what only asks, plain http to this machine. The certificate
/// service wants a client certificate, which is the transport's.
#[derive(Clone)]
pub struct Client {
    endpoint: Endpoint,
    credentials: Credentials,
    sender: Sender,
}

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client over a [`Sender`], or over a transport with the sender's defaults.
    pub fn new(endpoint: Endpoint, credentials: Credentials, sender: impl Into<Sender>) -> Self {
        Self {
            endpoint,
            credentials,
            sender: sender.into(),
        }
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

    /// Asks for the current result of a registered person.
    ///
    /// # Errors
    /// All kinds of [`ErrorKind`](crate::ErrorKind) that a request or its answer can have. Dropping the future sends
    /// nothing further.
    pub async fn get_verification_result(
        &self,
        request: &GetVerificationResult,
    ) -> Result<Answer<VerificationReply>> {
        let limits = self.sender.limits();
        self.send(
            Operation::GetVerificationResult,
            Some(request.user_id()),
            || request.to_http(&self.endpoint, &self.credentials),
            |response| request.read_reply(response, limits),
            |error| error,
        )
        .await
    }

    /// Registers a person, once: it is never sent again, whatever happens.
    ///
    /// # Errors
    /// As for [`get_verification_result`](Self::get_verification_result). When the person may be registered all the
    /// same, [`may_be_registered`](crate::Error::may_be_registered) says so, and the message says how to find out.
    /// Dropping the future leaves that open too.
    pub async fn register_user(&self, request: &RegisterUser) -> Result<Answer<VerificationReply>> {
        let limits = self.sender.limits();
        self.send(
            Operation::RegisterUser,
            request.user_id(),
            || request.to_http(&self.endpoint, &self.credentials),
            |response| request.read_reply(response, limits),
            |error| request.settle(error),
        )
        .await
    }

    /// Asks whether a userId is taken.
    ///
    /// # Errors
    /// As for [`get_verification_result`](Self::get_verification_result).
    pub async fn is_user_id_registered(
        &self,
        request: &IsUserIdRegistered,
    ) -> Result<Answer<IsUserIdRegisteredReply>> {
        let limits = self.sender.limits();
        self.send(
            Operation::IsUserIdRegistered,
            Some(request.user_id()),
            || request.to_http(&self.endpoint, &self.credentials),
            |response| request.read_reply(response, limits),
            |error| error,
        )
        .await
    }

    async fn send<T>(
        &self,
        operation: Operation,
        user_id: Option<&str>,
        build: impl Fn() -> Result<Request<Bytes>> + Send + Sync,
        read: impl Fn(&Response<Bytes>) -> Result<T> + Send + Sync,
        settle: impl Fn(Error) -> Error + Send + Sync,
    ) -> Result<Answer<T>> {
        let ids = user_id.map(|id| ("userId", id));
        let repeat = if operation.changes_something() {
            Repeat::Never
        } else {
            Repeat::Safe
        };
        let environment = self.endpoint.environment();
        let call =
            Call::new("greenid", operation.name(), environment, repeat).about(ids.as_slice());
        self.sender
            .send_and_settle(call, |_| build(), |response, _| read(response), settle)
            .await
    }
}
