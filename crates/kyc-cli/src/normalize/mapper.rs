//! From records to what is written about them.

use kyc_facade::{ErrorKind, Normalizer};
use kyc_http::{Clock as _, SystemClock};
use kyc_model::{Timestamp, outcome::VerificationOutcome};
use serde::de::IgnoredAny;

use super::{batch::Batch, seen::Seen, tally::Tally};
use crate::{
    failure::Failure,
    input::{Place, Record},
    render::{self, Style},
};

/// What becomes of an outcome.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// It is printed.
    Print(Style),
    /// It is counted.
    Count,
    /// It is compared with an earlier one.
    Compare,
}

/// Maps batches. Every worker uses the same one.
pub(super) struct Mapper {
    pub(super) normalizer: Normalizer,
    pub(super) form: Form,
    pub(super) show_personal: bool,
}

/// What a batch came to.
#[derive(Default)]
pub(super) struct Mapped {
    /// In the order of the records.
    pub(super) pieces: Vec<Piece>,
    /// Filled where outcomes are counted.
    pub(super) tally: Tally,
    pub(super) mapped: u64,
    pub(super) failed: u64,
}

/// Some of what is written.
pub(super) enum Piece {
    /// For standard output.
    Out(Vec<u8>),
    /// For standard error.
    Complaint(Vec<u8>),
    /// To be compared.
    Seen(Box<Seen>),
}

impl Mapper {
    pub(super) fn map(&self, batch: Batch) -> Mapped {
        let now = SystemClock.now();
        let mut mapped = Mapped::default();
        for (file, record) in batch.records {
            let place = Place {
                file,
                at: record.at,
            };
            let added = self
                .outcome(record, now)
                .and_then(|outcome| self.add(&mut mapped, &outcome, &place));
            match added {
                Ok(()) => mapped.mapped = mapped.mapped.saturating_add(1),
                Err(failure) => {
                    mapped.failed = mapped.failed.saturating_add(1);
                    mapped.tally.add_failure(&failure);
                    mapped.complain(&place.complaint(&failure));
                }
            }
        }
        mapped
    }

    fn outcome(&self, record: Record, now: Timestamp) -> Result<VerificationOutcome, Failure> {
        let bytes = record.bytes?;
        let outcome = self.normalizer.normalize(&bytes, now);
        outcome.map_err(|error| match error.kind() {
            ErrorKind::MalformedAnswer | ErrorKind::UnrecognizedPayload => {
                match other_form(&bytes, record.at.is_some()) {
                    Some(hint) => Failure::OtherForm(error, hint),
                    None => Failure::Outcome(error),
                }
            }
            _ => Failure::Outcome(error),
        })
    }

    fn add(
        &self,
        mapped: &mut Mapped,
        outcome: &VerificationOutcome,
        place: &Place,
    ) -> Result<(), Failure> {
        match self.form {
            Form::Print(style) => {
                mapped.put_out(|text| render::append(outcome, Some(place), style, text))?;
            }
            Form::Count => mapped.tally.add(outcome, self.show_personal),
            Form::Compare => {
                let seen = Seen::new(outcome, place.clone(), self.show_personal);
                mapped.pieces.push(Piece::Seen(Box::new(seen)));
            }
        }
        Ok(())
    }
}

/// What to do with records that stand in another form than one a line or one a file.
fn other_form(bytes: &[u8], is_line: bool) -> Option<&'static str> {
    const LIST: &str =
        "a list is no record; `jq -c '.[]' FILE` writes each of its entries on a line";
    const SEVERAL_LINES: &str = "a record stands on one line, or alone in its file; `jq -c . FILE` writes each on a \
                                 line";
    let text = bytes.trim_ascii();
    let is_parted = if is_line {
        text == b"{"
    } else {
        text.starts_with(b"{") && holds_several(text)
    };
    if text.starts_with(b"[") {
        Some(LIST)
    } else {
        is_parted.then_some(SEVERAL_LINES)
    }
}

fn holds_several(json: &[u8]) -> bool {
    let values = serde_json::Deserializer::from_slice(json).into_iter::<IgnoredAny>();
    values.take(2).filter(Result::is_ok).count() == 2
}

impl Mapped {
    fn put_out(
        &mut self,
        append: impl FnOnce(&mut Vec<u8>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if let Some(Piece::Out(text)) = self.pieces.last_mut() {
            return append(text);
        }
        let mut text = Vec::new();
        append(&mut text)?;
        self.pieces.push(Piece::Out(text));
        Ok(())
    }

    fn complain(&mut self, line: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Complaint(text)) => text.extend_from_slice(line.as_bytes()),
            _ => self.pieces.push(Piece::Complaint(line.as_bytes().to_vec())),
        }
    }
}
