//! What no outcome may contradict. Source: decision tables, part 1, rules 4 and 9.

use core::fmt;

use super::{
    Decision, Established, Finality, OutcomeParts, Product, Provider, Reference, Remedy,
    SignatureState, SmileApi, Source, Weight,
};
use crate::Sensitive;

/// The invariant that the parts of an outcome break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvariantError {
    /// *verified* without finality *final*.
    VerifiedNotFinal,
    /// *verified* by a reason category that approves nothing.
    VerifiedWithoutApproval,
    /// *verified* with a remedy: nothing is wrong that could be remedied.
    VerifiedWithRemedy,
    /// *verified* for an answer that does not say what was run.
    VerifiedUnspecifiedProduct,
    /// *verified* by Smile ID's signed API without a valid signature, and nobody vouches.
    VerifiedUnsigned,
    /// *verified* from our own question, and the reference does not hold the ids that the answer was bound to.
    VerifiedUnbound,
    /// *verified* that establishes a person's identity by a product that cannot.
    EstablishedBeyondProduct,
    /// A source that nobody vouches for, and another decision than *inconclusive*, *unknown*.
    UnverifiedSourceDecides,
    /// *pending* that waits for nobody.
    PendingAwaitsNobody,
    /// Another decision than *pending* that waits for somebody.
    AwaitingNotPending,
    /// *pending* that is final.
    PendingFinal,
    /// Not exactly one decisive reason.
    NotOneDecisiveReason,
    /// Another decision than *verified* that establishes something.
    EstablishedNotVerified,
    /// No id of the row or rule that decided, or no version of its table.
    NothingDecided,
    /// The provider of the reference is not the provider of the outcome, or a reference of another kind names a provider
    /// of this library.
    ForeignReference,
    /// An entry of history with a history of its own, or of another provider.
    NestedHistory,
}

impl fmt::Display for InvariantError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::VerifiedNotFinal => "verified needs finality final",
            Self::VerifiedWithoutApproval => {
                "verified needs a decisive reason of an approving category"
            }
            Self::VerifiedWithRemedy => "verified needs the remedy none",
            Self::VerifiedUnspecifiedProduct => "verified needs a product",
            Self::VerifiedUnsigned => "verified needs a valid signature where one is due",
            Self::VerifiedUnbound => "verified needs the ids that the answer was bound to",
            Self::EstablishedBeyondProduct => "the product cannot establish a person's identity",
            Self::UnverifiedSourceDecides => {
                "an unverified source allows inconclusive with finality unknown only"
            }
            Self::PendingAwaitsNobody => "pending needs awaiting",
            Self::AwaitingNotPending => "awaiting goes with pending only",
            Self::PendingFinal => "pending cannot be final",
            Self::NotOneDecisiveReason => "exactly one reason must be decisive",
            Self::EstablishedNotVerified => "established goes with verified only",
            Self::NothingDecided => "decided_by and table_version must not be empty",
            Self::ForeignReference => "the reference belongs to another provider",
            Self::NestedHistory => {
                "an entry of history must be of the same provider and have no history"
            }
        })
    }
}

impl core::error::Error for InvariantError {}

pub(super) fn check(parts: &OutcomeParts) -> Result<(), InvariantError> {
    use InvariantError as E;

    let mut decisive = parts
        .reasons
        .iter()
        .filter(|reason| reason.weight == Weight::Decisive);
    let (Some(decisive), None) = (decisive.next(), decisive.next()) else {
        return Err(E::NotOneDecisiveReason);
    };
    if parts.decided_by.is_empty() || parts.table_version.is_empty() {
        return Err(E::NothingDecided);
    }
    if parts.reference.provider() != &parts.provider || is_disguised(&parts.reference) {
        return Err(E::ForeignReference);
    }
    if parts.source == Source::Unverified
        && (parts.decision, parts.finality) != (Decision::Inconclusive, Finality::Unknown)
    {
        return Err(E::UnverifiedSourceDecides);
    }
    if parts.decision == Decision::Pending {
        if parts.awaiting.is_none() {
            return Err(E::PendingAwaitsNobody);
        }
        if parts.finality == Finality::Final {
            return Err(E::PendingFinal);
        }
    } else if parts.awaiting.is_some() {
        return Err(E::AwaitingNotPending);
    }
    if parts.decision == Decision::Verified {
        if parts.finality != Finality::Final {
            return Err(E::VerifiedNotFinal);
        }
        if !decisive.category.is_approval() {
            return Err(E::VerifiedWithoutApproval);
        }
        if parts.remedy != Remedy::None {
            return Err(E::VerifiedWithRemedy);
        }
        if parts.product == Product::Unspecified {
            return Err(E::VerifiedUnspecifiedProduct);
        }
        if parts.source != Source::CallerVouched {
            if is_signed_api(&parts.reference) && parts.signature != SignatureState::Valid {
                return Err(E::VerifiedUnsigned);
            }
            if !is_bound(&parts.reference) {
                return Err(E::VerifiedUnbound);
            }
        }
        if is_no_identity_product(&parts.product)
            && parts.established.iter().any(|one| {
                matches!(
                    one,
                    Established::FaceToId | Established::FaceToDocument | Established::IdDataMatch
                )
            })
        {
            return Err(E::EstablishedBeyondProduct);
        }
    } else if !parts.established.is_empty() {
        return Err(E::EstablishedNotVerified);
    }
    if parts
        .history
        .iter()
        .any(|entry| !entry.history().is_empty() || entry.provider() != &parts.provider)
    {
        return Err(E::NestedHistory);
    }
    Ok(())
}

/// Such a reference would escape the checks of signature and binding.
fn is_disguised(reference: &Reference) -> bool {
    matches!(reference, Reference::Other(other) if Provider::from(other.provider.as_str()).is_known())
}

const fn is_signed_api(reference: &Reference) -> bool {
    matches!(reference, Reference::Smileid(smile) if matches!(smile.api, SmileApi::V1))
}

fn is_bound(reference: &Reference) -> bool {
    let has =
        |id: &Option<Sensitive<String>>| id.as_ref().is_some_and(|id| !id.expose().is_empty());
    match reference {
        Reference::Smileid(smile) => {
            has(&smile.job_id) && (smile.api == SmileApi::V3 || has(&smile.user_id))
        }
        Reference::Greenid(greenid) => has(&greenid.user_id),
        Reference::Other(_) => true,
    }
}

/// A stored or repeated face, a number that exists, a list and a company say nothing about who a person is.
const fn is_no_identity_product(product: &Product) -> bool {
    matches!(
        product,
        Product::SmartSelfieAuthentication
            | Product::SmartSelfieRegistration
            | Product::SmartSelfieCompare
            | Product::UpdatePhoto
            | Product::CompareUserInfo
            | Product::EnhancedKyc
            | Product::BusinessVerification
            | Product::Aml
            | Product::OneTimeAml
            | Product::AmlMonitoring
            | Product::PhoneNumberVerification
            | Product::AddressVerification
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{
        Awaiting, GreenidReference, OtherReference, Reason, ReasonCategory, SmileReference,
        VerificationOutcome,
    };

    fn inconclusive() -> OutcomeParts {
        OutcomeParts::inconclusive(
            Reference::Smileid(SmileReference::new("u-1", "j-1")),
            ReasonCategory::SourceNotChecked,
            Remedy::VouchOrAskAgain,
            "P4",
            "test",
        )
    }

    fn verified() -> OutcomeParts {
        OutcomeParts {
            decision: Decision::Verified,
            finality: Finality::Final,
            product: Product::BiometricKyc,
            source: Source::Asked,
            signature: SignatureState::Valid,
            remedy: Remedy::None,
            reasons: vec![Reason::new(ReasonCategory::Approved, Weight::Decisive)],
            established: vec![Established::FaceToId],
            ..inconclusive()
        }
    }

    #[test]
    fn the_good_ones_pass() {
        VerificationOutcome::new(inconclusive()).unwrap();
        VerificationOutcome::new(verified()).unwrap();
    }

    #[test]
    fn each_invariant_is_enforced() {
        use InvariantError as E;
        let change = |change: fn(&mut OutcomeParts)| {
            let mut parts = verified();
            change(&mut parts);
            VerificationOutcome::new(parts).unwrap_err()
        };
        assert_eq!(
            change(|p| p.finality = Finality::Unknown),
            E::VerifiedNotFinal
        );
        assert_eq!(
            change(|p| p.reasons = vec![Reason::new(
                ReasonCategory::AwaitingResult,
                Weight::Decisive
            )]),
            E::VerifiedWithoutApproval
        );
        assert_eq!(change(|p| p.remedy = Remedy::Review), E::VerifiedWithRemedy);
        assert_eq!(
            change(|p| p.product = Product::Unspecified),
            E::VerifiedUnspecifiedProduct
        );
        assert_eq!(
            change(|p| p.signature = SignatureState::NotChecked),
            E::VerifiedUnsigned
        );
        assert_eq!(
            change(|p| p.signature = SignatureState::NotDue),
            E::VerifiedUnsigned
        );
        assert_eq!(
            change(|p| p.reference = Reference::Smileid(SmileReference::new("u-1", ""))),
            E::VerifiedUnbound
        );
        assert_eq!(
            change(|p| p.product = Product::SmartSelfieRegistration),
            E::EstablishedBeyondProduct
        );
        assert_eq!(
            change(|p| p.source = Source::Unverified),
            E::UnverifiedSourceDecides
        );
        assert_eq!(
            change(|p| {
                p.decision = Decision::Pending;
                p.finality = Finality::Provisional;
                p.established.clear();
            }),
            E::PendingAwaitsNobody
        );
        assert_eq!(
            change(|p| p.awaiting = Some(Awaiting::Provider)),
            E::AwaitingNotPending
        );
        assert_eq!(
            change(|p| {
                p.decision = Decision::Pending;
                p.awaiting = Some(Awaiting::Subject);
                p.established.clear();
            }),
            E::PendingFinal
        );
        assert_eq!(change(|p| p.reasons.clear()), E::NotOneDecisiveReason);
        assert_eq!(
            change(|p| p.reasons.extend(p.reasons.clone())),
            E::NotOneDecisiveReason
        );
        assert_eq!(
            change(|p| p.decision = Decision::Rejected),
            E::EstablishedNotVerified
        );
        assert_eq!(change(|p| p.decided_by = "".into()), E::NothingDecided);
        assert_eq!(change(|p| p.table_version = "".into()), E::NothingDecided);
        assert_eq!(
            change(|p| p.reference = Reference::Other(OtherReference::new("acme".into()))),
            E::ForeignReference
        );
        assert_eq!(
            change(|p| {
                let entry = VerificationOutcome::new(verified()).unwrap();
                let mut nested = verified();
                nested.history = vec![entry];
                p.history = vec![VerificationOutcome::new(nested).unwrap()];
            }),
            E::NestedHistory
        );
    }

    #[test]
    fn a_reference_of_another_kind_cannot_stand_for_a_known_provider() {
        for provider in [
            Provider::Smileid,
            Provider::Greenid,
            Provider::Unknown("smileid".into()),
            Provider::Unknown("greenid".into()),
        ] {
            let reference = Reference::Other(OtherReference::new(provider.clone()));
            for parts in [verified(), inconclusive()] {
                let parts = OutcomeParts {
                    provider: provider.clone(),
                    reference: reference.clone(),
                    signature: SignatureState::NotDue,
                    ..parts
                };
                assert_eq!(
                    VerificationOutcome::new(parts).err(),
                    Some(InvariantError::ForeignReference)
                );
            }
        }
    }

    #[test]
    fn an_approval_is_bound_and_signed_as_its_api_can_be() {
        use InvariantError::{VerifiedUnbound, VerifiedUnsigned};
        use SignatureState::{NotDue, Valid};
        let smile = |api, user: Option<&str>, job: Option<&str>| {
            Reference::Smileid(SmileReference {
                api,
                user_id: user.map(Into::into),
                job_id: job.map(Into::into),
                ..SmileReference::default()
            })
        };
        let greenid = |user: Option<&str>| {
            Reference::Greenid(GreenidReference {
                user_id: user.map(Into::into),
                ..GreenidReference::default()
            })
        };
        let other = || Reference::Other(OtherReference::new("acme".into()));
        let (v1, v3) = (SmileApi::V1, SmileApi::V3);
        for (reference, signature, source, broken) in [
            (smile(v1, Some("u"), Some("j")), Valid, Source::Asked, None),
            (
                smile(v1, None, Some("j")),
                Valid,
                Source::Asked,
                Some(VerifiedUnbound),
            ),
            (
                smile(v1, Some("u"), None),
                Valid,
                Source::Asked,
                Some(VerifiedUnbound),
            ),
            (
                smile(v1, Some("u"), Some("j")),
                NotDue,
                Source::Confirmed,
                Some(VerifiedUnsigned),
            ),
            (smile(v3, None, Some("j")), NotDue, Source::Asked, None),
            (
                smile(v3, Some("u"), None),
                NotDue,
                Source::Asked,
                Some(VerifiedUnbound),
            ),
            (greenid(Some("u")), NotDue, Source::Asked, None),
            (
                greenid(Some("")),
                NotDue,
                Source::Asked,
                Some(VerifiedUnbound),
            ),
            (greenid(None), NotDue, Source::Asked, Some(VerifiedUnbound)),
            (other(), NotDue, Source::Asked, None),
            // Whoever vouches for a saved answer says whose it is.
            (
                smile(v1, None, None),
                SignatureState::NotChecked,
                Source::CallerVouched,
                None,
            ),
        ] {
            let shown = format!("{reference:?} {signature:?} {source:?}");
            let parts = OutcomeParts {
                provider: reference.provider().clone(),
                reference,
                signature,
                source,
                ..verified()
            };
            assert_eq!(VerificationOutcome::new(parts).err(), broken, "{shown}");
        }
    }

    #[test]
    fn a_product_without_a_person_establishes_no_identity() {
        let cases = [
            (Product::BiometricKyc, true),
            (Product::DocumentVerification, true),
            (Product::EnhancedDocumentVerification, true),
            (Product::ResidencyDocumentVerification, true),
            (Product::BasicKyc, true),
            (Product::GreenidRule, true),
            (Product::SmartSelfieAuthentication, false),
            (Product::SmartSelfieRegistration, false),
            (Product::SmartSelfieCompare, false),
            (Product::UpdatePhoto, false),
            (Product::CompareUserInfo, false),
            (Product::EnhancedKyc, false),
            (Product::BusinessVerification, false),
            (Product::Aml, false),
            (Product::OneTimeAml, false),
            (Product::AmlMonitoring, false),
            (Product::PhoneNumberVerification, false),
            (Product::AddressVerification, false),
        ];
        let mut covered: Vec<_> = cases.iter().map(|(product, _)| product).collect();
        covered.push(&Product::Unspecified);
        covered.sort();
        let mut known: Vec<_> = Product::KNOWN.iter().collect();
        known.sort();
        assert_eq!(covered, known);
        for (product, shows_identity) in cases {
            for established in [
                Established::FaceToId,
                Established::FaceToDocument,
                Established::IdDataMatch,
            ] {
                let parts = OutcomeParts {
                    product: product.clone(),
                    established: vec![Established::Liveness, established],
                    ..verified()
                };
                let broken = (!shows_identity).then_some(InvariantError::EstablishedBeyondProduct);
                assert_eq!(VerificationOutcome::new(parts).err(), broken, "{product:?}");
            }
            let parts = OutcomeParts {
                established: vec![Established::Liveness],
                product,
                ..verified()
            };
            VerificationOutcome::new(parts).unwrap();
        }
    }

    #[test]
    fn history_is_of_the_same_provider() {
        let entry = |reference: Reference| {
            VerificationOutcome::new(OutcomeParts {
                provider: reference.provider().clone(),
                reference,
                ..inconclusive()
            })
            .unwrap()
        };
        let own = entry(Reference::Smileid(SmileReference::new("u-1", "j-2")));
        let foreign = entry(Reference::Greenid(GreenidReference::new("u-1")));
        let with = |history| {
            VerificationOutcome::new(OutcomeParts {
                history,
                ..verified()
            })
            .err()
        };
        assert_eq!(with(vec![own.clone(), own.clone()]), None);
        assert_eq!(
            with(vec![own, foreign]),
            Some(InvariantError::NestedHistory)
        );
    }

    #[test]
    fn an_error_says_what_is_needed() {
        assert_eq!(
            InvariantError::VerifiedNotFinal.to_string(),
            "verified needs finality final"
        );
        assert_eq!(
            InvariantError::NothingDecided.to_string(),
            "decided_by and table_version must not be empty"
        );
    }

    #[test]
    fn json_cannot_mint_an_impossible_outcome() {
        let outcome = VerificationOutcome::new(verified()).unwrap();
        let json = serde_json::to_string(&outcome).unwrap();
        assert_eq!(
            serde_json::from_str::<VerificationOutcome>(&json).unwrap(),
            outcome
        );
        for (good, bad) in [
            ("\"source\":\"asked\"", "\"source\":\"unverified\""),
            ("\"finality\":\"final\"", "\"finality\":\"provisional\""),
            ("\"category\":\"approved\"", "\"category\":\"made_up\""),
            ("\"weight\":\"decisive\"", "\"weight\":\"alert\""),
            ("\"decision\":\"verified\"", "\"decision\":\"rejected\""),
            ("\"decision\":\"verified\"", "\"decision\":\"Verified\""),
        ] {
            assert!(json.contains(good), "{good}");
            let minted = json.replace(good, bad);
            assert!(
                serde_json::from_str::<VerificationOutcome>(&minted).is_err(),
                "{bad}"
            );
        }
    }
}
