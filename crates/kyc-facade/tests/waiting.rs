//! Waiting for one verification, by a clock that is moved: days pass in milliseconds.
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
    sync::{Arc, Mutex},
    time::Instant,
};

use common::{Scripted, clock, incomplete, not_found, pending, reference, rejected, transient};
use futures_util::StreamExt;
use kyc_facade::{
    Error, ErrorKind, Phase, Progress, Registry, ResumeHandle, WaitPlan, Waited, Waiter,
};
use kyc_http::{Clock, FixedClock};
use kyc_model::outcome::{Awaiting, Decision, VerificationOutcome};

const DAY: u64 = 86_400;

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn waiter(clock: &Arc<FixedClock>, provider: &Arc<Scripted>) -> Waiter {
    Waiter::new(Registry::new().with(Arc::clone(provider)))
        .with_clock(Arc::clone(clock))
        .with_sleep(Arc::clone(clock))
}

/// Asks a provider that answers by `answers`, and returns how it ended and when it asked.
async fn wait(
    plan: &WaitPlan,
    answers: impl Fn(&common::Question<'_>) -> Result<VerificationOutcome, Error>
    + Send
    + Sync
    + 'static,
) -> (Result<Waited, Error>, Vec<u64>) {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, answers));
    let waiter = waiter(&clock, &provider);
    let end = waiter.wait(reference("acme", "a"), plan).await;
    (end, provider.times())
}

fn reviewer_until(
    seconds: u64,
) -> impl Fn(&common::Question<'_>) -> Result<VerificationOutcome, Error> {
    move |question| {
        Ok(if question.seconds() < seconds {
            pending(question.reference, Awaiting::Reviewer)
        } else {
            rejected(question.reference)
        })
    }
}

#[tokio::test]
async fn days_of_waiting_take_no_time_and_few_questions() {
    let started = Instant::now();
    let plan = WaitPlan::for_at_most(secs(10 * DAY)).with_pace(secs(2), secs(600));
    let (end, times) = wait(&plan, reviewer_until(5 * DAY)).await;
    let Ok(Waited::Settled(outcome)) = end else {
        panic!("{end:?}");
    };
    assert_eq!(outcome.decision(), Decision::Rejected);
    let gaps: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().all(|gap| (2..=600).contains(gap)), "{gaps:?}");
    // Soon at first, then slower, about every 300 seconds on average.
    assert!(gaps.iter().take(3).sum::<u64>() <= 20, "{gaps:?}");
    assert!((1000..2500).contains(&times.len()), "{}", times.len());
    let late = times.last().unwrap() - 5 * DAY;
    assert!(late <= 600, "{late}");
    assert!(started.elapsed() < secs(30), "{:?}", started.elapsed());
}

#[tokio::test]
async fn the_end_of_the_plan_is_a_value_with_a_handle_to_go_on_with() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, reviewer_until(9 * DAY)));
    let waiter = waiter(&clock, &provider);
    let plan = WaitPlan::for_at_most(secs(90));
    let end = waiter.wait(reference("acme", "a"), &plan).await.unwrap();
    let Waited::StillPending {
        last,
        last_error,
        handle,
        ..
    } = end
    else {
        panic!("{end:?}");
    };
    assert_eq!(last.unwrap().awaiting(), Some(Awaiting::Reviewer));
    assert!(last_error.is_none());
    assert_eq!(handle.last_decision(), Some(Decision::Pending));
    let asked = handle.asked();
    assert_eq!(asked as usize, provider.times().len());
    // The last question is asked when the time is up.
    assert_eq!(provider.times().last(), Some(&90));

    let stored = serde_json::to_string(&handle).unwrap();
    assert!(!format!("{handle:?}").contains("\"a\""));
    clock.advance(secs(10 * DAY));
    let handle: ResumeHandle = serde_json::from_str(&stored).unwrap();
    let end = waiter.wait(&handle, &plan).await.unwrap();
    assert!(matches!(&end, Waited::Settled(outcome) if outcome.decision() == Decision::Rejected));
    assert!(end.handle().is_none());
    assert_eq!(provider.times().len() as u32, asked + 1);
}

#[tokio::test]
async fn without_time_it_asks_once() {
    let (end, times) = wait(&WaitPlan::for_at_most(Duration::ZERO), reviewer_until(DAY)).await;
    assert!(matches!(end, Ok(Waited::StillPending { .. })));
    assert_eq!(times, [0]);
    let (end, times) = wait(&WaitPlan::for_at_most(Duration::ZERO), reviewer_until(0)).await;
    assert!(matches!(end, Ok(Waited::Settled(_))));
    assert_eq!(times, [0]);
}

#[tokio::test]
async fn there_is_no_asking_while_the_person_has_to_act_unless_told() {
    let subject = |question: &common::Question<'_>| {
        Ok(if question.seconds() < 1000 {
            pending(question.reference, Awaiting::Subject)
        } else {
            rejected(question.reference)
        })
    };
    let plan = WaitPlan::for_at_most(secs(DAY));
    let (end, times) = wait(&plan, subject).await;
    let Ok(Waited::AwaitingSubject {
        outcome, handle, ..
    }) = end
    else {
        panic!("{end:?}");
    };
    assert_eq!(outcome.awaiting(), Some(Awaiting::Subject));
    assert_eq!(handle.asked(), 1);
    assert_eq!(times, [0]);

    let (end, times) = wait(&plan.ask_while_subject_acts(secs(400)), subject).await;
    assert!(matches!(end, Ok(Waited::Settled(_))), "{end:?}");
    assert_eq!(times, [0, 400, 800, 1200]);
}

#[tokio::test]
async fn a_provisional_answer_waits_for_a_person_of_ours_unless_told() {
    let review = |question: &common::Question<'_>| {
        Ok(if question.seconds() < 1000 {
            common::under_review(question.reference)
        } else {
            rejected(question.reference)
        })
    };
    let plan = WaitPlan::for_at_most(secs(DAY));
    let (end, times) = wait(&plan, review).await;
    let Ok(Waited::AwaitingReview {
        outcome, handle, ..
    }) = end
    else {
        panic!("{end:?}");
    };
    assert_eq!(outcome.decision(), Decision::NeedsReview);
    assert_eq!((handle.asked(), times), (1, vec![0]));

    let (end, times) = wait(&plan.ask_while_you_review(secs(400)), review).await;
    assert!(matches!(end, Ok(Waited::Settled(_))), "{end:?}");
    assert_eq!(times, [0, 400, 800, 1200]);
}

#[tokio::test]
async fn a_question_that_hangs_is_given_up_and_counts_as_one_that_may_pass() {
    let clock = clock();
    let hanging =
        Arc::new(Scripted::new("acme", &clock, reviewer_until(0)).with_pauses(usize::MAX));
    let plan = WaitPlan::for_at_most(secs(5))
        .with_pace(secs(2), secs(2))
        .with_question_limit(Duration::from_millis(20));
    let end = waiter(&clock, &hanging)
        .wait(reference("acme", "a"), &plan)
        .await
        .unwrap();
    let Waited::StillPending {
        last: None,
        last_error: Some(error),
        ..
    } = end
    else {
        panic!("{end:?}");
    };
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.is_retryable());
    assert_eq!(hanging.times(), [0, 2, 4, 5]);
    assert_eq!(hanging.under_way.lock().unwrap().0, 0);
}

#[tokio::test]
async fn errors_that_pass_are_survived_and_others_are_not() {
    let flaky = |question: &common::Question<'_>| match question.number {
        1..=5 => Err(transient()),
        _ => Ok(rejected(question.reference)),
    };
    let plan = WaitPlan::for_at_most(secs(DAY));
    let (end, times) = wait(&plan, flaky).await;
    assert!(matches!(end, Ok(Waited::Settled(_))), "{end:?}");
    assert_eq!(times.len(), 6);

    let (end, times) = wait(&WaitPlan::for_at_most(secs(60)), |_| Err(transient())).await;
    let Ok(Waited::StillPending {
        last: None,
        last_error: Some(error),
        ..
    }) = end
    else {
        panic!("{end:?}");
    };
    assert!(error.is_retryable());
    assert!(times.len() > 3);

    for kind in [
        ErrorKind::NotAuthorized,
        ErrorKind::WrongSubject,
        ErrorKind::NotAuthentic,
        ErrorKind::MalformedAnswer,
        ErrorKind::InvalidRequest,
        ErrorKind::NotEnabled,
    ] {
        let (end, times) = wait(&plan, move |_| Err(Error::new(kind, Phase::Answered))).await;
        assert_eq!(end.unwrap_err().kind(), kind);
        assert_eq!(times, [0]);
    }
    let clock = clock();
    let nobody = Waiter::new(Registry::new())
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock);
    let error = nobody
        .wait(reference("nobody", "a"), &plan)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoProvider);
}

#[tokio::test]
async fn what_may_be_too_new_is_asked_about_again_for_a_while() {
    let plan = WaitPlan::for_at_most(secs(DAY)).with_grace(secs(60));
    let (end, times) = wait(&plan, |question| match question.seconds() {
        0..30 => Err(not_found()),
        30..50 => Ok(incomplete(question.reference)),
        _ => Ok(rejected(question.reference)),
    })
    .await;
    assert!(
        matches!(&end, Ok(Waited::Settled(outcome)) if outcome.decision() == Decision::Rejected)
    );
    assert!(times.len() > 3, "{times:?}");
}

#[tokio::test]
async fn what_is_still_the_same_when_the_grace_ends_is_asked_for_then_and_believed() {
    for seed in 0..100 {
        let plan = WaitPlan::for_at_most(secs(DAY))
            .with_grace(secs(60))
            .with_seed(seed);
        let (end, times) = wait(&plan, |_| Err(not_found())).await;
        assert_eq!(end.unwrap_err().kind(), ErrorKind::SubjectNotFound);
        assert!((60..=62).contains(times.last().unwrap()), "{times:?}");

        let (end, times) = wait(&plan, |question| Ok(incomplete(question.reference))).await;
        let Ok(Waited::Settled(outcome)) = end else {
            panic!("{end:?}");
        };
        assert_eq!(outcome.decision(), Decision::Inconclusive);
        assert!((60..=62).contains(times.last().unwrap()), "{times:?}");
    }
}

#[tokio::test]
async fn the_provider_s_wish_to_wait_is_kept_up_to_a_ceiling() {
    let wish = |seconds| {
        move |question: &common::Question<'_>| match question.number {
            1 => Err(transient().with_retry_after(secs(seconds))),
            _ => Ok(rejected(question.reference)),
        }
    };
    let plan = WaitPlan::for_at_most(secs(DAY));
    let (end, times) = wait(&plan, wish(500)).await;
    assert!(matches!(end, Ok(Waited::Settled(_))));
    assert_eq!(times, [0, 500]);
    let (_, times) = wait(&plan.with_max_retry_after(secs(100)), wish(500)).await;
    assert_eq!(times, [0, 100]);
}

#[tokio::test]
async fn no_such_job_is_asked_about_again_no_sooner_than_the_provider_wishes() {
    let missing =
        |seconds| move |_: &common::Question<'_>| Err(not_found().with_retry_after(secs(seconds)));
    let plan = WaitPlan::for_at_most(secs(DAY)).with_grace(secs(60));
    // The last question is the first one after the grace.
    for (seconds, expected) in [(45, vec![0, 45, 90]), (500, vec![0, 500])] {
        let (end, times) = wait(&plan, missing(seconds)).await;
        assert_eq!(end.unwrap_err().kind(), ErrorKind::SubjectNotFound);
        assert_eq!(times, expected);
    }
    let (_, times) = wait(&plan.with_max_retry_after(secs(70)), missing(500)).await;
    assert_eq!(times, [0, 70]);
}

#[tokio::test]
async fn a_wish_beyond_the_end_ends_the_wait_at_once_and_is_kept_afterwards() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, |question| {
        match question.number {
            1 => Err(transient().with_retry_after(secs(500))),
            _ => Ok(rejected(question.reference)),
        }
    }));
    let waiter = waiter(&clock, &provider);
    let plan = WaitPlan::for_at_most(secs(60));
    let end = waiter.wait(reference("acme", "a"), &plan).await.unwrap();
    assert_eq!(clock.now().to_string(), common::START);
    let handle = end.handle().unwrap();
    assert_eq!(
        common::seconds_since_start(handle.not_before().unwrap()),
        500
    );
    // Too early for a question still.
    let end = waiter.wait(handle, &plan).await.unwrap();
    assert_eq!(provider.times(), [0]);
    clock.advance(secs(470));
    let end = waiter.wait(end.handle().unwrap(), &plan).await.unwrap();
    assert!(matches!(end, Waited::Settled(_)));
    assert_eq!(provider.times(), [0, 500]);
}

#[tokio::test]
async fn being_cancelled_is_not_the_end_of_the_plan() {
    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, reviewer_until(DAY)));
    let waiter = waiter(&clock, &provider);
    let plan = WaitPlan::for_at_most(secs(10 * DAY));
    let (cancel, cancelled) = tokio::sync::oneshot::channel::<()>();
    let cancel = Mutex::new(Some(cancel));
    let third = plan.clone().on_progress(move |progress| {
        if let Progress::Answered {
            asked: 3, handle, ..
        } = progress
        {
            assert_eq!(handle.asked(), 3);
            cancel.lock().unwrap().take().unwrap().send(()).unwrap();
        }
    });
    let end = waiter
        .wait_or_cancel(reference("acme", "a"), &third, cancelled)
        .await
        .unwrap();
    let Waited::Cancelled { last, handle, .. } = end else {
        panic!("{end:?}");
    };
    assert_eq!(last.unwrap().decision(), Decision::Pending);
    assert_eq!(handle.asked(), 3);
    assert!(matches!(
        waiter.wait(handle, &plan).await,
        Ok(Waited::Settled(_))
    ));

    // Even a question that hangs is given up.
    let hanging =
        Arc::new(Scripted::new("acme", &clock, reviewer_until(0)).with_pauses(usize::MAX));
    let waiter = Waiter::new(Registry::new().with(Arc::clone(&hanging)));
    let soon = tokio::time::sleep(Duration::from_millis(20));
    let end = waiter
        .wait_or_cancel(reference("acme", "a"), &plan, soon)
        .await;
    assert!(
        matches!(end, Ok(Waited::Cancelled { last: None, .. })),
        "{end:?}"
    );
    assert_eq!(hanging.under_way.lock().unwrap().0, 0);
}

#[tokio::test]
async fn the_hook_and_the_stream_tell_of_every_question() {
    let answers = |question: &common::Question<'_>| match question.number {
        1 => Ok(pending(question.reference, Awaiting::Provider)),
        2 => Err(transient()),
        3 | 4 => Ok(pending(question.reference, Awaiting::Reviewer)),
        _ => Ok(rejected(question.reference)),
    };
    let describe = |progress: &Progress| match progress {
        Progress::Answered {
            is_news,
            asked,
            next_in,
            ..
        } => {
            format!(
                "{asked} answered, news {is_news}, next {}",
                next_in.is_some()
            )
        }
        Progress::Failed { asked, next_in, .. } => {
            format!("{asked} failed, next {}", next_in.is_some())
        }
        Progress::Ended(Ok(Waited::Settled(outcome))) => format!("{:?}", outcome.decision()),
        other => panic!("{other:?}"),
    };
    let expected = [
        "1 answered, news true, next true",
        "2 failed, next true",
        "3 answered, news true, next true",
        "4 answered, news false, next true",
    ];
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let plan = WaitPlan::for_at_most(secs(DAY));
    let hooked = plan
        .clone()
        .on_progress(move |progress| notes.lock().unwrap().push(describe(progress)));
    let (_, times) = wait(&hooked, answers).await;
    assert_eq!(times.len(), 5);
    assert_eq!(*told.lock().unwrap(), expected);

    let clock = clock();
    let provider = Arc::new(Scripted::new("acme", &clock, answers));
    let stream = waiter(&clock, &provider).stream(reference("acme", "a"), &plan);
    let streamed: Vec<_> = stream.map(|progress| describe(&progress)).collect().await;
    assert_eq!(streamed[..4], expected);
    assert_eq!(streamed[4..], ["Rejected"]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_does_not_make_the_wait_longer() {
    let clock = clock();
    let set_back = Arc::clone(&clock);
    let provider = Arc::new(Scripted::new("acme", &clock, move |question| {
        set_back.set(common::START.parse().unwrap());
        Ok(pending(question.reference, Awaiting::Provider))
    }));
    let plan = WaitPlan::for_at_most(secs(600)).with_pace(secs(10), secs(10));
    let end = waiter(&clock, &provider)
        .wait(reference("acme", "a"), &plan)
        .await;
    assert!(matches!(end, Ok(Waited::StillPending { .. })));
    assert!(provider.times().len() <= 61, "{}", provider.times().len());
}

#[cfg(feature = "blocking")]
#[test]
fn it_can_be_waited_for_without_async() {
    let clock = clock();
    let provider = Scripted::new("acme", &clock, |question| match question.number {
        1 | 2 => Ok(pending(question.reference, Awaiting::Provider)),
        _ => Ok(rejected(question.reference)),
    });
    let registry = Registry::new().with(provider);
    let registry = kyc_facade::blocking::Registry::new(registry).unwrap();
    let plan = WaitPlan::for_at_most(secs(5))
        .with_pace(Duration::from_millis(5), Duration::from_millis(5));
    let from = reference("acme", "a");
    let end = registry.wait(&from, &plan).unwrap();
    assert_eq!(end.outcome().unwrap().decision(), Decision::Rejected);
    let outcome = registry.outcome(&from, &kyc_facade::AskOptions::default());
    assert_eq!(outcome.unwrap().decision(), Decision::Rejected);
    let nobody = registry.outcome(&reference("nobody", "a"), &Default::default());
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NoProvider);
}
