//! `POST /v1/job_status`.

use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    entry,
    job::{Job, Jobs, Key},
    reply,
    steps::{Fault, JobState, Success},
};
use crate::{
    Service, UnknownJob,
    shared_state::SharedState,
    smileid::{error, error::Family, signed::Signed},
    wire::{Answer, Incoming},
};

/// The codes whose `job_success` is true.
const SUCCESS_CODES: [&str; 10] = [
    "0810", "0820", "0840", "1012", "1020", "1021", "1031", "1210", "1220", "1240",
];

/// More than a person has jobs.
const MAX_HISTORY: usize = 100;

pub(in crate::smileid) fn answer(
    incoming: &Incoming,
    shared: &SharedState,
) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::Jobs, "partner_id", shared)?;
    let key: Key = (
        request.required_text("user_id")?.to_owned(),
        request.required_text("job_id")?.to_owned(),
    );
    let wants = Wants {
        history: request.flag("history")?,
        image_links: request.flag("image_links")?,
    };
    let now = shared.clock.now();
    let scenario = shared.scenario_of(Service::SmileidV1, &key.1);
    let mut jobs = shared.smileid.v1.lock();
    let Some(job) = jobs.find(&key, &scenario, now) else {
        return match shared.settings.unknown_job {
            UnknownJob::NoZip => Ok(reply::answer(no_zip(), Fault::None, 0, shared)),
            UnknownJob::Refused => Err(error::missing(Family::Jobs, "job_id")),
        };
    };
    job.questions = job.questions.saturating_add(1);
    let job = job.clone();
    // What waits for its zip is no scenario yet.
    let fault = if job.begun.is_some() {
        job.fault
    } else {
        Fault::None
    };
    let members = members(&job, &jobs, wants, now, incoming, shared);
    drop(jobs);
    Ok(reply::answer(members, fault, job.questions, shared))
}

#[derive(Clone, Copy)]
struct Wants {
    history: bool,
    image_links: bool,
}

fn no_zip() -> Map<String, Value> {
    open("2314", "No zip uploaded yet")
}

/// There is no result yet, and a text where it will be.
fn open(code: &str, text: &str) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("job_complete".to_owned(), false.into());
    members.insert("job_success".to_owned(), false.into());
    members.insert("code".to_owned(), code.into());
    members.insert("result".to_owned(), text.into());
    members
}

fn members(
    job: &Job,
    jobs: &Jobs,
    wants: Wants,
    now: Timestamp,
    incoming: &Incoming,
    shared: &SharedState,
) -> Map<String, Value> {
    let settle_after = shared.settings.settle_after;
    let mut members = match job.state(now, settle_after) {
        JobState::NoZip => no_zip(),
        // No source says what stands here while a job is under way.
        JobState::InProgress => open("2302", "Job in progress"),
        JobState::Result {
            is_complete,
            success,
            entry,
            ..
        } => {
            let code = entry.verdict.code(job.job_type);
            let is_success = match success {
                Success::FromVerdict => SUCCESS_CODES.contains(&code),
                Success::Override(stated) => stated,
            };
            let mut members = open("2302", "");
            members.insert("job_complete".to_owned(), is_complete.into());
            members.insert("job_success".to_owned(), is_success.into());
            members.insert("result".to_owned(), entry::members(job, entry).into());
            members
        }
    };
    if wants.history {
        let history = history(job, jobs, now, shared);
        members.insert("history".to_owned(), history);
    }
    if wants.image_links {
        let links = match job.begun {
            Some(_) => job.image_links(&incoming.base),
            None => json!({ "error": "No images found" }),
        };
        members.insert("image_links".to_owned(), links);
    }
    members
}

/// The results of all jobs of the user, those of this job first.
fn history(job: &Job, jobs: &Jobs, now: Timestamp, shared: &SharedState) -> Value {
    let settle_after = shared.settings.settle_after;
    let others = jobs
        .kept
        .values()
        .filter(|other| other.user_id == job.user_id && other.job_id != job.job_id);
    core::iter::once(job)
        .chain(others)
        .flat_map(|job| {
            let entries = job.history(now, settle_after);
            entries
                .into_iter()
                .map(|entry| Value::Object(entry::members(job, entry)))
        })
        .take(MAX_HISTORY)
        .collect()
}
