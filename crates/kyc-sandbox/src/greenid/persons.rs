//! Who has been registered or asked for.

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kyc_model::Timestamp;

use super::{
    element::Element,
    fault::{Fault, USER_ID_IN_USE},
};
use crate::jobs::Kept;

/// What is remembered of one person.
#[derive(Clone)]
pub(super) struct Person {
    /// When the person was registered or first asked for.
    pub(super) since: Timestamp,
    is_registered: bool,
    /// Of a person whose id names no scenario.
    pub(super) result: Option<Element>,
}

#[derive(Default)]
pub(crate) struct State(Mutex<Kept<String, Person>>);

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn forget(&self, user_id: &str) {
        self.kept().remove(&user_id.to_owned());
    }

    pub(super) fn person(&self, user_id: &str) -> Option<Person> {
        self.kept().get(&user_id.to_owned()).cloned()
    }

    /// Notes that a scenario's person was asked for. Also says whether that is the first time that the id was heard of.
    pub(super) fn asked_for(&self, user_id: &str, now: Timestamp) -> (Person, bool) {
        let mut kept = self.kept();
        if let Some(person) = kept.get(&user_id.to_owned()) {
            return (person.clone(), false);
        }
        let person = Person {
            since: now,
            is_registered: false,
            result: None,
        };
        kept.insert(user_id.to_owned(), person.clone());
        (person, true)
    }

    /// Registers a person; `result` is for an id that names no scenario.
    pub(super) fn register(
        &self,
        user_id: &str,
        now: Timestamp,
        result: Option<Element>,
    ) -> Result<(Person, bool), Fault> {
        let mut kept = self.kept();
        let known = kept.get(&user_id.to_owned());
        if known.is_some_and(|person| person.is_registered) {
            return Err(USER_ID_IN_USE.into());
        }
        let is_new = known.is_none();
        let person = Person {
            since: known.map_or(now, |person| person.since),
            is_registered: true,
            result,
        };
        kept.insert(user_id.to_owned(), person.clone());
        Ok((person, is_new))
    }

    /// An id that nobody has and that names no scenario.
    pub(super) fn issue_id(&self, is_scenario: impl Fn(&str) -> bool) -> String {
        let kept = self.kept();
        loop {
            let id: String = (0..8).map(|_| fastrand::alphanumeric()).collect();
            if kept.get(&id).is_none() && !is_scenario(&id) {
                return id;
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept<String, Person>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_registered_once_and_keeps_its_first_date() {
        let state = State::default();
        let first: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let then: Timestamp = "2026-01-02T03:04:06Z".parse().unwrap();
        assert!(state.asked_for("pending", first).1);
        assert!(!state.asked_for("pending", then).1);
        let (person, is_new) = state.register("pending", then, None).unwrap();
        assert_eq!((person.since, is_new), (first, false));
        assert_eq!(
            state.register("pending", then, None).err(),
            Some(USER_ID_IN_USE.into())
        );
        assert!(state.register("u-1", then, None).unwrap().1);
        assert!(state.person("u-2").is_none());
    }

    #[test]
    fn issued_ids_are_eight_letters_and_digits() {
        let id = State::default().issue_id(|name| name.starts_with(|c: char| c.is_lowercase()));
        assert_eq!(id.len(), 8);
        assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert!(!id.starts_with(|c: char| c.is_lowercase()));
    }
}
