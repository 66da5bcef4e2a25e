//! What a reqwest error means, without keeping any of it: its texts hold the URL.

use core::error::Error;
use std::io;

use rustls::Error as TlsError;

use super::TlsFailure;
use crate::{Phase, TransportError, TransportErrorKind};

/// An error from before the headers were read.
pub(super) fn before_headers(error: &reqwest::Error) -> TransportError {
    if error.is_connect() {
        let found = Found::behind(error);
        let made = found.error(error, TransportErrorKind::Connect, Phase::NotSent);
        return if error.is_dns() {
            made.with_cause("the host name did not resolve")
        } else {
            made
        };
    }
    // Whatever is not known to come before sending may come after it.
    Found::behind(error).error(error, TransportErrorKind::Interrupted, Phase::MaybeSent)
}

/// An error from after the headers were read.
pub(super) fn reading_body(error: &reqwest::Error) -> TransportError {
    let found = Found::behind(error);
    let otherwise = if found.decoder {
        TransportErrorKind::Decode
    } else {
        TransportErrorKind::Interrupted
    };
    found.error(error, otherwise, Phase::Answered)
}

/// What is known of the errors behind a reqwest error.
#[derive(Default)]
struct Found {
    tls: Option<&'static str>,
    io: Option<io::ErrorKind>,
    /// Decompression failed.
    decoder: bool,
}

impl Found {
    fn behind(error: &reqwest::Error) -> Self {
        let mut found = Self::default();
        let mut parent_is_reqwest = true;
        let mut next = error.source();
        while let Some(error) = next {
            if let Some(error) = error.downcast_ref::<TlsError>() {
                found.tls = Some(TlsFailure::of(error).text());
            }
            next = if let Some(error) = error.downcast_ref::<io::Error>() {
                found.io = Some(error.kind());
                // The network's errors come by way of hyper, the decompressor's do not.
                found.decoder |= parent_is_reqwest;
                // io::Error::source skips the error that it wraps.
                error.get_ref().map(|inner| inner as _)
            } else {
                error.source()
            };
            parent_is_reqwest = error.is::<reqwest::Error>();
        }
        found
    }

    fn error(
        &self,
        error: &reqwest::Error,
        otherwise: TransportErrorKind,
        phase: Phase,
    ) -> TransportError {
        if let Some(class) = self.tls {
            return TransportError::new(TransportErrorKind::Tls, phase).with_cause(class);
        }
        if error.is_timeout() {
            return TransportError::new(TransportErrorKind::Timeout, phase);
        }
        let made = TransportError::new(otherwise, phase);
        match self.io {
            Some(kind) => made.with_io_kind(kind),
            None => made,
        }
    }
}
