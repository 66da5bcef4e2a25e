//! A confirmer whose store performs the actions itself, in the transaction that settles.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use http::Request;
use kyc_receiver::{Done, Intake, SqlStore, Store as _, Tx, sqlx};

use crate::{
    common::{acted, on_every_sql_store, open_at, prepare, query, record},
    harness::{at, callback, done, greenid_result, harness_with, result},
};

on_every_sql_store! {
    work_that_makes_nothing_of_a_failed_statement_loses_nothing
    a_confirmer_performs_each_action_once_in_the_commit
    work_that_fails_is_tried_again_and_listed_in_the_end
}

/// A store whose work fails until it is told not to.
async fn working(address: &str) -> (SqlStore, Arc<AtomicBool>) {
    prepare(address).await;
    let works = Arc::new(AtomicBool::new(true));
    let told = Arc::clone(&works);
    let store = open_at(address).await.with_work(move |tx, action| {
        let works = told.load(Ordering::SeqCst);
        Box::pin(async move {
            record(tx, action).await.unwrap();
            if works {
                Ok(())
            } else {
                Err("Zanele Invented")
            }
        })
    });
    (store, works)
}

async fn a_confirmer_performs_each_action_once_in_the_commit(address: &str) {
    let (store, _) = working(address).await;
    let harness = harness_with(Arc::new(store));
    for (pair, rows) in [(0, 1), (60, 1)] {
        let signed_at = at().checked_add(Duration::from_secs(pair)).unwrap();
        harness.push(callback(&result("0810"), signed_at)).await;
        assert!(matches!(harness.confirm().await, Done::Settled(_)));
        assert_eq!(acted(address).await, (rows, rows), "{pair}");
    }
    // So is what an answer brings that is not the last word.
    let intake = Intake::greenid(Arc::clone(&harness.store)).with_clock(Arc::clone(&harness.clock));
    for (outcome, rows) in [("LOCKED_OUT", 2), ("IN_PROGRESS", 3)] {
        harness.clock.advance(Duration::from_secs(1));
        let request = Request::post("https://us.example/greenid?userId=g1");
        let request = request.body(Bytes::new()).unwrap();
        assert_eq!(intake.receive(&request).await.status(), 200);
        harness.answer(Ok((200, greenid_result(outcome, "g1"))));
        harness.confirm().await;
        assert_eq!(acted(address).await, (rows, rows), "{outcome}");
    }
    assert!(harness.act().await.is_empty(), "nothing is left to do");
}

async fn work_that_makes_nothing_of_a_failed_statement_loses_nothing(address: &str) {
    prepare(address).await;
    let store = open_at(address).await.with_work(|tx, _| {
        Box::pin(async move {
            let sql = "INSERT INTO no_such_table VALUES (1)";
            let failed = match tx {
                #[cfg(feature = "sqlite")]
                Tx::Sqlite(connection) => sqlx::query(sql).execute(connection).await.is_err(),
                #[cfg(feature = "postgres")]
                Tx::Postgres(connection) => sqlx::query(sql).execute(connection).await.is_err(),
                _ => panic!("another database"),
            };
            assert!(failed);
            Ok::<(), &str>(())
        })
    });
    let harness = harness_with(Arc::new(store));
    harness.push(callback(&result("0810"), at())).await;
    let done = harness.confirm().await;
    let stored = "SELECT COUNT(*) FROM kyc_outcome WHERE outcome IS NOT NULL";
    let stored = query(address, stored).await;
    // PostgreSQL has rolled all of it back; SQLite the statement alone.
    if address.starts_with("postgres") {
        assert!(matches!(done, Done::Postponed { .. }), "{done:?}");
        assert_eq!(stored, 0);
    } else {
        assert!(matches!(done, Done::Settled(_)), "{done:?}");
        assert_eq!(stored, 1);
    }
}

async fn work_that_fails_is_tried_again_and_listed_in_the_end(address: &str) {
    let (store, works) = working(address).await;
    let harness = harness_with(Arc::new(store));
    works.store(false, Ordering::SeqCst);
    harness.push(callback(&result("0810"), at())).await;
    let Done::Postponed { until } = harness.confirm().await else {
        panic!("not postponed");
    };
    assert_eq!(acted(address).await, (0, 0));
    works.store(true, Ordering::SeqCst);
    harness.clock.set(until);
    assert!(matches!(harness.confirm().await, Done::Settled(_)));
    assert_eq!(acted(address).await, (1, 1));

    works.store(false, Ordering::SeqCst);
    harness.answer(Ok((200, done("0811"))));
    harness.push(callback(&result("0811"), at())).await;
    harness.clock.advance(Duration::from_secs(8 * 86_400));
    let given_up = harness.confirm().await;
    let Done::GivenUp { reason } = given_up else {
        panic!("{given_up:?}");
    };
    assert_eq!(
        reason,
        "the work inside the transaction that settles failed until the end"
    );
    assert_eq!(harness.store.given_up(9).await.unwrap().len(), 1);
    assert_eq!(acted(address).await, (1, 1));
}
