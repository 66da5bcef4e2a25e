//! `POST /v1/id_verification` and `POST /v1/async_id_verification`: Enhanced KYC, without images.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    callbacks,
    course::{Flag, Line, Stage, Verdict},
    entry,
    job::{Job, Origin},
    reply,
};
use crate::{
    Service,
    smileid::{error, error::Family, signed::Signed},
    wire::{Answer, Incoming},
    world::World,
};

const ENHANCED_KYC: u64 = 5;
const MEMBERS: [&str; 9] = [
    "country",
    "id_type",
    "id_number",
    "first_name",
    "middle_name",
    "last_name",
    "dob",
    "gender",
    "phone_number",
];

/// Answers with the result.
pub(in crate::smileid) fn verify_now(incoming: &Incoming, world: &World) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::IdVerification, "partner_id", world)?;
    let now = world.clock.now();
    let job = submit(&request, None, Origin::Synchronous, now, world)?;
    let line = match job.stage(now, world.settings.settle_after) {
        Stage::Result {
            is_complete: true,
            line,
            ..
        } => line,
        Stage::Result { line, .. } => line.with_final(Flag::No),
        // There are no images to wait for: the register does not answer.
        Stage::NoZip | Stage::InProgress => Line::new(Verdict::Code("1015")),
    };
    let members = entry::members(&job, line);
    Ok(reply::answer(members, job.twist, job.questions, world))
}

/// Answers that it will be done; the result comes by callback and can be asked for.
pub(in crate::smileid) fn verify_later(
    incoming: &Incoming,
    world: &Arc<World>,
) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::IdVerification, "partner_id", world)?;
    let callback_url = request.required_text("callback_url")?;
    let now = world.clock.now();
    let job = submit(
        &request,
        Some(callback_url),
        Origin::Asynchronous,
        now,
        world,
    )?;
    callbacks::schedule(&job, world);
    Ok(Answer::json(StatusCode::OK, &json!({ "success": true })))
}

fn submit(
    request: &Signed,
    callback_url: Option<&str>,
    origin: Origin,
    now: Timestamp,
    world: &World,
) -> Result<Job, Answer> {
    let submitted = request.job()?;
    if submitted.job_type != ENHANCED_KYC {
        return Err(error::invalid_job_type());
    }
    for required in ["country", "id_type", "id_number"] {
        request.required_text(required)?;
    }
    let mut id_info = Map::new();
    for name in MEMBERS {
        if let Some(text) = request.text(name)? {
            id_info.insert(name.to_owned(), Value::from(text));
        }
    }
    let key = (submitted.user_id.clone(), submitted.job_id.clone());
    let scenario = world.scenario_of(Service::SmileidV1, &key.1);
    let mut jobs = world.smileid.v1.lock();
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
