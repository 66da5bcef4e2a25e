//! What every provider's mapping shares: where an answer came from, how rules overrule each other, and the last rules of
//! every outcome. Source: decision tables, part 1.

use kyc_model::{
    Sensitive, Timestamp, Word,
    outcome::{
        Awaiting, Decision, Environment, Established, Evidence, EvidenceKind, Finality,
        OutcomeParts, Product, RawPayload, Reason, ReasonCategory, Reference, SignatureState,
        Source, VerificationOutcome, Weight,
    },
};

use crate::{Error, remedy::remedy};

/// All that is known of an answer besides what it says. `R` is the provider's reference.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Provenance<R> {
    /// Where the bytes came from.
    pub source: Source,
    /// What is known of the signature.
    pub signature: SignatureState,
    /// Which environment answered.
    pub environment: Environment,
    /// When we asked; `None` for a saved payload.
    pub retrieved_at: Option<Timestamp>,
    /// What was asked; `None` for a saved payload, which is bound to nothing.
    pub asked: Option<R>,
    /// The account that asked, or whose key checked the signature, where it is known.
    pub account: Option<Sensitive<String>>,
    /// SHA-256 of the payload, lower-case hexadecimal.
    pub sha256: Option<String>,
    /// The payload, when it is to be kept.
    pub raw: Option<RawPayload>,
}

impl<R> Provenance<R> {
    /// A saved payload that nobody vouches for.
    #[must_use]
    pub const fn saved(signature: SignatureState) -> Self {
        Self {
            source: Source::Unverified,
            signature,
            environment: Environment::Unknown,
            retrieved_at: None,
            asked: None,
            account: None,
            sha256: None,
            raw: None,
        }
    }
}

/// Whether we asked for what came from there, so that it is known what was asked.
pub(crate) const fn is_ours(source: Source) -> bool {
    matches!(source, Source::Asked | Source::Confirmed | Source::Loopback)
}

/// What was decided, by what, and why. The first reason is the decisive one.
pub(crate) struct Ruling {
    pub(crate) decision: Decision,
    pub(crate) finality: Finality,
    pub(crate) awaiting: Option<Awaiting>,
    pub(crate) decided_by: Word,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) established: Vec<Established>,
}

impl Ruling {
    pub(crate) fn category(&self) -> &ReasonCategory {
        self.reasons
            .first()
            .map_or(&ReasonCategory::UnrecognizedValue, |reason| {
                &reason.category
            })
    }

    /// Another rule decides; what decided so far becomes an advisory reason that names its row.
    pub(crate) fn overrule(
        &mut self,
        rule: &'static str,
        decision: Decision,
        finality: Finality,
        category: ReasonCategory,
    ) {
        let former = core::mem::replace(&mut self.decided_by, rule.into());
        if let Some(reason) = self.reasons.first_mut() {
            reason.weight = Weight::Advisory;
            reason.rule = Some(former);
        }
        self.reasons
            .insert(0, Reason::new(category, Weight::Decisive));
        self.decision = decision;
        self.finality = finality;
        self.awaiting = None;
        self.established.clear();
    }

    /// The overlays that apply to an approval: the first decides, the others alert.
    pub(crate) fn overlay(
        &mut self,
        overlays: impl IntoIterator<Item = (&'static str, ReasonCategory)>,
    ) {
        let mut overlays = overlays.into_iter();
        if let Some((rule, category)) = overlays.next() {
            self.overrule(rule, Decision::NeedsReview, Finality::Final, category);
        }
        self.alert(overlays);
    }

    /// The overlays that apply to an approval that another rule has lowered already.
    pub(crate) fn alert(
        &mut self,
        overlays: impl IntoIterator<Item = (&'static str, ReasonCategory)>,
    ) {
        let alerts = overlays
            .into_iter()
            .map(|(rule, category)| Reason::new(category, Weight::Alert).with_rule(rule));
        self.reasons.extend(alerts);
    }

    /// The parts of an outcome, so far without what the answer carries.
    pub(crate) fn into_parts<R>(
        self,
        product: Product,
        reference: Reference,
        table_version: &'static str,
        provenance: &Provenance<R>,
    ) -> OutcomeParts {
        let category = self.category().clone();
        let mut parts = OutcomeParts::inconclusive(
            reference,
            category.clone(),
            remedy(&category),
            self.decided_by,
            table_version,
        );
        parts.product = product;
        parts.decision = self.decision;
        parts.finality = self.finality;
        parts.awaiting = self.awaiting;
        parts.reasons = self.reasons;
        parts.established = self.established;
        parts.source = provenance.source;
        parts.signature = provenance.signature;
        parts.environment = provenance.environment;
        parts.retrieved_at = provenance.retrieved_at;
        parts
    }
}

/// Rule 4, the payload's own evidence, and rule 9. `decided_by_rule_3`: an answer about nobody stays that, whatever its
/// source.
pub(crate) fn finish<R>(
    mut parts: OutcomeParts,
    decided_by_rule_3: bool,
    provenance: &Provenance<R>,
) -> Result<VerificationOutcome, Error> {
    if let Some(sha256) = &provenance.sha256 {
        let mut hash = Evidence::new(EvidenceKind::PayloadHash);
        hash.sha256 = Some(sha256.clone());
        parts.evidence.push(hash);
    }
    parts.raw = provenance.raw.clone();
    if parts.source == Source::Unverified && !decided_by_rule_3 {
        let mut ruling = Ruling {
            decision: parts.decision,
            finality: parts.finality,
            awaiting: parts.awaiting,
            decided_by: parts.decided_by,
            reasons: parts.reasons,
            established: parts.established,
        };
        ruling.overrule(
            "P4",
            Decision::Inconclusive,
            Finality::Unknown,
            ReasonCategory::SourceNotChecked,
        );
        parts.remedy = remedy(ruling.category());
        parts.decision = ruling.decision;
        parts.finality = ruling.finality;
        parts.awaiting = ruling.awaiting;
        parts.decided_by = ruling.decided_by;
        parts.reasons = ruling.reasons;
        parts.established = ruling.established;
    }
    VerificationOutcome::new(parts).map_err(Error::invariant)
}

/// Rule 3: whether an id was asked for and another one answered.
pub(crate) fn is_another(
    asked: Option<&Sensitive<String>>,
    answered: Option<&Sensitive<String>>,
) -> bool {
    matches!((asked, answered), (Some(asked), Some(answered)) if asked != answered)
}

/// All but the last four characters masked; all of them when that would leave less than half hidden.
pub(crate) fn mask(number: &Sensitive<String>) -> Sensitive<String> {
    let count = number.expose().chars().count();
    let shown = if count >= 8 { 4 } else { 0 };
    let hidden = count.saturating_sub(shown);
    Sensitive::new(
        core::iter::repeat_n('*', hidden)
            .chain(number.expose().chars().skip(hidden))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_ids_that_differ_are_of_another() {
        let (one, same, other) = ("u-1".into(), "u-1".into(), "U-1".into());
        for (asked, answered, another) in [
            (Some(&one), Some(&same), false),
            (Some(&one), Some(&other), true),
            (Some(&one), None, false),
            (None, Some(&one), false),
            (None, None, false),
        ] {
            assert_eq!(is_another(asked, answered), another);
        }
    }

    #[test]
    fn a_masked_number_shows_four_characters_and_never_more_than_half() {
        for (number, masked) in [
            ("", ""),
            ("1234567", "*******"),
            ("12345678", "****5678"),
            ("P12345678", "*****5678"),
            ("äöü45678", "****5678"),
        ] {
            assert_eq!(mask(&number.into()).expose(), masked);
        }
    }
}
