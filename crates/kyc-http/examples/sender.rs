//! A client of one's own over [`Sender`]: what is repeated, what is sent once, and how far a request got.
//!
//! ```sh
//! cargo run --package kyc-http --example sender
//! ```
//!
//! A server on this machine is busy at first. `smileid` and `greenid-soap` send in the same way.
#![allow(clippy::print_stdout, reason = "an example prints")]

use core::{error::Error, fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use kyc_http::{
    Call, Phase, Repeat, ReqwestTransport, SendError, Sender, TransportError, is_transient_status,
};
use kyc_model::{Timestamp, outcome::Environment};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// An adapter's error, as far as sending has to understand it.
#[derive(Debug)]
enum Failure {
    OnTheWay(TransportError),
    Status(StatusCode),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnTheWay(error) => error.fmt(f),
            Self::Status(status) => status.fmt(f),
        }
    }
}

impl Error for Failure {}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::OnTheWay(error)
    }
}

impl SendError for Failure {
    fn phase(&self) -> Phase {
        match self {
            Self::OnTheWay(error) => error.phase(),
            Self::Status(_) => Phase::Answered,
        }
    }

    fn is_retryable(&self) -> bool {
        match self {
            Self::OnTheWay(error) => error.is_retryable(),
            Self::Status(status) => is_transient_status(status.as_u16()),
        }
    }

    fn with_retry_after(self, _: Option<Duration>) -> Self {
        self
    }

    fn with_attempts(self, _: u32, _: Phase) -> Self {
        self
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = tokio::spawn(serve(listener));

    let transport = ReqwestTransport::builder()
        .allow_loopback_http(true)
        .build()?;
    let sender = Sender::new(transport)
        .allow_loopback_http(true)
        .on_failed_attempt(|failed| {
            println!(
                "  attempt {}: {}; next in {:?}",
                failed.attempt, failed.error, failed.next_in
            );
        });
    let call = |operation, repeat| Call::new("quillmark", operation, Environment::Sandbox, repeat);
    // Built anew for each attempt: a signature is never older than its attempt.
    let build = |signed_at: Timestamp| {
        let request = Request::post(format!("http://{address}/v1"));
        Ok(request
            .body(Bytes::from(signed_at.to_string()))
            .unwrap_or_default())
    };
    let read = |reply: &Response<Bytes>, _| match reply.status() {
        StatusCode::OK => Ok(String::from_utf8_lossy(reply.body()).into_owned()),
        other => Err(Failure::Status(other)),
    };

    println!("a question:");
    let answer = sender.send(call("ask", Repeat::Safe), build, read).await?;
    println!(
        "  {:?} at attempt {}, source {}",
        answer.reply, answer.attempts, answer.source
    );

    // What changes something is sent once, whatever becomes of it; the phase says whether to find out what became of it.
    let order = call("register", Repeat::Never);
    println!("an order:");
    if let Err(error) = sender.send(order, build, read).await {
        println!("  {}", error.phase());
    }
    server.await??;
    println!("an order to a server that is gone:");
    if let Err(error) = sender.send(order, build, read).await {
        println!("  {}", error.phase());
    }
    Ok(())
}

/// Busy, ready, and then busy again; and gone.
async fn serve(listener: TcpListener) -> std::io::Result<()> {
    for answer in [
        "503 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n",
        "200 OK\r\ncontent-length: 4\r\n\r\ndone",
        "503 Busy\r\ncontent-length: 0\r\n\r\n",
    ] {
        let (mut stream, _) = listener.accept().await?;
        let mut request = Vec::new();
        // The body is the instant, which ends in Z.
        while !request.ends_with(b"Z") && stream.read_buf(&mut request).await? > 0 {}
        stream
            .write_all(format!("HTTP/1.1 {answer}").as_bytes())
            .await?;
    }
    Ok(())
}
