//! The client over any transport.

use std::sync::{Arc, Mutex, PoisonError};

use async_lock::OnceCell;
use kyc_http::{Answer, Call, Repeat, Sender};

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
    /// The last fetch of V3's token: under way, or what came of it. The lock is held for a look alone.
    fetch: Arc<Mutex<Arc<Fetch>>>,
}

/// A fetch of a token, by the first who needs one. Whoever needs one meanwhile waits for it and takes what comes of it, the
/// error too. Where the first gives up, the next goes on in its place.
type Fetch = OnceCell<Result<Token>>;

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
            fetch: Arc::default(),
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
    /// expires. A token that is refused is fetched anew, once. Calls that need a token at the same time wait for one fetch, and
    /// all fail with its error where it fails.
    ///
    /// # Errors
    /// As for [`job_status`](Self::job_status); `JobNotFound` for a job that Smile ID does not know.
    pub async fn v3_status(&self, request: &StatusRequest) -> Result<Answer<StatusReply>> {
        let (token, fetch) = self.token(None).await?;
        match self.ask_v3(request, &token).await {
            Err(error)
                if error.kind() == ErrorKind::HttpStatus && error.http_status() == Some(401) =>
            {
                let (token, _) = self.token(Some(&fetch)).await?;
                self.ask_v3(request, &token).await
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

    /// A token and the fetch that brought it. The one that `refused` brought is no good.
    async fn token(&self, refused: Option<&Arc<Fetch>>) -> Result<(Token, Arc<Fetch>)> {
        let fetch = self.fetch(refused);
        let fetched = fetch.get_or_init(|| self.fetch_token()).await;
        match fetched {
            Ok(token) => Ok((token.clone(), Arc::clone(&fetch))),
            Err(error) => Err(error.clone()),
        }
    }

    /// The last fetch, where it is under way or brought a token that can be used, else a new one.
    fn fetch(&self, refused: Option<&Arc<Fetch>>) -> Arc<Fetch> {
        let mut last = self.fetch.lock().unwrap_or_else(PoisonError::into_inner);
        let is_good = match last.get() {
            None => true,
            Some(Ok(token)) => {
                let is_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, &last));
                !is_refused && token.is_usable_at(self.sender.now())
            }
            Some(Err(_)) => false,
        };
        if !is_good {
            *last = Arc::default();
        }
        Arc::clone(&last)
    }

    async fn fetch_token(&self) -> Result<Token> {
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
        Ok(answer.reply)
    }
}
