//! What follows from an outcome, the same for every store.

use kyc_model::outcome::{Relation, Source, SubjectKey, VerificationOutcome};

use super::{Action, ActionId, Settled};
use crate::{StoreError, StoreErrorKind, hash};

/// The subject of an outcome, as a store keys it. A hash, so that no index and no message of a database holds ids.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Subject(String);

impl Subject {
    pub(super) fn of_key(key: &SubjectKey) -> Self {
        let canonical = key.canonical();
        Self(hash::of_parts(&[
            b"kyc-receiver subject 1",
            canonical.expose().as_bytes(),
        ]))
    }

    /// The subject of an outcome that may be stored.
    pub(super) fn of(outcome: &VerificationOutcome) -> Result<Self, StoreError> {
        match SubjectKey::of(outcome) {
            Some(key) if outcome.source() != Source::Unverified => Ok(Self::of_key(&key)),
            _ => Err(StoreError::new(StoreErrorKind::NotStorable)),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a store keeps of a subject.
#[derive(Clone, Debug)]
pub(super) struct StoredOutcome {
    pub(super) outcome: VerificationOutcome,
    /// Subject, row and content, hashed. A verdict that is sent again has the same.
    pub(super) identity: String,
    /// How often the identity changed.
    pub(super) revision: u64,
}

/// What a store has to do.
#[derive(Debug)]
pub(super) struct SettlePlan {
    pub(super) relation: Relation,
    pub(super) alert: bool,
    /// To be stored in place of what is there.
    pub(super) store: Option<StoredOutcome>,
    /// To be recorded, unless one of its id is.
    pub(super) action: Option<Action>,
}

impl SettlePlan {
    /// What to tell the caller; `recorded` says whether the action was new.
    pub(super) fn settled(&self, recorded: bool) -> Settled {
        let action = self.action.as_ref().filter(|_| recorded);
        Settled::new(
            self.relation,
            self.alert,
            action.map(|action| action.id.clone()),
        )
    }
}

fn identity(subject: &Subject, outcome: &VerificationOutcome) -> String {
    let content = outcome.content();
    hash::of_parts(&[
        b"kyc-receiver identity 1",
        subject.as_str().as_bytes(),
        outcome.decided_by().as_bytes(),
        content.expose().as_bytes(),
    ])
}

/// Plans what follows from an outcome beside what is stored of its subject. With `alert` a person should look whatever
/// follows. Source: decision tables, parts 5 (receiver) and 6.
pub(super) fn plan(
    subject: &Subject,
    new: &VerificationOutcome,
    stored: Option<StoredOutcome>,
    alert: bool,
) -> SettlePlan {
    let identity = identity(subject, new);
    let Some(stored) = stored else {
        return replace(new, identity, 1, alert, None);
    };
    let found = new.relation_to(&stored.outcome);
    let raised = found.alert || alert;
    match found.relation {
        Relation::Replaces if identity == stored.identity => SettlePlan {
            relation: found.relation,
            alert: raised,
            action: alert.then(|| alert_again(new, &identity, stored.revision)),
            store: Some(StoredOutcome {
                outcome: new.clone(),
                ..stored
            }),
        },
        Relation::Replaces => {
            let revision = stored.revision.saturating_add(1);
            let other = found.alert.then_some(stored.outcome);
            replace(new, identity, revision, raised, other)
        }
        Relation::Unrelated | Relation::Duplicate | Relation::Keeps => SettlePlan {
            relation: found.relation,
            alert: raised,
            store: None,
            action: if alert && !found.alert && identity == stored.identity {
                Some(alert_again(&stored.outcome, &identity, stored.revision))
            } else {
                raised.then(|| alert_about(new, &identity, stored.outcome, &stored.identity))
            },
        },
    }
}

fn replace(
    new: &VerificationOutcome,
    identity: String,
    revision: u64,
    alert: bool,
    old: Option<VerificationOutcome>,
) -> SettlePlan {
    let id = ActionId::of_parts(&[
        b"kyc-receiver change 1",
        identity.as_bytes(),
        &revision.to_be_bytes(),
    ]);
    let mut action = Action::new(id, new.clone());
    action.alert = alert;
    action.other_outcome = old;
    SettlePlan {
        relation: Relation::Replaces,
        alert,
        store: Some(StoredOutcome {
            outcome: new.clone(),
            identity,
            revision,
        }),
        action: Some(action),
    }
}

/// One alert about a verdict that is stored already, however often it is told of while it stands.
fn alert_again(stored: &VerificationOutcome, identity: &str, revision: u64) -> Action {
    let id = ActionId::of_parts(&[
        b"kyc-receiver alert 2",
        identity.as_bytes(),
        &revision.to_be_bytes(),
    ]);
    let mut action = Action::new(id, stored.clone());
    action.alert = true;
    action
}

/// One alert for each pair, however often the new one is sent.
fn alert_about(
    new: &VerificationOutcome,
    identity: &str,
    stored: VerificationOutcome,
    stored_identity: &str,
) -> Action {
    let id = ActionId::of_parts(&[
        b"kyc-receiver alert 1",
        identity.as_bytes(),
        stored_identity.as_bytes(),
    ]);
    let mut action = Action::new(id, stored);
    action.alert = true;
    action.other_outcome = Some(new.clone());
    action
}
