//! Settling: one transaction, with SQL of the caller's own in it where that is wanted.

use core::{error::Error, fmt};

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

impl SqlStore {
    /// Settles a delivery like [`Store::settle`](crate::Store::settle), and performs the action that follows inside the
    /// same transaction: **exactly once**. `work` is not called when no action follows; the action is not handed out by
    /// `claim_action`.
    ///
    /// A [`Confirmer`](crate::Confirmer) calls `Store::settle`. To run SQL in its commit, hand it a `Store` of your own that
    /// forwards to this one and calls `settle_with` in `settle`.
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
    /// `Store` with those of `settle`, `Work` with the one of `work`; the delivery is not settled then. In `work`, neither
    /// commit nor roll back, and do not use the store: SQLite has one connection, and it is the one you hold.
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
        let (mut tx, plan, recorded) = self.write(claim, outcome, now, "done").await?;
        if let Some(action) = plan.action.as_ref().filter(|_| recorded) {
            work(tx.lend(), action).await.map_err(SettleError::Work)?;
        }
        tx.commit().await?;
        Ok(plan.settled(recorded))
    }

    pub(super) async fn settle_for_the_outbox(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let (tx, plan, recorded) = self.write(claim, outcome, now, "waiting").await?;
        tx.commit().await?;
        Ok(plan.settled(recorded))
    }

    /// All but the commit, and whether an action was recorded.
    async fn write(
        &self,
        claim: &Claim,
        outcome: &VerificationOutcome,
        now: Timestamp,
        action_state: &str,
    ) -> Result<(Transaction, SettlePlan, bool), StoreError> {
        let mut tx = self.pool.begin().await?;
        let done = [claim.delivery.key().as_str().into(), claim.token.into()];
        if tx.run(sql::SETTLE, done).await? == 0 {
            return Err(StoreError::new(StoreErrorKind::LostLease));
        }
        let subject = Subject::of(outcome)?;
        let stored = stored_outcome(&mut tx, &subject).await?;
        let plan = plan(&subject, outcome, stored);
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
        Ok((tx, plan, recorded))
    }
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
