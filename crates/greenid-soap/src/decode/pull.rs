//! The token stream: quick-xml's plain reader, with the checks it does not make.

use std::{borrow::Cow, collections::BTreeMap};

use quick_xml::{
    Reader,
    errors::{Error as XmlError, IllFormedError, SyntaxError},
    events::Event,
};

use super::{
    attributes::{Attribute, check_declaration, split},
    scope::{Namespace, Scope},
    step::{self, Step},
    text::{self, attribute_value, is_blank, is_name, reference, split_name},
};
use crate::ErrorKind;

/// Nesting that a document may have. greenID's own need eleven levels.
const MAX_DEPTH: usize = 64;
/// Elements that a document may have.
const MAX_ELEMENTS: usize = 200_000;
/// Paths of unknown elements that are told apart.
const MAX_UNKNOWN_PATHS: usize = 64;

type Outcome<T> = Result<T, ErrorKind>;

/// The start of an element.
#[derive(Clone, Copy)]
pub(super) struct Tag<'a> {
    namespace: Namespace,
    pub(super) local: &'a str,
    /// `xsi:nil` says so.
    pub(super) is_nil: bool,
    /// SOAP's `mustUnderstand` says so.
    pub(super) must_understand: bool,
}

impl<'a> Tag<'a> {
    pub(super) fn is_soap(&self, local: &str) -> bool {
        self.namespace == Namespace::Soap && self.local == local
    }

    pub(super) fn is_service(&self, local: &str) -> bool {
        self.namespace == Namespace::Service && self.local == local
    }

    /// The name as that of a member of a greenID type, qualified or not; empty in another namespace.
    pub(super) fn member(&self) -> &'a str {
        match self.namespace {
            Namespace::None | Namespace::Service => self.local,
            Namespace::Soap | Namespace::Xsi | Namespace::Other => "",
        }
    }

    /// The name as that of a part of a fault; empty in another namespace.
    pub(super) fn fault_part(&self) -> &'a str {
        match self.namespace {
            Namespace::None | Namespace::Soap => self.local,
            Namespace::Service | Namespace::Xsi | Namespace::Other => "",
        }
    }
}

enum Token<'a> {
    Start(Tag<'a>),
    End,
    Text(&'a str),
    Char(char),
    Eof,
}

/// A reader at some place in a document.
pub(super) struct Pull<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    scope: Scope<'a>,
    attributes: Vec<Attribute<'a>>,
    /// Left only on success, so after a failure it tells where it was.
    steps: Vec<Step>,
    depth: usize,
    elements: usize,
    /// The element just started has no end tag of its own.
    is_empty_element: bool,
    nil_entries: u64,
    unknown: BTreeMap<String, u64>,
}

impl<'a> Pull<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().enable_all_checks(true);
        Self {
            text,
            reader,
            scope: Scope::default(),
            attributes: Vec::new(),
            steps: Vec::new(),
            depth: 0,
            elements: 0,
            is_empty_element: false,
            nil_entries: 0,
            unknown: BTreeMap::new(),
        }
    }

    /// The path of what was being read.
    pub(super) fn path(&self) -> Option<String> {
        step::path(&self.steps)
    }

    /// How many nil entries were dropped, and which unknown elements were skipped.
    pub(super) fn take_counts(&mut self) -> (u64, BTreeMap<String, u64>) {
        (self.nil_entries, core::mem::take(&mut self.unknown))
    }

    /// The outermost element.
    pub(super) fn root(&mut self) -> Outcome<Tag<'a>> {
        loop {
            match self.next()? {
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
            match self.next()? {
                Token::Eof => return Ok(()),
                Token::Text(text) if is_blank(text) => {}
                _ => return Err(ErrorKind::MalformedXml),
            }
        }
    }

    /// The next element inside the current one, or `None` at its end.
    pub(super) fn child(&mut self) -> Outcome<Option<Tag<'a>>> {
        loop {
            match self.next()? {
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

    /// The text of the current element, up to its end. Nothing is trimmed.
    pub(super) fn text(&mut self) -> Outcome<Cow<'a, str>> {
        let mut whole = Cow::Borrowed("");
        loop {
            match self.next()? {
                Token::Text(piece) if whole.is_empty() => whole = Cow::Borrowed(piece),
                Token::Text(piece) => whole.to_mut().push_str(piece),
                Token::Char(c) => whole.to_mut().push(c),
                Token::End => return Ok(whole),
                Token::Start(_) | Token::Eof => return Err(ErrorKind::WrongType),
            }
        }
    }

    /// The end of an element that says of itself that it is nil. Content would contradict it.
    pub(super) fn nil(&mut self) -> Outcome<()> {
        match self.child()? {
            None => Ok(()),
            Some(_) => Err(ErrorKind::WrongType),
        }
    }

    /// Counts an entry that is nil.
    pub(super) fn nil_entry(&mut self) -> Outcome<()> {
        self.nil_entries = self.nil_entries.saturating_add(1);
        self.nil()
    }

    /// Counts, names and skips an element that is not documented.
    pub(super) fn unknown(&mut self, tag: Tag<'a>) -> Outcome<()> {
        let path = step::names(&self.steps, tag.local);
        match self.unknown.get_mut(&path) {
            Some(count) => *count = count.saturating_add(1),
            None => {
                let is_full = self.unknown.len() >= MAX_UNKNOWN_PATHS;
                let path = if is_full { "...".to_owned() } else { path };
                let count = self.unknown.entry(path).or_default();
                *count = count.saturating_add(1);
            }
        }
        self.inside(step::UNKNOWN, None, |pull| pull.skip(tag))
    }

    fn skip(&mut self, tag: Tag<'a>) -> Outcome<()> {
        let outside = self.depth.saturating_sub(1);
        let mut local = tag.local;
        loop {
            if !is_name(local) {
                return Err(ErrorKind::MalformedXml);
            }
            loop {
                match self.next()? {
                    Token::Start(tag) => {
                        local = tag.local;
                        break;
                    }
                    Token::End if self.depth == outside => return Ok(()),
                    Token::End | Token::Text(_) | Token::Char(_) => {}
                    Token::Eof => return Err(ErrorKind::Truncated),
                }
            }
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// What the last event was read from, less so many bytes at its start and end.
    fn source(&self, begin: usize, head: usize, tail: usize) -> Outcome<&'a str> {
        let begin = begin.saturating_add(head);
        let end = self.position().saturating_sub(tail);
        self.text.get(begin..end).ok_or(ErrorKind::MalformedXml)
    }

    fn next(&mut self) -> Outcome<Token<'a>> {
        if self.is_empty_element {
            self.is_empty_element = false;
            self.close();
            return Ok(Token::End);
        }
        loop {
            let begin = self.position();
            match self.reader.read_event() {
                Ok(Event::Start(tag)) => {
                    let length = tag.name().as_ref().len();
                    let tag = self.source(begin, 1, 1)?;
                    return self.open(tag, length).map(Token::Start);
                }
                Ok(Event::Empty(tag)) => {
                    let length = tag.name().as_ref().len();
                    let tag = self.source(begin, 1, 2)?;
                    self.is_empty_element = true;
                    return self.open(tag, length).map(Token::Start);
                }
                Ok(Event::End(_)) => {
                    self.close();
                    return Ok(Token::End);
                }
                Ok(Event::Text(_)) => {
                    let text = self.source(begin, 0, 0)?;
                    if text.as_bytes().contains(&b']') && text.contains("]]>") {
                        return Err(ErrorKind::MalformedXml);
                    }
                    return Ok(Token::Text(text));
                }
                Ok(Event::CData(_)) if self.depth > 0 => {
                    let (head, tail) = ("<![CDATA[".len(), "]]>".len());
                    return self.source(begin, head, tail).map(Token::Text);
                }
                Ok(Event::GeneralRef(_)) => {
                    return reference(self.source(begin, 1, 1)?).map(Token::Char);
                }
                Ok(Event::Comment(_)) => {}
                Ok(Event::PI(instruction)) => {
                    let target = instruction.target();
                    if !is_name(target) || target.eq_ignore_ascii_case("xml") {
                        return Err(ErrorKind::MalformedXml);
                    }
                }
                Ok(Event::Decl(_)) if begin == 0 => check_declaration(self.source(begin, 2, 2)?)?,
                Ok(Event::CData(_) | Event::Decl(_)) => return Err(ErrorKind::MalformedXml),
                Ok(Event::DocType(_)) => return Err(ErrorKind::Doctype),
                Ok(Event::Eof) if self.depth > 0 => return Err(ErrorKind::Truncated),
                Ok(Event::Eof) => return Ok(Token::Eof),
                Err(error) => return Err(self.classify(&error)),
            }
        }
    }

    fn open(&mut self, tag: &'a str, name_length: usize) -> Outcome<Tag<'a>> {
        self.depth = self.depth.saturating_add(1);
        self.elements = self.elements.saturating_add(1);
        if self.depth > MAX_DEPTH {
            return Err(ErrorKind::TooDeep);
        }
        if self.elements > MAX_ELEMENTS {
            return Err(ErrorKind::TooMany);
        }
        let (name, rest) = tag
            .split_at_checked(name_length)
            .ok_or(ErrorKind::MalformedXml)?;
        let (prefix, local) = split_name(name)?;
        let (is_nil, must_understand) = if rest.is_empty() {
            (false, false)
        } else {
            split(rest, &mut self.attributes)?;
            self.declare()?;
            self.flags()?
        };
        Ok(Tag {
            namespace: self.scope.of_element(prefix)?,
            local,
            is_nil,
            must_understand,
        })
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.scope.leave(self.depth);
    }

    /// Takes the namespace declarations of the current element into scope.
    fn declare(&mut self) -> Outcome<()> {
        for attribute in &self.attributes {
            let prefix = match (attribute.prefix, attribute.local) {
                ("", "xmlns") => "",
                ("xmlns", prefix) => prefix,
                _ => continue,
            };
            let uri = attribute_value(attribute.raw)?;
            self.scope.declare(prefix, uri, self.depth)?;
        }
        Ok(())
    }

    /// What the other attributes of the current element say: whether it is nil, and whether it must be understood.
    fn flags(&self) -> Outcome<(bool, bool)> {
        let (mut is_nil, mut must_understand) = (false, false);
        for (index, attribute) in self.attributes.iter().enumerate() {
            let value = attribute_value(attribute.raw)?;
            if matches!(attribute.prefix, "" | "xmlns") {
                continue;
            }
            let (namespace, uri) = self.scope.of_attribute(attribute.prefix)?;
            for other in self.attributes.iter().take(index) {
                let may_be_same =
                    other.local == attribute.local && !matches!(other.prefix, "" | "xmlns");
                if may_be_same && self.scope.of_attribute(other.prefix)?.1 == uri {
                    return Err(ErrorKind::DuplicateAttribute);
                }
            }
            match (namespace, attribute.local) {
                (Namespace::Xsi, "nil") => is_nil = boolean(&value)?,
                (Namespace::Soap, "mustUnderstand") => must_understand = boolean(&value)?,
                _ => {}
            }
        }
        Ok((is_nil, must_understand))
    }

    /// The kind of a quick-xml error, whose own text quotes the document.
    fn classify(&self, error: &XmlError) -> ErrorKind {
        let rest = usize::try_from(self.reader.error_position())
            .ok()
            .and_then(|from| self.text.get(from..))
            .unwrap_or_default();
        let is_at_end = self.reader.get_ref().is_empty() || self.position() >= self.text.len();
        match error {
            XmlError::Syntax(SyntaxError::UnclosedDoctype)
            | XmlError::IllFormed(IllFormedError::MissingDoctypeName) => ErrorKind::Doctype,
            XmlError::Syntax(_) if matches!(rest, "<" | "<!") => ErrorKind::Truncated,
            XmlError::Syntax(SyntaxError::InvalidBangMarkup) => ErrorKind::MalformedXml,
            XmlError::Syntax(_) | XmlError::IllFormed(IllFormedError::UnclosedReference)
                if is_at_end =>
            {
                ErrorKind::Truncated
            }
            _ => ErrorKind::MalformedXml,
        }
    }
}

/// Reads `xs:boolean`.
pub(super) fn boolean(text: &str) -> Outcome<bool> {
    match text.trim_matches(text::BLANKS) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(ErrorKind::WrongType),
    }
}
