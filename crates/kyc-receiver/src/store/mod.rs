//! What every store does.

mod claim;
mod memory;
mod settlement;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod sql;

use core::time::Duration;
use std::sync::Arc;

use kyc_http::BoxFuture;
use kyc_model::{
    Timestamp,
    outcome::{SubjectKey, VerificationOutcome},
};

pub use claim::{Action, ActionClaim, ActionId, Claim, Counts, GivenUp, Settled, Stored};
pub use memory::{Capacity, MemoryStore};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sql::{SettleError, SqlStore, Tx};

use crate::{Delivery, DeliveryKey, StoreError};

type Reply<'a, T> = BoxFuture<'a, Result<T, StoreError>>;

/// Keeps deliveries until they are settled, the one outcome of each subject, and the actions that follow from it.
///
/// Every method is one atomic step: it happened whole or not at all, also when the process is killed. An error of kind
/// `Unavailable` says nothing about which of the two; every method may be called again. Implement it for a store of your
/// own; it works as `dyn`.
pub trait Store: Send + Sync {
    /// Keeps a delivery. It is durable when this returns, so that the provider may be told so.
    ///
    /// # Errors
    /// `Full` when the store holds as much as it may; a delivery that it knows is `Known` all the same.
    fn put<'a>(&'a self, delivery: &'a Delivery) -> Reply<'a, Stored>;

    /// Claims the delivery that has been due longest, a new one before all others: neither settled nor given up, under no live
    /// lease, postponed no longer.
    ///
    /// `None` means that there was nothing when this looked: while others claim too, one look can miss what has just come.
    ///
    /// Each claim has a token that is greater than every earlier one of this store. When the lease runs out the delivery
    /// can be claimed by somebody else, and from then on the old claim is refused.
    ///
    /// # Errors
    /// Those of the store.
    fn claim(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<Claim>>;

    /// Extends a lease: it now ends `lease` after `now`.
    ///
    /// # Errors
    /// `LostLease` when the claim no longer holds.
    fn renew<'a>(&'a self, claim: &'a Claim, now: Timestamp, lease: Duration) -> Reply<'a, ()>;

    /// Gives a claim back; the delivery waits until then.
    ///
    /// # Errors
    /// `LostLease` when the claim no longer holds.
    fn postpone<'a>(&'a self, claim: &'a Claim, until: Timestamp) -> Reply<'a, ()>;

    /// Gives a delivery up. It is kept and [listed](Self::given_up) until somebody reopens or discards it.
    ///
    /// `reason` is a fixed text for operators.
    ///
    /// # Errors
    /// `LostLease` when the claim no longer holds.
    fn give_up<'a>(&'a self, claim: &'a Claim, reason: &'static str) -> Reply<'a, ()>;

    /// The deliveries that were given up, the oldest first, at most `limit`.
    ///
    /// # Errors
    /// Those of the store.
    fn given_up(&self, limit: usize) -> Reply<'_, Vec<GivenUp>>;

    /// Lets a delivery that was given up be claimed again; `false` when no given-up delivery has that key.
    ///
    /// # Errors
    /// Those of the store.
    fn reopen<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool>;

    /// Removes a delivery that was given up; `false` when no given-up delivery has that key.
    ///
    /// # Errors
    /// Those of the store.
    fn discard<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool>;

    /// Settles a delivery with the confirmed outcome, in one step: stores the outcome if it stands above the stored one
    /// (see [`relation_to`](kyc_model::outcome::VerificationOutcome::relation_to)) or there is none, records the action that
    /// follows, and ends the delivery.
    ///
    /// An action follows when what the store says of the subject changes, and when a person should look. A verdict that
    /// was sent again changes nothing, though it may have a newer time. With [`Claim::alert`] there is an action that says so:
    /// the one that follows anyhow, or one alert about the verdict that is stored.
    ///
    /// # Errors
    /// `LostLease` when the claim no longer holds, also when it was settled before. `NotStorable` when the outcome's
    /// source is *unverified* or a part of its subject key is missing; the claim still holds then. `Full`.
    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Settled>;

    /// Takes in a confirmed answer that is not the last word, in one step: as [`settle`](Self::settle), but the claim
    /// holds on and the delivery waits on. So where a provider gives snapshots (greenID), a verified person whose review was
    /// reopened does not stay verified until the review ends. A job of Smile ID does not go back, and its final outcome stays.
    ///
    /// Where nothing is stored of the subject, nothing is done, and it is `None`: that something began is no news.
    ///
    /// # Errors
    /// Those of `settle`; nothing was changed by `NotStorable` and the claim still holds.
    fn supersede<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Option<Settled>>;

    /// The stored outcome of a subject.
    ///
    /// # Errors
    /// Those of the store.
    fn outcome<'a>(&'a self, subject: &'a SubjectKey) -> Reply<'a, Option<VerificationOutcome>>;

    /// Claims the oldest action that waits. An action waits for those of the same subject before it, so they are handed
    /// out in their order.
    ///
    /// An action whose lease ran out is handed out again: whoever performs it does so **at least once** and uses its
    /// [`ActionId`] to see a repeat.
    ///
    /// # Errors
    /// Those of the store.
    fn claim_action(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<ActionClaim>>;

    /// Ends an action. It may be called again with the same claim.
    ///
    /// # Errors
    /// `LostLease` when somebody else claimed it since: it may be performed twice.
    fn finish_action<'a>(&'a self, claim: &'a ActionClaim) -> Reply<'a, ()>;

    /// Gives an action back; it waits until then, and so do those of the same subject behind it.
    ///
    /// # Errors
    /// `LostLease` when the claim no longer holds.
    fn postpone_action<'a>(&'a self, claim: &'a ActionClaim, until: Timestamp) -> Reply<'a, ()>;

    /// How much there is to do.
    ///
    /// # Errors
    /// Those of the store.
    fn counts(&self, now: Timestamp) -> Reply<'_, Counts>;

    /// Removes settled deliveries received before `before`, and finished actions recorded before it; returns how many in all.
    ///
    /// Outcomes stay, and so does what waits or was given up. A delivery that was removed and comes again is taken as
    /// new: it is confirmed once more and changes nothing. An alert that was removed may be raised again.
    ///
    /// # Errors
    /// Those of the store.
    fn prune(&self, before: Timestamp) -> Reply<'_, u64>;
}

macro_rules! forward {
    ($($name:ident<$life:lifetime>($($argument:ident: $kind:ty),*) -> $reply:ty;)*) => {
        impl<S: Store + ?Sized> Store for Arc<S> {
            $(fn $name<$life>(&$life self, $($argument: $kind),*) -> Reply<$life, $reply> {
                (**self).$name($($argument),*)
            })*
        }
    };
}

forward! {
    put<'a>(delivery: &'a Delivery) -> Stored;
    claim<'a>(now: Timestamp, lease: Duration) -> Option<Claim>;
    renew<'a>(claim: &'a Claim, now: Timestamp, lease: Duration) -> ();
    postpone<'a>(claim: &'a Claim, until: Timestamp) -> ();
    give_up<'a>(claim: &'a Claim, reason: &'static str) -> ();
    given_up<'a>(limit: usize) -> Vec<GivenUp>;
    reopen<'a>(key: &'a DeliveryKey) -> bool;
    discard<'a>(key: &'a DeliveryKey) -> bool;
    settle<'a>(claim: &'a Claim, outcome: &'a VerificationOutcome, now: Timestamp) -> Settled;
    supersede<'a>(claim: &'a Claim, outcome: &'a VerificationOutcome, now: Timestamp) -> Option<Settled>;
    outcome<'a>(subject: &'a SubjectKey) -> Option<VerificationOutcome>;
    claim_action<'a>(now: Timestamp, lease: Duration) -> Option<ActionClaim>;
    finish_action<'a>(claim: &'a ActionClaim) -> ();
    postpone_action<'a>(claim: &'a ActionClaim, until: Timestamp) -> ();
    counts<'a>(now: Timestamp) -> Counts;
    prune<'a>(before: Timestamp) -> u64;
}

/// When a lease taken now ends; the last instant there is where it would end after that.
fn lease_end(now: Timestamp, lease: Duration) -> Timestamp {
    now.checked_add(lease).unwrap_or(Timestamp::MAX)
}
