//! How much of an answer is read, and what decompression may do.

#![cfg(any(feature = "rustls-ring", feature = "rustls-aws-lc"))]
#![allow(
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use bytes::Bytes;
use common::{Server, Step, assert_error, builder, request, say};
use kyc_http::{Phase, ResponseLimits, Transport, TransportError, TransportErrorKind as Kind};

async fn answer(script: Vec<Step>, max: usize) -> Result<http::Response<Bytes>, TransportError> {
    let server = Server::start(script).await;
    let limits = ResponseLimits::default().with_max_body_bytes(max);
    let transport = builder().build().unwrap();
    transport.send(request(&server.url()), limits).await
}

fn gzipped(bytes: &[u8]) -> Vec<Step> {
    let length = bytes.len();
    vec![
        say(&format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n"
        )),
        Step::Send(bytes.to_vec()),
    ]
}

const HELLO: &[u8] = include_bytes!("data/hello.gz");

#[tokio::test]
async fn a_body_announced_over_the_limit_is_refused_before_it_comes() {
    // The body never comes, so only an early refusal can end this before the time-outs.
    for length in ["11", "99999999999999999"] {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        let result = answer(vec![say(&head), Step::Hang], 10).await;
        assert_error(result, Kind::BodyTooLarge, Phase::Answered);
    }
}

#[tokio::test]
async fn a_body_of_unknown_length_is_cut_at_the_limit() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let script = vec![
        say(head),
        say("c\r\nCanaryAnswer\r\n"),
        say("1\r\n!\r\n"),
        Step::Hang,
    ];
    let result = answer(script, 12).await;
    assert_error(result, Kind::BodyTooLarge, Phase::Answered);
    let script = vec![say("HTTP/1.1 200 OK\r\n\r\nCanaryAnswer!"), Step::Hang];
    let result = answer(script, 12).await;
    assert_error(result, Kind::BodyTooLarge, Phase::Answered);
}

#[tokio::test]
async fn a_body_of_exactly_the_limit_is_taken() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n6\r\nhello,\r\n6\r\n world\r\n0\r\n\r\n";
    for text in [
        chunked,
        "HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nhello, world",
        "HTTP/1.1 200 OK\r\n\r\nhello, world",
    ] {
        assert_eq!(
            answer(vec![say(text)], 12).await.unwrap().body(),
            "hello, world"
        );
    }
    let empty = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(answer(vec![say(empty)], 0).await.unwrap().body(), "");
}

#[tokio::test]
async fn gzip_is_decompressed() {
    let response = answer(gzipped(HELLO), 57).await.unwrap();
    assert_eq!(response.body(), "hello, hello, hello".repeat(3).as_str());
    assert!(!response.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn the_limit_counts_decompressed_bytes() {
    let result = answer(gzipped(HELLO), 56).await;
    assert_error(result, Kind::BodyTooLarge, Phase::Answered);
    let bomb = include_bytes!("data/zeros_1mib.gz");
    assert!(bomb.len() < 2000);
    let result = answer(gzipped(bomb), 100_000).await;
    assert_error(result, Kind::BodyTooLarge, Phase::Answered);
    assert_eq!(
        answer(gzipped(bomb), 1 << 20).await.unwrap().body().len(),
        1 << 20
    );
}

#[tokio::test]
async fn broken_gzip_is_a_decode_error() {
    let mut wrong_sum = HELLO.to_vec();
    let sum = wrong_sum.len() - 8;
    wrong_sum[sum] ^= 1;
    let mut wrong_block = HELLO.to_vec();
    wrong_block[10] = 0xff;
    let cut = HELLO[..HELLO.len() - 9].to_vec();
    for bytes in [b"CanaryAnswer".to_vec(), wrong_sum, wrong_block, cut] {
        let result = answer(gzipped(&bytes), 1000).await;
        assert_error(result, Kind::Decode, Phase::Answered);
    }
}

#[tokio::test]
async fn an_encoding_nobody_asked_for_is_a_decode_error() {
    for encoding in ["br", "gzip, gzip", "Canary", "zstd", "deflate"] {
        let text = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: 5\r\n\r\nhello"
        );
        let result = answer(vec![say(&text)], 1000).await;
        assert_error(result, Kind::Decode, Phase::Answered);
    }
    let text = "HTTP/1.1 200 OK\r\ncontent-encoding: identity\r\ncontent-length: 5\r\n\r\nhello";
    assert_eq!(answer(vec![say(text)], 1000).await.unwrap().body(), "hello");
}
