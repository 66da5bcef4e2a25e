//! Clients that send rubbish, too much, too slowly or not all of it: the sandbox answers or hangs up, and stays what it was.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;

use core::time::Duration;
use std::{
    io::{ErrorKind, Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    panic,
    sync::{
        Once,
        atomic::{AtomicUsize, Ordering},
    },
};

use kyc_facade::AskOptions;
use kyc_model::outcome::{GreenidReference, Reference, SmileReference};
use kyc_sandbox::Sandbox;

const REQUESTS: usize = 10_000;
const WARM_UP: usize = 2_000;
/// What the log of requests and the allocator may take after the warm-up.
const MAX_GROWTH_KIB: usize = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// A task that panics is otherwise silent: its connection just ends.
fn count_panics() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if std::thread::current().name() == Some("kyc-sandbox") {
                PANICS.fetch_add(1, Ordering::Relaxed);
            }
            usual(info);
        }));
    });
}

/// The status line's number; 0 when the connection ended without one.
fn exchange(address: SocketAddr, bytes: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // It may hang up before it has read everything.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(bytes)),
    }
    let line = String::from_utf8_lossy(&answer);
    line.strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .unwrap_or(0)
}

async fn assert_well(sandbox: &Sandbox) {
    let registry = common::registry(sandbox);
    for reference in [
        Reference::Smileid(SmileReference::new("u-1", "document-approved")),
        Reference::Greenid(GreenidReference::new("verified")),
    ] {
        let outcome = registry.outcome(&reference, &AskOptions::default()).await;
        assert_eq!(outcome.unwrap().decision().to_string(), "verified");
    }
    assert_eq!(PANICS.load(Ordering::Relaxed), 0);
}

fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

const JOB_STATUS: &str = "/v1/job_status";
const SERVICE: &str = "/Registrations-Registrations/VerificationServicesPassword";
const SOAP: &str = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
    xmlns:ser=\"http://services.registrations.edentiti.com/\"><soapenv:Body><ser:getVerificationResult>\
    <customerId>invented-customer</customerId><password>invented-password</password><userId>verified</userId>\
    </ser:getVerificationResult></soapenv:Body></soapenv:Envelope>";

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
        .map(|_| TcpStream::connect(sandbox.address()).unwrap())
        .collect();
    assert_well(&sandbox).await;
    drop(silent);
}

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_thousand_malformed_requests_leave_it_as_it_was() {
    count_panics();
    let sandbox = Sandbox::start().await.unwrap();
    let seeds = [
        request(
            "POST",
            JOB_STATUS,
            "content-type: application/json\r\n",
            "{\"user_id\":\"u-1\",\"job_id\":\"approved\",\
            \"partner_id\":\"8085\",\"signature\":\"z+I59+oOCxg0FSNBi+hilqgr+5GcejwTjVLU0wYxUpg=\",\"timestamp\":\"2026-01-02T03:04:05.678Z\"}",
        ),
        request(
            "POST",
            "/v1/upload",
            "",
            "{\"file_name\":\"selfie.zip\",\"smile_client_id\":\"8085\"}",
        ),
        request("PUT", "/upload/abc/selfie.zip", "", "PK\u{3}\u{4}"),
        request(
            "POST",
            SERVICE,
            "content-type: text/xml\r\nsoapaction: \"\"\r\n",
            SOAP,
        ),
        request("GET", &format!("{SERVICE}?wsdl"), "", ""),
        request(
            "POST",
            "/v3/token",
            "smileid-partner-id: 8085\r\nsmileid-api-key: k\r\ncontent-type: multipart/form-data; boundary=x\r\n",
            "--x\r\ncontent-disposition: form-data; name=\"user_id\"\r\n\r\nu\r\n--x--\r\n",
        ),
        request(
            "GET",
            "/v3/status/job_0c1earzzzzzzzzzzzzzzzzzzzz",
            "smileid-token: a.b.c\r\n",
            "",
        ),
    ];
    let mut random = fastrand::Rng::with_seed(17);
    let mut before = 0;
    for number in 0..REQUESTS {
        if number == WARM_UP {
            before = resident_kib();
        }
        let bytes = malformed(&seeds[number % seeds.len()], &mut random);
        exchange(sandbox.address(), &bytes);
    }
    let after = resident_kib();
    assert!(
        after < before + MAX_GROWTH_KIB,
        "{before} KiB, then {after} KiB"
    );
    assert_well(&sandbox).await;
}

/// The request with one to eight things wrong.
fn malformed(seed: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.usize(1..=8) {
        if bytes.is_empty() {
            break;
        }
        let at = random.usize(..bytes.len());
        match random.u8(..6) {
            0 => bytes[at] = random.u8(..),
            1 => bytes[at] ^= 1 << random.u8(..8),
            2 => bytes.truncate(at),
            3 => drop(bytes.remove(at)),
            4 => {
                let piece = bytes[at..(at + random.usize(..64)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece.repeat(random.usize(..40)));
            }
            _ => {
                let nasty: &[u8] = [
                    &b"\r\n"[..],
                    b"\0",
                    b"]]>",
                    b"&#0;",
                    b"<!--",
                    b"\xff\xfe",
                    b"9999999999999999999",
                    b"\"",
                    b"{",
                    b"%",
                    b"../",
                ][random.usize(..11)];
                bytes.splice(at..at, nasty.iter().copied());
            }
        }
    }
    bytes
}
