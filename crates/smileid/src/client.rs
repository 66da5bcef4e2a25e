//! The client over any transport.

use std::sync::Arc;

use async_lock::Mutex;
use kyc_http::{Answer, Call, Repeat, Sender};
use kyc_model::Timestamp;

use crate::{
    Credentials, Error, ErrorKind, JobStatusReply, JobStatusRequest, Result, Server,
    v3::{StatusReply, StatusRequest, Token, TokenRequest},
};

/// Asks Smile ID. Cheap to clone; clones share the transport and its connections.
///
/// How it sends is the [`Sender`]'s: clock, limits, retries (each signed afresh), plain http to this machine.
#[derive(Clone)]
pub struct Client {
    server: Server,
    credentials: Credentials,
    sender: Sender,
    /// V3's token. Whoever fetches one holds the lock, so that the others use it instead of fetching their own; where that
    /// fails, they try one after the other.
    token: Arc<Mutex<Option<Kept>>>,
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
            token: Arc::default(),
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

    /// Asks for the status of a V3 job, with a token that is fetched where there is none and kept until shortly before it
    /// expires. A token that is refused is fetched anew, once.
    ///
    /// # Errors
    /// As for [`job_status`](Self::job_status); `JobNotFound` for a job that Smile ID does not know.
    pub async fn v3_status(&self, request: &StatusRequest) -> Result<Answer<StatusReply>> {
        let token = self.token(None).await?;
        match self.ask_v3(request, &token.0).await {
            Err(error)
                if error.kind() == ErrorKind::HttpStatus && error.http_status() == Some(401) =>
            {
                let token = self.token(Some(token.1)).await?;
                self.ask_v3(request, &token.0).await
            }
            result => result,
        }
    }

    async fn ask_v3(&self, request: &StatusRequest, token: &Token) -> Result<Answer<StatusReply>> {
        let ids = request.ids();
        let environment = self.server.environment();
        let call = Call::new("smileid", "v3_status", environment, Repeat::Safe).about(&ids);
        let limits = self.sender.limits();
        self.sender
            .send::<_, Error>(
                call,
                |_| request.to_http(&self.server, token),
                |response, _| request.read_reply(response, limits),
            )
            .await
    }

    /// A token and when it was fetched. The one that was fetched at `refused` is no good.
    async fn token(&self, refused: Option<Timestamp>) -> Result<(Token, Timestamp)> {
        let mut kept = self.token.lock().await;
        let now = self.sender.now();
        if let Some(kept) = kept.as_ref()
            && kept.token.is_usable_at(now)
            && Some(kept.fetched_at) != refused
        {
            return Ok((kept.token.clone(), kept.fetched_at));
        }
        *kept = None;
        let environment = self.server.environment();
        let call = Call::new("smileid", "v3_token", environment, Repeat::Safe);
        let limits = self.sender.limits();
        let request = TokenRequest::new();
        let answer = self
            .sender
            .send::<_, Error>(
                call,
                |now| request.to_http(&self.server, &self.credentials, now),
                |response, _| request.read_reply(response, limits),
            )
            .await?;
        let fetched = Kept {
            token: answer.reply,
            fetched_at: answer.retrieved_at,
        };
        *kept = Some(fetched.clone());
        Ok((fetched.token, fetched.fetched_at))
    }
}

#[derive(Clone)]
struct Kept {
    token: Token,
    fetched_at: Timestamp,
}
