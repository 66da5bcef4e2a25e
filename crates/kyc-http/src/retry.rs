//! When a failed attempt is followed by another.

use core::time::Duration;

use kyc_model::Timestamp;

/// How often and for how long a request that is safe to repeat is repeated.
///
/// It governs when attempts *begin*. How long one takes is bounded by the time-outs of the [`Transport`](crate::Transport),
/// so the whole takes at most the budget and one attempt more.
///
/// Waits grow by *full jitter*: before the n-th repetition anything between nothing and `base × 2^(n-1)`, at most the
/// cap. A provider's `Retry-After` is honored where it is longer; one over its ceiling ends the attempts, for a request
/// sent earlier than asked is refused again, and the error tells how long to wait.
///
/// ```
/// use core::time::Duration;
/// use kyc_http::RetryPolicy;
/// let patient = RetryPolicy::default().with_max_attempts(5).with_budget(Duration::from_secs(120));
/// assert_eq!(patient.max_attempts(), 5);
/// assert_eq!(RetryPolicy::never().max_attempts(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    cap: Duration,
    budget: Duration,
    max_retry_after: Duration,
    seed: Option<u64>,
}

impl Default for RetryPolicy {
    /// 3 attempts, random waits of at most 200 ms and then 400 ms (5 s at most with more attempts), no new attempt later
    /// than 60 s after the first, `Retry-After` up to 30 s.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(5),
            budget: Duration::from_secs(60),
            max_retry_after: Duration::from_secs(30),
            seed: None,
        }
    }
}

impl RetryPolicy {
    /// One attempt.
    pub fn never() -> Self {
        Self::default().with_max_attempts(1)
    }

    /// How many attempts there are at most, the first included. 3 unless set; 0 counts as 1.
    pub const fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// The longest wait before the second attempt, and the cap that doubling it stops at. 200 ms and 5 s unless set.
    pub const fn with_backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// The time after the first attempt within which the last one has to start. 60 seconds unless set. An attempt that
    /// has started is ended by the transport's own time-outs alone.
    pub const fn with_budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// The longest `Retry-After` that is waited for. 30 seconds unless set.
    pub const fn with_max_retry_after(mut self, ceiling: Duration) -> Self {
        self.max_retry_after = ceiling;
        self
    }

    /// The same waits each time, for tests.
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// How many attempts there are at most.
    #[must_use]
    pub const fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    pub(crate) fn start(&self, now: Timestamp) -> Attempts {
        Attempts {
            policy: *self,
            started: now,
            made: 0,
            random: self
                .seed
                .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed),
        }
    }
}

/// The attempts of one request, without I/O.
pub(crate) struct Attempts {
    policy: RetryPolicy,
    started: Timestamp,
    made: u32,
    random: fastrand::Rng,
}

impl Attempts {
    /// Counts an attempt that begins now, from 1.
    pub(crate) const fn begin(&mut self) -> u32 {
        self.made = self.made.saturating_add(1);
        self.made
    }

    /// How long to wait before the next attempt, or `None` when there is none.
    pub(crate) fn wait(
        &mut self,
        now: Timestamp,
        retry_after: Option<Duration>,
    ) -> Option<Duration> {
        if self.made >= self.policy.max_attempts {
            return None;
        }
        if retry_after.is_some_and(|asked| asked > self.policy.max_retry_after) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(self.made.saturating_sub(1));
        let most = self
            .policy
            .base
            .saturating_mul(doubled)
            .min(self.policy.cap);
        let jittered = most.mul_f64(self.random.f64());
        let wait = jittered.max(retry_after.unwrap_or_default());
        let elapsed = now.since(self.started).unwrap_or_default();
        (elapsed.saturating_add(wait) <= self.policy.budget).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn start() -> Timestamp {
        "2026-01-02T03:04:05Z".parse().unwrap()
    }

    #[test]
    fn waits_are_spread_over_a_doubling_range_up_to_the_cap() {
        let policy = RetryPolicy::default()
            .with_max_attempts(7)
            .with_backoff(ms(100), ms(1000));
        let mut longest = [Duration::ZERO; 6];
        let mut shortest = [Duration::MAX; 6];
        for seed in 0..2000 {
            let mut attempts = policy.with_seed(seed).start(start());
            for repetition in 0..6 {
                attempts.begin();
                let wait = attempts.wait(start(), None).unwrap();
                longest[repetition] = longest[repetition].max(wait);
                shortest[repetition] = shortest[repetition].min(wait);
            }
        }
        for (repetition, most) in [100, 200, 400, 800, 1000, 1000].into_iter().enumerate() {
            let most = ms(most);
            assert!(longest[repetition] <= most);
            assert!(longest[repetition] > most.mul_f64(0.99), "{longest:?}");
            assert!(shortest[repetition] < most.mul_f64(0.01), "{shortest:?}");
        }
    }

    #[test]
    fn attempts_are_counted() {
        let mut attempts = RetryPolicy::default().start(start());
        assert_eq!(attempts.begin(), 1);
        assert!(attempts.wait(start(), None).is_some());
        assert_eq!(attempts.begin(), 2);
        assert!(attempts.wait(start(), None).is_some());
        assert_eq!(attempts.begin(), 3);
        assert_eq!(attempts.wait(start(), None), None);

        let mut never = RetryPolicy::never().start(start());
        never.begin();
        assert_eq!(never.wait(start(), None), None);
        assert_eq!(RetryPolicy::never().with_max_attempts(0).max_attempts(), 1);
    }

    #[test]
    fn the_provider_s_wait_is_kept_and_one_over_the_ceiling_ends_it() {
        let policy = RetryPolicy::default().with_backoff(ms(1), ms(1));
        let mut attempts = policy.start(start());
        attempts.begin();
        let asked = Duration::from_secs(30);
        assert_eq!(attempts.wait(start(), Some(asked)), Some(asked));
        assert_eq!(attempts.wait(start(), Some(asked + ms(1))), None);
        assert!(attempts.wait(start(), Some(Duration::ZERO)).unwrap() <= ms(1));
    }

    #[test]
    fn nothing_starts_after_the_budget() {
        let policy = RetryPolicy::default()
            .with_backoff(Duration::ZERO, Duration::ZERO)
            .with_budget(Duration::from_secs(10));
        let mut attempts = policy.start(start());
        attempts.begin();
        let at = |seconds| start().checked_add(Duration::from_secs(seconds)).unwrap();
        assert_eq!(attempts.wait(at(10), None), Some(Duration::ZERO));
        assert_eq!(attempts.wait(at(11), None), None);
        let asked = Some(Duration::from_secs(5));
        assert_eq!(attempts.wait(at(5), asked), asked);
        assert_eq!(attempts.wait(at(6), asked), None);
        // A clock that was set back counts as no time.
        let earlier = "2020-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(attempts.wait(earlier, None), Some(Duration::ZERO));
    }
}
