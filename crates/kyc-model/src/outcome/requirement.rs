//! What a caller needs to have been shown before it acts.

use super::{Decision, Environment, Established, Finality, Source, VerificationOutcome};

/// What an outcome must show before the caller acts on it, such as opening an account.
///
/// ```
/// use kyc_model::outcome::{Established, Requirement};
/// let requirement = Requirement::identity().and(Established::Liveness);
/// # let _ = requirement;
/// ```
///
/// Unless told otherwise, only the provider's production environment counts, and an answer over plain loopback HTTP
/// does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    all_of: Vec<Established>,
    any_of: Vec<Established>,
    environments: Vec<Environment>,
    loopback: bool,
}

impl Requirement {
    /// The person is who they say: a live face matched the issuer's photo or the document's, or the person's details
    /// matched the issuer's record. A stored selfie, a number that merely exists, a clean watch list or a company never
    /// meet it.
    #[must_use]
    pub fn identity() -> Self {
        Self {
            all_of: Vec::new(),
            any_of: vec![
                Established::FaceToId,
                Established::FaceToDocument,
                Established::IdDataMatch,
            ],
            environments: vec![Environment::Production],
            loopback: false,
        }
    }

    /// Exactly this was shown. Says nothing about a person's identity by itself.
    #[must_use]
    pub fn only(established: Established) -> Self {
        Self {
            all_of: vec![established],
            any_of: Vec::new(),
            environments: vec![Environment::Production],
            loopback: false,
        }
    }

    /// The same, and this was shown too.
    #[must_use]
    pub fn and(mut self, established: Established) -> Self {
        self.all_of.push(established);
        self
    }

    /// The same, but this environment counts too: for tests, or for a saved payload (`Environment::Unknown`).
    #[must_use]
    pub fn accept_environment(mut self, environment: Environment) -> Self {
        self.environments.push(environment);
        self
    }

    /// The same, but an answer over plain loopback HTTP counts too: for tests.
    #[must_use]
    pub const fn accept_loopback(mut self) -> Self {
        self.loopback = true;
        self
    }
}

/// What an outcome lacks to satisfy a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shortfall {
    /// The decision is another one than *verified*.
    Decision(Decision),
    /// The outcome is not final.
    Finality(Finality),
    /// The environment does not count.
    Environment(Environment),
    /// The source does not count.
    Source(Source),
    /// This was not shown.
    NotEstablished(Established),
    /// None of these was shown.
    NoneEstablished(Vec<Established>),
}

impl VerificationOutcome {
    /// Whether the outcome shows all that the requirement asks for. This is the question to ask before acting.
    #[must_use]
    pub fn satisfies(&self, requirement: &Requirement) -> bool {
        self.shortfalls(requirement).is_empty()
    }

    /// What the outcome lacks to satisfy the requirement; empty when it does.
    #[must_use]
    pub fn shortfalls(&self, requirement: &Requirement) -> Vec<Shortfall> {
        let mut lacks = Vec::new();
        if self.decision() != Decision::Verified {
            lacks.push(Shortfall::Decision(self.decision()));
        }
        if self.finality() != Finality::Final {
            lacks.push(Shortfall::Finality(self.finality()));
        }
        if !requirement.environments.contains(&self.environment()) {
            lacks.push(Shortfall::Environment(self.environment()));
        }
        let source_counts = match self.source() {
            Source::Asked | Source::Confirmed | Source::CallerVouched => true,
            Source::Loopback => requirement.loopback,
            Source::Unverified => false,
        };
        if !source_counts {
            lacks.push(Shortfall::Source(self.source()));
        }
        lacks.extend(
            requirement
                .all_of
                .iter()
                .filter(|needed| !self.established().contains(needed))
                .cloned()
                .map(Shortfall::NotEstablished),
        );
        if !requirement.any_of.is_empty()
            && !requirement
                .any_of
                .iter()
                .any(|one| self.established().contains(one))
        {
            lacks.push(Shortfall::NoneEstablished(requirement.any_of.clone()));
        }
        lacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{
        OutcomeParts, Product, Reason, ReasonCategory, Reference, Remedy, SignatureState,
        SmileReference, Weight,
    };

    fn outcome(change: impl FnOnce(&mut OutcomeParts)) -> VerificationOutcome {
        let mut parts = OutcomeParts::inconclusive(
            Reference::Smileid(SmileReference::new("u-1", "j-1")),
            ReasonCategory::Approved,
            Remedy::None,
            "smileid/1/0810",
            "test",
        );
        parts.decision = Decision::Verified;
        parts.finality = Finality::Final;
        parts.product = Product::BiometricKyc;
        parts.source = Source::Asked;
        parts.signature = SignatureState::Valid;
        parts.environment = Environment::Production;
        parts.reasons = vec![Reason::new(ReasonCategory::Approved, Weight::Decisive)];
        parts.established = vec![Established::IdRecord, Established::FaceToId];
        change(&mut parts);
        VerificationOutcome::new(parts).unwrap()
    }

    #[test]
    fn identity_needs_a_face_or_matching_data() {
        let identity = Requirement::identity();
        for (established, meets) in [
            (vec![Established::FaceToId], true),
            (vec![Established::FaceToDocument], true),
            (vec![Established::IdDataMatch], true),
            (vec![Established::IdRecord], false),
            (vec![Established::Enrolled, Established::Liveness], false),
            (vec![Established::FaceToEnrolled], false),
            (vec![Established::WatchlistClear], false),
            (vec![Established::Business], false),
            (vec![], false),
        ] {
            let outcome = outcome(|parts| parts.established = established.clone());
            assert_eq!(outcome.satisfies(&identity), meets, "{established:?}");
        }
    }

    #[test]
    fn only_production_counts_unless_told_otherwise() {
        let identity = Requirement::identity();
        for environment in [
            Environment::Sandbox,
            Environment::Custom,
            Environment::Unknown,
        ] {
            let outcome = outcome(|parts| parts.environment = environment);
            assert_eq!(
                outcome.shortfalls(&identity),
                [Shortfall::Environment(environment)]
            );
            assert!(outcome.satisfies(&identity.clone().accept_environment(environment)));
        }
    }

    #[test]
    fn loopback_counts_only_when_told() {
        let outcome = outcome(|parts| parts.source = Source::Loopback);
        let identity = Requirement::identity();
        assert_eq!(
            outcome.shortfalls(&identity),
            [Shortfall::Source(Source::Loopback)]
        );
        assert!(outcome.satisfies(&identity.accept_loopback()));
    }

    #[test]
    fn another_decision_never_satisfies() {
        let rejected = outcome(|parts| {
            parts.decision = Decision::Rejected;
            parts.established.clear();
        });
        assert!(!rejected.satisfies(&Requirement::identity()));
        assert!(!rejected.satisfies(&Requirement::only(Established::FaceToId)));
    }

    #[test]
    fn every_part_of_a_requirement_counts() {
        let outcome = outcome(|_| {});
        assert!(outcome.satisfies(&Requirement::only(Established::IdRecord)));
        assert_eq!(
            outcome.shortfalls(&Requirement::identity().and(Established::Liveness)),
            [Shortfall::NotEstablished(Established::Liveness)]
        );
    }
}
