//! How waiting is done: injected, like the time.

use core::{
    fmt::Debug,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};
use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
};

use crate::{BoxFuture, FixedClock};

/// Lets time pass between two attempts or two questions.
///
/// Production code passes [`SystemSleep`]; tests pass the [`FixedClock`] that they also tell the time with.
pub trait Sleep: Send + Sync + Debug {
    /// A future that is ready once `duration` has passed. Dropping it ends the wait and leaves nothing behind.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

impl<S: Sleep + ?Sized> Sleep for Arc<S> {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }
}

/// Real waiting, on any executor.
///
/// Inside a Tokio runtime (which must have its time enabled) it uses that runtime's timer, where feature `reqwest` or
/// `blocking` is on. Otherwise each wait has a thread of its own, which ends with the wait or when the future is
/// dropped: fine between attempts, too costly for thousands at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSleep;

impl Sleep for SystemSleep {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            #[cfg(any(feature = "reqwest", feature = "blocking"))]
            if tokio::runtime::Handle::try_current().is_ok() {
                return tokio::time::sleep(duration).await;
            }
            ThreadSleep {
                duration,
                shared: None,
            }
            .await;
        })
    }
}

/// Moves the clock forward and is ready the next time it is looked at: days pass in no time.
impl Sleep for Arc<FixedClock> {
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = Self::clone(self);
        Box::pin(async move {
            let mut looked_at = false;
            core::future::poll_fn(|context| {
                if core::mem::replace(&mut looked_at, true) {
                    return Poll::Ready(());
                }
                context.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            clock.advance(duration);
        })
    }
}

struct ThreadSleep {
    duration: Duration,
    shared: Option<Arc<Shared>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    is_over: bool,
    waker: Option<Waker>,
}

impl Future for ThreadSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let duration = self.duration;
        let is_new = self.shared.is_none();
        let shared = Arc::clone(self.shared.get_or_insert_default());
        {
            let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.is_over {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
        }
        if is_new {
            let timer = thread::Builder::new().name("kyc-sleep".to_owned());
            if timer.spawn(move || wait(&shared, duration)).is_err() {
                // Without a thread to wait on, this one has to.
                thread::sleep(duration);
                return Poll::Ready(());
            }
        }
        Poll::Pending
    }
}

fn wait(shared: &Shared, duration: Duration) {
    let state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut state, _) = shared
        .changed
        .wait_timeout_while(state, duration, |state| !state.is_over)
        .unwrap_or_else(PoisonError::into_inner);
    state.is_over = true;
    let waker = state.waker.take();
    drop(state);
    if let Some(waker) = waker {
        waker.wake();
    }
}

impl Drop for ThreadSleep {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.is_over = true;
            state.waker = None;
            drop(state);
            shared.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{task::Wake, time::Instant};

    use super::*;
    use crate::Clock;

    struct Unpark(thread::Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    fn block_on(mut future: BoxFuture<'_, ()>) {
        let waker = Arc::new(Unpark(thread::current())).into();
        while future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            thread::park();
        }
    }

    fn sleeping_threads() -> usize {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        tasks
            .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
            .filter(|name| name.trim() == "kyc-sleep")
            .count()
    }

    #[test]
    fn without_a_runtime_it_waits_and_leaves_no_thread() {
        let start = Instant::now();
        block_on(SystemSleep.sleep(Duration::from_millis(30)));
        assert!(start.elapsed() >= Duration::from_millis(30));

        let mut long = SystemSleep.sleep(Duration::from_secs(3600));
        let waker = Arc::new(Unpark(thread::current())).into();
        assert!(
            long.as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
        drop(long);
        #[cfg(target_os = "linux")]
        for _ in 0..500 {
            if sleeping_threads() == 0 {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        #[cfg(target_os = "linux")]
        panic!("{} threads sleep on", sleeping_threads());
    }

    #[test]
    fn a_fixed_clock_sleeps_days_in_no_time() {
        let clock = Arc::new(FixedClock::new("2026-01-01T00:00:00Z".parse().unwrap()));
        let start = Instant::now();
        for _ in 0..1000 {
            block_on(clock.sleep(Duration::from_secs(86_400)));
        }
        assert_eq!(clock.now().to_string(), "2028-09-27T00:00:00Z");
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}
