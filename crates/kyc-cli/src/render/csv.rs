//! Outcomes for spreadsheets: a row each, the same columns always.

use std::io;

use csv::WriterBuilder;
use kyc_model::{
    Sensitive,
    outcome::{Claim, EvidenceKind, Field, OutcomeParts, Reference, VerificationOutcome, Weight},
};

use super::text::{HIDDEN, looks_personal, one_line};
use crate::input::Place;

/// The names of the columns. New ones come last; none is ever renamed or moved.
const COLUMNS: [&str; 32] = [
    "file",
    "line",
    "provider",
    "product",
    "decision",
    "finality",
    "awaiting",
    "decided_by",
    "table_version",
    "reason",
    "code",
    "words",
    "alerts",
    "advisories",
    "established",
    "remedy",
    "checks",
    "source",
    "signature",
    "environment",
    "confidence",
    "decided_at",
    "account_id",
    "user_id",
    "job_id",
    "job_type",
    "payload_sha256",
    "name",
    "given_name",
    "family_name",
    "birthdate",
    "id_number",
];

/// The row with the names of the columns.
pub(super) fn head() -> io::Result<String> {
    written(COLUMNS.map(str::to_owned))
}

/// The row of an outcome.
pub(super) fn row(
    outcome: &VerificationOutcome,
    place: Option<&Place>,
    show_personal: bool,
) -> io::Result<String> {
    let parts = outcome.parts();
    let personal = |value: Option<&Sensitive<String>>| match value {
        None => String::new(),
        Some(value) if show_personal => value.expose().clone(),
        Some(_) => HIDDEN.to_owned(),
    };
    let word = |value: Option<&Sensitive<String>>| match value {
        Some(value) if !looks_personal(value.expose()) => value.expose().clone(),
        value => personal(value),
    };
    let product = Sensitive::new(parts.product.as_str().to_owned());
    let of_weight = |weight| {
        let reasons = parts.reasons.iter().filter(move |one| one.weight == weight);
        joined(reasons.map(|reason| reason.category.as_str().to_owned()))
    };
    let decisive = parts
        .reasons
        .iter()
        .find(|reason| reason.weight == Weight::Decisive);
    let ids = Ids::of(&parts.reference);
    let line = place.and_then(|place| place.at).map(|at| at.line);
    written([
        place.map_or_else(String::new, |place| place.file.to_string()),
        optional(line),
        parts.provider.as_str().to_owned(),
        word(Some(&product)),
        parts.decision.to_string(),
        parts.finality.to_string(),
        optional(parts.awaiting),
        parts.decided_by.to_string(),
        parts.table_version.to_string(),
        outcome.category().as_str().to_owned(),
        word(decisive.and_then(|reason| reason.code.as_ref())),
        word(decisive.and_then(|reason| reason.text.as_ref())),
        of_weight(Weight::Alert),
        of_weight(Weight::Advisory),
        joined(parts.established.iter().map(|one| one.as_str().to_owned())),
        parts.remedy.as_str().to_owned(),
        joined(
            parts
                .checks
                .iter()
                .map(|check| format!("{}: {}", check.kind.as_str(), check.result)),
        ),
        parts.source.to_string(),
        parts.signature.to_string(),
        parts.environment.to_string(),
        optional(parts.confidence),
        parts
            .decided_at
            .map_or_else(String::new, |at| at.to_rfc3339_millis()),
        personal(ids.account),
        personal(ids.user),
        personal(ids.job),
        optional(ids.job_type),
        payload_hash(parts),
        personal(detail(parts, &Claim::Name)),
        personal(detail(parts, &Claim::GivenName)),
        personal(detail(parts, &Claim::FamilyName)),
        personal(detail(parts, &Claim::Birthdate)),
        personal(detail(parts, &Claim::IdNumber)),
    ])
}

#[derive(Default)]
struct Ids<'a> {
    account: Option<&'a Sensitive<String>>,
    user: Option<&'a Sensitive<String>>,
    job: Option<&'a Sensitive<String>>,
    job_type: Option<u64>,
}

impl<'a> Ids<'a> {
    fn of(reference: &'a Reference) -> Self {
        match reference {
            Reference::Smileid(smile) => Self {
                account: smile.partner_id.as_ref(),
                user: smile.user_id.as_ref(),
                job: smile.job_id.as_ref(),
                job_type: smile.job_type.map(|job_type| job_type.number()),
            },
            Reference::Greenid(green) => Self {
                account: green.customer_id.as_ref(),
                user: green.user_id.as_ref(),
                ..Self::default()
            },
            _ => Self::default(),
        }
    }
}

/// What the source holds of a detail of the person, else what was submitted.
fn detail<'a>(parts: &'a OutcomeParts, claim: &Claim) -> Option<&'a Sensitive<String>> {
    let fields = || {
        let of_checks = parts.checks.iter().flat_map(|check| &check.fields);
        parts
            .fields
            .iter()
            .chain(of_checks)
            .filter(|field: &&Field| field.claim.as_ref() == Some(claim))
    };
    fields()
        .find_map(|field| field.verified.as_ref())
        .or_else(|| fields().find_map(|field| field.submitted.as_ref()))
}

fn payload_hash(parts: &OutcomeParts) -> String {
    parts
        .evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::PayloadHash)
        .find_map(|one| one.sha256.clone())
        .unwrap_or_default()
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join("; ")
}

fn written(cells: [String; COLUMNS.len()]) -> io::Result<String> {
    let mut writer = WriterBuilder::new()
        .buffer_capacity(2048)
        .from_writer(Vec::new());
    writer
        .write_record(cells.iter().map(|cell| inert(cell)))
        .map_err(io::Error::other)?;
    let bytes = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The text on one line, with nothing in it that a spreadsheet takes for a formula: an apostrophe stands before what
/// begins one at the start of the cell, and at the start of what a program that parts cells elsewhere takes for a cell.
fn inert(cell: &str) -> String {
    let mut shown = String::with_capacity(cell.len());
    let mut at_start = true;
    for c in one_line(cell).chars() {
        if at_start && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            shown.push('\'');
        }
        shown.push(c);
        at_start = matches!(c, ',' | ';' | '"' | '|') || (at_start && c.is_whitespace());
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_for_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+61 2", "'+61 2"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", " '=1"),
            ("\r=1", " '=1"),
            ("\n=1", " '=1"),
            ("  =1", "  '=1"),
            ("\u{a0}=1", "\u{a0}'=1"),
            ("＝1", "'＝1"),
            ("x;=1", "x;'=1"),
            ("x, =1", "x, '=1"),
            ("\"=1", "\"'=1"),
            ("a=1", "a=1"),
            ("2026-11-22", "2026-11-22"),
            ("Doe-Invented", "Doe-Invented"),
            ("\u{1b}[2J\u{202e}", "\u{fffd}[2J\u{fffd}"),
            ("", ""),
        ] {
            assert_eq!(inert(text), expected, "{text:?}");
        }
    }

    #[test]
    fn cells_are_quoted() {
        let mut cells = [const { String::new() }; COLUMNS.len()];
        cells[0] = "a,\"b\"".to_owned();
        cells[1] = "two\nlines".to_owned();
        let row = written(cells).unwrap();
        assert!(row.starts_with("\"a,\"\"b\"\"\",two lines,,"), "{row}");
        assert_eq!(row.matches('\n').count(), 1);
    }
}
