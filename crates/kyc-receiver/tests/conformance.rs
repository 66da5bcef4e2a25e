//! What every store does, tried on each of them: in memory, in an SQLite file and, where `DATABASE_URL` names one, in
//! PostgreSQL.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod common;

use core::time::Duration;
use std::{collections::BTreeSet, sync::Arc};

use common::{
    Backend, LEASE, Site, at, claim, claim_action, delivery, drain, fails, greenid, key, outcome,
    pending, receive, rejected, smile, verified,
};
use kyc_model::outcome::{
    Decision, Environment, Finality, Relation, Source, SubjectKey, VerificationOutcome,
};
use kyc_receiver::{ActionId, Settled, Store, StoreErrorKind, Stored};

macro_rules! conformance {
    ($($name:ident)*) => {
        conformance!(@on memory, Memory, $($name)*);
        #[cfg(feature = "sqlite")]
        conformance!(@on sqlite, Sqlite, $($name)*);
        #[cfg(feature = "postgres")]
        conformance!(@on postgres, Postgres, $($name)*);
    };
    (@on $module:ident, $backend:ident, $($name:ident)*) => {
        mod $module {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $name() {
                    if let Some(site) = Site::new(Backend::$backend).await {
                        super::$name(&site).await;
                        site.remove().await;
                    }
                }
            )*
        }
    };
}

conformance! {
    a_delivery_is_new_once
    what_was_put_comes_back_as_it_was
    the_oldest_is_claimed_first_and_tokens_grow
    a_lease_that_ran_out_passes_on_and_the_old_holder_is_refused
    a_late_holder_whom_nobody_followed_may_still_settle
    renewing_extends_a_lease
    postponed_waits_until_then
    given_up_is_listed_reopened_or_discarded
    settling_stores_the_outcome_and_records_one_action
    a_verdict_sent_again_is_stored_without_another_action
    returning_to_an_earlier_answer_is_an_action_again
    an_alert_is_recorded_whichever_outcome_stays
    unverified_and_unknown_subjects_are_never_stored
    two_subjects_do_not_touch
    the_order_of_deliveries_does_not_matter
    parallel_settling_ends_with_the_greatest
    an_action_is_handed_out_until_it_is_finished
    actions_of_one_subject_keep_their_order
    counts_tell_what_is_to_do
    pruning_removes_what_is_over_alone
    a_full_store_refuses_and_drops_nothing
    opening_again_finds_everything
    a_thousand_puts_of_one_delivery_are_one
    a_thousand_deliveries_of_one_event_are_one_action
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

async fn settling_stores_the_outcome_and_records_one_action(site: &Site) {
    let store = site.open().await;
    let first = pending("job-1", 1);
    let settled = receive(&*store, "1", &first).await;
    assert_eq!(settled.relation, Relation::Replaces);
    let found = store.outcome(&key(&first)).await.unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    let action = settled.action.unwrap();

    let again = receive(&*store, "2", &first).await;
    assert_eq!(again, Settled::new(Relation::Duplicate, false, None));

    let last = verified("job-1", 2);
    let settled = receive(&*store, "3", &last).await;
    assert_eq!(
        (settled.relation, settled.alert),
        (Relation::Replaces, false)
    );
    assert_eq!(
        store.outcome(&key(&last)).await.unwrap(),
        Some(last.clone())
    );

    let late = receive(&*store, "4", &first).await;
    assert_eq!(late, Settled::new(Relation::Keeps, false, None));
    assert_eq!(
        store.outcome(&key(&last)).await.unwrap(),
        Some(last.clone())
    );

    let actions = drain(&store, 5).await;
    let actions: Vec<_> = actions.into_iter().map(|claim| claim.action).collect();
    assert_eq!(actions.len(), 2);
    assert_eq!((&actions[0].id, &actions[0].outcome), (&action, &first));
    assert_eq!(Some(&actions[1].id), settled.action.as_ref());
    assert_eq!((&actions[1].outcome, &actions[1].beside), (&last, &None));
}

async fn a_verdict_sent_again_is_stored_without_another_action(site: &Site) {
    let store = site.open().await;
    let first = receive(&*store, "1", &verified("job-1", 1)).await;
    assert!(first.action.is_some());
    let newer = verified("job-1", 2);
    let again = receive(&*store, "2", &newer).await;
    assert_eq!(again, Settled::new(Relation::Replaces, false, None));
    assert_eq!(store.outcome(&key(&newer)).await.unwrap(), Some(newer));
    assert_eq!(drain(&store, 5).await.len(), 1);
}

async fn returning_to_an_earlier_answer_is_an_action_again(site: &Site) {
    let store = site.open().await;
    let of = |decision, second| outcome(greenid("u"), decision, Finality::Final, second, |_| {});
    let mut ids = BTreeSet::<ActionId>::new();
    for (second, decision) in [Decision::Rejected, Decision::Verified, Decision::Rejected]
        .into_iter()
        .enumerate()
    {
        let settled = receive(&*store, &second.to_string(), &of(decision, second as u64)).await;
        assert_eq!(settled.relation, Relation::Replaces);
        ids.extend(settled.action);
    }
    assert_eq!(ids.len(), 3);
    let acted = drain(&store, 5).await;
    let last = acted.last().unwrap();
    assert_eq!(last.action.outcome, of(Decision::Rejected, 2));
    assert_eq!(last.action.beside, Some(of(Decision::Verified, 1)));
}

async fn an_alert_is_recorded_whichever_outcome_stays(site: &Site) {
    let store = site.open().await;
    let [early, late] = [rejected("job-1", 1), verified("job-1", 2)];
    receive(&*store, "1", &late).await;
    drain(&store, 5).await;

    let kept = receive(&*store, "2", &early).await;
    assert_eq!((kept.relation, kept.alert), (Relation::Keeps, true));
    assert_eq!(
        store.outcome(&key(&late)).await.unwrap(),
        Some(late.clone())
    );
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one alert");
    };
    assert_eq!(kept.action.as_ref(), Some(&alert.action.id));
    assert!(alert.action.alert);
    // What is acted on is what is stored.
    assert_eq!(alert.action.outcome, late);
    assert_eq!(alert.action.beside, Some(early.clone()));

    // Sent again, it alerts the caller but is no new action.
    let again = receive(&*store, "3", &early).await;
    assert_eq!(again, Settled::new(Relation::Keeps, true, None));

    let latest = rejected("job-1", 3);
    let replaced = receive(&*store, "4", &latest).await;
    assert_eq!(
        (replaced.relation, replaced.alert),
        (Relation::Replaces, true)
    );
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one alert");
    };
    assert_eq!((&alert.action.outcome, alert.action.alert), (&latest, true));
    assert_eq!(alert.action.beside, Some(late));
}

async fn unverified_and_unknown_subjects_are_never_stored(site: &Site) {
    let store = site.open().await;
    let (decision, finality) = (Decision::Inconclusive, Finality::Unknown);
    let unverified = outcome(smile("job-1"), decision, finality, 1, |parts| {
        parts.source = Source::Unverified;
    });
    let nowhere = outcome(smile("job-1"), decision, finality, 1, |parts| {
        parts.environment = Environment::Unknown;
    });
    store.put(&delivery(smile("job-1"), "pair")).await.unwrap();
    let held = claim(&store, 0).await;
    for wrong in [&unverified, &nowhere] {
        let settled = store.settle(&held, wrong, at(1)).await;
        fails(settled, StoreErrorKind::NotStorable);
    }
    let subject = key(&unverified);
    assert_eq!(store.outcome(&subject).await.unwrap(), None);
    assert_eq!(claim_action(&store, 1).await, None);
    assert_eq!(store.counts(at(1)).await.unwrap().open, 1);
    // The claim still stands.
    store.give_up(&held, "not storable").await.unwrap();

    let stored = verified("job-1", 2);
    receive(&*store, "2", &stored).await;
    store.put(&delivery(smile("job-1"), "3")).await.unwrap();
    let held = claim(&store, 0).await;
    let settled = store.settle(&held, &unverified, at(1)).await;
    fails(settled, StoreErrorKind::NotStorable);
    assert_eq!(store.outcome(&subject).await.unwrap(), Some(stored));
}

async fn two_subjects_do_not_touch(site: &Site) {
    let store = site.open().await;
    let sandbox = outcome(
        smile("job-1"),
        Decision::Verified,
        Finality::Final,
        1,
        |parts| parts.environment = Environment::Sandbox,
    );
    let all = [rejected("job-1", 1), verified("job-2", 2), sandbox];
    for (pair, one) in all.iter().enumerate() {
        let settled = receive(&*store, &pair.to_string(), one).await;
        assert_eq!(
            (settled.relation, settled.alert),
            (Relation::Replaces, false)
        );
    }
    for one in &all {
        assert_eq!(store.outcome(&key(one)).await.unwrap().as_ref(), Some(one));
    }
    let nobody = key(&verified("job-3", 1));
    assert_eq!(store.outcome(&nobody).await.unwrap(), None);
    assert_eq!(drain(&store, 5).await.len(), 3);
}

/// A job's history and a subject's snapshots, shuffled, repeated and delayed.
async fn the_order_of_deliveries_does_not_matter(site: &Site) {
    let store = site.open().await;
    let mut random = fastrand::Rng::with_seed(5);
    for round in 0..12 {
        let job = format!("job-{round}");
        let user = format!("user-{round}");
        let snapshot = |decision, finality, second| {
            outcome(greenid(&user), decision, finality, second, |_| {})
        };
        let history = [
            pending(&job, 1),
            pending(&job, 2),
            rejected(&job, 3),
            verified(&job, 4),
            verified(&job, 5),
            snapshot(Decision::Pending, Finality::Provisional, 1),
            snapshot(Decision::Verified, Finality::Final, 2),
            snapshot(Decision::Rejected, Finality::Final, 3),
            snapshot(Decision::Pending, Finality::Provisional, 4),
        ];
        let mut order: Vec<usize> = (0..history.len()).chain(0..history.len()).collect();
        random.shuffle(&mut order);
        for (turn, at) in order.into_iter().enumerate() {
            receive(&*store, &format!("{round}-{turn}"), &history[at]).await;
        }
        let stored = |one: &VerificationOutcome| key(one);
        for last in [&history[4], &history[8]] {
            let found = store.outcome(&stored(last)).await.unwrap();
            assert_eq!(found.as_ref(), Some(last));
        }
        // The last action of each subject says what is stored.
        let acted = drain(&store, 5).await;
        for last in [&history[4], &history[8]] {
            let of_subject = acted
                .iter()
                .rfind(|claim| SubjectKey::of(&claim.action.outcome) == SubjectKey::of(last));
            let acted = &of_subject.unwrap().action.outcome;
            assert_eq!(acted.content(), last.content());
        }
    }
}

/// No settling overwrites one that it did not see.
async fn parallel_settling_ends_with_the_greatest(site: &Site) {
    const ROUNDS: u64 = 8;
    const TASKS: u64 = 24;
    let store = site.open().await;
    for round in 0..ROUNDS {
        let job = format!("job-{round}");
        receive(&*store, &format!("{round}-first"), &pending(&job, 1)).await;
        let tasks: Vec<_> = (0..TASKS)
            .map(|second| {
                let (store, job) = (store.clone(), job.clone());
                tokio::spawn(async move {
                    let put = delivery(smile(&job), &format!("{second}"));
                    store.put(&put).await.unwrap();
                    let held = claim(&store, 1).await;
                    let found = if second % 2 == 0 { rejected } else { verified };
                    let outcome = found(&job, second);
                    store.settle(&held, &outcome, at(1)).await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let last = verified(&job, TASKS - 1);
        let stored = store.outcome(&key(&last)).await.unwrap();
        assert_eq!(stored.as_ref(), Some(&last));
        let acted = drain(&store, 5).await;
        assert_eq!(
            acted.last().unwrap().action.outcome.content(),
            last.content()
        );
    }
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

const MANY: usize = 1_000;

async fn a_thousand_puts_of_one_delivery_are_one(site: &Site) {
    let store = site.open().await;
    let put = Arc::new(delivery(smile("job-1"), "pair"));
    let tasks: Vec<_> = (0..MANY)
        .map(|_| {
            let (store, put) = (store.clone(), put.clone());
            tokio::spawn(async move { store.put(&put).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for task in tasks {
        new += usize::from(task.await.unwrap() == Stored::New);
    }
    assert_eq!(new, 1);
    assert_eq!(store.counts(at(0)).await.unwrap().open, 1);
}

/// One verdict under a thousand pairs, put, claimed, settled and acted on by as many tasks at once.
async fn a_thousand_deliveries_of_one_event_are_one_action(site: &Site) {
    let store = site.open().await;
    let tasks: Vec<_> = (0..MANY)
        .map(|pair| {
            let store = store.clone();
            tokio::spawn(async move {
                let outcome = verified("job-1", 1);
                let put = delivery(smile("job-1"), &pair.to_string());
                assert_eq!(store.put(&put).await.unwrap(), Stored::New);
                let mut settled = Vec::new();
                while let Some(claim) = store.claim(at(1), LEASE).await.unwrap() {
                    let found = store.settle(&claim, &outcome, at(1)).await.unwrap();
                    settled.push((claim.token, found.action.is_some()));
                    if let Some(action) = claim_action(&store, 1).await {
                        store.finish_action(&action).await.unwrap();
                    }
                }
                settled
            })
        })
        .collect();
    let mut tokens = BTreeSet::new();
    let mut actions = 0;
    for task in tasks {
        for (token, action) in task.await.unwrap() {
            assert!(tokens.insert(token), "a token was given twice");
            actions += usize::from(action);
        }
    }
    assert_eq!((tokens.len(), actions), (MANY, 1));
    let counts = store.counts(at(1)).await.unwrap();
    assert_eq!((counts.open, counts.actions), (0, 0));
}
