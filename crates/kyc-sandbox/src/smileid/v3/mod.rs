//! V3: tokens, statuses in words, webhooks.

mod error;
mod form;
mod ids;
mod job;
mod people;
mod replay;
mod scenarios;
mod status;
mod submit;
mod token;
mod webhook;

use std::sync::Arc;

use http::Method;

pub(crate) use ids::job_id_of;
pub(crate) use job::State;
pub(crate) use scenarios::SCENARIOS;
pub(crate) use webhook::send as send_webhook;

use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

/// Whether images are sent to this path.
pub(super) fn takes_uploads(path: &str) -> bool {
    path.trim_end_matches('/')
        .strip_prefix("/v3/")
        .is_some_and(submit::is_product)
}

pub(super) fn answer(
    incoming: &Incoming,
    path: &str,
    shared: &Arc<SharedState>,
) -> Result<Answer, Answer> {
    let is_post = incoming.method == Method::POST;
    let is_get = incoming.method == Method::GET;
    let path = path.strip_prefix("/v3/").unwrap_or_default();
    match path.split_once('/') {
        None if path == "token" && is_post => token::issue(incoming, shared),
        Some(("status", job_id)) if is_get => status::answer(incoming, job_id, shared),
        Some(("replay", job_id)) if is_post => replay::answer(incoming, job_id, shared),
        None if is_post => submit::answer(incoming, path, shared),
        _ => Err(error::not_found("Not found")),
    }
}
