//! Smile ID as it answers on the wire.

mod error;
mod images;
mod signed;
pub(crate) mod v1;
pub(crate) mod v3;

use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

/// Which number of whom is looked up; every product names it alike.
const ID_MEMBERS: [&str; 3] = ["country", "id_type", "id_number"];

/// What both generations remember.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) v1: v1::State,
    pub(crate) v3: v3::State,
}

/// Whether images are sent to this path.
pub(crate) fn takes_uploads(path: &str) -> bool {
    path.starts_with(v1::ZIPS) || v3::takes_uploads(path)
}

pub(crate) fn answer(incoming: &Incoming, shared: &Arc<SharedState>) -> Answer {
    let path = incoming.path.trim_end_matches('/');
    let is_post = incoming.method == Method::POST;
    let answer = match path {
        "/v1/job_status" if is_post => v1::job_status(incoming, shared),
        "/v1/upload" if is_post => v1::prepare(incoming, shared),
        "/v1/id_verification" if is_post => v1::verify_now(incoming, shared),
        "/v1/async_id_verification" if is_post => v1::verify_later(incoming, shared),
        _ if path.starts_with(v1::ZIPS) && incoming.method == Method::PUT => {
            v1::receive_zip(incoming, shared)
        }
        _ if path.starts_with(images::ROOT) && incoming.method == Method::GET => {
            Ok(images::answer())
        }
        _ if path.starts_with("/v3/") => v3::answer(incoming, path, shared),
        _ => Err(not_served(path)),
    };
    answer.unwrap_or_else(|refusal| refusal)
}

/// The body is JSON, because the SDKs read it whatever the status.
fn not_served(path: &str) -> Answer {
    let is_known = matches!(
        path,
        "/v1/job_status" | "/v1/upload" | "/v1/id_verification" | "/v1/async_id_verification"
    );
    if is_known {
        let body = json!({ "error": "Only POST is taken here" });
        return Answer::json(StatusCode::METHOD_NOT_ALLOWED, &body).with_header("allow", "POST");
    }
    let body = json!({ "error": "The sandbox serves nothing here" });
    Answer::json(StatusCode::NOT_FOUND, &body)
}
