//! `POST /v1/id_verification` and `POST /v1/async_id_verification`: Enhanced KYC, without images.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    callbacks, entry,
    job::{Job, Origin},
    reply,
    steps::{FinalFlag, JobState, ResultEntry, Verdict},
};
use crate::{
    Service,
    shared_state::SharedState,
    smileid::{ID_MEMBERS, error, error::Family, signed::Signed},
    wire::{Answer, Incoming},
};

const ENHANCED_KYC: u64 = 5;
/// What a result may be compared with.
const PERSON_MEMBERS: [&str; 6] = [
    "first_name",
    "middle_name",
    "last_name",
    "dob",
    "gender",
    "phone_number",
];

/// Answers with the result.
pub(in crate::smileid) fn verify_now(
    incoming: &Incoming,
    shared: &SharedState,
) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::IdVerification, "partner_id", shared)?;
    let now = shared.clock.now();
    let job = submit(&request, None, Origin::Synchronous, now, shared)?;
    let entry = match job.state(now, shared.settings.settle_after) {
        JobState::Result {
            is_complete: true,
            entry,
            ..
        } => entry,
        JobState::Result { entry, .. } => entry.with_final(FinalFlag::No),
        // There are no images to wait for: the register does not answer.
        JobState::NoZip | JobState::InProgress => ResultEntry::new(Verdict::Code("1015")),
    };
    let members = entry::members(&job, entry);
    Ok(reply::answer(members, job.fault, job.questions, shared))
}

/// Answers that it will be done; the result comes by callback and can be asked for.
pub(in crate::smileid) fn verify_later(
    incoming: &Incoming,
    shared: &Arc<SharedState>,
) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::IdVerification, "partner_id", shared)?;
    let callback_url = request.required_text("callback_url")?;
    let now = shared.clock.now();
    let job = submit(
        &request,
        Some(callback_url),
        Origin::Asynchronous,
        now,
        shared,
    )?;
    callbacks::schedule(&job, shared);
    Ok(Answer::json(StatusCode::OK, &json!({ "success": true })))
}

fn submit(
    request: &Signed,
    callback_url: Option<&str>,
    origin: Origin,
    now: Timestamp,
    shared: &SharedState,
) -> Result<Job, Answer> {
    let submitted = request.job()?;
    if submitted.job_type != ENHANCED_KYC {
        return Err(error::invalid_job_type());
    }
    for required in ID_MEMBERS {
        request.required_text(required)?;
    }
    let mut id_info = Map::new();
    for name in ID_MEMBERS.into_iter().chain(PERSON_MEMBERS) {
        if let Some(text) = request.text(name)? {
            id_info.insert(name.to_owned(), Value::from(text));
        }
    }
    let key = (submitted.user_id.clone(), submitted.job_id.clone());
    let scenario = shared.scenario_of(Service::SmileidV1, &key.1);
    let mut jobs = shared.smileid.v1.lock();
    if jobs.has_submitted(&key) {
        return Err(error::job_exists());
    }
    let number = jobs.next_number();
    let mut job = Job::submitted(submitted, &scenario, id_info, callback_url, origin, number);
    job.begin(now);
    if origin == Origin::Synchronous {
        job.questions = 1;
    }
    jobs.kept.insert(key, job.clone());
    Ok(job)
}
