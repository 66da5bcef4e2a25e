//! Ten thousand requests through a server that fails 30 % of them at random: none is lost, none is sent twice that must
//! not be, and nothing is left over.
#![cfg(all(feature = "greenid", feature = "reqwest", feature = "smileid"))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use core::time::Duration;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use common::server::read_request;
use futures_util::StreamExt;
use greenid_soap::{Endpoint, GetVerificationResult, Name, RegisterUser};
use kyc_http::{Phase, ReqwestTransport, RetryPolicy, Sender};
use smileid::{ApiKey, JobStatusRequest, signature};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    runtime::Handle,
    task::JoinSet,
};

const REQUESTS: usize = 10_000;
const AT_ONCE: usize = 48;
const AT: &str = "2026-01-02T03:04:05.678Z";
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SERVICE: &str = "http://services.registrations.edentiti.com/";

fn credentials() -> smileid::Credentials {
    smileid::Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap()
}

/// What the server saw: how often each request came, by its id.
#[derive(Default)]
struct Seen {
    times: Mutex<HashMap<String, u32>>,
    failed: Mutex<u32>,
    answered: Mutex<u32>,
}

fn id_in(request: &str) -> String {
    let at = request.find("id-").unwrap();
    request
        .chars()
        .skip(at)
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect()
}

fn answer_to(request: &str, id: &str, signature: &str) -> String {
    if request.starts_with("POST /v1/job_status ") {
        return format!(
            r#"{{"job_complete":true,"job_success":true,"code":"2302","timestamp":"{AT}","signature":"{signature}",
            "result":{{"ResultCode":"0810","SmileJobID":"{id}",
            "PartnerParams":{{"job_type":6,"user_id":"{id}","job_id":"{id}"}}}}}}"#
        );
    }
    let operation = ["getVerificationResult", "registerUser"]
        .into_iter()
        .find(|operation| request.contains(operation))
        .unwrap();
    format!(
        "<env:Envelope xmlns:env='{SOAP}'><env:Body><n:{operation}Response xmlns:n='{SERVICE}'><return>\
         <outcome>IN_PROGRESS</outcome><userId>{id}</userId></return></n:{operation}Response></env:Body></env:Envelope>"
    )
}

/// Answers on one connection until it fails. Every third or so request gets something bad.
async fn serve(
    mut stream: TcpStream,
    seen: Arc<Seen>,
    signature: Arc<str>,
    mut random: fastrand::Rng,
) {
    while let Some(request) = read_request(&mut stream).await {
        let request = String::from_utf8(request).unwrap();
        let id = id_in(&request);
        *seen.times.lock().unwrap().entry(id.clone()).or_default() += 1;
        let body = answer_to(&request, &id, &signature);
        let length = body.len();
        let whole = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{body}");
        let fails = random.u32(..100) < 30;
        *(if fails { &seen.failed } else { &seen.answered })
            .lock()
            .unwrap() += 1;
        if !fails {
            if stream.write_all(whole.as_bytes()).await.is_err() {
                return;
            }
            continue;
        }
        let keeps_on = match random.u32(..100) {
            0..25 => b"HTTP/1.1 503 X\r\nretry-after: 0\r\ncontent-length: 4\r\n\r\nbusy".to_vec(),
            25..40 => b"HTTP/1.1 429 X\r\ncontent-length: 0\r\n\r\n".to_vec(),
            40..55 => b"HTTP/1.1 500 X\r\ncontent-length: 13\r\n\r\n<html></html>".to_vec(),
            55..60 => b"HTTP/1.1 401 X\r\ncontent-length: 0\r\n\r\n".to_vec(),
            60..80 => return,
            80..90 => {
                let cut = random.usize(..whole.len());
                let _ = stream.write_all(&whole.as_bytes()[..cut]).await;
                return;
            }
            90..98 => {
                stream.set_zero_linger().unwrap();
                return;
            }
            _ => return std::future::pending().await,
        };
        if stream.write_all(&keeps_on).await.is_err() {
            return;
        }
    }
}

async fn accept(listener: TcpListener, seen: Arc<Seen>) {
    let at = AT.parse().unwrap();
    let signature: Arc<str> = signature::sign(&credentials(), AT, at).unwrap().into();
    let mut connections = JoinSet::new();
    let mut random = fastrand::Rng::with_seed(4);
    while let Ok((stream, _)) = listener.accept().await {
        let (seen, signature) = (Arc::clone(&seen), Arc::clone(&signature));
        connections.spawn(serve(stream, seen, signature, random.fork()));
    }
}

fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[derive(Default)]
struct Ends {
    answers: usize,
    errors: usize,
    never_reached: usize,
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_sent_twice_or_left_over() {
    let files_before = open_files();
    let tasks_before = Handle::current().metrics().num_alive_tasks();

    let seen = Arc::new(Seen::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(accept(listener, Arc::clone(&seen)));

    let transport = ReqwestTransport::builder()
        .only_root_certificates_pem(include_bytes!("../../kyc-http/tests/data/root.pem"))
        .allow_loopback_http(true)
        .read_timeout(Duration::from_millis(1500))
        .build()
        .unwrap();
    let sender = Sender::new(transport).allow_loopback_http(true).with_retry(
        RetryPolicy::default()
            .with_max_attempts(4)
            .with_backoff(Duration::from_millis(1), Duration::from_millis(5)),
    );
    let smile = smileid::Client::new(
        format!("{base}/v1").parse().unwrap(),
        credentials(),
        sender.clone(),
    );
    let greenid = greenid_soap::Client::new(
        Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap(),
        greenid_soap::Credentials::password("acme", "fake-password").unwrap(),
        sender,
    );

    let ends = Mutex::new(Ends::default());
    let count = |ok: bool, phase: Option<Phase>| {
        let mut ends = ends.lock().unwrap();
        ends.answers += usize::from(ok);
        ends.errors += usize::from(!ok);
        ends.never_reached += usize::from(phase == Some(Phase::NotSent));
    };
    futures_util::stream::iter(0..REQUESTS)
        .for_each_concurrent(AT_ONCE, |number| {
            let (smile, greenid, count) = (&smile, &greenid, &count);
            async move {
                let id = format!("id-{number}");
                match number % 4 {
                    0 => {
                        let request = RegisterUser::builder(Name::new("A", "B"))
                            .user_id(&id)
                            .build();
                        let result = greenid.register_user(&request.unwrap()).await;
                        if let Err(error) = &result {
                            assert_eq!(error.attempts(), 1);
                            let is_open = error.phase() != Phase::NotSent;
                            assert_eq!(error.may_be_registered(), is_open, "{error}");
                        }
                        count(result.is_ok(), result.err().map(|error| error.phase()));
                    }
                    1 => {
                        let request = GetVerificationResult::new(&*id).unwrap();
                        let result = greenid.get_verification_result(&request).await;
                        if let Ok(answer) = &result {
                            let answered = answer.reply.record.user_id.as_ref().unwrap();
                            assert_eq!(answered.expose(), &id);
                        }
                        count(result.is_ok(), result.err().map(|error| error.phase()));
                    }
                    _ => {
                        let request = JobStatusRequest::new(&*id, &*id).unwrap();
                        let result = smile.job_status(&request).await;
                        if let Ok(answer) = &result {
                            assert!((1..=4).contains(&answer.attempts));
                        }
                        count(result.is_ok(), result.err().map(|error| error.phase()));
                    }
                }
            }
        })
        .await;

    let ends = ends.into_inner().unwrap();
    assert_eq!(ends.answers + ends.errors, REQUESTS);
    let times = seen.times.lock().unwrap().clone();
    let reached = times.len();
    assert_eq!(reached + ends.never_reached, REQUESTS);
    for (id, times) in &times {
        let number: usize = id.trim_start_matches("id-").parse().unwrap();
        let most = if number.is_multiple_of(4) { 1 } else { 4 };
        assert!(*times <= most, "{id} was sent {times} times");
    }
    let (failed, answered) = (*seen.failed.lock().unwrap(), *seen.answered.lock().unwrap());
    let share = f64::from(failed) / f64::from(failed + answered);
    assert!((0.28..0.32).contains(&share), "{share}");
    // Every answer that the server gave whole was taken: 30 % of the registrations failed, and hardly any question.
    assert_eq!(ends.answers as u32, answered);
    assert!(ends.errors > 600 && ends.errors < 1100, "{}", ends.errors);

    drop((smile, greenid));
    server.abort();
    for _ in 0..500 {
        let tasks = Handle::current().metrics().num_alive_tasks();
        // The handle of the aborted server goes with it.
        if open_files() <= files_before && tasks <= tasks_before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!(
        "{} files before and {} after, {tasks_before} tasks before and {} after",
        files_before,
        open_files(),
        Handle::current().metrics().num_alive_tasks()
    );
}
