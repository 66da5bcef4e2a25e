//! Rates, order and time.

use core::time::Duration;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Instant,
};

use futures_util::StreamExt;
use kyc_facade::{Rate, Registry, WaitPlan, Waited, Waiter, WatchEvent, WatchLimits};
use kyc_http::Clock as _;
use kyc_model::outcome::{Awaiting, Provider};

use crate::{
    DAY,
    common::{
        Question, START, Scripted, clock, pending, reference, rejected, seconds_since_start,
        transient,
    },
    describe, fast, secs, waiter,
};

#[tokio::test]
async fn the_rate_of_each_provider_is_kept() {
    let clock = clock();
    let answers = |question: &Question<'_>| {
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
            set_back.set(START.parse().unwrap());
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
    let waited = seconds_since_start(kyc_http::Clock::now(&clock));
    assert!((300..=480).contains(&waited), "{waited}");
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

#[tokio::test]
async fn without_time_each_is_asked_once() {
    let clock = clock();
    let passing = clock.clone();
    let provider = Arc::new(Scripted::new(
        "one",
        &clock,
        move |question: &Question<'_>| {
            // Time passes while the first are asked.
            passing.advance(secs(1));
            Ok(pending(question.reference, Awaiting::Provider))
        },
    ));
    let limits = WatchLimits::default()
        .with_max_in_flight(4)
        .with_rate(Rate::per_second(1).with_burst(3));
    let plan = WaitPlan::for_at_most(Duration::ZERO);
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, limits);
    for id in 0..10 {
        watch.add(reference("one", &id.to_string()));
    }
    clock.advance(Duration::from_millis(1));
    let mut ended = 0;
    while let Some(event) = watch.next().await {
        if let WatchEvent::Ended { end, .. } = event {
            assert!(
                matches!(end, Ok(Waited::StillPending { last: Some(_), .. })),
                "{end:?}"
            );
            ended += 1;
        }
    }
    assert_eq!((ended, provider.times().len()), (10, 10));
}

#[tokio::test]
async fn without_time_nobody_waits_out_a_pause_of_the_provider() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("one", &clock, |_: &Question<'_>| {
        Err(transient().with_retry_after(secs(3600)))
    }));
    let limits = WatchLimits::default().with_max_in_flight(2);
    let plan = WaitPlan::for_at_most(Duration::ZERO);
    let mut watch = waiter(&clock, &[&provider]).watch(&plan, limits);
    for id in 0..10 {
        watch.add(reference("one", &id.to_string()));
    }
    let mut ended = 0;
    while let Some(event) = watch.next().await {
        let WatchEvent::Ended { end, .. } = event else {
            continue;
        };
        let Ok(Waited::StillPending { handle, .. }) = end else {
            panic!("{end:?}");
        };
        // Whoever goes on with it keeps to what the provider asked for.
        assert_eq!(
            handle.not_before().map(seconds_since_start),
            Some(3600),
            "{handle:?}"
        );
        ended += 1;
    }
    assert_eq!(ended, 10);
    assert!(provider.times().len() <= 2, "{:?}", provider.times());
    assert_eq!(seconds_since_start(clock.now()), 0);
}
