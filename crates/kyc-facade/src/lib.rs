//! One [`VerificationOutcome`](kyc_model::outcome::VerificationOutcome) over every identity-verification provider.
//!
//! * [`VerificationProvider`]: what every provider can do, as `dyn`, implementable by you.
//! * [`Registry`]: finds the provider of a reference.
//! * [`Normalizer`]: saved payloads to outcomes.
//! * [`smileid`]: the decision tables of Smile ID.
//!
//! This crate holds the decisions and parses no wire format.

mod error;
mod normalize;
mod provider;
#[cfg(feature = "smileid")]
mod remedy;
#[cfg(feature = "smileid")]
mod ruling;
#[cfg(feature = "smileid")]
pub mod smileid;

pub use error::{Error, ErrorKind, Result};
pub use normalize::Normalizer;
pub use provider::{AskOptions, Registry, VerificationProvider};
#[cfg(feature = "smileid")]
pub use ruling::Provenance;

/// The README's Rust example compiles.
#[cfg(all(doctest, feature = "reqwest", feature = "smileid"))]
#[doc = include_str!("../../../README.md")]
mod readme {}
