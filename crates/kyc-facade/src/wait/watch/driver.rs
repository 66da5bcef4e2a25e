//! What makes a watch go: who is asked next, and what an answer changes.

use core::{
    ops::ControlFlow,
    pin::Pin,
    task::{Context, Poll},
};
use std::sync::Arc;

use futures_core::Stream;
use kyc_model::{
    Timestamp,
    outcome::{Provider, VerificationOutcome},
};

use super::{Asked, Watch, WatchEvent, WatchId, is_watched};
use crate::{
    Error, Result, ResumeHandle, Waited,
    wait::{
        following::{later, next_question},
        verdict::Next,
    },
};

/// How much one poll does before it lets others go first.
const STEPS_PER_POLL: usize = 128;

impl Stream for Watch {
    type Item = WatchEvent;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<WatchEvent>> {
        let this = &mut *self;
        for _ in 0..STEPS_PER_POLL {
            if let Some(event) = this.events.pop_front() {
                return Poll::Ready(Some(event));
            }
            let now = this.time.now();
            if let Poll::Ready(Some(asked)) = Pin::new(&mut this.in_flight).poll_next(context) {
                this.answered(asked, now);
                continue;
            }
            this.expire(|until| until < now);
            let ControlFlow::Break(wake_at) = this.launch(now) else {
                continue;
            };
            this.expire(|until| until <= now);
            if this.plan.limit.is_zero() {
                this.end_held_up(now);
            }
            if !this.events.is_empty() {
                continue;
            }
            // While questions are under way, their answers look after the deadlines.
            let is_idle = this.in_flight.is_empty();
            let next_deadline = this.deadlines.front();
            let next_deadline = next_deadline.filter(|_| is_idle && !this.plan.limit.is_zero());
            let next_deadline = next_deadline.map(|(until, _)| *until);
            let wake_at = [wake_at, next_deadline].into_iter().flatten().min();
            let Some(wake_at) = wake_at else {
                return if this.in_flight.is_empty() {
                    Poll::Ready(None)
                } else {
                    Poll::Pending
                };
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
        if let Some(event) = this.events.pop_front() {
            return Poll::Ready(Some(event));
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl Watch {
    /// Asks the next question that can be asked. Otherwise the time at which there will be one.
    fn launch(&mut self, now: Timestamp) -> ControlFlow<Option<Timestamp>> {
        let (entries, open) = (&self.entries, self.entries.len());
        for lane in self.lanes.values_mut() {
            lane.tidy(open, |id| is_watched(entries, id));
        }
        let lanes = self.lanes.values().filter(|lane| lane.is_in_use()).count();
        let share = (self.limits.max_in_flight / lanes.max(1)).max(1);
        let is_full = self.in_flight.len() >= self.limits.max_in_flight;
        let mut earliest = None;
        let after = self.turn.as_ref();
        let is_later = |provider: &Provider| after.is_none_or(|turn| provider > turn);
        let (later, sooner): (Vec<_>, Vec<_>) = self
            .lanes
            .iter_mut()
            .partition(|(provider, _)| is_later(provider));
        for (provider, lane) in later.into_iter().chain(sooner) {
            if lane.in_flight >= share || (is_full && lane.in_flight > 0) {
                continue;
            }
            let Some(free_at) = lane.free_at(now) else {
                continue;
            };
            if free_at > now {
                earliest = Some(earliest.map_or(free_at, |other| free_at.min(other)));
                continue;
            }
            let Some(id) = lane.pop() else {
                continue;
            };
            let Some(entry) = self
                .entries
                .get_mut(id.index as usize)
                .filter(|entry| entry.generation == id.generation)
            else {
                continue;
            };
            lane.meter.take(now);
            lane.in_flight += 1;
            entry.is_in_flight = true;
            entry.handle.0.begin(now);
            let reference = entry.handle.0.reference.clone();
            let provider = provider.clone();
            self.turn = Some(provider.clone());
            let (shared, plan) = (Arc::clone(&self.shared), self.plan.clone());
            self.in_flight.push(Box::pin(async move {
                let result = shared.ask(&reference, &plan).await;
                (id, provider, result)
            }));
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(earliest)
    }

    fn answered(&mut self, (id, provider, result): Asked, now: Timestamp) {
        self.counts.answered += 1;
        self.counts.failed += u64::from(result.is_err());
        let lane = self.lane(provider.clone());
        lane.in_flight = lane.in_flight.saturating_sub(1);
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
        entry.is_in_flight = false;
        let verdict = entry.handle.0.judge(&result, plan, now, random);
        match verdict.next {
            Next::AskAgain { pause, asked_to } => {
                let not_before = (!asked_to.is_zero()).then(|| later(now, asked_to));
                entry.handle.0.not_before = not_before;
                let next = next_question(now, entry.until, pause, asked_to);
                let lane = self.lane(provider);
                lane.paused_until = not_before.max(lane.paused_until);
                self.go_on(id, next, result, verdict.is_news);
            }
            Next::End => match result {
                Ok(outcome) => self.end(id, |_| Waited::Settled(outcome)),
                Err(error) => self.fail(id, error),
            },
            Next::Subject => match result {
                Ok(outcome) => self.end(id, |handle| Waited::AwaitingSubject { outcome, handle }),
                Err(error) => self.fail(id, error),
            },
            Next::Review => match result {
                Ok(outcome) => self.end(id, |handle| Waited::AwaitingReview { outcome, handle }),
                Err(error) => self.fail(id, error),
            },
        }
    }

    fn go_on(
        &mut self,
        id: WatchId,
        next: Option<Timestamp>,
        result: Result<VerificationOutcome>,
        is_news: bool,
    ) {
        let Some(next) = next else {
            if let (true, Ok(outcome)) = (is_news, &result) {
                let outcome = outcome.clone();
                self.events.push_back(WatchEvent::Changed { id, outcome });
            }
            let (last, last_error) = match result {
                Ok(outcome) => (Some(outcome), None),
                Err(error) => (None, Some(error)),
            };
            return self.end(id, |handle| Waited::StillPending {
                last,
                last_error,
                handle,
            });
        };
        if let Some(provider) = self
            .handle(id)
            .map(|handle| handle.reference().provider().clone())
        {
            self.lane(provider).push(next, id);
        }
        if let (true, Ok(outcome)) = (is_news, result) {
            self.events.push_back(WatchEvent::Changed { id, outcome });
        }
    }

    /// Ends what is not under way and whose time is up.
    fn expire(&mut self, is_up: impl Fn(Timestamp) -> bool) {
        // Without any time each is asked once, and its answer ends it.
        if self.plan.limit.is_zero() {
            return;
        }
        while let Some((until, id)) = self.deadlines.front().copied() {
            let is_waiting = self.entry(id).map(|entry| !entry.is_in_flight);
            if is_waiting.is_some() && !is_up(until) {
                return;
            }
            self.deadlines.pop_front();
            if is_waiting == Some(true) {
                self.end_unanswered(id);
            }
        }
    }

    /// Without any time nobody waits out a pause that a provider asked for.
    fn end_held_up(&mut self, now: Timestamp) {
        let mut held = Vec::new();
        for lane in self.lanes.values_mut() {
            let Some(until) = lane.paused_until.filter(|until| *until > now) else {
                continue;
            };
            while let Some(id) = lane.pop() {
                held.push((id, until));
            }
        }
        for (id, until) in held {
            if let Some(entry) = self.entry(id) {
                entry.handle.0.not_before = Some(until).max(entry.handle.0.not_before);
                self.end_unanswered(id);
            }
        }
    }

    pub(super) fn end_unanswered(&mut self, id: WatchId) {
        self.end(id, |handle| Waited::StillPending {
            last: None,
            last_error: None,
            handle,
        });
    }

    fn end(&mut self, id: WatchId, end: impl FnOnce(ResumeHandle) -> Waited) {
        if let Some(handle) = self.remove(id) {
            let end = Ok(end(handle));
            let handle = None;
            self.events.push_back(WatchEvent::Ended { id, end, handle });
        }
    }

    fn fail(&mut self, id: WatchId, error: Error) {
        let (end, handle) = (Err(error), self.remove(id));
        self.events.push_back(WatchEvent::Ended { id, end, handle });
    }
}
