//! Requests a second on this machine: our clients beside bare reqwest, on the same path, with the same answer.
//!
//! ```sh
//! cargo bench --package kyc-facade --bench client
//! ```
//!
//! With one question under way it is the time on the clock that counts; with more it is the processor time of the one
//! thread that asks. Between the two stand bare reqwest with our time-outs, and our transport without signature, envelope and decoding, so
//! that it shows what each layer takes; then the parts of a question without any network.
#![allow(
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark ends at the first fault"
)]

mod loopback;
#[path = "client/parts.rs"]
mod parts;

use core::time::Duration;
use std::time::Instant;

use bytes::Bytes;
use greenid_soap::GetVerificationResult;
use http::Request;
use kyc_http::{ReqwestTransport, ResponseLimits, RetryPolicy, Sender, Transport};
use measure::Bench;
use smileid::JobStatusRequest;
use tokio::runtime::{Builder, Runtime};

use loopback::Server;

/// With how many questions under way the clients are measured, and what share of the floor's rate they have to reach.
struct Load {
    in_flight: u64,
    smileid: f64,
    greenid: f64,
}

const LOADS: [Load; 3] = [
    Load {
        in_flight: 1,
        smileid: 0.93,
        greenid: 0.75,
    },
    Load {
        in_flight: 32,
        smileid: 0.82,
        greenid: 0.50,
    },
    // No worse than with 32.
    Load {
        in_flight: 256,
        smileid: 0.82,
        greenid: 0.50,
    },
];

const SMILEID_REPLY: &[u8] =
    include_bytes!("../../../fixtures/smileid/job_status/jt5-1012-number-validated/response.json");
const GREENID_REPLY: &[u8] = include_bytes!(
    "../../../fixtures/greenid/get_verification_result/worked-passport-and-bill/response.xml"
);

fn main() {
    loopback::serve_if_asked(|name| match name {
        "smileid" => ("application/json", Bytes::from_static(SMILEID_REPLY)),
        _ => ("text/xml; charset=utf-8", Bytes::from_static(GREENID_REPLY)),
    });
    // What our transport takes, too.
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    let bench = Bench::from_env();
    for load in LOADS {
        smileid(&bench, &load);
        greenid(&bench, &load);
    }
    parts::smileid(&bench);
    parts::greenid(&bench);
}

fn smileid(bench: &Bench, load: &Load) {
    let name = format!("client: smileid, {} in flight", load.in_flight);
    if !bench.wants(&name) {
        return;
    }
    let (server, runtime) = (Server::start("smileid"), runtime());
    let base: smileid::Server = format!("{}/v1", server.base()).parse().unwrap();
    let key = smileid::ApiKey::new("fake-api-key-0123456789");
    let keys = smileid::Credentials::new("085", key).unwrap();
    let question = JobStatusRequest::new("invented-user-1", "invented-job-1").unwrap();
    let sample = question
        .to_http(&base, &keys, "2026-01-02T03:04:05.678Z".parse().unwrap())
        .unwrap();
    let client = smileid::Client::new(base, keys, sender());
    bench.group(&name, |group| {
        group.bytes(SMILEID_REPLY.len());
        without_us(group, &runtime, load.in_flight, &sample);
        add(
            group,
            &runtime,
            load.in_flight,
            "smileid::Client",
            move || {
                let (client, question) = (client.clone(), question.clone());
                async move {
                    client.job_status(&question).await.unwrap();
                }
            },
        )
        .at_least(load.smileid);
    });
}

fn greenid(bench: &Bench, load: &Load) {
    let name = format!("client: greenid, {} in flight", load.in_flight);
    if !bench.wants(&name) {
        return;
    }
    let (server, runtime) = (Server::start("greenid"), runtime());
    let url = format!(
        "{}/Registrations-Registrations/VerificationServicesPassword",
        server.base()
    );
    let endpoint = greenid_soap::Endpoint::new(&url).unwrap();
    let account =
        greenid_soap::Credentials::password("invented-customer", "fake-password").unwrap();
    let question = GetVerificationResult::new("invented-user-1").unwrap();
    let sample = question.to_http(&endpoint, &account).unwrap();
    let client = greenid_soap::Client::new(endpoint, account, sender());
    bench.group(&name, |group| {
        group.bytes(GREENID_REPLY.len());
        without_us(group, &runtime, load.in_flight, &sample);
        add(
            group,
            &runtime,
            load.in_flight,
            "greenid_soap::Client",
            move || {
                let (client, question) = (client.clone(), question.clone());
                async move {
                    client.get_verification_result(&question).await.unwrap();
                }
            },
        )
        .at_least(load.greenid);
    });
}

/// The floor, and what lies between it and a client.
fn without_us<'a>(
    group: &mut measure::Group<'a>,
    runtime: &'a Runtime,
    in_flight: u64,
    sample: &Request<Bytes>,
) {
    group.slice(Duration::from_millis(60));
    let timed = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(60))
        .read_timeout(Duration::from_secs(20));
    for (name, builder) in [
        ("bare reqwest", reqwest::Client::builder().no_proxy()),
        ("reqwest with time-outs", timed),
    ] {
        let client = builder.build().unwrap();
        let sample = sample.clone();
        add(group, runtime, in_flight, name, move || {
            let (client, sample) = (client.clone(), sample.clone());
            async move {
                let request = reqwest::Request::try_from(sample).unwrap();
                let answer = client.execute(request).await.unwrap();
                assert_eq!(answer.status(), 200);
                answer.bytes().await.unwrap();
            }
        });
    }
    let (transport, sample) = (transport(), sample.clone());
    add(
        group,
        runtime,
        in_flight,
        "kyc_http::ReqwestTransport",
        move || {
            let (transport, sample) = (transport.clone(), sample.clone());
            async move {
                let sent = transport.send(sample, ResponseLimits::default());
                assert_eq!(sent.await.unwrap().status(), 200);
            }
        },
    );
}

/// Asks so many times, with so many questions under way. The connections are there before the time is taken.
fn add<'g, 'a, F: Future<Output = ()> + Send + 'static>(
    group: &'g mut measure::Group<'a>,
    runtime: &'a Runtime,
    in_flight: u64,
    name: &str,
    ask: impl Fn() -> F + Clone + Send + 'static,
) -> &'g mut measure::Candidate<'a> {
    // With several questions under way this thread is what the rate hangs on, and its processor time tells the rate also
    // where others use the processors.
    let now = move || match in_flight {
        1 => None,
        _ => processor_time(),
    };
    let round = move |times: u64| {
        runtime.block_on(async {
            let (started, used) = (Instant::now(), now());
            let tasks: Vec<_> = (0..in_flight)
                .map(|at| {
                    let ask = ask.clone();
                    let share = times / in_flight + u64::from(at < times % in_flight);
                    tokio::spawn(async move {
                        for _ in 0..share {
                            ask().await;
                        }
                    })
                })
                .collect();
            for task in tasks {
                task.await.unwrap();
            }
            match (used, now()) {
                (Some(before), Some(after)) => after - before,
                _ => started.elapsed(),
            }
        })
    };
    round(4 * in_flight);
    group.add_timed(name, round)
}

/// How long this thread has run; nothing where the system does not tell.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()
        .unwrap()
}

fn sender() -> Sender {
    Sender::new(transport())
        .allow_loopback_http(true)
        .with_retry(RetryPolicy::never())
}
