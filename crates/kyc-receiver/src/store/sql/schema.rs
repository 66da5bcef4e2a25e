//! The tables, made and versioned by the store itself.

use super::{
    connection::{Limit, Pool, Transaction},
    statements::{Sql, both, each},
};
use crate::{StoreError, StoreErrorKind};

macro_rules! version_1 {
    ($number:literal, $bytes:literal, $token:literal) => {
        concat!(
            "CREATE TABLE kyc_delivery (seq ", $number, ", key TEXT NOT NULL UNIQUE, head TEXT NOT NULL, \
             body ", $bytes, " NOT NULL, received BIGINT NOT NULL, state TEXT NOT NULL, due BIGINT NOT NULL, \
             token BIGINT, attempts BIGINT NOT NULL, reason TEXT);\
             CREATE INDEX kyc_delivery_open ON kyc_delivery (due, seq) WHERE state = 'open';\
             CREATE INDEX kyc_delivery_unsettled ON kyc_delivery (state, seq) WHERE state <> 'done';\
             CREATE TABLE kyc_outcome (subject TEXT PRIMARY KEY, outcome TEXT, identity TEXT, \
             revision BIGINT NOT NULL);\
             CREATE TABLE kyc_action (seq ", $number, ", id TEXT NOT NULL UNIQUE, subject TEXT NOT NULL, \
             outcome TEXT NOT NULL, beside TEXT, alert BIGINT NOT NULL, recorded BIGINT NOT NULL, \
             state TEXT NOT NULL, due BIGINT NOT NULL, token BIGINT, attempts BIGINT NOT NULL);\
             CREATE INDEX kyc_action_waiting ON kyc_action (seq) WHERE state = 'waiting';\
             CREATE INDEX kyc_action_subject ON kyc_action (subject, seq) WHERE state = 'waiting';",
            $token
        )
    };
}

/// What brings a store from each version to the next. Never change one that was released.
const VERSIONS: [Sql; 1] = [each(
    version_1!(
        "INTEGER PRIMARY KEY AUTOINCREMENT",
        "BLOB",
        "CREATE TABLE kyc_token (value BIGINT NOT NULL);INSERT INTO kyc_token VALUES (0);"
    ),
    version_1!(
        "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "BYTEA",
        "CREATE SEQUENCE kyc_token;"
    ),
)];

/// PostgreSQL: instances that start at once wait for each other; two that create one table fail. The number is our own.
const LOCK_SCHEMA: Sql = each(
    "SELECT 1",
    "SELECT pg_advisory_xact_lock(7309453245581926514)",
);

const CREATE_VERSION_TABLE: Sql =
    both("CREATE TABLE IF NOT EXISTS kyc_schema (version BIGINT NOT NULL)");
const READ_VERSION: Sql = both("SELECT MAX(version) FROM kyc_schema");
const SET_VERSION: Sql = both("INSERT INTO kyc_schema (version) VALUES ($1)");

/// Brings the store to the version of this library.
pub(super) async fn prepare(pool: &Pool, limit: Limit) -> Result<(), StoreError> {
    let mut tx = pool.begin(limit).await?;
    tx.all(LOCK_SCHEMA, []).await?;
    tx.run(CREATE_VERSION_TABLE, []).await?;
    let version = version(&mut tx).await?;
    if version > VERSIONS.len() {
        return Err(StoreError::new(StoreErrorKind::TooNew));
    }
    for (index, sql) in VERSIONS.iter().enumerate().skip(version) {
        tx.script(*sql).await?;
        let raised = index.saturating_add(1) as u64;
        tx.run(SET_VERSION, [raised.into()]).await?;
    }
    tx.commit().await
}

async fn version(tx: &mut Transaction) -> Result<usize, StoreError> {
    let version = match tx.first(READ_VERSION, []).await? {
        Some(row) => row.maybe_number(0)?.unwrap_or(0),
        None => 0,
    };
    usize::try_from(version).map_err(|_| StoreError::new(StoreErrorKind::Corrupt))
}
