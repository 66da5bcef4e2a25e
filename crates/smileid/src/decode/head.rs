//! What the outermost object tells before anything in it is read: which document it is, and its signed pair.

use core::{cell::Cell, fmt};
use std::borrow::Cow;

use serde::de::{self, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use super::{
    context::{Context, Step},
    value::{KeySeed, Opened, open},
};
use crate::ErrorKind;

/// The documents that Smile ID is known to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    JobStatus,
    Result,
    V3,
    Error,
}

/// Which of the telling members the outermost object has.
#[derive(Clone, Copy, Default)]
pub(crate) struct Names {
    of_job_status: bool,
    of_result: bool,
    of_v3: bool,
    status: bool,
    error: bool,
    signature: bool,
}

impl Names {
    fn note(&mut self, name: &str) {
        match name {
            "job_complete" | "job_success" | "result" => self.of_job_status = true,
            "ResultCode" | "PartnerParams" | "SmileJobID" | "Actions" => self.of_result = true,
            "job_id" | "user_id" | "reason" | "product" => self.of_v3 = true,
            "status" => self.status = true,
            "error" => self.error = true,
            "signature" => self.signature = true,
            _ => {}
        }
    }

    pub(crate) const fn are_of_result(self) -> bool {
        self.of_result
    }

    pub(crate) const fn are_of_v3(self) -> bool {
        self.status && self.of_v3
    }

    /// Whether there is a member `signature`, whatever it holds.
    pub(crate) const fn are_signed(self) -> bool {
        self.signature
    }

    pub(crate) const fn document(self) -> Option<Document> {
        if self.of_job_status {
            Some(Document::JobStatus)
        } else if self.are_of_result() {
            Some(Document::Result)
        } else if self.are_of_v3() {
            Some(Document::V3)
        } else if self.error {
            Some(Document::Error)
        } else {
            None
        }
    }
}

/// Reads the names alone.
pub(super) struct NamesSeed;

impl<'de> DeserializeSeed<'de> for NamesSeed {
    type Value = Names;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Names, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NamesSeed {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Names, A::Error> {
        let mut names = Names::default();
        while let Some(name) = members.next_key_seed(KeySeed)? {
            names.note(&name);
            members.next_value::<IgnoredAny>()?;
        }
        Ok(names)
    }
}

/// Reads names until the document is told, and says so in the cell: there is no way out of an object but an error.
pub(super) struct DocumentSeed<'c>(pub(super) &'c Cell<Option<Document>>);

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = Option<Document>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = Option<Document>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut names = Names::default();
        while let Some(name) = members.next_key_seed(KeySeed)? {
            names.note(&name);
            // Nothing that follows could make it another document.
            if names.of_job_status {
                self.0.set(names.document());
                return Err(A::Error::custom(""));
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(names.document())
    }
}

/// The names, and the two members that are signed and sign, where they are there.
#[derive(Default)]
pub(crate) struct Head<'b> {
    pub(crate) names: Names,
    /// The exact text; a number is signed as its digits.
    pub(crate) timestamp: Option<Cow<'b, str>>,
    pub(crate) signature: Option<Cow<'b, str>>,
}

pub(super) struct HeadSeed<'c>(pub(super) &'c Context);

impl HeadSeed<'_> {
    fn text<'de, A: MapAccess<'de>>(
        &self,
        members: &mut A,
        is_first: bool,
        takes_numbers: bool,
    ) -> Result<Cow<'de, str>, A::Error> {
        if !is_first {
            return Err(self.0.fail(ErrorKind::DuplicateMember));
        }
        members.next_value_seed(SignedSeed {
            context: self.0,
            takes_numbers,
        })
    }
}

/// A text, or the digits of a number. Nobody has shown yet that they hold a key, so nothing else is read.
struct SignedSeed<'c> {
    context: &'c Context,
    takes_numbers: bool,
}

impl SignedSeed<'_> {
    fn digits<'de, E: de::Error>(&self, number: Option<u64>) -> Result<Cow<'de, str>, E> {
        number
            .filter(|_| self.takes_numbers)
            .map(|number| number.to_string().into())
            .ok_or_else(|| self.context.wrong_type())
    }
}

impl<'de> DeserializeSeed<'de> for SignedSeed<'_> {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for SignedSeed<'_> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        self.digits(Some(number))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        self.digits(match open(&mut members, self.context)? {
            Opened::Number(number) => number.as_u64(),
            Opened::Object(_) => None,
        })
    }
}

impl<'de> DeserializeSeed<'de> for HeadSeed<'_> {
    type Value = Head<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Head<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for HeadSeed<'_> {
    type Value = Head<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Head<'de>, A::Error> {
        let mut head = Head::default();
        while let Some(name) = members.next_key_seed(KeySeed)? {
            head.names.note(&name);
            let (slot, name, takes_numbers) = match &*name {
                "timestamp" => (&mut head.timestamp, "timestamp", true),
                "signature" => (&mut head.signature, "signature", false),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let text = self
                .text(&mut members, slot.is_none(), takes_numbers)
                .map_err(|error| self.0.failed_in(Step::Member(name), error))?;
            *slot = Some(text);
        }
        Ok(head)
    }
}
