//! A question that may panic or never end.

use core::{future::poll_fn, task::Poll, time::Duration};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use kyc_http::{BoxFuture, Sleep, SystemSleep};

pub(super) enum Ended<T> {
    With(T),
    /// With the message, where it is a text.
    Panicked(String),
    OutOfTime,
}

pub(super) async fn bounded<T>(limit: Duration, mut future: BoxFuture<'_, T>) -> Ended<T> {
    let mut time = SystemSleep.sleep(limit);
    poll_fn(move |context| {
        // A future that panicked is not polled again.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(Poll::Ready(value)) => return Poll::Ready(Ended::With(value)),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(Ended::Panicked(message(&*panic))),
        }
        time.as_mut().poll(context).map(|()| Ended::OutOfTime)
    })
    .await
}

fn message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_default()
}
