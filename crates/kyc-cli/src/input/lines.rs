//! Lines of any length, of which no more than the limit is held.

use std::io::{self, BufRead as _, BufReader, Read};

use super::{MAX_RECORD_BYTES, Position, Record};
use crate::failure::Failure;

/// How much is read at once.
const BUFFER_BYTES: usize = 128 * 1024;

/// A line with its end, kept only up to the limit.
pub(crate) struct Line {
    at: Position,
    pub(super) bytes: Vec<u8>,
    pub(super) is_too_long: bool,
    column_0: Option<u8>,
    first: Option<u8>,
    last: Option<u8>,
}

impl Line {
    const fn at(at: Position) -> Self {
        Self {
            at,
            bytes: Vec::new(),
            is_too_long: false,
            column_0: None,
            first: None,
            last: None,
        }
    }

    fn add(&mut self, piece: &[u8]) {
        let is_text = |byte: &&u8| !byte.is_ascii_whitespace();
        self.column_0 = self.column_0.or_else(|| piece.first().copied());
        self.first = self.first.or_else(|| piece.iter().find(is_text).copied());
        self.last = piece.iter().rev().find(is_text).copied().or(self.last);
        if self.bytes.len().saturating_add(piece.len()) > MAX_RECORD_BYTES {
            self.is_too_long = true;
            self.bytes = Vec::new();
        }
        if !self.is_too_long {
            self.bytes.extend_from_slice(piece);
        }
    }

    pub(super) const fn is_blank(&self) -> bool {
        self.first.is_none()
    }

    pub(super) fn is_one_object(&self) -> bool {
        self.first == Some(b'{') && self.last == Some(b'}')
    }

    pub(super) fn starts_object(&self) -> bool {
        self.column_0 == Some(b'{')
    }

    pub(super) fn starts_markup(&self) -> bool {
        self.first == Some(b'<')
    }

    pub(super) fn into_record(self) -> Record {
        Record {
            at: Some(self.at),
            bytes: if self.is_too_long {
                Err(Failure::TooLarge)
            } else {
                Ok(trimmed(self.bytes))
            },
        }
    }
}

fn trimmed(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.trim_ascii_end().len());
    let blanks = bytes.len().saturating_sub(bytes.trim_ascii_start().len());
    bytes.drain(..blanks);
    bytes
}

/// The lines of a reader, counted from a byte that need not be the first one of the file.
pub(crate) struct Lines {
    pub(super) reader: BufReader<Box<dyn Read + Send>>,
    next: Position,
}

impl Lines {
    pub(super) fn new(reader: Box<dyn Read + Send>, offset: u64) -> Self {
        Self {
            reader: BufReader::with_capacity(BUFFER_BYTES, reader),
            next: Position { line: 1, offset },
        }
    }

    /// Where the next line begins.
    pub(super) const fn position(&self) -> Position {
        self.next
    }

    /// Whether a whole line was read ahead, so that the next one needs no waiting.
    pub(super) fn has_line(&self) -> bool {
        memchr::memchr(b'\n', self.reader.buffer()).is_some()
    }

    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::at(self.next);
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() && line.column_0.is_none() {
                return Ok(None);
            }
            let end = memchr::memchr(b'\n', chunk).map(|at| at.saturating_add(1));
            let used = end.unwrap_or(chunk.len());
            line.add(chunk.get(..used).unwrap_or_default());
            self.reader.consume(used);
            self.next.offset = self
                .next
                .offset
                .saturating_add(u64::try_from(used).unwrap_or_default());
            if end.is_some() || used == 0 {
                self.next.line = self.next.line.saturating_add(1);
                return Ok(Some(line));
            }
        }
    }
}
