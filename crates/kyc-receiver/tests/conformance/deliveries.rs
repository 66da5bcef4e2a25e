//! Deliveries: put, claimed, postponed, given up.

use core::time::Duration;

use kyc_receiver::{StoreErrorKind, Stored};

use crate::common::{
    LEASE, Site, at, claim, claim_action, delivery, fails, greenid, key, on_every_store, smile,
    verified,
};

on_every_store! {
    a_delivery_is_new_once
    what_was_put_comes_back_as_it_was
    the_oldest_is_claimed_first_and_tokens_grow
    a_lease_that_ran_out_passes_on_and_the_old_holder_is_refused
    a_late_holder_whom_nobody_followed_may_still_settle
    renewing_extends_a_lease
    postponed_waits_until_then
    given_up_is_listed_reopened_or_discarded
}

async fn a_delivery_is_new_once(site: &Site) {
    let store = site.open().await;
    let one = delivery(smile("job-1"), "pair-1");
    assert_eq!(store.put(&one).await.unwrap(), Stored::New);
    assert_eq!(store.put(&one).await.unwrap(), Stored::Known);
    // Another pair, or another body under the same pair.
    let other = delivery(smile("job-1"), "pair-2");
    assert_eq!(store.put(&other).await.unwrap(), Stored::New);
    // Known for good: while it is claimed, and when it is settled.
    let first = claim(&store, 1).await;
    assert_eq!(store.put(&one).await.unwrap(), Stored::Known);
    store
        .settle(&first, &verified("job-1", 1), at(1))
        .await
        .unwrap();
    assert_eq!(store.put(&one).await.unwrap(), Stored::Known);
    assert_eq!(claim(&store, 1).await.delivery, other);
    assert!(store.claim(at(1), LEASE).await.unwrap().is_none());
}

async fn what_was_put_comes_back_as_it_was(site: &Site) {
    let store = site.open().await;
    let body = [0, 1, 0xff, b'\'', b'"', b';', 0].to_vec();
    let code = Some("'); DROP TABLE kyc_delivery; --\0\u{202e}".to_owned());
    let received = "2026-01-02T03:04:05.123456789Z".parse().unwrap();
    let put = kyc_receiver::Delivery::new(greenid("user\0'1"), code, "pair", body, received)
        .with_attribute("Job-ID", "job\0-1")
        .with_attribute("stale", "");
    store.put(&put).await.unwrap();
    let claimed = store.claim(received, LEASE).await.unwrap().unwrap();
    assert_eq!(claimed.delivery, put);
    assert_eq!(claimed.delivery.attributes().len(), 2);
    assert_eq!(claimed.delivery.received_at(), received);
}

async fn the_oldest_is_claimed_first_and_tokens_grow(site: &Site) {
    let store = site.open().await;
    let all: Vec<_> = (0..5)
        .map(|i| delivery(smile("job-1"), &i.to_string()))
        .collect();
    for one in &all {
        store.put(one).await.unwrap();
    }
    let mut last = 0;
    for one in &all {
        let claim = claim(&store, 1).await;
        assert_eq!((&claim.delivery, claim.attempt), (one, 1));
        assert!(claim.token > last);
        last = claim.token;
    }
    assert!(store.claim(at(1), LEASE).await.unwrap().is_none());
    // The leases end together; the oldest is first again.
    let again = claim(&store, 61).await;
    assert_eq!((&again.delivery, again.attempt), (&all[0], 2));
    assert!(again.token > last);
}

async fn a_lease_that_ran_out_passes_on_and_the_old_holder_is_refused(site: &Site) {
    let store = site.open().await;
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let old = claim(&store, 0).await;
    assert!(store.claim(at(59), LEASE).await.unwrap().is_none());
    let new = claim(&store, 60).await;
    assert!(new.token > old.token);
    let lost = StoreErrorKind::LostLease;
    let outcome = verified("job-1", 1);
    fails(store.settle(&old, &outcome, at(60)).await, lost);
    fails(store.postpone(&old, at(99)).await, lost);
    fails(store.give_up(&old, "reason").await, lost);
    fails(store.renew(&old, at(60), LEASE).await, lost);
    assert_eq!(store.outcome(&key(&outcome)).await.unwrap(), None);
    assert_eq!(claim_action(&store, 60).await, None);
    store.settle(&new, &outcome, at(61)).await.unwrap();
    // What is settled is settled, for the holder too.
    fails(store.settle(&new, &outcome, at(61)).await, lost);
    fails(store.postpone(&new, at(99)).await, lost);
    assert!(store.claim(at(9999), LEASE).await.unwrap().is_none());
}

async fn a_late_holder_whom_nobody_followed_may_still_settle(site: &Site) {
    let store = site.open().await;
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let late = claim(&store, 0).await;
    let outcome = verified("job-1", 1);
    store.settle(&late, &outcome, at(500)).await.unwrap();
    assert_eq!(store.outcome(&key(&outcome)).await.unwrap(), Some(outcome));
}

async fn renewing_extends_a_lease(site: &Site) {
    let store = site.open().await;
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let held = claim(&store, 0).await;
    store.renew(&held, at(50), LEASE).await.unwrap();
    assert!(store.claim(at(109), LEASE).await.unwrap().is_none());
    store.renew(&held, at(100), Duration::MAX).await.unwrap();
    assert!(store.claim(at(999_999), LEASE).await.unwrap().is_none());
    store
        .settle(&held, &verified("job-1", 1), at(200))
        .await
        .unwrap();
}

async fn postponed_waits_until_then(site: &Site) {
    let store = site.open().await;
    let [first, second] = ["1", "2"].map(|pair| delivery(smile("job-1"), pair));
    store.put(&first).await.unwrap();
    store.put(&second).await.unwrap();
    let held = claim(&store, 0).await;
    store.postpone(&held, at(100)).await.unwrap();
    // It was given back.
    let outcome = verified("job-1", 1);
    let lost = StoreErrorKind::LostLease;
    fails(store.settle(&held, &outcome, at(1)).await, lost);
    assert_eq!(claim(&store, 0).await.delivery, second);
    assert!(store.claim(at(59), LEASE).await.unwrap().is_none());
    assert_eq!(claim(&store, 60).await.delivery, second);
    let again = claim(&store, 100).await;
    assert_eq!((again.delivery, again.attempt), (first, 2));
}

async fn given_up_is_listed_reopened_or_discarded(site: &Site) {
    let store = site.open().await;
    let all = ["1", "2", "3"].map(|pair| delivery(smile("job-1"), pair));
    for one in &all {
        store.put(one).await.unwrap();
    }
    for reason in ["no such job", "refused", "too old"] {
        let held = claim(&store, 0).await;
        store.give_up(&held, reason).await.unwrap();
        fails(
            store.give_up(&held, reason).await,
            StoreErrorKind::LostLease,
        );
    }
    assert!(store.claim(at(9999), LEASE).await.unwrap().is_none());
    assert_eq!(store.put(&all[0]).await.unwrap(), Stored::Known);
    let listed = store.given_up(2).await.unwrap();
    let listed: Vec<_> = listed
        .iter()
        .map(|one| (&one.delivery, one.reason.as_str(), one.attempts))
        .collect();
    assert_eq!(
        listed,
        [(&all[0], "no such job", 1), (&all[1], "refused", 1)]
    );

    assert!(store.reopen(all[1].key()).await.unwrap());
    assert!(!store.reopen(all[1].key()).await.unwrap());
    assert!(!store.discard(all[1].key()).await.unwrap());
    let again = claim(&store, 0).await;
    assert_eq!((&again.delivery, again.attempt), (&all[1], 2));

    assert!(store.discard(all[0].key()).await.unwrap());
    assert!(!store.discard(all[0].key()).await.unwrap());
    assert_eq!(store.given_up(9).await.unwrap().len(), 1);
    assert_eq!(store.put(&all[0]).await.unwrap(), Stored::New);
}
