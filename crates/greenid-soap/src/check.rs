//! What a text must be before it is sent.

use std::borrow::Cow;

use crate::{Error, Result};

/// Ids and most other texts may be this long, in characters. Source: getVerificationResult page, "String 255 Chars".
pub const MAX_TEXT_CHARS: usize = 255;

/// Whether XML 1.0 allows the character.
pub(crate) const fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// No character that XML forbids, and no carriage return: a reader must make a line feed of it.
pub(crate) fn is_sendable(text: &str) -> bool {
    text.chars().all(|c| is_xml_char(c) && c != '\r')
}

pub(crate) fn text(path: impl Into<Cow<'static, str>>, text: &str, max_chars: usize) -> Result<()> {
    // A character has at least one byte.
    let fits = text.len() <= max_chars || text.chars().count() <= max_chars;
    if fits && is_sendable(text) {
        Ok(())
    } else {
        Err(Error::request(path))
    }
}

/// A text that says something.
pub(crate) fn required(path: impl Into<Cow<'static, str>>, value: &str) -> Result<()> {
    if value.trim().is_empty() {
        return Err(Error::request(path));
    }
    text(path, value, MAX_TEXT_CHARS)
}
