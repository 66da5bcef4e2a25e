//! Callbacks and webhooks, as `smileid`'s own verifier reads them.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;
#[path = "common/receiver.rs"]
mod receiver;

use core::time::Duration;
use std::{collections::BTreeSet, net::TcpListener, sync::Arc, thread};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use kyc_http::Clock as _;
use kyc_sandbox::{Builder, NoSuchJob, Sandbox, Scenario, Service, scenario};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use receiver::{Callbacks, Delivery};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use smileid::callback::{Event, Freshness, Verifier};

const MOMENT: Duration = Duration::from_millis(300);

fn read(sandbox: &Sandbox, delivery: &Delivery) -> smileid::Result<Event> {
    let mut headers = HeaderMap::new();
    for line in delivery.head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        headers.insert(
            name.parse::<HeaderName>().unwrap(),
            value.parse::<HeaderValue>().unwrap(),
        );
    }
    let verifier = Verifier::new(sandbox.account().smileid_credentials().unwrap());
    verifier.receive(
        &headers,
        &Bytes::from(delivery.body.clone()),
        sandbox.clock().now(),
    )
}

fn code(event: &Event) -> (&str, Freshness) {
    (event.code().unwrap_or("none"), event.freshness)
}

/// The codes of so many deliveries about the job, in no order: none is promised.
fn codes(sandbox: &Sandbox, callbacks: &Callbacks, count: usize) -> Vec<String> {
    let mut codes: Vec<_> = (0..count)
        .map(|_| {
            let delivery = callbacks.next();
            assert!(delivery.head.starts_with("POST /callbacks HTTP/1.1"));
            let event = read(sandbox, &delivery).unwrap();
            assert_eq!(event.freshness, Freshness::Fresh);
            let reference = event.reference("8085").unwrap();
            assert_eq!(
                reference.job_id.unwrap().expose(),
                "provisional-then-approved"
            );
            event.code().unwrap().to_owned()
        })
        .collect();
    codes.sort();
    codes
}

/// So many attempts, as soon as they are on record.
fn attempts(sandbox: &Sandbox, count: usize) -> Vec<(usize, Option<u16>)> {
    for _ in 0..200 {
        if sandbox.callbacks().len() >= count {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let attempts = sandbox.callbacks();
    attempts.iter().map(|at| (at.attempt, at.status)).collect()
}

async fn stopped() -> Sandbox {
    start(Sandbox::builder()).await
}

async fn start(builder: Builder) -> Sandbox {
    let sandbox = builder
        .settle_after(Duration::from_secs(60))
        .start()
        .await
        .unwrap();
    sandbox
        .clock()
        .stop_at("2026-01-02T03:04:05.678Z".parse().unwrap());
    sandbox
}

#[tokio::test]
async fn a_job_has_several_each_signed_for_its_own_time() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[200]);
    sandbox
        .send_smileid_callbacks("u-1", "provisional-then-approved", &callbacks.url)
        .unwrap();
    assert_eq!(codes(&sandbox, &callbacks, 2), ["0812", "1012"]);
    sandbox.clock().advance(Duration::from_secs(60));
    sandbox
        .send_smileid_callbacks("u-1", "provisional-then-approved", &callbacks.url)
        .unwrap();
    assert_eq!(codes(&sandbox, &callbacks, 3), ["0812", "1012", "1210"]);
    assert_eq!(
        sandbox.send_smileid_callbacks("u-1", "no-such-scenario", &callbacks.url),
        Err(NoSuchJob)
    );
}

#[tokio::test]
async fn what_is_not_taken_comes_again_three_times_on_the_clock() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[500, 302, 404, 503]);
    sandbox
        .send_smileid_callbacks("u-1", "document-approved.1", &callbacks.url)
        .unwrap();
    let first = callbacks.next();
    assert!(callbacks.none_within(MOMENT), "the clock stands still");
    let mut bodies = BTreeSet::from([first.body]);
    for wait in [1, 2, 4] {
        sandbox.clock().advance(Duration::from_secs(wait));
        let delivery = callbacks.next();
        assert_eq!(
            code(&read(&sandbox, &delivery).unwrap()),
            ("0810", Freshness::Fresh)
        );
        bodies.insert(delivery.body);
        std::thread::sleep(MOMENT);
    }
    sandbox.clock().advance(Duration::from_secs(3600));
    assert!(callbacks.none_within(MOMENT));
    assert_eq!(bodies.len(), 4, "each attempt is signed afresh");
    assert_eq!(
        attempts(&sandbox, 4),
        [
            (1, Some(500)),
            (2, Some(302)),
            (3, Some(404)),
            (4, Some(503))
        ]
    );
}

#[tokio::test]
async fn one_that_is_taken_does_not_come_again() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[500, 204]);
    sandbox
        .send_smileid_callbacks("u-1", "document-approved.1", &callbacks.url)
        .unwrap();
    callbacks.next();
    std::thread::sleep(MOMENT);
    sandbox.clock().advance(Duration::from_secs(1));
    callbacks.next();
    std::thread::sleep(MOMENT);
    sandbox.clock().advance(Duration::from_secs(3600));
    assert!(callbacks.none_within(MOMENT));
}

#[tokio::test]
async fn what_a_receiver_has_to_refuse_comes_as_a_callback_too() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[200]);
    let post = |job_id: &str| {
        sandbox
            .assign(Service::SmileidV1, "my-document", job_id)
            .unwrap();
        sandbox
            .send_smileid_callbacks("u-1", "my-document", &callbacks.url)
            .unwrap();
        let both = [callbacks.next(), callbacks.next()];
        both.map(|delivery| read(&sandbox, &delivery))
    };
    for event in post("replayed") {
        assert_eq!(event.unwrap().freshness, Freshness::Stale);
    }
    for event in post("unsigned") {
        assert_eq!(
            event.unwrap_err().kind(),
            smileid::ErrorKind::SignatureMissing
        );
    }
    for event in post("other-person") {
        let reference = event.unwrap().reference("8085").unwrap();
        assert_eq!(reference.user_id.unwrap().expose(), "somebody-else");
    }
}

#[tokio::test]
async fn a_bad_signature_is_one_in_callbacks_too() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[200]);
    sandbox
        .send_smileid_callbacks("u-1", "bad-signature", &callbacks.url)
        .unwrap();
    let error = read(&sandbox, &callbacks.next()).unwrap_err();
    assert_eq!(error.kind(), smileid::ErrorKind::SignatureMismatch);
}

#[tokio::test]
async fn nothing_goes_to_another_machine() {
    let sandbox = stopped().await;
    sandbox
        .send_smileid_callbacks("u-1", "document-approved.1", "https://callbacks.example/x")
        .unwrap();
    assert_eq!(
        attempts(&sandbox, 1),
        [(1, None)],
        "on record, not sent, not repeated"
    );
}

/// A receiver over TLS on 127.0.0.1: its URL, and the PEM of the CA that signed its certificate.
fn tls_receiver() -> (String, String) {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_pem = ca.self_signed(&ca_key).unwrap().pem();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()])
        .unwrap()
        .signed_by(&key, &Issuer::new(ca, ca_key))
        .unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let (config, listener) = (Arc::new(config), TcpListener::bind("127.0.0.1:0").unwrap());
    let url = format!("https://{}/callbacks", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            // Whoever does not trust it hangs up in the handshake.
            if stream.conn.complete_io(&mut stream.sock).is_ok() {
                receiver::take(stream, 200);
            }
        }
    });
    (url, ca_pem)
}

#[tokio::test]
async fn over_tls_they_go_to_receivers_of_the_roots_that_were_given() {
    let (url, ca_pem) = tls_receiver();
    let (_, other_ca_pem) = tls_receiver();
    for (builder, status) in [
        (
            Sandbox::builder().callback_root_certificates_pem(ca_pem),
            Some(200),
        ),
        (
            Sandbox::builder().callback_root_certificates_pem(other_ca_pem),
            None,
        ),
        (Sandbox::builder(), None),
    ] {
        let sandbox = start(builder).await;
        sandbox
            .send_smileid_callbacks("u-1", "document-approved.1", &url)
            .unwrap();
        assert_eq!(attempts(&sandbox, 1), [(1, status)]);
    }
}

fn v3(name: &str) -> Scenario {
    scenario::all()
        .find(|scenario| scenario.service == Service::SmileidV3 && scenario.name == name)
        .unwrap()
}

#[tokio::test]
async fn a_webhook_has_its_pair_and_ids_in_headers_and_tells_the_reason() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[200]);
    let job_id = v3("block").id();
    sandbox
        .send_smileid_webhook(&job_id, &callbacks.url)
        .unwrap();
    let delivery = callbacks.next();
    let event = read(&sandbox, &delivery).unwrap();
    assert_eq!(code(&event), ("face_verification_failed", Freshness::Fresh));
    assert_eq!(event.job_id_header.as_ref().unwrap().expose(), &job_id);
    assert!(!event.ids_disagree());
    assert_eq!(
        sandbox.send_smileid_webhook(&v3("processing").id(), &callbacks.url),
        Err(NoSuchJob)
    );
    assert_eq!(
        sandbox.send_smileid_webhook("job_7zzzzzzzzzzzzzzzzzzzzzzzzz", &callbacks.url),
        Err(NoSuchJob)
    );
}

#[tokio::test]
async fn a_webhook_waits_until_the_job_is_settled() {
    let sandbox = stopped().await;
    let callbacks = Callbacks::answering(&[200]);
    sandbox
        .send_smileid_webhook(&v3("processing-then-clear").id(), &callbacks.url)
        .unwrap();
    assert!(callbacks.none_within(MOMENT));
    sandbox.clock().advance(Duration::from_secs(60));
    assert_eq!(
        code(&read(&sandbox, &callbacks.next()).unwrap()),
        ("clear", Freshness::Fresh)
    );
}
