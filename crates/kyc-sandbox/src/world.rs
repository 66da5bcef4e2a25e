//! All that the protocol modules share.

use crate::{
    Account, SandboxClock, greenid, log::Log, postman::Postman, settings::Settings, smileid,
};

/// The inside of one sandbox.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) account: Account,
    pub(crate) credentials: ::smileid::Credentials,
    pub(crate) settings: Settings,
    /// Where everything runs, for what is begun from outside.
    pub(crate) runtime: tokio::runtime::Handle,
    pub(crate) clock: SandboxClock,
    pub(crate) log: Log,
    pub(crate) postman: Postman,
    pub(crate) smileid: smileid::State,
    pub(crate) greenid: greenid::State,
}
