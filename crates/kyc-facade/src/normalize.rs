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

/// An envelope, without trying what cannot be one: a failed attempt costs more than most records.
fn envelope(record: &[u8]) -> Option<Envelope<'_>> {
    let inside = record.trim_ascii_start().strip_prefix(b"{")?;
    let name = inside.trim_ascii_start().strip_prefix(b"\"")?;
    // A name may be spelled with escapes.
    matches!(name.first(), Some(b'p' | b'\\')).then_some(())?;
    serde_json::from_slice(record).ok()
}

/// The text that a JSON string holds.
fn text(json: &[u8]) -> Option<String> {
    json.trim_ascii_start()
        .starts_with(b"\"")
        .then(|| serde_json::from_slice(json).ok())?
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
    /// `UnrecognizedPayload`; `NoProvider` for a provider that this library does not know or was built without; and all errors
    /// that a payload can have by itself.
    pub fn normalize(&self, record: &[u8], now: Timestamp) -> Result<VerificationOutcome> {
        let Some(envelope) = envelope(record) else {
            let payload = text(record).map_or_else(|| record.to_vec(), String::into_bytes);
            return self.payload(payload, None, now);
        };
        let named = Some(&envelope.provider);
        let payload = envelope.payload.get().as_bytes();
        let payload = text(payload).map_or_else(|| payload.to_vec(), String::into_bytes);
        self.payload(payload, named, now)
    }

    fn payload(
        &self,
        payload: Vec<u8>,
        named: Option<&Provider>,
        now: Timestamp,
    ) -> Result<VerificationOutcome> {
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
