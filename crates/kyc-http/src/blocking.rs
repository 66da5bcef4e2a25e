//! Asynchronous work for callers that are not asynchronous.

use core::fmt;
use std::{
    io,
    sync::mpsc,
    thread::{self, JoinHandle},
};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

use crate::{Phase, TransportError, TransportErrorKind};

/// A thread with an executor of its own, on which the blocking clients run.
///
/// It may be used from anywhere, even from within another executor (which it blocks). The thread ends when the worker is
/// dropped; what still runs on it is dropped with it.
///
/// What runs on it should have a transport of its own: a connection that another executor opened is driven by that
/// executor, and stands still while this call blocks it.
///
/// ```
/// # #[cfg(feature = "blocking")] {
/// let worker = kyc_http::Worker::start()?;
/// assert_eq!(worker.run(async { 6 * 7 })?, 42);
/// # }
/// # Ok::<(), kyc_http::TransportError>(())
/// ```
pub struct Worker {
    handle: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`Other`](TransportErrorKind::Other), not sent, when the operating system gives no thread or no event queue.
    pub fn start() -> Result<Self, TransportError> {
        let refused = |error: io::Error| failed(Phase::NotSent).with_io_kind(error.kind());
        let (stop, stopped) = oneshot::channel();
        let (started, starts) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("kyc-worker".to_owned())
            .spawn(move || work(&started, stopped))
            .map_err(refused)?;
        let ended = |_| failed(Phase::NotSent).with_cause("the blocking worker did not start");
        let handle = starts.recv().map_err(ended)?.map_err(refused)?;
        Ok(Self {
            handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Runs `future` on the thread and waits for it.
    ///
    /// # Errors
    /// [`Other`](TransportErrorKind::Other): the future panicked (the request may have been sent by then), or this is the
    /// worker's own thread, which cannot wait for itself (not sent).
    pub fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, TransportError> {
        if self.is_own_thread() {
            return Err(
                failed(Phase::NotSent).with_cause("a blocking call on the worker's own thread")
            );
        }
        let (answer, answered) = mpsc::sync_channel(1);
        self.handle.spawn(async move {
            // Nobody waits any more: nothing is left to do.
            let _ = answer.send(future.await);
        });
        answered
            .recv()
            .map_err(|_| failed(Phase::MaybeSent).with_cause("the blocking worker panicked"))
    }

    fn is_own_thread(&self) -> bool {
        self.thread
            .as_ref()
            .is_some_and(|thread| thread.thread().id() == thread::current().id())
    }
}

/// What the thread runs. The runtime never leaves it, so that no other executor sees it end.
fn work(started: &mpsc::SyncSender<io::Result<Handle>>, stopped: oneshot::Receiver<()>) {
    match Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => {
            // Nobody waits any more: nothing is left to do.
            let _ = started.send(Ok(runtime.handle().clone()));
            // An error is the worker's end, too.
            let _ = runtime.block_on(stopped);
            // Name look-ups that hang must not hold up whoever drops the worker.
            runtime.shutdown_background();
        }
        Err(error) => {
            let _ = started.send(Err(error));
        }
    }
}

fn failed(phase: Phase) -> TransportError {
    TransportError::new(TransportErrorKind::Other, phase)
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.stop.take());
        let is_own_thread = self.is_own_thread();
        if let Some(thread) = self.thread.take().filter(|_| !is_own_thread) {
            // It cannot have panicked: tasks that do are caught.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_worker_goes_on() {
        let worker = Worker::start().unwrap();
        let error = worker.run(async { panic!("on purpose") }).unwrap_err();
        assert_eq!(error.phase(), Phase::MaybeSent);
        assert_eq!(worker.run(async { 1 }).unwrap(), 1);
    }

    #[test]
    fn a_call_on_its_own_thread_is_refused_and_does_not_hang() {
        let worker = Arc::new(Worker::start().unwrap());
        let inner = Arc::clone(&worker);
        let answer = worker.run(async move { inner.run(async { 1 }).map_err(|e| e.phase()) });
        assert_eq!(answer.unwrap(), Err(Phase::NotSent));
    }

    #[test]
    fn it_may_end_on_its_own_thread() {
        let worker = Arc::new(Worker::start().unwrap());
        let last = Arc::clone(&worker);
        let (sent, received) = mpsc::channel();
        worker.handle.spawn(async move {
            while Arc::strong_count(&last) > 1 {
                tokio::task::yield_now().await;
            }
            drop(last);
            sent.send(()).unwrap();
        });
        drop(worker);
        received.recv().unwrap();
    }

    #[test]
    fn it_works_inside_other_executors() {
        let runtime = Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(async {
            let worker = Worker::start().unwrap();
            worker.run(async {
                tokio::time::sleep(core::time::Duration::from_millis(5)).await;
                7
            })
        });
        assert_eq!(answer.unwrap(), 7);
    }
}
