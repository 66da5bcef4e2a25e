//! Callbacks: flat results with a pair, several for one job.

use core::time::Duration;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value};

use super::{
    course::{Line, Stage, Verdict},
    entry,
    job::{Job, Key},
    reply,
};
use crate::{
    Service,
    postman::{self, Letter, Parcel},
    world::World,
};

/// The callbacks of a job to the URL it was submitted with: the number's look-up, then every complete result.
pub(super) fn schedule(job: &Job, world: &Arc<World>) {
    let (Some(url), Some(begun)) = (&job.callback_url, job.begun) else {
        return;
    };
    for (after, line) in lines(job, world.settings.settle_after) {
        let at = begun.checked_add(after).unwrap_or(Timestamp::MAX);
        post(job, line, url, at, world);
    }
}

/// Posts the callbacks that a job has had by now to `url`. `false` where nobody knows the job.
pub(crate) fn send_all(
    user_id: &str,
    job_id: &str,
    url: &str,
    base: &str,
    world: &Arc<World>,
) -> bool {
    let now = world.clock.now();
    let key: Key = (user_id.to_owned(), job_id.to_owned());
    let scenario = world.scenario_of(Service::SmileidV1, job_id);
    let job = world.smileid.v1.lock().find(&key, &scenario, now).cloned();
    let Some(mut job) = job else {
        return false;
    };
    job.base.get_or_insert_with(|| base.to_owned());
    let mut lines = job.history(now, world.settings.settle_after);
    // The history has the newest first.
    lines.reverse();
    for line in lines {
        post(&job, line, url, now, world);
    }
    true
}

fn lines(job: &Job, settle_after: Duration) -> Vec<(Duration, Line)> {
    let mut lines = Vec::new();
    let head_start = job.head_start(settle_after);
    if job.has_two_halves() {
        lines.push((head_start / 2, Line::new(Verdict::Code("1012"))));
    }
    for act in job.acts {
        if let Stage::Result {
            is_complete: true,
            line,
            ..
        } = act.stage
        {
            let wait = if act.is_settled {
                settle_after
            } else {
                Duration::ZERO
            };
            lines.push((head_start.saturating_add(wait), line));
        }
    }
    lines
}

fn post(job: &Job, line: Line, url: &str, at: Timestamp, world: &Arc<World>) {
    let job = job.clone();
    let parcel = Parcel {
        id: job.job_id.clone(),
        url: url.to_owned(),
        at,
        retries: world.settings.callback_retries.clone(),
        taken_by: 200..=299,
        letter: Box::new(move |world, _| Some(letter(&job, line, world))),
    };
    postman::send(world, parcel);
}

/// Each attempt is signed afresh.
fn letter(job: &Job, line: Line, world: &World) -> Letter {
    let mut members: Map<String, Value> = entry::members(job, line);
    // Products without images have nothing to link to.
    if let (Some(base), 1 | 2 | 4 | 6 | 11) = (&job.base, job.job_type) {
        members.insert("ImageLinks".to_owned(), job.image_links(base));
    }
    reply::sign(&mut members, job.twist, world);
    let mut headers = HeaderMap::new();
    let json = HeaderValue::from_static("application/json");
    headers.insert(header::CONTENT_TYPE, json);
    Letter {
        headers,
        body: Bytes::from(Value::Object(members).to_string()),
    }
}
