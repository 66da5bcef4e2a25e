//! What stands in a tag behind its name.

use super::text::{BLANKS, attribute_value, is_name, split_name};
use crate::ErrorKind;

/// Attributes that an element may have, namespace declarations included.
pub(super) const MAX_ATTRIBUTES: usize = 64;

/// An attribute as it is written.
#[derive(Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
    /// References and all.
    pub(super) raw: &'a str,
}

/// Splits the rest of a tag into attributes and checks that none stands twice.
pub(super) fn split<'a>(mut rest: &'a str, into: &mut Vec<Attribute<'a>>) -> Result<(), ErrorKind> {
    into.clear();
    loop {
        let start = rest.trim_start_matches(BLANKS);
        if start.is_empty() {
            return Ok(());
        }
        if start.len() == rest.len() {
            return Err(ErrorKind::MalformedXml);
        }
        if into.len() >= MAX_ATTRIBUTES {
            return Err(ErrorKind::TooMany);
        }
        let (attribute, after) = one(start)?;
        let same = |other: &Attribute<'_>| {
            other.local == attribute.local && other.prefix == attribute.prefix
        };
        if into.iter().any(same) {
            return Err(ErrorKind::DuplicateAttribute);
        }
        into.push(attribute);
        rest = after;
    }
}

fn one(text: &str) -> Result<(Attribute<'_>, &str), ErrorKind> {
    let (name, after) = text.split_once('=').ok_or(ErrorKind::MalformedXml)?;
    let (prefix, local) = split_name(name.trim_end_matches(BLANKS))?;
    let after = after.trim_start_matches(BLANKS);
    let quote = after
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))
        .ok_or(ErrorKind::MalformedXml)?;
    let value = after.strip_prefix(quote).unwrap_or(after);
    let (raw, after) = value.split_once(quote).ok_or(ErrorKind::MalformedXml)?;
    let is_sound = is_name(local) && (prefix.is_empty() || is_name(prefix)) && !raw.contains('<');
    if !is_sound {
        return Err(ErrorKind::MalformedXml);
    }
    Ok((Attribute { prefix, local, raw }, after))
}

/// Checks an XML declaration, given without its `<?` and `?>`: XML 1.0 in UTF-8.
pub(super) fn check_declaration(declaration: &str) -> Result<(), ErrorKind> {
    let rest = declaration
        .strip_prefix("xml")
        .ok_or(ErrorKind::MalformedXml)?;
    let mut attributes = Vec::new();
    split(rest, &mut attributes)?;
    let mut attributes = attributes.iter().peekable();
    let mut value = |name: &str| {
        attributes
            .next_if(|attribute| attribute.prefix.is_empty() && attribute.local == name)
            .map(|attribute| attribute_value(attribute.raw))
            .transpose()
    };
    let version = value("version")?;
    let encoding = value("encoding")?;
    let standalone = value("standalone")?;
    if version.as_deref() != Some("1.0") {
        return Err(ErrorKind::MalformedXml);
    }
    if encoding.is_some_and(|encoding| !is_utf8(&encoding)) {
        return Err(ErrorKind::UnsupportedEncoding);
    }
    let is_sound = standalone.is_none_or(|value| matches!(&*value, "yes" | "no"));
    if !is_sound || attributes.next().is_some() {
        return Err(ErrorKind::MalformedXml);
    }
    Ok(())
}

/// Names of encodings that are UTF-8 or a part of it.
pub(crate) fn is_utf8(encoding: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"]
        .iter()
        .any(|known| encoding.eq_ignore_ascii_case(known))
}
