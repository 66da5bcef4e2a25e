#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! The core does no I/O: [`JobStatusRequest::to_http`] makes a signed request, [`JobStatusRequest::read_reply`] reads
//! its reply, [`saved::read`] reads what somebody saved, [`signature`] signs and verifies. [`Client`] puts them on any
//! [`kyc_http::Transport`]; feature `reqwest` brings a ready one. [`callback`] takes what Smile ID pushes.
//! The records that come out are those of `kyc-model`.
//!
//! **What the signature is worth.** It covers the timestamp and the partner id, never the body, and every request holds
//! a valid pair. It shows that the sender once held a pair made with the key, no more. What vouches for an answer is
//! that we asked for it over verified TLS.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod callback;
#[cfg(feature = "client")]
mod client;
mod credentials;
pub mod decode;
mod error;
mod job_status;
pub mod saved;
mod server;
pub mod signature;
#[cfg(feature = "testing")]
pub mod testing;
mod time;
pub mod v3;

#[cfg(feature = "client")]
pub use client::Client;
pub use credentials::{ApiKey, Credentials};
pub use error::{Error, ErrorKind, ProviderErrorKind, Result};
pub use job_status::{JobStatusReply, JobStatusRequest, MAX_ID_BYTES};
pub use kyc_http::{Answer, Payload};
pub use server::{BaseUrl, Server};
pub use time::read_time;
