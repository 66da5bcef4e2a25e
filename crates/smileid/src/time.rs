//! The forms in which Smile ID and its SDKs write an instant.

use kyc_model::Timestamp;

/// The longest form in which an SDK writes an instant has 35 bytes.
pub(crate) const MAX_TIMESTAMP_BYTES: usize = 64;

/// Reads an instant: RFC 3339 with zero to nine fraction digits and `Z` or a numeric offset with or without colon;
/// Ruby's `2026-01-02 03:04:05 +0100`; epoch seconds in ten digits, or milliseconds in thirteen.
///
/// Only for showing and comparing. **What a signature covers is the exact text**, whatever it means.
///
/// ```
/// let ruby = smileid::read_time("2026-01-02 04:04:05 +0100");
/// assert_eq!(ruby, "2026-01-02T03:04:05Z".parse().ok());
/// assert_eq!(smileid::read_time("yesterday"), None);
/// ```
#[must_use]
pub fn read_time(text: &str) -> Option<Timestamp> {
    if text.len() > MAX_TIMESTAMP_BYTES || !text.is_ascii() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let millis: i64 = match text.len() {
            10 => text.parse::<i64>().ok()?.checked_mul(1000)?,
            13 => text.parse().ok()?,
            _ => return None,
        };
        return Timestamp::from_unix_millis(millis).ok();
    }
    text.parse().ok().or_else(|| normalized(text)?.parse().ok())
}

/// Ruby's blanks and offsets without a colon, brought to RFC 3339.
fn normalized(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    let clock_and_offset = rest.strip_prefix([' ', 'T'])?.replace(' ', "");
    let at = clock_and_offset.rfind(['+', '-'])?;
    let (clock, offset) = clock_and_offset.split_at_checked(at)?;
    let (sign_and_hours, minutes) = offset.split_at_checked(3)?;
    let minutes = minutes.strip_prefix(':').unwrap_or(minutes);
    Some(format!("{date}T{clock}{sign_and_hours}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_sdks_is_read() {
        for (text, expected) in [
            (
                "2026-11-21T19:17:43.324173+00:00",
                "2026-11-21T19:17:43.324173Z",
            ),
            ("2026-11-21T19:18:17.556Z", "2026-11-21T19:18:17.556Z"),
            ("2026-01-02 03:04:05 +0100", "2026-01-02T02:04:05Z"),
            ("2026-01-02 03:04:05 +0000", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05.678901Z", "2026-01-02T03:04:05.678901Z"),
            ("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05Z"),
            ("2026-05-05T05:05:05.050+0300", "2026-05-05T02:05:05.05Z"),
            ("1678216434434", "2023-03-07T19:13:54.434Z"),
            ("1678216434", "2023-03-07T19:13:54Z"),
        ] {
            let read = read_time(text).map(|at| at.to_string());
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_instant() {
        for text in [
            "",
            "now",
            "2026-01-02",
            "12",
            "2026-13-02T03:04:05Z",
            "é",
            "2026-01-02 03:04:05",
        ] {
            assert_eq!(read_time(text), None, "{text}");
        }
    }
}
