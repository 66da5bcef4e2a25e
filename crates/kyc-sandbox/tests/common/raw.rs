//! Requests as bytes, for what no client would send.
#![allow(dead_code)]

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

use crate::common;

pub(crate) const JOB_STATUS: &str = "/v1/job_status";
pub(crate) const SERVICE: &str = "/Registrations-Registrations/VerificationServicesPassword";
const PATIENCE: Duration = Duration::from_secs(5);

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// A task that panics is otherwise silent: its connection just ends.
pub(crate) fn count_panics() {
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
pub(crate) fn exchange(address: SocketAddr, bytes: &[u8]) -> u16 {
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

pub(crate) async fn assert_well(sandbox: &Sandbox) {
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

pub(crate) fn request(method: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}
