//! Stopping at the end of a record.

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crossbeam_channel::Receiver;

use crate::status;

/// Whether somebody asked to stop, and a bell that rings then.
#[derive(Clone)]
pub(super) struct Stop {
    is_set: Arc<AtomicBool>,
    bell: Receiver<()>,
}

impl Stop {
    /// Ctrl-C asks to stop; a second one ends the program at once.
    pub(super) fn on_interrupt() -> Self {
        let is_set = Arc::new(AtomicBool::new(false));
        let (ring, bell) = crossbeam_channel::bounded(1);
        let to_set = Arc::clone(&is_set);
        let handler = move || {
            if to_set.swap(true, Ordering::SeqCst) {
                process::exit(status::INTERRUPTED.into());
            }
            let _ = ring.try_send(());
        };
        // Where no handler can be set, Ctrl-C ends the program at once.
        let _ = ctrlc::set_handler(handler);
        Self { is_set, bell }
    }

    pub(super) fn is_set(&self) -> bool {
        self.is_set.load(Ordering::SeqCst)
    }

    pub(super) fn bell(&self) -> Receiver<()> {
        self.bell.clone()
    }

    /// With what asks to stop.
    #[cfg(test)]
    pub(super) fn by_hand() -> (Self, impl Fn()) {
        let is_set = Arc::new(AtomicBool::new(false));
        let (ring, bell) = crossbeam_channel::bounded(1);
        let stop = Self {
            is_set: Arc::clone(&is_set),
            bell,
        };
        let ask = move || {
            is_set.store(true, Ordering::SeqCst);
            let _ = ring.try_send(());
        };
        (stop, ask)
    }
}
