//! Records from files, folders and standard input.

mod lines;
mod pattern;
mod records;
mod sources;

use core::fmt;
use std::{path::Path, sync::Arc};

use kyc_http::ResponseLimits;

use crate::{
    failure::Failure,
    render::{clean, one_line},
};

pub(crate) use records::Records;
pub(crate) use sources::{Sources, check_standard_input, is_live, is_standard_input};

const MAX_RECORD_BYTES: usize = ResponseLimits::DEFAULT_MAX_BODY_BYTES;

/// One record, or why it cannot be had.
pub(crate) struct Record {
    /// Where it stands; `None` when the file is one record.
    pub(crate) at: Option<Position>,
    /// Its bytes.
    pub(crate) bytes: Result<Vec<u8>, Failure>,
}

impl Record {
    /// A file that is no record, and why.
    pub(crate) const fn failed(failure: Failure) -> Self {
        Self {
            at: None,
            bytes: Err(failure),
        }
    }
}

/// Where a record stands.
#[derive(Clone)]
pub(crate) struct Place {
    /// The whole name of the file on one line, for programs.
    pub(crate) file: Arc<str>,
    /// The line; `None` when the file is one record.
    pub(crate) at: Option<Position>,
}

impl Place {
    /// The name of a file on one line, without anything that steers a terminal.
    pub(crate) fn file(path: &Path) -> Arc<str> {
        one_line(&path.to_string_lossy()).into()
    }

    /// What is said of the record when it fails, with where its line begins.
    pub(crate) fn complaint(&self, failure: &Failure) -> String {
        match self.at {
            Some(at) => format!("kyc: {self}: {failure} (byte {})\n", at.offset),
            None => format!("kyc: {self}: {failure}\n"),
        }
    }
}

/// The file, cut where it is long, and the line.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = clean(&self.file);
        match self.at {
            Some(at) => write!(f, "{file}:{}", at.line),
            None => f.write_str(&file),
        }
    }
}

/// Where a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// The line, counted from 1.
    pub(crate) line: u64,
    /// How many bytes of the file stand before it.
    pub(crate) offset: u64,
}
