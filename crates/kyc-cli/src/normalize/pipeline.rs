//! One reader, several workers, and one writer that keeps the reader's order.

use core::num::NonZero;
use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crossbeam_channel::{Receiver, Sender};

use super::{budget::Budget, stop::Stop};
use crate::failure::Failure;

/// How the work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Everything was written.
    Complete,
    /// Somebody asked to stop; what was fed until then was written.
    Stopped,
    /// The writer wanted no more.
    NotWanted,
}

/// Whether the writer wants more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Yes,
    No,
}

struct Shared {
    budget: Budget,
    fed: AtomicU64,
    stop: Stop,
}

/// Takes the work from the reader.
pub(super) struct Feeder<I> {
    shared: Arc<Shared>,
    work: Sender<Numbered<I>>,
}

struct Numbered<T> {
    number: u64,
    weight: usize,
    item: T,
}

impl<I> Feeder<I> {
    /// Sends an item on its way as soon as there is room for its weight. False when no more is wanted.
    pub(super) fn feed(&self, item: I, weight: usize) -> bool {
        let shared = &self.shared;
        if !shared.budget.take(weight) || shared.stop.is_set() {
            return false;
        }
        let number = shared.fed.fetch_add(1, Ordering::SeqCst);
        let numbered = Numbered {
            number,
            weight,
            item,
        };
        self.work.send(numbered).is_ok()
    }

    /// Whether somebody asked to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.shared.stop.is_set()
    }
}

/// Reads, maps and writes at once. At most `limit` of weight is under way, however far the writer is behind.
///
/// The reader is left alone when the work ends early: it may be waiting for somebody who writes.
///
/// # Errors
/// The writer's, and `Bug` when the reader or a worker panicked.
pub(super) fn run<I, T>(
    threads: NonZero<usize>,
    limit: usize,
    stop: &Stop,
    read: impl FnOnce(Feeder<I>) + Send + 'static,
    map: impl Fn(I) -> T + Send + Sync + 'static,
    mut write: impl FnMut(T) -> Result<Wanted, Failure>,
) -> Result<End, Failure>
where
    I: Send + 'static,
    T: Send + 'static,
{
    let shared = Arc::new(Shared {
        budget: Budget::new(limit),
        fed: AtomicU64::new(0),
        stop: stop.clone(),
    });
    let _closed = Closed(Arc::clone(&shared));
    // Ready work for every worker; the budget bounds the rest.
    let (work_in, work_out) = crossbeam_channel::bounded(threads.get());
    let (done_in, done_out) = crossbeam_channel::unbounded();
    let map = Arc::new(map);
    for _ in 0..threads.get() {
        let (work, done, map) = (work_out.clone(), done_in.clone(), Arc::clone(&map));
        spawn("map", move || worker(&work, &done, &*map))?;
    }
    drop((work_out, done_in));
    let feeder = Feeder {
        shared: Arc::clone(&shared),
        work: work_in,
    };
    let reader = spawn("read", move || read(feeder))?;

    let mut early: BTreeMap<u64, (usize, T)> = BTreeMap::new();
    let mut next = 0_u64;
    let mut bell = stop.bell();
    loop {
        if stop.is_set() && next >= shared.fed.load(Ordering::SeqCst) {
            return Ok(End::Stopped);
        }
        let done: Done<T> = crossbeam_channel::select! {
            recv(done_out) -> done => match done {
                Ok(done) => done,
                Err(_) => break,
            },
            recv(bell) -> _ => {
                bell = crossbeam_channel::never();
                continue;
            }
        };
        early.insert(done.number, (done.weight, done.item.map_err(bug)?));
        while let Some((weight, item)) = early.remove(&next) {
            next = next.saturating_add(1);
            let wanted = write(item)?;
            shared.budget.give_back(weight);
            if wanted == Wanted::No {
                return Ok(End::NotWanted);
            }
        }
    }
    reader.join().map_err(bug)?;
    Ok(if stop.is_set() {
        End::Stopped
    } else {
        End::Complete
    })
}

type Done<T> = Numbered<thread::Result<T>>;

fn worker<I, T>(work: &Receiver<Numbered<I>>, done: &Sender<Done<T>>, map: &impl Fn(I) -> T) {
    for Numbered {
        number,
        weight,
        item,
    } in work
    {
        // The writer would wait forever for what a worker took with it.
        let item = catch_unwind(AssertUnwindSafe(|| map(item)));
        let done_one = Numbered {
            number,
            weight,
            item,
        };
        if done.send(done_one).is_err() {
            return;
        }
    }
}

fn spawn(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> Result<thread::JoinHandle<()>, Failure> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(work)
        .map_err(Failure::Threads)
}

fn bug(_: Box<dyn Any + Send>) -> Failure {
    Failure::Bug
}

/// Lets the reader go, however the work ends.
struct Closed(Arc<Shared>);

impl Drop for Closed {
    fn drop(&mut self) {
        self.0.budget.close();
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn threads(count: usize) -> NonZero<usize> {
        NonZero::new(count).unwrap()
    }

    #[test]
    fn the_order_is_the_readers_whatever_takes_how_long() {
        for count in [1, 2, 7] {
            let (stop, _ask) = Stop::by_hand();
            let mut written = Vec::new();
            let end = run(
                threads(count),
                100,
                &stop,
                |feeder| {
                    for number in 0..500_u64 {
                        assert!(feeder.feed(number, 1 + usize::try_from(number % 40).unwrap()));
                    }
                },
                |number| {
                    thread::sleep(Duration::from_micros(number * 7919 % 300));
                    number
                },
                |number| {
                    written.push(number);
                    Ok(Wanted::Yes)
                },
            );
            assert_eq!(end.unwrap(), End::Complete);
            assert_eq!(written, (0..500).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_under_way_than_the_limit() {
        const LIMIT: usize = 10;
        let (stop, _ask) = Stop::by_hand();
        let under_way = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let (reading, seen, writing) = (
            Arc::clone(&under_way),
            Arc::clone(&most),
            Arc::clone(&under_way),
        );
        let end = run(
            threads(4),
            LIMIT,
            &stop,
            move |feeder| {
                for weight in [1, 2, 3, 4, 25, 9, 9, 9, 1, 1].repeat(20) {
                    // What was fed has been counted by the worker before the next one that needs its room is fed.
                    assert!(feeder.feed(weight, weight));
                }
            },
            move |weight: usize| {
                let now = reading.fetch_add(weight, Ordering::SeqCst) + weight;
                seen.fetch_max(now, Ordering::SeqCst);
                weight
            },
            |weight| {
                thread::sleep(Duration::from_micros(50));
                writing.fetch_sub(weight, Ordering::SeqCst);
                Ok(Wanted::Yes)
            },
        );
        assert_eq!(end.unwrap(), End::Complete);
        // What is larger than the limit went alone.
        assert_eq!(most.load(Ordering::SeqCst), 25);
        assert_eq!(under_way.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_writer_that_has_enough_or_fails_ends_the_work() {
        let endless = |feeder: Feeder<u64>| while feeder.feed(1, 1) {};
        let (stop, _ask) = Stop::by_hand();
        let mut left = 5;
        let end = run(
            threads(2),
            4,
            &stop,
            endless,
            |one| one,
            |_| {
                left -= 1;
                Ok(if left == 0 { Wanted::No } else { Wanted::Yes })
            },
        );
        assert_eq!((end.unwrap(), left), (End::NotWanted, 0));

        let end = run(
            threads(2),
            4,
            &stop,
            endless,
            |one| one,
            |_| Err(Failure::TooLarge),
        );
        assert!(matches!(end, Err(Failure::TooLarge)));
    }

    #[test]
    fn a_stop_ends_the_work_even_while_the_reader_waits() {
        let (stop, ask) = Stop::by_hand();
        let (hold, held) = crossbeam_channel::bounded::<()>(0);
        let mut written = Vec::new();
        let end = run(
            threads(2),
            4,
            &stop,
            move |feeder| {
                assert!(feeder.feed(1, 1) && feeder.feed(2, 1));
                let _ = held.recv();
            },
            |number| number,
            |number| {
                written.push(number);
                if number == 2 {
                    ask();
                }
                Ok(Wanted::Yes)
            },
        );
        assert_eq!(end.unwrap(), End::Stopped);
        assert_eq!(written, [1, 2]);
        drop(hold);
    }

    #[test]
    fn a_panic_is_an_error_and_no_endless_waiting() {
        let (stop, _ask) = Stop::by_hand();
        let numbers = |feeder: Feeder<u64>| while feeder.feed(1, 1) {};
        let end = run(
            threads(2),
            4,
            &stop,
            numbers,
            |_| panic!("a test"),
            |()| Ok(Wanted::Yes),
        );
        assert!(matches!(end, Err(Failure::Bug)));

        let reader = |_: Feeder<u64>| panic!("a test");
        let end = run(threads(2), 4, &stop, reader, |one| one, |_| Ok(Wanted::Yes));
        assert!(matches!(end, Err(Failure::Bug)));
    }
}
