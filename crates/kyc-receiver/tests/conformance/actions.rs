//! Actions: handed out until they are finished, in their order.

use kyc_receiver::StoreErrorKind;

use crate::common::{Site, at, claim_action, fails, on_every_store, pending, receive, verified};

on_every_store! {
    an_action_is_handed_out_until_it_is_finished
    actions_of_one_subject_keep_their_order
}

async fn an_action_is_handed_out_until_it_is_finished(site: &Site) {
    let store = site.open().await;
    receive(&*store, "1", &verified("job-1", 1)).await;
    let old = claim_action(&store, 0).await.unwrap();
    assert_eq!(old.attempt, 1);
    assert_eq!(claim_action(&store, 59).await, None);
    // Its holder died: at least once.
    let new = claim_action(&store, 60).await.unwrap();
    assert_eq!((&new.action, new.attempt), (&old.action, 2));
    assert!(new.token > old.token);
    let lost = StoreErrorKind::LostLease;
    fails(store.finish_action(&old).await, lost);
    fails(store.postpone_action(&old, at(99)).await, lost);

    store.postpone_action(&new, at(200)).await.unwrap();
    fails(store.finish_action(&new).await, lost);
    assert_eq!(claim_action(&store, 199).await, None);
    let last = claim_action(&store, 200).await.unwrap();
    store.finish_action(&last).await.unwrap();
    store.finish_action(&last).await.unwrap();
    fails(store.postpone_action(&last, at(999)).await, lost);
    assert_eq!(claim_action(&store, 9999).await, None);
}

async fn actions_of_one_subject_keep_their_order(site: &Site) {
    let store = site.open().await;
    receive(&*store, "1", &pending("job-1", 1)).await;
    receive(&*store, "2", &verified("job-1", 2)).await;
    receive(&*store, "3", &pending("job-2", 1)).await;
    let first = claim_action(&store, 0).await.unwrap();
    assert_eq!(first.action.outcome, pending("job-1", 1));
    // The second of job-1 waits for the first, the other subject does not.
    let other = claim_action(&store, 0).await.unwrap();
    assert_eq!(other.action.outcome, pending("job-2", 1));
    assert_eq!(claim_action(&store, 0).await, None);
    store.postpone_action(&first, at(100)).await.unwrap();
    assert_eq!(claim_action(&store, 50).await, None);
    let first = claim_action(&store, 100).await.unwrap();
    store.finish_action(&first).await.unwrap();
    let second = claim_action(&store, 100).await.unwrap();
    assert_eq!(second.action.outcome, verified("job-1", 2));
}
