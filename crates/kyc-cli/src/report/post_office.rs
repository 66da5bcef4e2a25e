//! The documents that a post office saw.

use kyc_model::outcome::{
    Check, CheckKind, Evidence, EvidenceKind, Field, OutcomeParts, PerformedBy,
};

use super::{
    cell::{Cell, Personal},
    grid::Grid,
    sections::{compared, result},
};

/// What the Post Office compares of each document, and the name of the column.
const FLAGS: [(&str, &str); 4] = [
    ("nameMatchesForm", "Name"),
    ("dateOfBirthMatchesForm", "Date of birth"),
    ("residentialAddressMatchesForm", "Address"),
    ("photoMatch", "Photo"),
];

pub(super) fn is_document(check: &Check) -> bool {
    let is_flag = |field: &Field| {
        FLAGS.iter().any(|(flag, _)| field.name.expose() == flag)
            && field.submitted.is_none()
            && field.verified.is_none()
    };
    check.performed_by == PerformedBy::PostOffice
        && check.kind == CheckKind::Document
        && check.fields.iter().all(is_flag)
}

/// A document that a post office saw, and what is noted of the document itself.
pub(super) type Seen<'a> = (&'a Check, Option<&'a Evidence>);

pub(super) fn documents_seen(parts: &OutcomeParts) -> Vec<Seen<'_>> {
    let checks = parts.checks.iter().filter(|check| is_document(check));
    let checks: Vec<_> = checks.collect();
    let noted = parts
        .evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::Document);
    let noted: Vec<_> = noted.collect();
    // Nothing but the order binds the two lists, so they are joined only where every name agrees.
    let is_same_list = checks.len() == noted.len()
        && checks.iter().zip(&noted).all(|(check, document)| {
            document.name.as_ref().map_or("", |name| name.expose()) == check.name.expose()
        });
    let document = |at: usize| noted.get(at).copied().filter(|_| is_same_list);
    let numbered = checks.into_iter().enumerate();
    numbered.map(|(at, check)| (check, document(at))).collect()
}

pub(super) fn grids(parts: &OutcomeParts, seen: &[Seen<'_>], personal: Personal) -> Vec<Grid> {
    let [name, birth_date, address, photo] = FLAGS;
    let documents = Grid::new(
        "Documents that the Post Office saw, and what of each matches the form",
        [
            "Document",
            "Result",
            name.1,
            birth_date.1,
            address.1,
            photo.1,
            "Country",
            "Number",
            "Expires",
        ],
        seen.iter().map(|(check, document)| {
            let flag = |(flag, _): (&str, &str)| {
                let field = check
                    .fields
                    .iter()
                    .find(|field| field.name.expose() == flag);
                field.map_or(Cell::Empty, |field| compared(&field.result))
            };
            [
                personal.word(Some(&check.name)),
                result(check.result),
                flag(name),
                flag(birth_date),
                flag(address),
                flag(photo),
                personal.word(document.and_then(|document| document.country.as_ref())),
                personal.show(document.and_then(|document| document.number_masked.as_ref())),
                personal.show(document.and_then(|document| document.expires.as_ref())),
            ]
        }),
    );
    let files = parts
        .evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::PostOfficeFile);
    let files = Grid::new(
        "Files of the Post Office",
        ["Name", "SHA-256"],
        files.map(|file| {
            [
                personal.word(file.name.as_ref()),
                Cell::code(file.sha256.as_deref()),
            ]
        }),
    );
    documents.into_iter().chain(files).collect()
}
