//! How much may be under way at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Weight that is taken before something is sent on its way, and given back when it is done with.
pub(super) struct Budget {
    limit: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    taken: usize,
    is_closed: bool,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until there is room; what is larger than the limit goes alone. False when the budget was closed.
    pub(super) fn take(&self, weight: usize) -> bool {
        let mut state = self.state();
        while !state.is_closed && state.taken > 0 && state.taken.saturating_add(weight) > self.limit
        {
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.taken = state.taken.saturating_add(weight);
        !state.is_closed
    }

    pub(super) fn give_back(&self, weight: usize) {
        let mut state = self.state();
        state.taken = state.taken.saturating_sub(weight);
        self.changed.notify_all();
    }

    /// Lets everybody go who waits, with nothing taken.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
