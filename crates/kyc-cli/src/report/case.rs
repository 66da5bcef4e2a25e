//! One outcome, as it stands on a page.

use kyc_model::{
    Sensitive, Timestamp,
    outcome::{Decision, OutcomeParts, Reference, VerificationOutcome},
};

use super::{
    cell::{Cell, Personal, Sentence, Tone, Value, words},
    grid::Grid,
    provenance,
    sections::{self, Section},
};
use crate::render::words as says;

/// A case of a page.
pub(super) struct Case {
    /// Counted from 1.
    pub(super) number: usize,
    /// The beginning of the user id, where it may be shown.
    pub(super) user_id: Option<Value>,
    pub(super) provider: Cell,
    pub(super) decision: String,
    pub(super) tone: Tone,
    /// Whether it can change, and whom it waits for.
    pub(super) finality: String,
    pub(super) meaning: Sentence,
    pub(super) warnings: Vec<Sentence>,
    pub(super) help: Option<Sentence>,
    pub(super) summary: Grid,
    pub(super) sections: Vec<Section>,
    pub(super) provenance: Grid,
}

impl Case {
    pub(super) fn new(
        outcome: &VerificationOutcome,
        number: usize,
        made_at: Timestamp,
        personal: Personal,
    ) -> Self {
        let parts = outcome.parts();
        let warnings = says::warnings(outcome);
        let tone = match parts.decision {
            Decision::Verified if warnings.is_empty() => Tone::Good,
            Decision::Verified | Decision::NeedsReview => Tone::Attention,
            Decision::Rejected => Tone::Bad,
            Decision::Pending | Decision::Inconclusive => Tone::Neutral,
        };
        Self {
            number,
            user_id: user_id(&parts.reference)
                .filter(|_| !personal.hide)
                .map(|id| Value::short(id.expose())),
            provider: Cell::listed(parts.provider.as_str(), parts.provider.is_known()),
            decision: words(parts.decision.as_str()),
            tone,
            finality: says::finality(outcome),
            meaning: Sentence::new(says::meaning(outcome)),
            warnings: warnings.into_iter().map(Sentence::new).collect(),
            help: says::help(&parts.remedy).map(Sentence::new),
            summary: summary(parts, personal),
            sections: sections::of(parts, personal),
            provenance: provenance::of(parts, made_at),
        }
    }
}

fn user_id(reference: &Reference) -> Option<&Sensitive<String>> {
    match reference {
        Reference::Smileid(smile) => smile.user_id.as_ref(),
        Reference::Greenid(green) => green.user_id.as_ref(),
        _ => None,
    }
}

fn summary(parts: &OutcomeParts, personal: Personal) -> Grid {
    let name = |name: &str| Cell::Word(name.to_owned());
    let established: Vec<_> = parts.established.iter().map(|one| one.as_str()).collect();
    let is_known = parts.established.iter().all(|one| one.is_known());
    let mut facts = vec![
        (
            name("Provider"),
            Cell::listed(parts.provider.as_str(), parts.provider.is_known()),
        ),
        (
            name("Product"),
            personal.listed(parts.product.as_str(), parts.product.is_known()),
        ),
        (
            name("Established"),
            match parts.decision {
                Decision::Verified if established.is_empty() => Cell::Word("nothing".to_owned()),
                _ if established.is_empty() => Cell::Empty,
                _ => Cell::listed(&established.join(", "), is_known),
            },
        ),
        (
            name("Confidence"),
            parts.confidence.map_or(Cell::Empty, |confidence| {
                Cell::Word(format!("{confidence} of 100; decides nothing"))
            }),
        ),
    ];
    match &parts.reference {
        Reference::Smileid(smile) => facts.extend([
            (name("User id"), personal.show(smile.user_id.as_ref())),
            (name("Job id"), personal.show(smile.job_id.as_ref())),
            (
                name("Smile job id"),
                personal.show(smile.smile_job_id.as_ref()),
            ),
            (name("Partner id"), personal.show(smile.partner_id.as_ref())),
            (
                name("Job type"),
                smile
                    .job_type
                    .map_or(Cell::Empty, |kind| Cell::Word(kind.number().to_string())),
            ),
        ]),
        Reference::Greenid(green) => facts.extend([
            (name("User id"), personal.show(green.user_id.as_ref())),
            (
                name("Customer id"),
                personal.show(green.customer_id.as_ref()),
            ),
        ]),
        Reference::Other(other) => facts.extend(
            other
                .ids
                .iter()
                .map(|(name, id)| (Cell::Value(Value::new(name)), personal.show(Some(id)))),
        ),
        _ => {}
    }
    Grid::facts("What was asked, and about whom", facts)
}
