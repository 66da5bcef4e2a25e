//! A store in memory.

use core::time::Duration;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kyc_model::{
    Timestamp,
    outcome::{SubjectKey, VerificationOutcome},
};

use super::{
    Action, ActionClaim, ActionId, Claim, Counts, GivenUp, Reply, Settled, Store, Stored,
    lease_end,
    settlement::{StoredOutcome, Subject, plan},
};
use crate::{Delivery, DeliveryKey, StoreError, StoreErrorKind};

/// How much a [`MemoryStore`] keeps. What is beyond is refused with `Full`; nothing is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capacity {
    /// Deliveries, the settled ones included until they are pruned; the same limit holds for actions. Default 100,000.
    pub deliveries: usize,
    /// Bytes of the bodies of deliveries; attributes and outcomes are not counted. Default 256 MiB.
    pub body_bytes: usize,
    /// Subjects with an outcome, which are never pruned. Default 1,000,000.
    pub subjects: usize,
}

impl Default for Capacity {
    fn default() -> Self {
        Self {
            deliveries: 100_000,
            body_bytes: 256 << 20,
            subjects: 1_000_000,
        }
    }
}

/// A bounded store in memory, for tests and for programs that may forget: **nothing outlives the process**, so the 2xx
/// that a provider gets is no promise. Use `SqlStore` where it has to be one.
#[derive(Default)]
pub struct MemoryStore {
    capacity: Capacity,
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty store of the default capacity.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store of this capacity.
    #[must_use]
    pub fn with_capacity(capacity: Capacity) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every step checks first and changes afterwards without a way out, so a poisoned state is whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl core::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("MemoryStore")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[derive(Default)]
struct State {
    last_seq: u64,
    last_token: u64,
    deliveries: BTreeMap<u64, Entry>,
    seqs: HashMap<DeliveryKey, u64>,
    open: BTreeSet<u64>,
    body_bytes: usize,
    subjects: HashMap<Subject, StoredOutcome>,
    actions: BTreeMap<u64, ActionEntry>,
    action_seqs: HashMap<ActionId, u64>,
    waiting: BTreeSet<u64>,
}

struct Entry {
    delivery: Arc<Delivery>,
    progress: Progress,
    attempts: u32,
}

enum Progress {
    /// Under a lease with this token, or without one; not before this instant.
    Open {
        token: Option<u64>,
        due: Option<Timestamp>,
    },
    GivenUp(&'static str),
    Done,
}

struct ActionEntry {
    action: Action,
    subject: Subject,
    recorded: Timestamp,
    finished: bool,
    token: Option<u64>,
    due: Option<Timestamp>,
    attempts: u32,
}

const fn error(kind: StoreErrorKind) -> StoreError {
    StoreError::new(kind)
}

fn is_due(due: Option<Timestamp>, now: Timestamp) -> bool {
    due.is_none_or(|due| due <= now)
}

impl State {
    fn next_seq(&mut self) -> u64 {
        self.last_seq = self.last_seq.saturating_add(1);
        self.last_seq
    }

    fn next_token(&mut self) -> u64 {
        self.last_token = self.last_token.saturating_add(1);
        self.last_token
    }

    fn put(&mut self, delivery: &Delivery, capacity: Capacity) -> Result<Stored, StoreError> {
        if self.seqs.contains_key(delivery.key()) {
            return Ok(Stored::Known);
        }
        let body_bytes = self
            .body_bytes
            .saturating_add(delivery.body().expose().len());
        if self.deliveries.len() >= capacity.deliveries || body_bytes > capacity.body_bytes {
            return Err(error(StoreErrorKind::Full));
        }
        let seq = self.next_seq();
        let entry = Entry {
            delivery: Arc::new(delivery.clone()),
            progress: Progress::Open {
                token: None,
                due: None,
            },
            attempts: 0,
        };
        self.body_bytes = body_bytes;
        self.deliveries.insert(seq, entry);
        self.seqs.insert(delivery.key().clone(), seq);
        self.open.insert(seq);
        Ok(Stored::New)
    }

    fn claim(&mut self, now: Timestamp, lease: Duration) -> Option<Claim> {
        // Whoever has been due longest goes first, so that what is asked about again and again holds up nothing new.
        let due_of = |seq: u64| match self.deliveries.get(&seq)?.progress {
            Progress::Open { due, .. } if is_due(due, now) => Some((due, seq)),
            _ => None,
        };
        let (_, seq) = self.open.iter().copied().filter_map(due_of).min()?;
        let token = self.next_token();
        let entry = self.deliveries.get_mut(&seq)?;
        entry.attempts = entry.attempts.saturating_add(1);
        entry.progress = Progress::Open {
            token: Some(token),
            due: Some(lease_end(now, lease)),
        };
        Some(Claim::new((*entry.delivery).clone(), token, entry.attempts))
    }

    /// The entry of a claim that holds, and its seq.
    fn claimed(&mut self, claim: &Claim) -> Result<(u64, &mut Entry), StoreError> {
        let seq = self.seqs.get(claim.delivery.key()).copied();
        seq
            .and_then(|seq| Some((seq, self.deliveries.get_mut(&seq)?)))
            .filter(|(_, entry)| {
                matches!(entry.progress, Progress::Open { token, .. } if token == Some(claim.token))
            })
            .ok_or(error(StoreErrorKind::LostLease))
    }

    fn settle(
        &mut self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        capacity: Capacity,
    ) -> Result<Settled, StoreError> {
        self.claimed(claim)?;
        let settled = self.take_in(Subject::of(outcome)?, claim, outcome, now, capacity)?;
        let (seq, entry) = self.claimed(claim)?;
        entry.progress = Progress::Done;
        self.open.remove(&seq);
        Ok(settled)
    }

    fn supersede(
        &mut self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        capacity: Capacity,
    ) -> Result<Option<Settled>, StoreError> {
        self.claimed(claim)?;
        let subject = Subject::of(outcome)?;
        if !self.subjects.contains_key(&subject) {
            return Ok(None);
        }
        self.take_in(subject, claim, outcome, now, capacity)
            .map(Some)
    }

    fn take_in(
        &mut self,
        subject: Subject,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        capacity: Capacity,
    ) -> Result<Settled, StoreError> {
        let stored = self.subjects.get(&subject).cloned();
        if stored.is_none() && self.subjects.len() >= capacity.subjects {
            return Err(error(StoreErrorKind::Full));
        }
        let mut plan = plan(&subject, outcome, stored, claim.alert);
        let recorded = plan
            .action
            .as_ref()
            .is_some_and(|action| !self.action_seqs.contains_key(&action.id));
        if recorded && self.actions.len() >= capacity.deliveries {
            return Err(error(StoreErrorKind::Full));
        }

        let settled = plan.settled(recorded);
        if let Some(stored) = plan.store.take() {
            self.subjects.insert(subject.clone(), stored);
        }
        if let Some(action) = plan.action.filter(|_| recorded) {
            let seq = self.next_seq();
            self.action_seqs.insert(action.id.clone(), seq);
            self.waiting.insert(seq);
            let entry = ActionEntry {
                action,
                subject,
                recorded: now,
                finished: false,
                token: None,
                due: None,
                attempts: 0,
            };
            self.actions.insert(seq, entry);
        }
        Ok(settled)
    }

    fn claim_action(&mut self, now: Timestamp, lease: Duration) -> Option<ActionClaim> {
        let mut behind = HashSet::new();
        let seq = self.waiting.iter().copied().find(|seq| {
            self.actions.get(seq).is_some_and(|entry| {
                // Only the first of each subject may go.
                behind.insert(&entry.subject) && is_due(entry.due, now)
            })
        })?;
        let token = self.next_token();
        let entry = self.actions.get_mut(&seq)?;
        entry.attempts = entry.attempts.saturating_add(1);
        entry.token = Some(token);
        entry.due = Some(lease_end(now, lease));
        Some(ActionClaim::new(
            entry.action.clone(),
            token,
            entry.attempts,
        ))
    }

    fn claimed_action(
        &mut self,
        claim: &ActionClaim,
    ) -> Result<(u64, &mut ActionEntry), StoreError> {
        let seq = self.action_seqs.get(&claim.action.id).copied();
        seq.and_then(|seq| Some((seq, self.actions.get_mut(&seq)?)))
            .filter(|(_, entry)| entry.token == Some(claim.token))
            .ok_or(error(StoreErrorKind::LostLease))
    }

    fn counts(&self, now: Timestamp) -> Counts {
        let mut counts = Counts {
            actions: self.waiting.len() as u64,
            ..Counts::default()
        };
        for entry in self.deliveries.values() {
            let count = match entry.progress {
                Progress::Done => continue,
                Progress::GivenUp(_) => &mut counts.given_up,
                Progress::Open { token: None, due } if !is_due(due, now) => &mut counts.postponed,
                Progress::Open { .. } => &mut counts.open,
            };
            *count = count.saturating_add(1);
        }
        let open = self.open.iter().filter_map(|at| self.deliveries.get(at));
        counts.oldest = open
            .map(|entry| entry.delivery.received_at())
            .min()
            .map(|oldest| now.since(oldest).unwrap_or_default());
        counts
    }

    fn remove(&mut self, seq: u64) {
        if let Some(entry) = self.deliveries.remove(&seq) {
            self.seqs.remove(entry.delivery.key());
            let bytes = entry.delivery.body().expose().len();
            self.body_bytes = self.body_bytes.saturating_sub(bytes);
        }
    }

    fn prune(&mut self, before: Timestamp) -> u64 {
        let settled: Vec<u64> = self
            .deliveries
            .iter()
            .filter(|(_, entry)| {
                matches!(entry.progress, Progress::Done) && entry.delivery.received_at() < before
            })
            .map(|(seq, _)| *seq)
            .collect();
        for seq in &settled {
            self.remove(*seq);
        }
        let actions = self.actions.len();
        self.actions
            .retain(|_, entry| !entry.finished || entry.recorded >= before);
        let kept = &self.actions;
        self.action_seqs.retain(|_, seq| kept.contains_key(seq));
        let actions = actions.saturating_sub(self.actions.len());
        settled.len().saturating_add(actions) as u64
    }

    fn given_up(&self, key: &DeliveryKey) -> Option<u64> {
        let seq = *self.seqs.get(key)?;
        let entry = self.deliveries.get(&seq)?;
        matches!(entry.progress, Progress::GivenUp(_)).then_some(seq)
    }
}

impl Store for MemoryStore {
    fn put<'a>(&'a self, delivery: &'a Delivery) -> Reply<'a, Stored> {
        Box::pin(async { self.state().put(delivery, self.capacity) })
    }

    fn claim(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<Claim>> {
        Box::pin(async move { Ok(self.state().claim(now, lease)) })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: Timestamp, lease: Duration) -> Reply<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let (_, entry) = state.claimed(claim)?;
            entry.progress = Progress::Open {
                token: Some(claim.token),
                due: Some(lease_end(now, lease)),
            };
            Ok(())
        })
    }

    fn postpone<'a>(&'a self, claim: &'a Claim, until: Timestamp) -> Reply<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let (_, entry) = state.claimed(claim)?;
            entry.progress = Progress::Open {
                token: None,
                due: Some(until),
            };
            Ok(())
        })
    }

    fn give_up<'a>(&'a self, claim: &'a Claim, reason: &'static str) -> Reply<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let (seq, entry) = state.claimed(claim)?;
            entry.progress = Progress::GivenUp(reason);
            state.open.remove(&seq);
            Ok(())
        })
    }

    fn given_up(&self, limit: usize) -> Reply<'_, Vec<GivenUp>> {
        Box::pin(async move {
            let state = self.state();
            let entries = state.deliveries.values().filter_map(|entry| {
                let Progress::GivenUp(reason) = entry.progress else {
                    return None;
                };
                let delivery = (*entry.delivery).clone();
                Some(GivenUp::new(delivery, reason.to_owned(), entry.attempts))
            });
            Ok(entries.take(limit).collect())
        })
    }

    fn reopen<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool> {
        Box::pin(async move {
            let mut state = self.state();
            let Some(seq) = state.given_up(key) else {
                return Ok(false);
            };
            if let Some(entry) = state.deliveries.get_mut(&seq) {
                entry.progress = Progress::Open {
                    token: None,
                    due: None,
                };
            }
            Ok(state.open.insert(seq))
        })
    }

    fn discard<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool> {
        Box::pin(async move {
            let mut state = self.state();
            let seq = state.given_up(key);
            if let Some(seq) = seq {
                state.remove(seq);
            }
            Ok(seq.is_some())
        })
    }

    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Settled> {
        Box::pin(async move { self.state().settle(claim, outcome, now, self.capacity) })
    }

    fn supersede<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Option<Settled>> {
        Box::pin(async move { self.state().supersede(claim, outcome, now, self.capacity) })
    }

    fn outcome<'a>(&'a self, subject: &'a SubjectKey) -> Reply<'a, Option<VerificationOutcome>> {
        Box::pin(async move {
            let state = self.state();
            let stored = state.subjects.get(&Subject::of_key(subject));
            Ok(stored.map(|stored| stored.outcome.clone()))
        })
    }

    fn claim_action(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<ActionClaim>> {
        Box::pin(async move { Ok(self.state().claim_action(now, lease)) })
    }

    fn finish_action<'a>(&'a self, claim: &'a ActionClaim) -> Reply<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let (seq, entry) = state.claimed_action(claim)?;
            entry.finished = true;
            state.waiting.remove(&seq);
            Ok(())
        })
    }

    fn postpone_action<'a>(&'a self, claim: &'a ActionClaim, until: Timestamp) -> Reply<'a, ()> {
        Box::pin(async move {
            let mut state = self.state();
            let (_, entry) = state.claimed_action(claim)?;
            if entry.finished {
                return Err(error(StoreErrorKind::LostLease));
            }
            entry.token = None;
            entry.due = Some(until);
            Ok(())
        })
    }

    fn counts(&self, now: Timestamp) -> Reply<'_, Counts> {
        Box::pin(async move { Ok(self.state().counts(now)) })
    }

    fn prune(&self, before: Timestamp) -> Reply<'_, u64> {
        Box::pin(async move { Ok(self.state().prune(before)) })
    }
}
