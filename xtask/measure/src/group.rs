use core::{hint::black_box, time::Duration};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::{GroupReport, Row};

const SLICE: Duration = Duration::from_millis(5);

/// What a candidate has to reach.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// At most so many times the floor's time.
    TimesFloor(f64),
    /// At least so much of the floor's rate.
    RateOfFloor(f64),
}

impl Target {
    /// Whether a time of so many floors reaches it.
    #[must_use]
    pub fn is_met(self, times_floor: f64) -> bool {
        match self {
            Self::TimesFloor(most) => times_floor <= most,
            Self::RateOfFloor(least) => times_floor.recip() >= least,
        }
    }
}

/// One way of doing the group's work.
pub struct Candidate<'a> {
    name: String,
    target: Option<Target>,
    run: Box<dyn FnMut(u64) -> Duration + 'a>,
}

impl core::fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Candidate")
            .field("name", &self.name)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl Candidate<'_> {
    /// At most so many times the floor's time.
    pub fn at_most(&mut self, times: f64) {
        self.target = Some(Target::TimesFloor(times));
    }

    /// At least so much of the floor's rate.
    pub fn at_least(&mut self, share: f64) {
        self.target = Some(Target::RateOfFloor(share));
    }
}

/// Candidates that do the same work on the same bytes; the first is the floor.
#[derive(Debug)]
pub struct Group<'a> {
    name: String,
    bytes: Option<usize>,
    slice: Duration,
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Group<'a> {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            bytes: None,
            slice: SLICE,
            candidates: Vec::new(),
        }
    }

    /// How many bytes one piece of work takes in, for the rate.
    pub fn bytes(&mut self, bytes: usize) {
        self.bytes = Some(bytes);
    }

    /// How long one candidate runs in one round, where 5 ms are too few for the work.
    pub fn slice(&mut self, slice: Duration) {
        self.slice = slice;
    }

    /// Adds a candidate. The first one added is the floor, 1.0.
    pub fn add<T>(&mut self, name: &str, mut work: impl FnMut() -> T + 'a) -> &mut Candidate<'a> {
        self.add_timed(name, move |times| {
            let started = Instant::now();
            for _ in 0..times {
                black_box(work());
            }
            started.elapsed()
        })
    }

    /// Adds a candidate that does its work the given number of times and takes the time itself.
    pub fn add_timed(
        &mut self,
        name: &str,
        run: impl FnMut(u64) -> Duration + 'a,
    ) -> &mut Candidate<'a> {
        let at = self.candidates.len();
        self.candidates.push(Candidate {
            name: name.to_owned(),
            target: None,
            run: Box::new(run),
        });
        #[allow(clippy::indexing_slicing, reason = "pushed the line before")]
        &mut self.candidates[at]
    }

    pub(crate) fn measure(mut self, rounds: usize) -> GroupReport {
        let slice = self.slice;
        let times: Vec<u64> = self
            .candidates
            .iter_mut()
            .map(|candidate| calibrate(candidate, slice))
            .collect();
        let mut nanoseconds = vec![Vec::with_capacity(rounds); self.candidates.len()];
        for round in 0..rounds {
            let mut order: Vec<usize> = (0..self.candidates.len()).collect();
            if round % 2 == 1 {
                order.reverse();
            }
            for at in order {
                if let (Some(candidate), Some(times), Some(taken)) = (
                    self.candidates.get_mut(at),
                    times.get(at),
                    nanoseconds.get_mut(at),
                ) {
                    taken.push((candidate.run)(*times).as_nanos() as f64 / *times as f64);
                }
            }
        }
        let floor = nanoseconds.first().cloned().unwrap_or_default();
        let rows = self
            .candidates
            .iter()
            .zip(&nanoseconds)
            .map(|(candidate, taken)| {
                Row::new(candidate.name.clone(), candidate.target, taken, &floor)
            })
            .collect();
        GroupReport {
            name: self.name,
            bytes: self.bytes,
            rows,
        }
    }
}

/// How often the work fits into one slice.
fn calibrate(candidate: &mut Candidate<'_>, slice: Duration) -> u64 {
    let mut times = 1;
    loop {
        let taken = (candidate.run)(times);
        if taken * 2 >= slice || times >= 1 << 30 {
            let share = slice.as_secs_f64() / taken.as_secs_f64().max(1e-9);
            return ((times as f64 * share) as u64).max(1);
        }
        times *= 2;
    }
}
