//! `POST /v3/replay/{job_id}`: the webhook once more.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::json;

use super::{error, form::Form, job, token, webhook};
use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

pub(super) fn answer(
    incoming: &Incoming,
    job_id: &str,
    shared: &Arc<SharedState>,
) -> Result<Answer, Answer> {
    token::check(incoming, shared)?;
    let form = if incoming.body.is_empty() {
        Form::default()
    } else {
        Form::read(incoming)?
    };
    let now = shared.clock.now();
    let job = job::find(job_id, shared).ok_or_else(|| {
        error::unknown_job(job_id, "job_id", || error::not_found("Job not found"))
    })?;
    if !job.is_settled(now, shared.settings.settle_after) {
        return Err(error::still_processing());
    }
    let url = form
        .text("callback_url")
        .or(shared.settings.v3_callback_url.as_deref())
        .ok_or_else(|| error::bad_request("No valid callback URL available"))?;
    webhook::send(job_id, url, shared);
    let body = json!({
        "status": "accepted",
        "job_id": job.job_id,
        "user_id": job.user_id,
        "message": "Callback replay queued successfully.",
    });
    Ok(Answer::json(StatusCode::ACCEPTED, &body))
}
