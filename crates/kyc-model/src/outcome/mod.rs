//! The shared answer of every provider.

mod closed_enum;
mod decision;
mod invariants;
mod lists;
mod parts;
mod reference;
mod requirement;
mod supersedes;

use serde::{Deserialize, Deserializer, Serialize};

pub use decision::{
    Awaiting, CheckResult, Decision, Environment, Finality, SignatureState, Source, Weight,
};
pub use invariants::InvariantError;
pub use lists::{
    CheckKind, Claim, Established, EvidenceKind, FieldMatch, PerformedBy, Product, Provider,
    ReasonCategory, Remedy, WatchlistKind,
};
pub use parts::{Check, Evidence, Field, ProviderFlags, RawPayload, Reason, WatchlistHit};
pub use reference::{GreenidReference, OtherReference, Reference, SmileApi, SmileReference};
pub use requirement::{Requirement, Shortfall};
pub use supersedes::{Relation, SubjectKey, Supersession};

use crate::{
    Confidence, Timestamp, Word,
    record::{is_default, quiet},
};

/// The one answer over every provider.
///
/// It can only be built through [`OutcomeParts`] and the checked [`new`](Self::new), and JSON is read through the same
/// check, so an outcome that contradicts itself does not exist. There is no `Default`, no way from or to a `bool`, and
/// what callers use before they open an account is [`satisfies`](Self::satisfies), not the decision alone.
///
/// What the check cannot know is whether the parts are true: an outcome that was read back from a store is as good as
/// the store.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct VerificationOutcome(Box<OutcomeParts>);

impl<'de> Deserialize<'de> for VerificationOutcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own messages quote the value they refuse.
        let parts = OutcomeParts::deserialize(deserializer).map_err(|_| {
            serde::de::Error::custom("not an outcome: a member is missing or has a wrong form")
        })?;
        Self::new(parts).map_err(serde::de::Error::custom)
    }
}

quiet! {
    /// The parts of an outcome before they are checked. In JSON the same members as the outcome.
    #[derive(Clone, Debug, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct OutcomeParts {
        /// Who was asked.
        pub provider: Provider,
        /// Which check was run.
        pub product: Product,
        /// The provider's ids: enough to ask again.
        pub reference: Reference,
        /// The answer.
        pub decision: Decision,
        /// Whether the answer can still change by itself.
        pub finality: Finality,
        /// Whom a pending answer waits for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub awaiting: Option<Awaiting>,
        /// The id of the row or rule that decided, such as `smileid/1/0810` or `F7`.
        pub decided_by: Word,
        /// The version of the decision tables.
        pub table_version: Word,
        /// What would help.
        pub remedy: Remedy,
        /// What a *verified* shows; empty for any other decision.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub established: Vec<Established>,
        /// Why. Exactly one is decisive.
        pub reasons: Vec<Reason>,
        /// Where the bytes came from.
        pub source: Source,
        /// What is known of the signature.
        pub signature: SignatureState,
        /// Which environment answered.
        pub environment: Environment,
        /// The provider's confidence. Decides nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub confidence: Option<Confidence>,
        /// The provider's own flags, as received.
        #[serde(default, skip_serializing_if = "is_default")]
        pub flags: ProviderFlags,
        /// The provider's checks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub checks: Vec<Check>,
        /// The person's details, as returned.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub fields: Vec<Field>,
        /// What can be shown to an auditor.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub evidence: Vec<Evidence>,
        /// Possible hits on lists.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub watchlist: Vec<WatchlistHit>,
        /// The provider's time of decision, where it gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub decided_at: Option<Timestamp>,
        /// The provider's own time on its answer: for Smile ID the timestamp that is signed. Never the time of receipt.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub answered_at: Option<Timestamp>,
        /// When we asked; absent for saved payloads.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub retrieved_at: Option<Timestamp>,
        /// Earlier results of the same person, each decided by itself, that came with this answer: of its provider, source and
        /// environment. They have no history of their own.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub history: Vec<VerificationOutcome>,
        /// The payload, when it was to be kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub raw: Option<RawPayload>,
    }
}

impl OutcomeParts {
    /// The parts of an *inconclusive* outcome for this reason: the value from which a mapping works its way up.
    ///
    /// `decided_by` is the id of a row or rule, `table_version` the version of the tables it stands in.
    #[must_use]
    pub fn inconclusive(
        reference: Reference,
        category: ReasonCategory,
        remedy: Remedy,
        decided_by: impl Into<Word>,
        table_version: impl Into<Word>,
    ) -> Self {
        Self {
            provider: reference.provider().clone(),
            product: Product::Unspecified,
            reference,
            decision: Decision::Inconclusive,
            finality: Finality::Unknown,
            awaiting: None,
            decided_by: decided_by.into(),
            table_version: table_version.into(),
            remedy,
            established: Vec::new(),
            reasons: vec![Reason::new(category, Weight::Decisive)],
            source: Source::Unverified,
            signature: SignatureState::NotChecked,
            environment: Environment::Unknown,
            confidence: None,
            flags: ProviderFlags::default(),
            checks: Vec::new(),
            fields: Vec::new(),
            evidence: Vec::new(),
            watchlist: Vec::new(),
            decided_at: None,
            answered_at: None,
            retrieved_at: None,
            history: Vec::new(),
            raw: None,
        }
    }
}

impl VerificationOutcome {
    /// Checks the parts and makes the outcome of them.
    ///
    /// # Errors
    /// The first invariant that the parts break; see [`InvariantError`].
    pub fn new(parts: OutcomeParts) -> Result<Self, InvariantError> {
        invariants::check(&parts)?;
        Ok(Self(Box::new(parts)))
    }

    /// The parts, to be changed and checked again.
    #[must_use]
    pub fn into_parts(self) -> OutcomeParts {
        *self.0
    }

    /// All parts, read-only.
    #[must_use]
    pub fn parts(&self) -> &OutcomeParts {
        &self.0
    }

    /// The answer. Match all five values.
    #[must_use]
    pub fn decision(&self) -> Decision {
        self.0.decision
    }

    /// Whether the answer can still change by itself.
    #[must_use]
    pub fn finality(&self) -> Finality {
        self.0.finality
    }

    /// Whom a pending answer waits for; `None` for any other decision.
    #[must_use]
    pub fn awaiting(&self) -> Option<Awaiting> {
        self.0.awaiting
    }

    /// Who was asked.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// Which check was run.
    #[must_use]
    pub fn product(&self) -> &Product {
        &self.0.product
    }

    /// The provider's ids: enough to ask again.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.0.reference
    }

    /// The id of the row or rule that decided.
    #[must_use]
    pub fn decided_by(&self) -> &str {
        &self.0.decided_by
    }

    /// What would help.
    #[must_use]
    pub fn remedy(&self) -> &Remedy {
        &self.0.remedy
    }

    /// What a *verified* shows; empty for any other decision.
    #[must_use]
    pub fn established(&self) -> &[Established] {
        &self.0.established
    }

    /// Why; exactly one of them is decisive.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.0.reasons
    }

    /// The category of the decisive reason.
    #[must_use]
    pub fn category(&self) -> &ReasonCategory {
        self.0
            .reasons
            .iter()
            .find(|reason| reason.weight == Weight::Decisive)
            .map_or(&ReasonCategory::UnrecognizedValue, |reason| {
                &reason.category
            })
    }

    /// The provider's checks.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.0.checks
    }

    /// Where the bytes came from.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// What is known of the signature.
    #[must_use]
    pub fn signature(&self) -> SignatureState {
        self.0.signature
    }

    /// Which environment answered.
    #[must_use]
    pub fn environment(&self) -> Environment {
        self.0.environment
    }

    /// Earlier results of the same person.
    #[must_use]
    pub fn history(&self) -> &[VerificationOutcome] {
        &self.0.history
    }
}

impl TryFrom<OutcomeParts> for VerificationOutcome {
    type Error = InvariantError;

    fn try_from(parts: OutcomeParts) -> Result<Self, InvariantError> {
        Self::new(parts)
    }
}

impl From<VerificationOutcome> for OutcomeParts {
    fn from(outcome: VerificationOutcome) -> Self {
        outcome.into_parts()
    }
}
