//! The client over any transport.

use kyc_http::{Answer, Call, Repeat, Sender};

use crate::{Credentials, Error, JobStatusReply, JobStatusRequest, Result, Server};

/// Asks Smile ID. Cheap to clone; clones share the transport and its connections.
///
/// How it sends is the [`Sender`]'s: clock, limits, retries (each signed afresh), plain http to this machine.
#[derive(Clone)]
pub struct Client {
    server: Server,
    credentials: Credentials,
    sender: Sender,
}

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client over a [`Sender`], or over a transport with the sender's defaults.
    pub fn new(server: Server, credentials: Credentials, sender: impl Into<Sender>) -> Self {
        Self {
            server,
            credentials,
            sender: sender.into(),
        }
    }

    /// The credentials it signs with.
    #[must_use]
    pub const fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Asks for the status of a job.
    ///
    /// # Errors
    /// All kinds of [`ErrorKind`](crate::ErrorKind) that a request or its answer can have. Dropping the future sends
    /// nothing further.
    pub async fn job_status(&self, request: &JobStatusRequest) -> Result<Answer<JobStatusReply>> {
        let ids = request.ids();
        let environment = self.server.environment();
        let call = Call::new("smileid", "job_status", environment, Repeat::Safe).about(&ids);
        let limits = self.sender.limits();
        self.sender
            .send::<_, Error>(
                call,
                |now| request.to_http(&self.server, &self.credentials, now),
                |response, now| request.read_reply(&self.credentials, response, limits, now),
            )
            .await
    }
}
