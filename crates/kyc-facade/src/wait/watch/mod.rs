//! Following many verifications at once, in one task.

mod driver;
mod lane;
mod limits;
mod steady;

use core::{fmt, time::Duration};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use futures_util::stream::FuturesUnordered;
use kyc_http::BoxFuture;
use kyc_model::{
    Timestamp,
    outcome::{Provider, VerificationOutcome},
};
use slab::Slab;

use super::{
    ResumeHandle, WaitPlan, Waited,
    following::{first_question, later},
    waiter::Shared,
};
use crate::Result;
use lane::Lane;
use limits::Meter;
pub use limits::{Rate, WatchLimits};
use steady::Steady;

/// Follows many verifications at once and reports every change of each once: a stream of [`WatchEvent`]s.
///
/// All of it runs in whoever polls the stream; it starts no task and no thread, and dropping it ends all questions. The
/// longest due goes first, each provider has its own rate and its share of the questions under way, and a provider's
/// `Retry-After` holds up all that is asked of it. An open verification costs well under 1 KiB besides its ids.
///
/// The stream ends when nothing is left to follow, and goes on when something is [added](Self::add). Questions get on only
/// while it is polled: take events out without delay, and do slow work elsewhere.
///
/// Before a restart store the [handles](Self::handles), and take [what has not been told yet](Self::take_events).
///
/// ```no_run
/// # async fn example(waiter: kyc_facade::Waiter, open: Vec<kyc_facade::ResumeHandle>) {
/// use core::time::Duration;
/// use futures_util::StreamExt;
/// use kyc_facade::{Rate, WaitPlan, WatchEvent, WatchLimits};
/// let plan = WaitPlan::for_at_most(Duration::from_secs(7 * 86_400));
/// let mut watch = waiter.watch(&plan, WatchLimits::default().with_rate(Rate::per_second(50)));
/// for handle in open {
///     watch.add(handle);
/// }
/// while let Some(event) = watch.next().await {
///     match event {
///         WatchEvent::Changed { outcome, .. } => println!("now {:?}", outcome.category()),
///         WatchEvent::Ended { end: Ok(waited), .. } => println!("{:?}", waited.outcome()),
///         WatchEvent::Ended { end: Err(error), .. } => println!("{error}"),
///     }
/// }
/// # }
/// ```
#[must_use]
pub struct Watch {
    shared: Arc<Shared>,
    plan: WaitPlan,
    limits: WatchLimits,
    random: fastrand::Rng,
    time: Steady,
    entries: Slab<Entry>,
    generation: u64,
    lanes: BTreeMap<Provider, Lane>,
    /// The provider that was served last: the next one has its turn.
    turn: Option<Provider>,
    /// When the time of each is up. All have the same time, so the first to come is the first to go.
    deadlines: VecDeque<(Timestamp, WatchId)>,
    in_flight: FuturesUnordered<BoxFuture<'static, Asked>>,
    alarm: Option<(Timestamp, BoxFuture<'static, ()>)>,
    events: VecDeque<WatchEvent>,
    counts: WatchStats,
}

struct Entry {
    generation: u64,
    handle: ResumeHandle,
    until: Timestamp,
    is_in_flight: bool,
}

type Asked = (WatchId, Provider, Result<VerificationOutcome>);

/// One of the verifications of a [`Watch`]. Never given out twice by the same watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WatchId {
    generation: u64,
    index: u32,
}

/// What a [`Watch`] has to tell.
#[derive(Clone, Debug)]
pub enum WatchEvent {
    /// The answer says something new, and is not the last word. The first answer is new.
    #[non_exhaustive]
    Changed {
        /// Which verification.
        id: WatchId,
        /// The answer.
        outcome: VerificationOutcome,
    },
    /// The verification is no longer watched. Answers are not kept, so `StillPending` brings the last one only where it
    /// came just then.
    #[non_exhaustive]
    Ended {
        /// Which verification.
        id: WatchId,
        /// How the wait ended, as for [`Waiter::wait`](super::Waiter::wait).
        end: Result<Waited>,
        /// To go on with, where the end is an error.
        handle: Option<ResumeHandle>,
    },
}

impl WatchEvent {
    /// Which verification it is about.
    #[must_use]
    pub const fn id(&self) -> WatchId {
        match self {
            Self::Changed { id, .. } | Self::Ended { id, .. } => *id,
        }
    }
}

/// What a [`Watch`] has done and is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WatchStats {
    /// How many verifications are followed.
    pub open: usize,
    /// How many questions are under way.
    pub in_flight: usize,
    /// How many questions were answered, with an outcome or an error.
    pub answered: u64,
    /// How many of them ended in an error.
    pub failed: u64,
    /// By how much the longest due verification is late: where this grows, the rate is too low for what is watched.
    pub late_by: Duration,
}

impl Watch {
    pub(super) fn new(shared: Arc<Shared>, plan: WaitPlan, limits: WatchLimits) -> Self {
        Self {
            random: plan.random(),
            time: Steady::new(Arc::clone(&shared.clock)),
            shared,
            plan,
            limits,
            entries: Slab::new(),
            generation: 0,
            lanes: BTreeMap::new(),
            turn: None,
            deadlines: VecDeque::new(),
            in_flight: FuturesUnordered::new(),
            alarm: None,
            events: VecDeque::new(),
            counts: WatchStats::default(),
        }
    }

    /// Follows one more verification, from a reference or from the handle of an earlier wait. It is asked about at once,
    /// as far as the rate allows and the handle does not say otherwise.
    pub fn add(&mut self, from: impl Into<ResumeHandle>) -> WatchId {
        let handle = from.into();
        let now = self.time.now();
        let until = later(now, self.plan.limit);
        let due = first_question(&handle, now, until);
        let provider = handle.reference().provider().clone();
        self.generation = self.generation.wrapping_add(1);
        let generation = self.generation;
        let index = self.entries.insert(Entry {
            generation,
            handle,
            until,
            is_in_flight: false,
        });
        let id = WatchId {
            generation,
            // Four thousand million entries do not fit into memory.
            index: u32::try_from(index).unwrap_or(u32::MAX),
        };
        match due {
            Some(due) => {
                self.deadlines.push_back((until, id));
                self.lane(provider).push(due, id);
            }
            None => self.end_unanswered(id),
        }
        id
    }

    /// Follows this one no longer, and gives back where it stands. An answer that is under way is dropped.
    pub fn remove(&mut self, id: WatchId) -> Option<ResumeHandle> {
        self.entry(id)?;
        let entry = self.entries.try_remove(id.index as usize)?;
        let (entries, open) = (&self.entries, self.entries.len());
        for lane in self.lanes.values_mut() {
            lane.tidy(open, |id| is_watched(entries, id));
        }
        if self.deadlines.len() > open.saturating_mul(2).saturating_add(64) {
            self.deadlines.retain(|(_, id)| is_watched(entries, *id));
        }
        Some(entry.handle)
    }

    /// Where this one stands, while it is watched.
    #[must_use]
    pub fn handle(&self, id: WatchId) -> Option<&ResumeHandle> {
        let entry = self.entries.get(id.index as usize)?;
        (entry.generation == id.generation).then_some(&entry.handle)
    }

    /// Where each verification stands that is watched, for storing before a restart.
    pub fn handles(&self) -> impl Iterator<Item = &ResumeHandle> {
        self.entries.iter().map(|(_, entry)| &entry.handle)
    }

    /// What is known and has not been told yet. The handles count it as told.
    pub fn take_events(&mut self) -> impl Iterator<Item = WatchEvent> + '_ {
        self.events.drain(..)
    }

    /// What it has done and is doing.
    #[must_use]
    pub fn stats(&self) -> WatchStats {
        let now = self.time.peek();
        let longest_due = self.lanes.values().filter_map(Lane::next_due).min();
        WatchStats {
            open: self.entries.len(),
            in_flight: self.in_flight.len(),
            late_by: longest_due
                .and_then(|due| now.since(due))
                .unwrap_or_default(),
            ..self.counts
        }
    }

    fn entry(&mut self, id: WatchId) -> Option<&mut Entry> {
        self.entries
            .get_mut(id.index as usize)
            .filter(|entry| entry.generation == id.generation)
    }

    fn lane(&mut self, provider: Provider) -> &mut Lane {
        let rate = self.limits.rate_of(&provider);
        self.lanes
            .entry(provider)
            .or_insert_with(|| Lane::new(Meter::new(rate)))
    }
}

fn is_watched(entries: &Slab<Entry>, id: WatchId) -> bool {
    entries
        .get(id.index as usize)
        .is_some_and(|entry| entry.generation == id.generation)
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
