//! What a provider delivered, before anything of it is believed.

use core::fmt;
use std::collections::BTreeMap;

use kyc_model::{Sensitive, Timestamp, outcome::Reference};

use crate::hash::hash_text;

hash_text! {
    /// Tells a delivery from every other: the SHA-256 over provider, ids, code, distinguisher (see
    /// [`Delivery::new`]) and body.
    ///
    /// A signature pair alone tells nothing: two honest deliveries of one millisecond share it. Source: decision tables,
    /// part 5, receiver.
    DeliveryKey, "a delivery's key"
}

/// One delivery of a provider, as it came. Smile ID's had a valid pair, which does not vouch for the body; greenID's is
/// unsigned.
///
/// `Debug` shows neither code nor attributes, and of the body the length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    key: DeliveryKey,
    reference: Reference,
    code: Option<String>,
    attributes: BTreeMap<String, Sensitive<String>>,
    body: Sensitive<Vec<u8>>,
    received_at: Timestamp,
}

impl Delivery {
    /// A delivery about this reference.
    ///
    /// `code` is the provider's result code, where it gave one. `distinguisher` tells pushes of the same ids, code and body
    /// apart: [`Event::delivery_key`](smileid::callback::Event::delivery_key) for Smile ID, the time of receipt for greenID.
    /// It goes into the key alone and is not kept. `body` is the untouched payload.
    #[must_use]
    pub fn new(
        reference: Reference,
        code: Option<String>,
        distinguisher: &str,
        body: Vec<u8>,
        received_at: Timestamp,
    ) -> Self {
        // A reference always serializes: its only map has keys of text.
        let ids = serde_json::to_string(&reference).unwrap_or_default();
        let (has_code, code_text) = match &code {
            Some(code) => ("code", code.as_str()),
            None => ("no code", ""),
        };
        let parts = [
            "kyc-receiver delivery 1",
            reference.provider().as_str(),
            &ids,
            has_code,
            code_text,
            distinguisher,
        ];
        let mut parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
        parts.push(&body);
        let key = DeliveryKey::of_parts(&parts);
        Self::from_stored(key, reference, code, body, received_at)
    }

    /// A delivery that a store kept, under the key that it had.
    #[must_use]
    pub fn from_stored(
        key: DeliveryKey,
        reference: Reference,
        code: Option<String>,
        body: Vec<u8>,
        received_at: Timestamp,
    ) -> Self {
        Self {
            key,
            reference,
            code,
            attributes: BTreeMap::new(),
            body: Sensitive::new(body),
            received_at,
        }
    }

    /// The same delivery with something else that is needed to read it again, such as a header. It is no part of the key.
    #[must_use]
    pub fn with_attribute(
        mut self,
        name: impl Into<String>,
        value: impl Into<Sensitive<String>>,
    ) -> Self {
        self.attributes.insert(name.into(), value.into());
        self
    }

    /// What tells it from every other.
    #[must_use]
    pub const fn key(&self) -> &DeliveryKey {
        &self.key
    }

    /// The ids that it names. Nothing vouches for them but asking.
    #[must_use]
    pub const fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The provider's result code, as it came.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// What else was kept with it.
    #[must_use]
    pub const fn attributes(&self) -> &BTreeMap<String, Sensitive<String>> {
        &self.attributes
    }

    /// The payload, as it came.
    #[must_use]
    pub const fn body(&self) -> &Sensitive<Vec<u8>> {
        &self.body
    }

    /// When it was received.
    #[must_use]
    pub const fn received_at(&self) -> Timestamp {
        self.received_at
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("key", &self.key)
            .field("reference", &self.reference)
            .field("has_code", &self.code.is_some())
            .field("attributes", &self.attributes.len())
            .field("body", &format_args!("{} bytes", self.body.expose().len()))
            .field("received_at", &self.received_at)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use kyc_model::outcome::{GreenidReference, SmileReference};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn smile(user: &str, job: &str) -> Reference {
        Reference::Smileid(SmileReference::new(user, job))
    }

    #[test]
    fn the_key_is_of_provider_ids_code_distinguisher_and_body_alone() {
        let now = at("2026-01-02T03:04:05Z");
        let of = |reference, code: Option<&str>, distinguisher, body: &str| {
            let code = code.map(str::to_owned);
            Delivery::new(
                reference,
                code,
                distinguisher,
                body.as_bytes().to_vec(),
                now,
            )
        };
        let one = of(smile("u", "j"), Some("0810"), "pair", "{}");
        let others = [
            of(smile("u", "k"), Some("0810"), "pair", "{}"),
            of(smile("v", "j"), Some("0810"), "pair", "{}"),
            of(smile("u", "j"), Some("0811"), "pair", "{}"),
            of(smile("u", "j"), Some(""), "pair", "{}"),
            of(smile("u", "j"), None, "pair", "{}"),
            of(smile("u", "j"), Some("0810"), "other", "{}"),
            of(smile("u", "j"), Some("0810"), "pair", "{ }"),
            of(
                Reference::Greenid(GreenidReference::new("u")),
                Some("0810"),
                "pair",
                "{}",
            ),
        ];
        let keys: std::collections::BTreeSet<_> = others.iter().map(Delivery::key).collect();
        assert_eq!(keys.len(), others.len());
        assert!(!keys.contains(one.key()));

        let later = Delivery::new(
            smile("u", "j"),
            Some("0810".to_owned()),
            "pair",
            b"{}".to_vec(),
            at("2026-02-02T03:04:05Z"),
        )
        .with_attribute("Job-ID", "j");
        assert_eq!(later.key(), one.key());
        let read: DeliveryKey = one.key().as_str().parse().unwrap();
        assert_eq!(&read, one.key());
        for wrong in ["", "Canary", &one.key().as_str().to_uppercase()] {
            let error = wrong.parse::<DeliveryKey>().unwrap_err();
            assert!(!format!("{error:?} {error}").contains("Canary"));
        }
    }

    #[test]
    fn debug_shows_lengths_alone() {
        let delivery = Delivery::new(
            smile("Canary-user", "Canary-job"),
            Some("Canary-code".to_owned()),
            "Canary-pair",
            b"Canary-body".to_vec(),
            at("2026-01-02T03:04:05Z"),
        )
        .with_attribute("User-ID", "Canary-user");
        let shown = format!("{delivery:?} {delivery:#?}");
        assert!(!shown.contains("Canary"), "{shown}");
        assert!(shown.contains("body: 11 bytes"), "{shown}");
    }
}
