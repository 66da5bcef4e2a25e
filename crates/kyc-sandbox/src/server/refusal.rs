//! Requests that are refused before anybody has read them, in the form of the service that they were for.

use http::StatusCode;
use serde_json::json;

use crate::{greenid, wire::Answer};

pub(crate) fn answer(status: StatusCode, path: &str) -> Answer {
    let reason = status.canonical_reason().unwrap_or_default();
    if path.starts_with(greenid::ROOT) {
        Answer::of(status, "text/plain; charset=utf-8", reason)
    } else if path.starts_with("/v3/") {
        let body = json!({ "status": reason, "message": "The request cannot be read." });
        Answer::json(status, &body)
    } else {
        Answer::json(status, &json!({ "error": reason }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_service_refuses_in_its_own_form() {
        for (path, media_type, body) in [
            (
                "/Registrations-Registrations/VerificationServices",
                "text/plain; charset=utf-8",
                "Payload Too Large",
            ),
            (
                "/v3/token",
                "application/json",
                "{\"message\":\"The request cannot be read.\",\"status\":\"Payload Too Large\"}",
            ),
            (
                "/v1/upload",
                "application/json",
                "{\"error\":\"Payload Too Large\"}",
            ),
        ] {
            let response = answer(StatusCode::PAYLOAD_TOO_LARGE, path).response;
            assert_eq!(response.status(), 413);
            assert_eq!(response.headers()["content-type"], media_type);
            assert_eq!(response.body(), body);
        }
    }
}
