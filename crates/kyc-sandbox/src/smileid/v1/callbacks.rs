//! Callbacks: flat results with a pair, several for one job.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value};

use super::{
    entry,
    job::{Job, Key},
    reply,
    steps::ResultEntry,
};
use crate::{
    Service,
    callback_sender::{self, Callback, Message},
    shared_state::SharedState,
};

/// The callbacks of a job to the URL it was submitted with: one for each of its results.
pub(super) fn schedule(job: &Job, shared: &Arc<SharedState>) {
    let (Some(url), Some(begun)) = (&job.callback_url, job.begun) else {
        return;
    };
    let settle_after = shared.settings.settle_after;
    // The look-up is there at once, but nobody is called while still submitting.
    let earliest = job.head_start(settle_after) / 2;
    for (after, entry) in job.results(settle_after) {
        let at = begun.checked_add(after.max(earliest));
        post(job, entry, url, at.unwrap_or(Timestamp::MAX), shared);
    }
}

/// Posts the callbacks that a job has had by now to `url`. `false` where nobody knows the job.
pub(crate) fn send_all(
    user_id: &str,
    job_id: &str,
    url: &str,
    base: &str,
    shared: &Arc<SharedState>,
) -> bool {
    let now = shared.clock.now();
    let key: Key = (user_id.to_owned(), job_id.to_owned());
    let scenario = shared.scenario_of(Service::SmileidV1, job_id);
    let job = shared.smileid.v1.lock().find(&key, &scenario, now).cloned();
    let Some(mut job) = job else {
        return false;
    };
    job.base.get_or_insert_with(|| base.to_owned());
    let mut entries = job.history(now, shared.settings.settle_after);
    // The history has the newest first.
    entries.reverse();
    for entry in entries {
        post(&job, entry, url, now, shared);
    }
    true
}

fn post(job: &Job, entry: ResultEntry, url: &str, at: Timestamp, shared: &Arc<SharedState>) {
    let job = job.clone();
    let callback = Callback {
        id: job.job_id.clone(),
        url: url.to_owned(),
        at,
        retries: shared.settings.callback_retries.clone(),
        accepted: 200..=299,
        message: Box::new(move |shared, _| Some(message(&job, entry, shared))),
    };
    callback_sender::send(shared, callback);
}

/// Each attempt is signed afresh.
fn message(job: &Job, entry: ResultEntry, shared: &SharedState) -> Message {
    let mut members: Map<String, Value> = entry::members(job, entry);
    // Products without images have nothing to link to.
    if let (Some(base), 1 | 2 | 4 | 6 | 11) = (&job.base, job.job_type) {
        members.insert("ImageLinks".to_owned(), job.image_links(base));
    }
    reply::sign(&mut members, job.fault, shared);
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    Message {
        headers,
        body: Bytes::from(Value::Object(members).to_string()),
    }
}
