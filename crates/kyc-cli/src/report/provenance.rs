//! Where an outcome comes from, and how that can be checked.

use core::fmt::Write as _;

use kyc_model::{
    Lenient, Timestamp,
    outcome::{EvidenceKind, OutcomeParts},
};
use sha2::{Digest as _, Sha256};

use super::{
    cell::{Cell, Tone, Value},
    grid::Grid,
};
use crate::render::words;

pub(super) fn of(parts: &OutcomeParts, made_at: Timestamp) -> Grid {
    let name = |name: &str| Cell::Word(name.to_owned());
    let word = |text: &str| Cell::Word(text.to_owned());
    let flag = |flag: &Option<Lenient<bool>>| match flag {
        None => Cell::Empty,
        Some(Lenient::Value(true)) => word("yes"),
        Some(Lenient::Value(false)) => word("no"),
        Some(Lenient::Unreadable(_)) => Cell::Result("unreadable".to_owned(), Tone::Attention),
    };
    let mut facts = vec![
        (name("Source"), word(words::source(parts.source))),
        (name("Signature"), word(words::signature(parts.signature))),
        (name("Environment"), word(parts.environment.as_str())),
        (name("Decided by row"), Cell::code(Some(&parts.decided_by))),
        (
            name("Version of the tables"),
            Cell::code(Some(&parts.table_version)),
        ),
        (
            name("Decided at, by the provider"),
            Cell::time(parts.decided_at),
        ),
        (name("Time on the answer"), Cell::time(parts.answered_at)),
        (name("Asked at"), Cell::time(parts.retrieved_at)),
        (
            name("Provider's flag: complete"),
            flag(&parts.flags.complete),
        ),
        (name("Provider's flag: success"), flag(&parts.flags.success)),
        (name("Provider's flag: final"), flag(&parts.flags.is_final)),
    ];
    let hashes = parts
        .evidence
        .iter()
        .filter(|one| one.kind == EvidenceKind::PayloadHash);
    facts.extend(hashes.map(|hash| {
        (
            name("SHA-256 of the payload"),
            Cell::code(hash.sha256.as_deref()),
        )
    }));
    facts.extend(kept(parts).map(|(fact, cell)| (name(fact), cell)));
    facts.push((name("This page made at"), Cell::time(Some(made_at))));
    facts.push((
        name("This page made by"),
        word(concat!("kyc ", env!("CARGO_PKG_VERSION"))),
    ));
    Grid::facts("Where it comes from", facts)
}

/// Whether the payload was kept, and whether it is the one that was hashed.
fn kept(parts: &OutcomeParts) -> impl Iterator<Item = (&'static str, Cell)> {
    let Some(raw) = &parts.raw else {
        let none = Cell::Word("no".to_owned());
        return vec![("Payload kept", none)].into_iter();
    };
    let now = sha256(raw.text.expose());
    let is_same = raw.sha256 == now
        && parts
            .evidence
            .iter()
            .filter(|one| one.kind == EvidenceKind::PayloadHash)
            .all(|one| one.sha256.as_ref() == Some(&now));
    let verdict = if is_same {
        Cell::Result(
            "yes, and its SHA-256 is the one that was noted".to_owned(),
            Tone::Good,
        )
    } else {
        Cell::Result(
            "yes, but its SHA-256 is another: the payload or the note was changed".to_owned(),
            Tone::Bad,
        )
    };
    vec![
        ("Payload kept", verdict),
        ("SHA-256 of the kept payload", Cell::Code(Value::new(&now))),
        (
            "Media type of the kept payload",
            Cell::Value(Value::new(&raw.media_type)),
        ),
    ]
    .into_iter()
}

fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
