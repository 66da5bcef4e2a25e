//! Listening, connections, and how answers go out.

mod body;
mod client_ca;
mod connection;
mod line;
mod place;
mod refusal;
mod tls;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

pub(crate) use connection::{collapsed, limit, route};
use place::Place;
pub(crate) use refusal::answer as refuse;
pub(crate) use tls::{Acceptor, ServerTls, TlsError};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, oneshot},
    time::timeout,
};

use crate::world::World;

/// So many connections are served at once; further ones wait.
const MAX_CONNECTIONS: usize = 1_024;
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);
/// After an accept that failed, as it does when no file descriptor is left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves until `stop` is sent or dropped.
pub(crate) async fn run(
    listener: TcpListener,
    tls: Option<Acceptor>,
    world: Arc<World>,
    stop: oneshot::Receiver<()>,
) {
    tokio::select! {
        () = accept(listener, tls, world) => {}
        _ = stop => {}
    }
}

async fn accept(listener: TcpListener, tls: Option<Acceptor>, world: Arc<World>) {
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
            let _ = serve(stream, tls, world, Place::new(place)).await;
        });
    }
}

async fn serve(
    stream: TcpStream,
    tls: Option<Acceptor>,
    world: Arc<World>,
    place: Place,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let local = stream.local_addr()?;
    let (line, cut) = line::Line::new(stream);
    match tls {
        None => {
            let peer = connection::Peer::new("http", local, false, cut, place);
            connection::serve(line, peer, world).await
        }
        Some(tls) => {
            let (stream, has_trusted_certificate) =
                timeout(HANDSHAKE_LIMIT, tls.accept(line)).await??;
            let peer = connection::Peer::new("https", local, has_trusted_certificate, cut, place);
            connection::serve(stream, peer, world).await
        }
    }
}

/// A listener on a loopback address.
pub(crate) async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}
