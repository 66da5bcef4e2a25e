//! Listening, connections, and how answers go out.

mod body;
mod connection;
mod line;
mod tls;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

pub(crate) use tls::{ServerTls, TlsError};

use crate::world::World;

/// So many connections are served at once; further ones wait.
const MAX_CONNECTIONS: usize = 256;
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// After an accept that failed, as it does when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped.
pub(crate) async fn run(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    world: Arc<World>,
    stop: oneshot::Receiver<()>,
) {
    tokio::select! {
        () = accept(listener, tls, world) => {}
        _ = stop => {}
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, world: Arc<World>) {
    let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let (tls, world) = (tls.clone(), Arc::clone(&world));
        tokio::spawn(async move {
            // A connection that breaks is the client's affair.
            let _ = serve(stream, tls, world).await;
            drop(place);
        });
    }
}

async fn serve(stream: TcpStream, tls: Option<TlsAcceptor>, world: Arc<World>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let local = stream.local_addr()?;
    let (line, cut) = line::Line::new(stream);
    match tls {
        None => {
            let peer = connection::Peer::new("http", local, false, cut);
            connection::serve(line, peer, world).await
        }
        Some(tls) => {
            let stream = timeout(HANDSHAKE_LIMIT, tls.accept(line)).await??;
            let has_certificate = stream
                .get_ref()
                .1
                .peer_certificates()
                .is_some_and(|chain| !chain.is_empty());
            let peer = connection::Peer::new("https", local, has_certificate, cut);
            connection::serve(stream, peer, world).await
        }
    }
}

/// A listener on a loopback address.
pub(crate) async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}
