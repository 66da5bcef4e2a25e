//! What is written, in the order of the records.

use std::io::{self, Write};

use super::{
    comparison::Comparison,
    mapper::{Mapped, Piece},
    pipeline::Wanted,
    progress::Progress,
    seen::Seen,
    tally::Tally,
};
use crate::{failure::Failure, render, status};

/// What there is to say beside the outcomes.
pub(super) enum Report {
    /// Nothing.
    Outcomes,
    /// How many there are of each kind.
    Counts(Box<Tally>),
    /// How they differ from an earlier run; each change, or how many there are.
    Changes {
        comparison: Box<Comparison>,
        is_counted: bool,
    },
}

/// Writes both streams.
pub(super) struct Writer<'a, O, E> {
    pub(super) out: &'a mut O,
    pub(super) err: &'a mut E,
    pub(super) progress: Progress,
    pub(super) report: Report,
    pub(super) is_json: bool,
    pub(super) status: u8,
    pub(super) failed: u64,
}

impl<O: Write, E: Write> Writer<'_, O, E> {
    /// Writes what a batch came to.
    pub(super) fn write(&mut self, mapped: Mapped) -> Result<Wanted, Failure> {
        if mapped.failed > 0 {
            self.status = status::ERROR;
            self.failed = self.failed.saturating_add(mapped.failed);
        }
        for piece in mapped.pieces {
            let wanted = match piece {
                Piece::Out(text) => self.put(&text)?,
                Piece::Complaint(text) => self.complain(&text)?,
                Piece::Seen(seen) => self.compare(&seen)?,
            };
            if wanted == Wanted::No {
                return Ok(Wanted::No);
            }
        }
        if let Report::Counts(tally) = &mut self.report {
            tally.merge(mapped.tally);
        }
        self.progress
            .add(mapped.mapped.saturating_add(mapped.failed));
        // Whoever follows the output sees each outcome as soon as it is there.
        self.flush()
    }

    /// Writes what is said when all is through, and returns the exit status.
    pub(super) fn finish(mut self) -> Result<u8, Failure> {
        let text = match core::mem::replace(&mut self.report, Report::Outcomes) {
            Report::Outcomes => String::new(),
            Report::Counts(tally) => self.counts(&tally)?,
            Report::Changes {
                comparison,
                is_counted,
            } => {
                let mut complaints = String::new();
                let totals = comparison.finish(self.failed, &mut complaints);
                if totals.is_about_other_input() {
                    complaints.push_str(&format!("kyc: {}\n", Failure::OtherInput));
                }
                if totals.is_out_of_order() {
                    complaints.push_str(&format!("kyc: {}\n", Failure::OutOfOrder));
                }
                if !complaints.is_empty() {
                    self.status = status::ERROR;
                    self.complain(complaints.as_bytes())?;
                }
                match (self.is_json, is_counted) {
                    (true, true) => render::changes::json_totals(&totals)?,
                    (true, false) => String::new(),
                    (false, _) => render::changes::totals(&totals, is_counted),
                }
            }
        };
        self.put(text.as_bytes())?;
        self.flush()?;
        Ok(self.status)
    }

    /// Says how far it came.
    pub(super) fn interrupted(mut self) -> Result<u8, Failure> {
        let said = format!(
            "kyc: interrupted; the first {} records are through, and no others\n",
            self.progress.records()
        );
        self.complain(said.as_bytes())?;
        if let Report::Counts(tally) = core::mem::replace(&mut self.report, Report::Outcomes) {
            self.put(self.counts(&tally)?.as_bytes())?;
            self.flush()?;
        }
        Ok(status::INTERRUPTED)
    }

    fn counts(&self, tally: &Tally) -> Result<String, Failure> {
        if self.is_json {
            render::summary::json(tally)
        } else {
            Ok(render::summary::text(tally))
        }
    }

    fn compare(&mut self, seen: &Seen) -> Result<Wanted, Failure> {
        let Report::Changes {
            comparison,
            is_counted,
        } = &mut self.report
        else {
            return Ok(Wanted::Yes);
        };
        let mut complaints = String::new();
        let old = comparison.changed_from(seen, &mut complaints);
        // At once: nobody may read on to the end.
        if old.is_some() && self.status == status::MAPPED {
            self.status = status::CHANGED;
        }
        let text = match old {
            Some(old) if !*is_counted => render::changes::line(seen, &old, self.is_json)?,
            _ => String::new(),
        };
        if !complaints.is_empty() {
            self.status = status::ERROR;
            self.complain(complaints.as_bytes())?;
        }
        self.put(text.as_bytes())
    }

    fn put(&mut self, text: &[u8]) -> Result<Wanted, Failure> {
        if text.is_empty() {
            return Ok(Wanted::Yes);
        }
        let out = &mut *self.out;
        wanted(self.progress.aside(|| out.write_all(text)))
    }

    fn complain(&mut self, text: &[u8]) -> Result<Wanted, Failure> {
        let wanted = self.flush()?;
        let err = &mut *self.err;
        // Who reads standard error no more still gets the outcomes.
        let _ = self.progress.aside(|| err.write_all(text));
        Ok(wanted)
    }

    fn flush(&mut self) -> Result<Wanted, Failure> {
        wanted(self.out.flush())
    }
}

/// A closed pipe: nobody reads any further.
fn wanted(written: io::Result<()>) -> Result<Wanted, Failure> {
    match written {
        Ok(()) => Ok(Wanted::Yes),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Wanted::No),
        Err(error) => Err(Failure::Write(error)),
    }
}
