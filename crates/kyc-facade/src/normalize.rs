//! Saved payloads of any provider, one outcome each.

use kyc_model::{
    Timestamp,
    outcome::{Provider, VerificationOutcome},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{Error, Result};

/// Maps saved payloads to outcomes. A saved payload has source `unverified` and comes out *inconclusive*, however good
/// its signature, unless the caller vouches for where it came from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Normalizer {
    /// The provider of every payload; `None` detects it.
    pub provider: Option<Provider>,
    /// How replies of greenID are taken.
    #[cfg(feature = "greenid")]
    pub greenid: crate::greenid::SavedOptions,
    /// How payloads of Smile ID are taken.
    #[cfg(feature = "smileid")]
    pub smileid: crate::smileid::SavedOptions,
}

/// A line that names its provider: `{"provider": …, "payload": …}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    provider: Provider,
    #[serde(borrow)]
    payload: &'a RawValue,
}

impl Normalizer {
    /// A normalizer that detects the provider and vouches for nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Maps one payload: bare, as a JSON string that holds it, or as `{"provider": …, "payload": …}`, whose `payload` is
    /// the document itself or a string that holds it. A provider set here overrides the one that the line names.
    ///
    /// # Errors
    /// `UnrecognizedPayload`, and all errors that a payload can have by itself.
    pub fn normalize(&self, record: &[u8], now: Timestamp) -> Result<VerificationOutcome> {
        let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(record) else {
            let payload = match serde_json::from_slice::<String>(record) {
                Ok(text) => text.into_bytes(),
                Err(_) => record.to_vec(),
            };
            return self.payload(payload, None, now);
        };
        let named = Some(&envelope.provider);
        match serde_json::from_str::<String>(envelope.payload.get()) {
            Ok(text) => self.payload(text.into_bytes(), named, now),
            Err(_) => self.payload(envelope.payload.get().as_bytes().to_vec(), named, now),
        }
    }

    fn payload(
        &self,
        payload: Vec<u8>,
        named: Option<&Provider>,
        now: Timestamp,
    ) -> Result<VerificationOutcome> {
        let _ = now;
        match self.provider.as_ref().or(named) {
            #[cfg(feature = "greenid")]
            Some(Provider::Greenid) => crate::greenid::decide_saved(payload, &self.greenid),
            #[cfg(feature = "smileid")]
            Some(Provider::Smileid) => crate::smileid::decide_saved(payload, &self.smileid, now),
            Some(provider) => Err(Error::no_provider(provider)),
            None => self.detect(payload, now),
        }
    }

    /// SOAP is greenID's, and all else is held to be Smile ID's, whose reader says what is wrong with it.
    fn detect(&self, payload: Vec<u8>, now: Timestamp) -> Result<VerificationOutcome> {
        #[cfg(feature = "greenid")]
        if greenid_soap::saved::looks_like_soap(&payload) {
            return crate::greenid::decide_saved(payload, &self.greenid);
        }
        #[cfg(feature = "smileid")]
        {
            crate::smileid::decide_saved(payload, &self.smileid, now)
        }
        #[cfg(not(feature = "smileid"))]
        {
            let _ = (payload, now);
            Err(Error::unrecognized_payload())
        }
    }
}
