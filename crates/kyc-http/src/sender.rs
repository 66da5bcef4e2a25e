//! The one way in which the adapters send: attempts, each built and signed afresh.

use core::{error::Error, fmt, time::Duration};
use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use http::{Request, Response};
use kyc_model::{
    Timestamp,
    outcome::{Environment, Source},
};

use crate::{
    Clock, ExtraHeaders, Phase, ResponseLimits, RetryPolicy, Sleep, SystemClock, SystemSleep,
    Transport, TransportError, observe::Span, retry_after, source_of,
};

/// A transport with all that a client needs to use it well: time, retries, limits, headers, hooks.
///
/// Clients of the adapters take one, or a bare [`Transport`] for the defaults. Cheap to clone; clones share the transport.
///
/// ```
/// # #[cfg(feature = "rustls-ring")] {
/// use core::time::Duration;
/// use kyc_http::{ReqwestTransport, RetryPolicy, Sender};
/// let transport = ReqwestTransport::builder().build()?;
/// let sender = Sender::new(transport)
///     .with_retry(RetryPolicy::default().with_budget(Duration::from_secs(20)))
///     .on_failed_attempt(|failed| eprintln!("{} {}: {}", failed.provider, failed.operation, failed.error));
/// # }
/// # Ok::<(), kyc_http::BuildError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct Sender {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    sleep: Arc<dyn Sleep>,
    retry: RetryPolicy,
    limits: ResponseLimits,
    headers: Arc<ExtraHeaders>,
    allow_loopback_http: bool,
    trace_ids: bool,
    on_failed_attempt: Option<Arc<Hook>>,
}

type Hook = dyn Fn(&FailedAttempt<'_>) + Send + Sync;

/// An attempt that ended in an error, as a hook is told of it. Nothing in it is a value of a person.
#[derive(Debug)]
#[non_exhaustive]
pub struct FailedAttempt<'a> {
    /// Who was asked.
    pub provider: &'static str,
    /// What was asked, by the provider's name for it.
    pub operation: &'static str,
    /// Whether it may be sent more than once at all.
    pub repeat: Repeat,
    /// Which attempt this was, from 1.
    pub attempt: u32,
    /// The wait before the next attempt; `None` when this was the last.
    pub next_in: Option<Duration>,
    /// What went wrong: the adapter's own error type.
    pub error: &'a (dyn Error + 'static),
}

/// What is called, for the rules of repetition and for whoever watches.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub(crate) provider: &'static str,
    pub(crate) operation: &'static str,
    environment: Environment,
    repeat: Repeat,
    pub(crate) ids: &'a [(&'static str, &'a str)],
}

impl<'a> Call<'a> {
    /// Who is asked what, by the provider's name for it, in which environment, and whether it may be asked again.
    #[must_use]
    pub const fn new(
        provider: &'static str,
        operation: &'static str,
        environment: Environment,
        repeat: Repeat,
    ) -> Self {
        Self {
            provider,
            operation,
            environment,
            repeat,
            ids: &[],
        }
    }

    /// The same call with the ids that it is about, by their names. They are traced only
    /// [where opted in to](Sender::trace_ids), and `Debug` does not show them.
    #[must_use]
    pub const fn about(mut self, ids: &'a [(&'static str, &'a str)]) -> Self {
        self.ids = ids;
        self
    }
}

impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("provider", &self.provider)
            .field("operation", &self.operation)
            .field("environment", &self.environment)
            .field("repeat", &self.repeat)
            .finish_non_exhaustive()
    }
}

/// Whether a request may be sent more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// It changes nothing, so it may.
    Safe,
    /// It changes something. It is sent once, whatever becomes of it.
    Never,
}

/// The error of an adapter, as far as sending has to understand it.
pub trait SendError: Error + From<TransportError> + Send + 'static {
    /// Whether the request may have reached the provider.
    fn phase(&self) -> Phase;
    /// Whether the same question may succeed when it is asked again.
    fn is_retryable(&self) -> bool;
    /// How long the provider asks to wait, where the reader of the answer found that out by itself. A `Retry-After` header goes
    /// before it. `None` unless overridden.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
    /// The same error with how long the provider asks to wait; `None` where nothing says so.
    #[must_use]
    fn with_retry_after(self, wait: Option<Duration>) -> Self;
    /// The same error with how many attempts were made, and how far any of them got.
    #[must_use]
    fn with_attempts(self, attempts: u32, furthest: Phase) -> Self;
}

/// Writes how many attempts an error stands for, where there were several: the end of an adapter error's `Display`.
///
/// # Errors
/// The formatter's.
pub fn write_attempts(
    f: &mut fmt::Formatter<'_>,
    attempts: u32,
    last: Phase,
    furthest: Phase,
) -> fmt::Result {
    match attempts {
        0 | 1 => Ok(()),
        _ if last < furthest => write!(
            f,
            " (the last of {attempts} attempts; of an earlier one, {furthest})"
        ),
        _ => write!(f, " (the last of {attempts} attempts)"),
    }
}

/// An answer, and all that is needed to judge where it came from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer<T> {
    /// The reply, as the adapter read and checked it.
    pub reply: T,
    /// Where it came from: `asked`, `loopback`, or `unverified` when the transport does not verify TLS.
    pub source: Source,
    /// Which environment answered.
    pub environment: Environment,
    /// When the attempt that was answered began.
    pub retrieved_at: Timestamp,
    /// How many attempts it took.
    pub attempts: u32,
}

impl<T> Answer<T> {
    /// An answer at the first attempt, for tests of whatever takes one.
    #[must_use]
    pub const fn new(
        reply: T,
        source: Source,
        environment: Environment,
        retrieved_at: Timestamp,
    ) -> Self {
        Self {
            reply,
            source,
            environment,
            retrieved_at,
            attempts: 1,
        }
    }
}

impl<T: Transport + 'static> From<T> for Sender {
    fn from(transport: T) -> Self {
        Self::new(transport)
    }
}

impl Sender {
    /// Sends over `transport`, with the system's clock and the default [`RetryPolicy`] and [`ResponseLimits`].
    pub fn new(transport: impl Transport + 'static) -> Self {
        Self {
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
            sleep: Arc::new(SystemSleep),
            retry: RetryPolicy::default(),
            limits: ResponseLimits::default(),
            headers: Arc::new(ExtraHeaders::new()),
            allow_loopback_http: false,
            trace_ids: false,
            on_failed_attempt: None,
        }
    }

    /// Takes the time for signing and for the budget of attempts from `clock`.
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Waits between attempts by `sleep`.
    pub fn with_sleep(mut self, sleep: impl Sleep + 'static) -> Self {
        self.sleep = Arc::new(sleep);
        self
    }

    /// Repeats what is safe to repeat by this policy.
    pub const fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Reads answers within these limits.
    pub const fn with_limits(mut self, limits: ResponseLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds these headers to every request.
    pub fn with_headers(mut self, headers: ExtraHeaders) -> Self {
        self.headers = Arc::new(headers);
        self
    }

    /// Whether plain `http` to this machine is allowed; it is not unless set. For tests and sandboxes. The transport must allow
    /// it too, and answers get the source `loopback`.
    pub const fn allow_loopback_http(mut self, allow: bool) -> Self {
        self.allow_loopback_http = allow;
        self
    }

    /// Writes the ids that a question is about into its tracing span. They are personal data: opt in only where the
    /// traces are kept as carefully as the answers.
    pub const fn trace_ids(mut self) -> Self {
        self.trace_ids = true;
        self
    }

    /// Calls `hook` after every attempt that failed, before any wait. It should return soon and not panic.
    pub fn on_failed_attempt(
        mut self,
        hook: impl Fn(&FailedAttempt<'_>) + Send + Sync + 'static,
    ) -> Self {
        self.on_failed_attempt = Some(Arc::new(hook));
        self
    }

    /// How much of an answer is read.
    #[must_use]
    pub const fn limits(&self) -> ResponseLimits {
        self.limits
    }

    /// The present instant by the sender's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Sends what `build` makes and gives the answer to `read`, in as many attempts as `call` and the policy allow.
    ///
    /// Each attempt is built anew for the time it begins at, so a signature is never older than its attempt. Dropping
    /// the future ends the attempt or the wait it is in and leaves nothing behind.
    ///
    /// # Errors
    /// The last attempt's, with the number of attempts and the furthest phase of any.
    pub async fn send<T, E: SendError>(
        &self,
        call: Call<'_>,
        build: impl Fn(Timestamp) -> Result<Request<Bytes>, E> + Send + Sync,
        read: impl Fn(&Response<Bytes>, Timestamp) -> Result<T, E> + Send + Sync,
    ) -> Result<Answer<T>, E> {
        self.send_and_settle(call, build, read, |error| error).await
    }

    /// As [`send`](Self::send), but each attempt's error passes through `settle` before it is traced, given to the hook
    /// or returned: for what only the caller knows, such as whether a registration may exist.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_and_settle<T, E: SendError>(
        &self,
        call: Call<'_>,
        build: impl Fn(Timestamp) -> Result<Request<Bytes>, E> + Send + Sync,
        read: impl Fn(&Response<Bytes>, Timestamp) -> Result<T, E> + Send + Sync,
        settle: impl Fn(E) -> E + Send + Sync,
    ) -> Result<Answer<T>, E> {
        let span = Span::of_request(&call, self.trace_ids);
        let started = Instant::now();
        let mut attempts = self.retry.start(self.clock.now());
        let mut furthest = Phase::NotSent;
        loop {
            let number = attempts.begin();
            let attempt = span.of_attempt(number);
            let mut seen = Seen::default();
            let exchange = self.attempt(&attempt, &mut seen, &build, &read);
            let result = span.around(attempt.around(exchange)).await;
            let error = match result {
                Ok((reply, source, retrieved_at)) => {
                    span.ended(seen.status, Some(number), started.elapsed());
                    return Ok(Answer {
                        reply,
                        source,
                        environment: call.environment,
                        retrieved_at,
                        attempts: number,
                    });
                }
                Err(error) => error,
            };
            furthest = furthest.max(error.phase());
            let may_repeat = call.repeat == Repeat::Safe && error.is_retryable();
            let asked_to_wait = seen.asked_to_wait.or_else(|| error.retry_after());
            let wait = may_repeat
                .then(|| attempts.wait(self.clock.now(), asked_to_wait))
                .flatten();
            let error = error
                .with_retry_after(asked_to_wait)
                .with_attempts(number, furthest);
            let error = settle(error);
            span.failed(&error, wait);
            if let Some(hook) = &self.on_failed_attempt {
                hook(&FailedAttempt {
                    provider: call.provider,
                    operation: call.operation,
                    repeat: call.repeat,
                    attempt: number,
                    next_in: wait,
                    error: &error,
                });
            }
            let Some(wait) = wait else {
                span.ended(seen.status, Some(number), started.elapsed());
                return Err(error);
            };
            drop(error);
            span.around(self.sleep.sleep(wait)).await;
        }
    }

    async fn attempt<T, E: SendError>(
        &self,
        span: &Span,
        seen: &mut Seen,
        build: &(impl Fn(Timestamp) -> Result<Request<Bytes>, E> + Send + Sync),
        read: &(impl Fn(&Response<Bytes>, Timestamp) -> Result<T, E> + Send + Sync),
    ) -> Result<(T, Source, Timestamp), E> {
        let started = Instant::now();
        let sent_at = self.clock.now();
        let mut request = build(sent_at)?;
        self.headers.add_to(&mut request);
        span.server(request.uri());
        let source = source_of(request.uri(), self.allow_loopback_http, &*self.transport)?;
        let sent = self.transport.send(request, self.limits).await;
        seen.status = sent
            .as_ref()
            .ok()
            .map(|response| response.status().as_u16());
        span.ended(seen.status, None, started.elapsed());
        let response = sent?;
        let now = self.clock.now();
        seen.asked_to_wait = retry_after(response.headers(), now);
        Ok((read(&response, now)?, source, sent_at))
    }
}

/// What an attempt brought besides its answer or error.
#[derive(Default)]
struct Seen {
    status: Option<u16>,
    asked_to_wait: Option<Duration>,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("retry", &self.retry)
            .field("limits", &self.limits)
            .field("allow_loopback_http", &self.allow_loopback_http)
            .field("trace_ids", &self.trace_ids)
            .finish_non_exhaustive()
    }
}
