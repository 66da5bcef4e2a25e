//! What the real services leave open, or what a test wants to turn.

use core::time::Duration;

/// How Smile ID answers for a job that it has never seen. No source says; the SDKs must live with both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownJob {
    /// As for a job that was created and has no zip yet: `code` 2314, "No zip uploaded yet".
    #[default]
    NoZip,
    /// HTTP 400 with code 2213.
    Refused,
}

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) settle_after: Duration,
    pub(crate) slow_answer: Duration,
    pub(crate) timestamp_tolerance: Option<Duration>,
    pub(crate) unknown_job: UnknownJob,
    pub(crate) spec_spelling: bool,
    pub(crate) callback_retries: Vec<Duration>,
    pub(crate) notification_url: Option<String>,
    pub(crate) v3_callback_url: Option<String>,
    /// The certificate service wants a client certificate.
    pub(crate) wants_certificate: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            settle_after: Duration::from_secs(3),
            slow_answer: Duration::from_secs(2),
            timestamp_tolerance: None,
            unknown_job: UnknownJob::NoZip,
            spec_spelling: false,
            // Smile ID states three retries and no delays.
            callback_retries: [1, 2, 4].map(Duration::from_secs).to_vec(),
            notification_url: None,
            v3_callback_url: None,
            wants_certificate: false,
        }
    }
}
