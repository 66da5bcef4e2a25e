//! What can happen on the way, and the error that each must end in.

use core::time::Duration;

use greenid_soap::ErrorKind as G;
use kyc_http::{Phase, TransportErrorKind as T};
use smileid::ErrorKind as S;

use crate::common::server::Step;

pub(crate) fn text(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    vec![
        Step::Read,
        text(&format!(
            "HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        )),
    ]
}

pub(crate) const HTML: &str = "<html><body>Canary was here</body></html>";
pub(crate) const HEAD: &str = "HTTP/1.1 200 OK\r\n";
pub(crate) const BOMB: &[u8] = include_bytes!("../../../kyc-http/tests/data/zeros_1mib.gz");

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) script: Vec<Step>,
    pub(crate) smile: S,
    pub(crate) greenid: G,
    pub(crate) phase: Phase,
    pub(crate) is_retryable: bool,
    pub(crate) http_status: Option<u16>,
    pub(crate) retry_after: Option<u64>,
}

pub(crate) fn on_the_way(name: &'static str, script: Vec<Step>, kind: T, phase: Phase) -> Row {
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

pub(crate) fn status(name: &'static str, status: u16, headers: &str, is_retryable: bool) -> Row {
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

pub(crate) fn rows() -> Vec<Row> {
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

pub(crate) fn status_of(name: &'static str, headers: &str, body: &str) -> Row {
    Row {
        script: answer("200", headers, body),
        ..status(name, 200, "", false)
    }
}
