//! A thousand at once.

use std::{collections::BTreeSet, sync::Arc};

use kyc_receiver::Stored;

use crate::common::{LEASE, Site, at, claim_action, delivery, on_every_store, smile, verified};

on_every_store! {
    a_thousand_puts_of_one_delivery_are_one
    a_thousand_deliveries_of_one_event_are_one_action
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
