//! `POST /v3/token`, and who may ask with one.

use core::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::StatusCode;
use kyc_http::Clock as _;
use kyc_model::Timestamp;
use serde_json::{Map, Value, json};

use super::{error, form::Form, job::Issued};
use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

const LIFETIME: Duration = Duration::from_secs(15 * 60);
const SIGNATURE_BYTES: usize = 32;

pub(super) fn issue(incoming: &Incoming, shared: &SharedState) -> Result<Answer, Answer> {
    let Some(partner_id) = incoming.header("smileid-partner-id") else {
        return Err(error::bad_request("smileid-partner-id header is required."));
    };
    let form = if incoming.body.is_empty() {
        Form::default()
    } else {
        Form::read(incoming)?
    };
    form.check_sizes()?;
    let has_key = incoming
        .header("smileid-api-key")
        .is_some_and(|key| shared.account.has_api_key(key));
    if partner_id != shared.account.v3_partner_id() || !has_key {
        return Err(error::invalid_credentials());
    }
    let expires_at = shared
        .clock
        .now()
        .checked_add(LIFETIME)
        .unwrap_or(Timestamp::MAX);
    let user_id = form.text("user_id").map(str::to_owned);
    let mut claims = Map::new();
    claims.insert(
        "exp".to_owned(),
        expires_at.unix_millis().div_euclid(1000).into(),
    );
    claims.insert("policy".to_owned(), 1.into());
    claims.extend(form.texts(&["user_id", "product"]));
    if let Some(params) = form.object("partner_params") {
        claims.insert("partner_params".to_owned(), params.into());
    }
    let token = jwt(&Value::Object(claims));
    let issued = Issued {
        expires_at,
        user_id,
    };
    shared
        .smileid
        .v3
        .lock()
        .tokens
        .insert(token.clone(), issued);
    Ok(Answer::json(StatusCode::OK, &json!({ "token": token })))
}

/// A token of three parts. The third is chance: only the sandbox has to know its own.
fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({ "alg": "HS256", "typ": "JWT" }));
    let signature: Vec<u8> = core::iter::repeat_with(|| fastrand::u8(..))
        .take(SIGNATURE_BYTES)
        .collect();
    let signature = URL_SAFE_NO_PAD.encode(signature);
    format!("{header}.{}.{signature}", part(claims))
}

/// Whose token the request holds.
pub(super) fn check(incoming: &Incoming, shared: &SharedState) -> Result<Issued, Answer> {
    let token = incoming
        .header("smileid-token")
        .ok_or_else(error::invalid_credentials)?;
    let issued = shared
        .smileid
        .v3
        .lock()
        .tokens
        .get(&token.to_owned())
        .cloned();
    match issued {
        Some(issued) if shared.clock.now() < issued.expires_at => Ok(issued),
        _ => Err(error::invalid_credentials()),
    }
}
