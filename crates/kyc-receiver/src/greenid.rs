//! greenID's notification: a hint that there is a result to fetch, no more.

use bytes::Bytes;
use http::Request;
use kyc_model::{
    Timestamp,
    outcome::{GreenidReference, Reference},
};

use crate::Delivery;

const MAX_USER_ID_BYTES: usize = 255;

/// The delivery of a notification, which names `userId` in the URL, in a form in its body, or in both alike. `None` for
/// anything else.
pub(crate) fn delivery(request: &Request<Bytes>, now: Timestamp) -> Option<Delivery> {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let mut ids: Vec<String> = [query, request.body()]
        .into_iter()
        .flat_map(form_urlencoded::parse)
        .filter(|(name, _)| name == "userId")
        .map(|(_, value)| value.into_owned())
        .collect();
    ids.dedup();
    let [user_id] = <[String; 1]>::try_from(ids).ok()?;
    if user_id.is_empty() || user_id.len() > MAX_USER_ID_BYTES {
        return None;
    }
    let reference = Reference::Greenid(GreenidReference::new(user_id));
    // Each notification is one of its own: the next one about the same person can be about a later result.
    let moment = now.to_rfc3339_millis();
    let body = request.body().to_vec();
    Some(Delivery::new(reference, None, &moment, body, now))
}
