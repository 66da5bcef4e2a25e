//! All that the protocol modules share.

use std::sync::{Arc, Mutex, PoisonError};

use ::smileid::Credentials;
use tokio::runtime::Handle;

use crate::{
    Account, SandboxClock, Service, bounded_map::BoundedMap, callback_sender::CallbackSender,
    greenid, log::Log, scenario::name_in, settings::Settings, smileid,
};

/// The inside of one sandbox.
pub(crate) struct SharedState {
    pub(crate) account: Account,
    pub(crate) credentials: Credentials,
    pub(crate) settings: Settings,
    /// Where everything runs, for what is begun from outside.
    pub(crate) runtime: Handle,
    pub(crate) clock: SandboxClock,
    pub(crate) log: Log,
    pub(crate) callback_sender: Arc<CallbackSender>,
    pub(crate) smileid: smileid::State,
    pub(crate) greenid: greenid::State,
    assigned: Mutex<BoundedMap<(Service, String), &'static str>>,
}

impl SharedState {
    /// One that has seen nothing yet. The credentials are the account's.
    pub(crate) fn new(
        account: Account,
        credentials: Credentials,
        settings: Settings,
        runtime: Handle,
        callback_sender: Arc<CallbackSender>,
    ) -> Self {
        Self {
            account,
            credentials,
            settings,
            runtime,
            clock: SandboxClock::default(),
            log: Log::default(),
            callback_sender,
            smileid: smileid::State::default(),
            greenid: greenid::State::default(),
            assigned: Mutex::default(),
        }
    }

    /// The name of the scenario that an id has: the one it was given, or what stands before its first dot.
    pub(crate) fn scenario_of(&self, service: Service, id: &str) -> String {
        let assigned = self.assigned.lock().unwrap_or_else(PoisonError::into_inner);
        match assigned.get(&(service, id.to_owned())) {
            Some(name) => (*name).to_owned(),
            None => name_in(id).to_owned(),
        }
    }

    /// Gives an id another scenario; what was known of it is forgotten, but for a submitted V1 job.
    pub(crate) fn assign(&self, service: Service, id: &str, name: &'static str) {
        let mut assigned = self.assigned.lock().unwrap_or_else(PoisonError::into_inner);
        assigned.insert((service, id.to_owned()), name);
        drop(assigned);
        match service {
            Service::SmileidV1 => self.smileid.v1.forget(id),
            Service::SmileidV3 => self.smileid.v3.forget(id),
            Service::Greenid => self.greenid.forget(id),
        }
    }
}

impl core::fmt::Debug for SharedState {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SharedState").finish_non_exhaustive()
    }
}
