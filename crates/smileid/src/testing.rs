//! Signed callbacks for the tests of whoever receives them. With feature `testing`; never needed in production.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use kyc_model::Timestamp;
use serde_json::{Map, Value};

use crate::{Credentials, Result, signature};

/// A V1 callback: `members` with `timestamp` and `signature` for `at`.
///
/// ```
/// use smileid::{ApiKey, Credentials, callback::Verifier, testing};
/// let credentials = Credentials::new("085", ApiKey::new("an-invented-key"))?;
/// let at = "2026-01-02T03:04:05Z".parse().unwrap();
/// let members = serde_json::json!({ "ResultCode": "0810" });
/// let body = testing::v1_callback(&credentials, members.as_object().unwrap(), at)?;
/// Verifier::new(credentials).receive(&http::HeaderMap::new(), &body, at)?;
/// # Ok::<(), smileid::Error>(())
/// ```
///
/// # Errors
/// `InvalidConfiguration` when no key is valid at `at`.
pub fn v1_callback(
    credentials: &Credentials,
    members: &Map<String, Value>,
    at: Timestamp,
) -> Result<Bytes> {
    let text = at.to_rfc3339_millis();
    let mut members = members.clone();
    members.insert(
        "signature".to_owned(),
        signature::sign(credentials, &text, at)?.into(),
    );
    members.insert("timestamp".to_owned(), text.into());
    Ok(Value::Object(members).to_string().into())
}

/// The headers of a V3 webhook, signed for `at`. Ids that no header can hold are left out.
///
/// # Errors
/// `InvalidConfiguration` when no key is valid at `at`.
pub fn v3_headers(
    credentials: &Credentials,
    job_id: &str,
    user_id: &str,
    at: Timestamp,
) -> Result<HeaderMap> {
    let text = at.to_rfc3339_millis();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        (
            "response-signature",
            signature::sign(credentials, &text, at)?,
        ),
        ("response-timestamp", text),
        ("job-id", job_id.to_owned()),
        ("user-id", user_id.to_owned()),
        ("api-version", "v3.640.0".to_owned()),
        ("content-type", "application/json".to_owned()),
    ] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name, value);
        }
    }
    Ok(headers)
}
