//! Everything that can happen on the way, on real sockets with short time-outs: each ends in a typed error whose phase
//! and retryability are those of a table, at both providers, and is repeated only where that is safe.
#![cfg(all(feature = "greenid", feature = "reqwest", feature = "smileid"))]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod asking;
#[path = "../common/mod.rs"]
mod common;
mod conditions;
mod cuts;

use asking::{ATTEMPTS, Seen, ask_greenid, ask_smile, greenid};
use common::server::{Server, Step, nobody};
use conditions::{Row, rows, text};
use futures_util::StreamExt;
use greenid_soap::{ErrorKind as G, Name, RegisterUser};
use kyc_http::{Phase, TransportErrorKind as T};
use smileid::ErrorKind as S;

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
