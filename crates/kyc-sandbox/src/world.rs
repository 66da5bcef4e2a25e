//! All that the protocol modules share.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    Account, SandboxClock, Service, greenid, jobs::Kept, log::Log, postman::Postman,
    scenario::name_in, settings::Settings, smileid,
};

/// The inside of one sandbox.
pub(crate) struct World {
    pub(crate) account: Account,
    pub(crate) credentials: ::smileid::Credentials,
    pub(crate) settings: Settings,
    /// Where everything runs, for what is begun from outside.
    pub(crate) runtime: tokio::runtime::Handle,
    pub(crate) clock: SandboxClock,
    pub(crate) log: Log,
    pub(crate) postman: Arc<Postman>,
    pub(crate) smileid: smileid::State,
    pub(crate) greenid: greenid::State,
    pub(crate) assigned: Mutex<Kept<(Service, String), &'static str>>,
}

impl World {
    /// The name of the scenario that an id has: the one it was given, or what stands before its first dot.
    pub(crate) fn scenario_of(&self, service: Service, id: &str) -> String {
        let assigned = self.assigned.lock().unwrap_or_else(PoisonError::into_inner);
        match assigned.get(&(service, id.to_owned())) {
            Some(name) => (*name).to_owned(),
            None => name_in(id).to_owned(),
        }
    }

    /// Gives an id another scenario; what it was until then is forgotten.
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

impl core::fmt::Debug for World {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}
