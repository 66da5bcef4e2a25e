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

use crate::{log::CallbackAttempt, world::World};

/// A receiver has 35 seconds to answer. Source: V3's webhooks.
const ANSWER_LIMIT: Duration = Duration::from_secs(35);
const MAX_ANSWER_BYTES: usize = 64 * 1024;
/// So many attempts are under way at once; further ones wait.
const MAX_ATTEMPTS: usize = 32;
/// So many parcels wait or are under way; further ones are dropped.
const MAX_PARCELS: usize = 1_000;

#[derive(Debug)]
pub(crate) struct Postman {
    transport: ReqwestTransport,
    attempts: Semaphore,
    parcels: Arc<Semaphore>,
}

/// What is to be delivered.
pub(crate) struct Parcel {
    /// The job or person, for the log.
    pub(crate) id: String,
    pub(crate) url: String,
    /// Not before this.
    pub(crate) at: Timestamp,
    /// Waits before each repetition.
    pub(crate) retries: Vec<Duration>,
    /// The statuses by which it is taken.
    pub(crate) taken_by: RangeInclusive<u16>,
    /// Makes headers and body for one attempt; `None` where there is nothing to tell.
    pub(crate) letter: Box<Writer>,
}

type Writer = dyn Fn(&World, Timestamp) -> Option<Letter> + Send + Sync;

/// Headers and body of one attempt.
pub(crate) struct Letter {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Postman {
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
                parcels: Arc::new(Semaphore::new(MAX_PARCELS)),
            })
    }

    async fn attempt(&self, url: &Uri, letter: Letter) -> Option<u16> {
        let mut request = Request::new(letter.body);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.clone();
        *request.headers_mut() = letter.headers;
        let limits = ResponseLimits::default().with_max_body_bytes(MAX_ANSWER_BYTES);
        let answer = self.transport.send(request, limits).await.ok()?;
        Some(answer.status().as_u16())
    }
}

/// Delivers in the background, on the sandbox's own runtime.
pub(crate) fn send(world: &Arc<World>, parcel: Parcel) {
    let Ok(place) = Arc::clone(&world.postman.parcels).try_acquire_owned() else {
        world.log.callback(CallbackAttempt {
            at: world.clock.now(),
            id: parcel.id,
            attempt: 1,
            status: None,
        });
        return;
    };
    let runtime = world.runtime.clone();
    let world = Arc::clone(world);
    runtime.spawn(async move {
        let _place = place;
        world.clock.reach(parcel.at).await;
        let waits = parcel.retries.iter().map(Some).chain([None]);
        for (attempt, wait) in (1..).zip(waits) {
            let turn = world.postman.attempts.acquire().await;
            let at = world.clock.now();
            let Some(letter) = (parcel.letter)(&world, at) else {
                return;
            };
            let url = loopback(&parcel.url);
            let status = match &url {
                Some(url) => world.postman.attempt(url, letter).await,
                None => None,
            };
            drop(turn);
            world.log.callback(CallbackAttempt {
                at,
                id: parcel.id.clone(),
                attempt,
                status,
            });
            let is_taken = status.is_some_and(|status| parcel.taken_by.contains(&status));
            match wait.and_then(|wait| at.checked_add(*wait)) {
                Some(next) if !is_taken && url.is_some() => world.clock.reach(next).await,
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
