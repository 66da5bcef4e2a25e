//! This run beside an earlier one.

use kyc_model::outcome::Decision;

use super::{
    earlier::EarlierRun,
    seen::{Seen, Verdict},
    tally::Counts,
};

/// An old and a new decision, each with what decided.
pub(crate) type Change = ((Decision, Box<str>), (Decision, Box<str>));

/// What the comparison came to.
#[derive(Default)]
pub(crate) struct Totals {
    /// Records with an outcome in both runs.
    pub(crate) compared: u64,
    /// Their decision is another one.
    pub(crate) changed: u64,
    /// The same decision, by another row or rule.
    pub(crate) other_row: u64,
    /// Records without an outcome in the earlier run.
    pub(crate) added: u64,
    /// Outcomes of the earlier run without a record that was mapped in this one.
    pub(crate) removed: u64,
    /// Those of them that were given up because too many waited for their record.
    pub(crate) forgotten: u64,
    /// Records that failed.
    pub(crate) failed: u64,
    /// Lines of the earlier run that are no outcomes.
    pub(crate) unreadable: u64,
    /// How often each change occurred.
    pub(crate) changes: Counts<Change>,
}

pub(super) struct Comparison {
    earlier: EarlierRun,
    totals: Totals,
}

impl Comparison {
    pub(super) fn new(earlier: EarlierRun) -> Self {
        Self {
            earlier,
            totals: Totals::default(),
        }
    }

    /// The earlier verdict, where the decision was another one.
    pub(super) fn changed_from(&mut self, seen: &Seen, complaints: &mut String) -> Option<Verdict> {
        let totals = &mut self.totals;
        let Some(old) = self.earlier.find(&seen.key, complaints) else {
            totals.added = totals.added.saturating_add(1);
            return None;
        };
        let new = &seen.verdict;
        totals.compared = totals.compared.saturating_add(1);
        if old.decision == new.decision {
            let other_row = u64::from(old.decided_by != new.decided_by);
            totals.other_row = totals.other_row.saturating_add(other_row);
            return None;
        }
        totals.changed = totals.changed.saturating_add(1);
        let side = |verdict: &Verdict| (verdict.decision, verdict.decided_by.clone());
        totals.changes.add((side(&old), side(new)), 1);
        Some(old)
    }

    /// What it came to, when all records are through.
    pub(super) fn finish(mut self, failed: u64, complaints: &mut String) -> Totals {
        self.earlier.finish(complaints);
        Totals {
            removed: self.earlier.removed,
            forgotten: self.earlier.forgotten,
            unreadable: self.earlier.failed,
            failed,
            ..self.totals
        }
    }
}

impl Totals {
    /// Whether the earlier run has nothing in common with this one, an empty one included.
    pub(crate) const fn is_about_other_input(&self) -> bool {
        self.compared == 0 && self.added > 0
    }

    /// Whether outcomes were given up that records still to come may have needed: the order was another.
    pub(crate) const fn is_out_of_order(&self) -> bool {
        self.forgotten > 0 && self.added > 0
    }
}
