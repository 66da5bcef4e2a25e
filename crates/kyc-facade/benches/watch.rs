//! Following 100,000 open verifications against a server on this machine: memory for each, and requests a second,
//! beside the same requests without anything around them.
//!
//! ```sh
//! cargo bench --package kyc-facade --bench watch
//! ```
//!
//! The server is a process of its own, so that the memory is the watcher's alone. Times are for comparison within one
//! run only.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints, and ends at the first fault"
)]

use core::time::Duration;
use std::{
    env,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Instant,
};

use bytes::Bytes;
use futures_util::StreamExt;
use kyc_facade::{
    Rate, Registry, WaitPlan, Waiter, WatchEvent, WatchLimits, smileid::SmileProvider,
};
use kyc_http::{ReqwestTransport, ResponseLimits, RetryPolicy, Sender, Transport};
use kyc_model::outcome::{Reference, SmileReference};
use smileid::{ApiKey, Client, Credentials, JobStatusRequest, signature};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const REFERENCES: usize = 100_000;
const IN_FLIGHT: usize = 64;
const AT: &str = "2026-01-02T03:04:05.678Z";

fn credentials() -> Credentials {
    Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if env::args().any(|argument| argument == "--serve") {
        return serve().await;
    }
    let server = Command::new(env::current_exe().unwrap())
        .arg("--serve")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut server = Killed(server);
    let mut address = String::new();
    BufReader::new(server.0.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    let base = format!("http://{}/v1", address.trim());
    // First what is measured: memory that was used before would be used again.
    let watched = watch(&base).await;
    let raw = without_anything_around(&base).await;
    println!(
        "the watch makes {:.2} of the requests that the bare transport makes",
        watched / raw
    );
}

/// Ends the server, however the benchmark ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
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

async fn watch(base: &str) -> f64 {
    let sender = Sender::new(transport())
        .allow_loopback_http()
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
    report_memory("after adding", before);
    let started = Instant::now();
    for _ in 0..REFERENCES {
        let event = watch.next().await;
        assert!(
            matches!(event, Some(WatchEvent::Changed { .. })),
            "{event:?}"
        );
    }
    let rate = per_second(started);
    println!(
        "watch, {IN_FLIGHT} at once: {rate:.0} requests a second, each signed, checked and decided"
    );
    report_memory("after asking about each", before);
    println!("{:?}", watch.stats());
    rate
}

fn per_second(started: Instant) -> f64 {
    f64::from(u32::try_from(REFERENCES).unwrap()) / started.elapsed().as_secs_f64()
}

fn report_memory(when: &str, before: Option<u64>) {
    match (before, resident_bytes()) {
        (Some(before), Some(now)) => println!(
            "{when}: {} bytes of memory for each of {REFERENCES} references",
            now.saturating_sub(before) / REFERENCES as u64
        ),
        _ => println!("{when}: this system does not tell how much memory is used"),
    }
}

fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Answers every question with a signed reply of a job that is not done.
async fn serve() {
    let pair = signature::sign(&credentials(), AT, AT.parse().unwrap()).unwrap();
    let body = format!(
        r#"{{"job_complete":false,"job_success":false,"result":"In progress","timestamp":"{AT}","signature":"{pair}"}}"#
    );
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = Bytes::from(answer);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(reply(stream, answer.clone()));
    }
}

async fn reply(mut stream: TcpStream, answer: Bytes) {
    let _ = stream.set_nodelay(true);
    let mut request = Vec::with_capacity(4096);
    loop {
        request.clear();
        // The body is JSON without a brace inside.
        while !request.ends_with(b"}") {
            match stream.read_buf(&mut request).await {
                Ok(count) if count > 0 => {}
                _ => return,
            }
        }
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}
