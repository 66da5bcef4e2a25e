#![doc = include_str!("../README.md")]
//!
//! ## Where to look
//!
//! * [`Intake`]: requests to stored deliveries, on `http::Request<Bytes>`; `IntakeService` for `tower` and axum.
//! * [`Confirmer`]: stored deliveries to settled outcomes, by asking; and the actions that follow.
//! * [`Delivery`]: one push, as it came; [`DeliveryKey`] tells it from every other.
//! * [`Store`]: keeps deliveries until they are settled, the one outcome of each subject, and the actions that follow.
//!   [`MemoryStore`] for tests and programs that may forget; `SqlStore` for an SQLite file or PostgreSQL.
//! * [`Claim`] and [`ActionClaim`]: a lease on a piece of work with a fencing token. A holder that was too slow is refused.
//!
//! A delivery becomes an outcome only by asking the provider; what is handed to [`Store::settle`] is the answer to that. One
//! that is still open is handed to [`Store::supersede`]: where it unsettles what is stored, that is told at once.
//! Which of two outcomes of one subject stays is
//! [`relation_to`](kyc_model::outcome::VerificationOutcome::relation_to), so neither order, repeats nor delays of delivery
//! change what is stored in the end.
//!
//! ## A service
//!
//! Example `receiver` is one that runs on one machine, with a forged callback that is refuted.
//!
#![cfg_attr(all(feature = "sqlite", feature = "tower"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "sqlite", feature = "tower")), doc = "```ignore")]
//! use std::{sync::Arc, time::Duration};
//!
//! use kyc_facade::{Registry, smileid::SmileProvider};
//! use kyc_model::outcome::{Requirement, SmileReference};
//! use kyc_receiver::{Action, Confirmer, Done, Intake, IntakeService, LookUpFailed, SqlStore};
//! use smileid::{Client, Credentials, callback::Verifier};
//!
//! async fn serve(keys: Credentials, client: Client) -> Result<(), Box<dyn std::error::Error>> {
//!     // For several instances `SqlStore::postgres(&url)`, with feature `postgres`; the URL is a `SecretString`.
//!     let store = Arc::new(SqlStore::sqlite("kyc.sqlite").await?);
//!     let verifier = Verifier::new(keys); // of V1 callbacks and V3 webhooks
//!     let intake = Intake::smileid(Arc::clone(&store), verifier.clone())
//!         .on_refused(|refusal| eprintln!("refused: {refusal}"));
//!
//!     let confirmer = Confirmer::new(store, Registry::new())
//!         .with_smileid(SmileProvider::new(client), verifier)
//!         .with_started(our_record)
//!         .on_refuted(|delivery, how| eprintln!("somebody should look: {} {how:?}", delivery.key()));
//!     tokio::spawn(work(confirmer));
//!
//!     let router = axum::Router::new().route_service("/smileid", IntakeService::new(intake));
//!     let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
//!     axum::serve(listener, router).await?;
//!     Ok(())
//! }
//!
//! /// Your record of the job that was started, with its job type and product: no callback is believed about them.
//! async fn our_record(named: SmileReference) -> Result<Option<SmileReference>, LookUpFailed> {
//!     let _ = (named.user_id, named.job_id);
//!     Ok(None) // Nothing started here is known by these ids, so nothing is asked.
//! }
//!
//! async fn work(confirmer: Confirmer) {
//!     loop {
//!         // After an error the delivery or action is handed out again when its lease has run out. No error holds a value of
//!         // a person.
//!         let confirmed = confirmer.confirm_next().await;
//!         match &confirmed {
//!             Ok(Done::GivenUp { reason }) => eprintln!("given up, and listed in the store: {reason}"),
//!             Ok(_) => {}
//!             Err(error) => eprintln!("confirming: {error}"),
//!         }
//!         let acted = confirmer.act_on_next(act).await;
//!         if let Err(error) = &acted {
//!             eprintln!("acting: {error}");
//!         }
//!         if matches!(confirmed, Ok(Done::Nothing) | Err(_)) && !matches!(acted, Ok(true)) {
//!             tokio::time::sleep(Duration::from_secs(1)).await;
//!         }
//!     }
//! }
//!
//! /// Whether it is done. If not, it is handed out again later; by `action.id` you see what you did before.
//! async fn act(action: Action) -> bool {
//!     if action.alert {
//!         // Two answers disagree, or a callback told of fraud: a person of yours looks.
//!     } else if action.outcome.satisfies(&Requirement::identity()) {
//!         // Open the account.
//!     }
//!     true
//! }
//! ```
//!
//! ## How often
//!
//! | what | how often |
//! |---|---|
//! | a delivery is stored | once for each key, durable when [`Store::put`] returns |
//! | a delivery is settled | once; a second holder is refused with `LostLease` |
//! | an action is recorded | once for each change of what is stored, and once for each alert |
//! | an action is handed out | at least once, those of one subject in their order |
//! | SQL run by `SqlStore::with_work` or `SqlStore::settle_with` | exactly once, in the commit that settles |
//! | `Confirmer::on_refuted` is called | at least once, before the store is asked to settle |
//!
//! Actions are handed out, unless the `SqlStore` of a [`Confirmer`] performs them itself (`SqlStore::with_work`).
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
