//! A wrapper that keeps personal data out of logs.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Word;

/// A value that belongs to a person: a name, a date of birth, an id, an address, an image, a raw body.
///
/// `Debug` and `Display` print the kind of value and its length, never the value. `Serialize` writes the value, because
/// somebody who serializes an outcome asked for the data. Reading the value takes an explicit [`expose`](Self::expose).
///
/// ```
/// use kyc_model::Sensitive;
/// let name = Sensitive::new("Zanele Invented".to_owned());
/// assert_eq!(format!("{name:?}"), "[sensitive text, 15 bytes]");
/// assert_eq!(name.expose(), "Zanele Invented");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. Whoever calls this decides that the data may go where it goes next.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<&str> for Sensitive<Word> {
    fn from(value: &str) -> Self {
        Self(Word::Owned(value.to_owned()))
    }
}

impl From<String> for Sensitive<Word> {
    fn from(value: String) -> Self {
        Self(Word::Owned(value))
    }
}

impl From<Sensitive<String>> for Sensitive<Word> {
    fn from(value: Sensitive<String>) -> Self {
        value.into_inner().into()
    }
}

/// What [`Sensitive`] may say of a value without giving it away.
pub trait Describe {
    /// The kind of value, such as `text`.
    const KIND: &'static str;
    /// What the length counts, such as `bytes`.
    const UNIT: &'static str;
    /// The length, in [`UNIT`](Self::UNIT).
    fn length(&self) -> usize;
}

impl Describe for String {
    const KIND: &'static str = "text";
    const UNIT: &'static str = "bytes";
    fn length(&self) -> usize {
        self.len()
    }
}

impl Describe for Word {
    const KIND: &'static str = "text";
    const UNIT: &'static str = "bytes";
    fn length(&self) -> usize {
        self.len()
    }
}

impl Describe for u64 {
    const KIND: &'static str = "number";
    const UNIT: &'static str = "values";
    fn length(&self) -> usize {
        1
    }
}

impl<T> Describe for Vec<T> {
    const KIND: &'static str = "list";
    const UNIT: &'static str = "entries";
    fn length(&self) -> usize {
        self.len()
    }
}

impl<K, V> Describe for std::collections::BTreeMap<K, V> {
    const KIND: &'static str = "map";
    const UNIT: &'static str = "entries";
    fn length(&self) -> usize {
        self.len()
    }
}

impl Describe for serde_json::Map<String, serde_json::Value> {
    const KIND: &'static str = "object";
    const UNIT: &'static str = "members";
    fn length(&self) -> usize {
        self.len()
    }
}

impl Describe for serde_json::Value {
    const KIND: &'static str = "json";
    const UNIT: &'static str = "entries";
    fn length(&self) -> usize {
        match self {
            Self::Array(entries) => entries.len(),
            Self::Object(members) => members.len(),
            _ => 1,
        }
    }
}

impl<T: Describe> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "[sensitive {}, {} {}]",
            T::KIND,
            self.0.length(),
            T::UNIT
        )
    }
}

impl<T: Describe> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<T: Serialize> Serialize for Sensitive<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own messages quote the value they refuse.
        T::deserialize(deserializer)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("a sensitive member has the wrong JSON type"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_and_display_never_show_the_value() {
        let text = Sensitive::new("Canary Person".to_owned());
        let list = Sensitive::new(vec!["Canary"]);
        let json = Sensitive::new(serde_json::json!({"name": "Canary"}));
        for shown in [
            format!("{text:?}"),
            format!("{text}"),
            format!("{:#?}", Some(&text)),
            format!("{list:?}"),
            format!("{json}"),
        ] {
            assert!(!shown.contains("Canary"), "{shown}");
        }
        assert_eq!(format!("{text}"), "[sensitive text, 13 bytes]");
        assert_eq!(format!("{json}"), "[sensitive json, 1 entries]");
    }

    #[test]
    fn a_wrong_type_is_refused_without_quoting_it() {
        let error = serde_json::from_str::<Sensitive<Vec<u8>>>("\"Canary\"").unwrap_err();
        assert!(!error.to_string().contains("Canary"), "{error}");
    }

    #[test]
    fn serializing_exposes() {
        let text = Sensitive::new("x".to_owned());
        assert_eq!(serde_json::to_string(&text).unwrap(), "\"x\"");
    }
}
