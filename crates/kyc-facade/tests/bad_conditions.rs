//! Everything that can happen on the way, on real sockets with short time-outs: each ends in a typed error whose phase
//! and retryability are those of this table, at both providers, and is repeated only where that is safe.
#![cfg(all(feature = "greenid", feature = "reqwest", feature = "smileid"))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use core::time::Duration;
use std::{
    error::Error as _,
    sync::{Arc, LazyLock, Mutex},
};

use common::server::{Server, Step, nobody, read_request};
use futures_util::StreamExt;
use greenid_soap::{Endpoint, ErrorKind as G, GetVerificationResult, Name, RegisterUser};
use kyc_facade::Error as FacadeError;
use kyc_http::{
    FixedClock, Phase, ReqwestTransport, ResponseLimits, RetryPolicy, Sender,
    TransportErrorKind as T,
};
use smileid::{ApiKey, ErrorKind as S, JobStatusRequest};

const SMILE_REPLY: &str =
    include_str!("../../../fixtures/smileid/job_status/spec-page-example/response.json");
const GREENID_REPLY: &str =
    include_str!("../../../fixtures/greenid/get_verification_result/done-when/response.xml");
const NOW: &str = "2026-01-02T03:04:05Z";
const ATTEMPTS: u32 = 2;

/// What has to be asserted of an error of either adapter.
#[derive(Debug, PartialEq)]
struct Seen<K> {
    kind: K,
    phase: Phase,
    is_retryable: bool,
    http_status: Option<u16>,
    retry_after: Option<u64>,
    attempts: u32,
}

macro_rules! seen {
    ($error:expr) => {{
        let error = $error;
        let seen = Seen {
            kind: error.kind(),
            phase: error.phase(),
            is_retryable: error.is_retryable(),
            http_status: error.http_status(),
            retry_after: error.retry_after().map(|wait| wait.as_secs()),
            attempts: error.attempts(),
        };
        assert_facade(FacadeError::from(error), &seen);
        seen
    }};
}

/// The facade hands on what the adapter said, and nobody says a value.
#[track_caller]
fn assert_facade<K>(error: FacadeError, seen: &Seen<K>) {
    assert_eq!(error.phase(), seen.phase);
    assert_eq!(error.is_retryable(), seen.is_retryable);
    assert_eq!(error.http_status(), seen.http_status);
    assert_eq!(
        error.retry_after().map(|wait| wait.as_secs()),
        seen.retry_after
    );
    let mut shown = format!("{error} {error:?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown.push_str(&format!(" <- {source} {source:?}"));
        next = source.source();
    }
    assert!(!shown.contains("Canary"), "{shown}");
    if seen.attempts > 1 {
        assert!(shown.contains("the last of 2 attempts"), "{shown}");
    }
}

/// One for all: building it reads certificates, which takes time that the others lose.
static TRANSPORT: LazyLock<ReqwestTransport> = LazyLock::new(|| {
    ReqwestTransport::builder()
        .only_root_certificates_pem(include_bytes!("../../kyc-http/tests/data/root.pem"))
        .allow_loopback_http(true)
        .connect_timeout(Duration::from_millis(1200))
        .read_timeout(Duration::from_millis(1500))
        .total_timeout(Duration::from_millis(2500))
        .build()
        .unwrap()
});

fn sender() -> Sender {
    let clock = Arc::new(FixedClock::new(NOW.parse().unwrap()));
    let retry = RetryPolicy::default()
        .with_max_attempts(ATTEMPTS)
        .with_max_retry_after(Duration::from_secs(600))
        .with_budget(Duration::from_secs(3600));
    Sender::new(TRANSPORT.clone())
        .allow_loopback_http()
        .with_limits(ResponseLimits::default().with_max_body_bytes(64 * 1024))
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock)
        .with_retry(retry)
}

fn smile(base: &str) -> smileid::Client {
    let credentials =
        smileid::Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap();
    smileid::Client::new(format!("{base}/v1").parse().unwrap(), credentials, sender())
}

fn greenid(base: &str) -> greenid_soap::Client {
    let endpoint = Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap();
    let credentials = greenid_soap::Credentials::password("acme", "CanaryPassword").unwrap();
    greenid_soap::Client::new(endpoint, credentials, sender())
}

async fn ask_smile(base: &str) -> Seen<S> {
    let request = JobStatusRequest::new("CanaryUser", "CanaryJob").unwrap();
    seen!(smile(base).job_status(&request).await.unwrap_err())
}

async fn ask_greenid(base: &str) -> Seen<G> {
    let request = GetVerificationResult::new("CanaryUser").unwrap();
    seen!(
        greenid(base)
            .get_verification_result(&request)
            .await
            .unwrap_err()
    )
}

fn text(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

/// A whole answer.
fn answer(status: &str, headers: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    vec![
        Step::Read,
        text(&format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )),
    ]
}

const HTML: &str = "<html><body>Canary was here</body></html>";
const HEAD: &str = "HTTP/1.1 200 OK\r\n";
const BOMB: &[u8] = include_bytes!("../../kyc-http/tests/data/zeros_1mib.gz");

struct Row {
    name: &'static str,
    script: Vec<Step>,
    smile: S,
    greenid: G,
    phase: Phase,
    is_retryable: bool,
    http_status: Option<u16>,
    retry_after: Option<u64>,
}

fn on_the_way(name: &'static str, script: Vec<Step>, kind: T, phase: Phase) -> Row {
    Row {
        name,
        script,
        smile: S::Transport(kind),
        greenid: G::Transport(kind),
        phase,
        is_retryable: matches!(kind, T::Connect | T::Timeout | T::Interrupted),
        http_status: None,
        retry_after: None,
    }
}

fn status(name: &'static str, status: u16, headers: &str, is_retryable: bool) -> Row {
    Row {
        name,
        script: answer(&status.to_string(), headers, HTML),
        smile: S::HttpStatus,
        greenid: G::HttpStatus,
        phase: Phase::Answered,
        is_retryable,
        http_status: Some(status),
        retry_after: None,
    }
}

fn rows() -> Vec<Row> {
    use Phase::{Answered, MaybeSent};
    let slowly = |bytes: &str| Step::Drip(bytes.as_bytes().to_vec(), Duration::from_millis(150));
    let with_retry_after = |row: Row, seconds| Row {
        retry_after: Some(seconds),
        ..row
    };
    let body = |name, headers: &str, body: &str, smile, greenid, is_retryable| Row {
        smile,
        greenid,
        is_retryable,
        ..status_of(name, headers, body)
    };
    vec![
        on_the_way(
            "reset before the request is read",
            vec![Step::Reset],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "closed before headers",
            vec![Step::Read],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "reset before headers",
            vec![Step::Read, Step::Reset],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "reset during headers",
            vec![Step::Read, text("HTTP/1.1 200 OK\r\ncontent-"), Step::Reset],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "reset after headers",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 50\r\n\r\nCanary"),
                Step::Reset,
            ],
            T::Interrupted,
            Answered,
        ),
        on_the_way(
            "accepts and never answers",
            vec![Step::Hang],
            T::Timeout,
            MaybeSent,
        ),
        on_the_way(
            "reads and never answers",
            vec![Step::Read, Step::Hang],
            T::Timeout,
            MaybeSent,
        ),
        on_the_way(
            "headers byte by byte",
            vec![Step::Read, slowly(HEAD), slowly("x-filler: Canary\r\n\r\n")],
            T::Timeout,
            MaybeSent,
        ),
        on_the_way(
            "a body byte by byte, never late enough for the read time-out",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 500\r\n\r\n"),
                slowly(&HTML.repeat(9)),
            ],
            T::Timeout,
            Answered,
        ),
        on_the_way(
            "a body that stops",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 500\r\n\r\nCanary"),
                Step::Hang,
            ],
            T::Timeout,
            Answered,
        ),
        on_the_way(
            "an endless body",
            vec![
                Step::Read,
                text(HEAD),
                text("\r\n"),
                Step::Endless(vec![b' '; 4096]),
            ],
            T::BodyTooLarge,
            Answered,
        ),
        on_the_way(
            "an endless chunked body",
            vec![
                Step::Read,
                text(HEAD),
                text("transfer-encoding: chunked\r\n\r\n"),
                Step::Endless(b"6\r\nCanary\r\n".to_vec()),
            ],
            T::BodyTooLarge,
            Answered,
        ),
        on_the_way(
            "endless headers",
            vec![
                Step::Read,
                text(HEAD),
                Step::Endless(b"x-filler: Canary\r\n".to_vec()),
            ],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "a gzip bomb",
            vec![
                Step::Read,
                text(HEAD),
                text(&format!(
                    "content-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
                    BOMB.len()
                )),
                Step::Send(BOMB.to_vec()),
            ],
            T::BodyTooLarge,
            Answered,
        ),
        on_the_way(
            "a length that promises too much",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 5000\r\n\r\n{}"),
            ],
            T::Interrupted,
            Answered,
        ),
        on_the_way(
            "a length over the cap",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 99999999\r\n\r\n{}"),
            ],
            T::BodyTooLarge,
            Answered,
        ),
        on_the_way(
            "two lengths that disagree",
            vec![
                Step::Read,
                text(HEAD),
                text("content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
            ],
            T::Interrupted,
            MaybeSent,
        ),
        on_the_way(
            "no HTTP",
            vec![Step::Read, text("SSH-2.0-Canary\r\n")],
            T::Interrupted,
            MaybeSent,
        ),
        status("429", 429, "", true),
        with_retry_after(
            status("429 with seconds", 429, "retry-after: 120\r\n", true),
            120,
        ),
        status("503", 503, "", true),
        with_retry_after(
            status("503 with seconds", 503, "retry-after: 7\r\n", true),
            7,
        ),
        with_retry_after(
            // On the way the clock stands still, but for the wait itself.
            status(
                "503 with a date",
                503,
                "retry-after: Fri, 02 Jan 2026 03:04:05 GMT\r\n",
                true,
            ),
            0,
        ),
        status("503 with nonsense", 503, "retry-after: Canary\r\n", true),
        status(
            "301",
            301,
            "location: https://elsewhere.example/Canary\r\n",
            false,
        ),
        status("302", 302, "location: /Canary\r\n", false),
        status("307", 307, "location: http://127.0.0.1:9/Canary\r\n", false),
        status(
            "401",
            401,
            "www-authenticate: Basic realm=\"Canary\"\r\n",
            false,
        ),
        status("403", 403, "", false),
        status("404", 404, "", false),
        status("502 from a proxy", 502, "", true),
        Row {
            smile: S::HttpStatus,
            greenid: G::NotXml,
            ..status("500 with HTML", 500, "content-type: text/html\r\n", true)
        },
        body("200 with HTML", "", HTML, S::NotJson, G::NotXml, false),
        body("200 with nothing", "", "", S::Empty, G::Empty, false),
        Row {
            script: vec![
                Step::Read,
                text("HTTP/1.1 200 X\r\ncontent-length: 40\r\nconnection: close\r\n\r\n"),
                text(&format!("{:<60}", "<a/>{\"Canary\": 1")),
            ],
            ..body(
                "a length that promises too little",
                "",
                "",
                S::NotJson,
                G::NotSoap,
                false,
            )
        },
    ]
}

fn status_of(name: &'static str, headers: &str, body: &str) -> Row {
    Row {
        script: answer("200", headers, body),
        ..status(name, 200, "", false)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_bad_condition_ends_in_its_typed_error() {
    let rows = rows().into_iter().map(|row| tokio::spawn(check(row)));
    // Not all at once: the time-outs are short.
    let mut rows = futures_util::stream::iter(rows).buffer_unordered(4);
    while let Some(row) = rows.next().await {
        row.unwrap();
    }
}

async fn check(row: Row) {
    let attempts = if row.is_retryable { ATTEMPTS } else { 1 };
    let server = Server::start(row.script.clone()).await;
    let base = format!("http://{}", server.address);
    let expected = Seen {
        kind: row.smile,
        phase: row.phase,
        is_retryable: row.is_retryable,
        http_status: row.http_status,
        retry_after: row.retry_after,
        attempts,
    };
    assert_eq!(ask_smile(&base).await, expected, "smileid: {}", row.name);
    assert_eq!(
        server.connections(),
        attempts as usize,
        "smileid: {}",
        row.name
    );

    let server = Server::start(row.script.clone()).await;
    let base = format!("http://{}", server.address);
    let expected = Seen {
        kind: row.greenid,
        phase: row.phase,
        is_retryable: row.is_retryable,
        http_status: row.http_status,
        retry_after: row.retry_after,
        attempts,
    };
    assert_eq!(ask_greenid(&base).await, expected, "greenid: {}", row.name);
    assert_eq!(
        server.connections(),
        attempts as usize,
        "greenid: {}",
        row.name
    );

    // What changes something is sent once, and may have been carried out.
    let server = Server::start(row.script).await;
    let person = RegisterUser::builder(Name::new("Canary", "Canary"))
        .user_id("CanaryUser")
        .build()
        .unwrap();
    let client = greenid(&format!("http://{}", server.address));
    let error = client.register_user(&person).await.unwrap_err();
    assert_eq!(error.kind(), row.greenid, "registerUser: {}", row.name);
    assert_eq!(server.connections(), 1, "registerUser: {}", row.name);
    assert_eq!(error.attempts(), 1, "registerUser: {}", row.name);
    assert!(
        error.may_be_registered() && !error.is_retryable(),
        "{}",
        row.name
    );
}

#[tokio::test]
async fn what_is_not_reached_was_not_sent() {
    let refused = format!("http://{}", nobody().await);
    // Longer than a label of a name may be, so that no name server is asked.
    let unknown = format!("https://{}.example", "a".repeat(64));
    // Takes connections, and never agrees on TLS.
    let silent = Server::start(vec![Step::Hang]).await;
    let silent_tls = format!("https://{}", silent.address);
    let garbled = Server::start(vec![text("Canary, this is no TLS\r\n"), Step::Hang]).await;
    let garbled_tls = format!("https://{}", garbled.address);
    for (base, kind, is_retryable) in [
        (refused, T::Connect, true),
        (unknown, T::Connect, true),
        (silent_tls, T::Timeout, true),
        (garbled_tls, T::Tls, false),
        ("http://api.example".to_owned(), T::InsecureUrl, false),
    ] {
        let attempts = if is_retryable { ATTEMPTS } else { 1 };
        let seen = ask_smile(&base).await;
        assert_eq!(seen.kind, S::Transport(kind), "{base}");
        assert_eq!(
            (seen.phase, seen.is_retryable),
            (Phase::NotSent, is_retryable),
            "{base}"
        );
        assert_eq!(seen.attempts, attempts, "{base}");
        let seen = ask_greenid(&base).await;
        assert_eq!(seen.kind, G::Transport(kind), "{base}");
        assert_eq!(
            (seen.phase, seen.is_retryable),
            (Phase::NotSent, is_retryable),
            "{base}"
        );
        assert_eq!(seen.attempts, attempts, "{base}");
        let person = RegisterUser::builder(Name::new("Canary", "Canary"))
            .build()
            .unwrap();
        let error = greenid(&base).register_user(&person).await.unwrap_err();
        assert!(
            !error.may_be_registered() && error.attempts() == 1,
            "{base}"
        );
    }
}

/// Answers each request with the next of `answers`, and closes the connection after each.
async fn serve_in_turn(answers: Vec<Vec<u8>>) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answers = Mutex::new(answers.into_iter());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            if read_request(&mut stream).await.is_none() {
                continue;
            }
            let Some(answer) = answers.lock().unwrap().next() else {
                return;
            };
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &answer).await;
        }
    });
    format!("http://{address}")
}

/// The reply cut at every byte: first with a length that owns up to it, then with the full length.
fn cuts(reply: &str, is_honest: bool) -> Vec<Vec<u8>> {
    (0..reply.trim_end().len())
        .map(|cut| {
            let length = if is_honest { cut } else { reply.len() };
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            [head.as_bytes(), &reply.as_bytes()[..cut]].concat()
        })
        .collect()
}

fn never() -> Sender {
    sender().with_retry(RetryPolicy::never())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_smile_id_cut_at_any_byte_is_no_answer() {
    let request = JobStatusRequest::new("user-001", "job-001").unwrap();
    for is_honest in [true, false] {
        let answers = cuts(SMILE_REPLY, is_honest);
        let count = answers.len();
        let base = serve_in_turn(answers).await;
        let credentials =
            smileid::Credentials::new("085", ApiKey::new("fake-api-key-0123456789")).unwrap();
        let client =
            smileid::Client::new(format!("{base}/v1").parse().unwrap(), credentials, never());
        for cut in 0..count {
            let error = client.job_status(&request).await.unwrap_err();
            let expected = match (is_honest, cut) {
                (false, _) => (S::Transport(T::Interrupted), true),
                (true, 0) => (S::Empty, false),
                (true, _) => (S::Truncated, true),
            };
            assert_eq!(
                (error.kind(), error.is_retryable()),
                expected,
                "cut at {cut}"
            );
            assert_eq!(error.phase(), Phase::Answered, "cut at {cut}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_of_greenid_cut_at_any_byte_is_no_answer() {
    let request = GetVerificationResult::new("user-001").unwrap();
    for is_honest in [true, false] {
        let answers = cuts(GREENID_REPLY, is_honest);
        let count = answers.len();
        let base = serve_in_turn(answers).await;
        let endpoint = Endpoint::new(&format!("{base}/VerificationServicesPassword")).unwrap();
        let credentials = greenid_soap::Credentials::password("acme", "CanaryPassword").unwrap();
        let client = greenid_soap::Client::new(endpoint, credentials, never());
        for cut in 0..count {
            let error = client.get_verification_result(&request).await.unwrap_err();
            let expected = match (is_honest, cut) {
                (false, _) => (G::Transport(T::Interrupted), true),
                (true, 0) => (G::Empty, false),
                (true, _) => (G::Truncated, true),
            };
            assert_eq!(
                (error.kind(), error.is_retryable()),
                expected,
                "cut at {cut}"
            );
            assert_eq!(error.phase(), Phase::Answered, "cut at {cut}");
        }
    }
}
