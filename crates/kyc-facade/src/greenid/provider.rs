//! greenID as a provider of outcomes.

use greenid_soap::{Answer, Client, GetVerificationResult, RegisterUser, VerificationReply};
use kyc_http::BoxFuture;
use kyc_model::{
    Sensitive,
    outcome::{GreenidReference, Provider, Reference, SignatureState, VerificationOutcome},
};

use super::{Policy, Provenance, decide_verification_result};
use crate::{AskOptions, Error, VerificationProvider};

/// greenID over its client.
#[derive(Clone, Debug)]
pub struct GreenidProvider {
    client: Client,
    policy: Policy,
}

impl GreenidProvider {
    /// greenID over this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            client,
            policy: Policy::default(),
        }
    }

    /// The same provider with a policy, which can only lower its approvals.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Registers a person, once, and decides the result that greenID answers at once.
    ///
    /// # Errors
    /// As the client's. The person may be registered although no answer came: ask
    /// [`may_be_registered`](greenid_soap::Error::may_be_registered) of the error's source, whose message says how to
    /// find out. Such an error is never retryable.
    pub async fn register(
        &self,
        request: &RegisterUser,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let answer = self.client.register_user(request).await?;
        let mut reference = GreenidReference::default();
        reference.user_id = request.user_id().map(Into::into);
        self.decide(&answer, &reference, options)
    }

    async fn ask(
        &self,
        reference: &GreenidReference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let own = self.client.credentials().customer_id();
        let foreign = |customer: &Sensitive<String>| customer.expose() != own;
        if reference.customer_id.as_ref().is_some_and(foreign) {
            return Err(Error::invalid_reference("customer_id"));
        }
        let user_id = reference
            .user_id
            .as_ref()
            .ok_or_else(|| Error::invalid_reference("user_id"))?;
        let request = GetVerificationResult::new(user_id.expose().as_str())?;
        let answer = self.client.get_verification_result(&request).await?;
        self.decide(&answer, reference, options)
    }

    fn decide(
        &self,
        answer: &Answer<VerificationReply>,
        reference: &GreenidReference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let mut provenance = Provenance::saved(SignatureState::NotDue);
        provenance.source = answer.source;
        provenance.environment = answer.environment;
        provenance.retrieved_at = Some(answer.retrieved_at);
        provenance.asked = Some(reference.clone());
        provenance.account = Some(self.client.credentials().customer_id().into());
        provenance.sha256 = Some(answer.reply.payload.sha256());
        provenance.raw = options.keep_raw.then(|| answer.reply.payload.to_raw());
        decide_verification_result(&answer.reply.record, &self.policy, &provenance)
    }
}

impl VerificationProvider for GreenidProvider {
    fn provider(&self) -> Provider {
        Provider::Greenid
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        Box::pin(async move {
            match reference {
                Reference::Greenid(reference) => self.ask(reference, options).await,
                _ => Err(Error::invalid_reference("provider")),
            }
        })
    }
}
