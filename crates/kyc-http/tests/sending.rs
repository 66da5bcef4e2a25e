//! Attempts over a scripted transport: what is repeated, when, and what is left behind. No sockets.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

use core::{
    error::Error,
    fmt,
    pin::pin,
    task::{Context, Waker},
    time::Duration,
};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use http::{Request, Response};
use kyc_http::{
    Answer, BoxFuture, Call, Clock, ExtraHeaders, FixedClock, Phase, Repeat, ResponseLimits,
    RetryPolicy, SendError, Sender, TlsVerification, Transport, TransportError,
    TransportErrorKind as Kind,
};
use kyc_model::{
    Timestamp,
    outcome::{Environment, Source},
};

/// An adapter's error, reduced to what sending has to know.
#[derive(Debug)]
struct Failure {
    status: Option<u16>,
    transport: Option<TransportError>,
    retry_after: Option<Duration>,
    attempts: u32,
    phase: Phase,
}

impl Failure {
    fn of_status(status: u16) -> Self {
        Self {
            status: Some(status),
            transport: None,
            retry_after: None,
            attempts: 0,
            phase: Phase::Answered,
        }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self {
            status: None,
            phase: error.phase(),
            transport: Some(error),
            retry_after: None,
            attempts: 0,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {:?}", self.status)
    }
}

impl Error for Failure {}

impl SendError for Failure {
    fn phase(&self) -> Phase {
        self.phase
    }

    fn is_retryable(&self) -> bool {
        self.status.is_some_and(|status| status >= 429)
            || self
                .transport
                .as_ref()
                .is_some_and(TransportError::is_retryable)
    }

    fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    fn with_attempts(mut self, attempts: u32, furthest: Phase) -> Self {
        self.attempts = attempts;
        self.phase = furthest;
        self
    }
}

enum Step {
    Status(u16),
    WaitFirst(u16, &'static str),
    Fails(Kind, Phase),
}

/// Plays its steps, one a request, and notes when each was sent and with which body.
struct Script {
    clock: Arc<FixedClock>,
    steps: Mutex<VecDeque<Step>>,
    sent: Mutex<Vec<(Timestamp, String)>>,
    /// How often a send is pending before it ends.
    pauses: usize,
    alive: AtomicUsize,
}

struct Alive<'a>(&'a AtomicUsize);

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Script {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        _: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        self.alive.fetch_add(1, Ordering::SeqCst);
        let alive = Alive(&self.alive);
        Box::pin(async move {
            let _alive = alive;
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            self.sent.lock().unwrap().push((self.clock.now(), body));
            for _ in 0..self.pauses {
                tokio::task::yield_now().await;
            }
            let step = self.steps.lock().unwrap().pop_front().unwrap();
            let response = |status: u16| Response::builder().status(status);
            let headers = request.headers().len().to_string();
            Ok(match step {
                Step::Status(status) => response(status).header("x-seen", headers),
                Step::WaitFirst(status, wait) => response(status).header("retry-after", wait),
                Step::Fails(kind, phase) => return Err(TransportError::new(kind, phase)),
            }
            .body(Bytes::new())
            .unwrap())
        })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

const START: &str = "2026-10-21T07:27:30Z";

fn script(pauses: usize, steps: Vec<Step>) -> (Arc<Script>, Sender) {
    let clock = Arc::new(FixedClock::new(START.parse().unwrap()));
    let script = Arc::new(Script {
        clock: Arc::clone(&clock),
        steps: Mutex::new(steps.into()),
        sent: Mutex::default(),
        pauses,
        alive: AtomicUsize::new(0),
    });
    let policy = RetryPolicy::default().with_backoff(Duration::ZERO, Duration::ZERO);
    let sender = Sender::new(Arc::clone(&script))
        .with_clock(Arc::clone(&clock))
        .with_sleep(clock)
        .with_retry(policy);
    (script, sender)
}

impl Script {
    /// Seconds after the start at which requests were sent.
    fn sent_at(&self) -> Vec<u64> {
        let start = START.parse().unwrap();
        let sent = self.sent.lock().unwrap();
        sent.iter()
            .map(|(at, _)| at.since(start).unwrap().as_secs())
            .collect()
    }
}

async fn send(sender: &Sender, repeat: Repeat) -> Result<Answer<u16>, Failure> {
    send_and_read(sender, repeat, Failure::of_status).await
}

async fn send_and_read(
    sender: &Sender,
    repeat: Repeat,
    refused: impl Fn(u16) -> Failure + Send + Sync,
) -> Result<Answer<u16>, Failure> {
    let call =
        Call::new("acme", "ask", Environment::Custom, repeat).about(&[("user_id", "CanaryId")]);
    assert!(!format!("{call:?}").contains("Canary"));
    let build = |now: Timestamp| {
        Ok(
            Request::post("https://api.example/CanaryPath?q=CanaryQuery")
                .header("x-own", "adapter")
                .body(Bytes::from(now.to_rfc3339_millis()))
                .unwrap(),
        )
    };
    let read = |response: &Response<Bytes>, _| match response.status().as_u16() {
        200 => Ok(200),
        status => Err(refused(status)),
    };
    sender.send(call, build, read).await
}

#[tokio::test]
async fn every_attempt_is_built_for_the_time_at_which_it_begins() {
    let (script, sender) = script(
        0,
        vec![
            Step::WaitFirst(503, "7"),
            Step::WaitFirst(429, "11"),
            Step::Status(200),
        ],
    );
    let answer = send(&sender, Repeat::Safe).await.unwrap();
    assert_eq!((answer.reply, answer.attempts), (200, 3));
    assert_eq!(answer.source, Source::Asked);
    assert_eq!(answer.environment, Environment::Custom);
    assert_eq!(answer.retrieved_at.to_string(), "2026-10-21T07:27:48Z");
    let sent = script.sent.lock().unwrap().clone();
    assert_eq!(sent.len(), 3);
    for (at, body) in &sent {
        assert_eq!(&at.to_rfc3339_millis(), body);
    }
    drop(sent);
    assert_eq!(script.sent_at(), [0, 7, 18]);
}

#[tokio::test]
async fn a_wait_that_stands_in_the_body_counts_where_no_header_names_one() {
    let in_body = |status| Failure {
        retry_after: Some(Duration::from_secs(20)),
        ..Failure::of_status(status)
    };
    let steps = vec![
        Step::Status(503),
        Step::WaitFirst(503, "7"),
        Step::Status(400),
    ];
    let (script, sender) = script(0, steps);
    let refused = send_and_read(&sender, Repeat::Safe, in_body).await;
    assert_eq!(script.sent_at(), [0, 20, 27]);
    assert_eq!(
        refused.unwrap_err().retry_after,
        Some(Duration::from_secs(20))
    );
}

#[tokio::test]
async fn what_changes_something_is_sent_once_whatever_becomes_of_it() {
    for step in [
        Step::Fails(Kind::Connect, Phase::NotSent),
        Step::Fails(Kind::Timeout, Phase::MaybeSent),
        Step::WaitFirst(503, "1"),
    ] {
        let (script, sender) = script(0, vec![step, Step::Status(200)]);
        let failure = send(&sender, Repeat::Never).await.unwrap_err();
        assert_eq!(failure.attempts, 1);
        assert_eq!(script.sent_at().len(), 1);
    }
}

#[tokio::test]
async fn what_cannot_succeed_is_not_repeated() {
    for step in [
        Step::Status(400),
        Step::Fails(Kind::Tls, Phase::NotSent),
        Step::Fails(Kind::BodyTooLarge, Phase::Answered),
    ] {
        let (script, sender) = script(0, vec![step, Step::Status(200)]);
        send(&sender, Repeat::Safe).await.unwrap_err();
        assert_eq!(script.sent_at().len(), 1);
    }
}

#[tokio::test]
async fn a_date_is_waited_for_and_one_too_far_off_is_handed_on() {
    let soon = "Wed, 21 Oct 2026 07:27:50 GMT";
    let (waited, sender) = script(0, vec![Step::WaitFirst(503, soon), Step::Status(200)]);
    send(&sender, Repeat::Safe).await.unwrap();
    assert_eq!(waited.sent_at(), [0, 20]);

    let later = "Wed, 21 Oct 2026 07:28:01 GMT";
    let (refused, sender) = script(0, vec![Step::WaitFirst(503, later), Step::Status(200)]);
    let failure = send(&sender, Repeat::Safe).await.unwrap_err();
    assert_eq!(failure.retry_after, Some(Duration::from_secs(31)));
    assert_eq!(refused.sent_at(), [0]);
}

#[tokio::test]
async fn the_budget_ends_the_attempts() {
    let steps = || (0..9).map(|_| Step::WaitFirst(503, "20")).collect();
    let (script, sender) = script(0, steps());
    let policy = RetryPolicy::default()
        .with_max_attempts(9)
        .with_backoff(Duration::ZERO, Duration::ZERO)
        .with_budget(Duration::from_secs(50));
    let failure = send(&sender.with_retry(policy), Repeat::Safe)
        .await
        .unwrap_err();
    assert_eq!(script.sent_at(), [0, 20, 40]);
    assert_eq!(failure.attempts, 3);
}

#[tokio::test]
async fn the_error_tells_how_far_any_attempt_got() {
    let (_, sender) = script(
        0,
        vec![
            Step::Fails(Kind::Timeout, Phase::MaybeSent),
            Step::Fails(Kind::Connect, Phase::NotSent),
            Step::Fails(Kind::Connect, Phase::NotSent),
        ],
    );
    let failure = send(&sender, Repeat::Safe).await.unwrap_err();
    assert_eq!((failure.attempts, failure.phase), (3, Phase::MaybeSent));
}

#[tokio::test]
async fn the_hook_is_told_of_every_failure_and_of_nothing_personal() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let (_, sender) = script(0, vec![Step::WaitFirst(503, "3"), Step::Status(401)]);
    let sender = sender.on_failed_attempt(move |failed| {
        assert_eq!((failed.provider, failed.operation), ("acme", "ask"));
        assert!(failed.error.downcast_ref::<Failure>().is_some());
        let mut notes = notes.lock().unwrap();
        notes.push((failed.attempt, failed.next_in, format!("{failed:?}")));
    });
    send(&sender, Repeat::Safe).await.unwrap_err();
    let told = told.lock().unwrap();
    let short: Vec<_> = told
        .iter()
        .map(|(attempt, wait, _)| (*attempt, *wait))
        .collect();
    assert_eq!(short, [(1, Some(Duration::from_secs(3))), (2, None)]);
    assert!(
        !told.iter().any(|(_, _, text)| text.contains("Canary")),
        "{told:?}"
    );
}

#[tokio::test]
async fn extra_headers_go_with_every_attempt() {
    let (script, sender) = script(0, vec![Step::Status(500), Step::Status(200)]);
    let extra = ExtraHeaders::new()
        .with("x-key", "k")
        .and_then(|headers| headers.with("x-own", "caller"))
        .unwrap();
    let call = Call::new("acme", "ask", Environment::Custom, Repeat::Safe);
    let answer = sender
        .with_headers(extra)
        .send(
            call,
            |_| {
                Ok(Request::get("https://h/")
                    .header("x-own", "adapter")
                    .body(Bytes::new())
                    .unwrap())
            },
            |response, _| match response.status().as_u16() {
                200 => Ok(response.headers()["x-seen"].to_str().unwrap().to_owned()),
                status => Err(Failure::of_status(status)),
            },
        )
        .await
        .unwrap();
    assert_eq!(answer.reply, "2");
    assert_eq!(script.sent_at().len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_may_be_sent() {
    let (script, sender) = script(0, vec![]);
    let call = Call::new("acme", "ask", Environment::Custom, Repeat::Safe);
    let build = |_| {
        Ok(Request::get("http://127.0.0.1/")
            .body(Bytes::new())
            .unwrap())
    };
    let failure: Failure = sender.send(call, build, |_, _| Ok(())).await.unwrap_err();
    assert_eq!(failure.transport.unwrap().kind(), Kind::InsecureUrl);
    let build = |_| Err(Failure::of_status(0));
    let failure = sender.send(call, build, |_, _| Ok(())).await.unwrap_err();
    assert_eq!(failure.attempts, 1);
    assert!(script.sent_at().is_empty());
}

#[test]
fn dropping_it_at_any_await_leaves_nothing_behind() {
    let steps = || {
        vec![
            Step::WaitFirst(503, "3"),
            Step::WaitFirst(503, "3"),
            Step::Status(200),
        ]
    };
    let mut context = Context::from_waker(Waker::noop());
    for polls in 0.. {
        let (script, sender) = script(3, steps());
        let mut sent_when_dropped = 0;
        let ended = {
            let mut future = pin!(send(&sender, Repeat::Safe));
            let ended = (0..polls).any(|_| future.as_mut().poll(&mut context).is_ready());
            sent_when_dropped += script.sent_at().len();
            ended
        };
        assert_eq!(
            script.alive.load(Ordering::SeqCst),
            0,
            "after {polls} polls"
        );
        assert_eq!(script.sent_at().len(), sent_when_dropped);
        drop(sender);
        assert_eq!(Arc::strong_count(&script), 1, "after {polls} polls");
        if ended {
            assert!(polls > 10, "{polls}");
            return;
        }
    }
}
