//! The open lists of the outcome.

use crate::open_enum;

open_enum! {
    /// A verification provider.
    pub enum Provider {
        /// Smile ID (Africa).
        Smileid => "smileid",
        /// greenID (Australia and New Zealand).
        Greenid => "greenid",
    }
}

open_enum! {
    /// Which check was run.
    pub enum Product {
        /// Face and id number against the issuing authority.
        BiometricKyc => "biometric_kyc",
        /// A live face against the enrolled one.
        SmartSelfieAuthentication => "smart_selfie_authentication",
        /// A live face is enrolled.
        SmartSelfieRegistration => "smart_selfie_registration",
        /// Two faces.
        SmartSelfieCompare => "smart_selfie_compare",
        /// An id number is compared with given details.
        BasicKyc => "basic_kyc",
        /// An id number is looked up.
        EnhancedKyc => "enhanced_kyc",
        /// A document and a face.
        DocumentVerification => "document_verification",
        /// A document, a face, and the authority's record.
        EnhancedDocumentVerification => "enhanced_document_verification",
        /// A residency document and a face.
        ResidencyDocumentVerification => "residency_document_verification",
        /// A company.
        BusinessVerification => "business_verification",
        /// The enrolled photo is replaced.
        UpdatePhoto => "update_photo",
        /// Details of a user are compared.
        CompareUserInfo => "compare_user_info",
        /// Watch lists.
        Aml => "aml",
        /// Watch lists, once.
        OneTimeAml => "one_time_aml",
        /// Watch lists, watched.
        AmlMonitoring => "aml_monitoring",
        /// A phone number.
        PhoneNumberVerification => "phone_number_verification",
        /// An address.
        AddressVerification => "address_verification",
        /// A rule set of greenID.
        GreenidRule => "greenid_rule",
        /// The answer does not say.
        Unspecified => "unspecified",
    }
}

open_enum! {
    /// What a *verified* actually shows.
    pub enum Established {
        /// The id number exists in the issuer's record.
        IdRecord => "id_record",
        /// The person's details match the issuer's record.
        IdDataMatch => "id_data_match",
        /// The live face matches the issuer's photo.
        FaceToId => "face_to_id",
        /// The live face matches the photo on the document.
        FaceToDocument => "face_to_document",
        /// The live face matches the enrolled one. Says nothing about who that is.
        FaceToEnrolled => "face_to_enrolled",
        /// A living person was in front of the camera.
        Liveness => "liveness",
        /// The document is genuine.
        Document => "document",
        /// The document matches the issuer's record.
        DocumentToRecord => "document_to_record",
        /// The address was confirmed.
        Address => "address",
        /// No watch list names the person.
        WatchlistClear => "watchlist_clear",
        /// The company is in its register.
        Business => "business",
        /// A face was stored. Says nothing about whose it is.
        Enrolled => "enrolled",
    }
}

open_enum! {
    /// What would help, from the decisive reason.
    pub enum Remedy {
        /// Nothing is wrong.
        None => "none",
        /// The person corrects the details and tries again.
        CorrectInput => "correct_input",
        /// A person of yours looks.
        Review => "review",
        /// A new attempt by the person.
        NewAttempt => "new_attempt",
        /// New pictures.
        RetakeImages => "retake_images",
        /// Another document.
        OtherDocument => "other_document",
        /// Another product of the provider.
        OtherProduct => "other_product",
        /// Talk to the provider.
        ContactProvider => "contact_provider",
        /// An administrator unlocks in the provider's panel.
        UnlockInAdminPanel => "unlock_in_admin_panel",
        /// An administrator reviews in the provider's panel.
        ReviewInAdminPanel => "review_in_admin_panel",
        /// The person has to act.
        WaitForPerson => "wait_for_person",
        /// Wait.
        Wait => "wait",
        /// Ask job status again, with history.
        AskAgainWithHistory => "ask_again_with_history",
        /// Ask the provider again.
        AskAgain => "ask_again",
        /// Run the job again later.
        RetryLater => "retry_later",
        /// Have the account changed at the provider.
        FixAccount => "fix_account",
        /// Vouch for the payload, or ask the provider.
        VouchOrAskAgain => "vouch_or_ask_again",
    }
}

open_enum! {
    /// Why, in words that every provider shares.
    pub enum ReasonCategory {
        /// The provider approved.
        Approved => "approved",
        /// A reviewer of the provider approved.
        ApprovedByHumanReview => "approved_by_human_review",
        /// Every given detail matched.
        ExactMatch => "exact_match",
        /// The number exists; nothing was compared.
        RecordFound => "record_found",
        /// The company exists.
        BusinessRecordFound => "business_record_found",
        /// Screened, nothing found.
        NotListed => "not_listed",
        /// An administrator overrode the rule set.
        VerifiedByAdmin => "verified_by_admin",
        /// An administrator entered the details; the sources were still asked.
        AssistedByAdmin => "assisted_by_admin",
        /// Verified, with details changed.
        VerifiedWithChanges => "verified_with_changes",
        /// Verified outside and loaded.
        VerifiedExternally => "verified_externally",
        /// The details do not match.
        NoMatch => "no_match",
        /// Some details match.
        PartialMatch => "partial_match",
        /// No such number.
        IdNotFound => "id_not_found",
        /// Another face.
        FaceMismatch => "face_mismatch",
        /// A spoof is suspected.
        SpoofSuspected => "spoof_suspected",
        /// Liveness could not be told.
        LivenessUndetermined => "liveness_undetermined",
        /// No face in the picture.
        NoFaceFound => "no_face_found",
        /// The picture is too poor.
        ImageQuality => "image_quality",
        /// The document cannot be read or classified.
        DocumentUnusable => "document_unusable",
        /// The document failed.
        DocumentCheckFailed => "document_check_failed",
        /// The document is not supported.
        UnsupportedDocument => "unsupported_document",
        /// The document has expired.
        ExpiredDocument => "expired_document",
        /// The document is a copy.
        DocumentCopy => "document_copy",
        /// The record is old.
        DataOutdated => "data_outdated",
        /// A match flag of a scanned document was not affirmed.
        DocumentFlagNotAffirmed => "document_flag_not_affirmed",
        /// No face was compared with a document.
        NoPhotoMatch => "no_photo_match",
        /// Too young.
        AgeRequirementNotMet => "age_requirement_not_met",
        /// A possible hit on a watch list.
        WatchlistMatch => "watchlist_match",
        /// Adverse media.
        AdverseMedia => "adverse_media",
        /// A signal of fraud.
        FraudSignal => "fraud_signal",
        /// The id is enrolled for another user.
        DuplicateIdentity => "duplicate_identity",
        /// The issuer has the person as dead.
        SubjectDeceased => "subject_deceased",
        /// The company is not active.
        BusinessNotActive => "business_not_active",
        /// The account is locked at the provider.
        AccountLocked => "account_locked",
        /// The person is locked out by the rule set.
        LockedOut => "locked_out",
        /// Changed details wait for an administrator.
        DataChangeReview => "data_change_review",
        /// More checks are needed.
        MoreChecksNeeded => "more_checks_needed",
        /// The person never submitted.
        NothingSubmitted => "nothing_submitted",
        /// The provider has not answered yet.
        AwaitingResult => "awaiting_result",
        /// The provider's reviewers have not decided yet.
        AwaitingHumanReview => "awaiting_human_review",
        /// The provider ended without deciding.
        LeftProvisional => "left_provisional",
        /// Only the look-up half of a two-part job is here.
        LookupOnly => "lookup_only",
        /// The face half passed, the look-up half did not.
        IdentityHalfFailed => "identity_half_failed",
        /// The input was wrong.
        InvalidInput => "invalid_input",
        /// The submission was broken.
        SubmissionUnusable => "submission_unusable",
        /// The authority has no photo to compare.
        AuthorityPhotoUnavailable => "authority_photo_unavailable",
        /// The issuing authority did not answer.
        IssuerUnavailable => "issuer_unavailable",
        /// The provider failed.
        ProviderError => "provider_error",
        /// The product is not enabled for the account.
        ProductNotEnabled => "product_not_enabled",
        /// A check could not tell.
        NotDetermined => "not_determined",
        /// A check did not complete.
        CheckNotCompleted => "check_not_completed",
        /// No check supports the outcome.
        NoSupportingCheck => "no_supporting_check",
        /// The provider sent a value that is not in our lists.
        UnrecognizedValue => "unrecognized_value",
        /// The combination is in no table.
        UnlistedCombination => "unlisted_combination",
        /// The answer does not say which product ran.
        ProductUnknown => "product_unknown",
        /// Something that belongs in the answer is missing.
        IncompleteAnswer => "incomplete_answer",
        /// The answer does not say whether it is final.
        FinalityNotStated => "finality_not_stated",
        /// The answer contradicts itself.
        ContradictoryAnswer => "contradictory_answer",
        /// A check contradicts the verdict.
        ContradictoryChecks => "contradictory_checks",
        /// History contradicts the verdict.
        HistoryConflict => "history_conflict",
        /// Nobody vouches for where the bytes came from.
        SourceNotChecked => "source_not_checked",
    }
}

impl ReasonCategory {
    /// Whether this category may decide a *verified*. No other one can.
    #[must_use]
    pub const fn is_approval(&self) -> bool {
        matches!(
            self,
            Self::Approved
                | Self::ApprovedByHumanReview
                | Self::ExactMatch
                | Self::RecordFound
                | Self::BusinessRecordFound
                | Self::NotListed
                | Self::VerifiedByAdmin
                | Self::VerifiedWithChanges
        )
    }
}

open_enum! {
    /// What a check looked at.
    pub enum CheckKind {
        /// An id number.
        IdNumber => "id_number",
        /// A document.
        Document => "document",
        /// Liveness.
        Liveness => "liveness",
        /// A face against the authority's photo.
        FaceToAuthority => "face_to_authority",
        /// A face against a document.
        FaceToDocument => "face_to_document",
        /// A face against the enrolled one.
        FaceToEnrolled => "face_to_enrolled",
        /// Faces, by a reviewer who does not say which.
        FaceCompare => "face_compare",
        /// A company record.
        BusinessRecord => "business_record",
        /// A face was stored or replaced.
        Enrolment => "enrolment",
        /// Something was captured.
        Capture => "capture",
        /// Data was returned.
        DataReturned => "data_returned",
        /// A detail was compared.
        DataMatch => "data_match",
        /// A watch list.
        Watchlist => "watchlist",
        /// An electoral roll.
        ElectoralRoll => "electoral_roll",
        /// A passport.
        Passport => "passport",
        /// A visa.
        Visa => "visa",
        /// A driver's licence.
        DriversLicence => "drivers_licence",
        /// A birth, marriage, change-of-name or citizenship certificate.
        CivilCertificate => "civil_certificate",
        /// A health card.
        HealthCard => "health_card",
        /// A concession card.
        ConcessionCard => "concession_card",
        /// The header of a credit file.
        CreditHeader => "credit_header",
        /// An uploaded document.
        DocumentUpload => "document_upload",
        /// A visit to a post office.
        PostOffice => "post_office",
        /// Anything else; the provider's name tells.
        Other => "other",
    }
}

open_enum! {
    /// Who performed a check.
    pub enum PerformedBy {
        /// A machine.
        Machine => "machine",
        /// A reviewer of the provider.
        ProviderReviewer => "provider_reviewer",
        /// The Post Office, in person.
        PostOffice => "post_office",
        /// An administrator of the customer.
        Admin => "admin",
        /// Somebody outside the provider.
        External => "external",
        /// Not known.
        Unspecified => "unspecified",
    }
}

open_enum! {
    /// The result of comparing one detail.
    pub enum FieldMatch {
        /// The same.
        Match => "match",
        /// Another.
        Mismatch => "mismatch",
        /// Partly the same.
        Partial => "partial",
        /// The source has another value.
        Changed => "changed",
        /// The source added the value.
        Added => "added",
        /// The source returned the value; nothing was compared.
        Returned => "returned",
        /// The source has no value.
        NotAvailable => "not_available",
        /// The provider's word for it is not in our lists.
        Unrecognized => "unrecognized",
    }
}

open_enum! {
    /// An OpenID claim name.
    pub enum Claim {
        /// Full name.
        Name => "name",
        /// First name.
        GivenName => "given_name",
        /// Last name.
        FamilyName => "family_name",
        /// Middle name.
        MiddleName => "middle_name",
        /// Date of birth.
        Birthdate => "birthdate",
        /// Gender.
        Gender => "gender",
        /// Phone number.
        PhoneNumber => "phone_number",
        /// Email address.
        Email => "email",
        /// Address.
        Address => "address",
        /// Street, number and unit of an address.
        StreetAddress => "address.street_address",
        /// Suburb or town of an address.
        Locality => "address.locality",
        /// State of an address.
        Region => "address.region",
        /// Postcode of an address.
        PostalCode => "address.postal_code",
        /// Country of an address.
        Country => "address.country",
        /// The number of an identity document or record; no OpenID claim of its own.
        IdNumber => "id_number",
    }
}

open_enum! {
    /// A piece of evidence.
    pub enum EvidenceKind {
        /// An identity document or record.
        Document => "document",
        /// The provider's receipt.
        Receipt => "receipt",
        /// A link to an image; it expires.
        ImageLink => "image_link",
        /// The file that a post office sent.
        PostOfficeFile => "post_office_file",
        /// The SHA-256 of the payload.
        PayloadHash => "payload_hash",
    }
}

open_enum! {
    /// The kind of list that names a person.
    pub enum WatchlistKind {
        /// A sanctions list.
        Sanctions => "sanctions",
        /// Politically exposed persons.
        Pep => "pep",
        /// Adverse media.
        AdverseMedia => "adverse_media",
        /// The provider does not say.
        Unspecified => "unspecified",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: decision tables, 2.2, 2.5 and 3.1; the mode of a check (3.2) never decides.
    #[test]
    fn only_the_category_of_an_approving_row_approves() {
        let approving: Vec<_> = ReasonCategory::KNOWN
            .iter()
            .filter(|category| category.is_approval())
            .map(ReasonCategory::as_str)
            .collect();
        assert_eq!(
            approving,
            [
                "approved",
                "approved_by_human_review",
                "exact_match",
                "record_found",
                "business_record_found",
                "not_listed",
                "verified_by_admin",
                "verified_with_changes",
            ]
        );
        assert!(!ReasonCategory::from("made_up").is_approval());
    }
}
