//! A store in SQL: an SQLite file, or PostgreSQL.

mod connection;
mod fault;
mod open;
mod record;
mod schema;
mod settle;
mod statements;

use core::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::sync::Arc;

pub use connection::Tx;
use connection::{Limit, Pool, Row, Transaction, Value};
use kyc_model::{
    Timestamp,
    outcome::{SubjectKey, VerificationOutcome},
};
pub use settle::SettleError;
use settle::Work;
use statements as sql;

use super::{
    ActionClaim, Claim, Counts, GivenUp, Reply, Settled, Store, Stored, lease_end,
    settlement::Subject,
};
use crate::{Delivery, DeliveryKey, StoreError, StoreErrorKind};

/// A store in an SQLite file or in PostgreSQL. It survives the process, and `put` returns when the disk has it.
///
/// It holds personal data: the payloads of deliveries until they are pruned, and outcomes. Neither its errors nor its
/// `Debug` show any.
///
/// A clone is the same store. It needs a Tokio runtime.
#[derive(Clone)]
pub struct SqlStore {
    pool: Pool,
    quota: Arc<Quota>,
    time_limit: Duration,
    work: Option<Arc<Work>>,
}

/// How many deliveries may still be put before they are counted again.
struct Quota {
    limit: u64,
    budget: AtomicU64,
}

/// Deliveries are counted at least after so many.
const MOST_UNCOUNTED: u64 = 1024;

const DEFAULT_LIMIT: u64 = 1_000_000;

/// Less than the 35 seconds in which a provider wants its answer.
const DEFAULT_TIME_LIMIT: Duration = Duration::from_secs(30);

/// How long pruning may take, which is done seldom and to much at a time.
const PRUNING_TIME_LIMIT: Duration = Duration::from_secs(900);

impl Quota {
    const fn new(limit: u64) -> Self {
        Self {
            limit,
            budget: AtomicU64::new(0),
        }
    }

    fn take(&self) -> bool {
        let less = |left: u64| left.checked_sub(1);
        self.budget
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, less)
            .is_ok()
    }

    /// What may be put uncounted when so many are there. Half of the room, for others put too.
    fn refill(&self, count: u64) -> bool {
        let room = self.limit.saturating_sub(count);
        let budget = (room / 2).min(MOST_UNCOUNTED);
        self.budget.store(budget, Ordering::Release);
        room > 0
    }
}

impl fmt::Debug for SqlStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.pool {
            #[cfg(feature = "sqlite")]
            Pool::Sqlite(_) => "SqlStore(sqlite)",
            #[cfg(feature = "postgres")]
            Pool::Postgres(_) => "SqlStore(postgres)",
        })
    }
}

impl SqlStore {
    async fn over(pool: Pool) -> Result<Self, StoreError> {
        schema::prepare(&pool, Limit::of(DEFAULT_TIME_LIMIT)).await?;
        Ok(Self {
            pool,
            quota: Arc::new(Quota::new(DEFAULT_LIMIT)),
            time_limit: DEFAULT_TIME_LIMIT,
            work: None,
        })
    }

    /// The same store, each of whose operations takes at most so long, the wait for a connection and the
    /// [work](Self::with_work) of the caller included. 30 seconds unless set; pruning may always take 15 minutes.
    ///
    /// One that takes longer fails with `Unavailable`: it may have been done. So a server that went away without a word
    /// holds nobody up.
    #[must_use]
    pub const fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    async fn begin(&self) -> Result<Transaction, StoreError> {
        self.pool.begin(Limit::of(self.time_limit)).await
    }

    /// The same store, keeping at most so many deliveries, the settled ones included until they are pruned. The default is
    /// 1,000,000. Beyond it `put` is refused with `Full`.
    ///
    /// They are not counted at every `put`: several instances together may exceed it by 1,024 each.
    #[must_use]
    pub fn with_capacity(mut self, deliveries: u64) -> Self {
        self.quota = Arc::new(Quota::new(deliveries));
        self
    }

    /// Closes every connection. Clones are closed too.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Runs a statement that changes the row of a claim, if it holds.
    async fn change<const N: usize>(
        &self,
        sql: sql::Sql,
        values: [Value; N],
    ) -> Result<(), StoreError> {
        if self.run(sql, values).await? {
            Ok(())
        } else {
            Err(StoreError::new(StoreErrorKind::LostLease))
        }
    }

    /// Runs one statement; tells whether it changed a row.
    async fn run<const N: usize>(
        &self,
        sql: sql::Sql,
        values: [Value; N],
    ) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let changed = tx.run(sql, values).await?;
        tx.commit().await?;
        Ok(changed > 0)
    }

    /// Whether there is room for one more delivery.
    async fn has_room(&self, tx: &mut Transaction) -> Result<bool, StoreError> {
        if self.quota.take() {
            return Ok(true);
        }
        let counted = tx
            .first(sql::COUNT_UP_TO, [self.quota.limit.into()])
            .await?;
        let count = counted.map_or(Ok(0), |row| row.count(0))?;
        Ok(self.quota.refill(count))
    }

    async fn put_one(&self, delivery: &Delivery) -> Result<Stored, StoreError> {
        let mut tx = self.begin().await?;
        let key = delivery.key().as_str();
        if tx.first(sql::KNOWS, [key.into()]).await?.is_some() {
            return Ok(Stored::Known);
        }
        if !self.has_room(&mut tx).await? {
            return Err(StoreError::new(StoreErrorKind::Full));
        }
        let values = [
            key.into(),
            Value::Text(record::head(delivery)?),
            Value::Bytes(delivery.body().expose().clone()),
            delivery.received_at().unix_millis().into(),
        ];
        let inserted = tx.run(sql::PUT, values).await?;
        tx.commit().await?;
        Ok(if inserted > 0 {
            Stored::New
        } else {
            Stored::Known
        })
    }

    /// Claims a row: gives what the statement returns of it.
    async fn claim_row(
        &self,
        sql: sql::Sql,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Row>, StoreError> {
        let mut tx = self.begin().await?;
        #[cfg(feature = "sqlite")]
        if matches!(self.pool, Pool::Sqlite(_)) {
            tx.run(sql::NEXT_TOKEN, []).await?;
        }
        let values = [now.unix_millis().into(), due(lease_end(now, lease)).into()];
        let row = tx.first(sql, values).await?;
        // A look that found nothing writes nothing: the token that was counted is rolled back.
        if row.is_some() {
            tx.commit().await?;
        }
        Ok(row)
    }

    async fn count(&self, now: Timestamp) -> Result<Counts, StoreError> {
        let mut tx = self.begin().await?;
        let values = [now.unix_millis().into()];
        let mut counts = Counts::default();
        if let Some(row) = tx.first(sql::COUNT_DELIVERIES, values).await? {
            counts.open = row.count(0)?;
            counts.postponed = row.count(1)?;
            counts.given_up = row.count(2)?;
            counts.oldest = row.maybe_number(3)?.map(|oldest| {
                let age = now.unix_millis().saturating_sub(oldest);
                Duration::from_millis(u64::try_from(age).unwrap_or(0))
            });
        }
        if let Some(row) = tx.first(sql::COUNT_ACTIONS, []).await? {
            counts.actions = row.count(0)?;
        }
        Ok(counts)
    }
}

/// The first whole millisecond that is not before this instant.
fn due(at: Timestamp) -> i64 {
    let millis = at.unix_millis();
    match Timestamp::from_unix_millis(millis) {
        Ok(whole) if whole < at => millis.saturating_add(1),
        _ => millis,
    }
}

impl Store for SqlStore {
    fn put<'a>(&'a self, delivery: &'a Delivery) -> Reply<'a, Stored> {
        Box::pin(self.put_one(delivery))
    }

    fn claim(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<Claim>> {
        Box::pin(async move {
            let row = self.claim_row(sql::CLAIM, now, lease).await?;
            row.map(|row| record::claim(&row)).transpose()
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim, now: Timestamp, lease: Duration) -> Reply<'a, ()> {
        let due = due(lease_end(now, lease));
        Box::pin(self.change(sql::RENEW, held(claim, due)))
    }

    fn postpone<'a>(&'a self, claim: &'a Claim, until: Timestamp) -> Reply<'a, ()> {
        Box::pin(self.change(sql::POSTPONE, held(claim, due(until))))
    }

    fn give_up<'a>(&'a self, claim: &'a Claim, reason: &'static str) -> Reply<'a, ()> {
        Box::pin(self.change(sql::GIVE_UP, held(claim, reason)))
    }

    fn given_up(&self, limit: usize) -> Reply<'_, Vec<GivenUp>> {
        Box::pin(async move {
            let mut tx = self.begin().await?;
            let rows = tx.all(sql::GIVEN_UP, [(limit as u64).into()]).await?;
            rows.iter().map(record::given_up).collect()
        })
    }

    fn reopen<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool> {
        Box::pin(self.run(sql::REOPEN, [key.as_str().into()]))
    }

    fn discard<'a>(&'a self, key: &'a DeliveryKey) -> Reply<'a, bool> {
        Box::pin(self.run(sql::DISCARD, [key.as_str().into()]))
    }

    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Settled> {
        Box::pin(self.settle_it(claim, outcome, now))
    }

    fn supersede<'a>(
        &'a self,
        claim: &'a Claim,
        outcome: &'a VerificationOutcome,
        now: Timestamp,
    ) -> Reply<'a, Option<Settled>> {
        Box::pin(self.supersede_it(claim, outcome, now))
    }

    fn outcome<'a>(&'a self, subject: &'a SubjectKey) -> Reply<'a, Option<VerificationOutcome>> {
        Box::pin(async move {
            let mut tx = self.begin().await?;
            let subject = Subject::of_key(subject);
            let row = tx.first(sql::OUTCOME, [subject.as_str().into()]).await?;
            let json = row.map(|row| row.maybe_text(0)).transpose()?.flatten();
            json.map(|json| record::outcome(&json)).transpose()
        })
    }

    fn claim_action(&self, now: Timestamp, lease: Duration) -> Reply<'_, Option<ActionClaim>> {
        Box::pin(async move {
            let row = self.claim_row(sql::CLAIM_ACTION, now, lease).await?;
            row.map(|row| record::action_claim(&row)).transpose()
        })
    }

    fn finish_action<'a>(&'a self, claim: &'a ActionClaim) -> Reply<'a, ()> {
        let values = [claim.action.id.as_str().into(), claim.token.into()];
        Box::pin(self.change(sql::FINISH_ACTION, values))
    }

    fn postpone_action<'a>(&'a self, claim: &'a ActionClaim, until: Timestamp) -> Reply<'a, ()> {
        let id = claim.action.id.as_str().into();
        let values = [id, claim.token.into(), due(until).into()];
        Box::pin(self.change(sql::POSTPONE_ACTION, values))
    }

    fn counts(&self, now: Timestamp) -> Reply<'_, Counts> {
        Box::pin(self.count(now))
    }

    fn prune(&self, before: Timestamp) -> Reply<'_, u64> {
        Box::pin(async move {
            let before = due(before);
            let mut tx = self.pool.begin(Limit::of(PRUNING_TIME_LIMIT)).await?;
            #[cfg(feature = "postgres")]
            if matches!(self.pool, Pool::Postgres(_)) {
                tx.first(sql::ALLOW_PRUNING_TIME, []).await?;
            }
            let deliveries = tx.run(sql::PRUNE_DELIVERIES, [before.into()]).await?;
            let actions = tx.run(sql::PRUNE_ACTIONS, [before.into()]).await?;
            tx.commit().await?;
            Ok(deliveries.saturating_add(actions))
        })
    }
}

/// The values of a statement that changes the row of a claim.
fn held(claim: &Claim, last: impl Into<Value>) -> [Value; 3] {
    let key = claim.delivery.key().as_str().into();
    [key, claim.token.into(), last.into()]
}
