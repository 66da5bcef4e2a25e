//! From bytes to text that XML may consist of.

use std::borrow::Cow;

use kyc_http::ResponseLimits;

use super::attributes::check_declaration;
use crate::{Error, ErrorKind, Result};

/// A body as text.
pub(super) struct Document<'a> {
    /// Without byte order mark, its line ends normalized as XML demands before anything else.
    pub(super) text: Cow<'a, str>,
    /// A `]` stands somewhere.
    pub(super) has_bracket: bool,
}

/// Reads a body as text, which has characters of XML alone.
pub(super) fn document(body: &[u8], limits: ResponseLimits) -> Result<Document<'_>> {
    if body.len() > limits.max_body_bytes {
        return Err(Error::answered(ErrorKind::TooLarge));
    }
    if is_utf16_or_utf32(body) {
        return Err(Error::answered(ErrorKind::UnsupportedEncoding));
    }
    let text = core::str::from_utf8(body).map_err(|error| not_utf8(body, error))?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let start = text.trim_start_matches([' ', '\t', '\r', '\n']);
    if start.is_empty() {
        return Err(Error::answered(ErrorKind::Empty));
    }
    if !start.starts_with('<') || is_html(start) {
        return Err(Error::answered(ErrorKind::NotXml));
    }
    let seen = Seen::in_text(text);
    if seen.has(Seen::CONTROL) || (seen.has(Seen::NONCHARACTER) && has_noncharacter(text)) {
        return Err(Error::answered(ErrorKind::IllegalCharacter));
    }
    let text = if seen.has(Seen::CARRIAGE_RETURN) {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    Ok(Document {
        text,
        has_bracket: seen.has(Seen::BRACKET),
    })
}

/// A byte order mark of UTF-16 or UTF-32, or `<` with a zero byte beside it.
fn is_utf16_or_utf32(body: &[u8]) -> bool {
    matches!(
        body,
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] | [0, 0, ..]
    )
}

fn not_utf8(body: &[u8], error: core::str::Utf8Error) -> Error {
    let readable = body.get(..error.valid_up_to()).unwrap_or_default();
    let readable = core::str::from_utf8(readable).unwrap_or_default();
    let declaration = readable
        .strip_prefix("<?")
        .and_then(|rest| rest.split_once("?>"));
    let declared = declaration.map(|(declaration, _)| check_declaration(declaration));
    Error::answered(match declared {
        Some(Err(ErrorKind::UnsupportedEncoding)) => ErrorKind::UnsupportedEncoding,
        // The last character is incomplete.
        _ if error.error_len().is_none() => ErrorKind::Truncated,
        _ => ErrorKind::InvalidUtf8,
    })
}

fn is_html(start: &str) -> bool {
    ["<!doctype html", "<html"].iter().any(|opening| {
        start
            .get(..opening.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(opening))
    })
}

/// Which bytes a text has somewhere that ask for a closer look.
#[derive(Clone, Copy)]
struct Seen(u8);

impl Seen {
    const CONTROL: u8 = 16;
    const CARRIAGE_RETURN: u8 = 2;
    /// The first byte of the other forbidden characters, U+FFFE and U+FFFF.
    const NONCHARACTER: u8 = 4;
    const BRACKET: u8 = 8;

    // On its own: inlined into its caller, the loop went byte by byte.
    #[inline(never)]
    fn in_text(text: &str) -> Self {
        // Arithmetic without branches, so that the compiler looks at many bytes at once.
        Self(text.bytes().fold(0, |seen, byte| {
            let is_control = (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != b'\r');
            let flags = u8::from(is_control) * Self::CONTROL
                + u8::from(byte == b'\r') * Self::CARRIAGE_RETURN
                + u8::from(byte == 0xEF) * Self::NONCHARACTER
                + u8::from(byte == b']') * Self::BRACKET;
            seen | flags
        }))
    }

    const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

fn has_noncharacter(text: &str) -> bool {
    text.contains("\u{FFFE}") || text.contains("\u{FFFF}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(body: &[u8]) -> ErrorKind {
        let read = document(body, ResponseLimits::default()).map(|_| ());
        read.unwrap_err().kind()
    }

    #[test]
    fn each_byte_that_asks_for_a_closer_look_is_seen_however_often_it_stands_there() {
        for (text, flags) in [
            ("", 0),
            ("<a>\t\n text</a>", 0),
            ("\u{1}", Seen::CONTROL),
            ("\r", Seen::CARRIAGE_RETURN),
            ("\u{FB01}", Seen::NONCHARACTER),
            ("]", Seen::BRACKET),
            (
                "\u{1}\r]\u{FFFF}",
                Seen::CONTROL | Seen::CARRIAGE_RETURN | Seen::BRACKET | Seen::NONCHARACTER,
            ),
        ] {
            for times in 1..=3 {
                assert_eq!(Seen::in_text(&text.repeat(times)).0, flags, "{text:?}");
            }
        }
        for control in (0..0x20).filter(|byte| !b"\t\n\r".contains(byte)) {
            assert!(Seen::in_text(&char::from(control).to_string()).has(Seen::CONTROL));
        }
    }

    #[test]
    fn what_needs_no_change_is_not_copied() {
        let read = |body| document(body, ResponseLimits::default()).unwrap();
        let plain = read("<a>\u{FB01}</a>".as_bytes());
        assert!(matches!(plain.text, Cow::Borrowed("<a>\u{FB01}</a>")));
        assert!(!plain.has_bracket);
        let line_ends = read(b"\xEF\xBB\xBF<a>\r\n\r]</a>");
        assert_eq!(line_ends.text, "<a>\n\n]</a>");
        assert!(line_ends.has_bracket);
    }

    #[test]
    fn characters_that_xml_has_not_are_refused_alone_or_beside_others() {
        for text in [
            "\u{FFFE}",
            "\u{FFFF}",
            "\u{FB01}\u{FFFE}",
            "\u{FFFF}\u{FFFE}",
        ] {
            assert_eq!(
                kind(format!("<a>{text}</a>").as_bytes()),
                ErrorKind::IllegalCharacter
            );
        }
    }

    #[test]
    fn what_is_no_utf_8_is_cut_short_or_in_another_encoding() {
        let latin = "<?xml version='1.0' encoding='ISO-8859-1'?>";
        let utf8 = "<?xml version='1.0' encoding='UTF-8'?>";
        for (start, end, expected) in [
            ("<a>", &b"\xE2\x82"[..], ErrorKind::Truncated),
            ("<a>", b"\xE2\x82<", ErrorKind::InvalidUtf8),
            ("<a>", b"\xE9</a>", ErrorKind::InvalidUtf8),
            (utf8, b"<a>\xE9</a>", ErrorKind::InvalidUtf8),
            (utf8, b"<a>\xE2", ErrorKind::Truncated),
            (latin, b"<a>\xE9</a>", ErrorKind::UnsupportedEncoding),
            (latin, b"<a>\xE2\x82", ErrorKind::UnsupportedEncoding),
        ] {
            assert_eq!(kind(&[start.as_bytes(), end].concat()), expected, "{start}");
        }
    }
}
