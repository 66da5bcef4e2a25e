//! Smile ID's events as deliveries, and back.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request};
use kyc_model::{
    Timestamp,
    outcome::{Reference, SmileReference},
};
use smileid::callback::{Event, Verifier};

use crate::Delivery;

/// What a webhook says in its headers, and is needed to read it again.
const HEADERS: [&str; 5] = [
    "response-signature",
    "response-timestamp",
    "job-id",
    "user-id",
    "api-version",
];

pub(crate) fn delivery(
    event: &Event,
    partner_id: &str,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Delivery {
    // One that names no job is kept all the same, so that nothing is lost.
    let mut nameless = SmileReference::default();
    nameless.partner_id = Some(partner_id.into());
    let reference = event.reference(partner_id).unwrap_or(nameless);
    let code = event.code().map(str::to_owned);
    let delivery = Delivery::new(
        Reference::Smileid(reference),
        code,
        &event.delivery_key(),
        request.body().to_vec(),
        now,
    );
    HEADERS.into_iter().fold(delivery, |delivery, name| {
        let value = request.headers().get(name);
        let value = value.and_then(|value| core::str::from_utf8(value.as_bytes()).ok());
        match value {
            Some(value) => delivery.with_attribute(name, value),
            None => delivery,
        }
    })
}

/// The event of a delivery that was stored, checked by the keys that were valid when it was received.
pub(crate) fn event(delivery: &Delivery, verifier: &Verifier) -> smileid::Result<Event> {
    let mut headers = HeaderMap::new();
    for (name, value) in delivery.attributes() {
        if let (Ok(name), Ok(value)) = (
            HeaderName::try_from(name),
            HeaderValue::from_bytes(value.expose().as_bytes()),
        ) {
            headers.insert(name, value);
        }
    }
    let body = Bytes::copy_from_slice(delivery.body().expose());
    verifier.receive(&headers, &body, delivery.received_at())
}
