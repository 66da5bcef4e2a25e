//! A scripted server, and what every failure must satisfy.

#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "clippy sees no test in the helpers of a test program"
)]

pub(crate) mod tls;

use std::{
    error::Error,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use kyc_http::{
    Phase, ReqwestTransport, ReqwestTransportBuilder, ResponseLimits, Transport, TransportError,
    TransportErrorKind as Kind,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) const ROOT: &[u8] = include_bytes!("../data/root.pem");

/// What the server does after it has read a request.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Reads one more request.
    Read,
    /// Keeps the connection open and says nothing more.
    Hang,
    /// Breaks the connection with a TCP reset.
    Reset,
}

pub(crate) fn say(text: &str) -> Step {
    Step::Send(text.as_bytes().to_vec())
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Plays `script` once per connection, then closes it.
    pub(crate) async fn start(script: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(play(stream, script.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, requests }
    }

    /// What every connection sent, one text per connection, headers and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/CanaryPath?q=CanaryQuery", self.address)
    }
}

async fn play(mut stream: TcpStream, script: Vec<Step>, seen: Arc<Mutex<Vec<String>>>) {
    let index = {
        let mut seen = seen.lock().unwrap();
        seen.push(String::new());
        seen.len() - 1
    };
    if !read_request(&mut stream, index, &seen).await {
        return;
    }
    for step in script {
        match step {
            Step::Read => {
                if !read_request(&mut stream, index, &seen).await {
                    return;
                }
            }
            Step::Send(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Step::Hang => std::future::pending().await,
            Step::Reset => {
                // Gives the client time to read what was sent: a reset throws that away.
                tokio::time::sleep(Duration::from_millis(200)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
        }
    }
}

/// Whether a whole request came before the end of the connection.
async fn read_request(stream: &mut TcpStream, index: usize, seen: &Mutex<Vec<String>>) -> bool {
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).await.unwrap_or(0);
        if count == 0 {
            return false;
        }
        let mut seen = seen.lock().unwrap();
        seen[index].push_str(&String::from_utf8_lossy(&buffer[..count]));
        if seen[index].ends_with("CanaryBody") {
            return true;
        }
    }
}

/// A transport that trusts the test root only, so that no test depends on the machine's roots.
pub(crate) fn builder() -> ReqwestTransportBuilder {
    ReqwestTransport::builder()
        .only_root_certificates_pem(ROOT)
        .allow_loopback_http(true)
}

pub(crate) fn request(url: &str) -> http::Request<Bytes> {
    http::Request::post(url)
        .header("x-secret", "CanaryHeader")
        .body(Bytes::from_static(b"CanaryBody"))
        .unwrap()
}

pub(crate) async fn send(
    transport: &ReqwestTransport,
    url: &str,
) -> Result<http::Response<Bytes>, TransportError> {
    transport
        .send(request(url), ResponseLimits::default())
        .await
}

/// Checks the class of an error, and that it gives nothing away.
#[track_caller]
pub(crate) fn assert_error(
    result: Result<http::Response<Bytes>, TransportError>,
    kind: Kind,
    phase: Phase,
) -> TransportError {
    let error = result.expect_err("an error");
    assert_eq!((error.kind(), error.phase()), (kind, phase), "{error:?}");
    let retryable = matches!(kind, Kind::Connect | Kind::Timeout | Kind::Interrupted);
    assert_eq!(error.is_retryable(), retryable);
    let endpoint = error.endpoint().expect("an endpoint").to_owned();
    assert!(error.to_string().contains(&endpoint), "{error}");
    let shown = chain(&error);
    assert!(!shown.contains("Canary"), "{shown}");
    error
}

/// Everything that a logger could print of an error.
pub(crate) fn chain(error: &TransportError) -> String {
    let mut shown = format!("{error} {error:?} {error:#?}");
    let mut next = error.source();
    while let Some(source) = next {
        shown.push_str(&format!(" <- {source} {source:?}"));
        next = source.source();
    }
    shown
}
