//! One connection: requests are read whole, answered by a provider's module, logged.

use core::{fmt::Display, time::Duration};
use std::{io, net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode, header, uri::Authority};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{body::Incoming as IncomingBody, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use kyc_http::Clock as _;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};

use super::{
    body::{ConnectionCut, Outgoing},
    refusal,
    slot::ConnectionSlot,
    stream::ResetFlag,
};
use crate::{
    greenid,
    log::{self, Received},
    shared_state::SharedState,
    smileid,
    wire::{Answer, Incoming, ResponseMode},
};

const HEAD_LIMIT: Duration = Duration::from_secs(10);
const BODY_LIMIT: Duration = Duration::from_secs(30);
/// Longer than clients wait for an answer that never comes.
const HANG_LIMIT: Duration = Duration::from_secs(60);
const MAX_HEAD_BYTES: usize = 64 * 1024;
const MAX_HEADERS: usize = 100;
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;
/// Of zips and of forms with images.
const MAX_UPLOAD_BYTES: usize = 32 * 1024 * 1024;

/// The other end of a connection.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    scheme: &'static str,
    local: SocketAddr,
    has_trusted_certificate: bool,
    reset: ResetFlag,
    slot: ConnectionSlot,
}

impl Peer {
    pub(super) const fn new(
        scheme: &'static str,
        local: SocketAddr,
        has_trusted_certificate: bool,
        reset: ResetFlag,
        slot: ConnectionSlot,
    ) -> Self {
        Self {
            scheme,
            local,
            has_trusted_certificate,
            reset,
            slot,
        }
    }
}

/// Where the client believes to be, so that links in answers lead back by the same way; `local` where it does not say.
pub(crate) fn base(scheme: &str, headers: &HeaderMap, local: &dyn Display) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .and_then(|host| host.parse::<Authority>().ok());
    match host {
        Some(host) => format!("{scheme}://{host}"),
        None => format!("{scheme}://{local}"),
    }
}

pub(super) async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    shared: Arc<SharedState>,
) -> io::Result<()> {
    let answer = |request| answer(request, peer.clone(), Arc::clone(&shared));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_LIMIT)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        // Who has said everything may still want the answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), service_fn(answer))
        .await
        .map_err(io::Error::other)
}

async fn answer(
    request: Request<IncomingBody>,
    peer: Peer,
    shared: Arc<SharedState>,
) -> Result<Response<Outgoing>, ConnectionCut> {
    let (parts, body) = request.into_parts();
    let at = shared.clock.now();
    let is_chunked = parts.headers.contains_key(header::TRANSFER_ENCODING);
    let path = collapsed(parts.uri.path());
    let (body, refused) = match read(body, limit(&path)).await {
        Ok(body) => (body, None),
        Err(status) => (Bytes::new(), Some(status)),
    };
    let incoming = Incoming {
        base: base(peer.scheme, &parts.headers, &peer.local),
        method: parts.method,
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers,
        has_trusted_certificate: peer.has_trusted_certificate,
        path,
        body,
        is_chunked,
    };
    let answer = match refused {
        Some(status) => refusal::answer(status, &incoming.path),
        None => route(&incoming, &shared),
    };
    let is_cut = matches!(answer.mode, ResponseMode::Reset | ResponseMode::Hang);
    shared.log.received(Received {
        at,
        method: incoming.method,
        path: parts.uri.path().to_owned(),
        headers: incoming.headers,
        body: log::truncated(&incoming.body),
        answered: (!is_cut).then(|| answer.response.status().as_u16()),
    });
    deliver(answer, &peer).await
}

pub(crate) fn route(incoming: &Incoming, shared: &Arc<SharedState>) -> Answer {
    if incoming.path.starts_with(greenid::ROOT) {
        greenid::answer(incoming, shared)
    } else {
        smileid::answer(incoming, shared)
    }
}

async fn deliver(answer: Answer, peer: &Peer) -> Result<Response<Outgoing>, ConnectionCut> {
    match answer.mode {
        ResponseMode::Immediate => {}
        ResponseMode::After(wait) => tokio::time::sleep(wait).await,
        ResponseMode::Hang => {
            // Whoever waits for nothing keeps nobody else out.
            peer.slot.release();
            tokio::time::sleep(HANG_LIMIT).await;
            peer.reset.mark();
            return Err(ConnectionCut);
        }
        ResponseMode::Reset => {
            peer.reset.mark();
            return Err(ConnectionCut);
        }
        ResponseMode::Truncated => {
            let (parts, body) = (*answer.response).into_parts();
            return Ok(Response::from_parts(parts, Outgoing::truncated(&body)));
        }
    }
    Ok((*answer.response).map(Outgoing::whole))
}

/// Clients whose base URL ends in a slash send two.
pub(crate) fn collapsed(path: &str) -> String {
    let mut collapsed = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !collapsed.ends_with('/') {
            collapsed.push(letter);
        }
    }
    collapsed
}

pub(crate) fn limit(path: &str) -> usize {
    if smileid::takes_uploads(path) {
        MAX_UPLOAD_BYTES
    } else {
        MAX_BODY_BYTES
    }
}

async fn read(body: IncomingBody, limit: usize) -> Result<Bytes, StatusCode> {
    let whole = timeout(BODY_LIMIT, Limited::new(body, limit).collect())
        .await
        .map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    match whole {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::{sync::Semaphore, time::Instant};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_hanging_answer_holds_no_slot_and_is_cut_off_after_a_minute() {
        let room = Arc::new(Semaphore::new(1));
        let slot = ConnectionSlot::new(Arc::clone(&room).acquire_owned().await.unwrap());
        let local = (Ipv4Addr::LOCALHOST, 1).into();
        let peer = Peer::new("http", local, false, ResetFlag::default(), slot);
        let begun = Instant::now();
        let hanging = Answer::json(StatusCode::OK, &true.into()).with_mode(ResponseMode::Hang);
        let waiting = tokio::spawn(async move { deliver(hanging, &peer).await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        assert_eq!(room.available_permits(), 1);
        assert!(waiting.await.unwrap().is_err());
        assert_eq!(begun.elapsed(), Duration::from_secs(60));
    }

    #[test]
    fn slashes_are_collapsed() {
        assert_eq!(collapsed("/v1//job_status"), "/v1/job_status");
        assert_eq!(collapsed("///"), "/");
        assert_eq!(collapsed("/v1/job_status/"), "/v1/job_status/");
    }
}
