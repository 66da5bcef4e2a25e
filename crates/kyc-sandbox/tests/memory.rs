//! What malformed requests leave behind. It reads the memory of the whole process, so it is alone in its program.
#![cfg(target_os = "linux")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

mod common;
#[path = "common/raw.rs"]
mod raw;

use kyc_sandbox::Sandbox;
use raw::{JOB_STATUS, SERVICE, assert_well, count_panics, exchange, request};

const REQUESTS: usize = 10_000;
const WARM_UP: usize = 2_000;
/// What the log of requests and the allocator may take after the warm-up.
const MAX_GROWTH_KIB: usize = 16 * 1024;
const SOAP: &str = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
    xmlns:ser=\"http://services.registrations.edentiti.com/\"><soapenv:Body><ser:getVerificationResult>\
    <customerId>invented-customer</customerId><password>invented-password</password><userId>verified</userId>\
    </ser:getVerificationResult></soapenv:Body></soapenv:Envelope>";

fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

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
