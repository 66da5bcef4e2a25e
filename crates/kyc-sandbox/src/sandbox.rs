//! A running sandbox.

use core::{
    fmt,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use std::{
    net::SocketAddr,
    sync::Arc,
    thread::{self, JoinHandle},
};

use tokio::{net::TcpListener, sync::oneshot};

use crate::{
    Account, Builder, CallbackAttempt, Received, SandboxClock, Service, StartError,
    UnknownScenario,
    callback_sender::CallbackSender,
    roots, scenario,
    server::{self, ServerTls},
    shared_state::SharedState,
    smileid,
};

/// Both providers on this machine. Dropping it stops it and closes its port.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    ca_pem: Option<String>,
    /// A root that vouches for nobody.
    nobody: String,
    shared: Arc<SharedState>,
    _thread: Thread,
}

/// The thread that serves; it ends when this is dropped.
#[derive(Debug)]
struct Thread {
    stop: Option<oneshot::Sender<()>>,
    handle: Option<JoinHandle<()>>,
}

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

/// A sandbox whose port is being opened.
pub(crate) struct Starting {
    opened: oneshot::Receiver<Result<SocketAddr, std::io::Error>>,
    ca_pem: Option<String>,
    nobody: String,
    shared: Arc<SharedState>,
    thread: Option<Thread>,
}

impl Starting {
    fn finish(
        &mut self,
        opened: Result<Result<SocketAddr, std::io::Error>, std::io::Error>,
    ) -> Result<Sandbox, StartError> {
        let address = opened.and_then(|opened| opened).map_err(StartError::Io)?;
        let thread = self
            .thread
            .take()
            .ok_or_else(|| StartError::Io(no_thread()))?;
        Ok(Sandbox {
            address,
            ca_pem: self.ca_pem.take(),
            nobody: core::mem::take(&mut self.nobody),
            shared: Arc::clone(&self.shared),
            _thread: thread,
        })
    }
}

fn no_thread() -> std::io::Error {
    std::io::Error::other("its thread ended")
}

impl Future for Starting {
    type Output = Result<Sandbox, StartError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match Pin::new(&mut self.opened).poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(opened) => Poll::Ready(self.finish(opened.map_err(|_| no_thread()))),
        }
    }
}

impl Sandbox {
    /// A sandbox with every default, on a free port.
    ///
    /// # Errors
    /// Why it cannot listen.
    pub async fn start() -> Result<Self, StartError> {
        Builder::default().start().await
    }

    /// As [`start`](Self::start), for programs without a runtime.
    ///
    /// # Errors
    /// Why it cannot listen.
    pub fn start_blocking() -> Result<Self, StartError> {
        Builder::default().start_blocking()
    }

    /// Sets one up.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn begin(builder: Builder) -> Result<Starting, StartError> {
        if !builder.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback);
        }
        if builder.client_ca_pem.is_some() && !builder.tls {
            return Err(StartError::ClientCaWithoutTls);
        }
        let credentials = builder.credentials()?;
        let tls = builder
            .tls
            .then(|| ServerTls::new(builder.listen.ip(), builder.client_ca_pem.as_deref()))
            .transpose()?;
        let (acceptor, ca_pem) = tls.map(|tls| (tls.acceptor, tls.ca_pem)).unzip();
        let nobody = roots::nobody().map_err(|error| StartError::Tls(Box::new(error)))?;
        let roots = builder.callback_roots_pem.as_deref();
        let callback_sender = CallbackSender::new(roots.unwrap_or(nobody.as_bytes()))
            .map_err(|error| StartError::Tls(Box::new(error)))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(StartError::Io)?;
        let shared = Arc::new(SharedState::new(
            builder.account,
            credentials,
            builder.settings,
            runtime.handle().clone(),
            Arc::new(callback_sender),
        ));
        let (stop, stopped) = oneshot::channel();
        let (tell, opened) = oneshot::channel();
        let (listen, served) = (builder.listen, Arc::clone(&shared));
        let handle = thread::Builder::new()
            .name("kyc-sandbox".to_owned())
            .spawn(move || {
                runtime.block_on(async {
                    let listener = match TcpListener::bind(listen).await {
                        Ok(listener) => listener,
                        Err(error) => return drop(tell.send(Err(error))),
                    };
                    if tell.send(listener.local_addr()).is_ok() {
                        server::run(listener, acceptor, served, stopped).await;
                    }
                });
                runtime.shutdown_background();
            })
            .map_err(StartError::Io)?;
        Ok(Starting {
            opened,
            ca_pem,
            nobody,
            shared,
            thread: Some(Thread {
                stop: Some(stop),
                handle: Some(handle),
            }),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scheme, host and port, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn base_url(&self) -> String {
        let scheme = if self.ca_pem.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.address)
    }

    /// The server of Smile ID, ending in `/v1`.
    #[must_use]
    pub fn smileid_server(&self) -> String {
        format!("{}/v1", self.base_url())
    }

    /// greenID's service that knows its customers by their certificate. Without [`Builder::client_ca_pem`] it takes the
    /// calls of anybody.
    #[must_use]
    pub fn greenid_endpoint(&self) -> String {
        self.greenid_service("VerificationServices")
    }

    /// greenID's service that wants a password.
    #[must_use]
    pub fn greenid_password_endpoint(&self) -> String {
        self.greenid_service("VerificationServicesPassword")
    }

    fn greenid_service(&self, name: &str) -> String {
        format!("{}/Registrations-Registrations/{name}", self.base_url())
    }

    /// The accounts.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.shared.account
    }

    /// With TLS: the CA to trust, as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        self.ca_pem.as_deref()
    }

    /// Roots for a client that talks to nobody else, as PEM: the CA with TLS, one that signed nothing without. Such a client
    /// needs no roots of the platform.
    #[must_use]
    pub fn client_roots_pem(&self) -> &str {
        self.ca_pem.as_deref().unwrap_or(&self.nobody)
    }

    /// The time inside, to be moved.
    #[must_use]
    pub fn clock(&self) -> &SandboxClock {
        &self.shared.clock
    }

    /// The last 1,000 requests, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        self.shared.log.all_received()
    }

    /// The last 1,000 attempts to deliver a callback, a webhook or a notification, oldest first.
    #[must_use]
    pub fn callbacks(&self) -> Vec<CallbackAttempt> {
        self.shared.log.all_callbacks()
    }

    /// Gives an id of your own a scenario: the job id for Smile ID, the user id for greenID. Call it before anything is
    /// submitted under the id: a submitted V1 job keeps its scenario, a V3 job or a greenID registration is forgotten.
    ///
    /// # Errors
    /// When the service has no scenario of that name.
    pub fn assign(
        &self,
        service: Service,
        id: &str,
        scenario: &str,
    ) -> Result<(), UnknownScenario> {
        let scenario = scenario::all()
            .find(|known| known.service == service && known.name == scenario)
            .ok_or(UnknownScenario)?;
        self.shared.assign(service, id, scenario.name);
        Ok(())
    }

    /// Posts the V1 callbacks that a job has had by now to a URL on this machine, one for each result of its history. A URL
    /// elsewhere is on record in [`callbacks`](Self::callbacks), and nothing is sent to it.
    ///
    /// # Errors
    /// When nobody knows the job.
    pub fn send_smileid_callbacks(
        &self,
        user_id: &str,
        job_id: &str,
        url: &str,
    ) -> Result<(), NoSuchJob> {
        let is_known = smileid::v1::send_all(user_id, job_id, url, &self.base_url(), &self.shared);
        is_known.then_some(()).ok_or(NoSuchJob)
    }

    /// Posts the V3 webhook of a job to a URL on this machine, as soon as the job is settled.
    ///
    /// # Errors
    /// When nobody knows the job, or it is never settled.
    pub fn send_smileid_webhook(&self, job_id: &str, url: &str) -> Result<(), NoSuchJob> {
        let settles = smileid::v3::send_webhook(job_id, url, &self.shared);
        settles.then_some(()).ok_or(NoSuchJob)
    }
}

/// There is no such job to tell of: the sandbox does not know it, or it is never settled. Nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchJob;

impl fmt::Display for NoSuchJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the sandbox knows no such job, or it is never settled; submit it first, or take an id of \
             `kyc sandbox --list-scenarios`",
        )
    }
}

impl core::error::Error for NoSuchJob {}
