//! A document as elements inside each other, with the path to where the reader is.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    bytes::Document,
    step::{self, Step},
    tag::Tag,
    text::{is_blank, is_name},
    tokens::{Token, Tokens},
    unknown::Unknown,
};
use crate::ErrorKind;

/// Steps to the deepest documented member.
const USUAL_DEPTH: usize = 7;

type Outcome<T> = Result<T, ErrorKind>;

/// Entries of lists that a document of this length may hold, so that a small one does not become very many records in memory:
/// the shortest empty entry, `<records/>`, has 10 characters, and its record takes 528 bytes. The shortest that greenID can
/// mean, a field of a name and a status, has more than 64; those of a message short of everything else are a few.
const fn entries(length: usize) -> usize {
    100 + length / 64
}

/// A reader at some place in a document.
pub(super) struct Pull<'a> {
    tokens: Tokens<'a>,
    /// Left only on success, so after a failure it tells where it was.
    steps: Vec<Step>,
    nil_entries: u64,
    /// How many more entries of lists may be kept.
    entries_left: usize,
    unknown: Unknown,
}

impl<'a> Pull<'a> {
    pub(super) fn new(document: &'a Document<'_>) -> Self {
        Self {
            tokens: Tokens::new(document),
            steps: Vec::with_capacity(USUAL_DEPTH),
            nil_entries: 0,
            entries_left: entries(document.text.len()),
            unknown: Unknown::default(),
        }
    }

    /// The path of what was being read.
    pub(super) fn path(&self) -> Option<String> {
        step::path(&self.steps)
    }

    /// How many nil entries were dropped, and which unknown elements were skipped.
    pub(super) fn take_counts(&mut self) -> (u64, BTreeMap<String, u64>) {
        (self.nil_entries, core::mem::take(&mut self.unknown.counts))
    }

    /// The outermost element.
    pub(super) fn root(&mut self) -> Outcome<Tag<'a>> {
        loop {
            match self.tokens.next()? {
                Token::Start(tag) => return Ok(tag),
                Token::Text(text) if is_blank(text) => {}
                Token::Eof => return Err(ErrorKind::Truncated),
                Token::Text(_) | Token::Char(_) | Token::End => {
                    return Err(ErrorKind::MalformedXml);
                }
            }
        }
    }

    /// Nothing but blanks, comments and instructions may follow the outermost element.
    pub(super) fn finish(&mut self) -> Outcome<()> {
        loop {
            match self.tokens.next()? {
                Token::Eof => return Ok(()),
                Token::Text(text) if is_blank(text) => {}
                _ => return Err(ErrorKind::MalformedXml),
            }
        }
    }

    /// The next element inside the current one, or `None` at its end.
    pub(super) fn child(&mut self) -> Outcome<Option<Tag<'a>>> {
        loop {
            match self.tokens.next()? {
                Token::Start(tag) => return Ok(Some(tag)),
                Token::End => return Ok(None),
                Token::Text(text) if is_blank(text) => {}
                Token::Text(_) | Token::Char(_) | Token::Eof => return Err(ErrorKind::WrongType),
            }
        }
    }

    /// Runs `read` inside the element of this name.
    pub(super) fn inside<T>(
        &mut self,
        name: &'static str,
        index: Option<usize>,
        read: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        self.steps.push(Step { name, index });
        let value = read(self)?;
        self.steps.pop();
        Ok(value)
    }

    /// Runs `read`, which never asks where it is, inside the element of this name.
    pub(super) fn leaf<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        read(self).inspect_err(|_| self.steps.push(Step { name, index: None }))
    }

    /// The text of the current element, up to its end. Nothing is trimmed.
    pub(super) fn text(&mut self) -> Outcome<Cow<'a, str>> {
        let mut text = "";
        loop {
            match self.tokens.next()? {
                Token::Text(piece) if text.is_empty() => text = piece,
                Token::End => return Ok(Cow::Borrowed(text)),
                token => return self.join(text, token).map(Cow::Owned),
            }
        }
    }

    /// A text of several pieces, of which these are the first.
    fn join(&mut self, first: &str, mut token: Token<'a>) -> Outcome<String> {
        let most = first.len() + char::MAX.len_utf8() + self.tokens.bytes_to_markup();
        let mut text = String::with_capacity(most);
        text.push_str(first);
        loop {
            match token {
                Token::Text(piece) => text.push_str(piece),
                Token::Char(c) => text.push(c),
                Token::End => return Ok(text),
                Token::Start(_) | Token::Eof => return Err(ErrorKind::WrongType),
            }
            token = self.tokens.next()?;
        }
    }

    /// The end of an element that says of itself that it is nil. Content would contradict it.
    pub(super) fn nil(&mut self) -> Outcome<()> {
        match self.child()? {
            None => Ok(()),
            Some(_) => Err(ErrorKind::WrongType),
        }
    }

    /// Counts an entry that is to be kept.
    pub(super) fn count_entry(&mut self) -> Outcome<()> {
        let left = self.entries_left.checked_sub(1);
        self.entries_left = left.ok_or(ErrorKind::TooMany)?;
        Ok(())
    }

    /// Counts an entry that is nil.
    pub(super) fn nil_entry(&mut self) -> Outcome<()> {
        self.nil_entries = self.nil_entries.saturating_add(1);
        self.nil()
    }

    /// Counts, names and skips an element that is not documented.
    pub(super) fn unknown(&mut self, tag: Tag<'a>) -> Outcome<()> {
        self.unknown.count(&self.steps, tag.local);
        self.inside(step::UNKNOWN, None, |pull| pull.skip(tag))
    }

    fn skip(&mut self, tag: Tag<'a>) -> Outcome<()> {
        let outside = self.tokens.depth().saturating_sub(1);
        let mut local = tag.local;
        loop {
            if !is_name(local) {
                return Err(ErrorKind::MalformedXml);
            }
            loop {
                match self.tokens.next()? {
                    Token::Start(tag) => {
                        local = tag.local;
                        break;
                    }
                    Token::End if self.tokens.depth() == outside => return Ok(()),
                    Token::End | Token::Text(_) | Token::Char(_) => {}
                    Token::Eof => return Err(ErrorKind::Truncated),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kyc_http::ResponseLimits;

    use super::*;
    use crate::decode::bytes::document;

    /// The text of the outermost element.
    fn with_text(body: &str, check: impl FnOnce(Outcome<Cow<'_, str>>)) {
        let document = document(body.as_bytes(), ResponseLimits::default()).unwrap();
        let mut pull = Pull::new(&document);
        pull.root().unwrap();
        check(pull.text());
    }

    #[test]
    fn a_text_of_one_piece_is_not_copied_and_any_other_once() {
        with_text("<a> plain </a>", |text| {
            assert!(matches!(text, Ok(Cow::Borrowed(" plain "))));
        });
        with_text("<a/>", |text| {
            assert!(matches!(text, Ok(Cow::Borrowed(""))));
        });
        let (first, rest) = ("first ".repeat(5), " and the rest".repeat(9));
        let body = format!("<a>{first}&amp;{rest}</a>");
        with_text(&body, |text| {
            let Ok(Cow::Owned(text)) = text else {
                panic!("not copied");
            };
            assert_eq!(text, format!("{first}&{rest}"));
            // Any character, which has up to four bytes, stood for the reference.
            assert_eq!(text.capacity(), first.len() + 4 + rest.len());
        });
    }

    #[test]
    fn the_entries_that_a_document_may_hold_grow_with_it() {
        let counts = [0, 63, 64, 500_000, usize::MAX].map(entries);
        assert_eq!(counts, [100, 100, 101, 7_912, 100 + (usize::MAX >> 6)]);
    }

    #[test]
    fn blanks_and_nothing_else_may_stand_around_the_outermost_element() {
        for (body, root, finish) in [
            ("<a/>", None, None),
            (" \n<a/>\t\r\n <!-- c -->", None, None),
            ("<a/>text", None, Some(ErrorKind::MalformedXml)),
            ("<a/>&amp;", None, Some(ErrorKind::MalformedXml)),
            ("<a/><b/>", None, Some(ErrorKind::MalformedXml)),
            ("<!-- c -->text<a/>", Some(ErrorKind::MalformedXml), None),
            ("<!-- c -->", Some(ErrorKind::Truncated), None),
        ] {
            let document = document(body.as_bytes(), ResponseLimits::default()).unwrap();
            let mut pull = Pull::new(&document);
            assert_eq!(pull.root().err(), root, "{body}");
            if root.is_none() {
                pull.text().unwrap();
                assert_eq!(pull.finish().err(), finish, "{body}");
            }
        }
    }
}
