//! What may be told of an error of a database: its class. Its texts quote values.

use core::{error::Error, fmt};

use sqlx::error::DatabaseError;

use crate::{StoreError, StoreErrorKind};

/// The class of an error, and the code that the database gave it.
#[derive(Debug)]
struct DatabaseFault {
    class: &'static str,
    code: Option<String>,
}

impl fmt::Display for DatabaseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.class)?;
        match &self.code {
            Some(code) => write!(f, " (code {code})"),
            None => Ok(()),
        }
    }
}

impl Error for DatabaseFault {}

/// The store's error for one of the database.
pub(super) fn from_sqlx(error: &sqlx::Error) -> StoreError {
    use StoreErrorKind::{Configuration, Corrupt, Unavailable};
    let (kind, class) = match error {
        sqlx::Error::Database(error) => return from_database(&**error),
        sqlx::Error::Configuration(_) => (Configuration, "a connection option is wrong"),
        sqlx::Error::Tls(_) => (Configuration, "the connection could not be encrypted"),
        sqlx::Error::Io(_) => (Unavailable, "the connection failed"),
        sqlx::Error::PoolTimedOut => (Unavailable, "every connection is in use"),
        sqlx::Error::PoolClosed => (Unavailable, "the store is closed"),
        sqlx::Error::WorkerCrashed => (Unavailable, "the connection's thread ended"),
        sqlx::Error::Protocol(_) => (Unavailable, "the database's reply was not understood"),
        sqlx::Error::BeginFailed => (Unavailable, "no transaction could be begun"),
        _ => (Corrupt, "a row has another form"),
    };
    StoreError::new(kind).with_source(DatabaseFault { class, code: None })
}

/// What is said of a connection before anything is opened.
#[cfg(feature = "postgres")]
pub(super) fn wrong_option(class: &'static str) -> StoreError {
    StoreError::new(StoreErrorKind::Configuration).with_source(DatabaseFault { class, code: None })
}

/// The time limit of an operation passed.
pub(super) fn out_of_time() -> StoreError {
    StoreError::new(StoreErrorKind::Unavailable).with_source(DatabaseFault {
        class: "the time limit of the operation passed",
        code: None,
    })
}

fn from_database(error: &dyn DatabaseError) -> StoreError {
    let code = error.code().unwrap_or_default();
    // A code is five letters and digits in PostgreSQL and a number in SQLite; a trigger may make up others.
    let is_code = (1..=5).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let (kind, class) = match class_of(error, &code) {
        Some(known) => known,
        None => (StoreErrorKind::Corrupt, "the database refused a statement"),
    };
    StoreError::new(kind).with_source(DatabaseFault {
        class,
        code: is_code.then(|| code.into_owned()),
    })
}

fn class_of(error: &dyn DatabaseError, code: &str) -> Option<(StoreErrorKind, &'static str)> {
    #[cfg(feature = "sqlite")]
    if error
        .try_downcast_ref::<sqlx::sqlite::SqliteError>()
        .is_some()
    {
        return of_sqlite(code);
    }
    #[cfg(feature = "postgres")]
    if error
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        return of_postgres(code);
    }
    None
}

/// Source: <https://www.sqlite.org/rescode.html>; the low byte is the primary code.
#[cfg(feature = "sqlite")]
fn of_sqlite(code: &str) -> Option<(StoreErrorKind, &'static str)> {
    use StoreErrorKind::{Configuration, Corrupt, Full, Unavailable};
    let code: u32 = code.parse().ok()?;
    Some(match code & 0xff {
        5 | 6 => (Unavailable, "the database is locked"),
        10 => (Unavailable, "the disk failed"),
        13 => (Full, "the disk is full"),
        3 | 8 | 14 | 23 => (Configuration, "the file may not be opened or written"),
        11 | 26 => (Corrupt, "the file is no whole database"),
        _ => return None,
    })
}

/// Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
#[cfg(feature = "postgres")]
fn of_postgres(code: &str) -> Option<(StoreErrorKind, &'static str)> {
    use StoreErrorKind::{Configuration, Corrupt, Full, Unavailable, WorkFailed};
    Some(match code.get(..2)? {
        _ if code == "53100" => (Full, "the disk is full"),
        _ if code == "42501" => (Configuration, "the role lacks a right"),
        _ if code == "25006" => (Unavailable, "the server is read-only"),
        _ if code == "57014" => (Unavailable, "the statement took too long"),
        _ if code == "25P02" => (
            WorkFailed,
            "a statement of the work failed, so the transaction cannot be committed",
        ),
        _ if code == "25P03" => (Unavailable, "the transaction stood still for too long"),
        "08" | "53" | "57" => (Unavailable, "the server is not available"),
        "40" => (Unavailable, "the transaction was rolled back"),
        "55" => (Unavailable, "an object is in use"),
        "28" | "3D" | "3F" => (Configuration, "the role or the database is wrong"),
        "XX" | "58" => (Corrupt, "the server failed"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_the_database_are_not_told() {
        for error in [
            sqlx::Error::Protocol("Canary".to_owned()),
            sqlx::Error::Configuration("Canary".into()),
            sqlx::Error::Decode("Canary".into()),
            sqlx::Error::ColumnNotFound("Canary".to_owned()),
            sqlx::Error::Io(std::io::Error::other("Canary")),
        ] {
            let error = from_sqlx(&error);
            let source = error.source().unwrap().to_string();
            let shown = format!("{error} {error:?} {source}");
            assert!(!shown.contains("Canary"), "{shown}");
        }
    }

    #[cfg(feature = "sqlite")]
    #[test]
    fn extended_codes_of_sqlite() {
        use StoreErrorKind::{Configuration, Corrupt, Full, Unavailable};
        for (code, kind) in [
            ("5", Unavailable),
            ("261", Unavailable),
            ("517", Unavailable),
            ("13", Full),
            ("26", Corrupt),
            ("14", Configuration),
        ] {
            assert_eq!(of_sqlite(code).unwrap().0, kind, "{code}");
        }
        assert!(of_sqlite("1").is_none());
        assert!(of_sqlite("Canary").is_none());
    }

    #[cfg(feature = "postgres")]
    #[test]
    fn classes_of_postgres() {
        use StoreErrorKind::{Configuration, Full, Unavailable, WorkFailed};
        for (code, kind) in [
            ("25P02", WorkFailed),
            ("40001", Unavailable),
            ("57P01", Unavailable),
            ("57014", Unavailable),
            ("55P03", Unavailable),
            ("25P03", Unavailable),
            ("53300", Unavailable),
            ("53100", Full),
            ("28P01", Configuration),
            ("42501", Configuration),
        ] {
            assert_eq!(of_postgres(code).unwrap().0, kind, "{code}");
        }
        assert!(of_postgres("42P01").is_none());
        assert!(of_postgres("").is_none());
    }
}
