//! Requests of V1: read and authenticated.

use kyc_http::Clock as _;
use serde_json::{Map, Value};
use smileid::{read_time, signature};

use super::{error, error::Family};
use crate::{
    shared_state::SharedState,
    wire::{Answer, Incoming},
};

const MAX_TEXT_BYTES: usize = 2048;
const MAX_PARAMS_BYTES: usize = 16 * 1024;

/// The members of an authenticated request.
#[derive(Debug)]
pub(super) struct Signed {
    family: Family,
    members: Map<String, Value>,
}

impl Signed {
    /// Reads a request, whose partner id is in `partner_member`, and checks its signature over the exact text of its
    /// timestamp.
    pub(super) fn read(
        incoming: &Incoming,
        family: Family,
        partner_member: &'static str,
        shared: &SharedState,
    ) -> Result<Self, Answer> {
        let body: Value =
            serde_json::from_slice(&incoming.body).map_err(|_| error::invalid_json())?;
        let Value::Object(members) = body else {
            return Err(error::wrong_type("the body"));
        };
        if members.contains_key("sec_key") {
            return Err(error::legacy_key(family));
        }
        let signed = Self { family, members };
        let partner_id = signed.required_text(partner_member)?;
        let timestamp = signed.required_text("timestamp")?;
        let pair = signed.required_text("signature")?;
        if !looks_like_time(timestamp) {
            return Err(error::wrong_type("timestamp"));
        }
        let now = shared.clock.now();
        let is_fresh = shared.settings.timestamp_tolerance.is_none_or(|window| {
            read_time(timestamp)
                .and_then(|at| at.since(now).or_else(|| now.since(at)))
                .is_some_and(|apart| apart <= window)
        });
        let is_right = signature::verify(&shared.credentials, timestamp, pair, now).is_ok();
        if partner_id != shared.account.partner_id || !is_right || !is_fresh {
            return Err(error::not_authorized(family));
        }
        Ok(signed)
    }

    /// A text that must be there and not be empty.
    pub(super) fn required_text(&self, name: &str) -> Result<&str, Answer> {
        required_text(self.family, &self.members, name, name)
    }

    /// A text that may be absent, null or empty.
    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Answer> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)
                .filter(|text| !text.is_empty())
                .map(|text| &**text)),
            Some(_) => Err(error::wrong_type(name)),
        }
    }

    /// A flag; old clients send it as text.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Answer> {
        match self.members.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(true),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(false),
            Some(_) => Err(error::wrong_type(name)),
        }
    }

    pub(super) const fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// The partner's own parameters of a job.
    pub(super) fn job(&self) -> Result<Submitted, Answer> {
        let params = match self.members.get("partner_params") {
            None | Some(Value::Null) => return Err(error::missing(self.family, "partner_params")),
            Some(Value::Object(params)) => params,
            Some(_) => return Err(error::wrong_type("partner_params")),
        };
        let text =
            |name| required_text(self.family, params, name, &format!("partner_params.{name}"));
        let job_type = match params.get("job_type") {
            None | Some(Value::Null) => {
                return Err(error::missing(self.family, "partner_params.job_type"));
            }
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => return Err(error::wrong_type("partner_params.job_type")),
        };
        if Value::Object(params.clone()).to_string().len() > MAX_PARAMS_BYTES {
            return Err(error::too_long("partner_params"));
        }
        Ok(Submitted {
            user_id: text("user_id")?.to_owned(),
            job_id: text("job_id")?.to_owned(),
            job_type: job_type.ok_or_else(error::invalid_job_type)?,
            params: params.clone(),
        })
    }
}

/// What `partner_params` says of a job.
#[derive(Debug)]
pub(super) struct Submitted {
    pub(super) user_id: String,
    pub(super) job_id: String,
    pub(super) job_type: u64,
    pub(super) params: Map<String, Value>,
}

/// SDKs also send times without an offset, and with a zone's name; what is signed is the text.
fn looks_like_time(text: &str) -> bool {
    let is_naive = text.get(..19).is_some_and(|start| {
        let start = start.replacen(' ', "T", 1);
        read_time(&format!("{start}Z")).is_some()
    });
    is_naive || read_time(text).is_some()
}

fn required_text<'a>(
    family: Family,
    members: &'a Map<String, Value>,
    name: &str,
    shown: &str,
) -> Result<&'a str, Answer> {
    match members.get(name) {
        None | Some(Value::Null) => Err(error::missing(family, shown)),
        Some(Value::String(text)) if text.is_empty() => Err(error::missing(family, shown)),
        Some(Value::String(text)) if text.len() > MAX_TEXT_BYTES => Err(error::too_long(shown)),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(error::wrong_type(shown)),
    }
}
