//! The whole reply to a job-status request, and the V3 status document.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    Antifraud, Consent, ImageLinks, JobResult, PartnerParams, StatusCode, UserProvidedInfo,
    V3IdFields, V3Reason, V3Status,
};
use crate::{Lenient, Sensitive, outcome::Product, record::record};

record! {
    /// A reply of `POST /v1/job_status`. Source: job-status page, example response.
    pub struct JobStatus {
        /// `timestamp`: the exact text that the signature covers.
        timestamp: Option<Sensitive<String>>,
        /// `signature` over timestamp and partner id. **It does not cover anything else in the reply.**
        signature: Option<Sensitive<String>>,
        /// `job_complete`: a final status has been reported.
        job_complete: Option<Lenient<bool>>,
        /// `job_success`: matched and enrolled, authenticated or verified.
        job_success: Option<Lenient<bool>>,
        /// `code`: speaks of the job, never of the person.
        code: Option<Lenient<StatusCode>>,
        /// `result`: the newest result, or a text while there is none.
        result: Option<StatusResult>,
        /// `history`: results of **all jobs of the user**, in no promised order; only when it was asked for.
        history: Option<Vec<JobResult>>,
        /// `image_links`; only when they were asked for.
        image_links: Option<ImageLinks>,
        /// `kyc_receipt`: a link to the receipt.
        kyc_receipt: Option<Sensitive<String>>,
        /// `kyb_receipt`: a link to the receipt of a company check.
        kyb_receipt: Option<Sensitive<String>>,
    }
}

/// What stands at `result`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StatusResult {
    /// A result.
    Record(Box<JobResult>),
    /// Words, such as "No zip uploaded yet", while the job has no result.
    Text(Sensitive<String>),
}

impl<'de> Deserialize<'de> for StatusResult {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Read {
            Record(Box<JobResult>),
            Text(Sensitive<String>),
        }
        match Read::deserialize(deserializer) {
            Ok(Read::Record(record)) => Ok(Self::Record(record)),
            Ok(Read::Text(text)) => Ok(Self::Text(text)),
            // serde's own messages quote the value they refuse.
            Err(_) => Err(serde::de::Error::custom("not a StatusResult")),
        }
    }
}

impl StatusResult {
    /// The result, if it is one.
    #[must_use]
    pub fn record(&self) -> Option<&JobResult> {
        match self {
            Self::Record(record) => Some(record),
            Self::Text(_) => None,
        }
    }
}

record! {
    /// A V3 status: the reply of `GET /v3/status/{job_id}`, or the head of a V3 webhook.
    pub struct V3StatusDocument {
        /// `status`, letter case folded.
        status: Option<V3Status>,
        /// `reason`; absent on approval.
        reason: Option<Lenient<V3Reason>>,
        /// `product`; webhooks only.
        product: Option<Product>,
        /// `job_id`.
        job_id: Option<Sensitive<String>>,
        /// `user_id`.
        user_id: Option<Sensitive<String>>,
        /// `message`: words for people.
        message: Option<Sensitive<String>>,
        /// `created_at`; in a status reply the time of the reply.
        created_at: Option<Sensitive<String>>,
        /// `completed_at`; webhooks only.
        completed_at: Option<Sensitive<String>>,
        /// `partner_params`: what the partner sent with the job, its own ids included; webhooks only.
        partner_params: Option<Lenient<PartnerParams>>,
        /// `kyc_receipt`: a link to the receipt; webhooks only.
        kyc_receipt: Option<Sensitive<String>>,
        /// `image_links`, which expire after 15 minutes; webhooks only.
        image_links: Option<ImageLinks>,
        /// `antifraud`; webhooks only.
        antifraud: Option<Antifraud>,
        /// `id_fields`: what the authority or the document says of the person; webhooks only.
        id_fields: Option<Lenient<V3IdFields>>,
        /// `user_provided_info`: what the person said of themselves; webhooks only.
        user_provided_info: Option<Lenient<UserProvidedInfo>>,
        /// `consent`: the record of the person's consent; webhooks only.
        consent: Option<Lenient<Consent>>,
    }
}
