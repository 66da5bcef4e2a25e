//! Where the decoder is, and why it stopped.

use core::cell::{Cell, RefCell};

use serde::de;

use super::limits;
use crate::{Error, ErrorKind};

/// One step of the path to what failed.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Member(&'static str),
    Unknown,
    Index(usize),
}

/// Shared by all seeds of one document.
pub(super) struct Context {
    /// Written on the way out of a failure, so the innermost step comes first.
    path: RefCell<Vec<Step>>,
    fault: Cell<Option<ErrorKind>>,
    depth: Cell<usize>,
    nested_left: Cell<usize>,
    actions_left: Cell<usize>,
    values_left: Cell<usize>,
}

impl Context {
    /// For a document of this length.
    pub(super) fn new(length: usize) -> Self {
        Self {
            path: RefCell::default(),
            fault: Cell::default(),
            depth: Cell::default(),
            nested_left: Cell::new(limits::nested(length)),
            actions_left: Cell::new(limits::actions(length)),
            values_left: Cell::new(limits::values(length)),
        }
    }

    /// Notes that a failure came from this step.
    pub(super) fn failed_in<E>(&self, step: Step, error: E) -> E {
        self.path.borrow_mut().push(step);
        error
    }

    pub(super) fn nest<E: de::Error>(&self) -> Result<(), E> {
        let depth = self.depth.get().saturating_add(1);
        if depth > limits::MAX_DEPTH {
            return Err(self.fail(ErrorKind::TooDeep));
        }
        self.depth.set(depth);
        self.take(&self.nested_left)
    }

    pub(super) fn unnest(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    pub(super) fn count_action<E: de::Error>(&self) -> Result<(), E> {
        self.take(&self.actions_left)
    }

    /// For an entry or member that no record documents.
    pub(super) fn count_value<E: de::Error>(&self) -> Result<(), E> {
        self.take(&self.values_left)
    }

    fn take<E: de::Error>(&self, left: &Cell<usize>) -> Result<(), E> {
        let Some(rest) = left.get().checked_sub(1) else {
            return Err(self.fail(ErrorKind::TooMany));
        };
        left.set(rest);
        Ok(())
    }

    #[cold]
    pub(super) fn fail<E: de::Error>(&self, kind: ErrorKind) -> E {
        self.fault.set(Some(kind));
        E::custom("")
    }

    #[cold]
    pub(super) fn wrong_type<E: de::Error>(&self) -> E {
        self.fail(ErrorKind::WrongType)
    }

    pub(super) fn explain(&self, error: &serde_json::Error) -> Error {
        use serde_json::error::Category;
        let kind = self.fault.get().unwrap_or(match error.classify() {
            Category::Eof => ErrorKind::Truncated,
            Category::Data => ErrorKind::WrongType,
            Category::Syntax | Category::Io => ErrorKind::MalformedJson,
        });
        let explained = Error::answered(kind);
        match self.render() {
            Some(path) => explained.at(path),
            None => explained,
        }
    }

    fn render(&self) -> Option<String> {
        use core::fmt::Write as _;
        let mut text = String::new();
        for step in self.path.borrow().iter().rev() {
            if !matches!(step, Step::Index(_)) && !text.is_empty() {
                text.push('.');
            }
            match step {
                Step::Member(name) => text.push_str(name),
                Step::Unknown => text.push_str("(unknown member)"),
                Step::Index(index) => {
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        (!text.is_empty()).then_some(text)
    }
}
