//! `POST /v3/replay/{job_id}`: the webhook once more.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::json;

use super::{error, form::Form, ids, job, token, webhook};
use crate::{
    wire::{Answer, Incoming},
    world::World,
};

pub(super) fn answer(
    incoming: &Incoming,
    job_id: &str,
    world: &Arc<World>,
) -> Result<Answer, Answer> {
    token::check(incoming, world)?;
    let form = if incoming.body.is_empty() {
        Form::default()
    } else {
        Form::read(incoming)?
    };
    let now = world.clock.now();
    let job = job::find(job_id, world).ok_or_else(|| {
        if ids::is_job_id(job_id) {
            error::not_found("Job not found")
        } else {
            error::bad_request("\"job_id\" must be a valid TypeID with prefix 'job_'")
        }
    })?;
    if !job.is_settled(now, world.settings.settle_after) {
        return Err(error::still_processing());
    }
    let url = form
        .text("callback_url")
        .or(world.settings.v3_callback_url.as_deref())
        .ok_or_else(|| error::bad_request("No valid callback URL available"))?;
    webhook::send(job_id, url, world);
    let body = json!({
        "status": "accepted",
        "job_id": job.job_id,
        "user_id": job.user_id,
        "message": "Callback replay queued successfully.",
    });
    Ok(Answer::json(StatusCode::ACCEPTED, &body))
}
