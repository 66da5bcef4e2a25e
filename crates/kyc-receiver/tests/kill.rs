//! A process killed in the middle of its work: nothing that was promised is lost, and nothing inside a commit is done twice.
#![cfg(all(unix, any(feature = "sqlite", feature = "postgres")))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod common;

use core::time::Duration;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdout, Command, Stdio},
};

use common::{
    LEASE, acted, at, claim, claim_action, delivery, key, on_every_sql_store, open_at, prepare,
    record, smile, verified,
};
use kyc_receiver::{Claim, SqlStore, Store as _, StoreError, Stored, sqlx};

const ADDRESS: &str = "KYC_RECEIVER_KILL_ADDRESS";
const POINT: &str = "KYC_RECEIVER_KILL_POINT";

on_every_sql_store! {
    between_claim_and_settle
    between_settle_and_finish
    inside_the_transaction
    after_the_transaction
    at_any_moment
}

/// What the killed process does; in the test run itself, nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let (Ok(address), Ok(point)) = (std::env::var(ADDRESS), std::env::var(POINT)) else {
        return;
    };
    let store = open_at(&address).await;
    if let Some(round) = point.strip_prefix("any ") {
        work_on(&store, round).await;
    }
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let held = claim(&store, 0).await;
    let outcome = verified("job-1", 1);
    match point.as_str() {
        "claimed" => {}
        "settled" => {
            store.settle(&held, &outcome, at(0)).await.unwrap();
            claim_action(&store, 0).await.unwrap();
        }
        "inside" => {
            let settled = store.settle_with(&held, &outcome, at(0), |tx, action| {
                Box::pin(async move {
                    record(tx, action).await?;
                    wait_to_be_killed().await;
                    Ok::<_, sqlx::Error>(())
                })
            });
            settled.await.unwrap();
        }
        "after" => {
            let settled = store.settle_with(&held, &outcome, at(0), record);
            settled.await.unwrap();
        }
        other => panic!("no such point: {other}"),
    }
    wait_to_be_killed().await;
}

fn say(line: &str) {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}").unwrap();
    stdout.flush().unwrap();
}

async fn wait_to_be_killed() {
    say("ready");
    std::future::pending().await
}

/// Delivers and settles one job after the other, and says so each time.
async fn work_on(store: &SqlStore, round: &str) {
    say("ready");
    for number in 0..u32::MAX {
        let job = format!("{round}-{number}");
        store.put(&delivery(smile(&job), "pair")).await.unwrap();
        say(&format!("put {job}"));
        let held = claim(store, 0).await;
        settle(store, &held).await;
    }
}

/// Settles with the verdict on the job that the delivery names.
async fn settle(store: &SqlStore, held: &Claim) {
    let kyc_model::outcome::Reference::Smileid(reference) = held.delivery.reference() else {
        panic!("a job");
    };
    let job = reference.job_id.as_ref().unwrap().expose();
    let outcome = verified(job, 1);
    let settled = store.settle_with(held, &outcome, at(0), record);
    assert!(settled.await.unwrap().action.is_some());
}

/// A process that is at this point, and what it says from then on.
fn spawn(address: &str, point: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .envs([(ADDRESS, address), (POINT, point)])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line.trim_end() != "ready" {
        line.clear();
        assert_ne!(lines.read_line(&mut line).unwrap(), 0, "it ended early");
    }
    (child, lines)
}

/// SIGKILL.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A claim once the database has noticed that the other process is gone.
async fn claim_at_last(store: &SqlStore, second: u64) -> Result<Claim, StoreError> {
    loop {
        if let Some(claim) = store.claim(at(second), LEASE).await? {
            return Ok(claim);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn between_claim_and_settle(address: &str) {
    let (child, _) = spawn(address, "claimed");
    kill(child);
    let store = open_at(address).await;
    let put = delivery(smile("job-1"), "pair");
    assert_eq!(store.put(&put).await.unwrap(), Stored::Known);
    assert!(store.claim(at(59), LEASE).await.unwrap().is_none());
    let held = claim(&store, 60).await;
    assert_eq!((&held.delivery, held.attempt), (&put, 2));
    let outcome = verified("job-1", 1);
    let settled = store.settle(&held, &outcome, at(60)).await.unwrap();
    let action = claim_action(&store, 60).await.unwrap();
    assert_eq!(Some(&action.action.id), settled.action.as_ref());
    assert_eq!(action.action.outcome, outcome);
    store.finish_action(&action).await.unwrap();
    assert!(claim_action(&store, 9999).await.is_none());
}

async fn between_settle_and_finish(address: &str) {
    let (child, _) = spawn(address, "settled");
    kill(child);
    let store = open_at(address).await;
    let outcome = verified("job-1", 1);
    let found = store.outcome(&key(&outcome)).await.unwrap();
    assert_eq!(found.as_ref(), Some(&outcome));
    assert!(store.claim(at(9999), LEASE).await.unwrap().is_none());
    assert!(claim_action(&store, 59).await.is_none());
    let action = claim_action(&store, 60).await.unwrap();
    assert_eq!((&action.action.outcome, action.attempt), (&outcome, 2));
    store.finish_action(&action).await.unwrap();
    assert!(claim_action(&store, 9999).await.is_none());
}

async fn inside_the_transaction(address: &str) {
    prepare(address).await;
    let (child, _) = spawn(address, "inside");
    kill(child);
    let store = open_at(address).await;
    let outcome = verified("job-1", 1);
    let held = claim_at_last(&store, 60).await.unwrap();
    assert_eq!(held.attempt, 2);
    assert_eq!(acted(address).await, (0, 0));
    assert_eq!(store.outcome(&key(&outcome)).await.unwrap(), None);
    let settled = store.settle_with(&held, &outcome, at(60), record);
    assert!(settled.await.unwrap().action.is_some());
    assert_eq!(acted(address).await, (1, 1));
    assert!(claim_action(&store, 9999).await.is_none());
}

async fn after_the_transaction(address: &str) {
    prepare(address).await;
    let (child, _) = spawn(address, "after");
    kill(child);
    let store = open_at(address).await;
    assert_eq!(acted(address).await, (1, 1));
    let put = delivery(smile("job-1"), "pair");
    assert_eq!(store.put(&put).await.unwrap(), Stored::Known);
    assert!(store.claim(at(9999), LEASE).await.unwrap().is_none());
    assert!(claim_action(&store, 9999).await.is_none());
}

async fn at_any_moment(address: &str) {
    prepare(address).await;
    let mut promised = Vec::new();
    for round in 0..12 {
        let (child, lines) = spawn(address, &format!("any {round}"));
        tokio::time::sleep(Duration::from_millis(fastrand::u64(5..120))).await;
        kill(child);
        // A last line may be cut.
        let lines = lines.lines().map_while(Result::ok);
        promised.extend(lines.filter_map(|line| line.strip_prefix("put ").map(str::to_owned)));
    }
    assert!(!promised.is_empty());

    let store = open_at(address).await;
    let mut again = 0_usize;
    loop {
        while let Some(held) = store.claim(at(60), LEASE).await.unwrap() {
            settle(&store, &held).await;
            again += 1;
        }
        if store.counts(at(60)).await.unwrap().open == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (rows, different) = acted(address).await;
    assert_eq!(rows, different, "an action was performed twice");
    for job in &promised {
        let outcome = verified(job, 1);
        let found = store.outcome(&key(&outcome)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&outcome), "{job} was promised");
    }
    // A delivery may be stored that nobody was told of, one in each round.
    let promised = i64::try_from(promised.len()).unwrap();
    assert!((promised..=promised + 12).contains(&rows));
    assert!(again <= 24, "{again}");
}
