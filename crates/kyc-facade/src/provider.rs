//! What every provider can do, and where to find one.

use std::{collections::BTreeMap, sync::Arc};

use kyc_http::{BoxFuture, Phase};
use kyc_model::outcome::{Provider, Reference, VerificationOutcome};

use crate::{Error, ErrorKind, observe};

/// What to ask for besides the outcome itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AskOptions {
    /// Earlier results of the same person. V1 jobs of Smile ID alone have them; other answers have no history.
    pub history: bool,
    /// Links to the images. They need no further credential: ask only when somebody will look. V1 jobs of Smile ID alone can
    /// be asked for them.
    pub image_links: bool,
    /// Keep the payload in the outcome.
    pub keep_raw: bool,
}

impl AskOptions {
    /// Asks for earlier results of the same person too.
    #[must_use]
    pub const fn with_history(mut self, yes: bool) -> Self {
        self.history = yes;
        self
    }

    /// Asks for links to the images too.
    #[must_use]
    pub const fn with_image_links(mut self, yes: bool) -> Self {
        self.image_links = yes;
        self
    }

    /// Keeps the payload in the outcome.
    #[must_use]
    pub const fn with_raw(mut self, yes: bool) -> Self {
        self.keep_raw = yes;
        self
    }
}

/// A provider of identity verification. Implement it for a provider of your own; it works as `dyn`.
///
/// An implementation answers within a time limit of its own, repeats nothing that changes something, and never says *verified* unless the provider did, finally,
/// over a source it can stand behind.
pub trait VerificationProvider: Send + Sync {
    /// Which provider this is.
    fn provider(&self) -> Provider;

    /// Asks the provider about one verification.
    ///
    /// # Errors
    /// When no outcome can be had: the request failed, the answer is malformed, unauthentic or about somebody else.
    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>>;
}

impl<P: VerificationProvider + ?Sized> VerificationProvider for Arc<P> {
    fn provider(&self) -> Provider {
        (**self).provider()
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        (**self).outcome(reference, options)
    }
}

impl<P: VerificationProvider + ?Sized> VerificationProvider for Box<P> {
    fn provider(&self) -> Provider {
        (**self).provider()
    }

    fn outcome<'a>(
        &'a self,
        reference: &'a Reference,
        options: &'a AskOptions,
    ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
        (**self).outcome(reference, options)
    }
}

/// The providers of a program. A reference finds its provider by itself.
#[derive(Clone, Default)]
pub struct Registry(BTreeMap<Provider, Arc<dyn VerificationProvider>>);

impl Registry {
    /// A registry without providers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same registry with one more provider. It replaces one of the same name.
    #[must_use]
    pub fn with(mut self, provider: impl VerificationProvider + 'static) -> Self {
        self.0.insert(provider.provider(), Arc::new(provider));
        self
    }

    /// The provider of this name.
    #[must_use]
    pub fn get(&self, provider: &Provider) -> Option<&dyn VerificationProvider> {
        self.0.get(provider).map(AsRef::as_ref)
    }

    /// The names of the providers.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.0.keys()
    }

    /// Asks the provider that the reference belongs to.
    ///
    /// # Errors
    /// `NoProvider` when there is none of that name, `WrongSubject` when it answers for another provider, and all errors of
    /// the provider.
    pub async fn outcome(
        &self,
        reference: &Reference,
        options: &AskOptions,
    ) -> Result<VerificationOutcome, Error> {
        let provider = self
            .get(reference.provider())
            .ok_or_else(|| Error::no_provider(reference.provider()))?;
        observe::outcome(reference.provider(), async {
            let named = |error: Error| match error.provider() {
                Some(_) => error,
                None => error.with_provider(reference.provider().clone()),
            };
            let outcome = provider.outcome(reference, options).await.map_err(named)?;
            if outcome.provider() != reference.provider() {
                return Err(named(Error::new(ErrorKind::WrongSubject, Phase::Answered)));
            }
            Ok(outcome)
        })
        .await
    }
}

impl core::fmt::Debug for Registry {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use kyc_model::outcome::{OtherReference, OutcomeParts, ReasonCategory, Remedy};

    use super::*;

    fn reference(provider: &str) -> Reference {
        let mut reference = OtherReference::new(Provider::from(provider));
        reference.ids.insert("case".to_owned(), "c-1".into());
        Reference::Other(reference)
    }

    /// Registered as `acme`.
    struct Acme(fn() -> Result<VerificationOutcome, Error>);

    impl VerificationProvider for Acme {
        fn provider(&self) -> Provider {
            Provider::from("acme")
        }

        fn outcome<'a>(
            &'a self,
            _: &'a Reference,
            _: &'a AskOptions,
        ) -> BoxFuture<'a, Result<VerificationOutcome, Error>> {
            Box::pin(async { (self.0)() })
        }
    }

    async fn error_of(answer: fn() -> Result<VerificationOutcome, Error>, asked: &str) -> Error {
        Registry::new()
            .with(Acme(answer))
            .outcome(&reference(asked), &AskOptions::default())
            .await
            .unwrap_err()
    }

    #[tokio::test]
    async fn an_error_says_whose_it_is() {
        let unnamed = || Err(Error::new(ErrorKind::ProviderFailure, Phase::Answered));
        let error = error_of(unnamed, "acme").await;
        assert_eq!(error.kind(), ErrorKind::ProviderFailure);
        assert_eq!(error.provider(), Some(&Provider::from("acme")));

        // A provider that asks another one on its way knows better than the registry.
        let named = || {
            let error = Error::new(ErrorKind::ProviderFailure, Phase::Answered);
            Err(error.with_provider(Provider::Smileid))
        };
        let error = error_of(named, "acme").await;
        assert_eq!(error.provider(), Some(&Provider::Smileid));

        let error = error_of(unnamed, "other").await;
        assert_eq!(error.kind(), ErrorKind::NoProvider);
        assert_eq!(error.provider(), Some(&Provider::from("other")));
    }

    #[tokio::test]
    async fn an_answer_for_another_provider_is_none() {
        let of_another = || {
            let category = ReasonCategory::from("anything");
            let reference = reference("other");
            let parts =
                OutcomeParts::inconclusive(reference, category, Remedy::Review, "v/1", "v-1");
            Ok(VerificationOutcome::new(parts).unwrap())
        };
        let error = error_of(of_another, "acme").await;
        assert_eq!(error.kind(), ErrorKind::WrongSubject);
        assert_eq!(error.phase(), Phase::Answered);
        assert!(!error.is_retryable());
        assert_eq!(error.provider(), Some(&Provider::from("acme")));
    }
}
