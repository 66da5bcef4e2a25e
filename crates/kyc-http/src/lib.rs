#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! The crate knows no provider, except for the header names that [`ExtraHeaders`] keeps for the adapters. An adapter
//! writes an `http::Request<Bytes>`, hands it to a [`Transport`] and reads the `http::Response<Bytes>` that comes back.
//!
//! * [`Transport`]: sends one request once; says whether it verifies TLS. Implement it over your own HTTP stack, or
//!   take `ReqwestTransport`.
//! * [`Sender`]: how the adapters use a transport: attempts built afresh, retries by a [`RetryPolicy`], hooks, spans.
//! * [`TransportError`] and [`Phase`]: why no answer came, and whether the request may have been sent all the same.
//! * [`check_url`]: which URLs may be sent to, and how such a request is protected.
//! * [`ResponseLimits`]: how much of an answer is read.
//! * [`Payload`], [`source_of`], [`retry_after`], [`is_transient_status`]: what every adapter says of an answer.
//! * [`ExtraHeaders`] and [`path_segment`]: what a caller may add to a request, and ids in its path.
//! * [`Clock`] and [`Sleep`]: the time and waiting, injected.
//! * `Worker`: a thread on which the blocking clients run.
//!
//! ## Spans
//!
//! With feature `tracing`, a request is a span `kyc.request` (info) with `provider`, `operation`, `attempts`, `status`,
//! `latency_ms` and, where it failed, `error`; each attempt is a span `kyc.attempt` (debug) inside it with `attempt`,
//! `server` (the host), `status` and `latency_ms`; each repetition is an event (info) with `error` and `wait_ms`. No body,
//! header, path or query is in any; `ids` only after [`Sender::trace_ids`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
#[cfg(feature = "blocking")]
mod blocking;
mod clock;
mod endpoint;
mod error;
mod extra_headers;
mod observe;
mod path_segment;
mod payload;
mod phase;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod retry;
mod sender;
mod sleep;
mod transport;

pub use answer::{is_transient_status, retry_after, source_of};
#[cfg(feature = "blocking")]
pub use blocking::Worker;
pub use clock::{Clock, FixedClock, SystemClock};
pub use endpoint::{Security, check_url};
pub use error::{TransportError, TransportErrorKind};
pub use extra_headers::ExtraHeaders;
pub use path_segment::path_segment;
pub use payload::Payload;
pub use phase::Phase;
#[cfg(feature = "reqwest")]
pub use reqwest_transport::{
    BuildError, CryptoProvider, ReqwestTransport, ReqwestTransportBuilder, TlsFailure, TlsHandshake,
};
pub use retry::RetryPolicy;
pub use sender::{Answer, Call, FailedAttempt, Repeat, SendError, Sender, write_attempts};
pub use sleep::{Sleep, SystemSleep};
pub use transport::{BoxFuture, ResponseLimits, TlsVerification, Transport};
