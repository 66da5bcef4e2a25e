//! Smile ID's code lists.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::open_enum;

/// The product that ran, as Smile ID numbers it in `PartnerParams.job_type`.
///
/// In JSON a number. 3 has never been used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum JobType {
    /// 1: face and id number against the issuing authority.
    BiometricKyc,
    /// 2: a face against the enrolled one.
    SmartSelfieAuthentication,
    /// 4: a face is enrolled.
    SmartSelfieRegistration,
    /// 5: an id number is looked up (Enhanced KYC) or compared with given details (Basic KYC).
    EnhancedKyc,
    /// 6: a document and a face.
    DocumentVerification,
    /// 7: a company is looked up.
    BusinessVerification,
    /// 8: the enrolled photo is replaced.
    UpdatePhoto,
    /// 9: details of a user are compared.
    CompareUserInfo,
    /// 10: watch lists, politically exposed persons, adverse media.
    Aml,
    /// 11: a document, a face, and the authority's record.
    EnhancedDocumentVerification,
    /// 12: an address.
    AddressVerification,
    /// 15: one watch-list check.
    OneTimeAml,
    /// Any other number.
    Unknown(u64),
}

impl JobType {
    /// The job type with this number.
    #[must_use]
    pub const fn from_number(number: u64) -> Self {
        match number {
            1 => Self::BiometricKyc,
            2 => Self::SmartSelfieAuthentication,
            4 => Self::SmartSelfieRegistration,
            5 => Self::EnhancedKyc,
            6 => Self::DocumentVerification,
            7 => Self::BusinessVerification,
            8 => Self::UpdatePhoto,
            9 => Self::CompareUserInfo,
            10 => Self::Aml,
            11 => Self::EnhancedDocumentVerification,
            12 => Self::AddressVerification,
            15 => Self::OneTimeAml,
            other => Self::Unknown(other),
        }
    }

    /// The number of the job type.
    #[must_use]
    pub const fn number(self) -> u64 {
        match self {
            Self::BiometricKyc => 1,
            Self::SmartSelfieAuthentication => 2,
            Self::SmartSelfieRegistration => 4,
            Self::EnhancedKyc => 5,
            Self::DocumentVerification => 6,
            Self::BusinessVerification => 7,
            Self::UpdatePhoto => 8,
            Self::CompareUserInfo => 9,
            Self::Aml => 10,
            Self::EnhancedDocumentVerification => 11,
            Self::AddressVerification => 12,
            Self::OneTimeAml => 15,
            Self::Unknown(other) => other,
        }
    }

    /// Reads plain decimal text: `1`, not `01`, not ` 1`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain =
            text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
        plain
            .then(|| text.parse().ok())
            .flatten()
            .map(Self::from_number)
    }
}

impl Serialize for JobType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.number())
    }
}

impl<'de> Deserialize<'de> for JobType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer)
            .map(Self::from_number)
            .map_err(|_| serde::de::Error::custom("a job type must be a whole number"))
    }
}

/// A `ResultCode`: exactly four ASCII digits. **Its meaning depends on the [`JobType`]**; no code means anything alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResultCode([u8; 4]);

impl ResultCode {
    /// Reads a code, or `None` for anything but four ASCII digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 4] = text.as_bytes().try_into().ok()?;
        digits
            .iter()
            .all(u8::is_ascii_digit)
            .then_some(Self(digits))
    }

    /// The four digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Whether the code belongs to the family that Smile ID's human reviewers give: `12xx`.
    #[must_use]
    pub const fn is_human(self) -> bool {
        matches!(self.0, [b'1', b'2', _, _])
    }
}

impl fmt::Debug for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for ResultCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ResultCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .ok()
            .and_then(|text| Self::parse(&text))
            .ok_or_else(|| serde::de::Error::custom("a result code must be a text of four digits"))
    }
}

open_enum! {
    /// The reply's own `code`. It speaks of the job, **never of the person**: 2302 is not an approval.
    pub enum StatusCode {
        /// The job is complete.
        JobComplete => "2302",
        /// No images have arrived yet.
        NoZipReceived => "2314",
    }
}

open_enum! {
    /// Who or what produced a result.
    pub enum ResultType {
        /// The machine.
        Saia => "SAIA",
        /// A human reviewer.
        Diva => "DIVA",
        /// An id look-up.
        IdVerification => "ID Verification",
        /// A document check.
        DocumentVerification => "Document Verification",
        /// A company look-up.
        BusinessVerification => "Business Verification",
    }
}

open_enum! {
    /// The channel a job was submitted through.
    pub enum SubmissionSource {
        /// The web API.
        WebApi => "WebAPI",
        /// The id API.
        IdApi => "ID API",
        /// The REST API.
        RestApi => "Rest API",
    }
}

open_enum! {
    /// A step of a job, the key of an entry in `Actions`.
    pub enum ActionKey {
        /// The document, by machine (JT6).
        DocumentCheck => "Document_Check",
        /// The document, by machine (JT11 and older JT6).
        VerifyDocument => "Verify_Document",
        /// Faces, by a reviewer.
        HumanReviewCompare => "Human_Review_Compare",
        /// The document, by a reviewer.
        HumanReviewDocumentCheck => "Human_Review_Document_Check",
        /// Liveness, by a reviewer.
        HumanReviewLivenessCheck => "Human_Review_Liveness_Check",
        /// The selfie, by a reviewer.
        HumanReviewSelfieCheck => "Human_Review_Selfie_Check",
        /// The enrolled selfie was replaced by a reviewer.
        HumanReviewUpdateSelfie => "Human_Review_Update_Selfie",
        /// Liveness, by machine.
        LivenessCheck => "Liveness_Check",
        /// The selfie, by machine.
        SelfieCheck => "Selfie_Check",
        /// A selfie was provided.
        SelfieProvided => "Selfie_Provided",
        /// The selfie was enrolled.
        RegisterSelfie => "Register_Selfie",
        /// The enrolled selfie was replaced.
        UpdateRegisteredSelfieOnFile => "Update_Registered_Selfie_On_File",
        /// Personal data was returned.
        ReturnPersonalInfo => "Return_Personal_Info",
        /// Company data was returned.
        ReturnBusinessInfo => "Return_Business_Info",
        /// The selfie against the issuing authority's photo.
        SelfieToIdAuthorityCompare => "Selfie_To_ID_Authority_Compare",
        /// The selfie against the photo on the document.
        SelfieToIdCardCompare => "Selfie_To_ID_Card_Compare",
        /// The selfie against the enrolled one.
        SelfieToRegisteredSelfieCompare => "Selfie_To_Registered_Selfie_Compare",
        /// The id number with the issuing authority.
        VerifyIdNumber => "Verify_ID_Number",
        /// The company with its register.
        VerifyBusiness => "Verify_Business",
        /// Basic KYC: names.
        Names => "Names",
        /// Basic KYC: date of birth.
        Dob => "DOB",
        /// Basic KYC: gender.
        Gender => "Gender",
        /// Basic KYC: phone number.
        PhoneNumber => "Phone_Number",
        /// Basic KYC: the id number.
        IdVerification => "ID_Verification",
        /// AML: whether the person is listed.
        Listed => "Listed",
    }
}

open_enum! {
    /// What became of a step, the value of an entry in `Actions`.
    pub enum ActionValue {
        /// Succeeded.
        Passed => "Passed",
        /// Succeeded.
        Completed => "Completed",
        /// Succeeded.
        Verified => "Verified",
        /// Data was returned.
        Returned => "Returned",
        /// Succeeded.
        Approved => "Approved",
        /// The machine accepts, a person will confirm.
        ProvisionallyApproved => "Provisionally Approved",
        /// Waiting for a person.
        UnderReview => "Under Review",
        /// Handed over to a person.
        SentToHumanReview => "Sent to Human Review",
        /// Failed.
        Failed => "Failed",
        /// Failed.
        Rejected => "Rejected",
        /// Failed.
        NotVerified => "Not Verified",
        /// No data was returned.
        NotReturned => "Not Returned",
        /// Nobody could tell.
        UnableToDetermine => "Unable To Determine",
        /// Not part of this job.
        NotApplicable => "Not Applicable",
        /// Skipped.
        NotDone => "Not Done",
        /// The issuing authority did not answer.
        IssuerUnavailable => "Issuer Unavailable",
        /// The issuing authority has no photo.
        IdAuthorityPhotoNotAvailable => "ID Authority Photo Not Available",
        /// The detail is the same.
        ExactMatch => "Exact Match",
        /// The detail is partly the same.
        PartialMatch => "Partial Match",
        /// The details are the same in another order.
        Transposed => "Transposed",
        /// The detail is another.
        NoMatch => "No Match",
        /// The detail was not given.
        NotProvided => "Not Provided",
        /// The person is on a list.
        Listed => "Listed",
    }
}

open_enum! {
    /// The text status of a V3 job. The adapter folds the letter case before it reads one.
    pub enum V3Status {
        /// Approved.
        Clear => "clear",
        /// Approved with something to look at.
        Attention => "attention",
        /// Refused.
        Block => "block",
        /// Nothing could be decided.
        Error => "error",
        /// Still running.
        Processing => "processing",
        /// Queued.
        Accepted => "accepted",
        /// No such job.
        NotFound => "not_found",
    }
}

open_enum! {
    /// Why a V3 job ended as it did.
    pub enum V3Reason {
        /// attention: the document has expired.
        DocumentExpired => "document_expired",
        /// attention: the document is a copy.
        DocumentCopyDetected => "document_copy_detected",
        /// attention or block: too young.
        AgeRequirementNotMet => "age_requirement_not_met",
        /// attention: a fraud signal.
        MediumRisk => "medium_risk",
        /// attention: adverse media.
        NewsMediaMatch => "news_media_match",
        /// attention: the address record is old.
        InformationOutdated => "information_outdated",
        /// block: a strong fraud signal.
        HighRisk => "high_risk",
        /// block: locked for fraud.
        AccountLockedFraud => "account_locked_fraud",
        /// block: locked.
        AccountLocked => "account_locked",
        /// block: no such number.
        IdentifierNotFound => "identifier_not_found",
        /// block: no address on record.
        NoAddressOnRecord => "no_address_on_record",
        /// block: another face.
        FaceVerificationFailed => "face_verification_failed",
        /// block: a spoof.
        SpoofDetected => "spoof_detected",
        /// block: the document failed.
        DocumentCheckFailed => "document_check_failed",
        /// block: a document that is not supported.
        UnsupportedDocument => "unsupported_document",
        /// block: not a valid number.
        InvalidIdNumber => "invalid_id_number",
        /// block: on a watch list.
        AmlMatchFound => "aml_match_found",
        /// block: too far from the address on record.
        AddressOutOfRange => "address_out_of_range",
        /// block: another name.
        NameMismatch => "name_mismatch",
        /// error: a service is down.
        ServiceUnavailable => "service_unavailable",
        /// error: an image is missing or broken.
        ImageUnavailableOrInvalid => "image_unavailable_or_invalid",
        /// error: inside Smile ID.
        InternalError => "internal_error",
        /// error: the document could not be classified.
        DocumentUnclassifiable => "document_unclassifiable",
        /// error: the content was refused.
        ContentPolicyViolated => "content_policy_violated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn job_types_round_trip_by_number() {
        for number in (0..=20).chain([u64::MAX]) {
            assert_eq!(JobType::from_number(number).number(), number);
        }
    }

    #[test]
    fn job_type_text_is_plain_decimal() {
        assert_eq!(JobType::parse("1"), Some(JobType::BiometricKyc));
        assert_eq!(JobType::parse("0"), Some(JobType::Unknown(0)));
        for text in [
            "",
            "01",
            " 1",
            "1 ",
            "+1",
            "-1",
            "1.0",
            "one",
            "99999999999999999999",
        ] {
            assert_eq!(JobType::parse(text), None, "{text}");
        }
    }

    #[test]
    fn result_codes_are_four_ascii_digits() {
        assert_eq!(
            ResultCode::parse("0810").as_ref().map(ResultCode::as_str),
            Some("0810")
        );
        for text in ["", "810", "08100", " 810", "081x", "٠٨١٠"] {
            assert_eq!(ResultCode::parse(text), None, "{text}");
        }
        assert!(ResultCode::parse("1210").unwrap().is_human());
        assert!(!ResultCode::parse("0812").unwrap().is_human());
    }
}
