//! What helps, by the category of the decisive reason. Source: decision tables, part 7.

use kyc_model::outcome::{ReasonCategory, Remedy};

/// The remedy for a category. One that is in no list needs a person: `review`.
pub(crate) fn remedy(category: &ReasonCategory) -> Remedy {
    use ReasonCategory as C;
    match category {
        category if category.is_approval() => Remedy::None,
        C::AssistedByAdmin | C::VerifiedExternally => Remedy::None,
        C::NoMatch | C::IdNotFound | C::InvalidInput => Remedy::CorrectInput,
        C::FaceMismatch | C::SubmissionUnusable => Remedy::NewAttempt,
        C::NoFaceFound | C::ImageQuality | C::DocumentUnusable => Remedy::RetakeImages,
        C::DocumentCheckFailed | C::UnsupportedDocument => Remedy::OtherDocument,
        C::AuthorityPhotoUnavailable => Remedy::OtherProduct,
        C::AccountLocked => Remedy::ContactProvider,
        C::LockedOut => Remedy::UnlockInAdminPanel,
        C::DataChangeReview => Remedy::ReviewInAdminPanel,
        C::MoreChecksNeeded | C::NothingSubmitted => Remedy::WaitForPerson,
        C::AwaitingResult | C::AwaitingHumanReview => Remedy::Wait,
        C::LookupOnly => Remedy::AskAgainWithHistory,
        C::IssuerUnavailable | C::ProviderError => Remedy::RetryLater,
        C::ProductNotEnabled => Remedy::FixAccount,
        C::IncompleteAnswer | C::FinalityNotStated => Remedy::AskAgain,
        C::SourceNotChecked => Remedy::VouchOrAskAgain,
        _ => Remedy::Review,
    }
}
