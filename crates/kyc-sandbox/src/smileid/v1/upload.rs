//! `POST /v1/upload`, and the `PUT` of the zip to the URL that it answers.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::{Map, Value, json};

use super::{
    callbacks,
    job::{Job, Origin},
    zip,
};
use crate::{
    Service,
    shared_state::SharedState,
    smileid::{ID_MEMBERS, error, error::Family, signed::Signed},
    wire::{Answer, Incoming},
};

/// Where zips are put.
pub(in crate::smileid) const ZIPS: &str = "/upload/";

/// What takes a zip with images.
const JOB_TYPES: [u64; 7] = [1, 2, 4, 6, 8, 9, 11];

pub(in crate::smileid) fn prepare(
    incoming: &Incoming,
    shared: &SharedState,
) -> Result<Answer, Answer> {
    let request = Signed::read(incoming, Family::Jobs, "smile_client_id", shared)?;
    let submitted = request.job()?;
    if !JOB_TYPES.contains(&submitted.job_type) {
        return Err(error::invalid_job_type());
    }
    request.required_text("file_name")?;
    let callback_url = request.text("callback_url")?;
    let uses_enrolled_image = request.flag("use_enrolled_image")?;
    let key = (submitted.user_id.clone(), submitted.job_id.clone());
    let scenario = shared.scenario_of(Service::SmileidV1, &key.1);
    let mut jobs = shared.smileid.v1.lock();
    if jobs.has_submitted(&key) {
        return Err(error::job_exists());
    }
    let number = jobs.next_number();
    let id_info = id_info(request.members());
    let mut job = Job::submitted(
        submitted,
        &scenario,
        id_info,
        callback_url,
        Origin::Upload,
        number,
    );
    job.base = Some(incoming.base.clone());
    job.uses_enrolled_image = uses_enrolled_image;
    let secret: String = core::iter::repeat_with(fastrand::alphanumeric)
        .take(32)
        .collect();
    let smile_job_id = job.smile_job_id();
    let reference = format!("{}-{smile_job_id}-{secret}", shared.account.partner_id);
    jobs.kept.insert(key.clone(), job);
    jobs.uploads.insert(secret.clone(), key);
    let body = json!({
        "upload_url": format!("{}{ZIPS}{secret}/selfie.zip", incoming.base),
        "ref_id": reference,
        "smile_job_id": smile_job_id,
        "camera_config": null,
        "code": "2202",
    });
    Ok(Answer::json(StatusCode::OK, &body))
}

/// The number to be verified, as Node's SDK sends it beside the rest.
fn id_info(members: &Map<String, Value>) -> Map<String, Value> {
    let present = |name: &&str| {
        members
            .get(*name)
            .map(|value| ((*name).to_owned(), value.clone()))
    };
    ID_MEMBERS.iter().filter_map(present).collect()
}

/// Takes a zip as a store of files does: what is wrong with its content is found out later.
pub(in crate::smileid) fn receive_zip(
    incoming: &Incoming,
    shared: &Arc<SharedState>,
) -> Result<Answer, Answer> {
    let forbidden = || {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code></Error>";
        Answer::of(StatusCode::FORBIDDEN, "application/xml", text)
    };
    if incoming.is_chunked {
        return Err(forbidden());
    }
    let secret = incoming
        .path
        .strip_prefix(ZIPS)
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let mut jobs = shared.smileid.v1.lock();
    let key = jobs.uploads.get(&secret.to_owned()).cloned();
    let Some(job) = key.and_then(|key| jobs.kept.get_mut(&key)) else {
        return Err(forbidden());
    };
    if job.begun.is_none() {
        match zip::read(&incoming.body, job) {
            Ok(id_info) => job.id_info.extend(id_info),
            Err(zip::Unusable) => job.mark_zip_unusable(),
        }
        job.begin(shared.clock.now());
        callbacks::schedule(job, shared);
    }
    Ok(Answer::of(StatusCode::OK, "application/xml", ""))
}
