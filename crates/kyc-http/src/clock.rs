//! The one place that asks what time it is.

use core::{fmt::Debug, time::Duration};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use kyc_model::Timestamp;

/// Tells the time for signing, freshness and waiting.
///
/// Production code passes [`SystemClock`], tests pass [`FixedClock`]. It measures no socket time-out.
pub trait Clock: Send + Sync + Debug {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// The clock of the operating system.
///
/// A machine set before 1970 reads as 1970-01-01 and one set past the year 9998 as 9999-01-01, both in UTC.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that everything else takes by injection"
    )]
    fn now(&self) -> Timestamp {
        let since_1970 = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        from_1970(since_1970)
    }
}

/// 9999-01-01T00:00:00Z.
const LATEST: Duration = Duration::from_secs(253_370_764_800);

#[expect(
    clippy::expect_used,
    reason = "both ends of the clamped range are valid, and a test holds them"
)]
fn from_1970(since: Duration) -> Timestamp {
    let nanos = i128::try_from(since.min(LATEST).as_nanos()).unwrap_or(0);
    Timestamp::from_unix_nanos(nanos).expect("an instant between 1970 and 9999")
}

/// A clock that stands still until it is moved, for tests.
///
/// ```
/// use core::time::Duration;
/// use kyc_http::{Clock, FixedClock};
/// let clock = FixedClock::new("2026-01-02T03:04:05Z".parse()?);
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().to_string(), "2026-01-02T03:05:05Z");
/// # Ok::<(), kyc_model::TimestampError>(())
/// ```
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub const fn new(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the clock to `now`, forward or back.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves the clock forward. Past the year 9999 it stays where it is.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(by).unwrap_or(*now);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_times_are_clamped() {
        for (since, text) in [
            (Duration::ZERO, "1970-01-01T00:00:00Z"),
            (Duration::from_millis(1500), "1970-01-01T00:00:01.5Z"),
            (LATEST, "9999-01-01T00:00:00Z"),
            (Duration::MAX, "9999-01-01T00:00:00Z"),
        ] {
            assert_eq!(from_1970(since).to_string(), text);
        }
    }

    #[test]
    fn the_system_clock_is_past_the_day_it_was_written() {
        let written: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert!(SystemClock.now() > written);
    }

    #[test]
    fn a_shared_fixed_clock_moves_for_everybody() {
        let clock = Arc::new(FixedClock::new("2026-01-02T03:04:05Z".parse().unwrap()));
        let seen: Arc<dyn Clock> = clock.clone();
        clock.advance(Duration::from_secs(1));
        assert_eq!(seen.now().to_string(), "2026-01-02T03:04:06Z");
        clock.advance(Duration::MAX);
        assert_eq!(seen.now().to_string(), "2026-01-02T03:04:06Z");
        clock.set("2020-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(seen.now().to_string(), "2020-01-01T00:00:00Z");
    }
}
