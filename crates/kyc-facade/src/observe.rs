//! What `tracing` is told of an outcome: what was decided and by which row, never about whom.

use kyc_model::outcome::{Provider, VerificationOutcome};

use crate::Result;

#[cfg(feature = "tracing")]
pub(crate) async fn outcome(
    provider: &Provider,
    asking: impl Future<Output = Result<VerificationOutcome>>,
) -> Result<VerificationOutcome> {
    use tracing::{Instrument, field::Empty};

    let span = tracing::info_span!(
        "kyc.outcome",
        otel.status_code = Empty,
        provider = provider.as_str(),
        decision = Empty,
        finality = Empty,
        decided_by = Empty,
        latency_ms = Empty,
        error = Empty,
    );
    let started = std::time::Instant::now();
    let result = asking.instrument(span.clone()).await;
    let millis = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
    span.record("latency_ms", millis);
    match &result {
        Ok(outcome) => {
            span.record("decision", outcome.decision().as_str());
            span.record("finality", outcome.finality().as_str());
            span.record("decided_by", outcome.decided_by());
        }
        Err(error) => {
            span.record("error", tracing::field::display(error));
            span.record("otel.status_code", "ERROR");
        }
    }
    result
}

#[cfg(not(feature = "tracing"))]
pub(crate) async fn outcome(
    _: &Provider,
    asking: impl Future<Output = Result<VerificationOutcome>>,
) -> Result<VerificationOutcome> {
    asking.await
}
