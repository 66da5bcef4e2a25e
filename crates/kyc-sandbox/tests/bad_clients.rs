//! Clients that send rubbish, too much, too slowly or not all of it: the sandbox answers or hangs up, and stays what it was.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;
#[path = "common/raw.rs"]
mod raw;

use core::time::Duration;
use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
};

use kyc_sandbox::Sandbox;
use raw::{JOB_STATUS, SERVICE, assert_well, count_panics, exchange, request};

#[tokio::test]
async fn each_bad_condition_ends_in_a_status_or_in_the_end_of_the_connection() {
    count_panics();
    let sandbox = Sandbox::start().await.unwrap();
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_xml = format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000));
    let doctype = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
    let form = "multipart/form-data; boundary=x";
    let mut wrong = Vec::new();
    let mut cut_off = request("POST", JOB_STATUS, "", "{\"user_id\":\"u-1\"}");
    cut_off.truncate(cut_off.len() - 5);
    for (name, bytes, status) in [
        ("nothing", Vec::new(), 0),
        ("one byte", b"P".to_vec(), 0),
        (
            "TLS to a plain port",
            b"\x16\x03\x01\x00\xf5\x01\x00\x00".to_vec(),
            400,
        ),
        (
            "HTTP/2 without asking",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
            0,
        ),
        ("no such version", b"GET / HTTP/9.9\r\n\r\n".to_vec(), 400),
        (
            "half a head",
            b"POST /v1/job_status HTTP/1.1\r\nhost: a".to_vec(),
            0,
        ),
        ("half a body", cut_off, 400),
        (
            "two lengths",
            b"POST /v1/job_status HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}"
                .to_vec(),
            400,
        ),
        (
            "a negative length",
            b"POST /v1/job_status HTTP/1.1\r\ncontent-length: -1\r\n\r\n{}".to_vec(),
            400,
        ),
        (
            "a chunk of no size",
            b"POST /v1/job_status HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n"
                .to_vec(),
            400,
        ),
        (
            "a head without end",
            [
                &b"GET /v1/job_status HTTP/1.1\r\nx: "[..],
                &vec![b'a'; 200_000],
            ]
            .concat(),
            431,
        ),
        (
            "headers without end",
            [
                &b"GET /v1/job_status HTTP/1.1\r\n"[..],
                &b"a: b\r\n".repeat(200),
                b"\r\n",
            ]
            .concat(),
            431,
        ),
        (
            "a body over the limit",
            request("POST", JOB_STATUS, "", &"x".repeat(2 * 1024 * 1024 + 1)),
            413,
        ),
        (
            "no JSON",
            request("POST", JOB_STATUS, "", "\u{0}\u{ff}"),
            400,
        ),
        ("deep JSON", request("POST", JOB_STATUS, "", &deep), 400),
        ("no such method", request("BREW", JOB_STATUS, "", ""), 405),
        (
            "a path out of the house",
            request("GET", "/../../etc/passwd", "", ""),
            404,
        ),
        ("a path of nothing", request("GET", "/%00%ff", "", ""), 404),
        ("no XML", request("POST", SERVICE, "", "It works!"), 500),
        (
            "XML with a DOCTYPE",
            request("POST", SERVICE, "", doctype),
            500,
        ),
        ("deep XML", request("POST", SERVICE, "", &deep_xml), 500),
        ("an empty call", request("POST", SERVICE, "", ""), 500),
        (
            "a form without parts",
            request(
                "POST",
                "/v3/token",
                &format!("smileid-partner-id: 8085\r\ncontent-type: {form}\r\n"),
                "--x",
            ),
            400,
        ),
        (
            "a zip for nobody",
            request("PUT", "/upload/nobody/selfie.zip", "", "PK"),
            403,
        ),
        (
            "two requests, the second of them bad",
            [request("GET", "/", "", ""), b"\r\n\r\nrubbish".to_vec()].concat(),
            404,
        ),
    ] {
        let came = exchange(sandbox.address(), &bytes);
        if came != status {
            wrong.push(format!("{name}: {came} instead of {status}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_well(&sandbox).await;
}

#[tokio::test]
async fn clients_that_say_nothing_keep_nobody_out() {
    count_panics();
    let sandbox = Sandbox::start().await.unwrap();
    let silent: Vec<_> = (0..200)
        .map(|number| {
            let mut stream = TcpStream::connect(sandbox.address()).unwrap();
            if number % 2 == 1 {
                stream.write_all(b"POST /v1/job_status HTTP").unwrap();
            }
            stream
        })
        .collect();
    assert_well(&sandbox).await;
    // They have ten seconds for their head.
    for mut stream in silent {
        stream
            .set_read_timeout(Some(Duration::from_secs(14)))
            .unwrap();
        match stream.read_to_end(&mut Vec::new()) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::ConnectionReset),
        }
    }
}
