//! One transaction, one row, one value, whichever the database.

#[cfg(feature = "postgres")]
use sqlx::{PgConnection, PgPool, Postgres, postgres::PgRow};
use sqlx::{Row as _, query::Query};
#[cfg(feature = "sqlite")]
use sqlx::{Sqlite, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{fault::from_sqlx, statements::Sql};
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

pub(super) enum Transaction {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, Postgres>),
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
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => {
                Transaction::Sqlite(map_sqlx(pool.begin_with("BEGIN IMMEDIATE").await)?)
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => Transaction::Postgres(map_sqlx(
                pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
                    .await,
            )?),
        })
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
    /// Runs a statement; tells how many rows it changed.
    pub(super) async fn run(
        &mut self,
        sql: Sql,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => {
                let done = bind!(sql.sqlite, values).execute(&mut **tx).await;
                map_sqlx(done).map(|done| done.rows_affected())
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => {
                let done = bind!(sql.postgres, values).execute(&mut **tx).await;
                map_sqlx(done).map(|done| done.rows_affected())
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
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => {
                let rows = map_sqlx(bind!(sql.sqlite, values).fetch_all(&mut **tx).await)?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => {
                let rows = map_sqlx(bind!(sql.postgres, values).fetch_all(&mut **tx).await)?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Runs several statements without values.
    pub(super) async fn script(&mut self, sql: Sql) -> Result<(), StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => {
                map_sqlx(sqlx::raw_sql(sql.sqlite).execute(&mut **tx).await)?.rows_affected()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => {
                map_sqlx(sqlx::raw_sql(sql.postgres).execute(&mut **tx).await)?.rows_affected()
            }
        };
        Ok(())
    }

    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => map_sqlx(tx.commit().await),
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => map_sqlx(tx.commit().await),
        }
    }

    /// The connection, for the caller's own SQL.
    pub(super) fn lend(&mut self) -> Tx<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(tx) => Tx::Sqlite(tx),
            #[cfg(feature = "postgres")]
            Self::Postgres(tx) => Tx::Postgres(tx),
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
