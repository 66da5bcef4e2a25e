//! What a callback says, before anybody has confirmed it.

use kyc_http::Payload;
use kyc_model::{
    Lenient, Sensitive, Timestamp,
    outcome::{SmileApi, SmileReference},
    smileid::{JobResult, V3StatusDocument},
};
use sha2::{Digest, Sha256};

/// A delivery whose signature fits. It says that something may have happened, and what to ask about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// What it says. **Unconfirmed**: the signature does not cover it.
    pub kind: EventKind,
    /// How its signed time lies to the clock of this machine.
    pub freshness: Freshness,
    /// Its signed time, where it can be read.
    pub signed_at: Option<Timestamp>,
    /// V3: the header `Job-ID`.
    pub job_id_header: Option<Sensitive<String>>,
    /// V3: the header `User-ID`.
    pub user_id_header: Option<Sensitive<String>>,
    /// V3: the header `Api-Version`.
    pub api_version: Option<Sensitive<String>>,
    /// The bytes of the body.
    pub payload: Payload,
    pub(super) pair: Sensitive<String>,
}

/// Which document an event brought.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum EventKind {
    /// V1: a flat result.
    V1(Box<JobResult>),
    /// V3: a status document with its details.
    V3(Box<V3StatusDocument>),
    /// A JSON object of no known kind. Take delivery of it and look: it is not malformed, only new.
    Unrecognized,
}

/// How an event's signed time compares with this machine's clock. It decides nothing: a fresh event, too, is only a reason
/// to ask, since its body is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Freshness {
    /// Within the window.
    Fresh,
    /// Older than the window: sent late, sent again, or replayed.
    Stale,
    /// Ahead of this machine's clock by more than the skew.
    Future,
    /// The signed text is no instant in any known form.
    Unknown,
}

impl Event {
    /// The verdict's code as it came: V1's `ResultCode`, V3's `reason` or else `status`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.kind {
            EventKind::V1(result) => Some(result.result_code.as_ref()?.value()?.as_str()),
            EventKind::V3(document) => {
                let reason = document.reason.as_ref().and_then(Lenient::value);
                let status = document.status.as_ref();
                reason
                    .map(|reason| reason.as_str())
                    .or(status.map(|status| status.as_str()))
            }
            EventKind::Unrecognized => None,
        }
    }

    /// What to ask about: the ids. `None` where it names no job.
    ///
    /// V3 ids come from the headers before the body. Nothing of this is signed, so ask only about jobs that you started,
    /// and take job type and product from your own record of them: both gate what an approval shows, and are therefore not
    /// in this reference.
    #[must_use]
    pub fn reference(&self, partner_id: &str) -> Option<SmileReference> {
        let mut reference = SmileReference::default();
        reference.partner_id = Some(partner_id.into());
        let filled =
            |id: &Option<Sensitive<String>>| id.clone().filter(|id| !id.expose().is_empty());
        match &self.kind {
            EventKind::V1(result) => {
                let params = result.partner_params.as_ref()?;
                reference.api = SmileApi::V1;
                reference.user_id = Some(filled(&params.user_id)?);
                reference.job_id = Some(filled(&params.job_id)?);
            }
            EventKind::V3(document) => {
                let header = |id: &Option<Sensitive<String>>, body| filled(id).or(filled(body));
                reference.api = SmileApi::V3;
                reference.job_id = Some(header(&self.job_id_header, &document.job_id)?);
                reference.user_id = header(&self.user_id_header, &document.user_id);
            }
            EventKind::Unrecognized => return None,
        }
        Some(reference)
    }

    /// Whether the V3 headers and the body name different ids: one of them was changed on the way.
    #[must_use]
    pub fn ids_disagree(&self) -> bool {
        let EventKind::V3(document) = &self.kind else {
            return false;
        };
        let differs = |header: &Option<Sensitive<String>>, body: &Option<Sensitive<String>>| matches!((header, body), (Some(header), Some(body)) if header != body);
        differs(&self.job_id_header, &document.job_id)
            || differs(&self.user_id_header, &document.user_id)
    }

    /// The key of this delivery, 64 hexadecimal digits: the same for the same pair, ids and body, so that what is sent again
    /// is known again. It is no key of a verdict, which is sent again under a new pair.
    #[must_use]
    pub fn delivery_key(&self) -> String {
        let mut hash = Sha256::new();
        let id = |id: &Option<Sensitive<String>>| {
            id.as_ref()
                .map(|id| id.expose().clone())
                .unwrap_or_default()
        };
        for part in [
            self.pair.expose().clone(),
            id(&self.job_id_header),
            id(&self.user_id_header),
            self.payload.sha256(),
        ] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
