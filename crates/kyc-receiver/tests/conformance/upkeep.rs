//! Counting, pruning, a full store, and opening again.

use core::time::Duration;

use kyc_model::outcome::Relation;
use kyc_receiver::{Capacity, MemoryStore, Settled, Store as _, StoreErrorKind, Stored};

use crate::common::{
    LEASE, Site, at, claim, delivery, drain, fails, key, on_every_store, receive, smile, verified,
};

on_every_store! {
    counts_tell_what_is_to_do
    pruning_removes_what_is_over_alone
    a_full_store_refuses_and_drops_nothing
    opening_again_finds_everything
}

async fn counts_tell_what_is_to_do(site: &Site) {
    let store = site.open().await;
    assert_eq!(store.counts(at(9)).await.unwrap(), <_>::default());
    receive(&*store, "0", &verified("job-1", 1)).await;
    for pair in ["1", "2", "3", "4"] {
        store.put(&delivery(smile("job-1"), pair)).await.unwrap();
    }
    let held = claim(&store, 0).await;
    store.postpone(&held, at(100)).await.unwrap();
    let held = claim(&store, 0).await;
    store.give_up(&held, "reason").await.unwrap();
    claim(&store, 0).await;
    let counts = store.counts(at(30)).await.unwrap();
    assert_eq!(
        (
            counts.open,
            counts.postponed,
            counts.given_up,
            counts.actions
        ),
        (2, 1, 1, 1)
    );
    assert_eq!(counts.oldest, Some(Duration::from_secs(30)));
    // Then nothing is postponed any more.
    let counts = store.counts(at(100)).await.unwrap();
    assert_eq!((counts.open, counts.postponed), (3, 0));
    // A clock that went back.
    let counts = store.counts("2020-01-01T00:00:00Z".parse().unwrap()).await;
    assert_eq!(counts.unwrap().oldest, Some(Duration::ZERO));
}

async fn pruning_removes_what_is_over_alone(site: &Site) {
    let store = site.open().await;
    let outcome = verified("job-1", 1);
    receive(&*store, "settled", &outcome).await;
    drain(&store, 0).await;
    receive(&*store, "acting", &verified("job-2", 1)).await;
    store.put(&delivery(smile("j"), "gone")).await.unwrap();
    let held = claim(&store, 0).await;
    store.give_up(&held, "reason").await.unwrap();
    store.put(&delivery(smile("j"), "open")).await.unwrap();

    assert_eq!(store.prune(at(0)).await.unwrap(), 0);
    // Two settled deliveries and one finished action.
    assert_eq!(store.prune(at(1000)).await.unwrap(), 3);
    assert_eq!(store.prune(at(1000)).await.unwrap(), 0);
    let counts = store.counts(at(1)).await.unwrap();
    assert_eq!((counts.open, counts.given_up, counts.actions), (1, 1, 1));

    // A replay of what was removed is confirmed again and changes nothing.
    let held = claim(&store, 0).await;
    store.postpone(&held, at(9999)).await.unwrap();
    let again = receive(&*store, "settled", &outcome).await;
    assert_eq!(again, Settled::new(Relation::Duplicate, false, None));
    assert_eq!(store.outcome(&key(&outcome)).await.unwrap(), Some(outcome));
}

async fn a_full_store_refuses_and_drops_nothing(site: &Site) {
    let store = site.open_for(3).await;
    let all = ["1", "2", "3", "4"].map(|pair| delivery(smile("job-1"), pair));
    for one in &all[..3] {
        assert_eq!(store.put(one).await.unwrap(), Stored::New);
    }
    let full = StoreErrorKind::Full;
    fails(store.put(&all[3]).await, full);
    // The provider repeats what it was told is stored: still true.
    assert_eq!(store.put(&all[0]).await.unwrap(), Stored::Known);
    let held = claim(&store, 0).await;
    assert_eq!(held.delivery, all[0]);
    store
        .settle(&held, &verified("job-1", 1), at(1))
        .await
        .unwrap();
    fails(store.put(&all[3]).await, full);
    assert_eq!(store.prune(at(1000)).await.unwrap(), 1);
    assert_eq!(store.put(&all[3]).await.unwrap(), Stored::New);
    fails(store.put(&all[0]).await, full);
}

fn in_memory(limit: impl FnOnce(&mut Capacity)) -> MemoryStore {
    let mut capacity = Capacity::default();
    limit(&mut capacity);
    MemoryStore::with_capacity(capacity)
}

#[tokio::test]
async fn memory_holds_so_many_bytes_of_bodies_and_no_more() {
    let all = ["1", "2", "3"].map(|pair| delivery(smile("job-1"), pair));
    let two = all[..2].iter().map(|one| one.body().expose().len()).sum();
    let store = in_memory(|capacity| capacity.body_bytes = two);
    assert_eq!(store.put(&all[0]).await.unwrap(), Stored::New);
    assert_eq!(store.put(&all[1]).await.unwrap(), Stored::New);
    fails(store.put(&all[2]).await, StoreErrorKind::Full);
    let held = claim(&store, 0).await;
    store
        .settle(&held, &verified("job-1", 1), at(1))
        .await
        .unwrap();
    assert_eq!(store.prune(at(1000)).await.unwrap(), 1);
    assert_eq!(store.put(&all[2]).await.unwrap(), Stored::New);

    let store = in_memory(|capacity| capacity.body_bytes = two - 1);
    assert_eq!(store.put(&all[0]).await.unwrap(), Stored::New);
    fails(store.put(&all[1]).await, StoreErrorKind::Full);
}

#[tokio::test]
async fn memory_holds_so_many_subjects_and_no_more() {
    let store = in_memory(|capacity| capacity.subjects = 2);
    receive(&store, "1", &verified("job-1", 1)).await;
    receive(&store, "2", &verified("job-2", 1)).await;
    store.put(&delivery(smile("job-3"), "3")).await.unwrap();
    let held = claim(&store, 0).await;
    let settled = store.settle(&held, &verified("job-3", 1), at(1)).await;
    fails(settled, StoreErrorKind::Full);
    // One that is known already needs no room.
    let settled = store.settle(&held, &verified("job-1", 1), at(1)).await;
    assert_eq!(settled.unwrap().relation, Relation::Duplicate);
}

async fn opening_again_finds_everything(site: &Site) {
    let stored = verified("job-1", 2);
    let put = delivery(smile("job-1"), "open");
    let token = {
        let store = site.open().await;
        receive(&*store, "1", &stored).await;
        store.put(&delivery(smile("job-1"), "up")).await.unwrap();
        let held = claim(&store, 0).await;
        store.give_up(&held, "reason").await.unwrap();
        store.put(&put).await.unwrap();
        claim(&store, 0).await.token
    };
    let store = site.open().await;
    assert_eq!(store.put(&put).await.unwrap(), Stored::Known);
    assert_eq!(
        store.outcome(&key(&stored)).await.unwrap(),
        Some(stored.clone())
    );
    assert_eq!(store.given_up(9).await.unwrap().len(), 1);
    // The lease of the holder that is no more.
    assert!(store.claim(at(59), LEASE).await.unwrap().is_none());
    let again = claim(&store, 60).await;
    assert!(again.token > token);
    assert_eq!((again.delivery, again.attempt), (put, 2));
    assert_eq!(drain(&store, 5).await[0].action.outcome, stored);
}
