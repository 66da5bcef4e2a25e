//! A second reader of Smile ID's messages: a walk over JSON, led by tables of what may stand where. Its record is the
//! canonical JSON of `kyc-model`, so both readers can be compared.

use serde_json::{Map, Value, json};

use crate::json::Json;

/// Nesting and number of arrays and objects that a document may have.
const MAX_DEPTH: usize = 64;
const MAX_NESTED: usize = 50_000;

/// What may stand at a member, and what becomes of it.
#[derive(Clone, Copy)]
enum Kind {
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
type Table = &'static [(&'static str, &'static str, Kind)];

const JOB_STATUS: Table = &[
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

const RESULT: Table = &[
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

const V3_STATUS: Table = &[
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

/// The record of a job-status reply, or `None` where the document is not to be read.
#[must_use]
pub fn job_status(bytes: &[u8]) -> Option<Value> {
    document(bytes, JOB_STATUS)
}

/// The record of a bare result.
#[must_use]
pub fn job_result(bytes: &[u8]) -> Option<Value> {
    document(bytes, RESULT)
}

/// The record of a V3 status document.
#[must_use]
pub fn v3_status(bytes: &[u8]) -> Option<Value> {
    document(bytes, V3_STATUS)
}

fn document(bytes: &[u8], table: Table) -> Option<Value> {
    let json = Json::read(bytes)?;
    let is_small = json.depth() <= MAX_DEPTH && json.nested() <= MAX_NESTED;
    (is_small && !json.has_twins())
        .then(|| record(&json, table))
        .flatten()
}

fn record(json: &Json, table: Table) -> Option<Value> {
    let Json::Object(members) = json else {
        return None;
    };
    let mut read = Map::new();
    let mut extra = Map::new();
    for (name, value) in members {
        match table.iter().find(|(wire, ..)| wire == name) {
            None => {
                extra.insert(name.clone(), value.to_value());
            }
            Some((_, place, kind)) => {
                if let Some(value) = member(value, *kind)? {
                    put(&mut read, place, value);
                }
            }
        }
    }
    if table
        .iter()
        .any(|(wire, ..)| *wire == "Secondary_ID_Number")
    {
        second_spelling(&mut read, &mut extra);
    }
    if table.iter().any(|(wire, ..)| *wire == "id_card_back") {
        liveness_images(&mut read, &mut extra);
    }
    if !extra.is_empty() {
        read.insert("extra".to_owned(), extra.into());
    }
    Some(read.into())
}

fn put(record: &mut Map<String, Value>, place: &str, value: Value) {
    match place.split_once('.') {
        None => {
            record.insert(place.to_owned(), value);
        }
        Some((outer, inner)) => {
            let inside = record.entry(outer).or_insert_with(|| json!({}));
            if let Value::Object(inside) = inside {
                inside.insert(inner.to_owned(), value);
            }
        }
    }
}

/// `SecondaryIDNumber` stands for `Secondary_ID_Number`, where that one says nothing.
fn second_spelling(read: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    let is_there = read
        .get("id_fields")
        .is_some_and(|fields| fields.get("secondary_id_number").is_some());
    let number = match extra.get("SecondaryIDNumber") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        _ => return,
    };
    if !is_there {
        extra.remove("SecondaryIDNumber");
        put(read, "id_fields.secondary_id_number", number.into());
    }
}

/// `liveness_image_0` and so on, where they are texts.
fn liveness_images(read: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    let is_image = |name: &str, value: &Value| {
        let number = name.strip_prefix("liveness_image_").unwrap_or("");
        (1..=4).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && value.is_string()
    };
    let mut images = Map::new();
    extra.retain(|name, value| {
        let is_image = is_image(name, value);
        if is_image {
            images.insert(name.clone(), value.clone());
        }
        !is_image
    });
    if !images.is_empty() {
        read.insert("liveness_images".to_owned(), images.into());
    }
}

/// What a member becomes: `None` makes the document unreadable, `Some(None)` is as good as no member.
fn member(json: &Json, kind: Kind) -> Option<Option<Value>> {
    let aside = || Some(json!({ "unreadable": json.to_value() }));
    let is_null = matches!(json, Json::Scalar(Value::Null));
    let text_or_number = match json {
        Json::Scalar(Value::String(text)) => Some(text.clone()),
        Json::Scalar(Value::Number(number)) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    };
    let absent_or_aside = || if is_null { None } else { aside() };
    Some(match kind {
        Kind::Text if is_null => None,
        Kind::Text => Some(json.text()?.into()),
        Kind::TextOrNumber if is_null => None,
        Kind::TextOrNumber => Some(text_or_number?.into()),
        Kind::IdText => text_or_number.map(Value::from).or_else(absent_or_aside),
        Kind::AnyText => text_or_number.map(Value::from).or_else(aside),
        Kind::LenientText => json.text().map(Value::from).or_else(absent_or_aside),
        Kind::Any => (!is_null).then(|| json.to_value()),
        Kind::Flag => boolean(json).map(Value::from).or_else(aside),
        Kind::Fact => boolean(json).map(Value::from).or_else(absent_or_aside),
        Kind::Count => whole(json).map(Value::from).or_else(absent_or_aside),
        Kind::Confidence => confidence(json).or_else(absent_or_aside),
        Kind::JobType => job_type(json).map(Value::from).or_else(aside),
        Kind::ResultCode => json
            .text()
            .filter(|text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .map(Value::from)
            .or_else(aside),
        Kind::V3Status if is_null => None,
        Kind::V3Status => Some(v3_status_text(json.text()?).into()),
        Kind::Object(_) | Kind::List(_) | Kind::Actions | Kind::Result if is_null => None,
        Kind::Object(table) => Some(record(json, table)?),
        Kind::List(table) => Some(list(json, table)?),
        Kind::LenientObject(table) => match json {
            Json::Object(_) => Some(record(json, table)?),
            _ => absent_or_aside(),
        },
        Kind::LenientList(table) => match json {
            Json::Array(_) => Some(list(json, table)?),
            _ => absent_or_aside(),
        },
        Kind::Actions => Some(actions(json)?),
        Kind::Result => match json.text() {
            Some(words) => Some(json!({ "text": words })),
            None => Some(json!({ "record": record(json, RESULT)? })),
        },
    })
}

fn list(json: &Json, table: Table) -> Option<Value> {
    let Json::Array(entries) = json else {
        return None;
    };
    entries.iter().map(|entry| record(entry, table)).collect()
}

fn actions(json: &Json) -> Option<Value> {
    let Json::Object(steps) = json else {
        return None;
    };
    let step = |(name, value): &(String, Json)| match value.text() {
        Some(text) => json!({ "action": name, "value": text }),
        None => json!({ "action": name, "value": { "unreadable": value.to_value() } }),
    };
    Some(steps.iter().map(step).collect())
}

fn boolean(json: &Json) -> Option<bool> {
    match json {
        Json::Scalar(Value::Bool(value)) => Some(*value),
        _ => match json.text()?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
    }
}

fn digits(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

fn whole(json: &Json) -> Option<u64> {
    match json {
        Json::Scalar(Value::Number(number)) => number.as_u64(),
        _ => digits(json.text()?),
    }
}

fn job_type(json: &Json) -> Option<u64> {
    let number = whole(json)?;
    // `01` is no number that anybody writes.
    json.text()
        .is_none_or(|text| text == number.to_string())
        .then_some(number)
}

fn confidence(json: &Json) -> Option<Value> {
    let value = match json {
        Json::Scalar(Value::Number(number)) => number.as_f64()?,
        _ => {
            let text = json.text()?;
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let is_plain = text.len() <= 32
                && [whole, fraction]
                    .iter()
                    .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
            is_plain.then(|| text.parse().ok()).flatten()?
        }
    };
    if !(0.0..=100.0).contains(&value) {
        return None;
    }
    let whole = (0..=100_u8).find(|whole| f64::from(*whole) == value);
    Some(whole.map_or_else(|| value.into(), Value::from))
}

fn v3_status_text(text: &str) -> String {
    const KNOWN: [&str; 7] = [
        "clear",
        "attention",
        "block",
        "error",
        "processing",
        "accepted",
        "not_found",
    ];
    KNOWN
        .into_iter()
        .find(|known| text.eq_ignore_ascii_case(known))
        .unwrap_or(text)
        .to_owned()
}
