//! What came out, counted.

use std::collections::BTreeMap;

use kyc_facade::{UnrecognizedPart, unrecognized};
use kyc_model::{
    Word,
    outcome::{Decision, Provider, ReasonCategory, VerificationOutcome, Weight},
};

use crate::{
    failure::Failure,
    render::{HIDDEN, clean, looks_personal},
};

/// So many different keys are counted each by itself: what a provider sends must not fill the memory.
const MAX_KEYS: usize = 1000;

/// How often each key occurred.
pub(crate) struct Counts<K> {
    each: BTreeMap<K, u64>,
    others: u64,
}

impl<K> Default for Counts<K> {
    fn default() -> Self {
        Self {
            each: BTreeMap::new(),
            others: 0,
        }
    }
}

impl<K: Ord> Counts<K> {
    pub(crate) fn add(&mut self, key: K, count: u64) {
        let has_room = self.each.len() < MAX_KEYS;
        let counter = match self.each.get_mut(&key) {
            Some(counter) => counter,
            None if has_room => self.each.entry(key).or_default(),
            None => &mut self.others,
        };
        *counter = counter.saturating_add(count);
    }

    fn merge(&mut self, other: Self) {
        for (key, count) in other.each {
            self.add(key, count);
        }
        self.others = self.others.saturating_add(other.others);
    }

    pub(crate) fn of(&self, key: &K) -> u64 {
        self.each.get(key).copied().unwrap_or_default()
    }

    /// The keys, the most frequent first.
    pub(crate) fn ranked(&self) -> Vec<(&K, u64)> {
        let mut ranked: Vec<_> = self.each.iter().map(|(key, count)| (key, *count)).collect();
        ranked.sort_by_key(|(_, count)| core::cmp::Reverse(*count));
        ranked
    }

    /// How often any other key occurred.
    pub(crate) const fn others(&self) -> u64 {
        self.others
    }
}

/// What many records came to.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) mapped: u64,
    pub(crate) failed: u64,
    pub(crate) decisions: Counts<Decision>,
    /// By what decided and its decision.
    pub(crate) rows: Counts<(Word, Decision)>,
    /// Each reason once for an outcome.
    pub(crate) reasons: Counts<(ReasonCategory, Weight)>,
    /// Each value once for an outcome.
    pub(crate) unrecognized: Counts<(Provider, UnrecognizedPart, String)>,
    /// By their kinds.
    pub(crate) failures: Counts<String>,
    pub(crate) tables: Counts<Word>,
}

impl Tally {
    pub(super) fn add(&mut self, outcome: &VerificationOutcome, show_personal: bool) {
        let parts = outcome.parts();
        self.mapped = self.mapped.saturating_add(1);
        self.decisions.add(parts.decision, 1);
        self.rows.add((parts.decided_by.clone(), parts.decision), 1);
        self.tables.add(parts.table_version.clone(), 1);
        let reasons = parts.reasons.iter().enumerate();
        for (at, reason) in reasons {
            let key = |of: &kyc_model::outcome::Reason| (of.category.clone(), of.weight);
            let earlier = parts.reasons.iter().take(at);
            if !earlier.into_iter().any(|one| key(one) == key(reason)) {
                self.reasons.add(key(reason), 1);
            }
        }
        for one in unrecognized(outcome) {
            let value = match one.value.expose() {
                value if show_personal || !looks_personal(value) => clean(value),
                _ => HIDDEN.to_owned(),
            };
            let key = (parts.provider.clone(), one.part, value);
            self.unrecognized.add(key, 1);
        }
    }

    pub(super) fn add_failure(&mut self, failure: &Failure) {
        self.failed = self.failed.saturating_add(1);
        self.failures.add(failure.kind(), 1);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.mapped = self.mapped.saturating_add(other.mapped);
        self.failed = self.failed.saturating_add(other.failed);
        self.decisions.merge(other.decisions);
        self.rows.merge(other.rows);
        self.reasons.merge(other.reasons);
        self.unrecognized.merge(other.unrecognized);
        self.failures.merge(other.failures);
        self.tables.merge(other.tables);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_keys_are_held_than_the_limit() {
        let mut counts = Counts::default();
        for key in 0..MAX_KEYS + 5 {
            counts.add(key, 1);
        }
        counts.add(0, 2);
        let mut whole = Counts::default();
        whole.add(MAX_KEYS + 100, 7);
        whole.merge(counts);
        assert_eq!(whole.ranked().len(), MAX_KEYS);
        assert_eq!(whole.ranked()[0], (&(MAX_KEYS + 100), 7));
        assert_eq!(whole.of(&0), 3);
        assert_eq!(whole.others(), 6);
    }
}
