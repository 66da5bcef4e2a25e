//! What no outcome may contradict. Source: decision tables, part 1, rules 4 and 9.

use core::fmt;

use super::{
    CheckKind, Claim, Decision, Established, EvidenceKind, Field, FieldMatch, Finality,
    OutcomeParts, PerformedBy, Product, Provider, ReasonCategory, Reference, Remedy,
    SignatureState, SmileApi, Source, VerificationOutcome, WatchlistKind, Weight,
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
    /// The text of a known value as an unknown one, which JSON would read back as the known one.
    KnownAsUnknown,
    /// An entry of history with a history of its own, or of another provider, source or environment than the answer that it came
    /// with.
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
            Self::KnownAsUnknown => "the text of a known value cannot stand as an unknown one",
            Self::NestedHistory => {
                "an entry of history must have the answer's provider, source and environment, and no history"
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
    if has_known_as_unknown(parts) {
        return Err(E::KnownAsUnknown);
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
        .map(VerificationOutcome::parts)
        .any(|entry| {
            !entry.history.is_empty()
                || entry.provider != parts.provider
                || (entry.source, entry.environment) != (parts.source, parts.environment)
        })
    {
        return Err(E::NestedHistory);
    }
    Ok(())
}

/// Such a value would escape the other checks and the order of outcomes, and be another one after JSON.
fn has_known_as_unknown(parts: &OutcomeParts) -> bool {
    macro_rules! is_disguised {
        ($list:ty, $value:expr) => {
            // Only an unknown value is worth a search of the list.
            !$value.is_known() && <$list>::from($value.as_str()).is_known()
        };
    }
    let is_field_disguised = |field: &Field| {
        is_disguised!(FieldMatch, field.result)
            || field
                .claim
                .as_ref()
                .is_some_and(|claim| is_disguised!(Claim, claim))
    };
    let product_asked = match &parts.reference {
        Reference::Smileid(smile) => smile.product.as_ref(),
        _ => None,
    };
    is_disguised!(Product, parts.product)
        || product_asked.is_some_and(|product| is_disguised!(Product, product))
        || is_disguised!(Remedy, parts.remedy)
        || parts
            .established
            .iter()
            .any(|one| is_disguised!(Established, one))
        || parts
            .reasons
            .iter()
            .any(|reason| is_disguised!(ReasonCategory, reason.category))
        || parts
            .evidence
            .iter()
            .any(|one| is_disguised!(EvidenceKind, one.kind))
        || parts
            .watchlist
            .iter()
            .any(|hit| is_disguised!(WatchlistKind, hit.kind))
        || parts.fields.iter().any(is_field_disguised)
        || parts.checks.iter().any(|check| {
            is_disguised!(CheckKind, check.kind)
                || is_disguised!(PerformedBy, check.performed_by)
                || check.fields.iter().any(is_field_disguised)
        })
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
mod tests;
