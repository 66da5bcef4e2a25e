//! The one error of the stores.

use core::{error::Error, fmt};

/// Why a store did not do what it was asked. It never holds a value that a person or a provider sent, nor a text of a
/// database.
#[derive(Debug)]
pub struct StoreError {
    kind: StoreErrorKind,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The kind of a [`StoreError`], with what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// The store cannot be reached or is too busy. Nothing is known of what was asked: it may have been done. Try again.
    Unavailable,
    /// The lease ran out and somebody else claimed it, or the claim was given back, or it is done. Stop working on it.
    LostLease,
    /// The store holds as much as it may. Prune, look at what was given up, or allow more. Nothing was dropped.
    Full,
    /// The outcome cannot be stored: a part of its subject key is missing, or its source is *unverified*. Nothing was
    /// changed and the claim still stands: postpone it or give it up.
    NotStorable,
    /// The work of the caller inside the transaction failed (`SqlStore::with_work`). Nothing was changed and the claim still
    /// stands. Look at what the work itself tells.
    WorkFailed,
    /// The path, the URL, the rights or the encryption of the connection are wrong. Correct the configuration.
    Configuration,
    /// The store was written by a newer version of this library. Use that version.
    TooNew,
    /// What the store holds is not what was put there. Look at it.
    Corrupt,
}

impl StoreErrorKind {
    const fn text(self) -> &'static str {
        match self {
            Self::Unavailable => "the store cannot be reached or is busy; try again",
            Self::LostLease => "the claim no longer holds; stop working on it",
            Self::Full => "the store is full; prune it, look at what was given up, or allow more",
            Self::NotStorable => {
                "the outcome cannot be stored: its subject is not known whole, or its source is unverified"
            }
            Self::WorkFailed => {
                "the work inside the transaction failed and nothing was changed; look at what it tells"
            }
            Self::Configuration => {
                "the store cannot be opened; correct path, URL, rights or encryption"
            }
            Self::TooNew => "the store was written by a newer version of this library",
            Self::Corrupt => "the store does not hold what was put there; look at it",
        }
    }
}

impl StoreError {
    /// An error of a store, also of one outside this library.
    #[must_use]
    pub const fn new(kind: StoreErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// The same error with its cause. Its texts must not hold a value that a person or a provider sent.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What went wrong.
    #[must_use]
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    /// Whether asking the same again may succeed without anything else being done.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(self.kind, StoreErrorKind::Unavailable)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.text())
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(source.as_ref()),
            None => None,
        }
    }
}
