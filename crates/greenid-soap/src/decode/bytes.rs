//! From bytes to text that XML may consist of.

use std::borrow::Cow;

use kyc_http::ResponseLimits;

use super::attributes::check_declaration;
use crate::{Error, ErrorKind, Result, check::is_xml_char};

/// The body as text without byte order mark, its line ends normalized as XML demands before anything else.
pub(super) fn text(body: &[u8], limits: ResponseLimits) -> Result<Cow<'_, str>> {
    if body.len() > limits.max_body_bytes {
        return Err(Error::answered(ErrorKind::TooLarge));
    }
    if is_utf16(body) {
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
    if has_forbidden_character(text) {
        return Err(Error::answered(ErrorKind::IllegalCharacter));
    }
    Ok(if text.as_bytes().contains(&b'\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    })
}

/// A byte order mark of UTF-16 or UTF-32, or `<` with a zero byte beside it.
fn is_utf16(body: &[u8]) -> bool {
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

fn has_forbidden_character(text: &str) -> bool {
    // Without early exit, so that the compiler can look at many bytes at once.
    let has_control = text.as_bytes().chunks(4096).any(|chunk| {
        chunk.iter().fold(false, |found, byte| {
            found | ((*byte < 0x20) & (*byte != b'\t') & (*byte != b'\n') & (*byte != b'\r'))
        })
    });
    // The other forbidden characters, U+FFFE and U+FFFF, begin with this byte.
    has_control || (text.as_bytes().contains(&0xEF) && text.chars().any(|c| !is_xml_char(c)))
}
