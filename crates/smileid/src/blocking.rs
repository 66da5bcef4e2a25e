//! The client for callers that are not asynchronous.

use std::sync::Arc;

use kyc_http::{Answer, Sender, Worker};

use crate::{
    Credentials, JobStatusReply, JobStatusRequest, Result, Server,
    v3::{StatusReply, StatusRequest},
};

/// Asks Smile ID and waits for the answer. Cheap to clone; clones share one thread, on which the requests run.
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
        server: Server,
        credentials: Credentials,
        sender: impl Into<Sender>,
    ) -> Result<Self> {
        Ok(Self {
            client: crate::Client::new(server, credentials, sender),
            worker: Arc::new(Worker::start()?),
        })
    }

    /// Asks for the status of a job, as [`Client::job_status`](crate::Client::job_status) does.
    ///
    /// # Errors
    /// As there.
    pub fn job_status(&self, request: &JobStatusRequest) -> Result<Answer<JobStatusReply>> {
        let (client, request) = (self.client.clone(), request.clone());
        self.worker
            .run(async move { client.job_status(&request).await })?
    }

    /// Asks for the status of a V3 job, as [`Client::v3_status`](crate::Client::v3_status) does.
    ///
    /// # Errors
    /// As there.
    pub fn v3_status(&self, request: &StatusRequest) -> Result<Answer<StatusReply>> {
        let (client, request) = (self.client.clone(), request.clone());
        self.worker
            .run(async move { client.v3_status(&request).await })?
    }
}
