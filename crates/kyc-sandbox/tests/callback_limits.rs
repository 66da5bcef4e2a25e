//! How much is delivered at once, and how much waits.
#![allow(clippy::unwrap_used)]

use core::time::Duration;
use std::{net::TcpListener, sync::mpsc::channel, thread};

use kyc_sandbox::{Sandbox, Service, scenario};

const MOMENT: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn at_most_32_are_under_way() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/callbacks", listener.local_addr().unwrap());
    let (tell, connected) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            if tell.send(stream.unwrap()).is_err() {
                return;
            }
        }
    });
    for number in 0..100 {
        let job_id = format!("document-approved.{number}");
        sandbox
            .send_smileid_callbacks("u-1", &job_id, &url)
            .unwrap();
    }
    let mut held: Vec<_> = (0..32)
        .map(|_| connected.recv_timeout(PATIENCE).unwrap())
        .collect();
    assert!(connected.recv_timeout(MOMENT).is_err(), "nobody answered");
    held.pop();
    held.push(connected.recv_timeout(PATIENCE).unwrap());
    assert!(connected.recv_timeout(MOMENT).is_err(), "one made room");
}

#[test]
fn at_most_a_thousand_wait_and_the_others_are_on_record() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sandbox
        .clock()
        .stop_at("2026-01-02T03:04:05.678Z".parse().unwrap());
    let job_id = scenario::all()
        .find(|it| it.service == Service::SmileidV3 && it.name == "processing-then-clear")
        .unwrap()
        .id();
    for _ in 0..1_003 {
        sandbox
            .send_smileid_webhook(&job_id, "http://127.0.0.1:9/webhooks")
            .unwrap();
    }
    let attempts: Vec<_> = sandbox
        .callbacks()
        .iter()
        .map(|it| (it.attempt, it.status))
        .collect();
    assert_eq!(attempts, [(1, None); 3]);
}
