//! What every provider record shares: unknown members, unreadable members, the canonical JSON shape.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::Sensitive;

/// Members that the provider sent and this library does not know, as JSON values. A number of more than 64 bits or a long
/// fraction has lost digits, and the order of members is not kept: the raw payload has both.
pub type Extra = Sensitive<Map<String, Value>>;

/// A member that is either in a form the provider documents, or kept as a JSON value because it is not.
///
/// An unreadable member is never taken for a value and never for an absent one. In JSON a readable one stands as
/// itself, an unreadable one as `{"unreadable": …}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lenient<T> {
    /// In a documented form.
    Value(T),
    /// In no documented form: kept as a JSON value.
    Unreadable(Sensitive<Value>),
}

impl<T> Lenient<T> {
    /// The value, if it was readable.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unreadable(_) => None,
        }
    }

    /// Whether the member was there in no documented form.
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable(_))
    }
}

#[derive(Serialize)]
struct UnreadableRef<'a> {
    unreadable: &'a Sensitive<Value>,
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Unreadable(unreadable) => UnreadableRef { unreadable }.serialize(serializer),
        }
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = Value::deserialize(deserializer)?;
        if let Some(members) = json.as_object_mut()
            && members.len() == 1
            && let Some(unreadable) = members.remove("unreadable")
        {
            return Ok(Self::Unreadable(Sensitive::new(unreadable)));
        }
        T::deserialize(json)
            .map(Self::Value)
            .map_err(|_| serde::de::Error::custom("a member has the wrong JSON type"))
    }
}

pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Declares a provider record: public fields, `Default`, absent members left out of JSON, unknown members kept.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $( $(#[$fmeta:meta])* $field:ident: $ty:ty, )* }
    ) => {
        $crate::record::closed_record! {
            $(#[$meta])*
            pub struct $name {
                $( $(#[$fmeta])* $field: $ty, )*
                /// Members this library does not know.
                extra: $crate::Extra,
            }
        }
    };
}
pub(crate) use record;

/// The same without unknown members, for messages that count them elsewhere.
macro_rules! closed_record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $( $(#[$fmeta:meta])* $field:ident: $ty:ty, )* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, ::serde::Serialize)]
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$fmeta])* #[serde(skip_serializing_if = "crate::record::is_default")] pub $field: $ty, )*
        }

        $crate::record::reads_quietly! {
            $name { $( $(#[$fmeta])* #[serde(default)] $field: $ty, )* }
        }
    };
}
pub(crate) use closed_record;

/// Declares a struct as it stands, with a `Deserialize` that tells no value.
macro_rules! quiet {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $( $(#[$fmeta:meta])* pub $field:ident: $ty:ty, )* }
    ) => {
        $(#[$meta])*
        pub struct $name {
            $( $(#[$fmeta])* pub $field: $ty, )*
        }

        $crate::record::reads_quietly! {
            $name { $( $(#[$fmeta])* $field: $ty, )* }
        }
    };
}
pub(crate) use quiet;

/// Implements `Deserialize` with an error that names the type alone: serde's own messages quote the value they refuse.
macro_rules! reads_quietly {
    ($name:ident { $( $(#[$fmeta:meta])* $field:ident: $ty:ty, )* }) => {
        const _: () = {
            #[derive(::serde::Deserialize)]
            struct Read {
                $( $(#[$fmeta])* $field: $ty, )*
            }

            impl<'de> ::serde::Deserialize<'de> for $name {
                fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let Read { $( $field, )* } = Read::deserialize(deserializer).map_err(|_| {
                        ::serde::de::Error::custom(concat!(
                            "not a ",
                            stringify!($name),
                            ": a member is missing or has a wrong form"
                        ))
                    })?;
                    Ok(Self { $( $field, )* })
                }
            }
        };
    };
}
pub(crate) use reads_quietly;

/// A confidence between 0 and 100.
///
/// In JSON a number, without a fraction where it has none.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// A confidence, or `None` outside 0 to 100 or when not a number.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // `-0.0` would print with its sign.
        (0.0..=100.0).contains(&value).then_some(Self(value + 0.0))
    }

    /// Reads plain decimal text such as `99` or `97.000000`; no sign, no exponent, no blanks.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = !text.is_empty()
            && text.len() <= 32
            && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit());
        plain
            .then(|| text.parse().ok())
            .flatten()
            .and_then(Self::new)
    }

    /// The confidence, 0 to 100.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl fmt::Debug for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the constructor holds it between 0 and 100"
            )]
            serializer.serialize_u8(self.0 as u8)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer)
            .ok()
            .and_then(Self::new)
            .ok_or_else(|| serde::de::Error::custom("a confidence must be a number from 0 to 100"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn confidence_reads_plain_decimals_only() {
        for (text, expected) in [
            ("99", Some(99.0)),
            ("97.000000", Some(97.0)),
            ("0", Some(0.0)),
            ("100", Some(100.0)),
            ("100.1", None),
            ("-1", None),
            ("+1", None),
            ("1e1", None),
            ("", None),
            (" 99", None),
            (".5", None),
            ("5.", None),
            ("1.2.3", None),
            ("NaN", None),
            ("inf", None),
        ] {
            assert_eq!(
                Confidence::parse(text).map(Confidence::value),
                expected,
                "{text}"
            );
        }
        assert_eq!(Confidence::new(f64::NAN), None);
        assert_eq!(serde_json::to_string(&Confidence::new(99.0)).unwrap(), "99");
        assert_eq!(
            serde_json::to_string(&Confidence::new(97.5)).unwrap(),
            "97.5"
        );
        assert_eq!(serde_json::to_string(&Confidence::new(-0.0)).unwrap(), "0");
    }

    #[test]
    fn lenient_round_trips_both_arms() {
        let readable = Lenient::Value(true);
        let unreadable = Lenient::<bool>::Unreadable(Sensitive::new(serde_json::json!("yes")));
        for (member, json) in [(readable, "true"), (unreadable, r#"{"unreadable":"yes"}"#)] {
            assert_eq!(serde_json::to_string(&member).unwrap(), json);
            assert_eq!(serde_json::from_str::<Lenient<bool>>(json).unwrap(), member);
        }
        assert!(serde_json::from_str::<Lenient<bool>>("\"Canary\"").is_err());
    }
}
