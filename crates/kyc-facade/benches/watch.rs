//! Following 100,000 open verifications against a server on this machine: memory for each, and requests a second,
//! beside the same requests without anything around them.
//!
//! ```sh
//! cargo bench --package kyc-facade --bench watch
//! ```
//!
//! It fails where 100,000 references that wait take 100 MB. The server is a process of its own, so that the memory is the
//! watcher's alone. Times are for comparison within one run only.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends at the first fault"
)]

mod loopback;

use core::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use futures_util::StreamExt;
use kyc_facade::{
    Rate, Registry, WaitPlan, Waiter, WatchEvent, WatchLimits, smileid::SmileProvider,
};
use kyc_http::{ReqwestTransport, ResponseLimits, RetryPolicy, Sender, Transport};
use kyc_model::outcome::{Reference, SmileReference};
use measure::{Bench, Bound, Figure};
use smileid::{ApiKey, Client, Credentials, JobStatusRequest, signature};

use loopback::Server;

const REFERENCES: usize = 100_000;
const IN_FLIGHT: usize = 64;
const MAX_MEGABYTES: f64 = 100.0;
const AT: &str = "2026-01-02T03:04:05.678Z";

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

fn main() {
    loopback::serve_if_asked(|_| ("application/json", pending()));
    let bench = Bench::from_env();
    if !bench.wants("watch") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = Server::start("pending");
    let base = format!("{}/v1", server.base());
    // First what is measured: memory that was used before would be used again.
    let watched = runtime.block_on(watch(&bench, &base));
    let raw = runtime.block_on(without_anything_around(&base));
    bench.figure(&Figure::new(
        "watch: requests a second, each signed, checked and decided",
        watched / raw,
        "of the bare transport's",
    ));
}

/// A signed reply of a job that is not done.
fn pending() -> Bytes {
    let pair = signature::sign(&credentials(), AT, AT.parse().unwrap()).unwrap();
    let body = format!(
        r#"{{"job_complete":false,"job_success":false,"result":"In progress","timestamp":"{AT}","signature":"{pair}"}}"#
    );
    Bytes::from(body)
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

/// Requests a second over the bare transport; answers are read and not looked at.
async fn without_anything_around(base: &str) -> f64 {
    let transport = transport();
    let question = JobStatusRequest::new("user-0000001", "job-0000001").unwrap();
    let server = base.parse().unwrap();
    let request = question
        .to_http(&server, &credentials(), AT.parse().unwrap())
        .unwrap();
    let started = Instant::now();
    futures_util::stream::iter(0..REFERENCES)
        .for_each_concurrent(IN_FLIGHT, |_| async {
            let sent = transport.send(request.clone(), ResponseLimits::default());
            assert_eq!(sent.await.unwrap().status(), 200);
        })
        .await;
    let rate = per_second(started);
    println!("bare transport, {IN_FLIGHT} at once: {rate:.0} requests a second");
    rate
}

async fn watch(bench: &Bench, base: &str) -> f64 {
    let sender = Sender::new(transport())
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never());
    let client = Client::new(base.parse().unwrap(), credentials(), sender);
    let registry = Registry::new().with(SmileProvider::new(client));
    // Nobody is asked about twice in the time that this takes.
    let plan = WaitPlan::for_at_most(Duration::from_secs(7 * 86_400))
        .with_pace(Duration::from_secs(3600), Duration::from_secs(7200));
    let limits = WatchLimits::default()
        .with_max_in_flight(IN_FLIGHT)
        .with_rate(Rate::per_second(1_000_000));
    let mut watch = Waiter::new(registry).watch(&plan, limits);

    let before = resident_bytes();
    for number in 0..REFERENCES {
        let ids = SmileReference::new(format!("user-{number:07}"), format!("job-{number:07}"));
        watch.add(Reference::Smileid(ids));
    }
    report_memory(bench, "watch: 100,000 waiting references", before);
    let started = Instant::now();
    for _ in 0..REFERENCES {
        let event = watch.next().await;
        assert!(
            matches!(event, Some(WatchEvent::Changed { .. })),
            "{event:?}"
        );
    }
    let rate = per_second(started);
    println!("watch, {IN_FLIGHT} at once: {rate:.0} requests a second");
    report_memory(
        bench,
        "watch: 100,000 references that were asked about",
        before,
    );
    println!("{:?}", watch.stats());
    rate
}

fn per_second(started: Instant) -> f64 {
    f64::from(u32::try_from(REFERENCES).unwrap()) / started.elapsed().as_secs_f64()
}

fn report_memory(bench: &Bench, what: &str, before: Option<u64>) {
    let (Some(before), Some(now)) = (before, resident_bytes()) else {
        println!("{what}: this system does not tell how much memory is used");
        return;
    };
    let megabytes = now.saturating_sub(before) as f64 / 1e6;
    let figure = Figure::new(what, megabytes, "MB").within(Bound::AtMost(MAX_MEGABYTES));
    bench.figure(&figure);
    assert_eq!(figure.is_met(), Some(true), "too much memory");
}

fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
