//! One exchange with the endpoint.

use bytes::Bytes;
use http::Response;
use kyc_http::{Clock, ReqwestTransport, ResponseLimits, SystemClock, Transport};
use smileid::{ApiKey, Credentials, ErrorKind, JobStatusRequest, Server, signature};

use super::list::Listed;
use crate::{
    failure::Failure,
    json::{self, Json},
};

/// The real account. Its key is kept as text too, to look for it in the output.
pub(crate) struct Account {
    pub(crate) server: Server,
    pub(crate) credentials: Credentials,
    pub(crate) key: String,
}

impl Account {
    pub(crate) fn from_env() -> Result<Self, Failure> {
        let var = |name: &str| {
            std::env::var(name).map_err(|_| Failure::new(format!("set {name} (see cargo xtask)")))
        };
        let failed = |error: smileid::Error| Failure::new(error.to_string());
        let key = var("SMILEID_API_KEY")?;
        Ok(Self {
            server: var("SMILEID_SERVER")?.parse().map_err(failed)?,
            credentials: Credentials::new(var("SMILEID_PARTNER_ID")?, ApiKey::new(key.clone()))
                .map_err(failed)?,
            key,
        })
    }
}

/// A reply that may be stored once it is scrubbed.
pub(crate) struct Exchange {
    pub(crate) listed: Listed,
    pub(crate) status: u16,
    pub(crate) reply: Json,
}

/// Asks, and says why when the reply may not be stored. The reason never holds a value.
pub(crate) async fn ask(
    account: &Account,
    transport: &ReqwestTransport,
    listed: Listed,
) -> Result<Exchange, String> {
    let request = JobStatusRequest::new(&*listed.user_id, &*listed.job_id)
        .map_err(|error| error.to_string())?
        .return_history(listed.history)
        .return_image_links(listed.image_links);
    let http = request
        .to_http(&account.server, &account.credentials, SystemClock.now())
        .map_err(|error| error.to_string())?;
    let response = transport
        .send(http, ResponseLimits::default())
        .await
        .map_err(|error| error.to_string())?;
    let reply = storable(account, &request, &response)?;
    Ok(Exchange {
        listed,
        status: response.status().as_u16(),
        reply,
    })
}

fn storable(
    account: &Account,
    request: &JobStatusRequest,
    response: &Response<Bytes>,
) -> Result<Json, String> {
    let now = SystemClock.now();
    let reply = json::parse(response.body()).ok_or_else(|| {
        format!(
            "the reply (HTTP {}) is not JSON; such replies are not stored",
            response.status()
        )
    })?;
    let Err(error) = request.read_reply(
        &account.credentials,
        response,
        ResponseLimits::default(),
        now,
    ) else {
        return Ok(reply);
    };
    match error.kind() {
        ErrorKind::Provider(_) | ErrorKind::HttpStatus => Ok(reply),
        // A shape nobody documents is what recordings are for, but only if it is Smile ID's.
        ErrorKind::WrongType | ErrorKind::DuplicateMember | ErrorKind::TooDeep
            if pair_verifies(account, &reply) =>
        {
            Ok(reply)
        }
        _ => Err(error.to_string()),
    }
}

fn pair_verifies(account: &Account, reply: &Json) -> bool {
    let text = |name| reply.member(name).and_then(Json::text);
    match (text("timestamp"), text("signature")) {
        (Some(timestamp), Some(pair)) => {
            signature::verify(&account.credentials, timestamp, pair, SystemClock.now()).is_ok()
        }
        _ => false,
    }
}
