//! Following many verifications, by a clock that is moved.
#![cfg(feature = "client")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use core::time::Duration;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Instant,
};

use common::{Scripted, clock, pending, reference, rejected, transient};
use futures_util::StreamExt;
use kyc_facade::{
    Error, ErrorKind, Phase, Rate, Registry, ResumeHandle, WaitPlan, Waited, Waiter, Watch,
    WatchEvent, WatchLimits,
};
use kyc_http::FixedClock;
use kyc_model::outcome::{Awaiting, Decision, Provider};

const DAY: u64 = 86_400;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn waiter(clock: &Arc<FixedClock>, providers: &[&Arc<Scripted>]) -> Waiter {
    let registry = providers
        .iter()
        .fold(Registry::new(), |registry, provider| {
            registry.with(Arc::clone(provider))
        });
    Waiter::new(registry)
        .with_clock(Arc::clone(clock))
        .with_sleep(Arc::clone(clock))
}

fn fast() -> WatchLimits {
    WatchLimits::default().with_rate(Rate::per_second(1_000_000))
}

fn describe(event: &WatchEvent) -> String {
    match event {
        WatchEvent::Changed { outcome, .. } => format!("{}", outcome.awaiting().unwrap()),
        WatchEvent::Ended {
            end: Ok(Waited::Settled(outcome)),
            ..
        } => {
            format!("settled {}", outcome.decision())
        }
        WatchEvent::Ended {
            end: Ok(Waited::AwaitingSubject { .. }),
            ..
        } => "subject".to_owned(),
        WatchEvent::Ended {
            end: Ok(Waited::StillPending { .. }),
            ..
        } => "expired".to_owned(),
        WatchEvent::Ended {
            end: Err(error),
            handle: Some(_),
            ..
        } => format!("{:?}", error.kind()),
        other => panic!("{other:?}"),
    }
}

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
    assert_eq!(stats.asked as usize, provider.times().len());
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
async fn the_rate_of_each_provider_is_kept() {
    let clock = clock();
    let answers = |question: &common::Question<'_>| {
        Ok(if question.number < 5 {
            pending(question.reference, Awaiting::Provider)
        } else {
            rejected(question.reference)
        })
    };
    let slow = Arc::new(Scripted::new("slow", &clock, answers));
    let quick = Arc::new(Scripted::new("quick", &clock, answers));
    let limits = WatchLimits::default()
        .with_rate(Rate::per_second(1).with_burst(3))
        .with_rate_of(Provider::from("quick"), Rate::per_second(50));
    let plan = WaitPlan::for_at_most(secs(DAY)).with_pace(secs(1), secs(30));
    let mut watch = waiter(&clock, &[&slow, &quick]).watch(&plan, limits);
    for id in 0..100 {
        watch.add(reference("slow", &id.to_string()));
        watch.add(reference("quick", &id.to_string()));
    }
    while watch.next().await.is_some() {}
    let times = slow.times();
    assert_eq!(times.len(), 500);
    for (first, from) in times.iter().enumerate() {
        for (count, until) in times.iter().skip(first).enumerate() {
            assert!(
                count as u64 <= until - from + 3,
                "{count} in {}",
                until - from
            );
        }
    }
    assert!(
        *times.last().unwrap() <= 560,
        "the rate is used: {:?}",
        times.last()
    );
    assert!(
        *quick.times().last().unwrap() < 150,
        "{:?}",
        quick.times().last()
    );
}

#[tokio::test]
async fn the_longest_due_goes_first_and_nobody_starves() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        Ok(pending(question.reference, Awaiting::Provider))
    }));
    // Far more is due than the rate allows.
    let limits = WatchLimits::default().with_rate(Rate::per_second(10).with_burst(1));
    let plan = WaitPlan::for_at_most(secs(1000)).with_pace(secs(1), secs(1));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, limits);
    for id in 0..200 {
        watch.add(reference("acme", &id.to_string()));
    }
    assert_eq!(watch.stats().late_by, Duration::ZERO);
    for _ in 0..200 {
        watch.next().await;
    }
    // A moment for the second round.
    let _ = tokio::time::timeout(Duration::from_millis(200), watch.next()).await;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for (id, _) in provider.log.lock().unwrap().iter() {
        *counts.entry(id.clone()).or_default() += 1;
    }
    let (least, most) = (
        counts.values().min().unwrap(),
        counts.values().max().unwrap(),
    );
    assert_eq!(counts.len(), 200);
    assert!(most - least <= 1, "{least} to {most}");
    assert!(*least >= 3, "{least}");
}

#[tokio::test]
async fn a_provider_that_hangs_does_not_stop_the_others() {
    let clock = clock();
    let hanging =
        Arc::new(Scripted::new("hanging", &clock, |_| Err(transient())).with_pauses(usize::MAX));
    let fine = Arc::new(
        Scripted::new("fine", &clock, |question| Ok(rejected(question.reference))).with_pauses(3),
    );
    let plan = WaitPlan::for_at_most(secs(DAY));
    let mut watch = waiter(&clock, &[&hanging, &fine]).watch(&plan, fast().with_max_in_flight(8));
    for id in 0..50 {
        watch.add(reference("hanging", &id.to_string()));
        watch.add(reference("fine", &id.to_string()));
    }
    for _ in 0..50 {
        let event = tokio::time::timeout(secs(10), watch.next())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(describe(&event), "settled rejected");
    }
    assert_eq!(watch.stats().in_flight, 4);
    assert_eq!(hanging.under_way.lock().unwrap().1, 4);
    assert_eq!(fine.under_way.lock().unwrap().1, 4);
    drop(watch);
    assert_eq!(hanging.under_way.lock().unwrap().0, 0);
}

#[tokio::test]
async fn a_wish_to_wait_holds_up_all_of_that_provider() {
    let clock = clock();
    let busy = Arc::new(Scripted::new("busy", &clock, |question| {
        if question.seconds() < 300 {
            Err(transient().with_retry_after(secs(300)))
        } else {
            Ok(rejected(question.reference))
        }
    }));
    let other = Arc::new(Scripted::new("other", &clock, |question| {
        Ok(rejected(question.reference))
    }));
    let plan = WaitPlan::for_at_most(secs(DAY));
    let limits = fast().with_max_in_flight(2);
    let mut watch = waiter(&clock, &[&busy, &other]).watch(&plan, limits);
    for id in 0..20 {
        watch.add(reference("busy", &id.to_string()));
        watch.add(reference("other", &id.to_string()));
    }
    while watch.next().await.is_some() {}
    let before = busy.times().iter().filter(|at| **at < 300).count();
    assert_eq!(before, 1, "{:?}", busy.times());
    assert!(other.times().iter().all(|at| *at == 0));
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
async fn the_time_of_the_plan_is_up_for_those_that_the_rate_never_reached() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        Ok(pending(question.reference, Awaiting::Provider))
    }));
    let plan = WaitPlan::for_at_most(secs(60)).with_pace(secs(1000), secs(1000));
    let limits = WatchLimits::default().with_rate(Rate::per_second(1));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, limits);
    for id in 0..200 {
        watch.add(reference("acme", &id.to_string()));
    }
    let mut ends = 0;
    while let Some(event) = watch.next().await {
        ends += usize::from(describe(&event) == "expired");
    }
    assert_eq!(ends, 200);
    assert!(
        provider.times().iter().all(|at| *at <= 60),
        "{:?}",
        provider.times()
    );
    assert_eq!(provider.times().len(), 61);

    // One that may not be asked about before its time is up ends at once, and unasked.
    let busy = Arc::new(Scripted::new("acme", &clock, |_| {
        Err(transient().with_retry_after(secs(600)))
    }));
    let mut watch = waiter(&clock, &[&busy]).watch(&plan, WatchLimits::default());
    watch.add(reference("acme", "a"));
    let Some(WatchEvent::Ended { end: Ok(end), .. }) = watch.next().await else {
        panic!("no end");
    };
    let Waited::StillPending {
        last_error: Some(_),
        handle,
        ..
    } = end
    else {
        panic!("{end:?}");
    };
    watch.add(&handle);
    assert_eq!(describe(&watch.next().await.unwrap()), "expired");
    assert_eq!(busy.times().len(), 1);
}

#[tokio::test]
async fn a_second_provider_does_not_raise_the_number_of_questions_under_way() {
    let clock = clock();
    let hanging = |name: &str| {
        Arc::new(Scripted::new(name, &clock, |_| Err(transient())).with_pauses(usize::MAX))
    };
    let (first, second) = (hanging("first"), hanging("second"));
    let plan = WaitPlan::for_at_most(secs(DAY));
    let mut watch = waiter(&clock, &[&first, &second]).watch(&plan, fast().with_max_in_flight(8));
    let soon = Duration::from_millis(20);
    for id in 0..50 {
        watch.add(reference("first", &id.to_string()));
    }
    assert!(tokio::time::timeout(soon, watch.next()).await.is_err());
    assert_eq!(watch.stats().in_flight, 8);
    for id in 0..50 {
        watch.add(reference("second", &id.to_string()));
    }
    assert!(tokio::time::timeout(soon, watch.next()).await.is_err());
    // The one that every provider always gets.
    assert_eq!(watch.stats().in_flight, 9);
}

#[tokio::test]
async fn a_clock_that_is_set_back_stops_nothing() {
    let clock = clock();
    let set_back = Arc::clone(&clock);
    let provider = Arc::new(Scripted::new("acme", &clock, move |question| {
        if question.number == 3 {
            set_back.set(common::START.parse().unwrap());
        }
        Ok(if question.number < 9 {
            pending(question.reference, Awaiting::Provider)
        } else {
            rejected(question.reference)
        })
    }));
    let plan = WaitPlan::for_at_most(secs(DAY)).with_pace(secs(60), secs(60));
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, WatchLimits::default());
    watch.add(reference("acme", "a"));
    assert_eq!(describe(&watch.next().await.unwrap()), "provider");
    assert_eq!(describe(&watch.next().await.unwrap()), "settled rejected");
    let waited = common::seconds_since_start(kyc_http::Clock::now(&clock));
    assert!((300..=480).contains(&waited), "{waited}");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_runs_in_real_time_and_on_any_thread() {
    let clock = clock();
    let provider = Scripted::new("acme", &clock, |question| {
        Ok(if question.number < 3 {
            pending(question.reference, Awaiting::Provider)
        } else {
            rejected(question.reference)
        })
    });
    let plan = WaitPlan::for_at_most(secs(60))
        .with_pace(Duration::from_millis(10), Duration::from_millis(30));
    let mut watch = Waiter::new(Registry::new().with(provider.with_pauses(1))).watch(&plan, fast());
    for id in 0..50 {
        watch.add(reference("acme", &id.to_string()));
    }
    let events = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&events);
    let started = Instant::now();
    tokio::spawn(async move {
        while let Some(event) = watch.next().await {
            notes.lock().unwrap().push(describe(&event));
        }
    })
    .await
    .unwrap();
    assert!(started.elapsed() >= Duration::from_millis(20));
    let events = events.lock().unwrap();
    assert_eq!(
        events
            .iter()
            .filter(|event| *event == "settled rejected")
            .count(),
        50
    );
    assert_eq!(events.len(), 100);
}

#[test]
fn it_can_be_shared_and_moved() {
    const fn movable<T: Send + Unpin>() {}
    movable::<Watch>();
    const fn shared<T: Send + Sync + Clone>() {}
    shared::<Waiter>();
    shared::<WaitPlan>();
    shared::<ResumeHandle>();
    shared::<Error>();
    assert!(size_of::<ResumeHandle>() <= 8);
    let _: Decision = Decision::Pending;
}
