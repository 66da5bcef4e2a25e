//! The lists of an outcome, each as a table.

use core::cell::Cell;

use kyc_model::{
    Sensitive,
    outcome::{
        Check, Evidence, Field, Reason, Reference, VerificationOutcome, WatchlistHit, Weight,
    },
};

use super::{
    page::Page,
    table::{Rows, Table},
    text::{HIDDEN, clean, looks_personal},
};

/// How far the fields of a check are moved in.
const INDENT: usize = 4;
/// How much room the value of a check is given before its name is parted.
const VALUE_CHARS: usize = 30;
/// The blanks in front of each column.
const GAP: usize = 2;
const EVIDENCE_CHARS: usize = 12;

/// Shows or hides personal values, and remembers whether it hid any.
pub(super) struct Mask {
    show: bool,
    has_hidden: Cell<bool>,
}

impl Mask {
    pub(super) const fn new(show: bool) -> Self {
        Self {
            show,
            has_hidden: Cell::new(false),
        }
    }

    /// The value, or a word in its place that tells nothing of it.
    pub(super) fn show(&self, value: Option<&Sensitive<impl AsRef<str>>>) -> String {
        match value {
            None => String::new(),
            Some(value) if self.show => clean(value.expose().as_ref()),
            Some(_) => {
                self.has_hidden.set(true);
                HIDDEN.to_owned()
            }
        }
    }

    /// The provider's code or words, unless they look like what belongs to a person.
    pub(super) fn word(&self, value: Option<&Sensitive<impl AsRef<str>>>) -> String {
        match value {
            Some(value) if looks_personal(value.expose().as_ref()) => self.show(Some(value)),
            value => value.map_or_else(String::new, |value| clean(value.expose().as_ref())),
        }
    }

    /// The same for a text of the provider that is in a list of ours, or should be.
    pub(super) fn listed(&self, text: Option<&str>) -> String {
        self.word(text.map(|text| Sensitive::new(text.to_owned())).as_ref())
    }

    pub(super) const fn has_hidden(&self) -> bool {
        self.has_hidden.get()
    }
}

/// A long name on several lines, parted behind `_`, so that its table fits without parting words.
fn parted(name: &str, max_chars: usize) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut used = 0_usize;
    for piece in name.split_inclusive('_') {
        let needed = piece.chars().count();
        if used > 0 && used.saturating_add(needed) > max_chars {
            shown.push('\n');
            used = 0;
        }
        shown.push_str(piece);
        used = used.saturating_add(needed);
    }
    shown
}

/// The reasons: the decisive one, then alerts, then advisory ones.
pub(crate) fn decisive_first(reasons: &[Reason]) -> Vec<&Reason> {
    let mut sorted: Vec<_> = reasons.iter().collect();
    sorted.sort_by_key(|reason| match reason.weight {
        Weight::Decisive => 0_u8,
        Weight::Alert => 1,
        Weight::Advisory => 2,
    });
    sorted
}

pub(super) fn reasons(reasons: &[Reason], personal: &Mask, page: Page) -> String {
    let mut table = Table::with_header(["weight", "category", "code", "provider's words", "row"]);
    for reason in decisive_first(reasons) {
        table.row([
            reason.weight.to_string(),
            clean(reason.category.as_str()),
            personal.word(reason.code.as_ref()),
            personal.word(reason.text.as_ref()),
            reason.rule.as_deref().map_or_else(String::new, clean),
        ]);
    }
    table.text(page)
}

/// All checks, each with its fields under it.
pub(super) fn checks(checks: &[Check], personal: &Mask, page: Page) -> String {
    let cells: Vec<[String; 4]> = checks
        .iter()
        .map(|check| {
            [
                check.result.to_string(),
                clean(check.kind.as_str()),
                personal.word(Some(&check.name)),
                personal.word(check.value.as_ref()),
            ]
        })
        .collect();
    let room = room_for_names(&cells, page);
    let mut table = Table::with_header(["result", "check", "provider's name", "its value"]);
    for [result, kind, name, value] in cells {
        table.row([result, kind, parted(&name, room), value]);
    }
    let Rows { header, rows, rest } = table.lines(page);
    let mut text = header;
    for (row, check) in rows.iter().zip(checks) {
        text.push_str(row);
        if !check.fields.is_empty() {
            let fields = compared(&check.fields, personal, page.narrower_by(INDENT));
            for line in fields.lines() {
                text.push_str(&format!("{:INDENT$}{line}\n", ""));
            }
        }
    }
    text + &rest
}

/// What the other columns leave of the page for the third one.
fn room_for_names(rows: &[[String; 4]], page: Page) -> usize {
    let widest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let others = [widest(0), widest(1), widest(3).min(VALUE_CHARS)];
    let taken: usize = others.iter().sum();
    page.width.saturating_sub(taken).saturating_sub(4 * GAP)
}

/// What a check compared, with the claim and the address that tell equal names apart.
fn compared(fields: &[Field], personal: &Mask, page: Page) -> String {
    let mut table = Table::with_header([
        "result",
        "field",
        "submitted",
        "verified",
        "claim",
        "address",
    ]);
    for field in fields {
        let claim = field.claim.as_ref();
        table.row([
            clean(field.result.as_str()),
            personal.word(Some(&field.name)),
            personal.show(field.submitted.as_ref()),
            personal.show(field.verified.as_ref()),
            claim.map_or_else(String::new, |claim| {
                clean(claim.as_str().trim_start_matches("address."))
            }),
            personal.word(field.address.as_ref()),
        ]);
    }
    table.text(page)
}

pub(super) fn fields(fields: &[Field], personal: &Mask, page: Page) -> String {
    let mut table = Table::with_header(["result", "field", "submitted", "value"]);
    for field in fields {
        table.row([
            clean(field.result.as_str()),
            personal.word(Some(&field.name)),
            personal.show(field.submitted.as_ref()),
            personal.show(field.verified.as_ref()),
        ]);
    }
    table.text(page)
}

pub(super) fn watchlist(hits: &[WatchlistHit], personal: &Mask, page: Page) -> String {
    let mut table = Table::with_header(["kind", "list", "person", "PEP level"]);
    for hit in hits {
        let level = hit.pep_level.as_ref();
        let level = level.map(|level| Sensitive::new(level.expose().to_string()));
        table.row([
            clean(hit.kind.as_str()),
            personal.word(hit.list.as_ref()),
            personal.show(hit.person.as_ref()),
            personal.show(level.as_ref()),
        ]);
    }
    table.text(page)
}

/// In one column, so that a hash fits on a line.
pub(super) fn evidence(evidence: &[Evidence], personal: &Mask, page: Page) -> String {
    let mut table = Table::new();
    for one in evidence {
        let details = [
            ("", personal.word(one.name.as_ref())),
            ("", personal.word(one.country.as_ref())),
            ("number ", personal.show(one.number_masked.as_ref())),
            ("expires ", personal.show(one.expires.as_ref())),
            ("", personal.show(one.link.as_ref())),
            ("", one.sha256.as_deref().map_or_else(String::new, clean)),
        ];
        let details: Vec<_> = details
            .into_iter()
            .filter(|(_, detail)| !detail.is_empty())
            .map(|(name, detail)| format!("{name}{detail}"))
            .collect();
        let kind = clean(one.kind.as_str());
        table.row([
            if page.is_wide() {
                kind
            } else {
                parted(&kind, EVIDENCE_CHARS)
            },
            details.join(", "),
        ]);
    }
    table.text(page)
}

pub(super) fn history(history: &[VerificationOutcome], personal: &Mask, page: Page) -> String {
    let mut table = Table::with_header(["decision", "finality", "product", "code", "job id"]);
    for entry in history {
        let decisive = entry.reasons().iter().find(|reason| reason.code.is_some());
        let job_id = match entry.reference() {
            Reference::Smileid(smile) => smile.job_id.as_ref(),
            _ => None,
        };
        table.row([
            entry.decision().to_string(),
            entry.finality().to_string(),
            personal.listed(Some(entry.product().as_str())),
            personal.word(decisive.and_then(|reason| reason.code.as_ref())),
            personal.show(job_id),
        ]);
    }
    table.text(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_names_are_parted() {
        assert_eq!(
            parted("Human_Review_Document_Check", 27),
            "Human_Review_Document_Check"
        );
        assert_eq!(
            parted("Selfie_To_Registered_Selfie_Compare", 27),
            "Selfie_To_Registered_\nSelfie_Compare"
        );
        assert_eq!(parted("", 27), "");
    }
}
