//! Tells the customer that a person became verified. Source: "Notification of Verification" page.

use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{HeaderMap, HeaderValue, header};
use kyc_model::Timestamp;

use crate::{
    postman::{self, Letter, Parcel},
    world::World,
};

const RETRIES: [Duration; 5] = [Duration::from_secs(30); 5];

/// Tells it at that time, where a URL is set. The id goes as POST and as URL parameter.
pub(super) fn tell(world: &Arc<World>, user_id: &str, at: Timestamp) {
    let Some(url) = &world.settings.notification_url else {
        return;
    };
    let form = Serializer::new(String::new())
        .append_pair("userId", user_id)
        .finish();
    let mark = if url.contains('?') { '&' } else { '?' };
    let parcel = Parcel {
        id: user_id.to_owned(),
        url: format!("{url}{mark}{form}"),
        at,
        retries: RETRIES.to_vec(),
        taken_by: 200..=200,
        letter: Box::new(move |_, _| Some(letter(&form))),
    };
    postman::send(world, parcel);
}

fn letter(form: &str) -> Letter {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    Letter {
        headers,
        body: Bytes::from(form.to_owned()),
    }
}
