//! Smile ID as a provider of outcomes.

use kyc_http::BoxFuture;
use kyc_model::{
    Sensitive,
    outcome::{Provider, Reference, SmileApi, SmileReference, VerificationOutcome},
};
use smileid::{Answer, Client, JobStatusReply, JobStatusRequest};

use super::{Provenance, decide_job_status};
use crate::{AskOptions, Error, VerificationProvider};

/// Smile ID over its client.
///
/// It asks with history unless the reference says that the job is of a kind with one result: jobs of type 1 and 11 have
/// two, and the answer alone may be the wrong half.
#[derive(Clone, Debug)]
pub struct SmileProvider {
    client: Client,
}

impl SmileProvider {
    /// Smile ID over this client.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self { client }
    }

    async fn ask(
        &self,
        reference: &SmileReference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        if reference.api != SmileApi::V1 {
            return Err(Error::invalid_reference("api"));
        }
        let own = self.client.credentials().partner_id();
        let foreign = |partner: &Sensitive<String>| partner.expose() != own;
        if reference.partner_id.as_ref().is_some_and(foreign) {
            return Err(Error::invalid_reference("partner_id"));
        }
        let id = |id: &Option<Sensitive<String>>, name: &'static str| {
            id.as_ref()
                .map(|id| id.expose().clone())
                .ok_or_else(|| Error::invalid_reference(name))
        };
        let history = options.history
            || reference
                .job_type
                .is_none_or(JobStatusRequest::needs_history);
        let request = JobStatusRequest::new(
            id(&reference.user_id, "user_id")?,
            id(&reference.job_id, "job_id")?,
        )?
        .return_history(history)
        .return_image_links(options.image_links);
        let answer = self.client.job_status(&request).await?;
        let provenance = provenance(&answer, reference, own, options);
        decide_job_status(&answer.reply.record, &provenance)
    }
}

fn provenance(
    answer: &Answer<JobStatusReply>,
    reference: &SmileReference,
    partner_id: &str,
    options: &AskOptions,
) -> Provenance {
    let mut provenance = Provenance::saved(answer.reply.signature);
    provenance.source = answer.source;
    provenance.environment = answer.environment;
    provenance.retrieved_at = Some(answer.retrieved_at);
    provenance.asked = Some(reference.clone());
    provenance.account = Some(partner_id.into());
    provenance.sha256 = Some(answer.reply.payload.sha256());
    provenance.raw = options.keep_raw.then(|| answer.reply.payload.to_raw());
    provenance
}

impl VerificationProvider for SmileProvider {
    fn provider(&self) -> Provider {
        Provider::Smileid
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        Box::pin(async move {
            match reference {
                Reference::Smileid(reference) => self.ask(reference, options).await,
                _ => Err(Error::invalid_reference("provider")),
            }
        })
    }
}
