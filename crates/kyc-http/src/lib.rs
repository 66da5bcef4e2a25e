//! How the KYC adapters send: a transport behind a trait, the phase of every failure, limits, and a clock.
//!
//! The crate knows no provider. An adapter writes an `http::Request<Bytes>`, hands it to a [`Transport`] and reads the
//! `http::Response<Bytes>` that comes back.
//!
//! * [`Transport`]: sends one request once; says whether it verifies TLS. Implement it over your own HTTP stack, or
//!   take `ReqwestTransport`.
//! * [`TransportError`] and [`Phase`]: why no answer came, and whether the request may have been sent all the same.
//! * [`check_url`]: which URLs may be sent to, and how such a request is protected.
//! * [`ResponseLimits`]: how much of an answer is read.
//! * [`Payload`], [`source_of`] and [`retry_after`]: what every adapter says of an answer.
//! * [`Clock`]: the time, injected.
//!
//! # Features
//!
//! | feature | default | gives |
//! |---|---|---|
//! | `reqwest` | yes | `ReqwestTransport` over reqwest and rustls; needs one of the next two to be built at run time |
//! | `rustls-ring` | yes | cryptography by ring; taken when both are there and none is chosen |
//! | `rustls-aws-lc` | no | cryptography by aws-lc-rs |
//!
//! Without features no HTTP client and no TLS is in the tree. No global rustls provider is ever installed or used.

mod answer;
mod clock;
mod endpoint;
mod error;
mod payload;
mod phase;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod transport;

pub use answer::{retry_after, source_of};
pub use clock::{Clock, FixedClock, SystemClock};
pub use endpoint::{Security, check_url};
pub use error::{TransportError, TransportErrorKind};
pub use payload::Payload;
pub use phase::Phase;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::{
    BuildError, CryptoProvider, ReqwestTransport, ReqwestTransportBuilder,
};
pub use transport::{BoxFuture, ResponseLimits, TlsVerification, Transport};
