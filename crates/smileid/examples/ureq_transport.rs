//! A transport over an HTTP client of one's own: ureq, which blocks, under the client, which does not.
//!
//! ```sh
//! cargo run --package smileid --no-default-features --features client --example ureq_transport
//! ```
//!
//! No reqwest, no Tokio in that tree. A server on this machine answers with the example of Smile ID's own page.
#![allow(clippy::print_stdout, reason = "an example prints")]

use core::time::Duration;
use std::{
    error::Error,
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
};

use bytes::Bytes;
use futures_channel::oneshot;
use http::{Request, Response};
use kyc_http::{
    BoxFuture, Phase, ResponseLimits, Sender, TlsVerification, Transport, TransportError,
    TransportErrorKind as Kind, check_url,
};
use smileid::{ApiKey, Client, Credentials, JobStatusRequest};

/// ureq as a transport. Each request has a thread of its own while it is under way.
struct UreqTransport {
    agent: ureq::Agent,
    allow_loopback_http: bool,
}

impl UreqTransport {
    fn new(allow_loopback_http: bool) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_global(Some(Duration::from_secs(60)))
            // A transport follows no redirect, takes every status as an answer, and never sends twice.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .proxy(None)
            .build();
        Self {
            agent: config.new_agent(),
            allow_loopback_http,
        }
    }
}

impl Transport for UreqTransport {
    fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        limits: ResponseLimits,
    ) -> BoxFuture<'a, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            check_url(request.uri(), self.allow_loopback_http)?;
            let url = request.uri().clone();
            let agent = self.agent.clone();
            let (done, answer) = oneshot::channel();
            let no_thread = TransportError::new(Kind::Other, Phase::NotSent).with_url(&url);
            thread::Builder::new()
                .spawn(move || {
                    // Whoever asked may have gone by now.
                    let _ = done.send(exchange(&agent, request, limits));
                })
                .map_err(|error| no_thread.with_io_kind(error.kind()))?;
            let lost = || TransportError::new(Kind::Other, Phase::MaybeSent);
            answer
                .await
                .unwrap_or_else(|_| Err(lost()))
                .map_err(|error| error.with_url(&url))
        })
    }

    /// ureq checks certificate and host name; a transport that does not says so here, and its answers are worth less.
    fn tls(&self) -> TlsVerification {
        TlsVerification::Verified
    }
}

fn exchange(
    agent: &ureq::Agent,
    request: Request<Bytes>,
    limits: ResponseLimits,
) -> Result<Response<Bytes>, TransportError> {
    let request = request.map(|body| body.to_vec());
    let response = agent
        .run(request)
        .map_err(|error| classify(&error, Phase::MaybeSent))?;
    let (parts, mut body) = response.into_parts();
    let limit = u64::try_from(limits.max_body_bytes).unwrap_or(u64::MAX);
    let body = body
        .with_config()
        .limit(limit)
        .read_to_vec()
        .map_err(|error| classify(&error, Phase::Answered))?;
    Ok(Response::from_parts(parts, body.into()))
}

/// Only what class of error it is: the texts of an HTTP client can quote what was sent. Nothing counts as not sent that
/// is not known to come before sending.
fn classify(error: &ureq::Error, phase: Phase) -> TransportError {
    use ureq::{Error, Timeout};
    let (kind, phase) = match error {
        Error::HostNotFound | Error::ConnectionFailed => (Kind::Connect, Phase::NotSent),
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            (Kind::Connect, Phase::NotSent)
        }
        // The handshake's errors come as those of the connection.
        Error::Io(error)
            if error
                .get_ref()
                .is_some_and(|inner| inner.is::<rustls::Error>()) =>
        {
            (Kind::Tls, phase)
        }
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => (Kind::Timeout, Phase::NotSent),
        Error::Timeout(_) => (Kind::Timeout, phase),
        Error::Tls(_) | Error::Rustls(_) => (Kind::Tls, phase),
        Error::BodyExceedsLimit(_) => (Kind::BodyTooLarge, phase),
        Error::Io(_) | Error::Protocol(_) => (Kind::Interrupted, phase),
        _ => (Kind::Other, phase),
    };
    TransportError::new(kind, phase)
}

const REPLY: &[u8] =
    include_bytes!("../../../fixtures/smileid/job_status/spec-page-example/response.json");

/// Answers one request.
fn serve(listener: &TcpListener) -> io::Result<()> {
    let (stream, _) = listener.accept()?;
    let mut reader = BufReader::new(&stream);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    write!(
        &stream,
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n",
        REPLY.len()
    )?;
    (&stream).write_all(REPLY)
}

fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = format!("http://{}/v1", listener.local_addr()?).parse()?;
    thread::spawn(move || serve(&listener));

    let sender = Sender::new(UreqTransport::new(true)).allow_loopback_http(true);
    let credentials = Credentials::new("085", ApiKey::new("fake-api-key-0123456789"))?;
    let client = Client::new(server, credentials, sender);
    let request = JobStatusRequest::new("HBBBBBBH57g", "HBBBBBBHg")?;
    // Any executor will do: nothing here needs a runtime.
    let answer = pollster::block_on(client.job_status(&request))?;
    println!(
        "complete: {:?}, signature {}, source {}, attempts {}",
        answer.reply.record.job_complete, answer.reply.signature, answer.source, answer.attempts
    );
    Ok(())
}
