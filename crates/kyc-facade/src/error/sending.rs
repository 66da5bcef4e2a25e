//! What a provider outside this library needs to ask through a [`kyc_http::Sender`].

use core::time::Duration;

use kyc_http::{Phase, SendError, TransportError, TransportErrorKind};

use super::{Error, ErrorKind};

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::InvalidRequest => ErrorKind::InvalidRequest,
            _ => ErrorKind::Transport,
        };
        Self::new(kind, error.phase())
            .with_retryable(error.is_retryable())
            .with_source(error)
    }
}

impl SendError for Error {
    fn phase(&self) -> Phase {
        self.0.phase
    }

    fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.change().retry_after = wait;
        self
    }

    fn with_attempts(mut self, attempts: u32, furthest: Phase) -> Self {
        let inner = self.change();
        inner.attempts = attempts;
        inner.last_phase = inner.phase;
        inner.phase = furthest;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_on_the_way_keeps_its_phase_and_tells_how_often() {
        let lost = TransportError::new(TransportErrorKind::Timeout, Phase::MaybeSent);
        let error = SendError::with_attempts(Error::from(lost), 3, Phase::Answered);
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert_eq!(error.phase(), Phase::Answered);
        assert!(error.is_retryable());
        assert_eq!(
            error.to_string(),
            "transport failure (the last of 3 attempts; of an earlier one, the provider answered the request)"
        );
        let waits = SendError::with_retry_after(error, Some(Duration::from_secs(7)));
        assert_eq!(waits.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(SendError::retry_after(&waits), waits.retry_after());
        let refused = TransportError::new(TransportErrorKind::Tls, Phase::NotSent);
        assert!(!Error::from(refused).is_retryable());
        let unsendable = TransportError::new(TransportErrorKind::InvalidRequest, Phase::NotSent);
        assert_eq!(Error::from(unsendable).kind(), ErrorKind::InvalidRequest);
    }
}
