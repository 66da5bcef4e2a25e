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
    const CONTROL: u8 = 1;
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
            seen | (u8::from(is_control) * Self::CONTROL)
                | (u8::from(byte == b'\r') * Self::CARRIAGE_RETURN)
                | (u8::from(byte == 0xEF) * Self::NONCHARACTER)
                | (u8::from(byte == b']') * Self::BRACKET)
        }))
    }

    const fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

fn has_noncharacter(text: &str) -> bool {
    text.contains("\u{FFFE}") || text.contains("\u{FFFF}")
}
