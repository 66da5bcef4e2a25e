//! Smile ID's test identities of V3. Source: its sandbox pages.

use serde_json::{Map, Value};

use super::scenarios::Verdict;

/// Surname, given names, status, reason.
const PEOPLE: &[(&str, &str, &str, Option<&str>)] = &[
    ("Clearwater", "Amina Fatou", "clear", None),
    ("Dangerfield", "Rashid Omar", "block", Some("high_risk")),
    (
        "Ghostwell",
        "Fatima Bello",
        "block",
        Some("identifier_not_found"),
    ),
    (
        "Youngblood",
        "Aisha Lawal",
        "block",
        Some("age_requirement_not_met"),
    ),
    (
        "Downsworth",
        "Ngozi Ifeoma",
        "error",
        Some("service_unavailable"),
    ),
    (
        "Twinley",
        "Obinna Chukwu",
        "block",
        Some("face_verification_failed"),
    ),
    ("Masquero", "Taiwo Adeyemi", "block", Some("spoof_detected")),
    (
        "Blurton",
        "Kofi Mensah",
        "error",
        Some("image_unavailable_or_invalid"),
    ),
    (
        "Glitchford",
        "Chidinma Obi",
        "error",
        Some("internal_error"),
    ),
    (
        "Forgeman",
        "Ade Ogundimu",
        "block",
        Some("document_check_failed"),
    ),
    (
        "Oddpaper",
        "Olumide Fashola",
        "block",
        Some("unsupported_document"),
    ),
    (
        "Xeroxley",
        "Adaeze Nnamdi",
        "attention",
        Some("document_copy_detected"),
    ),
    (
        "Oldfield",
        "Tunde Bakare",
        "attention",
        Some("document_expired"),
    ),
    (
        "Puzzleton",
        "Segun Olawale",
        "error",
        Some("document_unclassifiable"),
    ),
    (
        "Badnumber",
        "Wale Oladipo",
        "block",
        Some("invalid_id_number"),
    ),
];

/// Of anybody else the pages say *block* and *error*; nobody is told that such a person is clear.
const UNKNOWN_IDENTITY: Verdict = Verdict::new("block", Some("identifier_not_found"));

/// What becomes of a job about this person.
pub(super) fn verdict(user_details: &Map<String, Value>) -> Verdict {
    let text = |name| {
        user_details
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    PEOPLE
        .iter()
        .find(|(last, given, ..)| text("last_name") == *last && text("given_names") == *given)
        .map_or(UNKNOWN_IDENTITY, |(_, _, status, reason)| {
            Verdict::new(status, *reason)
        })
        .later()
}
