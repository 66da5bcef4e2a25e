//! What the SQL stores do beyond the others.
#![cfg(any(feature = "sqlite", feature = "postgres"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod common;

use std::{collections::BTreeSet, error::Error as _};

use common::{
    acted, at, claim, claim_action, delivery, fails, key, on_every_sql_store, open_at, pending,
    prepare, query, receive, record, smile, try_open_at, verified,
};
use kyc_model::outcome::Relation;
use kyc_receiver::{SettleError, SqlStore, Store as _, StoreErrorKind, sqlx};

on_every_sql_store! {
    work_is_done_inside_the_commit
    work_that_fails_settles_nothing
    parallel_settling_with_work_does_it_once
    several_openers_share_one_store
    a_newer_schema_is_refused
    what_is_broken_is_told_without_its_values
    a_closed_store_is_unavailable
}

async fn work_is_done_inside_the_commit(address: &str) {
    prepare(address).await;
    let store = open_at(address).await;
    for (pair, outcome, rows) in [
        ("1", pending("job-1", 1), 1),
        ("2", pending("job-1", 1), 1),
        ("3", verified("job-1", 2), 2),
        ("4", verified("job-1", 3), 2),
        ("5", pending("job-1", 1), 2),
    ] {
        store.put(&delivery(smile("job-1"), pair)).await.unwrap();
        let held = claim(&store, 0).await;
        let settled = store.settle_with(&held, &outcome, at(0), record);
        settled.await.unwrap();
        assert_eq!(acted(address).await, (rows, rows), "{pair}");
        // It is done: nobody has to do it.
        assert!(claim_action(&store, 9999).await.is_none());
    }
}

async fn work_that_fails_settles_nothing(address: &str) {
    prepare(address).await;
    let store = open_at(address).await;
    let outcome = verified("job-1", 1);
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let held = claim(&store, 0).await;
    let settled = store.settle_with(&held, &outcome, at(0), |tx, action| {
        Box::pin(async move {
            record(tx, action).await.unwrap();
            Err("Zanele Invented")
        })
    });
    let error = settled.await.unwrap_err();
    assert_eq!(error.to_string(), "the work inside the transaction failed");
    assert!(error.source().is_none());
    assert!(matches!(error, SettleError::Work("Zanele Invented")));
    assert_eq!(acted(address).await, (0, 0));
    assert_eq!(store.outcome(&key(&outcome)).await.unwrap(), None);
    // The claim still stands.
    let settled = store.settle_with(&held, &outcome, at(0), record).await;
    assert_eq!(settled.unwrap().relation, Relation::Replaces);
    assert_eq!(acted(address).await, (1, 1));
    let settled = store.settle_with(&held, &outcome, at(0), record).await;
    let Err(SettleError::Store(error)) = settled else {
        panic!("it is settled");
    };
    assert_eq!(error.kind(), StoreErrorKind::LostLease);
}

async fn parallel_settling_with_work_does_it_once(address: &str) {
    prepare(address).await;
    let store = open_at(address).await;
    let tasks: Vec<_> = (0..100)
        .map(|pair| {
            let store = store.clone();
            tokio::spawn(async move {
                let put = delivery(smile("job-1"), &pair.to_string());
                store.put(&put).await.unwrap();
                let held = claim(&store, 0).await;
                let outcome = verified("job-1", 1);
                let settled = store.settle_with(&held, &outcome, at(0), record);
                settled.await.unwrap();
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(acted(address).await, (1, 1));
}

/// Several instances that start at once on an empty place, and work on it together.
async fn several_openers_share_one_store(address: &str) {
    let tasks: Vec<_> = (0..4)
        .map(|instance| {
            let address = address.to_owned();
            tokio::spawn(async move {
                let store = open_at(&address).await;
                let mut tokens = Vec::new();
                for number in 0..25 {
                    let pair = format!("{instance}-{number}");
                    store.put(&delivery(smile("job-1"), &pair)).await.unwrap();
                    // Somebody else's, perhaps; there is one for each.
                    let held = claim(&store, 0).await;
                    tokens.push(held.token);
                    let outcome = verified("job-1", 1);
                    store.settle(&held, &outcome, at(0)).await.unwrap();
                }
                tokens
            })
        })
        .collect();
    let mut tokens = BTreeSet::new();
    for task in tasks {
        tokens.extend(task.await.unwrap());
    }
    assert_eq!(tokens.len(), 100);
    let store = open_at(address).await;
    let counts = store.counts(at(0)).await.unwrap();
    assert_eq!((counts.open, counts.actions), (0, 1));
}

async fn a_newer_schema_is_refused(address: &str) {
    open_at(address).await.close().await;
    assert_eq!(
        query(address, "SELECT MAX(version) FROM kyc_schema").await,
        1
    );
    query(address, "INSERT INTO kyc_schema (version) VALUES (2)").await;
    fails(try_open_at(address).await, StoreErrorKind::TooNew);
}

async fn what_is_broken_is_told_without_its_values(address: &str) {
    let store = open_at(address).await;
    let outcome = verified("job-1", 1);
    receive(&store, "1", &outcome).await;
    let corrupt = StoreErrorKind::Corrupt;

    query(
        address,
        "UPDATE kyc_outcome SET outcome = '{\"provider\":\"Zanele\"}'",
    )
    .await;
    fails(store.outcome(&key(&outcome)).await, corrupt);
    query(address, "UPDATE kyc_action SET outcome = '\"Zanele\"'").await;
    fails(store.claim_action(at(0), common::LEASE).await, corrupt);

    store.put(&delivery(smile("job-1"), "2")).await.unwrap();
    query(address, "UPDATE kyc_delivery SET head = '[\"Zanele\"]'").await;
    fails(store.claim(at(0), common::LEASE).await, corrupt);

    query(address, "DROP TABLE kyc_delivery").await;
    let error = store.put(&delivery(smile("job-1"), "3")).await.unwrap_err();
    assert_eq!(error.kind(), corrupt);
    let source = error.source().unwrap().to_string();
    assert!(!source.contains("kyc_delivery"), "{source}");
    assert!(format!("{store:?}").starts_with("SqlStore("));
}

async fn a_closed_store_is_unavailable(address: &str) {
    let store = open_at(address).await;
    store.close().await;
    let error = store.counts(at(0)).await.unwrap_err();
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(error.is_retryable());
}

#[cfg(feature = "sqlite")]
mod files {
    use super::*;

    #[tokio::test]
    async fn a_look_that_finds_nothing_writes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("store");
        let address = path.to_str().unwrap();
        let store = open_at(address).await;
        let tokens = async || query(address, "SELECT value FROM kyc_token").await;
        let before = tokens().await;
        assert!(store.claim(at(0), common::LEASE).await.unwrap().is_none());
        assert!(claim_action(&store, 0).await.is_none());
        assert_eq!(tokens().await, before);
        // What is claimed is counted, also after such a look.
        store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
        let first = claim(&store, 0).await;
        assert!(store.claim(at(0), common::LEASE).await.unwrap().is_none());
        let second = claim(&store, 60).await;
        assert!(second.token > first.token);
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_or_cannot_be_made_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let text = directory.path().join("Zanele");
        std::fs::write(&text, "no database ".repeat(500)).unwrap();
        fails(SqlStore::sqlite(&text).await, StoreErrorKind::Corrupt);
        let nowhere = directory.path().join("Zanele-2").join("store");
        fails(
            SqlStore::sqlite(nowhere).await,
            StoreErrorKind::Configuration,
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_reads_the_files_and_a_commit_waits_for_the_disk() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let store = SqlStore::sqlite(directory.path().join("store"))
            .await
            .unwrap();
        store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
        let mut names = BTreeSet::new();
        for file in std::fs::read_dir(directory.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
            names.insert(file.file_name().into_string().unwrap());
        }
        assert_eq!(names.len(), 3, "{names:?}");

        let held = claim(&store, 0).await;
        let outcome = verified("job-1", 1);
        let checked = store.settle_with(&held, &outcome, at(0), |tx, _| {
            Box::pin(async move {
                let kyc_receiver::Tx::Sqlite(connection) = tx else {
                    panic!("another database");
                };
                for (pragma, value) in [("PRAGMA synchronous", "2"), ("PRAGMA fullfsync", "1")] {
                    let found: i64 = sqlx::query_scalar(pragma)
                        .fetch_one(&mut *connection)
                        .await?;
                    assert_eq!(found.to_string(), value, "{pragma}");
                }
                let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
                    .fetch_one(&mut *connection)
                    .await?;
                assert_eq!(mode, "wal");
                Ok::<_, sqlx::Error>(())
            })
        });
        checked.await.unwrap();
    }
}

#[cfg(feature = "postgres")]
mod urls {
    use super::*;
    use crate::common::{Backend, Site};

    /// Nothing is sent to a server elsewhere that is not checked; and no part of a URL is told.
    #[tokio::test]
    async fn wrong_urls_are_told_without_their_secrets() {
        for url in [
            "Zanele",
            "postgres://Zanele:Zanele@127.0.0.1:1/Zanele?sslmode=Zanele",
            // sqlx would log these, and not heed them.
            "postgres://u@127.0.0.1:1/d?sslpassword=Zanele",
            "postgres://u@127.0.0.1:1/d?application_name=a&pasword=Zanele#?user=u",
            "postgres://u@127.0.0.1:1/d?Zanele",
            "postgres://u@127.0.0.1:1/d?options[Zanele=1",
            // No provider of the process is installed here; sqlx would panic where there are two to choose from.
            "postgres://u@127.0.0.1:1/Zanele?sslmode=verify-ca",
        ] {
            let url: secrecy::SecretString = url.to_owned().into();
            let error = SqlStore::postgres(&url).await.unwrap_err();
            assert_eq!(error.kind(), StoreErrorKind::Configuration, "{error}");
            let source = error.source().unwrap();
            let shown = format!("{error} {error:?} {source} {source:?}");
            assert!(!shown.contains("Zanele"), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_wrong_database_is_told_without_its_name() {
        let Some(site) = Site::new(Backend::Postgres).await else {
            return;
        };
        let address = site.address();
        let (server, _) = address.rsplit_once('/').unwrap();
        let url: secrecy::SecretString = format!("{server}/Zanele").into();
        let found = SqlStore::postgres(&url).await;
        fails(found, StoreErrorKind::Configuration);
        site.remove().await;
    }

    #[tokio::test]
    async fn a_commit_waits_for_the_disk_where_the_default_is_not_to() {
        let Some(site) = Site::new(Backend::Postgres).await else {
            return;
        };
        let address = format!("{}&options[synchronous_commit]=off", site.address());
        prepare(&address).await;
        let store = open_at(&address).await;
        store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
        let held = claim(&store, 0).await;
        let outcome = verified("job-1", 1);
        let checked = store.settle_with(&held, &outcome, at(0), |tx, _| {
            Box::pin(async move {
                let kyc_receiver::Tx::Postgres(connection) = tx else {
                    panic!("another database");
                };
                let found: String = sqlx::query_scalar("SHOW synchronous_commit")
                    .fetch_one(&mut *connection)
                    .await?;
                assert_eq!(found, "on");
                Ok::<_, sqlx::Error>(())
            })
        });
        checked.await.unwrap();
        site.remove().await;
    }
}
