//! What the sandbox received and what it sent by itself.

use core::fmt;
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use http::{HeaderMap, Method};
use kyc_model::{Sensitive, Timestamp};

/// So many entries are kept; the oldest go first.
const MAX_ENTRIES: usize = 1_000;
/// So much of a body is kept.
const MAX_KEPT_BODY: usize = 64 * 1024;

/// One request that reached the sandbox. `Debug` shows no header, path or body.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// When, by the sandbox's clock.
    pub at: Timestamp,
    /// The method.
    pub method: Method,
    /// The path as it was sent, without query.
    pub path: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, up to 64 KiB of it.
    pub body: Sensitive<Vec<u8>>,
    /// The status that was answered; `None` when the connection was cut instead.
    pub answered: Option<u16>,
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("at", &self.at)
            .field("method", &self.method)
            .field("answered", &self.answered)
            .finish_non_exhaustive()
    }
}

/// One attempt to deliver a callback, a webhook or a notification. `Debug` shows no id.
#[derive(Clone)]
#[non_exhaustive]
pub struct CallbackAttempt {
    /// When, by the sandbox's clock.
    pub at: Timestamp,
    /// The job or person it is about.
    pub id: String,
    /// Counted from 1.
    pub attempt: usize,
    /// The status that came back; `None` when none came, or when nothing was sent: the URL is not on this machine, or 1,000
    /// deliveries were waiting.
    pub status: Option<u16>,
}

impl fmt::Debug for CallbackAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackAttempt")
            .field("at", &self.at)
            .field("attempt", &self.attempt)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    received: Ring<Received>,
    callbacks: Ring<CallbackAttempt>,
}

#[derive(Debug)]
struct Ring<T>(Mutex<VecDeque<T>>);

impl<T> Default for Ring<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Ring<T> {
    fn push(&self, entry: T) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_ENTRIES {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    fn all(&self) -> Vec<T> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().cloned().collect()
    }
}

impl Log {
    pub(crate) fn received(&self, entry: Received) {
        self.received.push(entry);
    }

    pub(crate) fn callback(&self, entry: CallbackAttempt) {
        self.callbacks.push(entry);
    }

    pub(crate) fn all_received(&self) -> Vec<Received> {
        self.received.all()
    }

    pub(crate) fn all_callbacks(&self) -> Vec<CallbackAttempt> {
        self.callbacks.all()
    }
}

/// As much of a body as is kept.
pub(crate) fn truncated(body: &Bytes) -> Sensitive<Vec<u8>> {
    let start = body.get(..MAX_KEPT_BODY).unwrap_or(body);
    Sensitive::new(start.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_first() {
        let ring = Ring::default();
        for number in 0..MAX_ENTRIES + 5 {
            ring.push(number);
        }
        let kept = ring.all();
        assert_eq!((kept.len(), kept[0]), (MAX_ENTRIES, 5));
    }

    #[test]
    fn a_body_is_kept_in_part() {
        let body = Bytes::from(vec![7; MAX_KEPT_BODY + 1]);
        assert_eq!(truncated(&body).expose().len(), MAX_KEPT_BODY);
        assert_eq!(truncated(&Bytes::from_static(b"ab")).expose(), b"ab");
    }
}
