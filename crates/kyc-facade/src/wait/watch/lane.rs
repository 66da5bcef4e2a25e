//! The verifications of one provider, in the order in which they are due.

use core::cmp::Reverse;
use std::collections::BinaryHeap;

use kyc_model::Timestamp;

use super::{WatchId, limits::Meter};

pub(super) struct Lane {
    due: BinaryHeap<Reverse<(Timestamp, u64, WatchId)>>,
    /// Whoever is due at the same instant goes in the order in which they came.
    order: u64,
    pub(super) meter: Meter,
    /// The provider asked for a pause.
    pub(super) paused_until: Option<Timestamp>,
    pub(super) in_flight: usize,
}

impl Lane {
    pub(super) const fn new(meter: Meter) -> Self {
        Self {
            due: BinaryHeap::new(),
            order: 0,
            meter,
            paused_until: None,
            in_flight: 0,
        }
    }

    pub(super) fn push(&mut self, at: Timestamp, id: WatchId) {
        self.order = self.order.wrapping_add(1);
        self.due.push(Reverse((at, self.order, id)));
    }

    /// When the next question can be asked: due, within the rate, and after any pause.
    pub(super) fn free_at(&self, now: Timestamp) -> Option<Timestamp> {
        let Reverse((due, _, _)) = self.due.peek()?;
        let free = self.meter.free_at(now).max(*due);
        Some(self.paused_until.map_or(free, |until| until.max(free)))
    }

    pub(super) fn is_in_use(&self) -> bool {
        self.in_flight > 0 || !self.due.is_empty()
    }

    pub(super) fn pop(&mut self) -> Option<WatchId> {
        self.due.pop().map(|Reverse((_, _, id))| id)
    }

    pub(super) fn next_due(&self) -> Option<Timestamp> {
        self.due.peek().map(|Reverse((due, _, _))| *due)
    }

    /// Forgets what is no longer watched: at the head, and everywhere when it is most of what is here.
    pub(super) fn tidy(&mut self, watched: usize, is_watched: impl Fn(WatchId) -> bool) {
        while let Some(Reverse((_, _, id))) = self.due.peek()
            && !is_watched(*id)
        {
            self.due.pop();
        }
        if self.due.len() > watched.saturating_mul(2).saturating_add(64) {
            self.due.retain(|Reverse((_, _, id))| is_watched(*id));
        }
    }
}
