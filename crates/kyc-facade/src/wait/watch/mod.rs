//! Following many verifications at once, in one task.

mod lane;
mod limits;

use core::{
    fmt,
    ops::ControlFlow,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use kyc_http::BoxFuture;
use kyc_model::{
    Timestamp,
    outcome::{Provider, VerificationOutcome},
};
use slab::Slab;

use super::{
    ResumeHandle, WaitPlan, Waited,
    following::{later, next_question},
    verdict::Next,
    waiter::Shared,
};
use crate::Result;
use lane::Lane;
use limits::Meter;
pub use limits::{Rate, WatchLimits};

/// How much one poll does before it lets others go first.
const STEPS_PER_POLL: usize = 128;

/// Follows many verifications at once and reports every change of each once: a stream of [`WatchEvent`]s.
///
/// All of it runs in whoever polls the stream; it starts no task and no thread, and dropping it ends all questions. The
/// longest due goes first, each provider has its own rate and its share of the questions under way, and a provider's
/// `Retry-After` holds up all that is asked of it. An open verification costs well under 1 KiB besides its ids.
///
/// The stream ends when nothing is left to follow, and goes on when something is [added](Self::add).
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
    entries: Slab<Entry>,
    generation: u64,
    lanes: BTreeMap<Provider, Lane>,
    /// The provider that was served last: the next one has its turn.
    turn: Option<Provider>,
    in_flight: FuturesUnordered<BoxFuture<'static, Asked>>,
    alarm: Option<(Timestamp, BoxFuture<'static, ()>)>,
    events: VecDeque<WatchEvent>,
    counts: WatchStats,
}

struct Entry {
    generation: u64,
    handle: ResumeHandle,
    until: Timestamp,
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
    Changed {
        /// Which verification.
        id: WatchId,
        /// The answer.
        outcome: VerificationOutcome,
    },
    /// The verification is no longer watched. To save memory, `StillPending` comes without the last answer.
    Ended {
        /// Which verification.
        id: WatchId,
        /// How the wait ended, as for [`Waiter::wait`](super::Waiter::wait).
        end: Result<Waited>,
        /// To go on with, where the end is an error.
        handle: Option<ResumeHandle>,
    },
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
    pub asked: u64,
    /// How many of them ended in an error.
    pub failed: u64,
    /// By how much the longest due verification is late: where this grows, the rate is too low for what is watched.
    pub late_by: Duration,
}

impl Watch {
    pub(super) fn new(shared: Arc<Shared>, plan: WaitPlan, limits: WatchLimits) -> Self {
        Self {
            random: plan.random(),
            shared,
            plan,
            limits,
            entries: Slab::new(),
            generation: 0,
            lanes: BTreeMap::new(),
            turn: None,
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
        let now = self.shared.clock.now();
        let due = handle.0.not_before.map_or(now, |then| then.max(now));
        let provider = handle.reference().provider().clone();
        self.generation = self.generation.wrapping_add(1);
        let generation = self.generation;
        let index = self.entries.insert(Entry {
            generation,
            handle,
            until: later(now, self.plan.limit),
        });
        let id = WatchId {
            generation,
            // Four thousand million entries do not fit into memory.
            index: u32::try_from(index).unwrap_or(u32::MAX),
        };
        self.lane(provider).push(due, id);
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
        Some(entry.handle)
    }

    /// Where each verification stands, for storing before a restart.
    pub fn handles(&self) -> impl Iterator<Item = &ResumeHandle> {
        self.entries.iter().map(|(_, entry)| &entry.handle)
    }

    /// What it has done and is doing.
    #[must_use]
    pub fn stats(&self) -> WatchStats {
        let now = self.shared.clock.now();
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

    /// Asks the next question that can be asked. Otherwise the time at which there will be one.
    fn launch(&mut self, now: Timestamp) -> ControlFlow<Option<Timestamp>> {
        let lanes = self.lanes.values().filter(|lane| lane.is_in_use()).count();
        let share = (self.limits.max_in_flight / lanes.max(1)).max(1);
        let mut earliest = None;
        let after = self.turn.as_ref();
        let is_later = |provider: &Provider| after.is_none_or(|turn| provider > turn);
        let (later, sooner): (Vec<_>, Vec<_>) = self
            .lanes
            .iter_mut()
            .partition(|(provider, _)| is_later(provider));
        for (provider, lane) in later.into_iter().chain(sooner) {
            if lane.in_flight >= share {
                continue;
            }
            let Some(free_at) = lane.free_at(now) else {
                continue;
            };
            if free_at > now {
                earliest = Some(earliest.map_or(free_at, |other| free_at.min(other)));
                continue;
            }
            let Some((_, id)) = lane.pop() else {
                continue;
            };
            let Some(entry) = self
                .entries
                .get_mut(id.index as usize)
                .filter(|entry| entry.generation == id.generation)
            else {
                // It was removed.
                return ControlFlow::Continue(());
            };
            lane.meter.take(now);
            lane.in_flight += 1;
            entry.handle.0.begin(now);
            let reference = entry.handle.0.reference.clone();
            let shared = Arc::clone(&self.shared);
            let options = self.plan.ask;
            let provider = provider.clone();
            self.turn = Some(provider.clone());
            self.in_flight.push(Box::pin(async move {
                let result = shared.registry.outcome(&reference, &options).await;
                (id, provider, result)
            }));
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(earliest)
    }

    fn answered(&mut self, (id, provider, result): Asked, now: Timestamp) {
        let lane = self.lane(provider.clone());
        lane.in_flight = lane.in_flight.saturating_sub(1);
        self.counts.asked += 1;
        self.counts.failed += u64::from(result.is_err());
        let Self {
            entries,
            plan,
            random,
            ..
        } = self;
        let Some(entry) = entries
            .get_mut(id.index as usize)
            .filter(|entry| entry.generation == id.generation)
        else {
            return;
        };
        let verdict = entry.handle.0.judge(&result, plan, now, random);
        let until = entry.until;
        match verdict.next {
            Next::AskAgain { pause, asked_to } => {
                let not_before = (!asked_to.is_zero()).then(|| later(now, asked_to));
                entry.handle.0.not_before = not_before;
                if let (true, Ok(outcome)) = (verdict.is_news, result) {
                    self.events.push_back(WatchEvent::Changed { id, outcome });
                }
                let lane = self.lane(provider);
                lane.paused_until = not_before.max(lane.paused_until);
                let next = next_question(now, until, pause, asked_to);
                if next > until {
                    self.end(id, |handle| {
                        Ok(Waited::StillPending {
                            last: None,
                            last_error: None,
                            handle,
                        })
                    });
                } else {
                    lane.push(next, id);
                }
            }
            Next::End => match result {
                Ok(outcome) => self.end(id, |_| Ok(Waited::Settled(outcome))),
                Err(error) => {
                    let handle = self.remove(id);
                    self.events.push_back(WatchEvent::Ended {
                        id,
                        end: Err(error),
                        handle,
                    });
                }
            },
            Next::Subject => {
                if let Ok(outcome) = result {
                    self.end(id, |handle| Ok(Waited::AwaitingSubject { outcome, handle }));
                }
            }
        }
    }

    fn end(&mut self, id: WatchId, end: impl FnOnce(ResumeHandle) -> Result<Waited>) {
        if let Some(handle) = self.remove(id) {
            let end = end(handle);
            self.events.push_back(WatchEvent::Ended {
                id,
                end,
                handle: None,
            });
        }
    }
}

fn is_watched(entries: &Slab<Entry>, id: WatchId) -> bool {
    entries
        .get(id.index as usize)
        .is_some_and(|entry| entry.generation == id.generation)
}

impl Stream for Watch {
    type Item = WatchEvent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<WatchEvent>> {
        let this = &mut *self;
        for _ in 0..STEPS_PER_POLL {
            if let Some(event) = this.events.pop_front() {
                return Poll::Ready(Some(event));
            }
            let now = this.shared.clock.now();
            if let Poll::Ready(Some(asked)) = Pin::new(&mut this.in_flight).poll_next(context) {
                this.answered(asked, now);
                continue;
            }
            let wake_at = match this.launch(now) {
                ControlFlow::Continue(()) => continue,
                ControlFlow::Break(wake_at) => wake_at,
            };
            let Some(wake_at) = wake_at else {
                if this.in_flight.is_empty() {
                    return Poll::Ready(None);
                }
                return Poll::Pending;
            };
            if this.alarm.as_ref().is_none_or(|(at, _)| *at != wake_at) {
                let pause = wake_at.since(now).unwrap_or_default();
                this.alarm = Some((wake_at, this.shared.sleep.sleep(pause)));
            }
            if let Some((_, sleep)) = &mut this.alarm {
                if sleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                this.alarm = None;
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("stats", &self.stats())
            .finish_non_exhaustive()
    }
}
