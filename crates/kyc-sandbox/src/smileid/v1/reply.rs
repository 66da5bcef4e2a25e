//! Signing, and the faults that a scenario puts into an answer.

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::{Map, Value};
use smileid::signature;

use super::steps::Fault;
use crate::{
    shared_state::SharedState,
    smileid::{error, error::Family},
    wire::{Answer, ResponseMode, html_500},
};

/// More than any client takes.
const HUGE_BYTES: usize = 9 * 1024 * 1024;
const DEEP_LEVELS: usize = 100_000;
/// When the pair of the scenario `replayed` was made.
const LONG_AGO: &str = "2020-01-02T03:04:05.678Z";

/// Puts a pair among the members: one for the present time, or what the scenario has instead.
pub(super) fn sign(members: &mut Map<String, Value>, fault: Fault, shared: &SharedState) {
    let now = shared.clock.now();
    let timestamp = match fault {
        Fault::OldPair => LONG_AGO.to_owned(),
        _ => now.to_rfc3339_millis(),
    };
    // The account's key has no dates, so it is valid at any time.
    let pair = signature::sign(&shared.credentials, &timestamp, now).unwrap_or_default();
    members.insert("timestamp".to_owned(), timestamp.into());
    match fault {
        Fault::NoSignature => None,
        Fault::WrongSignature => members.insert("signature".to_owned(), altered(&pair).into()),
        _ => members.insert("signature".to_owned(), pair.into()),
    };
}

/// The signed answer to a question about a job, or what the scenario has instead.
pub(super) fn answer(
    mut members: Map<String, Value>,
    fault: Fault,
    questions: u32,
    shared: &SharedState,
) -> Answer {
    match fault {
        Fault::NotAuthorized => return error::not_authorized(Family::Jobs),
        Fault::NoEnrolledUser => return error::no_enrolled_user(),
        Fault::SystemError => return error::system_error(),
        Fault::RateLimited => return error::rate_limited(),
        Fault::Html500 => return html_500(),
        Fault::FailsOnce if questions == 1 => return error::unavailable(),
        Fault::NotJson => return Answer::of(StatusCode::OK, "text/plain", "It works!"),
        Fault::Empty => return Answer::of(StatusCode::OK, "application/json", ""),
        _ => {}
    }
    sign(&mut members, fault, shared);
    let mut body = Value::Object(members).to_string();
    match fault {
        Fault::Huge => {
            body = with_member(&body, "padding", &format!("\"{}\"", "x".repeat(HUGE_BYTES)))
        }
        Fault::Deep => {
            let (open, close) = ("[".repeat(DEEP_LEVELS), "]".repeat(DEEP_LEVELS));
            body = with_member(&body, "deep", &format!("{open}{close}"));
        }
        _ => {}
    }
    let mode = match fault {
        Fault::Slow => ResponseMode::After(shared.settings.slow_answer),
        Fault::Hang => ResponseMode::Hang,
        Fault::Reset => ResponseMode::Reset,
        Fault::Truncated => ResponseMode::Truncated,
        _ => ResponseMode::Immediate,
    };
    Answer::of(StatusCode::OK, "application/json", body).with_mode(mode)
}

/// Another signature of the same form.
fn altered(signature: &str) -> String {
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest: String = signature.chars().skip(1).collect();
    format!("{first}{rest}")
}

/// The document with one more member, by its text: a serializer would take seconds for the large ones.
fn with_member(body: &str, name: &str, value: &str) -> String {
    let rest = body.strip_prefix('{').unwrap_or(body);
    format!("{{\"{name}\":{value},{rest}")
}
