//! Takes what identity-verification providers push, without being fooled by it: store first, answer, confirm, act.
//!
//! * [`Intake`]: requests to stored deliveries, on `http::Request<Bytes>`; `IntakeService` for `tower` and axum.
//! * [`Confirmer`]: stored deliveries to settled outcomes, by asking; and the actions that follow.
//! * [`Delivery`]: one push, as it came; [`DeliveryKey`] tells it from every other.
//! * [`Store`]: keeps deliveries until they are settled, the one outcome of each subject, and the actions that follow.
//!   [`MemoryStore`] for tests and programs that may forget; `SqlStore` for an SQLite file or PostgreSQL.
//! * [`Claim`] and [`ActionClaim`]: a lease on a piece of work with a fencing token. A holder that was too slow is refused.
//!
//! A delivery becomes an outcome only by asking the provider; what is handed to [`Store::settle`] is the answer to that.
//! Which of two outcomes of one subject stays is
//! [`relation_to`](kyc_model::outcome::VerificationOutcome::relation_to), so neither order, repeats nor delays of delivery
//! change what is stored in the end.
//!
//! Example `receiver` is a service whole, with a forged callback that is refuted.
//!
//! # How often
//!
//! | what | how often |
//! |---|---|
//! | a delivery is stored | once for each key, durable when [`Store::put`] returns |
//! | a delivery is settled | once; a second holder is refused with `LostLease` |
//! | an action is recorded | once for each change of what is stored, and once for each alert |
//! | an action is handed out | at least once, those of one subject in their order |
//! | SQL run by `SqlStore::settle_with` | exactly once, in the commit that settles |
//!
//! # Features
//!
//! | feature | default | gives |
//! |---|---|---|
//! | `sqlite` | yes | `SqlStore::sqlite`; SQLite is compiled in |
//! | `tower` | yes | `IntakeService` |
//! | `tracing` | yes | a warning for whatever is refused, refuted or given up, without a value of anybody |
//! | `postgres` | no | `SqlStore::postgres`; several instances of a service share one store |
//! | `rustls-ring` | no | TLS to PostgreSQL by ring and the platform's roots; taken when both are there |
//! | `rustls-aws-lc` | no | TLS to PostgreSQL by aws-lc-rs and Mozilla's roots |
//!
//! The SQL stores need a Tokio runtime. All times are injected; the stores ask no clock.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod confirmer;
mod delivery;
mod error;
mod greenid;
mod hash;
mod intake;
#[cfg(feature = "tower")]
mod service;
mod smile;
mod store;

pub use confirmer::{Confirmer, Done, LookUpFailed};
pub use delivery::{Delivery, DeliveryKey};
pub use error::{StoreError, StoreErrorKind};
pub use intake::{Intake, Refusal};
#[cfg(feature = "tower")]
pub use service::IntakeService;
pub use store::{
    Action, ActionClaim, ActionId, Capacity, Claim, Counts, GivenUp, MemoryStore, Settled, Store,
    Stored,
};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use store::{SettleError, SqlStore, Tx};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sqlx;
