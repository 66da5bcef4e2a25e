//! The client for callers that are not asynchronous.

use std::sync::Arc;

use kyc_http::{Answer, Sender, Worker};

use crate::{
    Credentials, Endpoint, Error, GetVerificationResult, IsUserIdRegistered,
    IsUserIdRegisteredReply, RegisterUser, Result, VerificationReply,
};

/// Asks greenID and waits for the answer. Cheap to clone; clones share one thread, on which the requests run.
///
/// It may be used from anywhere, also from within an asynchronous program, whose thread it then blocks. Give it a
/// transport of its own, not one that asynchronous clients use as well: see [`kyc_http::Worker`].
#[derive(Clone, Debug)]
pub struct Client {
    client: crate::Client,
    worker: Arc<Worker>,
}

impl Client {
    /// A client over a [`Sender`], or over a transport with the sender's defaults.
    ///
    /// # Errors
    /// `Transport`, not sent, when its thread cannot be started.
    pub fn new(
        endpoint: Endpoint,
        credentials: Credentials,
        sender: impl Into<Sender>,
    ) -> Result<Self> {
        Ok(Self {
            client: crate::Client::new(endpoint, credentials, sender),
            worker: Arc::new(Worker::start()?),
        })
    }

    /// Asks for the current result of a registered person, as
    /// [`Client::get_verification_result`](crate::Client::get_verification_result) does.
    ///
    /// # Errors
    /// As there.
    pub fn get_verification_result(
        &self,
        request: &GetVerificationResult,
    ) -> Result<Answer<VerificationReply>> {
        let (client, request) = (self.client.clone(), request.clone());
        self.worker
            .run(async move { client.get_verification_result(&request).await })?
    }

    /// Registers a person, once, as [`Client::register_user`](crate::Client::register_user) does.
    ///
    /// # Errors
    /// As there.
    pub fn register_user(&self, request: &RegisterUser) -> Result<Answer<VerificationReply>> {
        let (client, registration) = (self.client.clone(), request.clone());
        self.worker
            .run(async move { client.register_user(&registration).await })
            .map_err(|error| request.settle(Error::from(error)))?
    }

    /// Asks whether a userId is taken, as [`Client::is_user_id_registered`](crate::Client::is_user_id_registered) does.
    ///
    /// # Errors
    /// As there.
    pub fn is_user_id_registered(
        &self,
        request: &IsUserIdRegistered,
    ) -> Result<Answer<IsUserIdRegisteredReply>> {
        let (client, request) = (self.client.clone(), request.clone());
        self.worker
            .run(async move { client.is_user_id_registered(&request).await })?
    }
}
