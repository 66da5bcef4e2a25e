//! Opening a store.

use core::time::Duration;

use super::{SqlStore, connection::Pool, fault::from_sqlx};
use crate::StoreError;

/// How long a caller waits for a connection, and SQLite for another process: less than the 35 seconds in which a provider
/// wants its answer.
const WAIT: Duration = Duration::from_secs(20);

#[cfg(feature = "sqlite")]
impl SqlStore {
    /// Opens the store in an SQLite file, which is made if there is none, readable and writable by its owner alone (on
    /// Unix). Beside it SQLite keeps two more, ending in `-wal` and `-shm`. Keep them on a local disk.
    ///
    /// What is written is on the disk before a method returns (WAL, `synchronous = FULL`). One connection is used.
    ///
    /// # Errors
    /// `Configuration` when the file cannot be made or opened, `TooNew`, `Corrupt`, `Unavailable` when another process
    /// keeps it locked.
    pub async fn sqlite(path: impl AsRef<std::path::Path>) -> Result<Self, StoreError> {
        use sqlx::{
            ConnectOptions as _,
            sqlite::{
                SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
            },
        };
        make_file(path.as_ref())?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // Of meaning on macOS alone, where a plain fsync does not reach the disk.
            .pragma("fullfsync", "1")
            .pragma("secure_delete", "1")
            .busy_timeout(WAIT)
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WAIT)
            .connect_with(options)
            .await
            .map_err(|error| from_sqlx(&error))?;
        Self::over(Pool::Sqlite(pool)).await
    }
}

#[cfg(feature = "sqlite")]
fn make_file(path: &std::path::Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        // The kind alone: the text of an error may hold a path with a name in it.
        Err(error) => Err(StoreError::new(crate::StoreErrorKind::Configuration)
            .with_source(std::io::Error::from(error.kind()))),
    }
}

#[cfg(feature = "postgres")]
impl SqlStore {
    /// Opens the store in PostgreSQL 13 or newer, in the first schema of the search path. Several instances may share it.
    /// `url` is `postgres://user:password@host:port/database`.
    ///
    /// To a server that is neither on this machine's loopback nor a Unix socket the connection is encrypted and the
    /// server's certificate and name are checked, unless the URL (`sslmode`) or `PGSSLMODE` says `disable`, `require` or
    /// `verify-ca`. It takes a TLS feature of this crate.
    ///
    /// A commit waits for the disk also where the server's default is not to.
    ///
    /// # Errors
    /// `Configuration` when URL, role, database or encryption are wrong, `TooNew`, `Corrupt`, `Unavailable` when the
    /// server does not answer.
    pub async fn postgres(url: &secrecy::SecretString) -> Result<Self, StoreError> {
        use secrecy::ExposeSecret as _;
        use sqlx::{
            ConnectOptions as _, Executor as _,
            postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
        };
        let mut options: PgConnectOptions = url
            .expose_secret()
            .parse()
            .map_err(|error| from_sqlx(&error))?;
        let weak = matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow);
        if weak && !is_here(&options) {
            options = options.ssl_mode(PgSslMode::VerifyFull);
        }
        let pool = PgPoolOptions::new()
            .acquire_timeout(WAIT)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // Anything but "off" waits for this server's disk at least.
                    connection
                        .execute(
                            "SELECT set_config('synchronous_commit', 'on', false) \
                             WHERE current_setting('synchronous_commit') = 'off'",
                        )
                        .await?;
                    Ok(())
                })
            })
            .connect_with(options.disable_statement_logging())
            .await
            .map_err(|error| from_sqlx(&error))?;
        Self::over(Pool::Postgres(pool)).await
    }
}

/// Whether the server is on this machine.
#[cfg(feature = "postgres")]
fn is_here(options: &sqlx::postgres::PgConnectOptions) -> bool {
    let host = options.get_host();
    let is_socket = options.get_socket().is_some() || host.starts_with('/');
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = address
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_socket || is_loopback || host == "localhost"
}
