//! The time inside the sandbox, which a test moves.

use core::time::Duration;
use std::sync::{Arc, Mutex, PoisonError};

use kyc_http::{Clock, SystemClock};
use kyc_model::Timestamp;
use tokio::sync::Notify;

/// The sandbox's time: the machine's, moved ahead, or standing still. Clones are the same clock.
///
/// Jobs settle, tokens expire and callbacks are repeated by it. Give it to a client as its clock, and both move together.
#[derive(Clone, Debug, Default)]
pub struct SandboxClock(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    mode: Mutex<Mode>,
    moved: Notify,
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Offset(Duration),
    Stopped(Timestamp),
}

impl Default for Mode {
    fn default() -> Self {
        Self::Offset(Duration::ZERO)
    }
}

impl Mode {
    fn now(self) -> Timestamp {
        match self {
            Self::Offset(by) => SystemClock.now().checked_add(by).unwrap_or(Timestamp::MAX),
            Self::Stopped(at) => at,
        }
    }
}

impl SandboxClock {
    /// Moves the time ahead, and wakes whatever waits for it.
    pub fn advance(&self, by: Duration) {
        self.change(|mode| match mode {
            Mode::Offset(ahead) => Mode::Offset(ahead.saturating_add(by)),
            Mode::Stopped(at) => Mode::Stopped(at.checked_add(by).unwrap_or(at)),
        });
    }

    /// Stops the time at `at`; from then on it moves only by [`advance`](Self::advance).
    pub fn stop_at(&self, at: Timestamp) {
        self.change(|_| Mode::Stopped(at));
    }

    /// Lets the time run again, from the machine's.
    pub fn run(&self) {
        self.change(|_| Mode::default());
    }

    fn change(&self, to: impl FnOnce(Mode) -> Mode) {
        let mut mode = self.0.mode.lock().unwrap_or_else(PoisonError::into_inner);
        *mode = to(*mode);
        drop(mode);
        self.0.moved.notify_waiters();
    }

    fn mode(&self) -> Mode {
        *self.0.mode.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the clock shows `at`.
    pub(crate) async fn wait_until(&self, at: Timestamp) {
        loop {
            let moved = self.0.moved.notified();
            tokio::pin!(moved);
            // Registered before the look at the mode, so that no move is missed between the two.
            moved.as_mut().enable();
            let mode = self.mode();
            let Some(left) = at.since(mode.now()).filter(|left| !left.is_zero()) else {
                return;
            };
            match mode {
                Mode::Stopped(_) => moved.await,
                Mode::Offset(_) => tokio::select! {
                    () = moved => {}
                    () = tokio::time::sleep(left) => {}
                },
            }
        }
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> Timestamp {
        self.mode().now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_ahead_stands_still_and_runs_again() {
        let clock = SandboxClock::default();
        let start = SystemClock.now();
        clock.advance(Duration::from_secs(3600));
        assert!(clock.now().since(start).unwrap() >= Duration::from_secs(3600));
        let still: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        clock.stop_at(still);
        assert_eq!(clock.now(), still);
        clock.advance(Duration::from_secs(1));
        assert_eq!(clock.now().to_string(), "2026-01-02T03:04:06Z");
        clock.run();
        assert!(clock.now() >= start);
    }

    #[tokio::test]
    async fn a_wait_ends_when_the_clock_is_moved() {
        let clock = SandboxClock::default();
        clock.stop_at("2026-01-02T03:04:05Z".parse().unwrap());
        let other = clock.clone();
        let waiting = tokio::spawn(async move {
            other
                .wait_until("2026-01-02T03:05:05Z".parse().unwrap())
                .await;
            other.now().to_string()
        });
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        clock.advance(Duration::from_secs(1));
        assert_eq!(waiting.await.unwrap(), "2026-01-02T03:05:05Z");
    }
}
