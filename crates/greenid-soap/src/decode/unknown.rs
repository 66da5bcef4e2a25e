//! Elements that are not documented, counted by their path.

use std::collections::BTreeMap;

use super::step::{self, Step};

/// Paths that are told apart.
const MAX_PATHS: usize = 64;

#[derive(Default)]
pub(super) struct Unknown {
    pub(super) counts: BTreeMap<String, u64>,
    /// The path being counted, in memory that serves again.
    path: String,
}

impl Unknown {
    /// Counts an element of this name.
    pub(super) fn count(&mut self, inside: &[Step], name: &str) {
        self.path.clear();
        step::names(inside, name, &mut self.path);
        if self.counts.len() >= MAX_PATHS && !self.counts.contains_key(&self.path) {
            self.path.clear();
            self.path.push_str("...");
        }
        match self.counts.get_mut(&self.path) {
            Some(count) => *count = count.saturating_add(1),
            None => {
                self.counts.insert(self.path.clone(), 1);
            }
        }
    }
}
