//! One line of compact JSON.

use std::{fmt::Write as _, io};

use kyc_facade::explain::Explanation;
use kyc_model::outcome::VerificationOutcome;
use serde::Serialize;

use super::text::steers;

/// The value as compact JSON with a line end. What steers a terminal stands as an escape, which no reader of JSON can tell
/// apart.
pub(super) fn line(value: &impl Serialize) -> io::Result<String> {
    let json = serde_json::to_string(value)?;
    let mut line = if is_plain(&json) {
        json
    } else {
        escaped(&json)
    };
    line.push('\n');
    Ok(line)
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
fn is_plain(json: &str) -> bool {
    json.bytes().all(|byte| matches!(byte, b' '..=b'~'))
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
