//! `GET /v3/status/{job_id}`: a status without reason, unsigned.

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::json;

use super::{error, ids, job::Job, plots::Twist, token};
use crate::{
    Service,
    wire::{Answer, Delivery, Incoming, html_500},
    world::World,
};

pub(super) const API_VERSION: &str = "v3.640.0";

pub(super) fn answer(incoming: &Incoming, job_id: &str, world: &World) -> Result<Answer, Answer> {
    let issued = token::check(incoming, world)?;
    let now = world.clock.now();
    let name = world.scenario_of(Service::SmileidV3, job_id);
    let mut inner = world.smileid.v3.lock();
    let Some(job) = inner.find(job_id, &name, now) else {
        return Err(if ids::is_job_id(job_id) {
            not_found(job_id, &now.to_rfc3339_millis())
        } else {
            error::bad_request("\"jobId\" must be a valid TypeID with prefix 'job_'")
        });
    };
    job.questions = job.questions.saturating_add(1);
    let job = job.clone();
    drop(inner);
    let stated = incoming.header("user-id").map(str::to_owned);
    for user_id in [issued.user_id, stated].into_iter().flatten() {
        if user_id != job.user_id {
            return Err(error::wrong_user());
        }
    }
    match job.twist {
        Twist::TokenRefusedOnce if job.questions == 1 => return Err(error::invalid_credentials()),
        Twist::RateLimited => return Err(error::rate_limited()),
        Twist::Internal => return Err(error::internal()),
        Twist::Html500 => return Err(html_500()),
        _ => {}
    }
    let is_settled = job.is_settled(now, world.settings.settle_after);
    let answer = status(&job, is_settled, &now.to_rfc3339_millis());
    Ok(answer.delivered(match job.twist {
        Twist::Slow => Delivery::After(world.settings.slow_answer),
        Twist::Hang => Delivery::Never,
        Twist::Reset => Delivery::Reset,
        Twist::Truncated => Delivery::Half,
        _ => Delivery::AtOnce,
    }))
}

fn status(job: &Job, is_settled: bool, now: &str) -> Answer {
    let (code, status, message) = if is_settled {
        (StatusCode::OK, job.verdict.status, "Job completed")
    } else {
        (
            StatusCode::ACCEPTED,
            "processing",
            "Job is still processing",
        )
    };
    let job_id = match job.twist {
        Twist::OtherJob => format!("job_{}", ids::random()),
        _ => job.job_id.clone(),
    };
    let body = json!({
        "status": status,
        "job_id": job_id,
        "user_id": job.user_id,
        "message": message,
        // It is the time of the answer.
        "created_at": now,
    });
    Answer::json(code, &body)
        .with_header("api_version", API_VERSION)
        .with_header("job_id", &job_id)
        .with_header("user_id", &job.user_id)
}

fn not_found(job_id: &str, now: &str) -> Answer {
    let body = json!({
        "status": "not_found",
        "job_id": job_id,
        "user_id": "unknown",
        "message": "Job not found",
        "created_at": now,
    });
    Answer::json(StatusCode::NOT_FOUND, &body).with_header("api_version", API_VERSION)
}
