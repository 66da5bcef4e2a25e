//! The bodies of answers, whole and broken off.

use core::{
    pin::Pin,
    task::{Context, Poll},
};
use std::io;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

/// A body that is announced whole and may end in an error after half of it.
#[derive(Debug)]
pub(super) struct Outgoing {
    announced: u64,
    left: Option<Bytes>,
    breaks_off: bool,
}

impl Outgoing {
    pub(super) fn whole(bytes: Bytes) -> Self {
        Self {
            announced: length(&bytes),
            left: Some(bytes),
            breaks_off: false,
        }
    }

    pub(super) fn truncated(bytes: &Bytes) -> Self {
        Self {
            announced: length(bytes),
            left: Some(bytes.slice(..bytes.len() / 2)),
            breaks_off: true,
        }
    }
}

fn length(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.left.take() {
            Some(bytes) if !bytes.is_empty() => Some(Ok(Frame::data(bytes))),
            _ if self.breaks_off => Some(Err(io::ErrorKind::BrokenPipe.into())),
            _ => None,
        })
    }

    fn is_end_stream(&self) -> bool {
        !self.breaks_off && self.left.as_ref().is_none_or(Bytes::is_empty)
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}

/// Why no answer goes out.
#[derive(Debug)]
pub(super) struct ConnectionCut;

impl core::fmt::Display for ConnectionCut {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the connection is cut, as the scenario says")
    }
}

impl core::error::Error for ConnectionCut {}
