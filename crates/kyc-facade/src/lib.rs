#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! * [`VerificationOutcome`](kyc_model::outcome::VerificationOutcome), in `kyc-model`: the one answer.
//! * [`VerificationProvider`]: what every provider can do, as `dyn`, implementable by you.
//! * [`Registry`]: finds the provider of a reference.
//! * [`Normalizer`]: saved payloads to outcomes.
//! * [`explain()`]: why an outcome says what it says, rule by rule.
//! * [`unrecognized`]: what an answer holds that no table of this library lists.
//! * [`Waiter`]: waits for an answer that is worth acting on, for one verification or for many.
//! * [`smileid`] and [`greenid`]: their decision tables.
//! * `conformance`, with the feature of that name: what a provider of your own has to do, as a test.
//!
//! This crate holds the decisions and parses no wire format.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
#[cfg(any(feature = "greenid", feature = "smileid"))]
pub mod explain;
#[cfg(feature = "greenid")]
pub mod greenid;
mod normalize;
mod observe;
mod provider;
#[cfg(any(feature = "greenid", feature = "smileid"))]
mod remedy;
#[cfg(any(feature = "greenid", feature = "smileid"))]
mod ruling;
#[cfg(feature = "smileid")]
pub mod smileid;
#[cfg(test)]
mod tsv;
mod unrecognized;
#[cfg(feature = "client")]
mod wait;

pub use error::{Error, ErrorKind, Result};
#[cfg(any(feature = "greenid", feature = "smileid"))]
pub use explain::explain;
pub use kyc_http::{BoxFuture, Phase};
pub use normalize::Normalizer;
pub use provider::{AskOptions, Registry, VerificationProvider};
#[cfg(any(feature = "greenid", feature = "smileid"))]
pub use ruling::Provenance;
pub use unrecognized::{Unrecognized, UnrecognizedPart, unrecognized};
#[cfg(feature = "client")]
pub use wait::{
    Progress, Rate, ResumeHandle, WaitPlan, Waited, Waiter, Watch, WatchEvent, WatchId,
    WatchLimits, WatchStats,
};
