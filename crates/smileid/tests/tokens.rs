//! V3's token: one fetch for all who need one at a time, whatever comes of it.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]
#![cfg(feature = "client")]

mod common;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use common::{KEY, now, status};
use futures_channel::oneshot;
use http::{Request, Response};
use kyc_http::{
    Answer, BoxFuture, FixedClock, Phase, ResponseLimits, RetryPolicy, Sender, TlsVerification,
    Transport, TransportError, TransportErrorKind,
};
use smileid::{
    ApiKey, Client, Credentials, ErrorKind, Result, Server,
    v3::{StatusReply, StatusRequest},
};
use tokio::task::{JoinHandle, yield_now};

type Replied = core::result::Result<Response<Bytes>, TransportError>;

/// Keeps every question for a token until the test answers it, and knows each job unless the token is refused.
#[derive(Default)]
struct Gate {
    waiting: Mutex<Vec<oneshot::Sender<Replied>>>,
    fetches: AtomicUsize,
    refused: Mutex<Option<&'static str>>,
}

impl Transport for Gate {
    fn send<'a>(&'a self, request: Request<Bytes>, _: ResponseLimits) -> BoxFuture<'a, Replied> {
        if request.uri().path() != "/v3/token" {
            let token = request.headers()["smileid-token"].to_str().unwrap();
            let is_refused = *self.refused.lock().unwrap() == Some(token);
            let reply = if is_refused {
                status(401, "{}")
            } else {
                status(200, r#"{"status":"clear"}"#)
            };
            return Box::pin(async { Ok(reply) });
        }
        let (answer, answered) = oneshot::channel();
        self.waiting.lock().unwrap().push(answer);
        self.fetches.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { answered.await.expect("the test answers") })
    }

    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

impl Gate {
    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }

    /// Answers the last question for a token.
    fn answer(&self, reply: Replied) {
        let asked = self.waiting.lock().unwrap().pop();
        asked.expect("a question for a token").send(reply).unwrap();
    }
}

/// `exp` is in the year 2100.
const FIRST: &str = "a.eyJleHAiOjQxMDI0NDQ4MDB9.first";
const SECOND: &str = "a.eyJleHAiOjQxMDI0NDQ4MDB9.second";

fn token(token: &str) -> Replied {
    Ok(status(200, format!(r#"{{"token":"{token}"}}"#)))
}

fn client() -> (Client, Arc<Gate>) {
    let gate = Arc::new(Gate::default());
    let credentials = Credentials::new("2085", ApiKey::new(KEY)).unwrap();
    let sender = Sender::new(Arc::clone(&gate))
        .with_retry(RetryPolicy::never())
        .with_clock(FixedClock::new(now()));
    (Client::new(Server::Sandbox, credentials, sender), gate)
}

type Asking = JoinHandle<Result<Answer<StatusReply>>>;

/// That many callers, each as far as it gets.
async fn ask(client: &Client, callers: usize) -> Vec<Asking> {
    let ask = |_| {
        let client = client.clone();
        tokio::spawn(async move {
            let request = StatusRequest::new("job_1").unwrap();
            client.v3_status(&request).await
        })
    };
    let asking = (0..callers).map(ask).collect();
    settle().await;
    asking
}

/// Lets every task get as far as it does without the test.
async fn settle() {
    for _ in 0..100 {
        yield_now().await;
    }
}

#[tokio::test]
async fn those_who_wait_for_a_fetch_that_fails_share_its_error() {
    let (client, gate) = client();
    let asking = ask(&client, 10).await;
    assert_eq!(gate.fetches(), 1);
    let timeout = TransportError::new(TransportErrorKind::Timeout, Phase::MaybeSent);
    gate.answer(Err(timeout));
    for asking in asking {
        let error = asking.await.unwrap().unwrap_err();
        let timeout = ErrorKind::Transport(TransportErrorKind::Timeout);
        assert_eq!(error.kind(), timeout);
        assert_eq!(error.phase(), Phase::MaybeSent);
        assert!(error.is_retryable());
        assert!(!format!("{error} {error:?}").contains(KEY));
    }
    assert_eq!(gate.fetches(), 1, "nobody tried in turn");

    // Whoever comes afterwards tries again, and the others wait for that one.
    let asking = ask(&client, 3).await;
    assert_eq!(gate.fetches(), 2);
    gate.answer(token(FIRST));
    for asking in asking {
        asking.await.unwrap().unwrap();
    }
    assert_eq!(gate.fetches(), 2);
}

#[tokio::test]
async fn whoever_gives_up_fetching_leaves_it_to_the_next() {
    let (client, gate) = client();
    let first = ask(&client, 1).await.pop().unwrap();
    let others = ask(&client, 3).await;
    assert_eq!(gate.fetches(), 1);
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    settle().await;
    assert_eq!(gate.fetches(), 2, "one of the others goes on");
    gate.answer(token(FIRST));
    for asking in others {
        asking.await.unwrap().unwrap();
    }
    assert_eq!(gate.fetches(), 2);

    // A waiter that gives up is missed by nobody.
    *gate.refused.lock().unwrap() = Some(FIRST);
    let mut asking = ask(&client, 3).await;
    assert_eq!(gate.fetches(), 3);
    asking.pop().unwrap().abort();
    settle().await;
    gate.answer(token(SECOND));
    for asking in asking {
        asking.await.unwrap().unwrap();
    }
    assert_eq!(gate.fetches(), 3);
}

#[tokio::test]
async fn a_token_that_is_refused_is_fetched_anew_once_for_all() {
    let (client, gate) = client();
    let asking = ask(&client, 5).await;
    *gate.refused.lock().unwrap() = Some(FIRST);
    gate.answer(token(FIRST));
    settle().await;
    assert_eq!(gate.fetches(), 2);
    gate.answer(token(SECOND));
    for asking in asking {
        asking.await.unwrap().unwrap();
    }
    assert_eq!(gate.fetches(), 2);

    // One that is refused again is an answer.
    *gate.refused.lock().unwrap() = Some(SECOND);
    let asking = ask(&client, 1).await.pop().unwrap();
    assert_eq!(gate.fetches(), 3);
    gate.answer(token(SECOND));
    let error = asking.await.unwrap().unwrap_err();
    assert_eq!(error.http_status(), Some(401));
    assert_eq!(gate.fetches(), 3);
}
