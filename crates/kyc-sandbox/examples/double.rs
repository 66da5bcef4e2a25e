//! A test against both providers' wire protocols, as a program: ids of one's own, a clock to move, signed callbacks, and a
//! look at what was received.
//!
//! ```sh
//! cargo run --package kyc-sandbox --example double
//! ```
#![allow(clippy::print_stdout, reason = "an example prints")]

use core::{error::Error, time::Duration};

use http::HeaderMap;
use kyc_facade::{AskOptions, Registry, smileid::SmileProvider};
use kyc_http::{Clock as _, ReqwestTransport, Sender};
use kyc_model::outcome::{Reference, SmileReference};
use kyc_sandbox::{Sandbox, Service, scenario};
use smileid::callback::Verifier;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    for service in [Service::SmileidV1, Service::SmileidV3, Service::Greenid] {
        let count = scenario::all().filter(|one| one.service == service).count();
        println!("{service}: {count} scenarios");
    }
    let known = scenario::all().find(|one| one.name == "provisional-then-approved");
    if let Some(known) = known {
        println!("{}: {}; {}\n", known.name, known.shows, known.leads_to);
    }

    let sandbox = Sandbox::builder()
        .settle_after(Duration::from_secs(3600))
        .start()
        .await?;
    // Your own ids, as your code makes them.
    sandbox.assign(
        Service::SmileidV1,
        "order-4711",
        "provisional-then-approved",
    )?;

    let registry = registry(&sandbox)?;
    let reference = Reference::Smileid(SmileReference::new("customer-12", "order-4711"));
    for wait in [0, 60, 3600] {
        sandbox.clock().advance(Duration::from_secs(wait));
        let outcome = registry.outcome(&reference, &AskOptions::default()).await?;
        println!(
            "{} seconds later: {}, {}",
            wait,
            outcome.decision(),
            outcome.finality()
        );
    }

    println!();
    let receiver = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/callbacks", receiver.local_addr()?);
    let verifier = Verifier::new(sandbox.account().smileid_credentials()?);
    sandbox.send_smileid_callbacks("customer-12", "order-4711", &url)?;
    // The look-up of the number, and the two results; in no order.
    for _ in 0..3 {
        let body = take(&receiver).await?;
        let event = verifier.receive(&HeaderMap::new(), &body.into(), sandbox.clock().now())?;
        println!("callback: code {:?}, {:?}", event.code(), event.freshness);
    }

    println!();
    for request in sandbox.received() {
        println!(
            "received: {} {}, answered {:?}",
            request.method, request.path, request.answered
        );
    }
    Ok(())
}

fn registry(sandbox: &Sandbox) -> Result<Registry, Box<dyn Error>> {
    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()?;
    let sender = Sender::new(transport)
        .allow_loopback_http(true)
        .with_clock(sandbox.clock().clone());
    let server = sandbox.smileid_server().parse()?;
    let credentials = sandbox.account().smileid_credentials()?;
    let client = smileid::Client::new(server, credentials, sender);
    Ok(Registry::new().with(SmileProvider::new(client)))
}

/// The body of one request; `kyc-receiver` is what a service takes instead.
async fn take(receiver: &TcpListener) -> std::io::Result<Vec<u8>> {
    let (mut stream, _) = receiver.accept().await?;
    let mut request = Vec::new();
    while !request.ends_with(b"}") && stream.read_buf(&mut request).await? > 0 {}
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?;
    let head = request.windows(4).position(|four| four == b"\r\n\r\n");
    Ok(request.split_off(head.map_or(0, |at| at + 4)))
}
