//! Webhooks: the whole answer, its pair in the headers.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use kyc_model::Timestamp;
use serde_json::{Map, Value, json};
use smileid::{Credentials, testing};

use super::{
    ids,
    job::{self, Job, Submitted},
    scenarios::Fault,
};
use crate::{
    Account,
    callback_sender::{self, Callback, Message},
    shared_state::SharedState,
};

/// Posts the webhook of a job to `url` when it is settled. `false` where nobody knows the job, or it never settles.
pub(crate) fn send(job_id: &str, url: &str, shared: &Arc<SharedState>) -> bool {
    let Some(job) = job::find(job_id, shared) else {
        return false;
    };
    let Some(at) = job.settles_at(shared.settings.settle_after) else {
        return false;
    };
    let callback = Callback {
        id: job.job_id.clone(),
        url: url.to_owned(),
        at,
        retries: shared.settings.callback_retries.clone(),
        accepted: 200..=299,
        message: Box::new(move |shared, now| message(&job, at, shared, now)),
    };
    callback_sender::send(shared, callback);
    true
}

fn message(
    job: &Job,
    settled_at: Timestamp,
    shared: &SharedState,
    now: Timestamp,
) -> Option<Message> {
    let credentials = v3_credentials(&shared.account)?;
    let headers: HeaderMap =
        testing::v3_headers(&credentials, &job.job_id, &job.user_id, now).ok()?;
    Some(Message {
        headers,
        body: Bytes::from(body(job, settled_at).to_string()),
    })
}

/// V3 signs for the partner id as a number.
fn v3_credentials(account: &Account) -> Option<Credentials> {
    let key = smileid::ApiKey::new(account.smileid_api_key().clone());
    Credentials::new(account.v3_partner_id(), key).ok()
}

fn body(job: &Job, settled_at: Timestamp) -> Value {
    let job_id = match job.fault {
        Fault::OtherJob => format!("job_{}", ids::random()),
        _ => job.job_id.clone(),
    };
    let mut partner_params = job.partner_params.clone();
    partner_params.insert("job_id".to_owned(), job_id.into());
    partner_params.insert("user_id".to_owned(), job.user_id.clone().into());
    let of = |parts: &Map<String, Value>, name: &str, otherwise: &str| {
        let text = parts.get(name).and_then(Value::as_str);
        text.unwrap_or(otherwise).to_owned()
    };
    let Submitted {
        id,
        person,
        consent,
    } = &job.submitted;
    let (given, last) = (
        of(person, "given_names", "Zanele"),
        of(person, "last_name", "Invented"),
    );
    json!({
        "status": job.verdict.status,
        "message": "Job completed",
        "reason": job.verdict.reason,
        "product": job.product,
        "created_at": job.begun.to_rfc3339_millis(),
        "completed_at": settled_at.to_rfc3339_millis(),
        "partner_params": partner_params,
        "kyc_receipt": null,
        "image_links": {},
        "id_fields": {
            "country": of(id, "country", "NG"),
            "id_type": of(id, "id_type", "NIN_V2"),
            "id_number": of(id, "id_number", "00000000000"),
            "first_name": given,
            "last_name": last,
            "full_name": format!("{given} {last}"),
            "date_of_birth": "1990-01-31",
            "gender": "F",
        },
        "user_provided_info": person,
        "consent": consent,
        "antifraud": null,
        "device_signals": null,
    })
}
