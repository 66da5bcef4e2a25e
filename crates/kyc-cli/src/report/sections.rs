//! The lists of an outcome, each as tables.

use kyc_model::{
    Sensitive,
    outcome::{
        Check, CheckResult, Evidence, EvidenceKind, Field, FieldMatch, OutcomeParts, PerformedBy,
        Reason, Reference, VerificationOutcome, Weight,
    },
};

use super::{
    cell::{Cell, Personal, Tone, words},
    grid::Grid,
    post_office::{self, Seen},
};
use crate::render::decisive_first;

/// A part of a case with a heading.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) grids: Vec<Grid>,
}

/// The sections in which something stands.
pub(super) fn of(parts: &OutcomeParts, personal: Personal) -> Vec<Section> {
    let one = |grid: Option<Grid>| grid.into_iter().collect::<Vec<_>>();
    let seen = post_office::documents_seen(parts);
    [
        ("Reasons", one(reasons(&parts.reasons, personal))),
        ("Checks", checks(&parts.checks, personal)),
        ("Fields", one(fields(&parts.fields, personal))),
        ("Post Office", post_office::grids(parts, &seen, personal)),
        ("Watch lists", one(watchlist(parts, personal))),
        ("Evidence", one(evidence(&parts.evidence, &seen, personal))),
        ("History", one(history(&parts.history, personal))),
    ]
    .into_iter()
    .filter(|(_, grids)| !grids.is_empty())
    .map(|(title, grids)| Section { title, grids })
    .collect()
}

fn reasons(reasons: &[Reason], personal: Personal) -> Option<Grid> {
    Grid::new(
        "Why, the decisive reason first",
        ["Reason", "Weight", "Code", "Provider's words", "Rule"],
        decisive_first(reasons).into_iter().map(|reason| {
            [
                Cell::listed(reason.category.as_str(), reason.category.is_known()),
                match reason.weight {
                    Weight::Alert => Cell::Result("alert".to_owned(), Tone::Attention),
                    weight => Cell::Word(words(weight.as_str())),
                },
                personal.code(reason.code.as_ref()),
                personal.word(reason.text.as_ref()),
                Cell::code(reason.rule.as_deref()),
            ]
        }),
    )
}

/// All checks, then what they compared.
fn checks(checks: &[Check], personal: Personal) -> Vec<Grid> {
    let all = Grid::new(
        "What the provider checked",
        [
            "Check",
            "Provider's name",
            "Result",
            "Provider's value",
            "Method",
            "Performed by",
            "Time",
            "Score",
        ],
        checks.iter().map(|check| {
            let by = &check.performed_by;
            [
                Cell::listed(check.kind.as_str(), check.kind.is_known()),
                personal.word(Some(&check.name)),
                result(check.result),
                personal.word(check.value.as_ref()),
                personal.word(check.method.as_ref()),
                match by {
                    PerformedBy::Unspecified => Cell::Empty,
                    by => Cell::listed(by.as_str(), by.is_known()),
                },
                Cell::time(check.at),
                check
                    .score
                    .map_or(Cell::Empty, |score| Cell::Word(score.to_string())),
            ]
        }),
    );
    let compared = checks
        .iter()
        .filter(|check| !post_office::is_document(check))
        .flat_map(|check| check.fields.iter().map(move |field| (field, Some(check))));
    let compared = details("What the checks compared", compared, personal);
    all.into_iter().chain(compared).collect()
}

pub(super) fn result(result: CheckResult) -> Cell {
    let tone = match result {
        CheckResult::Passed => Tone::Good,
        CheckResult::Failed => Tone::Bad,
        CheckResult::NeedsReview => Tone::Attention,
        CheckResult::Pending | CheckResult::NotPerformed | CheckResult::Inconclusive => {
            Tone::Neutral
        }
    };
    Cell::Result(words(result.as_str()), tone)
}

pub(super) fn compared(result: &FieldMatch) -> Cell {
    let tone = match result {
        FieldMatch::Match => Tone::Good,
        FieldMatch::Mismatch => Tone::Bad,
        FieldMatch::Partial | FieldMatch::Changed | FieldMatch::Added => Tone::Attention,
        FieldMatch::Returned | FieldMatch::NotAvailable => Tone::Neutral,
        _ if result.is_known() => Tone::Attention,
        _ => return Cell::listed(result.as_str(), false),
    };
    Cell::Result(words(result.as_str()), tone)
}

fn fields(fields: &[Field], personal: Personal) -> Option<Grid> {
    let fields = fields.iter().map(|field| (field, None));
    details(
        "Details of the person, as the provider holds them",
        fields,
        personal,
    )
}

/// Details, each with the check that compared it.
fn details<'a>(
    caption: &'static str,
    fields: impl Iterator<Item = (&'a Field, Option<&'a Check>)>,
    personal: Personal,
) -> Option<Grid> {
    Grid::new(
        caption,
        [
            "Field",
            "Result",
            "Check",
            "Claim",
            "Submitted",
            "Value of the source",
            "Address",
            "Confirmed",
        ],
        fields.map(|(field, check)| {
            [
                personal.word(Some(&field.name)),
                compared(&field.result),
                personal.word(check.map(|check| &check.name)),
                Cell::code(field.claim.as_ref().map(|claim| claim.as_str())),
                personal.show(field.submitted.as_ref()),
                personal.show(field.verified.as_ref()),
                personal.word(field.address.as_ref()),
                if field.source_checked {
                    Cell::Empty
                } else {
                    Cell::Result("not confirmed".to_owned(), Tone::Attention)
                },
            ]
        }),
    )
}

fn watchlist(parts: &OutcomeParts, personal: Personal) -> Option<Grid> {
    Grid::new(
        "Possible hits on lists: leads, not verdicts",
        ["Kind", "List", "Person", "PEP level"],
        parts.watchlist.iter().map(|hit| {
            let level = hit.pep_level.as_ref();
            let level = level.map(|level| Sensitive::new(level.expose().to_string()));
            [
                Cell::listed(hit.kind.as_str(), hit.kind.is_known()),
                personal.word(hit.list.as_ref()),
                personal.show(hit.person.as_ref()),
                personal.show(level.as_ref()),
            ]
        }),
    )
}

fn evidence(evidence: &[Evidence], seen: &[Seen<'_>], personal: Personal) -> Option<Grid> {
    let stands_elsewhere = |one: &Evidence| match one.kind {
        EvidenceKind::PostOfficeFile | EvidenceKind::PayloadHash => true,
        EvidenceKind::Document => seen.iter().any(|(_, document)| document.is_some()),
        _ => false,
    };
    let shown = evidence.iter().filter(|one| !stands_elsewhere(one));
    Grid::new(
        "What can be shown to an auditor",
        [
            "Kind", "Name", "Country", "Number", "Expires", "Link", "SHA-256",
        ],
        shown.map(|one| {
            [
                Cell::listed(one.kind.as_str(), one.kind.is_known()),
                personal.word(one.name.as_ref()),
                personal.word(one.country.as_ref()),
                personal.show(one.number_masked.as_ref()),
                personal.show(one.expires.as_ref()),
                personal.show(one.link.as_ref()),
                Cell::code(one.sha256.as_deref()),
            ]
        }),
    )
}

fn history(history: &[VerificationOutcome], personal: Personal) -> Option<Grid> {
    Grid::new(
        "Earlier results of the same person",
        [
            "Decision",
            "Finality",
            "Product",
            "Code",
            "Decided by",
            "Decided at",
            "Job id",
        ],
        history.iter().map(|entry| {
            let parts = entry.parts();
            let code = parts.reasons.iter().find_map(|reason| reason.code.as_ref());
            let job_id = match &parts.reference {
                Reference::Smileid(smile) => smile.job_id.as_ref(),
                _ => None,
            };
            [
                Cell::Word(words(parts.decision.as_str())),
                Cell::Word(words(parts.finality.as_str())),
                personal.listed(parts.product.as_str(), parts.product.is_known()),
                personal.code(code),
                Cell::code(Some(&parts.decided_by)),
                Cell::time(parts.decided_at),
                personal.show(job_id),
            ]
        }),
    )
}
