//! What a store does that takes too long: it ends, and the store works on.
#![cfg(any(feature = "sqlite", feature = "postgres"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod common;

use core::time::Duration;
use std::{error::Error as _, time::Instant};

use common::{
    acted, at, claim, delivery, key, on_every_sql_store, open_at, prepare, record, smile, verified,
};
use kyc_model::outcome::Relation;
use kyc_receiver::{SettleError, Store as _, StoreError, StoreErrorKind, sqlx};

const LIMIT: Duration = Duration::from_millis(700);

on_every_sql_store! {
    work_that_never_ends_settles_nothing_and_holds_nobody_up
}

#[track_caller]
fn is_out_of_time(error: &StoreError) {
    assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    assert!(error.is_retryable());
    let source = error.source().unwrap().to_string();
    assert_eq!(source, "the time limit of the operation passed");
}

async fn work_that_never_ends_settles_nothing_and_holds_nobody_up(address: &str) {
    prepare(address).await;
    let store = open_at(address).await.with_time_limit(LIMIT);
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let held = claim(&store, 0).await;
    let outcome = verified("job-1", 1);
    let begun = Instant::now();
    let settled = store.settle_with(&held, &outcome, at(0), |tx, action| {
        Box::pin(async move {
            record(tx, action).await?;
            core::future::pending::<Result<(), sqlx::Error>>().await
        })
    });
    let Err(SettleError::Store(error)) = settled.await else {
        panic!("it cannot have been settled");
    };
    is_out_of_time(&error);
    assert!(begun.elapsed() >= LIMIT);

    // The same where the store performs the work.
    let endless = store.clone().with_work(|_, _| {
        let work = core::future::pending::<Result<(), core::convert::Infallible>>();
        Box::pin(work)
    });
    is_out_of_time(&endless.settle(&held, &outcome, at(0)).await.unwrap_err());

    // Nothing was changed, and the claim still stands.
    let patient = store.with_time_limit(Duration::from_secs(30));
    assert_eq!(patient.outcome(&key(&outcome)).await.unwrap(), None);
    assert_eq!(acted(address).await, (0, 0));
    let settled = patient.settle_with(&held, &outcome, at(0), record).await;
    assert_eq!(settled.unwrap().relation, Relation::Replaces);
    assert_eq!(acted(address).await, (1, 1));
}

#[cfg(feature = "postgres")]
mod servers {
    use std::sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    };

    use kyc_receiver::{SqlStore, Tx, sqlx::postgres::PgConnectOptions};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{
            TcpListener, TcpStream,
            tcp::{OwnedReadHalf, OwnedWriteHalf},
        },
    };

    use super::*;
    use crate::common::{Backend, Site};

    /// What the server of a store's session would end after how long.
    async fn settings(store: &SqlStore, job: &str) -> Vec<String> {
        store.put(&delivery(smile(job), "pair")).await.unwrap();
        let held = claim(store, 0).await;
        let found = Arc::new(std::sync::Mutex::new(Vec::new()));
        let tell = Arc::clone(&found);
        let outcome = verified(job, 1);
        let settled = store.settle_with(&held, &outcome, at(0), |tx, _| {
            Box::pin(async move {
                let Tx::Postgres(connection) = tx else {
                    panic!("another database");
                };
                for name in [
                    "SHOW lock_timeout",
                    "SHOW statement_timeout",
                    "SHOW idle_in_transaction_session_timeout",
                ] {
                    let value: String =
                        sqlx::query_scalar(name).fetch_one(&mut *connection).await?;
                    tell.lock().unwrap().push(value);
                }
                Ok::<_, sqlx::Error>(())
            })
        });
        settled.await.unwrap();
        found.lock().unwrap().clone()
    }

    #[tokio::test]
    async fn the_server_ends_what_nobody_waits_for_unless_set_otherwise() {
        for (options, expected) in [
            ("", ["20s", "25s", "1min"]),
            (
                "&options[statement_timeout]=2min&options[lock_timeout]=7s",
                ["7s", "2min", "1min"],
            ),
        ] {
            let Some(site) = Site::new(Backend::Postgres).await else {
                return;
            };
            let store = open_at(&format!("{}{options}", site.address())).await;
            assert_eq!(settings(&store, "job-1").await, expected);
            // Pruning may take longer, and leaves nothing behind.
            assert_eq!(store.prune(at(9999)).await.unwrap(), 2);
            assert_eq!(settings(&store, "job-2").await, expected);
            site.remove().await;
        }
    }

    /// Hands on what comes, as long as it is told to; then the line is dead, and says nothing.
    async fn hand_on(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, is_dead: Arc<AtomicBool>) {
        let mut buffer = [0; 4096];
        while let Ok(length) = from.read(&mut buffer).await {
            if is_dead.load(Ordering::SeqCst) {
                core::future::pending::<()>().await;
            }
            if length == 0 || to.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    }

    /// A line to the server of `url`: the URL through it, and the switch that kills it.
    async fn line(url: &str) -> (String, Arc<AtomicBool>) {
        let options: PgConnectOptions = url.parse().unwrap();
        let server = format!("{}:{}", options.get_host(), options.get_port());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let through = url.replace(&server, &listener.local_addr().unwrap().to_string());
        assert_ne!(through, url, "`DATABASE_URL` has to name host and port");
        let is_dead = Arc::new(AtomicBool::new(false));
        let switch = Arc::clone(&is_dead);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = TcpStream::connect(&server).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                tokio::spawn(hand_on(from_client, to_server, Arc::clone(&switch)));
                tokio::spawn(hand_on(from_server, to_client, Arc::clone(&switch)));
            }
        });
        (through, is_dead)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_server_that_is_gone_without_a_word_holds_nobody_up() {
        let Some(site) = Site::new(Backend::Postgres).await else {
            return;
        };
        let (url, is_dead) = line(&site.address()).await;
        let store = open_at(&url).await.with_time_limit(LIMIT);
        store.put(&delivery(smile("job-1"), "1")).await.unwrap();
        is_dead.store(true, Ordering::SeqCst);
        // More than the pool has connections.
        let tasks: Vec<_> = (0..15)
            .map(|pair| {
                let store = store.clone();
                tokio::spawn(async move {
                    let delivery = delivery(smile("job-1"), &format!("x{pair}"));
                    store.put(&delivery).await.unwrap_err()
                })
            })
            .collect();
        for task in tasks {
            let error = tokio::time::timeout(LIMIT * 10, task).await;
            is_out_of_time(&error.expect("it ends").unwrap());
        }
        // The line is there again: dead connections are given up, none is lost to the pool for good.
        is_dead.store(false, Ordering::SeqCst);
        let patient = store.with_time_limit(Duration::from_secs(30));
        let puts = (0..10).map(|pair| {
            let (store, pair) = (patient.clone(), format!("y{pair}"));
            tokio::spawn(async move { store.put(&delivery(smile("job-1"), &pair)).await })
        });
        for put in puts.collect::<Vec<_>>() {
            put.await.unwrap().unwrap();
        }
        site.remove().await;
    }

    /// A server that takes the connection and says nothing.
    #[tokio::test]
    async fn a_server_that_never_answers_is_unavailable() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("postgres://nobody@{}/none", listener.local_addr().unwrap());
        let url = url.into();
        let opening = SqlStore::postgres(&url);
        let opened = tokio::time::timeout(Duration::from_secs(60), opening).await;
        let error = opened.expect("it ends").unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Unavailable);
    }
}
