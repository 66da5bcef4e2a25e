//! Delivers callbacks, webhooks and notifications to this machine, again where they were not taken.

use core::{ops::RangeInclusive, time::Duration};
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};
use kyc_http::{
    BuildError, Clock as _, ReqwestTransport, ResponseLimits, Security, Transport as _, check_url,
};
use kyc_model::Timestamp;
use tokio::sync::Semaphore;

use crate::{log::CallbackAttempt, shared_state::SharedState};

/// A receiver has 35 seconds to answer. Source: V3's webhooks.
const ANSWER_LIMIT: Duration = Duration::from_secs(35);
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// So many attempts are under way at once; further ones wait.
const MAX_ATTEMPTS: usize = 32;
/// So many callbacks wait or are under way; further ones are dropped.
const MAX_PENDING: usize = 1_000;

#[derive(Debug)]
pub(crate) struct CallbackSender {
    transport: ReqwestTransport,
    attempts: Semaphore,
    pending: Arc<Semaphore>,
}

/// What is to be delivered.
pub(crate) struct Callback {
    /// The job or person, for the log.
    pub(crate) id: String,
    pub(crate) url: String,
    /// Not before this.
    pub(crate) at: Timestamp,
    /// Waits before each repetition.
    pub(crate) retries: Vec<Duration>,
    /// The statuses by which it is taken.
    pub(crate) accepted: RangeInclusive<u16>,
    /// Makes headers and body for one attempt; `None` where there is nothing to tell.
    pub(crate) message: Box<MakeMessage>,
}

type MakeMessage = dyn Fn(&SharedState, Timestamp) -> Option<Message> + Send + Sync;

/// Headers and body of one attempt.
pub(crate) struct Message {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl CallbackSender {
    pub(crate) fn new(roots_pem: &[u8]) -> Result<Self, BuildError> {
        ReqwestTransport::builder()
            .allow_loopback_http(true)
            .only_root_certificates_pem(roots_pem)
            .total_timeout(ANSWER_LIMIT)
            .user_agent("kyc-sandbox")
            .build()
            .map(|transport| Self {
                transport,
                attempts: Semaphore::new(MAX_ATTEMPTS),
                pending: Arc::new(Semaphore::new(MAX_PENDING)),
            })
    }

    async fn attempt(&self, url: &Uri, message: Message) -> Option<u16> {
        let mut request = Request::new(message.body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        *request.headers_mut() = message.headers;
        let limits = ResponseLimits::default().with_max_body_bytes(MAX_ANSWER_BYTES);
        let answer = self.transport.send(request, limits).await.ok()?;
        Some(answer.status().as_u16())
    }
}

/// Delivers in the background, on the sandbox's own runtime.
pub(crate) fn send(shared: &Arc<SharedState>, callback: Callback) {
    let Ok(slot) = Arc::clone(&shared.callback_sender.pending).try_acquire_owned() else {
        shared.log.callback(CallbackAttempt {
            at: shared.clock.now(),
            id: callback.id,
            attempt: 1,
            status: None,
        });
        return;
    };
    let runtime = shared.runtime.clone();
    let shared = Arc::clone(shared);
    runtime.spawn(async move {
        let _slot = slot;
        shared.clock.wait_until(callback.at).await;
        let waits = callback.retries.iter().map(Some).chain([None]);
        for (attempt, wait) in (1..).zip(waits) {
            let turn = shared.callback_sender.attempts.acquire().await;
            let at = shared.clock.now();
            let Some(message) = (callback.message)(&shared, at) else {
                return;
            };
            let url = loopback(&callback.url);
            let status = match &url {
                Some(url) => shared.callback_sender.attempt(url, message).await,
                None => None,
            };
            drop(turn);
            shared.log.callback(CallbackAttempt {
                at,
                id: callback.id.clone(),
                attempt,
                status,
            });
            let is_taken = status.is_some_and(|status| callback.accepted.contains(&status));
            match wait.and_then(|wait| at.checked_add(*wait)) {
                Some(next) if !is_taken && url.is_some() => shared.clock.wait_until(next).await,
                _ => return,
            }
        }
    });
}

/// The URL, if it leads to this machine.
pub(crate) fn loopback(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let authority = uri.authority()?.as_str();
    // The judgement of names is that for plain http, whatever the scheme.
    let plain: Uri = format!("http://{authority}/").parse().ok()?;
    let is_here = check_url(&plain, true).ok()? == Security::LoopbackHttp;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    (is_here && is_web).then_some(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_told_anything() {
        for url in [
            "http://127.0.0.1:8080/cb",
            "https://localhost/cb",
            "http://[::1]:1/",
        ] {
            assert!(loopback(url).is_some(), "{url}");
        }
        for url in [
            "https://cb.example/x",
            "http://127.0.0.1.example/",
            "http://user@127.0.0.1/",
            "ftp://127.0.0.1/",
            "/cb",
            "",
        ] {
            assert!(loopback(url).is_none(), "{url}");
        }
    }
}
