//! Any JSON value, kept as it is; and keys.

use core::fmt;
use std::borrow::Cow;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value, map::Entry};

use super::context::{Context, Step};
use crate::ErrorKind;

/// Under this name serde_json hands over a number, as if it were an object, where any crate of a build turns on its feature
/// `arbitrary_precision`.
static NUMBER: &str = "$serde_json::private::Number";

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
            self.0.count_value()?;
            list.push(entry.into_value());
        }
        self.0.unnest();
        Ok(Scalar::Nested(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scalar<'de>, A::Error> {
        let mut next = match open(&mut members, self.0)? {
            Opened::Number(number) => return Ok(Scalar::Number(number)),
            Opened::Object(first) => first,
        };
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

/// What `visit_map` was called for.
pub(super) enum Opened<'de> {
    Number(Number),
    /// The first name, which is read already.
    Object(Option<Cow<'de, str>>),
}

/// To be called first wherever `deserialize_any` can lead to `visit_map`.
pub(super) fn open<'de, A: MapAccess<'de>>(
    members: &mut A,
    context: &Context,
) -> Result<Opened<'de>, A::Error> {
    let first = members.next_key_seed(KeySeed)?;
    if !matches!(first, Some(Cow::Borrowed(name)) if core::ptr::eq(name, NUMBER)) {
        return Ok(Opened::Object(first));
    }
    let digits: String = members.next_value()?;
    let number = digits.parse().map_err(|_| context.wrong_type())?;
    Ok(Opened::Number(number))
}

/// An integer of at most 64 bits, which alone reads the same in every build.
pub(super) fn is_integer(number: &Number) -> bool {
    number.is_u64() || number.as_i64().is_some_and(i64::is_negative)
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
        Entry::Vacant(place) => context
            .count_value()
            .and_then(|()| members.next_value_seed(ScalarSeed(context)))
            .map(|value| {
                place.insert(value.into_value());
            }),
    };
    read.map_err(|error| context.failed_in(Step::Unknown, error))
}

/// A member name, borrowed where it holds no escape. It is asked for as an option: only a name that stands in the document
/// is one, so that what stands for a number is known by its address.
pub(super) struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for KeySeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(Name)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Self::Value, E> {
        if value == NUMBER {
            Ok(Cow::Borrowed(NUMBER))
        } else {
            Err(E::invalid_value(de::Unexpected::Other("name"), &self))
        }
    }
}

struct Name;

impl<'de> Visitor<'de> for Name {
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

    /// As serde_json does it for a number, with its feature `arbitrary_precision`.
    fn handed_over(digits: &str) -> Option<Value> {
        let context = Context::new(100);
        let object =
            MapDeserializer::<_, serde::de::value::Error>::new([(NUMBER, digits)].into_iter());
        let scalar = ScalarSeed(&context).visit_map(object).ok()?;
        Some(scalar.into_value())
    }

    #[test]
    fn numbers_stay_numbers_whatever_features_of_serde_json_a_build_turns_on() {
        for (digits, number) in [
            ("1", Value::from(1)),
            ("-7", Value::from(-7)),
            ("99.5", Value::from(99.5)),
        ] {
            assert_eq!(handed_over(digits), Some(number));
        }
        assert_eq!(handed_over("one"), None);
    }

    #[test]
    fn an_object_is_no_number_whatever_its_member_is_called() {
        let object = serde_json::json!({ NUMBER: "1" });
        let context = Context::new(100);
        let text = object.to_string();
        let mut json = serde_json::Deserializer::from_str(&text);
        let scalar = ScalarSeed(&context).deserialize(&mut json).unwrap();
        assert_eq!(scalar.into_value(), object);
    }
}
