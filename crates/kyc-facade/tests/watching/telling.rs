//! What is reported, once, whatever is removed, restarted or not yet told.

use core::time::Duration;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use futures_util::StreamExt;
use kyc_facade::{
    Error, ErrorKind, Phase, Registry, ResumeHandle, WaitPlan, Waited, Waiter, WatchEvent,
};
use kyc_model::outcome::Awaiting;

use crate::{
    DAY,
    common::{Scripted, clock, pending, reference, rejected, transient},
    describe, fast, secs, waiter,
};

#[tokio::test]
async fn every_change_of_each_is_reported_once() {
    let started = Instant::now();
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        let settles_at = question.id.parse::<u64>().unwrap() * 6000;
        Ok(match question.seconds() {
            0..500 => pending(question.reference, Awaiting::Provider),
            now if now < settles_at.max(9000) => pending(question.reference, Awaiting::Reviewer),
            _ => rejected(question.reference),
        })
    }));
    let plan = WaitPlan::for_at_most(secs(60 * DAY)).with_pace(secs(60), secs(3600));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, fast());
    let ids: Vec<_> = (1..=100)
        .map(|id| watch.add(reference("acme", &id.to_string())))
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 100);
    assert_eq!(watch.stats().open, 100);
    let mut events: BTreeMap<_, Vec<String>> = BTreeMap::new();
    while let Some(event) = watch.next().await {
        events.entry(event.id()).or_default().push(describe(&event));
    }
    assert_eq!(events.len(), 100);
    for told in events.values() {
        assert_eq!(told, &["provider", "reviewer", "settled rejected"]);
    }
    let stats = watch.stats();
    assert_eq!((stats.open, stats.in_flight, stats.failed), (0, 0, 0));
    assert_eq!(stats.answered as usize, provider.times().len());
    assert!(started.elapsed() < secs(30), "{:?}", started.elapsed());
}

#[tokio::test]
async fn each_end_is_told_apart() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        match question.id.as_str() {
            "subject" => Ok(pending(question.reference, Awaiting::Subject)),
            "expires" => Ok(pending(question.reference, Awaiting::Provider)),
            "fails" => Err(Error::new(ErrorKind::NotAuthorized, Phase::Answered)),
            "flaky" if question.number < 4 => Err(transient()),
            _ => Ok(rejected(question.reference)),
        }
    }));
    let plan = WaitPlan::for_at_most(secs(600));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, fast());
    let mut names = BTreeMap::new();
    for name in ["subject", "expires", "fails", "flaky", "settles"] {
        names.insert(watch.add(reference("acme", name)), name);
    }
    let mut told = Vec::new();
    while let Some(event) = watch.next().await {
        told.push(format!("{}: {}", names[&event.id()], describe(&event)));
    }
    told.sort();
    let expected = [
        "expires: expired",
        "expires: provider",
        "fails: NotAuthorized",
        "flaky: settled rejected",
        "settles: settled rejected",
        "subject: subject",
    ];
    assert_eq!(told, expected);
    assert_eq!(watch.stats().failed, 4);
    let asked_last = provider
        .log
        .lock()
        .unwrap()
        .iter()
        .rfind(|(id, _)| id == "expires")
        .unwrap()
        .1;
    assert_eq!(
        asked_last, 600,
        "the last question comes when the time is up"
    );
}

#[tokio::test]
async fn a_restart_goes_on_where_it_stopped_and_reports_nothing_twice() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        Ok(if question.seconds() < DAY {
            pending(question.reference, Awaiting::Reviewer)
        } else {
            rejected(question.reference)
        })
    }));
    let plan = WaitPlan::for_at_most(secs(7 * DAY)).with_pace(secs(3600), secs(7200));
    let waiter = waiter(&clock, &[&provider]);
    let mut watch = waiter.watch(&plan, fast());
    for id in 0..10 {
        watch.add(reference("acme", &id.to_string()));
    }
    for _ in 0..10 {
        assert_eq!(describe(&watch.next().await.unwrap()), "reviewer");
    }
    let stored: Vec<_> = watch
        .handles()
        .map(|handle| serde_json::to_string(handle).unwrap())
        .collect();
    drop(watch);
    let mut watch = waiter.watch(&plan, fast());
    for text in &stored {
        watch.add(serde_json::from_str::<ResumeHandle>(text).unwrap());
    }
    let mut told = Vec::new();
    while let Some(event) = watch.next().await {
        told.push(describe(&event));
    }
    assert_eq!(told, ["settled rejected"; 10]);
}

#[tokio::test]
async fn what_is_removed_is_asked_about_no_more_and_its_place_is_not_confused() {
    let clock = clock();
    let provider = Arc::new(
        Scripted::new("acme", &clock, |question| match question.id.as_str() {
            "kept" | "late" => Ok(rejected(question.reference)),
            _ => Ok(pending(question.reference, Awaiting::Provider)),
        })
        .with_pauses(2),
    );
    let plan = WaitPlan::for_at_most(secs(DAY));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, fast());
    let gone: Vec<_> = (0..1000)
        .map(|id| watch.add(reference("acme", &format!("gone {id}"))))
        .collect();
    // Some are under way by now.
    let first = watch.next().await.unwrap();
    assert_eq!(describe(&first), "provider");
    assert!(watch.stats().in_flight > 0);
    for id in &gone {
        assert!(watch.remove(*id).is_some());
        assert!(watch.remove(*id).is_none());
    }
    let asked = provider.times().len();
    let kept = watch.add(reference("acme", "kept"));
    assert!(!gone.contains(&kept));
    assert_eq!(watch.stats().open, 1);
    let event = watch.next().await.unwrap();
    assert!(
        matches!(event, WatchEvent::Ended { id, .. } if id == kept),
        "{event:?}"
    );
    assert!(watch.next().await.is_none());
    assert_eq!(provider.times().len(), asked + 1);
    // The end is not for ever.
    watch.add(reference("acme", "late"));
    assert_eq!(describe(&watch.next().await.unwrap()), "settled rejected");
}

#[tokio::test]
async fn it_ends_when_all_that_is_left_was_removed() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        Ok(pending(question.reference, Awaiting::Provider))
    }));
    let plan = WaitPlan::for_at_most(secs(DAY)).with_pace(secs(3600), secs(3600));
    // In real time: an alarm for what is gone would take an hour.
    let mut watch = Waiter::new(Registry::new().with(provider)).watch(&plan, fast());
    let id = watch.add(reference("acme", "a"));
    assert_eq!(describe(&watch.next().await.unwrap()), "provider");
    assert_eq!(watch.handle(id).unwrap().asked(), 1);
    assert_eq!(watch.remove(id).unwrap().asked(), 1);
    assert!(watch.handle(id).is_none());
    assert_eq!(watch.stats().late_by, Duration::ZERO);
    let end = tokio::time::timeout(secs(5), watch.next()).await;
    assert!(end.unwrap().is_none());
}

#[tokio::test]
async fn what_was_not_told_yet_can_be_taken_before_a_restart() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        Ok(match question.number {
            1 => pending(question.reference, Awaiting::Provider),
            _ => pending(question.reference, Awaiting::Reviewer),
        })
    }));
    // The last question is asked when the time is up, and brings news as well as the end.
    let plan = WaitPlan::for_at_most(secs(10)).with_pace(secs(60), secs(60));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, fast());
    watch.add(reference("acme", "a"));
    assert_eq!(describe(&watch.next().await.unwrap()), "provider");
    assert_eq!(describe(&watch.next().await.unwrap()), "reviewer");
    assert_eq!(watch.handles().count(), 0);
    let left: Vec<_> = watch.take_events().collect();
    assert_eq!(left.len(), 1);
    let WatchEvent::Ended {
        end:
            Ok(Waited::StillPending {
                last: Some(_),
                handle,
                ..
            }),
        ..
    } = &left[0]
    else {
        panic!("{left:?}");
    };
    assert_eq!(handle.asked(), 2);
}
