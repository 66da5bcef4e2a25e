//! `GET /v3/status/{job_id}`: a status without reason, unsigned.

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::json;

use super::{error, ids, job::Job, scenarios::Fault, token};
use crate::{
    Service,
    shared_state::SharedState,
    wire::{Answer, Incoming, ResponseMode, html_500},
};

pub(super) const API_VERSION: &str = "v3.640.0";

pub(super) fn answer(
    incoming: &Incoming,
    job_id: &str,
    shared: &SharedState,
) -> Result<Answer, Answer> {
    let issued = token::check(incoming, shared)?;
    let now = shared.clock.now();
    let name = shared.scenario_of(Service::SmileidV3, job_id);
    let mut inner = shared.smileid.v3.lock();
    let Some(job) = inner.find(job_id, &name, now) else {
        return Err(error::unknown_job(job_id, "jobId", || {
            not_found(job_id, &now.to_rfc3339_millis())
        }));
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
    match job.fault {
        Fault::TokenRefusedOnce if job.questions == 1 => return Err(error::invalid_credentials()),
        Fault::RateLimited => return Err(error::rate_limited()),
        Fault::Internal => return Err(error::internal()),
        Fault::Html500 => return Err(html_500()),
        _ => {}
    }
    let is_settled = job.is_settled(now, shared.settings.settle_after);
    let answer = status(&job, is_settled, &now.to_rfc3339_millis());
    Ok(answer.with_mode(match job.fault {
        Fault::Slow => ResponseMode::After(shared.settings.slow_answer),
        Fault::Hang => ResponseMode::Hang,
        Fault::Reset => ResponseMode::Reset,
        Fault::Truncated => ResponseMode::Truncated,
        _ => ResponseMode::Immediate,
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
    let job_id = match job.fault {
        Fault::OtherJob => format!("job_{}", ids::random()),
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
