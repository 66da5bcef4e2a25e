//! Faults of scenarios that lie in the transport of an answer.

use http::{StatusCode, header};

use super::reply::MEDIA_TYPE;
use crate::{
    settings::Settings,
    wire::{self, Answer, ResponseMode},
};

/// More than clients should be willing to read.
const HUGE: usize = 9 * 1024 * 1024;

/// Something that happens to an answer that is otherwise good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransportFault {
    Slow,
    Hang,
    Reset,
    Truncated,
    Html500,
    RateLimited,
    Huge,
    Empty,
    NotXml,
    Doctype,
}

impl TransportFault {
    pub(super) fn apply(self, answer: Answer, settings: &Settings) -> Answer {
        match self {
            Self::Slow => answer.with_mode(ResponseMode::After(settings.slow_answer)),
            Self::Hang => answer.with_mode(ResponseMode::Hang),
            Self::Reset => answer.with_mode(ResponseMode::Reset),
            Self::Truncated => answer.with_mode(ResponseMode::Truncated),
            Self::Html500 => wire::html_500(),
            Self::RateLimited => Answer::of(
                StatusCode::TOO_MANY_REQUESTS,
                "text/plain",
                "Too Many Requests",
            )
            .with_header(header::RETRY_AFTER.as_str(), "1"),
            Self::Huge => with_text(&answer, "", &" ".repeat(HUGE)),
            Self::Empty => Answer::of(StatusCode::OK, MEDIA_TYPE, ""),
            Self::NotXml => Answer::of(StatusCode::OK, MEDIA_TYPE, "OK"),
            Self::Doctype => with_text(&answer, "<!DOCTYPE env:Envelope>", ""),
        }
    }
}

/// Blanks may follow the end of a document.
fn with_text(answer: &Answer, before: &str, behind: &str) -> Answer {
    let body = [before.as_bytes(), answer.response.body(), behind.as_bytes()].concat();
    Answer::of(StatusCode::OK, MEDIA_TYPE, body)
}
