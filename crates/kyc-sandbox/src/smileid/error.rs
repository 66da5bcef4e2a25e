//! Error bodies of V1. Codes: error-codes page; texts are the sandbox's own where no page has them.

use http::StatusCode;
use serde_json::json;

use crate::wire::Answer;

/// Which endpoints number their errors alike. Source: error-codes page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Uploads and job status.
    Jobs,
    /// `id_verification` and its asynchronous twin.
    IdVerification,
}

impl Family {
    const fn not_authorized(self) -> &'static str {
        match self {
            Self::Jobs => "2205",
            Self::IdVerification => "2405",
        }
    }

    const fn missing(self) -> &'static str {
        match self {
            Self::Jobs => "2213",
            Self::IdVerification => "2413",
        }
    }
}

fn refused(code: &str, text: &str) -> Answer {
    Answer::json(
        StatusCode::BAD_REQUEST,
        &json!({ "error": text, "code": code }),
    )
}

pub(super) fn invalid_json() -> Answer {
    refused("2203", "Invalid JSON in request body")
}

pub(super) fn too_long(member: &str) -> Answer {
    refused("2204", &format!("Too long: {member}"))
}

pub(super) fn wrong_type(member: &str) -> Answer {
    refused("2204", &format!("Wrong data type: {member}"))
}

pub(super) fn legacy_key(family: Family) -> Answer {
    let text = "sec_key is no longer taken; send signature and timestamp (HMAC-SHA256)";
    refused(family.not_authorized(), text)
}

pub(super) fn not_authorized(family: Family) -> Answer {
    refused(
        family.not_authorized(),
        "You are not authorized to do that.",
    )
}

pub(super) fn missing(family: Family, member: &str) -> Answer {
    refused(
        family.missing(),
        &format!("Missing required parameter: {member}"),
    )
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
