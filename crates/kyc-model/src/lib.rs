#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! * [`outcome`]: the shared answer of every provider, [`VerificationOutcome`](outcome::VerificationOutcome).
//! * [`greenid`]: greenID's records as typed data.
//! * [`smileid`]: Smile ID's records as typed data.
//! * [`Sensitive`]: the wrapper around everything personal.
//! * [`Timestamp`]: an instant, without a date crate in any signature.
//!
//! Reading any type of this crate from JSON fails without quoting what stood there.
//!
//! The JSON form of every type here is canonical snake_case and is never what a provider sends: the adapters read the
//! wire.

mod open_enum;
mod record;
mod sensitive;
mod sparse;
mod timestamp;

pub mod greenid;
pub mod outcome;
pub mod smileid;

pub use record::{Confidence, Extra, Lenient};
pub use sensitive::{Describe, Sensitive};
pub use sparse::{Part, Sparse};
pub use timestamp::{Timestamp, TimestampError};

/// A text that is nearly always one of those that the program knows, and takes no memory of its own then; owned where it came
/// from elsewhere.
pub type Word = std::borrow::Cow<'static, str>;
