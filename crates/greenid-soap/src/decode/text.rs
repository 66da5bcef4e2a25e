//! References and names.

use std::borrow::Cow;

use crate::{ErrorKind, check::is_xml_char};

/// Blanks in the sense of XML.
pub(super) const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'))
}

/// The character that `&name;` stands for.
pub(super) fn reference(name: &str) -> Result<char, ErrorKind> {
    let Some(number) = name.strip_prefix('#') else {
        return match name {
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "amp" => Ok('&'),
            "apos" => Ok('\''),
            "quot" => Ok('"'),
            _ if is_name(name) => Err(ErrorKind::UndefinedEntity),
            _ => Err(ErrorKind::MalformedXml),
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(ErrorKind::MalformedXml);
    }
    u32::from_str_radix(digits, radix)
        .ok()
        .and_then(char::from_u32)
        .filter(|c| is_xml_char(*c))
        .ok_or(ErrorKind::IllegalCharacter)
}

/// An attribute's value with its references resolved.
pub(super) fn attribute_value(raw: &str) -> Result<Cow<'_, str>, ErrorKind> {
    if !raw.contains('&') {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').ok_or(ErrorKind::MalformedXml)?;
        value.push_str(before);
        value.push(reference(name)?);
        rest = after;
    }
    value.push_str(rest);
    Ok(Cow::Owned(value))
}

/// Whether a name without prefix can be one. Beyond ASCII every character passes.
pub(super) fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let starts = |b: u8| b.is_ascii_alphabetic() || b == b'_' || !b.is_ascii();
    bytes.next().is_some_and(starts)
        && bytes.all(|b| starts(b) || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
}

/// Prefix, empty without one, and local name.
pub(super) fn split_name(name: &str) -> Result<(&str, &str), ErrorKind> {
    // Names are short: a loop over their bytes beats a search.
    match name.bytes().position(|byte| byte == b':') {
        None => Ok(("", name)),
        Some(0) => Err(ErrorKind::MalformedXml),
        Some(colon) => {
            let (prefix, local) = name.split_at(colon);
            Ok((prefix, local.get(1..).unwrap_or_default()))
        }
    }
}

/// Reads `xs:boolean`.
pub(super) fn boolean(text: &str) -> Result<bool, ErrorKind> {
    match text.trim_matches(BLANKS) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(ErrorKind::WrongType),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_with_a_letter_and_has_no_blank() {
        for name in ["a", "Z9", "_", "_a-b.c9", "é", "名前", "a·"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["", "9a", "-a", ".a", "a b", "a:b", "a/", "a\n", "&", "a&"] {
            assert!(!is_name(other), "{other:?}");
        }
    }

    #[test]
    fn a_reference_that_is_not_known_has_a_name_at_least() {
        for (name, character) in [("lt", '<'), ("#65", 'A'), ("#x1F600", '\u{1F600}')] {
            assert_eq!(reference(name), Ok(character));
        }
        assert_eq!(reference("nbsp"), Err(ErrorKind::UndefinedEntity));
        for name in ["", " lt", "9", "#", "#x", "#6a", "#-1", "#X41"] {
            assert_eq!(reference(name), Err(ErrorKind::MalformedXml), "{name:?}");
        }
        for name in ["#0", "#xD800", "#xFFFF", "#x110000", "#99999999999"] {
            assert_eq!(
                reference(name),
                Err(ErrorKind::IllegalCharacter),
                "{name:?}"
            );
        }
    }
}
