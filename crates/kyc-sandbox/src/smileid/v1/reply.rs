//! Signing, and spoiling what a scenario wants spoilt.

use http::StatusCode;
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value};
use smileid::signature;

use super::course::Twist;
use crate::{
    smileid::error,
    wire::{Answer, Delivery, html_500},
    world::World,
};

/// More than any client takes.
const HUGE_BYTES: usize = 9 * 1024 * 1024;
const DEEP_LEVELS: usize = 100_000;
/// When the pair of the scenario `replayed` was made.
const LONG_AGO: &str = "2020-01-02T03:04:05.678Z";

/// Puts a pair for `now` among the members.
pub(super) fn sign(members: &mut Map<String, Value>, world: &World, now: Timestamp) {
    sign_for(members, world, &now.to_rfc3339_millis());
}

fn sign_for(members: &mut Map<String, Value>, world: &World, timestamp: &str) {
    let now = world.clock.now();
    // The account's key has no dates, so it is valid at any time.
    let pair = signature::sign(&world.credentials, timestamp, now).unwrap_or_default();
    members.insert("timestamp".to_owned(), timestamp.into());
    members.insert("signature".to_owned(), pair.into());
}

/// The signed answer to a question about a job, or what the scenario has instead.
pub(super) fn answer(
    mut members: Map<String, Value>,
    twist: Twist,
    questions: u32,
    world: &World,
) -> Answer {
    match twist {
        Twist::NotAuthorized => return error::not_authorized(),
        Twist::NoEnrolledUser => return error::no_enrolled_user(),
        Twist::SystemError => return error::system_error(),
        Twist::RateLimited => return error::rate_limited(),
        Twist::Html500 => return html_500(),
        Twist::FailsOnce if questions == 1 => return error::unavailable(),
        Twist::NotJson => return Answer::of(StatusCode::OK, "text/plain", "It works!"),
        Twist::Empty => return Answer::of(StatusCode::OK, "application/json", ""),
        _ => {}
    }
    match twist {
        Twist::OldPair => sign_for(&mut members, world, LONG_AGO),
        _ => sign(&mut members, world, world.clock.now()),
    }
    match twist {
        Twist::WrongSignature => alter(&mut members),
        Twist::NoSignature => drop(members.remove("signature")),
        Twist::Huge => {
            members.insert("padding".to_owned(), "x".repeat(HUGE_BYTES).into());
        }
        _ => {}
    }
    let mut body = Value::Object(members).to_string();
    if twist == Twist::Deep {
        body = deepened(&body);
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

/// Makes it another signature of the same form.
pub(super) fn alter(members: &mut Map<String, Value>) {
    if let Some(Value::String(signature)) = members.get_mut("signature") {
        let first = if signature.starts_with('A') { "B" } else { "A" };
        let rest: String = signature.chars().skip(1).collect();
        *signature = format!("{first}{rest}");
    }
}

fn deepened(body: &str) -> String {
    let (open, close) = ("[".repeat(DEEP_LEVELS), "]".repeat(DEEP_LEVELS));
    let rest = body.strip_prefix('{').unwrap_or(body);
    format!("{{\"deep\":{open}{close},{rest}")
}
