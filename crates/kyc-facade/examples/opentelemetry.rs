//! What OpenTelemetry gets to see of a question: one span for the outcome, one for the request, one for each attempt.
//!
//! ```sh
//! cargo run --package kyc-facade --example opentelemetry
//! ```
//!
//! A server on this machine fails once and then answers with the example of Smile ID's own page. The spans go to the
//! standard output; no id is in them unless [`Sender::trace_ids`] opts in to it.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;

use kyc_facade::{AskOptions, Registry, smileid::SmileProvider};
use kyc_http::{ReqwestTransport, Sender};
use kyc_model::outcome::{Reference, SmileReference};
use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use smileid::{ApiKey, Client, Credentials};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tracing_subscriber::{filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt};

const REPLY: &str =
    include_str!("../../../fixtures/smileid/job_status/spec-page-example/response.json");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Exactly as for any other program that uses `tracing`.
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(opentelemetry_stdout::SpanExporter::default())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("kyc"));
    tracing_subscriber::registry()
        .with(LevelFilter::DEBUG)
        .with(layer)
        .init();

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let server = format!("http://{}/v1", listener.local_addr()?).parse()?;
    tokio::spawn(serve(listener));

    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()?;
    let sender = Sender::new(transport).allow_loopback_http(true);
    let credentials = Credentials::new("085", ApiKey::new("fake-api-key-0123456789"))?;
    let client = Client::new(server, credentials, sender);
    let registry = Registry::new().with(SmileProvider::new(client));
    let reference = Reference::Smileid(SmileReference::new("HBBBBBBH57g", "HBBBBBBHg"));
    let outcome = registry.outcome(&reference, &AskOptions::default()).await?;
    provider.shutdown()?;
    println!("{}", outcome.decision());
    Ok(())
}

/// Fails once, then answers.
async fn serve(listener: TcpListener) -> std::io::Result<()> {
    let busy =
        "HTTP/1.1 503 Busy\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let whole = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{REPLY}",
        REPLY.len()
    );
    for answer in [busy, &whole] {
        let (mut stream, _) = listener.accept().await?;
        let mut request = Vec::new();
        while !request.ends_with(b"}") && stream.read_buf(&mut request).await? > 0 {}
        stream.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
