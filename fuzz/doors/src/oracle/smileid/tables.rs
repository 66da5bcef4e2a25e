//! What may stand where.

/// What may stand at a member, and what becomes of it.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text or null; anything else makes the document unreadable.
    Text,
    /// As `Text`, or a whole number.
    TextOrNumber,
    /// A text or a whole number; null is absent, anything else is kept aside.
    IdText,
    /// As `IdText`, but null is kept aside as well.
    AnyText,
    /// A text; null is absent, anything else is kept aside.
    LenientText,
    /// Whatever stands there; null is absent.
    Any,
    /// A boolean or its text; anything else, null included, is kept aside.
    Flag,
    /// As `Flag`, but null is absent.
    Fact,
    /// A number that counts, or its digits.
    Count,
    /// A number from 0 to 100, or its plain decimal text.
    Confidence,
    /// A whole number, or its plain text.
    JobType,
    /// A text of four digits.
    ResultCode,
    /// A text in any letter case, where it is a known one.
    V3Status,
    /// An object or null.
    Object(Table),
    /// An object or null; anything else is kept aside.
    LenientObject(Table),
    /// An array of objects or null.
    List(Table),
    /// An array of objects or null; anything else is kept aside.
    LenientList(Table),
    /// The object of steps.
    Actions,
    /// An object, a text or null.
    Result,
}

/// Which member is called what on the wire, where it stands in the record (with a dot: in a record inside), and what it
/// may be.
pub(super) type Table = &'static [(&'static str, &'static str, Kind)];

pub(super) const JOB_STATUS: Table = &[
    ("timestamp", "timestamp", Kind::Text),
    ("signature", "signature", Kind::Text),
    ("job_complete", "job_complete", Kind::Flag),
    ("job_success", "job_success", Kind::Flag),
    ("code", "code", Kind::IdText),
    ("result", "result", Kind::Result),
    ("history", "history", Kind::List(RESULT)),
    ("image_links", "image_links", Kind::Object(IMAGE_LINKS)),
    ("kyc_receipt", "kyc_receipt", Kind::Text),
    ("kyb_receipt", "kyb_receipt", Kind::Text),
];

pub(super) const RESULT: Table = &[
    ("ResultCode", "result_code", Kind::ResultCode),
    ("ResultText", "result_text", Kind::Text),
    ("ResultType", "result_type", Kind::Text),
    ("Actions", "actions", Kind::Actions),
    ("ConfidenceValue", "confidence_value", Kind::Confidence),
    ("IsFinalResult", "is_final_result", Kind::Flag),
    ("IsMachineResult", "is_machine_result", Kind::Fact),
    ("JSONVersion", "json_version", Kind::TextOrNumber),
    ("SmileJobID", "smile_job_id", Kind::TextOrNumber),
    ("PartnerParams", "partner_params", Kind::Object(PARAMS)),
    ("Source", "source", Kind::Text),
    ("timestamp", "timestamp", Kind::LenientText),
    ("signature", "signature", Kind::LenientText),
    ("Antifraud", "antifraud", Kind::Object(ANTIFRAUD)),
    ("ImageLinks", "image_links", Kind::Object(IMAGE_LINKS)),
    ("kyc_receipt", "kyc_receipt", Kind::Text),
    ("kyb_receipt", "kyb_receipt", Kind::Text),
    (
        "company_information",
        "company_information",
        Kind::Object(COMPANY),
    ),
    (
        "no_of_persons_found",
        "aml.no_of_persons_found",
        Kind::Count,
    ),
    ("StrictMatch", "aml.strict_match", Kind::Fact),
    ("people", "aml.people", Kind::LenientList(AML_PERSON)),
    ("Country", "id_fields.country", Kind::IdText),
    ("IDType", "id_fields.id_type", Kind::IdText),
    ("IDNumber", "id_fields.id_number", Kind::IdText),
    (
        "Secondary_ID_Number",
        "id_fields.secondary_id_number",
        Kind::IdText,
    ),
    ("ExpirationDate", "id_fields.expiration_date", Kind::IdText),
    ("IssuanceDate", "id_fields.issuance_date", Kind::IdText),
    ("FullName", "id_fields.full_name", Kind::IdText),
    ("FirstName", "id_fields.first_name", Kind::IdText),
    ("LastName", "id_fields.last_name", Kind::IdText),
    ("OtherName", "id_fields.other_name", Kind::IdText),
    ("DOB", "id_fields.dob", Kind::IdText),
    ("Gender", "id_fields.gender", Kind::IdText),
    ("PhoneNumber", "id_fields.phone_number", Kind::IdText),
    ("PhoneNumber2", "id_fields.phone_number_2", Kind::IdText),
    ("Address", "id_fields.address", Kind::IdText),
    ("Photo", "id_fields.photo", Kind::IdText),
    ("Document", "id_fields.document", Kind::IdText),
    ("FullData", "id_fields.full_data", Kind::Any),
    ("IsAlive", "id_fields.is_alive", Kind::Fact),
    (
        "IDNumberPreviouslyRegistered",
        "id_fields.id_number_previously_registered",
        Kind::Fact,
    ),
    (
        "UserIDsOfPreviousRegistrants",
        "id_fields.user_ids_of_previous_registrants",
        Kind::Any,
    ),
];

const PARAMS: Table = &[
    ("job_type", "job_type", Kind::JobType),
    ("user_id", "user_id", Kind::Text),
    ("job_id", "job_id", Kind::Text),
    ("optional_info", "optional_info", Kind::Any),
    ("sandbox_result", "sandbox_result", Kind::AnyText),
];

const IMAGE_LINKS: Table = &[
    ("selfie_image", "selfie_image", Kind::Text),
    ("id_card_image", "id_card_image", Kind::Text),
    ("id_card_back", "id_card_back", Kind::Text),
    ("error", "error", Kind::Text),
];

const COMPANY: Table = &[
    ("status", "status", Kind::IdText),
    ("legal_name", "legal_name", Kind::IdText),
    ("registration_number", "registration_number", Kind::IdText),
    ("company_type", "company_type", Kind::IdText),
    ("country", "country", Kind::IdText),
];

const ANTIFRAUD: Table = &[
    ("summary", "summary", Kind::LenientObject(FRAUD_SUMMARY)),
    (
        "smile_secure",
        "smile_secure",
        Kind::LenientObject(SMILE_SECURE),
    ),
    ("fraud_risk", "fraud_risk", Kind::LenientObject(FRAUD_RISK)),
];

const FRAUD_SUMMARY: Table = &[
    ("fraud_detected", "fraud_detected", Kind::Fact),
    ("fraud_sources", "fraud_sources", Kind::Any),
];

const SMILE_SECURE: Table = &[
    ("ResultCode", "result_code", Kind::IdText),
    ("ResultText", "result_text", Kind::IdText),
    (
        "SuspectUsers",
        "suspect_users",
        Kind::LenientList(SUSPECT_USER),
    ),
];

const SUSPECT_USER: Table = &[
    ("user_id", "user_id", Kind::IdText),
    ("reasons", "reasons", Kind::Any),
];

const FRAUD_RISK: Table = &[
    ("risk_level", "risk_level", Kind::LenientText),
    ("risk_score", "risk_score", Kind::Any),
];

const AML_PERSON: Table = &[
    ("name", "name", Kind::IdText),
    ("aliases", "aliases", Kind::Any),
    ("addresses", "addresses", Kind::Any),
    ("dates_of_birth", "dates_of_birth", Kind::Any),
    ("nationalities", "nationalities", Kind::Any),
    ("associations", "associations", Kind::Any),
    ("adverse_media", "adverse_media", Kind::Any),
    ("pep", "pep", Kind::LenientObject(PEP)),
    ("sanctions", "sanctions", Kind::LenientList(SANCTION)),
];

const PEP: Table = &[
    ("pep_level", "pep_level", Kind::Count),
    ("political_positions", "political_positions", Kind::Any),
    ("sources", "sources", Kind::Any),
];

const SANCTION: Table = &[
    ("date_of_birth", "date_of_birth", Kind::IdText),
    ("nationality", "nationality", Kind::IdText),
    (
        "source_details",
        "source_details",
        Kind::LenientObject(SANCTION_SOURCE),
    ),
];

const SANCTION_SOURCE: Table = &[
    ("source_name", "source_name", Kind::IdText),
    ("source_type", "source_type", Kind::IdText),
    ("listed_date", "listed_date", Kind::IdText),
    ("source_link", "source_link", Kind::Any),
];

pub(super) const V3_STATUS: Table = &[
    ("status", "status", Kind::V3Status),
    ("reason", "reason", Kind::LenientText),
    ("product", "product", Kind::Text),
    ("job_id", "job_id", Kind::Text),
    ("user_id", "user_id", Kind::Text),
    ("message", "message", Kind::Text),
    ("created_at", "created_at", Kind::Text),
    ("completed_at", "completed_at", Kind::Text),
    (
        "partner_params",
        "partner_params",
        Kind::LenientObject(PARAMS),
    ),
    ("kyc_receipt", "kyc_receipt", Kind::Text),
    ("image_links", "image_links", Kind::Object(IMAGE_LINKS)),
    ("antifraud", "antifraud", Kind::Object(ANTIFRAUD)),
    ("id_fields", "id_fields", Kind::LenientObject(V3_ID_FIELDS)),
    (
        "user_provided_info",
        "user_provided_info",
        Kind::LenientObject(USER_PROVIDED_INFO),
    ),
    ("consent", "consent", Kind::LenientObject(CONSENT)),
];

const V3_ID_FIELDS: Table = &[
    ("country", "country", Kind::IdText),
    ("id_type", "id_type", Kind::IdText),
    ("id_number", "id_number", Kind::IdText),
    ("full_name", "full_name", Kind::IdText),
    ("first_name", "first_name", Kind::IdText),
    ("last_name", "last_name", Kind::IdText),
    ("date_of_birth", "date_of_birth", Kind::IdText),
    ("gender", "gender", Kind::IdText),
    ("issuance_date", "issuance_date", Kind::IdText),
    ("expiration_date", "expiration_date", Kind::IdText),
    ("address", "address", Kind::Any),
];

const USER_PROVIDED_INFO: Table = &[
    ("given_names", "given_names", Kind::IdText),
    ("last_name", "last_name", Kind::IdText),
    ("email", "email", Kind::IdText),
    ("phone_number", "phone_number", Kind::IdText),
];

const CONSENT: Table = &[
    ("schema_version", "schema_version", Kind::LenientText),
    ("granted", "granted", Kind::Fact),
    ("granted_at", "granted_at", Kind::LenientText),
    ("notice_language", "notice_language", Kind::LenientText),
    (
        "notice_privacy_policy_url",
        "notice_privacy_policy_url",
        Kind::LenientText,
    ),
];
