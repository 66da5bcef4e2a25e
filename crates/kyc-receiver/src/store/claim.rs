//! What goes in and out of a store.

use core::time::Duration;

use kyc_model::outcome::{Relation, VerificationOutcome};

use crate::{Delivery, hash::hash_text};

/// Whether a delivery was there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stored {
    /// It was not.
    New,
    /// It was, whatever became of it.
    Known,
}

/// A lease on a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claim {
    /// The delivery.
    pub delivery: Delivery,
    /// The fencing token: greater than that of every earlier claim of this store.
    pub token: u64,
    /// How often it was claimed, this time included.
    pub attempt: u32,
    /// Set by whoever settles: a person should look, whatever the outcome. See [`with_alert`](Self::with_alert).
    pub alert: bool,
}

impl Claim {
    /// A claim of a store outside this library. Nothing is the matter with it yet.
    #[must_use]
    pub const fn new(delivery: Delivery, token: u64, attempt: u32) -> Self {
        Self {
            delivery,
            token,
            attempt,
            alert: false,
        }
    }

    /// The same claim, about something that a person should look at, such as a signal of fraud that no outcome has. The
    /// [action](Action::alert) that follows from settling it says so, and one follows: with the first news of a verdict, and
    /// once more while it stands, however often it is told of.
    #[must_use]
    pub fn with_alert(mut self) -> Self {
        self.alert = true;
        self
    }
}

/// What became of an outcome that was handed to a store.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settled {
    /// How it relates to the one that was stored; `Replaces` also where none was. It is stored just when this is
    /// `Replaces`.
    pub relation: Relation,
    /// Whether a person should look, whichever of the two is stored.
    pub alert: bool,
    /// The action that was recorded, if one follows.
    pub action: Option<ActionId>,
}

impl Settled {
    /// What a store outside this library found.
    #[must_use]
    pub const fn new(relation: Relation, alert: bool, action: Option<ActionId>) -> Self {
        Self {
            relation,
            alert,
            action,
        }
    }
}

hash_text! {
    /// Tells an action from every other, for whoever performs it to see a repeat: the SHA-256 over subject, row, content
    /// and the place among the changes of the subject.
    ///
    /// The place is part of it because a subject may return to an earlier answer: verified, locked, verified again.
    ActionId, "an action's id"
}

/// Something that follows from a settled delivery, to be performed by the caller.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Action {
    /// What tells it from every other.
    pub id: ActionId,
    /// The outcome that is **stored** for the subject since then: act on this one.
    pub outcome: VerificationOutcome,
    /// Whether a person should look **before** anything is done: two answers that do not go together (decision tables,
    /// part 6, rule 6), or an event that told of fraud where its answer does not ([`Claim::with_alert`]). Actions before and
    /// after it have none of it: keep the person back yourself until somebody has looked.
    pub alert: bool,
    /// With an alert about two answers, the one that is not stored: the one that was replaced, or the new one that
    /// was not kept. Never act on it.
    pub other_outcome: Option<VerificationOutcome>,
}

impl Action {
    /// An action without an alert.
    #[must_use]
    pub const fn new(id: ActionId, outcome: VerificationOutcome) -> Self {
        Self {
            id,
            outcome,
            alert: false,
            other_outcome: None,
        }
    }
}

/// A lease on an action.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ActionClaim {
    /// The action.
    pub action: Action,
    /// The fencing token: greater than that of every earlier claim of this store.
    pub token: u64,
    /// How often it was claimed, this time included.
    pub attempt: u32,
}

impl ActionClaim {
    /// A claim of a store outside this library.
    #[must_use]
    pub const fn new(action: Action, token: u64, attempt: u32) -> Self {
        Self {
            action,
            token,
            attempt,
        }
    }
}

/// A delivery that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GivenUp {
    /// The delivery.
    pub delivery: Delivery,
    /// Why.
    pub reason: String,
    /// How often it was claimed.
    pub attempts: u32,
}

impl GivenUp {
    /// An entry of a store outside this library.
    #[must_use]
    pub const fn new(delivery: Delivery, reason: String, attempts: u32) -> Self {
        Self {
            delivery,
            reason,
            attempts,
        }
    }
}

/// How much there is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Deliveries that wait or are being worked on.
    pub open: u64,
    /// Deliveries that were given back and wait until later.
    pub postponed: u64,
    /// Deliveries that were given up.
    pub given_up: u64,
    /// Actions that are not finished.
    pub actions: u64,
    /// The age of the oldest delivery that is open or postponed.
    pub oldest: Option<Duration>,
}
