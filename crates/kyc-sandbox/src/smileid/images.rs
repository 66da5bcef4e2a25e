//! Where image links lead: to one invented pixel.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::StatusCode;

use crate::wire::Answer;

pub(super) const ROOT: &str = "/images/";

/// A PNG of one transparent pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

pub(super) fn answer() -> Answer {
    let pixel = STANDARD.decode(PIXEL).unwrap_or_default();
    Answer::of(StatusCode::OK, "image/png", pixel)
}
