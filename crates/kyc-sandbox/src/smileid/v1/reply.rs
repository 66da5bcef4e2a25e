//! Signing, and spoiling what a scenario wants spoilt.

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::{Map, Value};
use smileid::signature;

use super::course::Twist;
use crate::{
    smileid::{error, error::Family},
    wire::{Answer, Delivery, html_500},
    world::World,
};

/// More than any client takes.
const HUGE_BYTES: usize = 9 * 1024 * 1024;
const DEEP_LEVELS: usize = 100_000;
/// When the pair of the scenario `replayed` was made.
const LONG_AGO: &str = "2020-01-02T03:04:05.678Z";

/// Puts a pair among the members: one for the present time, or what the scenario has instead.
pub(super) fn sign(members: &mut Map<String, Value>, twist: Twist, world: &World) {
    let now = world.clock.now();
    let timestamp = match twist {
        Twist::OldPair => LONG_AGO.to_owned(),
        _ => now.to_rfc3339_millis(),
    };
    // The account's key has no dates, so it is valid at any time.
    let pair = signature::sign(&world.credentials, &timestamp, now).unwrap_or_default();
    members.insert("timestamp".to_owned(), timestamp.into());
    match twist {
        Twist::NoSignature => None,
        Twist::WrongSignature => members.insert("signature".to_owned(), altered(&pair).into()),
        _ => members.insert("signature".to_owned(), pair.into()),
    };
}

/// The signed answer to a question about a job, or what the scenario has instead.
pub(super) fn answer(
    mut members: Map<String, Value>,
    twist: Twist,
    questions: u32,
    world: &World,
) -> Answer {
    match twist {
        Twist::NotAuthorized => return error::not_authorized(Family::Jobs),
        Twist::NoEnrolledUser => return error::no_enrolled_user(),
        Twist::SystemError => return error::system_error(),
        Twist::RateLimited => return error::rate_limited(),
        Twist::Html500 => return html_500(),
        Twist::FailsOnce if questions == 1 => return error::unavailable(),
        Twist::NotJson => return Answer::of(StatusCode::OK, "text/plain", "It works!"),
        Twist::Empty => return Answer::of(StatusCode::OK, "application/json", ""),
        _ => {}
    }
    sign(&mut members, twist, world);
    let mut body = Value::Object(members).to_string();
    match twist {
        Twist::Huge => {
            body = with_member(&body, "padding", &format!("\"{}\"", "x".repeat(HUGE_BYTES)))
        }
        Twist::Deep => {
            let (open, close) = ("[".repeat(DEEP_LEVELS), "]".repeat(DEEP_LEVELS));
            body = with_member(&body, "deep", &format!("{open}{close}"));
        }
        _ => {}
    }
    let delivery = match twist {
        Twist::Slow => Delivery::After(world.settings.slow_answer),
        Twist::Hang => Delivery::Never,
        Twist::Reset => Delivery::Reset,
        Twist::Truncated => Delivery::Half,
        _ => Delivery::AtOnce,
    };
    Answer::of(StatusCode::OK, "application/json", body).delivered(delivery)
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
