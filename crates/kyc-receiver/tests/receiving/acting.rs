//! What follows from it: once, in its order, whatever the order of events.

use core::time::Duration;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use kyc_http::TransportErrorKind;
use kyc_model::outcome::{Decision, VerificationOutcome};
use kyc_receiver::{Done, MemoryStore};
use serde_json::{Value, json};

use crate::{
    common::{Site, on_every_store},
    harness::{at, callback, harness, harness_with, result, status},
};

on_every_store! {
    a_thousand_deliveries_of_one_event_are_one_action
    an_action_that_failed_is_handed_out_again
}

async fn a_thousand_deliveries_of_one_event_are_one_action(site: &Site) {
    let harness = Arc::new(harness(site).await);
    let body = callback(&result("0810"), at());
    let pushes = (0..1000).map(|_| {
        let (harness, body) = (Arc::clone(&harness), body.clone());
        tokio::spawn(async move {
            assert_eq!(harness.push(body).await, 200);
            harness.confirm().await
        })
    });
    let mut settled = 0;
    for push in pushes.collect::<Vec<_>>() {
        settled += usize::from(matches!(push.await.unwrap(), Done::Settled(_)));
    }
    assert_eq!(settled, 1);
    assert_eq!(harness.act().await.len(), 1);
}

/// A selfie check whose machine verdict a reviewer confirms or reverses, as its provider tells it at each time.
fn history(reviewer: &str) -> Vec<(Value, String)> {
    let entry = |code: &str, time: &str| {
        let mut entry = result(code);
        entry["PartnerParams"]["job_type"] = json!(2);
        entry["timestamp"] = json!(time);
        entry
    };
    let machine = entry("0820", "2026-01-02T03:04:05.678Z");
    let human = entry(reviewer, "2026-01-02T05:00:00.000Z");
    let told = |complete, result: &Value, earlier: &[&Value]| {
        let mut reply: Value = serde_json::from_str(&status(complete, complete, result)).unwrap();
        reply["job_success"] =
            json!(complete && !result["ResultCode"].to_string().contains("1221"));
        reply["history"] = json!(earlier);
        reply.to_string()
    };
    vec![
        (machine.clone(), told(false, &json!("In progress"), &[])),
        (machine.clone(), told(true, &machine, &[&machine])),
        (human.clone(), told(true, &human, &[&human, &machine])),
    ]
}

#[tokio::test]
async fn a_history_that_is_shuffled_repeated_delayed_and_replayed_ends_the_same() {
    for seed in 0..200 {
        let mut random = fastrand::Rng::with_seed(seed);
        let (reviewer, expected) = if random.bool() {
            ("1220", Decision::Verified)
        } else {
            ("1221", Decision::Rejected)
        };
        let stages = history(reviewer);
        let harness = harness_with(Arc::new(MemoryStore::new()));
        let mut acted = Vec::new();
        let mut stage = 0;
        harness.answer(Ok((200, stages[0].1.clone())));
        for step in 0..30 {
            harness
                .clock
                .advance(Duration::from_secs(random.u64(1..600)));
            match random.u32(..10) {
                0 | 1 if stage < 2 => {
                    stage += 1;
                    harness.answer(Ok((200, stages[stage].1.clone())));
                }
                2 => harness.answer(Err(TransportErrorKind::Timeout)),
                3 => harness.answer(Ok((200, stages[stage].1.clone()))),
                // Any callback so far, now or once more, with its old pair or a new one.
                4..8 => {
                    let members = &stages[random.usize(..=stage)].0;
                    let late = Duration::from_secs(random.u64(..2) * step);
                    let body = callback(members, at().checked_add(late).unwrap());
                    assert_eq!(harness.push(body).await, 200);
                }
                8 => acted.extend(harness.act().await),
                _ => drop(harness.confirm().await),
            }
        }
        // At last the reviewer's callback comes, and whatever was held up.
        harness.answer(Ok((200, stages[2].1.clone())));
        harness.push(callback(&stages[2].0, at())).await;
        while harness.confirm().await != Done::Nothing
            || harness.store.counts(at()).await.unwrap().postponed > 0
        {
            harness.clock.advance(Duration::from_secs(900));
        }
        acted.extend(harness.act().await);
        let last = acted.last().unwrap();
        assert_eq!(last.decision(), expected, "seed {seed}");
        let key = kyc_model::outcome::SubjectKey::of(last).unwrap();
        let stored = harness.store.outcome(&key).await.unwrap().unwrap();
        assert_eq!(
            stored.decided_by(),
            format!("smileid/2/{reviewer}"),
            "seed {seed}"
        );
        assert_eq!(stored.decision(), expected, "seed {seed}");
        let counts = harness.store.counts(at()).await.unwrap();
        assert_eq!(
            (counts.open, counts.given_up, counts.actions),
            (0, 0, 0),
            "seed {seed}"
        );
        // Each verdict is acted on once, in its order.
        let decided: Vec<_> = acted.iter().map(VerificationOutcome::decided_by).collect();
        let mut once = decided.clone();
        once.dedup();
        assert_eq!(decided, once, "seed {seed}");
    }
}

async fn an_action_that_failed_is_handed_out_again(site: &Site) {
    let harness = harness(site).await;
    harness.push(callback(&result("0810"), at())).await;
    harness.confirm().await;
    let tries = AtomicUsize::new(0);
    for _ in 0..3 {
        harness
            .confirmer
            .act_on_next(|_| {
                let works = tries.fetch_add(1, Ordering::SeqCst) == 1;
                core::future::ready(works)
            })
            .await
            .unwrap();
        harness.clock.advance(Duration::from_secs(5));
    }
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}
