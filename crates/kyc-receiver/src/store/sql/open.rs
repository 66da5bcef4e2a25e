//! Opening a store.

use core::time::Duration;

#[cfg(feature = "postgres")]
use super::fault::wrong_option;
use super::{SqlStore, connection::Pool, fault::from_sqlx};
use crate::StoreError;

/// How long a caller waits for a connection, and SQLite for another process: less than the 35 seconds in which a provider
/// wants its answer.
const WAIT: Duration = Duration::from_secs(20);

/// How long a connection may take to come back to rest.
#[cfg(feature = "postgres")]
const RELEASE: Duration = Duration::from_secs(5);

/// What a session needs that nobody set. Anything but "off" waits for this server's disk at least; 0 is no limit.
#[cfg(feature = "postgres")]
const SETTINGS: [&str; 4] = [
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    "SELECT set_config('lock_timeout', '20s', false) WHERE current_setting('lock_timeout') = '0'",
    "SELECT set_config('statement_timeout', '25s', false) WHERE current_setting('statement_timeout') = '0'",
    "SELECT set_config('idle_in_transaction_session_timeout', '60s', false) \
     WHERE current_setting('idle_in_transaction_session_timeout') = '0'",
];

#[cfg(feature = "sqlite")]
impl SqlStore {
    /// Opens the store in an SQLite file, which is made if there is none, readable and writable by its owner alone (on
    /// Unix; a file that is there keeps its mode). Beside it SQLite keeps two more, ending in `-wal` and `-shm`. Keep them
    /// on a local disk.
    ///
    /// What is written is on the disk before a method returns (WAL, `synchronous = FULL`). One connection is used. Several
    /// processes may open it; each waits up to 20 seconds for the others.
    ///
    /// # Errors
    /// `Configuration` when the file cannot be made or opened, `TooNew`, `Corrupt`, `Unavailable` when another process
    /// keeps it locked.
    pub async fn sqlite(path: impl AsRef<std::path::Path>) -> Result<Self, StoreError> {
        let path = path.as_ref();
        // Never opened here when it is there: closing it would drop the locks that SQLite holds on it in this process.
        if !path.try_exists().map_err(map_io)? {
            make(path).await?;
        }
        open(path).await
    }
}

/// Makes an empty store under another name and then gives it its own, so that nobody opens it half made.
#[cfg(feature = "sqlite")]
async fn make(path: &std::path::Path) -> Result<(), StoreError> {
    let draft = make_draft(path)?;
    let made = match open(&draft).await {
        Ok(store) => {
            // The last connection brings everything into the one file.
            store.close().await;
            match std::fs::hard_link(&draft, path) {
                // Somebody else was faster.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
                linked => linked.and_then(|()| sync_directory(path)).map_err(map_io),
            }
        }
        Err(error) => Err(error),
    };
    // A draft that stays is in nobody's way.
    let _ = std::fs::remove_file(&draft);
    made
}

/// An empty file beside `path`, new, for its owner alone.
#[cfg(feature = "sqlite")]
fn make_draft(path: &std::path::Path) -> Result<std::path::PathBuf, StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut number = 0_u32;
    loop {
        let mut draft = path.as_os_str().to_owned();
        draft.push(format!(".new-{}-{number}", std::process::id()));
        match options.open(&draft) {
            Ok(_) => return Ok(draft.into()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => {
                number = number.saturating_add(1);
            }
            Err(error) => return Err(map_io(error)),
        }
    }
}

/// Brings the file's name to the disk; SQLite does so with the rest.
#[cfg(feature = "sqlite")]
fn sync_directory(path: &std::path::Path) -> std::io::Result<()> {
    if cfg!(unix) {
        let parent = path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(std::path::Path::new("."));
        std::fs::File::open(parent)?.sync_all()?;
    }
    Ok(())
}

#[cfg(feature = "sqlite")]
async fn open(path: &std::path::Path) -> Result<SqlStore, StoreError> {
    use sqlx::{
        ConnectOptions as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // Of meaning on macOS alone, where a plain fsync does not reach the disk.
        .pragma("fullfsync", "1")
        // What is pruned is overwritten.
        .pragma("secure_delete", "1")
        .busy_timeout(WAIT)
        .disable_statement_logging();
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(WAIT)
        .connect_with(options)
        .await
        .map_err(|error| from_sqlx(&error))?;
    SqlStore::over(Pool::Sqlite(pool)).await
}

/// The kind alone: the text of an error may hold a path with a name in it.
#[cfg(feature = "sqlite")]
fn map_io(error: std::io::Error) -> StoreError {
    StoreError::new(crate::StoreErrorKind::Configuration)
        .with_source(std::io::Error::from(error.kind()))
}

#[cfg(feature = "postgres")]
impl SqlStore {
    /// Opens the store in PostgreSQL, in the first schema of the search path, where the role may create tables. Several
    /// instances may share it. Tested with PostgreSQL 15.
    /// `url` is `postgres://user:password@host:port/database`.
    ///
    /// To a server that is neither on this machine's loopback nor a Unix socket the connection is encrypted and the
    /// server's certificate and name are checked, unless the URL (`sslmode`) or `PGSSLMODE` says `disable`, `require` or
    /// `verify-ca`. It takes a TLS feature of this crate; `verify-ca` besides, by the way of sqlx, that the program
    /// called `rustls::crypto::CryptoProvider::install_default`. Any other crate of your build can choose the TLS of
    /// sqlx too, which has one for all: its feature `tls-native-tls` goes before both of this crate, ring before aws-lc-rs.
    ///
    /// A parameter of the URL that sqlx does not read is refused: it would be ignored, and logged with its value.
    ///
    /// A commit waits for the disk also where the server's default is not to.
    ///
    /// Where nothing else is set for the role, the database or the connection, or 0, the server ends a wait for a lock after 20
    /// seconds, a statement after 25, and a transaction that stands still after 60, such as that of an instance which went
    /// away. Set them otherwise with the URL, such as `?options[statement_timeout]=60s`, and the time that a caller waits with
    /// [`with_time_limit`](Self::with_time_limit).
    ///
    /// # Errors
    /// `Configuration` when URL, role, database or encryption are wrong, `TooNew`, `Corrupt`, `Unavailable` when the
    /// server does not answer.
    pub async fn postgres(url: &secrecy::SecretString) -> Result<Self, StoreError> {
        use secrecy::ExposeSecret as _;
        use sqlx::{
            ConnectOptions as _, Connection as _, Executor as _,
            postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
        };
        if !has_known_parameters(url.expose_secret()) {
            return Err(wrong_option("the URL has a parameter that is not known"));
        }
        let options: PgConnectOptions = url
            .expose_secret()
            .parse()
            .map_err(|error| from_sqlx(&error))?;
        let options = checking_servers_elsewhere(options);
        if matches!(options.get_ssl_mode(), PgSslMode::VerifyCa) && !has_process_provider() {
            return Err(wrong_option(
                "sslmode=verify-ca needs a rustls provider that the program installed; verify-full needs none",
            ));
        }
        let pool = PgPoolOptions::new()
            .acquire_timeout(WAIT)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    for setting in SETTINGS {
                        connection.execute(setting).await?;
                    }
                    Ok(())
                })
            })
            // What is left of a transaction is rolled back here, unless it was given up while it began: the next one ends that. A
            // server that is gone would never say so, and every connection of the pool would be waited for in the end.
            .after_release(|connection, _| {
                Box::pin(async move {
                    let ping = tokio::time::timeout(RELEASE, connection.ping());
                    ping.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
                    Ok(true)
                })
            })
            .connect_with(options.disable_statement_logging())
            .await
            .map_err(|error| from_sqlx(&error))?;
        Self::over(Pool::Postgres(pool)).await
    }
}

/// What nobody chose, "encrypt if the server can", is not enough for a server elsewhere.
#[cfg(feature = "postgres")]
fn checking_servers_elsewhere(
    options: sqlx::postgres::PgConnectOptions,
) -> sqlx::postgres::PgConnectOptions {
    use sqlx::postgres::PgSslMode;
    let unchosen = matches!(options.get_ssl_mode(), PgSslMode::Prefer | PgSslMode::Allow);
    if unchosen && !is_here(&options) {
        options.ssl_mode(PgSslMode::VerifyFull)
    } else {
        options
    }
}

/// What sqlx reads of a URL.
#[cfg(feature = "postgres")]
const PARAMETERS: [&str; 18] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "ssl-ca",
    "ssl-cert",
    "ssl-key",
    "ssl-mode",
    "ssl-root-cert",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "statement-cache-capacity",
    "user",
];

/// A parameter that is none of these, such as a misspelled `password`, would be logged with its value.
#[cfg(feature = "postgres")]
fn has_known_parameters(url: &str) -> bool {
    let before_fragment = url.split('#').next().unwrap_or_default();
    let query = before_fragment
        .split_once('?')
        .map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).all(|(name, _)| {
        PARAMETERS.contains(&&*name) || (name.starts_with("options[") && name.ends_with(']'))
    })
}

/// For `verify-ca` alone sqlx asks for the provider of the process, and panics where nobody installed one and rustls has
/// none or two to choose from. How many it has is for the whole build to say, so one has to be installed.
#[cfg(feature = "postgres")]
fn has_process_provider() -> bool {
    #[cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
    let has = rustls::crypto::CryptoProvider::get_default().is_some();
    #[cfg(not(any(feature = "rustls-ring", feature = "rustls-aws-lc")))]
    let has = false;
    has
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

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use sqlx::postgres::{PgConnectOptions, PgSslMode};

    use super::*;

    #[test]
    fn a_server_elsewhere_is_checked_unless_the_url_chose() {
        for (url, mode) in [
            ("postgres://u@127.0.0.1/d", PgSslMode::Prefer),
            ("postgres://u@[::1]/d", PgSslMode::Prefer),
            ("postgres://u@localhost/d", PgSslMode::Prefer),
            ("postgres://%2Frun%2Fpostgresql/d", PgSslMode::Prefer),
            ("postgres://u@db.example/d", PgSslMode::VerifyFull),
            ("postgres://u@192.0.2.1/d", PgSslMode::VerifyFull),
            ("postgres://u@localhost.example/d", PgSslMode::VerifyFull),
            (
                "postgres://u@db.example/d?sslmode=prefer",
                PgSslMode::VerifyFull,
            ),
            (
                "postgres://u@db.example/d?sslmode=disable",
                PgSslMode::Disable,
            ),
            (
                "postgres://u@db.example/d?sslmode=verify-ca",
                PgSslMode::VerifyCa,
            ),
        ] {
            let options: PgConnectOptions = url.parse().unwrap();
            let found = checking_servers_elsewhere(options).get_ssl_mode();
            assert_eq!(format!("{found:?}"), format!("{mode:?}"), "{url}");
        }
    }
}
