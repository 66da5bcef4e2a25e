#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! The heart does no I/O: [`GetVerificationResult`], [`RegisterUser`] and [`IsUserIdRegistered`] each make a request
//! with `to_http` and read its reply with `read_reply`; [`decode`] reads bare bodies and [`saved::read`] what somebody
//! saved. [`Client`] puts them on any [`kyc_http::Transport`]; feature `reqwest` brings a ready one, which also takes
//! the client certificate that the certificate service asks for. The records that come out are those of `kyc-model`.
//!
//! **What vouches for an answer** is that we asked for it over verified TLS. Nothing in it is signed.
//!
//! Sources: greenID's page "getVerificationResult"; where that page is silent, public clients of the service and the
//! WSDL of its successor. No recorded reply of this service is public.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod check;
#[cfg(feature = "client")]
mod client;
mod credentials;
pub mod decode;
mod endpoint;
mod envelope;
mod error;
mod fault;
mod is_user_id_registered;
mod operation;
mod person;
mod question;
mod register_user;
mod reply;
pub mod saved;
mod verification_result;
mod wire;

pub use check::MAX_TEXT_CHARS;
#[cfg(feature = "client")]
pub use client::Client;
pub use credentials::{Credentials, Service};
pub use endpoint::Endpoint;
pub use error::{Error, ErrorKind, Result};
pub use fault::FaultKind;
pub use is_user_id_registered::{IsUserIdRegistered, IsUserIdRegisteredReply};
pub use kyc_http::{Answer, Payload};
pub use operation::Operation;
pub use person::{Address, Name};
pub use register_user::{RegisterUser, RegisterUserBuilder};
pub use verification_result::{GetVerificationResult, VerificationReply};
