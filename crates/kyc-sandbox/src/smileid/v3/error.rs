//! Error bodies of V3. Source: its specification.

use http::StatusCode;
use serde_json::json;

use super::ids;
use crate::wire::Answer;

fn error(status: StatusCode, message: &str) -> Answer {
    let reason = status.canonical_reason().unwrap_or_default();
    Answer::json(status, &json!({ "status": reason, "message": message }))
}

pub(super) fn bad_request(message: &str) -> Answer {
    error(StatusCode::BAD_REQUEST, message)
}

pub(super) fn missing(field: &str) -> Answer {
    bad_request(&format!("Required field '{field}' is missing or invalid."))
}

pub(super) fn invalid_credentials() -> Answer {
    error(
        StatusCode::UNAUTHORIZED,
        "Invalid authentication credentials.",
    )
}

pub(super) fn wrong_user() -> Answer {
    error(
        StatusCode::FORBIDDEN,
        "Token is not authorized for this user ID.",
    )
}

pub(super) fn not_found(message: &str) -> Answer {
    error(StatusCode::NOT_FOUND, message)
}

/// The answer about a job that nobody knows, or, where the id is malformed, that `parameter` must be an id.
pub(super) fn unknown_job(
    job_id: &str,
    parameter: &str,
    not_found: impl FnOnce() -> Answer,
) -> Answer {
    if ids::is_job_id(job_id) {
        not_found()
    } else {
        bad_request(&format!(
            "\"{parameter}\" must be a valid TypeID with prefix 'job_'"
        ))
    }
}

pub(super) fn still_processing() -> Answer {
    error(
        StatusCode::CONFLICT,
        "Job is still processing. Callbacks can only be replayed for completed jobs.",
    )
}

pub(super) fn not_multipart() -> Answer {
    error(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "Unsupported Media Type. Required Content-Type is multipart/form-data",
    )
}

pub(super) fn rate_limited() -> Answer {
    error(
        StatusCode::TOO_MANY_REQUESTS,
        "Rate limit exceeded. Please try again later.",
    )
    .with_header("retry-after", "1")
}

pub(super) fn internal() -> Answer {
    error(
        StatusCode::INTERNAL_SERVER_ERROR,
        "An unexpected error occurred. Please try again or contact support.",
    )
}
