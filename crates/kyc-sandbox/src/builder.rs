//! How a sandbox is set up.

use core::{fmt, time::Duration};
use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use secrecy::SecretString;
use smileid::Credentials;

use crate::{
    Account, Sandbox, UnknownJob, callback_sender::loopback, server::TlsError, settings::Settings,
};

/// Sets up a [`Sandbox`].
#[derive(Clone, Debug)]
pub struct Builder {
    pub(crate) listen: SocketAddr,
    pub(crate) account: Account,
    pub(crate) settings: Settings,
    pub(crate) tls: bool,
    pub(crate) client_ca_pem: Option<Vec<u8>>,
    pub(crate) callback_roots_pem: Option<Vec<u8>>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            account: Account::default(),
            settings: Settings::default(),
            tls: false,
            client_ca_pem: None,
            callback_roots_pem: None,
        }
    }
}

impl Builder {
    /// Where to listen; by default any free port of 127.0.0.1. Anything but loopback is refused at start.
    #[must_use]
    pub const fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Serves `https`, with a certificate for 127.0.0.1, ::1, localhost and the address of
    /// [`listen`](Self::listen) that is made at start. Clients have to trust [`Sandbox::ca_pem`].
    #[must_use]
    pub const fn tls(mut self, yes: bool) -> Self {
        self.tls = yes;
        self
    }

    /// greenID's certificate service takes only clients with a certificate of these CAs, in PEM; others get its
    /// `InvalidCertificateException`. Needs [`tls`](Self::tls).
    #[must_use]
    pub fn client_ca_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.client_ca_pem = Some(pem.into());
        self.settings.wants_certificate = true;
        self
    }

    /// The roots, in PEM, that are trusted where a callback URL is `https`; without any, no such URL is.
    #[must_use]
    pub fn callback_root_certificates_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.callback_roots_pem = Some(pem.into());
        self
    }

    /// Smile ID's partner id; V3 takes it without leading zeros.
    #[must_use]
    pub fn smileid_partner_id(mut self, id: impl Into<String>) -> Self {
        self.account.partner_id = id.into();
        self
    }

    /// Smile ID's API key.
    #[must_use]
    pub fn smileid_api_key(mut self, key: impl Into<SecretString>) -> Self {
        self.account.api_key = key.into();
        self
    }

    /// greenID's customer id.
    #[must_use]
    pub fn greenid_customer_id(mut self, id: impl Into<String>) -> Self {
        self.account.customer_id = id.into();
        self
    }

    /// greenID's password.
    #[must_use]
    pub fn greenid_password(mut self, password: impl Into<SecretString>) -> Self {
        self.account.password = password.into();
        self
    }

    /// How long a job takes from its beginning to its result, by the sandbox's clock; 3 seconds by default. A submitted job
    /// whose scenario has two steps takes it twice.
    #[must_use]
    pub const fn settle_after(mut self, time: Duration) -> Self {
        self.settings.settle_after = time;
        self
    }

    /// How long the scenario `slow` takes, in real time; 2 seconds by default.
    #[must_use]
    pub const fn slow_answer(mut self, time: Duration) -> Self {
        self.settings.slow_answer = time;
        self
    }

    /// Refuses Smile ID requests whose signed time lies further than this from the sandbox's clock. Off by default: that
    /// the real server has a window is known, its size is not.
    #[must_use]
    pub const fn timestamp_tolerance(mut self, window: Duration) -> Self {
        self.settings.timestamp_tolerance = Some(window);
        self
    }

    /// How Smile ID answers for a job that it has never seen.
    #[must_use]
    pub const fn unknown_job(mut self, answer: UnknownJob) -> Self {
        self.settings.unknown_job = answer;
        self
    }

    /// Spells five members of greenID's Post Office records as its documentation does, not as its live WSDL.
    #[must_use]
    pub const fn spec_spelling(mut self, yes: bool) -> Self {
        self.settings.spec_spelling = yes;
        self
    }

    /// The waits before each repetition of a callback that was not taken; by default 1, 2 and 4 seconds. That there are
    /// three repetitions is documented, the waits are not. Smile ID's alone; greenID's notifications are repeated five
    /// times, 30 seconds apart.
    #[must_use]
    pub fn callback_retries(mut self, waits: impl Into<Vec<Duration>>) -> Self {
        self.settings.callback_retries = waits.into();
        self
    }

    /// Where greenID tells of a person who became verified; anything but loopback is refused at start. Only HTTP 200
    /// counts as taken.
    #[must_use]
    pub fn notification_url(mut self, url: impl Into<String>) -> Self {
        self.settings.notification_url = Some(url.into());
        self
    }

    /// Where V3 webhooks go when the request names no URL, as set in the portal; anything but loopback is
    /// refused at start.
    #[must_use]
    pub fn v3_callback_url(mut self, url: impl Into<String>) -> Self {
        self.settings.v3_callback_url = Some(url.into());
        self
    }

    /// Smile ID's credentials of the account, if everything is sound that is not about listening.
    pub(crate) fn credentials(&self) -> Result<Credentials, StartError> {
        let leads_here =
            |url: &Option<String>| url.as_deref().is_none_or(|url| loopback(url).is_some());
        if !leads_here(&self.settings.notification_url) {
            return Err(StartError::NotificationUrl);
        }
        if !leads_here(&self.settings.v3_callback_url) {
            return Err(StartError::V3CallbackUrl);
        }
        if self.account.v3_partner_id().is_empty() {
            return Err(StartError::PartnerId);
        }
        self.account
            .smileid_credentials()
            .map_err(|_| StartError::PartnerId)
    }

    /// Starts it, on a thread of its own: it works in any runtime, and for blocking clients.
    ///
    /// # Errors
    /// What is wrong with the settings, or why the address cannot be listened on.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        Sandbox::begin(self)?.await
    }

    /// As [`start`](Self::start), for programs without a runtime. Inside one it would block it for a moment.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_blocking(self) -> Result<Sandbox, StartError> {
        pollster::block_on(Sandbox::begin(self)?)
    }
}

/// Why a sandbox did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not loopback. Nobody else must reach it.
    NotLoopback,
    /// The partner id is none: 1 to 64 visible ASCII characters, and something left without leading zeros.
    PartnerId,
    /// The URL for greenID's notifications leads to another machine or is none.
    NotificationUrl,
    /// The URL for V3 webhooks leads to another machine or is none.
    V3CallbackUrl,
    /// A client CA without TLS would be asked for nothing.
    ClientCaWithoutTls,
    /// The PEM of the client CA is of no use.
    ClientCa,
    /// The certificate, or the transport for callbacks, cannot be made.
    Tls(Box<dyn core::error::Error + Send + Sync>),
    /// It cannot listen, or not start its thread.
    Io(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback => {
                f.write_str("the sandbox listens on loopback only, such as 127.0.0.1:0")
            }
            Self::PartnerId => {
                f.write_str("the partner id has to be 1 to 64 visible ASCII characters, not all of them 0")
            }
            Self::NotificationUrl => f.write_str(
                "the notification URL has to lead to this machine, as http://127.0.0.1:8080/notifications does",
            ),
            Self::V3CallbackUrl => f.write_str(
                "the V3 callback URL has to lead to this machine, as http://127.0.0.1:8080/webhooks does",
            ),
            Self::ClientCaWithoutTls => f.write_str("a client CA needs TLS"),
            Self::ClientCa => {
                f.write_str("the client CA is no PEM file with certificates that can be used")
            }
            Self::Tls(_) => f.write_str("TLS cannot be set up"),
            Self::Io(_) => f.write_str("the sandbox cannot listen"),
        }
    }
}

impl core::error::Error for StartError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Tls(error) => Some(&**error),
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<TlsError> for StartError {
    fn from(error: TlsError) -> Self {
        match error {
            TlsError::ClientCa => Self::ClientCa,
            error => Self::Tls(Box::new(error)),
        }
    }
}
