//! Settling: one transaction, with SQL of the caller's own in it where that is wanted.

use core::{error::Error, fmt};
use std::sync::Arc;

use kyc_http::BoxFuture;
use kyc_model::{Timestamp, outcome::VerificationOutcome};

use super::{
    SqlStore, Tx,
    connection::{Transaction, Value},
    record, statements as sql,
};
use crate::{
    Action, Claim, Settled, StoreError, StoreErrorKind,
    store::settlement::{SettlePlan, StoredOutcome, Subject, plan},
};

/// Why [`SqlStore::settle_with`] did not settle. Nothing was changed, unless the store's error is `Unavailable`: then it
/// may have been.
#[derive(Debug)]
pub enum SettleError<E> {
    /// The store failed or refused.
    Store(StoreError),
    /// The caller's own work failed, with this.
    Work(E),
}

impl<E> From<StoreError> for SettleError<E> {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E> fmt::Display for SettleError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            // An error of a database quotes values.
            Self::Work(_) => f.write_str("the work inside the transaction failed"),
        }
    }
}

impl<E: fmt::Debug> Error for SettleError<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Store(error) => error.source(),
            Self::Work(_) => None,
        }
    }
}

/// What is performed inside the transaction that records an action.
pub(super) type Work =
    dyn for<'t> Fn(Tx<'t>, &'t Action) -> BoxFuture<'t, Result<(), StoreError>> + Send + Sync;

/// What becomes of the delivery whose answer is taken in.
#[derive(Clone, Copy)]
enum Ends {
    /// It is done.
    Delivery,
    /// It waits on, and an answer is taken in only beside one that is stored.
    Nothing,
}

/// A transaction in which all is written but the work of the caller.
struct Written {
    tx: Transaction,
    plan: SettlePlan,
    /// Whether the action was new.
    recorded: bool,
}

impl SqlStore {
    /// The same store, which performs every action itself: `work` runs inside the transaction that settles, **exactly once**
    /// for each action, also where a [`Confirmer`](crate::Confirmer) settles. Nothing new is left for `claim_action`.
    ///
    /// Give it to every instance at the same time, and first hand out what waits ([`counts`](crate::Store::counts)): an action
    /// that an instance without it left behind is not performed here, and would be handed out after newer ones. An alert that
    /// [`prune`](crate::Store::prune) has removed can be performed again.
    ///
    /// Where `work` fails, nothing is changed and the error is `WorkFailed`; a confirmer then tries again later. In PostgreSQL
    /// that is so too where a statement failed and `work` made nothing of it: undo it to a savepoint, or avoid it by
    /// `ON CONFLICT DO NOTHING`. Its time counts
    /// to the [time limit](Self::with_time_limit). The error of `work` itself is dropped, for that of a database quotes values:
    /// tell of it in `work`. There, neither commit nor roll back, and do not use the store: SQLite has one connection, and it is
    /// the one you hold.
    ///
    #[cfg_attr(feature = "sqlite", doc = "```no_run")]
    #[cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
    /// # use kyc_receiver::{Confirmer, SqlStore, Tx, sqlx};
    /// # async fn confirmer(registry: kyc_facade::Registry) -> Result<(), kyc_receiver::StoreError> {
    /// let store = SqlStore::sqlite("store.sqlite").await?;
    /// let store = store.with_work(|tx, action| Box::pin(async move {
    ///     let Tx::Sqlite(connection) = tx else {
    ///         return Err(sqlx::Error::InvalidArgument("another database".to_owned()));
    ///     };
    ///     let insert = sqlx::query("INSERT INTO customers_to_look_at (action) VALUES ($1)");
    ///     insert.bind(action.id.as_str().to_owned()).execute(connection).await?;
    ///     Ok(())
    /// }));
    /// let confirmer = Confirmer::new(store, registry);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_work<E, F>(mut self, work: F) -> Self
    where
        E: Send + 'static,
        F: for<'t> Fn(Tx<'t>, &'t Action) -> BoxFuture<'t, Result<(), E>> + Send + Sync + 'static,
    {
        self.work = Some(Arc::new(of_any_lifetime(move |tx, action| {
            let done = work(tx, action);
            Box::pin(async move {
                let failed = |_| StoreError::new(StoreErrorKind::WorkFailed);
                done.await.map_err(failed)
            })
        })));
        self
    }

    /// Settles a delivery like [`Store::settle`](crate::Store::settle), and performs the action that follows inside the
    /// same transaction: **exactly once**. `work` is not called when no action follows; the action is not handed out by
    /// `claim_action`. For a [`Confirmer`](crate::Confirmer) to settle like that, see [`with_work`](Self::with_work), which
    /// is not called here.
    ///
    #[cfg_attr(feature = "sqlite", doc = "```no_run")]
    #[cfg_attr(not(feature = "sqlite"), doc = "```ignore")]
    /// # use kyc_receiver::{Claim, SqlStore, Tx, sqlx};
    /// # async fn settle(store: &SqlStore, claim: &Claim, outcome: &kyc_model::outcome::VerificationOutcome,
    /// #     now: kyc_model::Timestamp) -> Result<(), kyc_receiver::SettleError<sqlx::Error>> {
    /// let settled = store.settle_with(claim, outcome, now, |tx, action| Box::pin(async move {
    ///     let Tx::Sqlite(connection) = tx else {
    ///         return Err(sqlx::Error::InvalidArgument("another database".to_owned()));
    ///     };
    ///     let insert = sqlx::query("INSERT INTO customers_to_look_at (action) VALUES ($1)");
    ///     insert.bind(action.id.as_str().to_owned()).execute(connection).await?;
    ///     Ok(())
    /// })).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Store` with those of `settle`, `Work` with the one of `work`; the delivery is not settled then. The time of `work`
    /// counts to the [time limit](Self::with_time_limit). In `work`, neither commit nor roll back, and do not use the store:
    /// SQLite has one connection, and it is the one you hold.
    pub async fn settle_with<E, F>(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        work: F,
    ) -> Result<Settled, SettleError<E>>
    where
        E: Send,
        F: for<'t> FnOnce(Tx<'t>, &'t Action) -> BoxFuture<'t, Result<(), E>> + Send,
    {
        let written = self
            .write(claim, outcome, now, Ends::Delivery, "done")
            .await?;
        let settled = written.ok_or(StoreError::new(StoreErrorKind::Corrupt))?;
        settled.perform_and_commit(work).await
    }

    pub(super) async fn settle_it(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let settled = self.take_in(claim, outcome, now, Ends::Delivery).await?;
        settled.ok_or(StoreError::new(StoreErrorKind::Corrupt))
    }

    pub(super) async fn supersede_it(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
    ) -> Result<Option<Settled>, StoreError> {
        self.take_in(claim, outcome, now, Ends::Nothing).await
    }

    /// Leaves the action to the outbox, unless the store performs it.
    async fn take_in(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        ends: Ends,
    ) -> Result<Option<Settled>, StoreError> {
        let state = if self.work.is_some() {
            "done"
        } else {
            "waiting"
        };
        let Some(written) = self.write(claim, outcome, now, ends, state).await? else {
            return Ok(None);
        };
        let settled = match &self.work {
            None => written.commit().await,
            Some(work) => match written
                .perform_and_commit(|tx, action| work(tx, action))
                .await
            {
                Err(SettleError::Store(error) | SettleError::Work(error)) => Err(error),
                Ok(settled) => Ok(settled),
            },
        };
        settled.map(Some)
    }

    /// All but the work and the commit; `None` where nothing is to be done.
    async fn write(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        ends: Ends,
        action_state: &str,
    ) -> Result<Option<Written>, StoreError> {
        let mut tx = self.begin().await?;
        let held = [claim.delivery.key().as_str().into(), claim.token.into()];
        let holds = match ends {
            Ends::Delivery => tx.run(sql::SETTLE, held).await? > 0,
            Ends::Nothing => tx.first(sql::HOLDS, held).await?.is_some(),
        };
        if !holds {
            return Err(StoreError::new(StoreErrorKind::LostLease));
        }
        let subject = Subject::of(outcome)?;
        if matches!(ends, Ends::Nothing) {
            // A look first: a job that is open is asked about often, and nothing is stored of most.
            let values = [subject.as_str().into()];
            if tx.first(sql::OUTCOME, values).await?.is_none() {
                return Ok(None);
            }
        }
        let stored = stored_outcome(&mut tx, &subject).await?;
        let plan = plan(&subject, outcome, stored, claim.alert);
        if let Some(stored) = &plan.store {
            let values = [
                subject.as_str().into(),
                Value::Text(record::json(&stored.outcome)?),
                stored.identity.as_str().into(),
                stored.revision.into(),
            ];
            tx.run(sql::REPLACE, values).await?;
        }
        let mut recorded = false;
        if let Some(action) = &plan.action {
            let values = [
                action.id.as_str().into(),
                subject.as_str().into(),
                Value::Text(record::json(&action.outcome)?),
                Value::MaybeText(
                    action
                        .other_outcome
                        .as_ref()
                        .map(record::json)
                        .transpose()?,
                ),
                i64::from(action.alert).into(),
                now.unix_millis().into(),
                action_state.into(),
            ];
            recorded = tx.run(sql::RECORD, values).await? > 0;
        }
        Ok(Some(Written { tx, plan, recorded }))
    }
}

impl Written {
    async fn commit(self) -> Result<Settled, StoreError> {
        self.tx.commit().await?;
        Ok(self.plan.settled(self.recorded))
    }

    async fn perform_and_commit<E, F>(mut self, work: F) -> Result<Settled, SettleError<E>>
    where
        E: Send,
        F: for<'t> FnOnce(Tx<'t>, &'t Action) -> BoxFuture<'t, Result<(), E>> + Send,
    {
        if let Some(action) = self.plan.action.as_ref().filter(|_| self.recorded) {
            let limit = self.tx.limit();
            let done = limit.within(work(self.tx.lend(), action)).await?;
            done.map_err(SettleError::Work)?;
            // PostgreSQL rolls back at the commit, without an error, where a statement failed whose error the work took for
            // nothing. Another statement is refused then.
            self.tx.first(sql::STILL_OPEN, []).await?;
        }
        Ok(self.commit().await?)
    }
}

/// For the compiler: a closure that is kept has to be known to take references of any lifetime.
const fn of_any_lifetime<F>(work: F) -> F
where
    F: for<'t> Fn(Tx<'t>, &'t Action) -> BoxFuture<'t, Result<(), StoreError>>,
{
    work
}

/// What is stored of a subject, under a lock that lasts until the commit.
async fn stored_outcome(
    tx: &mut Transaction,
    subject: &Subject,
) -> Result<Option<StoredOutcome>, StoreError> {
    tx.run(sql::SUBJECT, [subject.as_str().into()]).await?;
    let Some(row) = tx.first(sql::HELD, [subject.as_str().into()]).await? else {
        return Ok(None);
    };
    let (Some(json), Some(identity)) = (row.maybe_text(0)?, row.maybe_text(1)?) else {
        return Ok(None);
    };
    Ok(Some(StoredOutcome {
        outcome: record::outcome(&json)?,
        identity,
        revision: row.count(2)?,
    }))
}
