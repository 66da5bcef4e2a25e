//! Where the decoder is, and why it stopped.

use core::cell::{Cell, RefCell};

use serde::de;

use super::{MAX_DEPTH, MAX_NESTED};
use crate::{Error, ErrorKind};

#[derive(Clone, Copy)]
enum Step {
    Member(&'static str),
    Unknown,
    Index(usize),
}

/// Shared by all seeds of one document. Steps are left only on success, so after a failure they tell where it was.
#[derive(Default)]
pub(super) struct Context {
    path: RefCell<Vec<Step>>,
    fault: Cell<Option<ErrorKind>>,
    depth: Cell<usize>,
    count: Cell<usize>,
}

impl Context {
    pub(super) fn enter_member(&self, name: &'static str) {
        self.path.borrow_mut().push(Step::Member(name));
    }

    pub(super) fn enter_unknown(&self) {
        self.path.borrow_mut().push(Step::Unknown);
    }

    pub(super) fn enter_index(&self, index: usize) {
        self.path.borrow_mut().push(Step::Index(index));
    }

    pub(super) fn leave(&self) {
        self.path.borrow_mut().pop();
    }

    pub(super) fn nest<E: de::Error>(&self) -> Result<(), E> {
        let depth = self.depth.get().saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(self.fail(ErrorKind::TooDeep));
        }
        let count = self.count.get().saturating_add(1);
        if count > MAX_NESTED {
            return Err(self.fail(ErrorKind::TooMany));
        }
        self.depth.set(depth);
        self.count.set(count);
        Ok(())
    }

    pub(super) fn unnest(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    pub(super) fn fail<E: de::Error>(&self, kind: ErrorKind) -> E {
        self.fault.set(Some(kind));
        E::custom("")
    }

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
        for step in self.path.borrow().iter() {
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
