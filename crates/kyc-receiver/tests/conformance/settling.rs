//! Settling: which outcome stays, and what is an action.

use std::collections::BTreeSet;

use kyc_model::outcome::{
    Decision, Environment, Finality, Relation, Source, SubjectKey, VerificationOutcome,
};
use kyc_receiver::{ActionId, Settled, Store, StoreErrorKind};

use crate::common::{
    self, Site, at, claim, claim_action, delivery, drain, fails, greenid, key, on_every_store,
    outcome, pending, receive, rejected, smile, verified,
};

on_every_store! {
    settling_stores_the_outcome_and_records_one_action
    a_verdict_sent_again_is_stored_without_another_action
    returning_to_an_earlier_answer_is_an_action_again
    an_alert_about_the_delivery_reaches_whoever_acts
    an_alert_is_recorded_whichever_outcome_stays
    unverified_and_unknown_subjects_are_never_stored
    what_is_not_the_last_word_is_taken_in_and_the_delivery_waits_on
    what_is_not_the_last_word_needs_something_stored_and_a_claim_that_holds
    two_subjects_do_not_touch
    the_order_of_deliveries_does_not_matter
    parallel_settling_ends_with_the_greatest
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
    assert_eq!(
        (&actions[1].outcome, &actions[1].other_outcome),
        (&last, &None)
    );
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
    assert_eq!(last.action.other_outcome, Some(of(Decision::Verified, 1)));
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
    assert_eq!(alert.action.other_outcome, Some(early.clone()));

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
    assert_eq!(alert.action.other_outcome, Some(late));
}

/// Puts a delivery, and settles it with an alert.
async fn receive_with_alert(
    store: &dyn Store,
    distinguisher: &str,
    outcome: &VerificationOutcome,
) -> Settled {
    let delivery = delivery(outcome.reference().clone(), distinguisher);
    store.put(&delivery).await.unwrap();
    let held = claim(store, 1).await.with_alert();
    store.settle(&held, outcome, at(1)).await.unwrap()
}

async fn an_alert_about_the_delivery_reaches_whoever_acts(site: &Site) {
    let store = site.open().await;
    let first = verified("job-1", 1);
    let settled = receive_with_alert(&*store, "1", &first).await;
    assert_eq!(
        (settled.relation, settled.alert),
        (Relation::Replaces, true)
    );
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one action");
    };
    assert_eq!((&alert.action.outcome, alert.action.alert), (&first, true));
    assert_eq!(alert.action.other_outcome, None);

    // About a verdict that was acted on before: one alert, with what is stored, whatever the time of the answer.
    let plain = verified("job-2", 2);
    receive(&*store, "2", &plain).await;
    let [action] = &drain(&store, 5).await[..] else {
        panic!("one action");
    };
    assert!(!action.action.alert);
    let mut alerts = Vec::new();
    for (distinguisher, second, relation, stored) in [
        ("3", 2, Relation::Duplicate, 2),
        ("4", 1, Relation::Keeps, 2),
        ("5", 3, Relation::Replaces, 3),
    ] {
        let again = verified("job-2", second);
        let settled = receive_with_alert(&*store, distinguisher, &again).await;
        assert_eq!((settled.relation, settled.alert), (relation, true));
        let stored = verified("job-2", stored);
        assert_eq!(store.outcome(&key(&again)).await.unwrap(), Some(stored));
        alerts.extend(drain(&store, 5).await);
    }
    let [alert] = &alerts[..] else {
        panic!("one alert");
    };
    assert_eq!((&alert.action.outcome, alert.action.alert), (&plain, true));
    assert_eq!(alert.action.other_outcome, None);

    // A subject may return to an earlier verdict, and the signal is told again.
    receive(&*store, "8", &rejected("job-2", 6)).await;
    receive(&*store, "9", &verified("job-2", 7)).await;
    drain(&store, 5).await;
    receive_with_alert(&*store, "10", &verified("job-2", 8)).await;
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one alert");
    };
    assert!(alert.action.alert);
    assert_eq!(alert.action.outcome, verified("job-2", 8));

    // About one that is not kept: the stored one, and the other beside it.
    receive(&*store, "6", &rejected("job-3", 5)).await;
    drain(&store, 5).await;
    let older = verified("job-3", 4);
    let settled = receive_with_alert(&*store, "7", &older).await;
    assert_eq!((settled.relation, settled.alert), (Relation::Keeps, true));
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one alert");
    };
    assert_eq!(alert.action.outcome, rejected("job-3", 5));
    assert_eq!(alert.action.other_outcome, Some(older));
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

/// A snapshot of a person of greenID.
fn snapshot(decision: Decision, second: u64) -> VerificationOutcome {
    let finality = match decision {
        Decision::Pending => Finality::Provisional,
        _ => Finality::Final,
    };
    outcome(greenid("u"), decision, finality, second, |_| {})
}

async fn what_is_not_the_last_word_is_taken_in_and_the_delivery_waits_on(site: &Site) {
    let store = site.open().await;
    let verified = snapshot(Decision::Verified, 2);
    receive(&*store, "1", &verified).await;
    drain(&store, 5).await;
    store.put(&delivery(greenid("u"), "2")).await.unwrap();
    let held = claim(&store, 1).await;

    let reopened = snapshot(Decision::Pending, 3);
    let taken_in = store.supersede(&held, &reopened, at(1)).await.unwrap();
    let taken_in = taken_in.unwrap();
    assert_eq!(
        (taken_in.relation, taken_in.alert),
        (Relation::Replaces, true)
    );
    let stored = async || store.outcome(&key(&verified)).await.unwrap().unwrap();
    assert_eq!(stored().await, reopened);
    let [alert] = &drain(&store, 5).await[..] else {
        panic!("one alert");
    };
    assert_eq!(taken_in.action.as_ref(), Some(&alert.action.id));
    assert_eq!(
        (&alert.action.outcome, alert.action.alert),
        (&reopened, true)
    );
    assert_eq!(alert.action.other_outcome, Some(verified.clone()));

    // Asked again, it is no news; and an older answer changes nothing.
    let later = snapshot(Decision::Pending, 4);
    let taken_in = store.supersede(&held, &later, at(1)).await.unwrap();
    assert_eq!(
        taken_in,
        Some(Settled::new(Relation::Replaces, false, None))
    );
    let older = snapshot(Decision::Pending, 1);
    let taken_in = store.supersede(&held, &older, at(1)).await.unwrap();
    assert_eq!(taken_in, Some(Settled::new(Relation::Keeps, false, None)));
    assert_eq!(stored().await, later);
    assert!(drain(&store, 5).await.is_empty());

    // The delivery waits on, and is settled in the end.
    assert_eq!(store.counts(at(1)).await.unwrap().open, 1);
    store.renew(&held, at(1), common::LEASE).await.unwrap();
    let last = snapshot(Decision::Verified, 5);
    let settled = store.settle(&held, &last, at(1)).await.unwrap();
    assert_eq!(
        (settled.relation, settled.alert),
        (Relation::Replaces, false)
    );
    assert_eq!(stored().await, last);
    assert_eq!(drain(&store, 5).await.len(), 1);
    assert_eq!(store.counts(at(1)).await.unwrap().open, 0);

    // A job of Smile ID does not go back from what is final.
    receive(&*store, "3", &rejected("job-1", 1)).await;
    drain(&store, 5).await;
    store.put(&delivery(smile("job-1"), "4")).await.unwrap();
    let held = claim(&store, 1).await;
    let open = pending("job-1", 9);
    let taken_in = store.supersede(&held, &open, at(1)).await.unwrap();
    assert_eq!(taken_in, Some(Settled::new(Relation::Keeps, false, None)));
    assert!(drain(&store, 5).await.is_empty());
}

async fn what_is_not_the_last_word_needs_something_stored_and_a_claim_that_holds(site: &Site) {
    let store = site.open().await;
    store.put(&delivery(greenid("u"), "1")).await.unwrap();
    let held = claim(&store, 0).await;
    let first = snapshot(Decision::Pending, 1);
    assert_eq!(store.supersede(&held, &first, at(0)).await.unwrap(), None);
    assert_eq!(store.outcome(&key(&first)).await.unwrap(), None);
    assert!(drain(&store, 0).await.is_empty());
    let (decision, finality) = (Decision::Inconclusive, Finality::Unknown);
    let unverified = outcome(greenid("u"), decision, finality, 1, |parts| {
        parts.source = Source::Unverified;
    });
    let refused = store.supersede(&held, &unverified, at(0)).await;
    fails(refused, StoreErrorKind::NotStorable);
    let verified = snapshot(Decision::Verified, 2);
    store.settle(&held, &verified, at(0)).await.unwrap();

    // Neither who has settled nor who was too slow changes anything.
    let reopened = snapshot(Decision::Pending, 3);
    let late = store.supersede(&held, &reopened, at(0)).await;
    fails(late, StoreErrorKind::LostLease);
    store.put(&delivery(greenid("u"), "2")).await.unwrap();
    let slow = claim(&store, 0).await;
    let holder = claim(&store, 60).await;
    let late = store.supersede(&slow, &reopened, at(60)).await;
    fails(late, StoreErrorKind::LostLease);
    assert_eq!(
        store.outcome(&key(&verified)).await.unwrap(),
        Some(verified)
    );
    let taken_in = store.supersede(&holder, &reopened, at(60)).await.unwrap();
    assert!(taken_in.unwrap().alert);
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
