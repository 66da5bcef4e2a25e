//! One line of compact JSON.

use std::{fmt::Write as _, io};

use kyc_facade::explain::Explanation;
use kyc_model::outcome::VerificationOutcome;
use serde::Serialize;

use super::text::steers;

/// The value as compact JSON with a line end. What steers a terminal stands as an escape, which no reader of JSON can tell
/// apart.
pub(super) fn line(value: &impl Serialize) -> io::Result<String> {
    let mut line = Vec::new();
    append(value, &mut line)?;
    String::from_utf8(line).map_err(io::Error::other)
}

/// Adds such a line to what is there.
pub(super) fn append(value: &impl Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    let start = out.len();
    if let Err(error) = serde_json::to_writer(&mut *out, value) {
        out.truncate(start);
        return Err(error.into());
    }
    let json = out.get(start..).unwrap_or_default();
    if !is_plain(json) {
        let escaped = escaped(str::from_utf8(json).map_err(io::Error::other)?);
        out.truncate(start);
        out.extend_from_slice(escaped.as_bytes());
    }
    out.push(b'\n');
    Ok(())
}

/// The members of an outcome, and one more.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    outcome: &'a VerificationOutcome,
    explanation: Option<Explanation>,
}

/// The outcome with its explanation as one more member.
pub(super) fn explained(outcome: &VerificationOutcome) -> io::Result<String> {
    line(&Explained {
        outcome,
        explanation: kyc_facade::explain(outcome),
    })
}

/// Most outcomes have nothing to escape.
fn is_plain(json: &[u8]) -> bool {
    // Without a way out on the way, so that many bytes are looked at at once.
    json.iter()
        .fold(true, |plain, byte| plain & matches!(byte, b' '..=b'~'))
}

fn escaped(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    for c in json.chars() {
        // Compact JSON has such characters inside texts only.
        if steers(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(line, "\\u{unit:04x}");
            }
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_change_no_value() {
        let text = "a\u{1b}[2J\u{9b}2J\u{202e}\u{e0041}\u{7f}\n\u{2028}Zoë 😀";
        let json = serde_json::to_string(text).unwrap();
        let line = escaped(&json);
        assert!(!line.chars().any(steers), "{line}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
