//! The intake as a `tower` service, for axum and whatever else takes one.

use core::{
    convert::Infallible,
    task::{Context, Poll},
    time::Duration,
};
use std::error::Error;

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use kyc_http::BoxFuture;
use tower_service::Service;

use crate::{Intake, Refusal};

/// An [`Intake`] as a service. In axum: `Router::new().route_service("/smileid", IntakeService::new(intake))`.
///
/// It reads the body within the intake's limit, and answers within 30 seconds, whatever the sender does: Smile ID waits for
/// 35. It needs a Tokio runtime with its timer.
#[derive(Clone, Debug)]
pub struct IntakeService {
    intake: Intake,
    time_limit: Duration,
}

impl IntakeService {
    /// Serves this intake.
    #[must_use]
    pub const fn new(intake: Intake) -> Self {
        Self {
            intake,
            time_limit: Duration::from_secs(30),
        }
    }

    /// The longest that reading a body and storing it may take. 30 seconds unless set.
    #[must_use]
    pub const fn with_time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }
}

impl<B> Service<Request<B>> for IntakeService
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let Self { intake, time_limit } = self.clone();
        Box::pin(async move {
            let answer = tokio::time::timeout(time_limit, take(&intake, request)).await;
            let answer = answer.unwrap_or_else(|_| intake.refuse(&Refusal::TimedOut));
            Ok(answer.map(Full::new))
        })
    }
}

async fn take<B>(intake: &Intake, request: Request<B>) -> Response<Bytes>
where
    B: Body,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    if request.method() != http::Method::POST {
        return intake.refuse(&Refusal::Method);
    }
    let (parts, body) = request.into_parts();
    let limited = Limited::new(body, intake.max_body_bytes());
    match limited.collect().await {
        Ok(body) => {
            let request = Request::from_parts(parts, body.to_bytes());
            intake.receive(&request).await
        }
        Err(error) if error.is::<LengthLimitError>() => intake.refuse(&Refusal::TooLarge),
        Err(_) => intake.refuse(&Refusal::Broken),
    }
}
