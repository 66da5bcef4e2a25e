//! Smile ID and greenID on this machine: one process that speaks both wire protocols well enough for the providers' own
//! SDKs and for stock SOAP clients, with nothing but invented people in it.
//!
//! The ids choose what happens: the Smile ID job `approved` is approved, the greenID person `locked-out` is locked out,
//! and `approved.17` is another job that is approved. [`scenario::all`] lists them with the decision that each must lead to.
//!
//! Example `double` is a test with ids of its own, a clock that is moved, and signed callbacks.
//!
//! ```
//! # let runtime = tokio::runtime::Runtime::new().unwrap();
//! # runtime.block_on(async {
//! use kyc_sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//! let keys = sandbox.account().smileid_credentials()?;
//! // Point a client at `sandbox.smileid_server()` and ask for job `approved`; then see what it sent:
//! assert!(sandbox.received().is_empty());
//! sandbox.clock().advance(core::time::Duration::from_secs(60));
//! // Dropping it stops it.
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! A test double, **never for production**: it listens on loopback only, sends to loopback only, and its accounts and keys
//! are public.
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
pub use sandbox::Sandbox;
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
