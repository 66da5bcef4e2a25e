//! JSON as it stands in a document: members in their order, and twice where they stand twice.

use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// An object.
    Object(Vec<(String, Json)>),
    /// An array.
    Array(Vec<Json>),
    /// Anything else.
    Scalar(Value),
}

impl Json {
    /// The document in these bytes, if there is one.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Whether any object in it has a member twice.
    pub(crate) fn has_twins(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::Array(entries) => entries.iter().any(Self::has_twins),
            Self::Object(members) => {
                let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                names.windows(2).any(|pair| pair.first() == pair.get(1))
                    || members.iter().any(|(_, value)| value.has_twins())
            }
        }
    }

    /// How many arrays and objects it is deep.
    pub(crate) fn depth(&self) -> usize {
        let inside = match self {
            Self::Scalar(_) => return 0,
            Self::Array(entries) => entries.iter().map(Self::depth).max(),
            Self::Object(members) => members.iter().map(|(_, value)| value.depth()).max(),
        };
        1 + inside.unwrap_or(0)
    }

    /// How many arrays and objects it consists of.
    pub(crate) fn nested(&self) -> usize {
        match self {
            Self::Scalar(_) => 0,
            Self::Array(entries) => 1 + entries.iter().map(Self::nested).sum::<usize>(),
            Self::Object(members) => {
                1 + members
                    .iter()
                    .map(|(_, value)| value.nested())
                    .sum::<usize>()
            }
        }
    }

    /// The value of a member; of the last one, where there are several.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let (_, value) = members.iter().rev().find(|(member, _)| member == name)?;
        Some(value)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    /// The same without order; of twins the last.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Scalar(value) => value.clone(),
            Self::Array(entries) => entries.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                let members: Map<String, Value> = members
                    .iter()
                    .map(|(name, value)| (name.clone(), value.to_value()))
                    .collect();
                Value::Object(members)
            }
        }
    }
}

impl fmt::Display for Json {
    /// The document, twins included.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(value) => write!(f, "{value}"),
            Self::Array(entries) => {
                f.write_str("[")?;
                for (index, entry) in entries.iter().enumerate() {
                    write!(f, "{}{entry}", if index == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{}:{value}", Value::from(name.as_str()))?;
                }
                f.write_str("}")
            }
        }
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Scalar(
            Number::from_f64(value).map_or(Value::Null, Value::Number),
        ))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut array = Vec::new();
        while let Some(entry) = entries.next_element()? {
            array.push(entry);
        }
        Ok(Json::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_twins_are_kept() {
        let text = r#"{"b":[1,{"c":null,"c":"x"}],"a":1.5}"#;
        let json = Json::read(text.as_bytes()).unwrap();
        assert_eq!(json.to_string(), text);
        assert!(json.has_twins());
        assert_eq!((json.depth(), json.nested()), (3, 3));
        let without = Json::read(br#"{"a":{"b":1},"c":{"b":1}}"#).unwrap();
        assert!(!without.has_twins());
        assert_eq!(without.to_value()["c"]["b"], 1);
    }
}
