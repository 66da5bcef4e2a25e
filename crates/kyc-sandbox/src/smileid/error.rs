//! Error bodies of V1. Codes: error-codes page; texts are the sandbox's own where no page has them.

use http::StatusCode;
use serde_json::json;

use crate::wire::Answer;

fn refused(code: &str, text: &str) -> Answer {
    Answer::json(
        StatusCode::BAD_REQUEST,
        &json!({ "error": text, "code": code }),
    )
}

pub(super) fn invalid_json() -> Answer {
    refused("2203", "Invalid JSON in request body")
}

pub(super) fn wrong_type(member: &str) -> Answer {
    refused("2204", &format!("Wrong data type: {member}"))
}

pub(super) fn legacy_key() -> Answer {
    let text = "sec_key is no longer taken; send signature and timestamp (HMAC-SHA256)";
    refused("2205", text)
}

pub(super) fn not_authorized() -> Answer {
    refused("2205", "You are not authorized to do that.")
}

pub(super) fn missing(member: &str) -> Answer {
    refused("2213", &format!("Missing required parameter: {member}"))
}

pub(super) fn invalid_job_type() -> Answer {
    refused("2212", "Invalid job type")
}

pub(super) fn job_exists() -> Answer {
    refused("2215", "A job already exists for this job_id")
}

pub(super) fn no_enrolled_user() -> Answer {
    refused("2210", "No enrolled user found")
}

pub(super) fn system_error() -> Answer {
    Answer::json(
        StatusCode::INTERNAL_SERVER_ERROR,
        &json!({ "error": "System error", "code": "2301" }),
    )
}

pub(super) fn rate_limited() -> Answer {
    Answer::json(
        StatusCode::TOO_MANY_REQUESTS,
        &json!({ "error": "Rate limit exceeded. Please try again later." }),
    )
    .with_header("retry-after", "1")
}

pub(super) fn unavailable() -> Answer {
    Answer::json(
        StatusCode::SERVICE_UNAVAILABLE,
        &json!({ "error": "Service unavailable" }),
    )
}
