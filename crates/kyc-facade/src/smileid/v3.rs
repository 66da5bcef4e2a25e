//! V3 statuses. Source: decision tables, 2.5.

use kyc_model::{
    Lenient,
    outcome::{Awaiting, Decision, Finality, Product, ReasonCategory},
    smileid::{V3Reason, V3Status},
};

/// What a V3 status decides, and the id of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct V3Verdict {
    pub(crate) row: String,
    pub(crate) decision: Decision,
    pub(crate) finality: Finality,
    pub(crate) awaiting: Option<Awaiting>,
    pub(crate) category: ReasonCategory,
}

/// `reason` as it stands in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given<'a> {
    None,
    Text(&'a V3Reason),
    Unreadable,
}

impl<'a> Given<'a> {
    pub(crate) fn read(reason: Option<&'a Lenient<V3Reason>>) -> Self {
        match reason {
            None => Self::None,
            Some(Lenient::Value(reason)) => Self::Text(reason),
            Some(_) => Self::Unreadable,
        }
    }
}

/// The row of a status. `None` for `not_found`, which is an error and not an outcome.
pub(crate) fn verdict(
    status: Option<&V3Status>,
    reason: Given<'_>,
    product: Option<&Product>,
) -> Option<V3Verdict> {
    use ReasonCategory as C;
    Some(match status {
        Some(V3Status::Clear) => clear(reason, product),
        Some(V3Status::Attention) => {
            let (row, category) = attention(reason);
            by_reason("attention", row, Decision::NeedsReview, category)
        }
        Some(V3Status::Block) => match reason {
            // A list hit is a lead, not a verdict on the person.
            Given::Text(V3Reason::AmlMatchFound) => by_reason(
                "block",
                V3Reason::AmlMatchFound.as_str(),
                Decision::NeedsReview,
                C::WatchlistMatch,
            ),
            reason => {
                let (row, category) = block(reason);
                by_reason("block", row, Decision::Rejected, category)
            }
        },
        Some(V3Status::Error) => {
            let (row, category) = error(reason);
            by_reason("error", row, Decision::Inconclusive, category)
        }
        Some(status @ (V3Status::Processing | V3Status::Accepted)) => V3Verdict {
            row: format!("smileid3/{}", status.as_str()),
            decision: Decision::Pending,
            finality: Finality::Provisional,
            awaiting: Some(Awaiting::Provider),
            category: C::AwaitingResult,
        },
        Some(V3Status::NotFound) => return None,
        _ => unknown("smileid3/other", C::UnrecognizedValue),
    })
}

fn clear(reason: Given<'_>, product: Option<&Product>) -> V3Verdict {
    use ReasonCategory as C;
    if reason != Given::None {
        return unknown("smileid3/clear/present", C::ContradictoryAnswer);
    }
    let category = match product {
        Some(
            Product::BiometricKyc
            | Product::DocumentVerification
            | Product::EnhancedDocumentVerification
            | Product::ResidencyDocumentVerification
            | Product::SmartSelfieAuthentication
            | Product::SmartSelfieRegistration
            | Product::SmartSelfieCompare,
        ) => C::Approved,
        Some(Product::BasicKyc) => C::ExactMatch,
        Some(
            Product::EnhancedKyc | Product::PhoneNumberVerification | Product::AddressVerification,
        ) => C::RecordFound,
        Some(Product::Aml | Product::OneTimeAml | Product::AmlMonitoring) => C::NotListed,
        _ => return unknown("smileid3/clear/unknown_product", C::ProductUnknown),
    };
    by_reason("clear", "none", Decision::Verified, category)
}

fn attention(reason: Given<'_>) -> (&str, ReasonCategory) {
    use ReasonCategory as C;
    use V3Reason as V;
    let Given::Text(reason) = reason else {
        return ("other", C::UnrecognizedValue);
    };
    let category = match reason {
        V::DocumentExpired => C::ExpiredDocument,
        V::DocumentCopyDetected => C::DocumentCopy,
        V::AgeRequirementNotMet => C::AgeRequirementNotMet,
        V::MediumRisk => C::FraudSignal,
        V::NewsMediaMatch => C::AdverseMedia,
        V::InformationOutdated => C::DataOutdated,
        _ => return ("other", C::UnrecognizedValue),
    };
    (reason.as_str(), category)
}

fn block(reason: Given<'_>) -> (&str, ReasonCategory) {
    use ReasonCategory as C;
    use V3Reason as V;
    let Given::Text(reason) = reason else {
        return ("other", C::UnrecognizedValue);
    };
    let category = match reason {
        V::HighRisk => C::FraudSignal,
        V::AccountLockedFraud | V::AccountLocked => C::AccountLocked,
        V::IdentifierNotFound | V::NoAddressOnRecord => C::IdNotFound,
        V::AgeRequirementNotMet => C::AgeRequirementNotMet,
        V::FaceVerificationFailed => C::FaceMismatch,
        V::SpoofDetected => C::SpoofSuspected,
        V::DocumentCheckFailed => C::DocumentCheckFailed,
        V::UnsupportedDocument => C::UnsupportedDocument,
        V::InvalidIdNumber => C::InvalidInput,
        V::AddressOutOfRange | V::NameMismatch => C::NoMatch,
        _ => return ("other", C::UnrecognizedValue),
    };
    (reason.as_str(), category)
}

fn error(reason: Given<'_>) -> (&str, ReasonCategory) {
    use ReasonCategory as C;
    use V3Reason as V;
    let Given::Text(reason) = reason else {
        return ("other", C::UnrecognizedValue);
    };
    let category = match reason {
        V::ServiceUnavailable => C::IssuerUnavailable,
        V::ImageUnavailableOrInvalid => C::ImageQuality,
        V::InternalError => C::ProviderError,
        V::DocumentUnclassifiable => C::DocumentUnusable,
        V::ContentPolicyViolated => C::SubmissionUnusable,
        _ => return ("other", C::UnrecognizedValue),
    };
    (reason.as_str(), category)
}

fn by_reason(
    status: &str,
    reason: &str,
    decision: Decision,
    category: ReasonCategory,
) -> V3Verdict {
    V3Verdict {
        row: format!("smileid3/{status}/{reason}"),
        decision,
        finality: Finality::Final,
        awaiting: None,
        category,
    }
}

fn unknown(row: &str, category: ReasonCategory) -> V3Verdict {
    V3Verdict {
        row: row.to_owned(),
        decision: Decision::Inconclusive,
        finality: Finality::Unknown,
        awaiting: None,
        category,
    }
}
