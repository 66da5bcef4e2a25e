//! One transaction, one row, one value, whichever the database.

use core::time::Duration;

#[cfg(feature = "postgres")]
use sqlx::{PgConnection, PgPool, Postgres, postgres::PgRow};
use sqlx::{Row as _, query::Query};
#[cfg(feature = "sqlite")]
use sqlx::{Sqlite, SqliteConnection, SqlitePool, sqlite::SqliteRow};
use tokio::time::{Instant, timeout_at};

use super::{
    fault::{from_sqlx, out_of_time},
    statements::Sql,
};
use crate::{StoreError, StoreErrorKind};

/// The transaction that settles a delivery, for SQL of the caller's own.
///
/// Match the database that the store was opened on. Neither commit nor roll back: the store does.
#[non_exhaustive]
pub enum Tx<'a> {
    /// A connection to an SQLite file.
    #[cfg(feature = "sqlite")]
    Sqlite(&'a mut SqliteConnection),
    /// A connection to PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(&'a mut PgConnection),
}

impl core::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(_) => "Tx::Sqlite",
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => "Tx::Postgres",
        })
    }
}

/// A value to be bound.
pub(super) enum Value {
    Text(String),
    MaybeText(Option<String>),
    Number(i64),
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        // No count gets that far.
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

#[derive(Clone, Debug)]
pub(super) enum Pool {
    #[cfg(feature = "sqlite")]
    Sqlite(SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(PgPool),
}

/// A transaction that has to end within a limit.
pub(super) struct Transaction {
    limit: Limit,
    begun: Begun,
}

enum Begun {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Until when an operation may take: a server that went away without a word would hold it up for ever.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit(Option<Instant>);

impl Limit {
    /// None where time has no room for it.
    pub(super) fn of(limit: Duration) -> Self {
        Self(Instant::now().checked_add(limit))
    }

    pub(super) async fn within<T>(self, work: impl Future<Output = T>) -> Result<T, StoreError> {
        match self.0 {
            Some(end) => timeout_at(end, work).await.map_err(|_| out_of_time()),
            None => Ok(work.await),
        }
    }

    async fn ask<T>(
        self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        map_sqlx(self.within(work).await?)
    }
}

pub(super) enum Row {
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(PgRow),
}

impl Pool {
    /// Begins a transaction in which anything may be written: SQLite's lock is taken at once, for one that is taken later
    /// fails at once when somebody else has it.
    pub(super) async fn begin(&self, limit: Limit) -> Result<Transaction, StoreError> {
        let begun = match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => {
                Begun::Sqlite(limit.ask(pool.begin_with("BEGIN IMMEDIATE")).await?)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => {
                let begin = pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
                Begun::Postgres(limit.ask(begin).await?)
            }
        };
        Ok(Transaction { limit, begun })
    }

    pub(super) async fn close(&self) {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => pool.close().await,
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn map_sqlx<T>(result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
    result.map_err(|error| from_sqlx(&error))
}

macro_rules! bind {
    ($sql:expr, $values:expr) => {{
        let mut query: Query<'static, _, _> = sqlx::query($sql);
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::MaybeText(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}

impl Transaction {
    pub(super) const fn limit(&self) -> Limit {
        self.limit
    }

    /// Runs a statement; tells how many rows it changed.
    pub(super) async fn run(
        &mut self,
        sql: Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, StoreError> {
        let limit = self.limit;
        match &mut self.begun {
            #[cfg(feature = "sqlite")]
            Begun::Sqlite(tx) => {
                let done = limit.ask(bind!(sql.sqlite, values).execute(&mut **tx));
                done.await.map(|done| done.rows_affected())
            }
            #[cfg(feature = "postgres")]
            Begun::Postgres(tx) => {
                let done = limit.ask(bind!(sql.postgres, values).execute(&mut **tx));
                done.await.map(|done| done.rows_affected())
            }
        }
    }

    /// Runs a statement; gives its first row.
    pub(super) async fn first(
        &mut self,
        sql: Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Option<Row>, StoreError> {
        // A statement that is dropped after its first row may not have done all of its work.
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// Runs a statement; gives its rows.
    pub(super) async fn all(
        &mut self,
        sql: Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let limit = self.limit;
        Ok(match &mut self.begun {
            #[cfg(feature = "sqlite")]
            Begun::Sqlite(tx) => {
                let rows = limit.ask(bind!(sql.sqlite, values).fetch_all(&mut **tx));
                rows.await?.into_iter().map(Row::Sqlite).collect()
            }
            #[cfg(feature = "postgres")]
            Begun::Postgres(tx) => {
                let rows = limit.ask(bind!(sql.postgres, values).fetch_all(&mut **tx));
                rows.await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Runs several statements without values.
    pub(super) async fn script(&mut self, sql: Sql) -> Result<(), StoreError> {
        let limit = self.limit;
        match &mut self.begun {
            #[cfg(feature = "sqlite")]
            Begun::Sqlite(tx) => {
                let done = limit.ask(sqlx::raw_sql(sql.sqlite).execute(&mut **tx));
                done.await?.rows_affected()
            }
            #[cfg(feature = "postgres")]
            Begun::Postgres(tx) => {
                let done = limit.ask(sqlx::raw_sql(sql.postgres).execute(&mut **tx));
                done.await?.rows_affected()
            }
        };
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self.begun {
            #[cfg(feature = "sqlite")]
            Begun::Sqlite(tx) => self.limit.ask(tx.commit()).await,
            #[cfg(feature = "postgres")]
            Begun::Postgres(tx) => self.limit.ask(tx.commit()).await,
        }
    }

    /// The connection, for the caller's own SQL.
    pub(super) fn lend(&mut self) -> Tx<'_> {
        match &mut self.begun {
            #[cfg(feature = "sqlite")]
            Begun::Sqlite(tx) => Tx::Sqlite(tx),
            #[cfg(feature = "postgres")]
            Begun::Postgres(tx) => Tx::Postgres(tx),
        }
    }
}

macro_rules! get {
    ($row:expr, $column:expr) => {
        match $row {
            #[cfg(feature = "sqlite")]
            Row::Sqlite(row) => row.try_get($column),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => row.try_get($column),
        }
    };
}

impl Row {
    pub(super) fn text(&self, column: usize) -> Result<String, StoreError> {
        map_sqlx(get!(self, column))
    }

    pub(super) fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        map_sqlx(get!(self, column))
    }

    pub(super) fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        map_sqlx(get!(self, column))
    }

    pub(super) fn number(&self, column: usize) -> Result<i64, StoreError> {
        map_sqlx(get!(self, column))
    }

    pub(super) fn maybe_number(&self, column: usize) -> Result<Option<i64>, StoreError> {
        map_sqlx(get!(self, column))
    }

    /// A number that is never negative.
    pub(super) fn count(&self, column: usize) -> Result<u64, StoreError> {
        u64::try_from(self.number(column)?).map_err(|_| StoreError::new(StoreErrorKind::Corrupt))
    }
}
