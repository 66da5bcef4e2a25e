//! An instant in time.

use core::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant with nanosecond precision, independent of any date crate.
///
/// Its text and JSON form is RFC 3339 in UTC: `2026-01-02T03:04:05.678Z`.
///
/// ```
/// use kyc_model::Timestamp;
/// let at: Timestamp = "2026-01-02T05:04:05.678+02:00".parse()?;
/// assert_eq!(at.to_string(), "2026-01-02T03:04:05.678Z");
/// # Ok::<(), kyc_model::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

impl Timestamp {
    /// The last instant there is, in the year 9999.
    pub const MAX: Self = Self(jiff::Timestamp::MAX);

    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When the instant lies outside the years -9999 to 9999.
    pub fn from_unix_millis(millis: i64) -> Result<Self, TimestampError> {
        jiff::Timestamp::from_millisecond(millis)
            .map(Self)
            .map_err(|_| TimestampError)
    }

    /// The instant so many nanoseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// When the instant lies outside the years -9999 to 9999.
    pub fn from_unix_nanos(nanos: i128) -> Result<Self, TimestampError> {
        jiff::Timestamp::from_nanosecond(nanos)
            .map(Self)
            .map_err(|_| TimestampError)
    }

    /// Whole milliseconds since 1970-01-01T00:00:00Z, rounded toward zero.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// RFC 3339 in UTC with exactly three fraction digits and `Z`, such as `2026-01-02T03:04:05.000Z`.
    #[must_use]
    pub fn to_rfc3339_millis(self) -> String {
        format!("{:.3}", self.0)
    }

    /// This instant moved later, or `None` past the year 9999.
    #[must_use]
    pub fn checked_add(self, by: Duration) -> Option<Self> {
        self.0.checked_add(by).ok().map(Self)
    }

    /// This instant moved earlier, or `None` before the year -9999.
    #[must_use]
    pub fn checked_sub(self, by: Duration) -> Option<Self> {
        self.0.checked_sub(by).ok().map(Self)
    }

    /// How long after `earlier` this instant is; `None` when it is before it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Duration> {
        Duration::try_from(self.0.duration_since(earlier.0)).ok()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Reads RFC 3339, and the other forms of ISO 8601 and RFC 9557 that jiff reads; an offset or Z must be there.
    fn from_str(text: &str) -> Result<Self, TimestampError> {
        text.parse().map(Self).map_err(|_| TimestampError)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| serde::de::Error::custom(TimestampError))
    }
}

/// Not an instant between the years -9999 and 9999, or a text in no form of one. It does not quote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampError;

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an instant between the years -9999 and 9999")
    }
}

impl core::error::Error for TimestampError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millisecond_text_always_has_three_digits() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (1_767_323_045_000, "2026-01-02T03:04:05.000Z"),
        ] {
            let at = Timestamp::from_unix_millis(millis).unwrap();
            assert_eq!(at.to_rfc3339_millis(), text);
            assert_eq!(at.unix_millis(), millis);
        }
    }

    #[test]
    fn since_is_none_for_the_future() {
        let early: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let late: Timestamp = "2026-01-02T03:04:06.5Z".parse().unwrap();
        assert_eq!(late.since(early), Some(Duration::from_millis(1500)));
        assert_eq!(early.since(late), None);
        assert_eq!(early.checked_add(Duration::from_millis(1500)), Some(late));
        assert_eq!(late.checked_sub(Duration::from_millis(1500)), Some(early));
    }

    #[test]
    fn garbage_is_refused_without_quoting_it() {
        for text in ["", "Canary", "2026-01-02", "1767323045678"] {
            let json = serde_json::Value::from(text);
            let error = serde_json::from_value::<Timestamp>(json).unwrap_err();
            assert!(!error.to_string().contains("Canary"));
        }
    }

    #[test]
    fn json_round_trip() {
        let at: Timestamp = "2026-01-02T03:04:05.123456789Z".parse().unwrap();
        let json = serde_json::to_string(&at).unwrap();
        assert_eq!(json, "\"2026-01-02T03:04:05.123456789Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), at);
    }
}
