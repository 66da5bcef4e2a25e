#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! The ids choose what happens: the Smile ID job `approved` is approved, the greenID person `locked-out` is locked out,
//! and `approved.17` is another job that is approved. [`scenario::all`] lists them with the decision that each must lead to.
//!
//! greenID's people of a scenario are registered from the start, so that they can be asked for at once. `registerUser` takes
//! each such id once all the same, and answers what its scenario says: foreign clients register people this way and choose
//! what becomes of them. `user-id-in-use` is the id that is taken. `not-found` is like an id of no scenario: nobody is there
//! until somebody registers it. An id of more than 255 characters is nobody's.
//!
//! What is not known of the real services is a setting of [`Builder`], with the safer or the more usual behavior as default.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod account;
mod bounded_map;
mod builder;
mod callback_sender;
mod clock;
mod greenid;
mod in_process;
mod log;
mod roots;
mod sandbox;
pub mod scenario;
mod server;
mod settings;
mod shared_state;
mod smileid;
mod wire;

pub use account::Account;
pub use builder::{Builder, StartError};
pub use clock::SandboxClock;
pub use in_process::InProcessSandbox;
pub use log::{CallbackAttempt, Received};
pub use sandbox::{NoSuchJob, Sandbox};
pub use scenario::{LeadsTo, Scenario, Service, UnknownScenario};
pub use settings::UnknownJob;

/// The Rust examples of the documents compile.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../../README.md")]
    mod readme {}
    #[doc = include_str!("../../../docs/guide.md")]
    mod guide {}
}
