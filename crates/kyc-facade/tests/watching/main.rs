//! Following many verifications, by a clock that is moved.
#![cfg(feature = "client")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

#[path = "../common/mod.rs"]
mod common;
mod pace;
mod telling;

use core::time::Duration;
use std::sync::Arc;

use common::Scripted;
use kyc_facade::{
    Error, Rate, Registry, ResumeHandle, WaitPlan, Waited, Waiter, Watch, WatchEvent, WatchLimits,
};
use kyc_http::FixedClock;

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
}
