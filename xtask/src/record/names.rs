//! Member names that Smile ID documents: they say nothing about anybody.

use kyc_model::smileid::ActionKey;

const DOCUMENTED: &[&str] = &[
    // The reply.
    "timestamp",
    "signature",
    "job_complete",
    "job_success",
    "code",
    "result",
    "history",
    "image_links",
    "kyc_receipt",
    "kyb_receipt",
    "error",
    "success",
    // A result.
    "ConfidenceValue",
    "JSONVersion",
    "Actions",
    "ResultText",
    "ResultCode",
    "ResultType",
    "IsFinalResult",
    "IsMachineResult",
    "PartnerParams",
    "Source",
    "SmileJobID",
    "Antifraud",
    "ImageLinks",
    "company_information",
    "no_of_persons_found",
    "StrictMatch",
    "people",
    // PartnerParams.
    "job_type",
    "user_id",
    "job_id",
    "optional_info",
    "sandbox_result",
    // Data of an issuing authority.
    "Country",
    "IDType",
    "IDNumber",
    "Secondary_ID_Number",
    "SecondaryIDNumber",
    "ExpirationDate",
    "IssuanceDate",
    "FullName",
    "FirstName",
    "LastName",
    "OtherName",
    "DOB",
    "Gender",
    "PhoneNumber",
    "PhoneNumber2",
    "Address",
    "Photo",
    "Document",
    "FullData",
    "IDNumberPreviouslyRegistered",
    "UserIDsOfPreviousRegistrants",
    "IsAlive",
    // Images, fraud signals.
    "selfie_image",
    "id_card_image",
    "id_card_back",
    "summary",
    "smile_secure",
    "fraud_risk",
    "fraud_detected",
    "fraud_sources",
    "SuspectUsers",
    "reasons",
    // Watch lists and companies.
    "name",
    "aliases",
    "addresses",
    "dates_of_birth",
    "nationalities",
    "associations",
    "adverse_media",
    "pep",
    "pep_level",
    "political_positions",
    "sources",
    "sanctions",
    "date_of_birth",
    "nationality",
    "source_details",
    "source_name",
    "source_type",
    "listed_date",
    "source_link",
    "status",
    "legal_name",
    "registration_number",
    "company_type",
    "country",
    "fiduciaries",
    "beneficial_owners",
    "proprietors",
    "directors",
    "documents",
    // V3.
    "reason",
    "product",
    "message",
    "created_at",
    "completed_at",
    "antifraud",
    // The request.
    "partner_id",
];

pub(crate) fn is_documented(name: &str) -> bool {
    DOCUMENTED.contains(&name) || ActionKey::from(name).is_known()
}

pub(crate) fn documented() -> impl Iterator<Item = &'static str> {
    let actions = ActionKey::KNOWN.iter().map(ActionKey::as_str);
    DOCUMENTED.iter().copied().chain(actions)
}

/// Whether an undocumented name has the form of one: `^[A-Za-z][A-Za-z0-9_]{0,39}$`.
pub(crate) fn has_form(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
