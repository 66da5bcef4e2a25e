//! Any JSON value, kept as it is; and keys.

use core::fmt;
use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, map::Entry};

use super::context::{Context, Step};
use crate::ErrorKind;

/// As this member of an object serde_json hands over a number where any crate of a build turns on its feature
/// `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// Whether that feature is on: no number without it is so large. Only then may an object stand for a number.
fn numbers_are_digits() -> bool {
    "1e999".parse::<Number>().is_ok()
}

/// A JSON value that is not an object or array comes apart; those two are kept whole.
pub(super) enum Scalar<'de> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'de, str>),
    Nested(Value),
}

impl Scalar<'_> {
    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(value) => Value::Number(value),
            Self::Text(value) => Value::String(value.into_owned()),
            Self::Nested(value) => value,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct ScalarSeed<'c>(pub(super) &'c Context);

impl<'de> DeserializeSeed<'de> for ScalarSeed<'_> {
    type Value = Scalar<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarSeed<'_> {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar<'de>, E> {
        Ok(Number::from_f64(value).map_or(Scalar::Null, Scalar::Number))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Scalar<'de>, A::Error> {
        self.0.nest()?;
        let mut list = Vec::new();
        while let Some(entry) = entries.next_element_seed(self)? {
            list.push(entry.into_value());
        }
        self.0.unnest();
        Ok(Scalar::Nested(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Scalar<'de>, A::Error> {
        self.object(members, numbers_are_digits)
    }
}

impl ScalarSeed<'_> {
    fn object<'de, A: MapAccess<'de>>(
        self,
        mut members: A,
        numbers_are_digits: impl FnOnce() -> bool,
    ) -> Result<Scalar<'de>, A::Error> {
        let mut next = members.next_key_seed(KeySeed)?;
        if next.as_deref() == Some(NUMBER) && numbers_are_digits() {
            let digits: String = members.next_value()?;
            let number = digits.parse().map_err(|_| self.0.wrong_type())?;
            return Ok(Scalar::Number(number));
        }
        self.0.nest()?;
        let mut object = Map::new();
        while let Some(name) = next {
            keep(&mut object, name, &mut members, self.0)?;
            next = members.next_key_seed(KeySeed)?;
        }
        self.0.unnest();
        Ok(Scalar::Nested(Value::Object(object)))
    }
}

/// Reads the value of an undocumented member and keeps it.
pub(super) fn keep<'de, A: MapAccess<'de>>(
    object: &mut Map<String, Value>,
    name: Cow<'de, str>,
    members: &mut A,
    context: &Context,
) -> Result<(), A::Error> {
    let read = match object.entry(name) {
        Entry::Occupied(_) => Err(context.fail(ErrorKind::DuplicateMember)),
        Entry::Vacant(place) => members.next_value_seed(ScalarSeed(context)).map(|value| {
            place.insert(value.into_value());
        }),
    };
    read.map_err(|error| context.failed_in(Step::Unknown, error))
}

/// A member name, borrowed where it holds no escape.
pub(super) struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::MapDeserializer;

    use super::*;

    fn handed_over(digits: &str, numbers_are_digits: bool) -> Option<Value> {
        let context = Context::new(100);
        let object =
            MapDeserializer::<_, serde::de::value::Error>::new([(NUMBER, digits)].into_iter());
        let scalar = ScalarSeed(&context)
            .object(object, || numbers_are_digits)
            .ok()?;
        Some(scalar.into_value())
    }

    #[test]
    fn numbers_stay_numbers_whatever_features_of_serde_json_a_build_turns_on() {
        for (digits, number) in [
            ("1", Value::from(1)),
            ("-7", Value::from(-7)),
            ("99.5", Value::from(99.5)),
        ] {
            assert_eq!(handed_over(digits, true), Some(number));
        }
        assert_eq!(handed_over("one", true), None);
    }

    #[test]
    fn an_object_is_no_number_without_that_feature() {
        let object = serde_json::json!({ NUMBER: "1" });
        assert_eq!(handed_over("1", false), Some(object));
        assert!(!numbers_are_digits());
    }
}
