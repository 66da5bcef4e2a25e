//! A server on a real socket that does to every connection what it is told to.

use core::time::Duration;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the server does.
#[derive(Clone)]
pub(crate) enum Step {
    /// Reads a whole request.
    Read,
    Send(Vec<u8>),
    /// Sends byte by byte, with this pause after each.
    Drip(Vec<u8>, Duration),
    /// Sends the same for ever.
    Endless(Vec<u8>),
    /// Keeps the connection open and says nothing more.
    Hang,
    /// Breaks the connection with a TCP reset.
    Reset,
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Plays `script` on every connection, then closes it.
    pub(crate) async fn start(script: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(play(stream, script.clone()));
            }
        });
        Self {
            address,
            connections,
        }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// An address at which nobody listens.
pub(crate) async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// Reads the head of a request and as much body as it announces. `None` when the connection ends before.
pub(crate) async fn read_request(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length: usize = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if body.len() >= length {
                return Some(request);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => request.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}

async fn play(mut stream: TcpStream, script: Vec<Step>) {
    for step in script {
        let sent = match step {
            Step::Read => read_request(&mut stream).await.map(drop),
            Step::Send(bytes) => stream.write_all(&bytes).await.ok(),
            Step::Drip(bytes, pause) => drip(&mut stream, &bytes, pause).await,
            Step::Endless(bytes) => {
                while stream.write_all(&bytes).await.is_ok() {}
                None
            }
            Step::Hang => std::future::pending().await,
            Step::Reset => {
                // Gives the client time to read what was sent: a reset throws that away.
                tokio::time::sleep(Duration::from_millis(50)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
        };
        if sent.is_none() {
            return;
        }
    }
}

async fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> Option<()> {
    for byte in bytes {
        stream.write_all(&[*byte]).await.ok()?;
        tokio::time::sleep(pause).await;
    }
    Some(())
}
