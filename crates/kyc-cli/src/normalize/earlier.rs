//! The outcomes of an earlier run, found by the records they were made from.

use std::{collections::BTreeMap, io, path::Path, sync::Arc};

use super::seen::{Earlier, Key, Verdict};
use crate::{
    failure::Failure,
    input::{Place, Records},
};

/// How many outcomes of the earlier run are held while their records have not come.
const WINDOW: usize = 65_536;

/// The outcomes of an earlier run, in their order.
///
/// Both runs had their records in the same order, but each may lack some: a record that failed has no outcome. An
/// outcome is therefore looked for by its record, ahead of where the last one was found and among those that were
/// passed over.
pub(super) struct EarlierRun {
    file: Arc<str>,
    records: Records,
    held: BTreeMap<(Key, u64), Verdict>,
    ages: BTreeMap<u64, Key>,
    /// The age of the outcome that was read last, from 1 for the first one.
    last_age: u64,
    /// How many of them were given up, with no record found.
    pub(super) removed: u64,
    /// How many of those were given up because too many waited for their record.
    pub(super) forgotten: u64,
    /// How many lines were no outcomes.
    pub(super) failed: u64,
}

impl EarlierRun {
    /// # Errors
    /// When the file cannot be opened.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: Place::file(path),
            records: Records::open_lines(path)?,
            held: BTreeMap::new(),
            ages: BTreeMap::new(),
            last_age: 0,
            removed: 0,
            forgotten: 0,
            failed: 0,
        })
    }

    /// What was decided of this record. Lines that are no outcomes are complained of.
    pub(super) fn find(&mut self, key: &Key, complaints: &mut String) -> Option<Verdict> {
        if let Some(verdict) = self.take_held(key) {
            return Some(verdict);
        }
        let ahead = WINDOW.saturating_sub(self.held.len()).max(1);
        for _ in 0..ahead {
            let earlier = self.read(complaints)?;
            if earlier.key == *key {
                return Some(earlier.verdict);
            }
            self.hold(earlier);
        }
        None
    }

    /// Reads to the end: the records of all that is left did not come.
    pub(super) fn finish(&mut self, complaints: &mut String) {
        while self.read(complaints).is_some() {
            self.removed = self.removed.saturating_add(1);
        }
        let held = u64::try_from(self.held.len()).unwrap_or_default();
        self.removed = self.removed.saturating_add(held);
    }

    fn take_held(&mut self, key: &Key) -> Option<Verdict> {
        let (&found, _) = self.held.range((*key, 0)..=(*key, u64::MAX)).next()?;
        self.ages.remove(&found.1);
        self.held.remove(&found)
    }

    fn hold(&mut self, earlier: Earlier) {
        if self.held.len() >= WINDOW
            && let Some((age, key)) = self.ages.pop_first()
        {
            self.held.remove(&(key, age));
            self.removed = self.removed.saturating_add(1);
            self.forgotten = self.forgotten.saturating_add(1);
        }
        self.ages.insert(self.last_age, earlier.key);
        self.held
            .insert((earlier.key, self.last_age), earlier.verdict);
    }

    fn read(&mut self, complaints: &mut String) -> Option<Earlier> {
        loop {
            let record = self.records.next()?;
            let outcome = record
                .bytes
                .and_then(|line| Earlier::read(&line).ok_or(Failure::NoOutcome));
            match outcome {
                Ok(outcome) => {
                    self.last_age = self.last_age.saturating_add(1);
                    return Some(outcome);
                }
                Err(failure) => {
                    self.failed = self.failed.saturating_add(1);
                    let place = Place {
                        file: Arc::clone(&self.file),
                        at: record.at,
                    };
                    complaints.push_str(&place.complaint(&failure));
                }
            }
        }
    }
}
