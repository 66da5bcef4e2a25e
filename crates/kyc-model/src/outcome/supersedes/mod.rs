//! Which of two outcomes of one subject is to be stored. Source: decision tables, part 6.

mod order;
mod subject_key;
#[cfg(test)]
mod tests;

use core::cmp::Ordering;

pub use subject_key::SubjectKey;

use super::{
    Decision, EvidenceKind, Finality, OutcomeParts, Source, VerificationOutcome,
    closed_enum::closed_enum,
};
use crate::Sensitive;

closed_enum! {
    /// How a new outcome relates to a stored one.
    pub enum Relation {
        /// Of another subject, or not known to be of the same one. Neither says anything about the other.
        Unrelated => "unrelated",
        /// The stored one again. There is nothing to store.
        Duplicate => "duplicate",
        /// The new one is to be stored in place of the old one.
        Replaces => "replaces",
        /// The old one stays.
        Keeps => "keeps",
    }
}

/// What [`VerificationOutcome::relation_to`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Supersession {
    /// Which of the two is to be stored.
    pub relation: Relation,
    /// Whether a person should look, whichever is stored.
    pub alert: bool,
}

impl VerificationOutcome {
    /// How this outcome relates to `old`, the one that is stored now. Source: decision tables, part 6.
    ///
    /// * Outcomes whose [`SubjectKey`] differs or is missing are unrelated (rule 1).
    /// * An outcome of source *unverified* never replaces anything and is not to be stored (rule 2). Should one have
    ///   been stored all the same, any other outcome of its subject replaces it.
    /// * The same payload, mapped by another version of the decision tables, is a duplicate (rule 3); otherwise
    ///   versions are ignored. This crate cannot map a payload: **callers who kept the payload of the stored outcome
    ///   map it again first**, under the version of the new one. What that changes is a difference between versions and
    ///   not an event.
    /// * Smile ID's jobs move one way (rule 4): a final outcome stands above any that is not. Among final ones the
    ///   higher layer stands above, human over machine over look-up; then the later time of the provider; then the more
    ///   cautious decision; then the content. Among the others the same without the layer. The layer is the highest one
    ///   of the entries that took part: a code of a human review or a settled check by a reviewer, else any code that
    ///   is not the look-up half of a biometric KYC or an enhanced document verification; a product of one result knows no
    ///   look-up layer. The time of the provider is `decided_at`, else `answered_at`; none is the lowest. `retrieved_at` is
    ///   never used.
    /// * Every other provider gives snapshots, which move both ways (rule 5): the later `retrieved_at` stands above,
    ///   none being the lowest; then the more cautious decision; then the content. The same answer, retrieved later,
    ///   therefore replaces: were it a duplicate, a snapshot between the two that arrives last would win.
    /// * The more cautious decision is the first of *rejected*, *needs_review*, *inconclusive*, *pending*, *verified*.
    /// * Where part 6 says "content hash", the content itself is compared; see [`content`](Self::content). Outcomes
    ///   that are equal in all of this are duplicates.
    ///
    /// Every outcome of a subject and table version has one place in this order, so what is stored in the end is the
    /// greatest of all, in whatever order and however often they were delivered.
    ///
    /// The alert (rule 6) is raised when both are final and differ in decision, when a final one is replaced by one
    /// that is not, and when the new one is *inconclusive*, *unknown* beside a final one. An outcome of source
    /// *unverified* raises none.
    #[must_use]
    pub fn relation_to(&self, old: &Self) -> Supersession {
        let relation = relate(self, old);
        Supersession {
            relation,
            alert: alerts(relation, self.parts(), old.parts()),
        }
    }

    /// What the outcome says, as JSON: decision, reasons, checks, fields and all else that comes from the answer's body.
    ///
    /// Not how and when it was obtained (`reference`, `source`, `signature`, `environment`, `answered_at`, `retrieved_at`,
    /// `raw`, the payload's hash), not `table_version`, not `decided_at`, which a verdict that is sent again has anew, not
    /// image links, which come only where they were asked for, nor any other link, which is new each time, and not `history`,
    /// which grows with other jobs.
    ///
    /// Its hash, with [`SubjectKey`] and [`decided_by`](Self::decided_by), tells a verdict that was sent again from a new
    /// one. Source: decision tables, part 5, receiver.
    #[must_use]
    pub fn content(&self) -> Sensitive<String> {
        Sensitive::new(order::content(self.parts()))
    }
}

fn relate(new: &VerificationOutcome, old: &VerificationOutcome) -> Relation {
    let subject = SubjectKey::of(new);
    if subject.is_none() || subject != SubjectKey::of(old) {
        return Relation::Unrelated;
    }
    let (new, old) = (new.parts(), old.parts());
    if new.source == Source::Unverified {
        return Relation::Keeps;
    }
    if old.source == Source::Unverified {
        return Relation::Replaces;
    }
    if is_mapped_again(new, old) {
        return Relation::Duplicate;
    }
    match order::compare(new, old) {
        Ordering::Greater => Relation::Replaces,
        Ordering::Equal => Relation::Duplicate,
        Ordering::Less => Relation::Keeps,
    }
}

/// Rule 3. Within one version one answer has one place in the order, so there the order alone decides: a second test that
/// cuts across it would make it cyclic.
fn is_mapped_again(new: &OutcomeParts, old: &OutcomeParts) -> bool {
    let hash = payload_hash(new);
    new.table_version != old.table_version
        && hash.is_some()
        && hash == payload_hash(old)
        && order::snapshot_time(new) == order::snapshot_time(old)
}

fn payload_hash(parts: &OutcomeParts) -> Option<&str> {
    let in_evidence = parts
        .evidence
        .iter()
        .filter(|evidence| evidence.kind == EvidenceKind::PayloadHash)
        .find_map(|evidence| evidence.sha256.as_deref());
    in_evidence.or(parts.raw.as_ref().map(|raw| raw.sha256.as_str()))
}

/// Rule 6.
fn alerts(relation: Relation, new: &OutcomeParts, old: &OutcomeParts) -> bool {
    let is_final = |parts: &OutcomeParts| parts.finality == Finality::Final;
    if relation == Relation::Unrelated || new.source == Source::Unverified || !is_final(old) {
        return false;
    }
    let differs = is_final(new) && new.decision != old.decision;
    let unsettles = relation == Relation::Replaces && !is_final(new);
    let contradicts = (new.decision, new.finality) == (Decision::Inconclusive, Finality::Unknown);
    differs || unsettles || contradicts
}
