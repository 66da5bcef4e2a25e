//! `POST /v3/{product}`: jobs about Smile ID's test identities.

use std::sync::Arc;

use http::StatusCode;
use kyc_http::Clock as _;
use serde_json::{Map, Value, json};

use super::{
    error,
    form::Form,
    ids,
    job::{Job, Submitted},
    people,
    scenarios::Fault,
    token, webhook,
};
use crate::{
    shared_state::SharedState,
    smileid::ID_MEMBERS,
    wire::{Answer, Incoming},
};

const NO_CALLBACK_URL: &str = "A valid callback_url is required in the request or a default callback URL must be \
    configured in the portal.";

/// Path, product, and the parts that it has to have: texts, then files.
const PRODUCTS: &[(&str, &str, &[&str], &[&str])] = &[
    ("enhanced_kyc", "enhanced_kyc", &ID_MEMBERS, &[]),
    (
        "biometric_kyc",
        "biometric_kyc",
        &ID_MEMBERS,
        &["selfie_image", "liveness_images"],
    ),
    (
        "document_verification",
        "document_verification",
        &["country"],
        &["selfie_image", "liveness_images", "document"],
    ),
    (
        "enhanced_document_verification",
        "enhanced_document_verification",
        &["country", "id_type"],
        &["selfie_image", "liveness_images", "document"],
    ),
    (
        "registration",
        "smart_selfie_registration",
        &[],
        &["selfie_image", "liveness_images"],
    ),
];

/// Whether a form with images may be sent to this path, which goes on behind `/v3/`.
pub(super) fn is_product(path: &str) -> bool {
    PRODUCTS.iter().any(|(of, ..)| *of == path)
}

pub(super) fn answer(
    incoming: &Incoming,
    path: &str,
    shared: &Arc<SharedState>,
) -> Result<Answer, Answer> {
    let (_, product, texts, files) = PRODUCTS
        .iter()
        .find(|(of, ..)| *of == path)
        .ok_or_else(|| error::not_found("The sandbox does not serve this product."))?;
    let issued = token::check(incoming, shared)?;
    let form = Form::read(incoming)?;
    for name in *texts {
        form.text(name).ok_or_else(|| error::missing(name))?;
    }
    for name in *files {
        if form.files(name) == 0 {
            return Err(error::missing(name));
        }
    }
    let person = user_details(&form)?;
    let consent = consent(&form)?;
    let partner_params = form.object("partner_params").unwrap_or_default();
    form.check_sizes()?;
    let stated = form.text("user_id").or(incoming.header("user-id"));
    let user_id = match (stated, issued.user_id) {
        (Some(asked), Some(bound)) if asked != bound => return Err(error::wrong_user()),
        (Some(asked), _) => asked.to_owned(),
        (None, Some(bound)) => bound,
        (None, None) => format!("user_{}", ids::random()),
    };
    let url = form
        .text("callback_url")
        .or(shared.settings.v3_callback_url.as_deref())
        .ok_or_else(|| error::bad_request(NO_CALLBACK_URL))?
        .to_owned();
    let now = shared.clock.now();
    let verdict = people::verdict(&person);
    let job = Job {
        job_id: format!("job_{}", ids::random()),
        user_id,
        product: (*product).to_owned(),
        partner_params,
        submitted: Submitted {
            id: form.texts(&ID_MEMBERS),
            person,
            consent,
        },
        verdict,
        fault: Fault::None,
        begun: now,
        questions: 0,
    };
    let body = json!({
        "status": "accepted",
        "message": "Request accepted and queued for processing.",
        "job_id": job.job_id,
        "user_id": job.user_id,
        "created_at": now.to_rfc3339_millis(),
    });
    let job_id = job.job_id.clone();
    shared.smileid.v3.lock().jobs.insert(job_id.clone(), job);
    webhook::send(&job_id, &url, shared);
    Ok(Answer::json(StatusCode::ACCEPTED, &body))
}

fn user_details(form: &Form) -> Result<Map<String, Value>, Answer> {
    let person = form
        .object("user_details")
        .ok_or_else(|| error::missing("user_details"))?;
    let has = |name: &str| {
        person
            .get(name)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    for name in ["given_names", "last_name"] {
        if !has(name) {
            return Err(error::missing(&format!("user_details.{name}")));
        }
    }
    if !has("email") && !has("phone_number") {
        return Err(error::bad_request(
            "Either email or phone_number is required.",
        ));
    }
    Ok(person)
}

fn consent(form: &Form) -> Result<Map<String, Value>, Answer> {
    let consent = form
        .object("consent")
        .ok_or_else(|| error::missing("consent"))?;
    if consent.get("granted") != Some(&Value::Bool(true)) {
        return Err(error::missing("consent.granted"));
    }
    for name in ["granted_at", "notice_language", "notice_privacy_policy_url"] {
        if consent.get(name).and_then(Value::as_str).is_none() {
            return Err(error::missing(&format!("consent.{name}")));
        }
    }
    Ok(consent)
}
