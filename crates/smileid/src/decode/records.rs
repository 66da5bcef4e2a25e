//! How objects are read: each member once, unknown ones kept, and what may stand in an object's place.

use core::{fmt, marker::PhantomData};
use std::{borrow::Cow, collections::HashSet};

use kyc_model::{
    Lenient, Sensitive,
    smileid::{Action, ActionKey, ActionValue, StatusResult},
};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    context::{Context, Step},
    scalars as s,
    value::{KeySeed, Opened, ScalarSeed, keep, open},
};
use crate::ErrorKind;

/// An object with documented members.
pub(super) trait Record: Default {
    /// Reads the value of a documented member. `Ok(false)` and nothing read for any other name.
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        seen: &mut u64,
        map: &mut A,
        cx: &Context,
    ) -> Result<bool, A::Error>;

    /// Takes the undocumented members.
    fn keep(&mut self, extra: Map<String, Value>);
}

/// A record that is kept on the heap is read there, so that what holds it stays small.
impl<T: Record> Record for Box<T> {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        seen: &mut u64,
        map: &mut A,
        cx: &Context,
    ) -> Result<bool, A::Error> {
        (**self).member(name, seen, map, cx)
    }

    fn keep(&mut self, extra: Map<String, Value>) {
        (**self).keep(extra);
    }
}

pub(super) struct RecordSeed<'c, T>(&'c Context, PhantomData<T>);

impl<'c, T> RecordSeed<'c, T> {
    pub(super) const fn new(context: &'c Context) -> Self {
        Self(context, PhantomData)
    }
}

impl<'de, T: Record> DeserializeSeed<'de> for RecordSeed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Record> Visitor<'de> for RecordSeed<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let first = map.next_key_seed(KeySeed)?;
        self.record(first, map)
    }
}

impl<T: Record> RecordSeed<'_, T> {
    /// Reads on behind the first name.
    fn record<'de, A: MapAccess<'de>>(
        self,
        first: Option<Cow<'de, str>>,
        mut map: A,
    ) -> Result<T, A::Error> {
        self.0.nest()?;
        let mut record = T::default();
        let mut seen = 0;
        let mut extra = Map::new();
        let mut next = first;
        while let Some(name) = next {
            if !record.member(&name, &mut seen, &mut map, self.0)? {
                keep(&mut extra, name, &mut map, self.0)?;
            }
            next = map.next_key_seed(KeySeed)?;
        }
        record.keep(extra);
        self.0.unnest();
        Ok(record)
    }
}

/// What may stand where a record or a list of records is due.
enum Slot<T> {
    Absent,
    Record(T),
    Records(Vec<T>),
    Other(Value),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Record,
    Records,
}

struct SlotSeed<'c, T>(&'c Context, Due, PhantomData<T>);

impl<'de, T: Record> DeserializeSeed<'de> for SlotSeed<'_, T> {
    type Value = Slot<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Slot<T>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Record> Visitor<'de> for SlotSeed<'_, T> {
    type Value = Slot<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Slot<T>, E> {
        Ok(Slot::Absent)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Slot<T>, E> {
        Ok(Slot::Other(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Slot<T>, E> {
        Ok(Slot::Other(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Slot<T>, E> {
        Ok(Slot::Other(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Slot<T>, E> {
        Ok(Slot::Other(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Slot<T>, E> {
        Ok(Slot::Other(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Slot<T>, A::Error> {
        let Self(cx, Due::Records, _) = self else {
            return ScalarSeed(self.0)
                .visit_seq(entries)
                .map(|list| Slot::Other(list.into_value()));
        };
        cx.nest()?;
        let mut records = Vec::new();
        while let Some(record) = entries
            .next_element_seed(RecordSeed::new(cx))
            .map_err(|error| cx.failed_in(Step::Index(records.len()), error))?
        {
            records.push(record);
        }
        cx.unnest();
        Ok(Slot::Records(records))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Slot<T>, A::Error> {
        let Self(cx, Due::Record, _) = self else {
            return ScalarSeed(self.0)
                .visit_map(map)
                .map(|object| Slot::Other(object.into_value()));
        };
        match open(&mut map, cx)? {
            Opened::Number(number) => Ok(Slot::Other(Value::Number(number))),
            Opened::Object(first) => RecordSeed::new(cx).record(first, map).map(Slot::Record),
        }
    }
}

fn slot<'de, A: MapAccess<'de>, T: Record>(
    map: &mut A,
    cx: &Context,
    due: Due,
) -> Result<Slot<T>, A::Error> {
    map.next_value_seed(SlotSeed(cx, due, PhantomData))
}

/// An object or null.
pub(super) fn object<'de, A: MapAccess<'de>, T: Record>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<T>, A::Error> {
    match slot(map, cx, Due::Record)? {
        Slot::Absent => Ok(None),
        Slot::Record(record) => Ok(Some(record)),
        Slot::Records(_) | Slot::Other(_) => Err(cx.wrong_type()),
    }
}

/// An object or null; anything else is kept as unreadable.
pub(super) fn lenient_object<'de, A: MapAccess<'de>, T: Record>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<T>>, A::Error> {
    match slot(map, cx, Due::Record)? {
        Slot::Absent => Ok(None),
        Slot::Record(record) => Ok(Some(Lenient::Value(record))),
        Slot::Other(value) => Ok(Some(Lenient::Unreadable(Sensitive::new(value)))),
        Slot::Records(_) => Err(cx.wrong_type()),
    }
}

/// A list of objects or null.
pub(super) fn list<'de, A: MapAccess<'de>, T: Record>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Vec<T>>, A::Error> {
    match slot(map, cx, Due::Records)? {
        Slot::Absent => Ok(None),
        Slot::Records(records) => Ok(Some(records)),
        Slot::Record(_) | Slot::Other(_) => Err(cx.wrong_type()),
    }
}

/// A list of objects or null. What is no list is kept as unreadable; a list of anything but objects is an error.
pub(super) fn lenient_list<'de, A: MapAccess<'de>, T: Record>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Vec<T>>>, A::Error> {
    match slot(map, cx, Due::Records)? {
        Slot::Absent => Ok(None),
        Slot::Records(records) => Ok(Some(Lenient::Value(records))),
        Slot::Other(value) => Ok(Some(Lenient::Unreadable(Sensitive::new(value)))),
        Slot::Record(_) => Err(cx.wrong_type()),
    }
}

/// `result`: an object, words, or null.
pub(super) fn status_result<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<StatusResult>, A::Error> {
    match slot(map, cx, Due::Record)? {
        Slot::Absent => Ok(None),
        Slot::Record(record) => Ok(Some(StatusResult::Record(record))),
        Slot::Other(Value::String(words)) => Ok(Some(StatusResult::Text(Sensitive::new(words)))),
        Slot::Records(_) | Slot::Other(_) => Err(cx.wrong_type()),
    }
}

/// `Actions`: an object whose members are the steps, in the order in which they stand.
struct Actions {
    list: Vec<Action>,
    known: [bool; ActionKey::KNOWN.len()],
    unknown: HashSet<String>,
}

impl Default for Actions {
    fn default() -> Self {
        Self {
            // As many as Smile ID sends for most job types.
            list: Vec::with_capacity(11),
            known: Default::default(),
            unknown: HashSet::new(),
        }
    }
}

impl Actions {
    fn is_first(&mut self, key: &ActionKey) -> bool {
        match key.known_index().and_then(|at| self.known.get_mut(at)) {
            Some(seen) => !core::mem::replace(seen, true),
            None => self.unknown.insert(key.as_str().to_owned()),
        }
    }

    fn value<'de, A: MapAccess<'de>>(
        &mut self,
        key: &ActionKey,
        map: &mut A,
        cx: &Context,
    ) -> Result<Lenient<ActionValue>, A::Error> {
        if !self.is_first(key) {
            return Err(cx.fail(ErrorKind::DuplicateMember));
        }
        cx.count_action()?;
        s::action_value(map, cx)
    }
}

impl Record for Actions {
    fn member<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        _: &mut u64,
        map: &mut A,
        cx: &Context,
    ) -> Result<bool, A::Error> {
        let action = ActionKey::from(name);
        let value = self.value(&action, map, cx).map_err(|error| {
            let known = ActionKey::KNOWN.iter().find(|known| **known == action);
            let step = known.map_or(Step::Unknown, |known| Step::Member(known.as_str()));
            cx.failed_in(step, error)
        })?;
        self.list.push(Action::new(action, value));
        Ok(true)
    }

    fn keep(&mut self, _: Map<String, Value>) {}
}

pub(super) fn actions<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Vec<Action>>, A::Error> {
    Ok(object::<A, Actions>(map, cx)?.map(|actions| actions.list))
}
