//! A time that never goes back.

use core::time::Duration;
use std::sync::Arc;

use kyc_http::Clock;
use kyc_model::Timestamp;

use crate::wait::following::later;

/// The clock's time, except that it stands still while the clock was set back, and goes on from there.
pub(super) struct Steady {
    clock: Arc<dyn Clock>,
    /// What the clock said last.
    last: Timestamp,
    /// By how much the clock was set back in all.
    ahead: Duration,
}

impl Steady {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            last: clock.now(),
            clock,
            ahead: Duration::ZERO,
        }
    }

    pub(super) fn now(&mut self) -> Timestamp {
        let now = self.clock.now();
        let set_back = self.last.since(now).unwrap_or_default();
        self.ahead = self.ahead.saturating_add(set_back);
        self.last = now;
        later(now, self.ahead)
    }

    /// The time without noting it.
    pub(super) fn peek(&self) -> Timestamp {
        let now = self.clock.now();
        let set_back = self.last.since(now).unwrap_or_default();
        later(now, self.ahead.saturating_add(set_back))
    }
}

#[cfg(test)]
mod tests {
    use kyc_http::FixedClock;

    use super::*;

    #[test]
    fn it_never_goes_back() {
        let clock = Arc::new(FixedClock::new("2026-01-01T10:00:00Z".parse().unwrap()));
        let mut steady = Steady::new(clock.clone());
        let hour = Duration::from_secs(3600);
        assert_eq!(steady.now().to_string(), "2026-01-01T10:00:00Z");
        clock.advance(hour);
        assert_eq!(steady.now().to_string(), "2026-01-01T11:00:00Z");
        clock.set("2026-01-01T08:00:00Z".parse().unwrap());
        assert_eq!(steady.peek().to_string(), "2026-01-01T11:00:00Z");
        assert_eq!(steady.now().to_string(), "2026-01-01T11:00:00Z");
        clock.advance(hour);
        assert_eq!(steady.now().to_string(), "2026-01-01T12:00:00Z");
        assert_eq!(steady.peek(), steady.now());
    }
}
