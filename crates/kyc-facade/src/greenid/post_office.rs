//! Each document that a post office saw is a check. Source: decision tables, 3.6.

use kyc_model::{
    Sensitive, Timestamp, Word,
    greenid::{DetailRecordHeader, DocumentRecord, MatchFlag, PostOfficeData, Reading},
    outcome::{
        Check, CheckKind, CheckResult, Claim, Evidence, EvidenceKind, Field, FieldMatch,
        PerformedBy, ReasonCategory,
    },
};

use crate::ruling::mask;

type Flag = (&'static str, Option<Claim>, MatchFlag);

fn flags(record: &DocumentRecord) -> [Flag; 4] {
    [
        ("nameMatchesForm", Some(Claim::Name), record.name_match()),
        (
            "dateOfBirthMatchesForm",
            Some(Claim::Birthdate),
            record.birth_date_match(),
        ),
        (
            "residentialAddressMatchesForm",
            Some(Claim::Address),
            record.address_match(),
        ),
        ("photoMatch", None, record.photo_match_flag()),
    ]
}

/// The result of one match flag.
pub(crate) const fn flag_match(flag: MatchFlag) -> FieldMatch {
    match flag {
        MatchFlag::Match => FieldMatch::Match,
        MatchFlag::NotApplicable => FieldMatch::NotAvailable,
        MatchFlag::Unrecognized => FieldMatch::Unrecognized,
    }
}

/// The result of a document by its four flags.
pub(crate) fn document_result(record: &DocumentRecord) -> CheckResult {
    let flags = flags(record).map(|(_, _, flag)| flag);
    if flags.contains(&MatchFlag::Unrecognized) {
        CheckResult::NeedsReview
    } else if flags.contains(&MatchFlag::Match) {
        CheckResult::Passed
    } else {
        CheckResult::Inconclusive
    }
}

/// One check for each document.
pub(crate) fn checks(data: &PostOfficeData, source_checked: bool) -> Vec<Check> {
    data.records
        .iter()
        .map(|record| {
            let name = blankless(&record.document_name)
                .or_else(|| blankless(&record.id_document_type))
                .unwrap_or_default();
            let mut check = Check::new(
                CheckKind::Document,
                name,
                document_result(record),
                PerformedBy::PostOffice,
            );
            check.fields = flags(record)
                .into_iter()
                .map(|(name, claim, flag)| {
                    let mut field =
                        Field::new(Word::Borrowed(name), flag_match(flag), source_checked);
                    field.claim = claim;
                    field
                })
                .collect();
            check
        })
        .collect()
}

/// A fixed-width text without its padding, or nothing.
fn blankless(raw: &Option<Sensitive<String>>) -> Option<Sensitive<String>> {
    let text = raw.as_ref()?.expose().trim_matches(' ');
    (!text.is_empty()).then(|| text.into())
}

/// The documents and the file as evidence.
pub(crate) fn evidence(data: &PostOfficeData) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = data
        .records
        .iter()
        .map(|record| {
            let mut document = Evidence::new(EvidenceKind::Document);
            document.name =
                blankless(&record.document_name).or_else(|| blankless(&record.id_document_type));
            document.country = blankless(&record.country_of_issue);
            document.number_masked = blankless(&record.document_number).as_ref().map(mask);
            document.expires = blankless(&record.document_expiry_date);
            document
        })
        .collect();
    if let Some(name) = blankless(&data.po_file_name) {
        let mut file = Evidence::new(EvidenceKind::PostOfficeFile);
        file.name = Some(name);
        found.push(file);
    }
    found
}

/// Whether any document has a match flag that the page does not know (G5).
pub(crate) fn has_unrecognized_flag(data: &PostOfficeData) -> bool {
    data.records
        .iter()
        .any(|record| document_result(record) == CheckResult::NeedsReview)
}

/// What is worth knowing of the file.
pub(crate) fn advisories(
    data: &PostOfficeData,
    verified_at: Option<Timestamp>,
) -> Vec<ReasonCategory> {
    use ReasonCategory as C;
    let mut found = Vec::new();
    let photo = data
        .records
        .iter()
        .any(|record| record.photo_match_flag() == MatchFlag::Match);
    if !photo {
        found.push(C::NoPhotoMatch);
    }
    if data
        .records
        .iter()
        .any(|record| is_expired(record, data.header.as_ref(), verified_at))
    {
        found.push(C::ExpiredDocument);
    }
    let count = data
        .header
        .as_ref()
        .and_then(|header| header.document_count().value());
    if count.is_some_and(|count| usize::try_from(count) != Ok(data.records.len())) {
        found.push(C::IncompleteAnswer);
    }
    let unreadable = data.header.as_ref().is_some_and(header_is_unreadable)
        || data.records.iter().any(record_is_unreadable);
    if unreadable {
        found.push(C::UnrecognizedValue);
    }
    found
}

fn header_is_unreadable(header: &DetailRecordHeader) -> bool {
    header.amount_cents().is_unreadable()
        || header.file_date().is_unreadable()
        || header.birth_date().is_unreadable()
        || header.form_version_letter().is_unreadable()
        || header.payment().is_unreadable()
        || header.document_count().is_unreadable()
        || header.unique_reference().is_unreadable()
}

fn record_is_unreadable(record: &DocumentRecord) -> bool {
    record.amount_cents().is_unreadable()
        || record.expires_on().is_unreadable()
        || record.issued_on().is_unreadable()
        || record.state_of_issue().is_unreadable()
        || record.utility().is_unreadable()
}

/// Before the day of the visit, or of the verification where the file does not tell the former.
fn is_expired(
    record: &DocumentRecord,
    header: Option<&DetailRecordHeader>,
    verified_at: Option<Timestamp>,
) -> bool {
    let Reading::Value(expires) = record.expires_on() else {
        return false;
    };
    let seen = header.and_then(|header| header.file_date().value());
    match (seen, verified_at) {
        (Some(seen), _) => expires < seen,
        // Both begin with YYYY-MM-DD, which compares as text.
        (None, Some(at)) => {
            let day: String = at.to_rfc3339_millis().chars().take(10).collect();
            expires.to_iso() < day
        }
        (None, None) => false,
    }
}
