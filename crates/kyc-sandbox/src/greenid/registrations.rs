//! Who has been registered or asked for.

use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kyc_model::Timestamp;

use super::{
    element::Element,
    fault::{Fault, USER_ID_IN_USE},
};
use crate::bounded_map::BoundedMap;

/// What is remembered of one person.
#[derive(Clone)]
pub(super) struct Registration {
    /// When the person was registered or first asked for.
    pub(super) since: Timestamp,
    is_registered: bool,
    /// Of a person whose id names no scenario.
    pub(super) result: Option<Element>,
}

#[derive(Default)]
pub(crate) struct State(Mutex<BoundedMap<String, Registration>>);

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl State {
    pub(crate) fn forget(&self, user_id: &str) {
        self.lock().remove(&user_id.to_owned());
    }

    pub(super) fn registration(&self, user_id: &str) -> Option<Registration> {
        self.lock().get(&user_id.to_owned()).cloned()
    }

    /// Notes that a scenario's person was asked for. Also says whether that is the first time that the id was heard of.
    pub(super) fn asked_for(&self, user_id: &str, now: Timestamp) -> (Registration, bool) {
        let mut registrations = self.lock();
        if let Some(known) = registrations.get(&user_id.to_owned()) {
            return (known.clone(), false);
        }
        let registration = Registration {
            since: now,
            is_registered: false,
            result: None,
        };
        registrations.insert(user_id.to_owned(), registration.clone());
        (registration, true)
    }

    /// Registers a person; `result` is for an id that names no scenario.
    pub(super) fn register(
        &self,
        user_id: &str,
        now: Timestamp,
        result: Option<Element>,
    ) -> Result<(Registration, bool), Fault> {
        let mut registrations = self.lock();
        let known = registrations.get(&user_id.to_owned());
        if known.is_some_and(|registration| registration.is_registered) {
            return Err(USER_ID_IN_USE.into());
        }
        let is_new = known.is_none();
        let registration = Registration {
            since: known.map_or(now, |registration| registration.since),
            is_registered: true,
            result,
        };
        registrations.insert(user_id.to_owned(), registration.clone());
        Ok((registration, is_new))
    }

    /// An id that nobody has and that names no scenario.
    pub(super) fn issue_id(&self, is_scenario: impl Fn(&str) -> bool) -> String {
        let registrations = self.lock();
        loop {
            let id: String = (0..8).map(|_| fastrand::alphanumeric()).collect();
            if registrations.get(&id).is_none() && !is_scenario(&id) {
                return id;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BoundedMap<String, Registration>> {
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
        let (registration, is_new) = state.register("pending", then, None).unwrap();
        assert_eq!((registration.since, is_new), (first, false));
        assert_eq!(
            state.register("pending", then, None).err(),
            Some(USER_ID_IN_USE.into())
        );
        assert!(state.register("u-1", then, None).unwrap().1);
        assert!(state.registration("u-2").is_none());
    }

    #[test]
    fn issued_ids_are_eight_letters_and_digits() {
        let id = State::default().issue_id(|name| name.starts_with(|c: char| c.is_lowercase()));
        assert_eq!(id.len(), 8);
        assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert!(!id.starts_with(|c: char| c.is_lowercase()));
    }
}
