//! What is compared of an outcome.

use kyc_model::outcome::{Decision, EvidenceKind, Reference, VerificationOutcome};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::input::Place;

/// What was decided, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Verdict {
    pub(crate) decision: Decision,
    pub(crate) decided_by: Box<str>,
    pub(crate) table_version: Box<str>,
}

/// Which record an outcome was made from: its payload, or where that is not told its reference.
pub(super) type Key = [u8; 32];

/// An outcome of this run.
pub(crate) struct Seen {
    pub(crate) place: Place,
    pub(super) key: Key,
    pub(crate) verdict: Verdict,
    /// Only where personal values are shown.
    pub(crate) reference: Option<Reference>,
}

impl Seen {
    pub(super) fn new(outcome: &VerificationOutcome, place: Place, show_personal: bool) -> Self {
        let parts = outcome.parts();
        let payload = parts.evidence.iter().find_map(|one| {
            (one.kind == EvidenceKind::PayloadHash).then_some(one.sha256.as_deref()?)
        });
        Self {
            place,
            key: key(payload, || serde_json::to_vec(&parts.reference).ok()),
            verdict: Verdict {
                decision: parts.decision,
                decided_by: (&*parts.decided_by).into(),
                table_version: (&*parts.table_version).into(),
            },
            reference: show_personal.then(|| parts.reference.clone()),
        }
    }
}

/// An outcome of an earlier run, as far as it is compared. Whatever else an older or newer version wrote is not looked at.
pub(super) struct Earlier {
    pub(super) key: Key,
    pub(super) verdict: Verdict,
}

impl Earlier {
    /// `None` when the line is no outcome.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let line: Line<'_> = serde_json::from_slice(line).ok()?;
        let payload = line.evidence.iter().find_map(|one| {
            (one.kind == EvidenceKind::PayloadHash).then_some(one.sha256.as_deref()?)
        });
        let reference = || {
            let reference: Reference = serde_json::from_str(line.reference.get()).ok()?;
            serde_json::to_vec(&reference).ok()
        };
        Some(Self {
            key: key(payload, reference),
            verdict: Verdict {
                decision: line.decision,
                decided_by: line.decided_by,
                table_version: line.table_version,
            },
        })
    }
}

#[derive(Deserialize)]
struct Line<'a> {
    decision: Decision,
    decided_by: Box<str>,
    table_version: Box<str>,
    #[serde(borrow)]
    reference: &'a RawValue,
    #[serde(default)]
    evidence: Vec<LineEvidence>,
}

#[derive(Deserialize)]
struct LineEvidence {
    kind: EvidenceKind,
    sha256: Option<String>,
}

fn key(payload: Option<&str>, reference: impl FnOnce() -> Option<Vec<u8>>) -> Key {
    let mut hash = Sha256::new();
    match payload {
        Some(payload) => hash.update(payload),
        None => hash.update(reference().unwrap_or_default()),
    }
    hash.finalize().into()
}
