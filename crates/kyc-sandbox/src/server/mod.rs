//! Listening, connections, and how answers go out.

mod body;
mod client_ca;
mod connection;
mod refusal;
mod slot;
mod stream;
mod tls;

use std::{io, sync::Arc, time::Duration};

pub(crate) use connection::{base, collapsed, limit, route};
pub(crate) use refusal::answer as refuse;
use slot::ConnectionSlot;
pub(crate) use tls::{Acceptor, ServerTls, TlsError};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    time::timeout,
};

use crate::shared_state::SharedState;

/// So many connections are served at once; further ones wait.
const MAX_CONNECTIONS: usize = 1_024;
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// After an accept that failed, as it does when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped.
pub(crate) async fn run(
    listener: TcpListener,
    tls: Option<Acceptor>,
    shared: Arc<SharedState>,
    stop: oneshot::Receiver<()>,
) {
    tokio::select! {
        () = accept(listener, tls, shared) => {}
        _ = stop => {}
    }
}

async fn accept(listener: TcpListener, tls: Option<Acceptor>, shared: Arc<SharedState>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (tls, shared) = (tls.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            // A connection that breaks is the client's affair.
            let _ = serve(stream, tls, shared, ConnectionSlot::new(permit)).await;
        });
    }
}

async fn serve(
    stream: TcpStream,
    tls: Option<Acceptor>,
    shared: Arc<SharedState>,
    slot: ConnectionSlot,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let local = stream.local_addr()?;
    let (stream, reset) = stream::ResettableStream::new(stream);
    match tls {
        None => {
            let peer = connection::Peer::new("http", local, false, reset, slot);
            connection::serve(stream, peer, shared).await
        }
        Some(tls) => {
            let (stream, has_trusted_certificate) =
                timeout(HANDSHAKE_LIMIT, tls.accept(stream)).await??;
            let peer = connection::Peer::new("https", local, has_trusted_certificate, reset, slot);
            connection::serve(stream, peer, shared).await
        }
    }
}
