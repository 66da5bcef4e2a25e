//! What `tracing` is told of a request: never a body, a header, a path or a query, and ids only where opted in to.

use core::time::Duration;
#[cfg(feature = "tracing")]
use tracing::{
    field::Empty,
    instrument::{Instrument, Instrumented},
};

use crate::Call;

/// A span, or nothing without feature `tracing`.
pub(crate) struct Span {
    #[cfg(feature = "tracing")]
    inner: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Span {
    pub(crate) fn of_request(call: &Call<'_>, with_ids: bool) -> Self {
        let inner = tracing::info_span!(
            "kyc.request",
            otel.kind = "client",
            otel.status_code = Empty,
            provider = call.provider,
            operation = call.operation,
            ids = Empty,
            attempts = Empty,
            status = Empty,
            latency_ms = Empty,
            error = Empty,
        );
        if with_ids && !inner.is_disabled() {
            let ids: Vec<_> = call.ids.iter().map(|(k, v)| format!("{k}={v}")).collect();
            inner.record("ids", ids.join(" "));
        }
        Self { inner }
    }

    pub(crate) fn of_attempt(&self, number: u32) -> Self {
        let inner = tracing::debug_span!(
            parent: &self.inner,
            "kyc.attempt",
            attempt = i64::from(number),
            server = Empty,
            status = Empty,
            latency_ms = Empty,
        );
        Self { inner }
    }

    pub(crate) fn server(&self, uri: &http::Uri) {
        self.inner.record("server", uri.host().unwrap_or_default());
    }

    pub(crate) fn ended(&self, status: Option<u16>, attempts: Option<u32>, latency: Duration) {
        if let Some(status) = status {
            self.inner.record("status", i64::from(status));
        }
        if let Some(attempts) = attempts {
            self.inner.record("attempts", i64::from(attempts));
        }
        let millis = i64::try_from(latency.as_millis()).unwrap_or(i64::MAX);
        self.inner.record("latency_ms", millis);
    }

    pub(crate) fn failed(&self, error: &dyn core::error::Error, wait: Option<Duration>) {
        let error = tracing::field::display(error);
        match wait {
            Some(wait) => self.inner.in_scope(|| {
                let wait_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
                tracing::info!(error, wait_ms, "repeating a request");
            }),
            None => {
                self.inner.record("error", &error);
                self.inner.record("otel.status_code", "ERROR");
            }
        }
    }

    /// An `async fn` would store the future both as argument and as awaited value: twice the size at each level.
    pub(crate) fn around<F: Future>(&self, future: F) -> Instrumented<F> {
        future.instrument(self.inner.clone())
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(
    clippy::unused_self,
    clippy::missing_const_for_fn,
    reason = "the same shape as with tracing"
)]
impl Span {
    pub(crate) fn of_request(_: &Call<'_>, _: bool) -> Self {
        Self {}
    }

    pub(crate) fn of_attempt(&self, _: u32) -> Self {
        Self {}
    }

    pub(crate) fn server(&self, _: &http::Uri) {}

    pub(crate) fn ended(&self, _: Option<u16>, _: Option<u32>, _: Duration) {}

    pub(crate) fn failed(&self, _: &dyn core::error::Error, _: Option<Duration>) {}

    pub(crate) fn around<F: Future>(&self, future: F) -> F {
        future
    }
}
