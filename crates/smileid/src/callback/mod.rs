//! What Smile ID pushes: V1 callbacks and V3 webhooks, without I/O.
//!
//! A callback is **never an answer**. Its signature covers a timestamp and the partner id, not the body, so whoever saw one
//! pair (every request and reply holds one) can post any verdict with it. [`Verifier`] therefore makes an
//! [`Event`] of it: something to ask Smile ID about. `kyc-facade` confirms events, `kyc-receiver` stores and guards them.
//!
//! ```
//! use smileid::{ApiKey, Credentials, callback::{EventKind, Verifier}, signature};
//! let credentials = Credentials::new("085", ApiKey::new("an-invented-key"))?;
//! let (at, now) = ("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:07Z".parse().unwrap());
//! let signature = signature::sign(&credentials, at, now)?;
//! let body = format!(
//!     r#"{{"timestamp":"{at}","signature":"{signature}","ResultCode":"0810","PartnerParams":{{"user_id":"u-1","job_id":"j-1"}}}}"#
//! );
//! let event = Verifier::new(credentials).receive(&http::HeaderMap::new(), &body.into(), now)?;
//! assert!(matches!(event.kind, EventKind::V1(_)));
//! assert_eq!(event.code(), Some("0810"));
//! # Ok::<(), smileid::Error>(())
//! ```

mod diagnosis;
mod event;
mod verifier;

pub use diagnosis::LikelyCause;
pub use event::{Event, EventKind, Freshness};
pub use verifier::Verifier;
