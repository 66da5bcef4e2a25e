//! The token stream: quick-xml's plain reader, with the checks it does not make.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    errors::{Error as XmlError, IllFormedError, SyntaxError},
    events::Event,
};

use super::{
    attributes::{Attributes, check_declaration},
    bytes::Document,
    scope::Scope,
    tag::{Flags, Tag},
    text::{is_name, reference, split_name},
};
use crate::ErrorKind;

/// Nesting that a document may have. greenID's own need eight levels.
const MAX_DEPTH: usize = 64;
/// Elements that a document may have.
const MAX_ELEMENTS: usize = 200_000;

type Outcome<T> = Result<T, ErrorKind>;

pub(super) enum Token<'a> {
    Start(Tag<'a>),
    End,
    Text(&'a str),
    Char(char),
    Eof,
}

pub(super) struct Tokens<'a> {
    text: &'a str,
    /// A `]` stands somewhere.
    has_bracket: bool,
    reader: Reader<&'a [u8]>,
    scope: Scope<'a>,
    attributes: Attributes<'a>,
    depth: usize,
    elements: usize,
    /// The element just started has no end tag of its own.
    is_empty_element: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(document: &'a Document<'_>) -> Self {
        let mut reader = Reader::from_str(&document.text);
        reader.config_mut().enable_all_checks(true);
        Self {
            text: &document.text,
            has_bracket: document.has_bracket,
            reader,
            scope: Scope::default(),
            attributes: Attributes::default(),
            depth: 0,
            elements: 0,
            is_empty_element: false,
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// How far the next tag, comment or CDATA section is.
    pub(super) fn bytes_to_markup(&self) -> usize {
        let rest = self.text.get(self.position()..).unwrap_or_default();
        rest.find('<').unwrap_or(rest.len())
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

    pub(super) fn next(&mut self) -> Outcome<Token<'a>> {
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
                Ok(Event::Text(text)) => {
                    let Cow::Borrowed(text) = text.into_inner() else {
                        return Err(ErrorKind::MalformedXml);
                    };
                    if self.has_bracket && has_cdata_end(text) {
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
        let flags = if rest.is_empty() {
            Flags::default()
        } else {
            self.attributes.read(rest, &mut self.scope, self.depth)?
        };
        Ok(Tag {
            namespace: self.scope.of_element(prefix)?,
            local,
            flags,
        })
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.scope.leave(self.depth) {
            self.attributes.forget();
        }
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
            XmlError::Syntax(_) | XmlError::IllFormed(IllFormedError::UnclosedReference)
                if is_at_end =>
            {
                ErrorKind::Truncated
            }
            _ => ErrorKind::MalformedXml,
        }
    }
}

fn has_cdata_end(text: &str) -> bool {
    // Hardly a text has a bracket, and one byte is sooner found than three.
    text.as_bytes().contains(&b']') && text.contains("]]>")
}

#[cfg(test)]
mod tests {
    use kyc_http::ResponseLimits;

    use super::*;
    use crate::decode::bytes::document;

    /// What stands in a body, up to its end or to what is wrong with it.
    fn read(body: &str) -> String {
        let document = document(body.as_bytes(), ResponseLimits::default()).unwrap();
        let mut tokens = Tokens::new(&document);
        let mut found = Vec::new();
        loop {
            found.push(match tokens.next() {
                Ok(Token::Start(tag)) => format!("<{}", tag.local),
                Ok(Token::End) => ">".to_owned(),
                Ok(Token::Text(text)) => format!("{text:?}"),
                Ok(Token::Char(c)) => format!("{c:?}"),
                Ok(Token::Eof) => return found.join(" "),
                Err(kind) => return format!("{} {kind:?}", found.join(" ")).trim().to_owned(),
            });
        }
    }

    #[test]
    fn a_document_is_read_piece_by_piece() {
        for (body, expected) in [
            ("<a/>", "<a >"),
            ("<a>b<c/>&lt;d</a>", "<a \"b\" <c > '<' \"d\" >"),
            ("<a><![CDATA[<b>&amp;]]></a>", "<a \"<b>&amp;\" >"),
            ("<a>]]<b/>></a>", "<a \"]]\" <b > \">\" >"),
            ("<?xml version='1.0'?><a/>", "<a >"),
            ("<?style x?><a><?y?><!-- z --></a>", "<a >"),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn what_stands_where_it_may_not_is_malformed() {
        for body in [
            "<![CDATA[x]]>",
            "<!-- c --><?xml version='1.0'?>",
            "<?XML version='1.0'?>",
            "<?9?>",
            "<? x?>",
        ] {
            assert_eq!(read(body), "MalformedXml", "{body}");
        }
        for (body, expected) in [
            ("<a/><![CDATA[x]]>", "<a > MalformedXml"),
            ("<a><?xml version='1.0'?></a>", "<a MalformedXml"),
            ("<a>]]></a>", "<a MalformedXml"),
            ("<a></b>", "<a MalformedXml"),
            ("<a><!x></a>", "<a MalformedXml"),
            ("<a><!x", "<a MalformedXml"),
            ("<a><!x>", "<a MalformedXml"),
            ("<a>&amp</a>", "<a MalformedXml"),
            ("<a>&nbsp;</a>", "<a UndefinedEntity"),
            ("<!DOCTYPE a><a/>", "Doctype"),
            ("<!DOCTYPE", "Doctype"),
            ("<!DOCTYPE>", "Doctype"),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn what_ends_too_soon_is_cut_short() {
        for (body, before) in [
            ("<", ""),
            ("<a", ""),
            ("<a b='", ""),
            ("<!", ""),
            ("<!--", ""),
            ("<?xml", ""),
            ("<a>", "<a "),
            ("<a>b", "<a \"b\" "),
            ("<a><", "<a "),
            ("<a><!", "<a "),
            ("<a><![CDATA[x", "<a "),
            ("<a>&am", "<a "),
            ("<a></", "<a "),
            ("<a><b/>", "<a <b > "),
        ] {
            assert_eq!(read(body), format!("{before}Truncated"), "{body}");
        }
    }

    #[test]
    fn elements_are_counted_in_depth_and_number() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        assert!(read(&nested(MAX_DEPTH)).ends_with('>'));
        assert!(read(&nested(MAX_DEPTH + 1)).ends_with("TooDeep"));
    }

    #[test]
    fn markup_is_as_far_as_the_next_angle_bracket() {
        let document = document(b"<a>four<b/>more</a>", ResponseLimits::default()).unwrap();
        let mut tokens = Tokens::new(&document);
        let mut distances = Vec::new();
        while !matches!(tokens.next(), Ok(Token::Eof)) {
            distances.push((tokens.bytes_to_markup(), tokens.depth()));
        }
        assert_eq!(distances, [(4, 1), (0, 1), (4, 2), (4, 1), (0, 1), (0, 0)]);
    }
}
