//! How long to wait, and how often to ask meanwhile.

use core::{fmt, time::Duration};
use std::sync::Arc;

use super::Progress;
use crate::AskOptions;

/// How long to wait for an answer, how often to ask, and what to ask for.
///
/// Questions are spread at random between the floor and a limit that grows with each one, up to the ceiling. A change
/// in the answer starts again at the floor: what moves is asked about more often.
///
/// ```
/// use core::time::Duration;
/// use kyc_facade::WaitPlan;
/// let three_days = WaitPlan::for_at_most(Duration::from_secs(3 * 86_400))
///     .with_pace(Duration::from_secs(5), Duration::from_secs(600));
/// ```
#[derive(Clone)]
#[must_use]
pub struct WaitPlan {
    pub(super) limit: Duration,
    pub(super) floor: Duration,
    pub(super) ceiling: Duration,
    pub(super) growth: f64,
    pub(super) max_retry_after: Duration,
    pub(super) grace: Duration,
    pub(super) question_limit: Duration,
    pub(super) ask_subject_every: Option<Duration>,
    pub(super) ask_reviewer_every: Option<Duration>,
    pub(super) ask: AskOptions,
    pub(super) seed: Option<u64>,
    pub(super) on_progress: Option<Arc<Hook>>,
}

type Hook = dyn Fn(&Progress) + Send + Sync;

impl WaitPlan {
    /// Asks no later than this after the wait began; with nothing it asks once. The question that is under way then may
    /// take as long as [any](Self::with_question_limit). The other settings are as their methods say.
    pub fn for_at_most(limit: Duration) -> Self {
        Self {
            limit,
            floor: Duration::from_secs(2),
            ceiling: Duration::from_secs(300),
            growth: 1.5,
            max_retry_after: Duration::from_secs(3600),
            grace: Duration::from_secs(120),
            question_limit: Duration::from_secs(60),
            ask_subject_every: None,
            ask_reviewer_every: None,
            ask: AskOptions::default(),
            seed: None,
            on_progress: None,
        }
    }

    /// The shortest and the longest time between two questions; the last one may come sooner, when the time of the plan is up,
    /// and one that a `Retry-After` holds up later. 2 seconds and 5 minutes unless set; a ceiling under the
    /// floor counts as the floor.
    pub fn with_pace(mut self, floor: Duration, ceiling: Duration) -> Self {
        self.floor = floor;
        self.ceiling = ceiling.max(floor);
        self
    }

    /// By what the limit between floor and ceiling grows with each question. 1.5 unless set; less than 1, or not a
    /// number, counts as 1.
    pub const fn with_growth(mut self, growth: f64) -> Self {
        // Not `max`, which would let infinity through as well.
        self.growth = if growth > 1.0 && growth.is_finite() {
            growth
        } else {
            1.0
        };
        self
    }

    /// The longest that a provider's `Retry-After` holds up the next question. 1 hour unless set.
    pub const fn with_max_retry_after(mut self, ceiling: Duration) -> Self {
        self.max_retry_after = ceiling;
        self
    }

    /// For how long after the first question *no such job* and answers that are incomplete are asked about again: a
    /// provider may know of a job a moment later than the caller does. The last question is at its end, or later where a
    /// `Retry-After` holds it up. 2 minutes unless set.
    pub const fn with_grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// Goes on asking, at most this often but for the last question at the end of the plan, while the provider waits for the person to act. Unless set, waiting ends there:
    /// the provider cannot get further by itself.
    pub const fn ask_while_subject_acts(mut self, every: Duration) -> Self {
        self.ask_subject_every = Some(every);
        self
    }

    /// Goes on asking, at most this often but for the last question at the end of the plan, while a provisional answer waits for a person of **yours** to review it at the
    /// provider, as greenID's `PENDING` does. Unless set, waiting ends there.
    pub const fn ask_while_you_review(mut self, every: Duration) -> Self {
        self.ask_reviewer_every = Some(every);
        self
    }

    /// The longest that one question may take, all its attempts included, before it is given up like one that failed for
    /// a reason that passes. 60 seconds unless set. Always real time, whatever the clock is.
    pub const fn with_question_limit(mut self, limit: Duration) -> Self {
        self.question_limit = limit;
        self
    }

    /// What to ask for with every question.
    pub const fn with_options(mut self, options: AskOptions) -> Self {
        self.ask = options;
        self
    }

    /// The same waits each time, for tests.
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Calls `hook` after each question whose answer did not end the wait. It should return soon and not panic. A
    /// [stream](super::Waiter::stream) and a [watch](super::Watch) report by their items instead.
    pub fn on_progress(mut self, hook: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.on_progress = Some(Arc::new(hook));
        self
    }

    pub(super) fn random(&self) -> fastrand::Rng {
        self.seed
            .map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)
    }

    /// The wait before the next question, after `unchanged` answers in a row that said nothing new.
    pub(super) fn pause(&self, unchanged: u16, random: &mut fastrand::Rng) -> Duration {
        let floor = self.floor.as_secs_f64();
        let grown = floor.max(0.001) * self.growth.powi(i32::from(unchanged).saturating_add(1));
        let most = grown.min(self.ceiling.as_secs_f64()).max(floor);
        let pause = floor + (most - floor) * random.f64();
        Duration::try_from_secs_f64(pause)
            .unwrap_or(self.ceiling)
            .clamp(self.floor, self.ceiling)
    }
}

impl fmt::Debug for WaitPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitPlan")
            .field("limit", &self.limit)
            .field("floor", &self.floor)
            .field("ceiling", &self.ceiling)
            .field("grace", &self.grace)
            .field("ask", &self.ask)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_lie_between_floor_and_a_growing_limit() {
        let (floor, ceiling) = (Duration::from_secs(2), Duration::from_secs(20));
        let plan = WaitPlan::for_at_most(Duration::MAX).with_pace(floor, ceiling);
        let mut random = fastrand::Rng::with_seed(1);
        for (unchanged, most) in [(0, 3.0), (1, 4.5), (2, 6.75), (10, 20.0), (u16::MAX, 20.0)] {
            let pauses: Vec<_> = (0..2000)
                .map(|_| plan.pause(unchanged, &mut random).as_secs_f64())
                .collect();
            let (low, high) = pauses
                .iter()
                .fold((f64::MAX, 0.0_f64), |(low, high), &pause| {
                    (low.min(pause), high.max(pause))
                });
            assert!((2.0..2.1).contains(&low), "{unchanged}: {low}");
            assert!(high <= most && high > most * 0.98, "{unchanged}: {high}");
        }
    }

    #[test]
    fn odd_settings_stay_in_bounds() {
        let mut random = fastrand::Rng::with_seed(1);
        let second = Duration::from_secs(1);
        for growth in [f64::NAN, f64::INFINITY, -3.0, 0.0, 1e300] {
            let plan = WaitPlan::for_at_most(second)
                .with_pace(second, Duration::ZERO)
                .with_growth(growth);
            assert_eq!(plan.pause(9, &mut random), second);
        }
        let eager = WaitPlan::for_at_most(second).with_pace(Duration::ZERO, Duration::MAX);
        assert!(eager.pause(0, &mut random) <= Duration::from_millis(2));
        assert!(eager.pause(u16::MAX, &mut random) <= Duration::MAX);
    }
}
