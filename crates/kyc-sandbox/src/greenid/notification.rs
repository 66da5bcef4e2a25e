//! Tells the customer that a person became verified. Source: "Notification of Verification" page.

use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::{HeaderMap, HeaderValue, header};
use kyc_model::Timestamp;

use crate::{
    callback_sender::{self, Callback, Message},
    shared_state::SharedState,
};

const RETRIES: [Duration; 5] = [Duration::from_secs(30); 5];

/// Tells it at that time, where a URL is set. The id goes as POST and as URL parameter.
pub(super) fn tell(shared: &Arc<SharedState>, user_id: &str, at: Timestamp) {
    let Some(url) = &shared.settings.notification_url else {
        return;
    };
    let form = Serializer::new(String::new())
        .append_pair("userId", user_id)
        .finish();
    let mark = if url.contains('?') { '&' } else { '?' };
    let callback = Callback {
        id: user_id.to_owned(),
        url: format!("{url}{mark}{form}"),
        at,
        retries: RETRIES.to_vec(),
        accepted: 200..=200,
        message: Box::new(move |_, _| Some(message(&form))),
    };
    callback_sender::send(shared, callback);
}

fn message(form: &str) -> Message {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    Message {
        headers,
        body: Bytes::from(form.to_owned()),
    }
}
