//! Invented deliveries and outcomes, and the stores to try them on.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_macros
)]

mod site;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod work;

use core::time::Duration;
use std::sync::Arc;

use kyc_model::{
    Timestamp,
    outcome::{
        Awaiting, Decision, Environment, Finality, GreenidReference, OutcomeParts, Product,
        ReasonCategory, Reference, Remedy, SignatureState, SmileReference, Source, SubjectKey,
        VerificationOutcome,
    },
};
use kyc_receiver::{ActionClaim, Claim, Delivery, Settled, Store, StoreError, StoreErrorKind};
pub use site::{Backend, Site};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use site::{open_at, try_open_at};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use work::{acted, prepare, query, record};

/// Makes of each function one test for every store: in memory, in an SQLite file and, where `DATABASE_URL` names one, in
/// PostgreSQL.
macro_rules! on_every_store {
    ($($name:ident)*) => {
        on_every_store!(@on memory, Memory, $($name)*);
        #[cfg(feature = "sqlite")]
        on_every_store!(@on sqlite, Sqlite, $($name)*);
        #[cfg(feature = "postgres")]
        on_every_store!(@on postgres, Postgres, $($name)*);
    };
    (@on $module:ident, $backend:ident, $($name:ident)*) => {
        mod $module {
            use crate::common::{Backend, Site};
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    if let Some(site) = Site::new(Backend::$backend).await {
                        super::$name(&site).await;
                        site.remove().await;
                    }
                }
            )*
        }
    };
}
pub(crate) use on_every_store;

/// Makes of each function, which is given a store's address, one test for each of the SQL stores.
macro_rules! on_every_sql_store {
    ($($name:ident)*) => {
        #[cfg(feature = "sqlite")]
        on_every_sql_store!(@on sqlite, Sqlite, $($name)*);
        #[cfg(feature = "postgres")]
        on_every_sql_store!(@on postgres, Postgres, $($name)*);
    };
    (@on $module:ident, $backend:ident, $($name:ident)*) => {
        mod $module {
            use crate::common::{Backend, Site};
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    if let Some(site) = Site::new(Backend::$backend).await {
                        super::$name(&site.address()).await;
                        site.remove().await;
                    }
                }
            )*
        }
    };
}
pub(crate) use on_every_sql_store;

pub const LEASE: Duration = Duration::from_secs(60);

/// So many seconds into the invented day.
pub fn at(second: u64) -> Timestamp {
    let day: Timestamp = "2026-01-02T03:00:00Z".parse().unwrap();
    day.checked_add(Duration::from_secs(second)).unwrap()
}

pub fn smile(job: &str) -> Reference {
    let mut reference = SmileReference::new("user-1", job);
    reference.partner_id = Some("2099".into());
    Reference::Smileid(reference)
}

pub fn greenid(user: &str) -> Reference {
    let mut reference = GreenidReference::new(user);
    reference.customer_id = Some("acme-bank".into());
    Reference::Greenid(reference)
}

/// A delivery about this reference; each pair is another one.
pub fn delivery(reference: Reference, pair: &str) -> Delivery {
    let body = br#"{"FullName":"Zanele Invented","ResultCode":"0810"}"#;
    Delivery::new(
        reference,
        Some("0810".to_owned()),
        pair,
        body.to_vec(),
        at(0),
    )
}

pub fn outcome(
    reference: Reference,
    decision: Decision,
    finality: Finality,
    second: u64,
    change: impl FnOnce(&mut OutcomeParts),
) -> VerificationOutcome {
    let mut parts = OutcomeParts::inconclusive(
        reference,
        ReasonCategory::Approved,
        Remedy::None,
        "row",
        "1",
    );
    parts.product = Product::DocumentVerification;
    parts.decision = decision;
    parts.finality = finality;
    parts.awaiting = (decision == Decision::Pending).then_some(Awaiting::Provider);
    parts.source = Source::Confirmed;
    parts.signature = SignatureState::Valid;
    parts.environment = Environment::Production;
    parts.decided_at = Some(at(second));
    parts.retrieved_at = Some(at(second));
    change(&mut parts);
    VerificationOutcome::new(parts).unwrap()
}

pub fn verified(job: &str, second: u64) -> VerificationOutcome {
    let (decision, finality) = (Decision::Verified, Finality::Final);
    outcome(smile(job), decision, finality, second, |_| {})
}

pub fn rejected(job: &str, second: u64) -> VerificationOutcome {
    let (decision, finality) = (Decision::Rejected, Finality::Final);
    outcome(smile(job), decision, finality, second, |_| {})
}

pub fn pending(job: &str, second: u64) -> VerificationOutcome {
    let (decision, finality) = (Decision::Pending, Finality::Provisional);
    outcome(smile(job), decision, finality, second, |_| {})
}

pub fn key(outcome: &VerificationOutcome) -> SubjectKey {
    SubjectKey::of(outcome).unwrap()
}

#[track_caller]
pub fn fails<T: core::fmt::Debug>(result: Result<T, StoreError>, kind: StoreErrorKind) {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind);
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("Zanele"), "{shown}");
}

/// The next claim. While others claim too, one look can miss what was put after it began.
pub async fn claim(store: &dyn Store, second: u64) -> Claim {
    for _ in 0..100 {
        if let Some(claim) = store.claim(at(second), LEASE).await.unwrap() {
            return claim;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("nothing can be claimed");
}

pub async fn claim_action(store: &dyn Store, second: u64) -> Option<ActionClaim> {
    store.claim_action(at(second), LEASE).await.unwrap()
}

/// Delivers, claims and settles.
pub async fn receive(store: &dyn Store, pair: &str, outcome: &VerificationOutcome) -> Settled {
    let delivery = delivery(outcome.reference().clone(), pair);
    store.put(&delivery).await.unwrap();
    let claim = claim(store, 1).await;
    assert_eq!(claim.delivery, delivery);
    store.settle(&claim, outcome, at(1)).await.unwrap()
}

/// Performs every action that waits, in turn.
pub async fn drain(store: &Arc<dyn Store>, second: u64) -> Vec<ActionClaim> {
    let mut all = Vec::new();
    while let Some(claim) = claim_action(store, second).await {
        store.finish_action(&claim).await.unwrap();
        all.push(claim);
    }
    all
}
