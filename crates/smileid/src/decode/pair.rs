//! The pair of timestamp and signature, read before anything else.

use core::fmt;

use kyc_model::Sensitive;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{
    context::Context,
    value::{KeySeed, Scalar, ScalarSeed},
};
use crate::ErrorKind;

/// The two members that are signed and sign, where they are there.
#[derive(Default)]
pub(crate) struct Pair {
    /// The exact text; a number is signed as its digits.
    pub(crate) timestamp: Option<Sensitive<String>>,
    pub(crate) signature: Option<Sensitive<String>>,
}

/// Whether the outermost object has a member `signature`, whatever it holds.
pub(super) struct IsSignedSeed;

impl<'de> DeserializeSeed<'de> for IsSignedSeed {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for IsSignedSeed {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut is_signed = false;
        while let Some(name) = members.next_key_seed(KeySeed)? {
            is_signed |= name == "signature";
            members.next_value::<IgnoredAny>()?;
        }
        Ok(is_signed)
    }
}

pub(super) struct PairSeed<'c>(pub(super) &'c Context);

impl<'de> DeserializeSeed<'de> for PairSeed<'_> {
    type Value = Pair;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Pair, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for PairSeed<'_> {
    type Value = Pair;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Pair, A::Error> {
        let mut pair = Pair::default();
        while let Some(name) = members.next_key_seed(KeySeed)? {
            let (slot, name, takes_numbers) = match &*name {
                "timestamp" => (&mut pair.timestamp, "timestamp", true),
                "signature" => (&mut pair.signature, "signature", false),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            self.0.enter_member(name);
            if slot.is_some() {
                return Err(self.0.fail(ErrorKind::DuplicateMember));
            }
            let text = match members.next_value_seed(ScalarSeed(self.0))? {
                Scalar::Text(text) => text.into_owned(),
                Scalar::Number(number) if takes_numbers && number.is_u64() => number.to_string(),
                _ => return Err(self.0.fail(ErrorKind::WrongType)),
            };
            *slot = Some(Sensitive::new(text));
            self.0.leave();
        }
        Ok(pair)
    }
}
