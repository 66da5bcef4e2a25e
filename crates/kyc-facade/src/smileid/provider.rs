//! Smile ID as a provider of outcomes.

use kyc_http::BoxFuture;
use kyc_model::{
    Sensitive,
    outcome::{
        Provider, Reference, SignatureState, SmileApi, SmileReference, Source, VerificationOutcome,
    },
};
use smileid::{Answer, Client, JobStatusRequest, Payload, v3::StatusRequest};

use super::{Provenance, decide_job_status, decide_v3};
use crate::{AskOptions, Error, VerificationProvider};

/// Smile ID over its client: V1 jobs by `job_status`, V3 jobs by `GET /v3/status`, as the reference says. A V3 status does not
/// name its product, so without one in the reference an approval is *inconclusive*.
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

    /// The partner whose jobs are asked about.
    pub(super) fn partner_id(&self) -> &str {
        self.client.credentials().partner_id()
    }

    pub(super) async fn ask(
        &self,
        reference: &SmileReference,
        options: &AskOptions,
        why: Why,
    ) -> Result<VerificationOutcome, Error> {
        let own = self.client.credentials().partner_id();
        let foreign = |partner: &Sensitive<String>| partner.expose() != own;
        if reference.partner_id.as_ref().is_some_and(foreign) {
            return Err(Error::invalid_reference("partner_id"));
        }
        match reference.api {
            SmileApi::V1 => self.ask_v1(reference, options, why).await,
            SmileApi::V3 => self.ask_v3(reference, options, why).await,
            _ => Err(Error::invalid_reference("api")),
        }
    }

    async fn ask_v1(
        &self,
        reference: &SmileReference,
        options: &AskOptions,
        why: Why,
    ) -> Result<VerificationOutcome, Error> {
        let history = options.history
            || reference
                .job_type
                .is_none_or(JobStatusRequest::needs_history);
        let request = JobStatusRequest::new(
            required(&reference.user_id, "user_id")?,
            required(&reference.job_id, "job_id")?,
        )?
        .return_history(history)
        .return_image_links(options.image_links);
        let answer = self.client.job_status(&request).await?;
        let signature = answer.reply.signature;
        let payload = &answer.reply.payload;
        let mut provenance = self.provenance(&answer, signature, payload, reference, options);
        why.mark(&mut provenance);
        decide_job_status(&answer.reply.record, &provenance)
    }

    async fn ask_v3(
        &self,
        reference: &SmileReference,
        options: &AskOptions,
        why: Why,
    ) -> Result<VerificationOutcome, Error> {
        let mut request = StatusRequest::new(required(&reference.job_id, "job_id")?)?;
        if let Some(user_id) = &reference.user_id {
            request = request.of_user(user_id.expose().as_str());
        }
        let answer = self.client.v3_status(&request).await?;
        let signature = why.signature();
        let payload = &answer.reply.payload;
        let mut provenance = self.provenance(&answer, signature, payload, reference, options);
        why.mark(&mut provenance);
        decide_v3(&answer.reply.record, None, &provenance)
    }

    fn provenance<T>(
        &self,
        answer: &Answer<T>,
        signature: SignatureState,
        payload: &Payload,
        reference: &SmileReference,
        options: &AskOptions,
    ) -> Provenance {
        let mut provenance = Provenance::saved(signature);
        provenance.source = answer.source;
        provenance.environment = answer.environment;
        provenance.retrieved_at = Some(answer.retrieved_at);
        provenance.asked = Some(reference.clone());
        provenance.account = Some(self.client.credentials().partner_id().into());
        provenance.sha256 = Some(payload.sha256());
        provenance.raw = options.keep_raw.then(|| payload.to_raw());
        provenance
    }
}

/// Why a question is asked, which an outcome tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    OwnAccord,
    /// A callback came, whose signature fits.
    Callback,
}

impl Why {
    fn mark(self, provenance: &mut Provenance) {
        if self == Self::Callback && provenance.source == Source::Asked {
            provenance.source = Source::Confirmed;
        }
    }

    /// Of a V3 answer, which itself is never signed.
    const fn signature(self) -> SignatureState {
        match self {
            Self::OwnAccord => SignatureState::NotDue,
            Self::Callback => SignatureState::Valid,
        }
    }
}

fn required(id: &Option<Sensitive<String>>, name: &'static str) -> Result<String, Error> {
    id.as_ref()
        .map(|id| id.expose().clone())
        .ok_or_else(|| Error::invalid_reference(name))
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
                Reference::Smileid(reference) => self.ask(reference, options, Why::OwnAccord).await,
                _ => Err(Error::invalid_reference("provider")),
            }
        })
    }
}
