//! Why a chore failed.

use core::fmt;
use std::{io, path::Path};

/// One text for people. It never holds a value of a recorded exchange.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn io(path: impl AsRef<Path>, error: &io::Error) -> Self {
        Self(format!("{}: {error}", path.as_ref().display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
