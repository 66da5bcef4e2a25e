//! How hard a watch may work.

use core::time::Duration;
use std::collections::BTreeMap;

use kyc_model::{Timestamp, outcome::Provider};

use crate::wait::following::later;

/// How many questions there may be in a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    interval: Duration,
    burst: u32,
}

impl Rate {
    /// So many questions a second, evenly. 0 counts as 1.
    #[must_use]
    pub const fn per_second(questions: u32) -> Self {
        Self::new(questions, Duration::from_secs(1))
    }

    /// So many questions in `period`, evenly: one each `period / questions`, or, where that is under 50 ms, as many at
    /// once as come in 50 ms. 0 counts as 1; a period of nothing is no limit.
    #[must_use]
    pub const fn new(questions: u32, period: Duration) -> Self {
        let questions = if questions == 0 { 1 } else { questions };
        let interval = match period.checked_div(questions) {
            Some(interval) => interval,
            None => period,
        };
        // Timers are not finer than a millisecond.
        let together = match 50_000_000_u128.checked_div(interval.as_nanos()) {
            Some(count) if count < questions as u128 => count as u32,
            _ => questions,
        };
        Self {
            interval,
            burst: if together == 0 { 1 } else { together },
        }
    }

    /// The same rate with so many questions at once after a pause; in any stretch of time there are at most as many more
    /// than the rate says. 0 counts as 1.
    #[must_use]
    pub const fn with_burst(mut self, questions: u32) -> Self {
        self.burst = if questions == 0 { 1 } else { questions };
        self
    }
}

/// How many questions a [`Watch`](super::Watch) has under way, and how many it asks in a time.
#[derive(Clone, Debug)]
#[must_use]
pub struct WatchLimits {
    pub(super) max_in_flight: usize,
    rate: Rate,
    rates: BTreeMap<Provider, Rate>,
}

impl Default for WatchLimits {
    /// 32 questions under way, 20 a second to each provider.
    fn default() -> Self {
        Self {
            max_in_flight: 32,
            rate: Rate::per_second(20),
            rates: BTreeMap::new(),
        }
    }
}

impl WatchLimits {
    /// How many questions are under way at most, over all providers. 32 unless set; 0 counts as 1. Each provider gets an
    /// equal share, so that one that hangs cannot stop the others, and always at least one, even beyond this number.
    pub const fn with_max_in_flight(mut self, questions: usize) -> Self {
        self.max_in_flight = if questions == 0 { 1 } else { questions };
        self
    }

    /// How many questions each provider gets in a time, unless it has a rate of its own. 20 a second unless set.
    ///
    /// A question counts once, however many attempts the provider's client makes of it: under a watch, clients do best
    /// with [`RetryPolicy::never`](kyc_http::RetryPolicy::never), for the watch asks again anyway, and sees a
    /// `Retry-After` at once.
    pub const fn with_rate(mut self, rate: Rate) -> Self {
        self.rate = rate;
        self
    }

    /// How many questions this provider gets in a time.
    pub fn with_rate_of(mut self, provider: Provider, rate: Rate) -> Self {
        self.rates.insert(provider, rate);
        self
    }

    pub(super) fn rate_of(&self, provider: &Provider) -> Rate {
        self.rates.get(provider).copied().unwrap_or(self.rate)
    }
}

/// Keeps a rate: the generic cell rate algorithm.
#[derive(Debug)]
pub(super) struct Meter {
    rate: Rate,
    /// When the last question would be due if all came evenly.
    even: Option<Timestamp>,
}

impl Meter {
    pub(super) const fn new(rate: Rate) -> Self {
        Self { rate, even: None }
    }

    /// When the next question may be asked.
    pub(super) fn free_at(&self, now: Timestamp) -> Timestamp {
        let credit = self.rate.interval.saturating_mul(self.rate.burst - 1);
        self.even
            .and_then(|even| even.checked_sub(credit))
            .map_or(now, |free| free.max(now))
    }

    pub(super) fn take(&mut self, now: Timestamp) {
        let even = self.even.map_or(now, |even| even.max(now));
        self.even = Some(later(even, self.rate.interval));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_kept_after_a_burst() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        for rate in [
            Rate::per_second(10),
            Rate::per_second(10).with_burst(1),
            Rate::new(600, Duration::from_secs(60)).with_burst(3),
        ] {
            let mut meter = Meter::new(rate);
            let mut now = start;
            let mut at = Vec::new();
            for _ in 0..100 {
                now = meter.free_at(now);
                meter.take(now);
                at.push(now.since(start).unwrap());
            }
            let burst = at.iter().filter(|at| at.is_zero()).count();
            assert_eq!(burst, rate.burst as usize);
            // In any stretch of time: a burst, and one more for each interval.
            for (first, from) in at.iter().enumerate() {
                for (count, until) in at.iter().skip(first).enumerate() {
                    let more = u32::try_from(count + 1).unwrap().saturating_sub(rate.burst);
                    assert!(*until - *from >= rate.interval * more);
                }
            }
            assert_eq!(at[99], rate.interval * (100 - rate.burst));
            // After a pause there is a burst again, but no more than one.
            let paused = later(now, Duration::from_secs(3600));
            let again = (0..50)
                .take_while(|_| {
                    meter.free_at(paused) == paused && {
                        meter.take(paused);
                        true
                    }
                })
                .count();
            assert_eq!(again, burst);
        }
        assert_eq!(Rate::per_second(0), Rate::per_second(1));
    }
}
