//! Partner id and keys.

use core::fmt;

use hmac::{Hmac, KeyInit};
use kyc_model::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::{Error, Result};

/// A partner id and a ring of API keys.
///
/// The newest key that is valid signs; every key that is valid verifies. `Debug` shows how many keys there are and
/// nothing else.
///
/// ```
/// use smileid::{ApiKey, Credentials};
/// let credentials = Credentials::new("085", ApiKey::new("an-invented-key"))?;
/// assert_eq!(credentials.partner_id(), "085");
/// # Ok::<(), smileid::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    partner_id: String,
    keys: Vec<Key>,
}

/// An API key, exactly as the portal shows it. It looks like base64 and is never decoded.
pub struct ApiKey {
    secret: SecretString,
    valid_from: Option<Timestamp>,
    valid_until: Option<Timestamp>,
}

#[derive(Clone)]
pub(crate) struct Key {
    /// V3 wants the key itself.
    pub(crate) secret: SecretString,
    pub(crate) mac: Hmac<Sha256>,
    valid_from: Option<Timestamp>,
    valid_until: Option<Timestamp>,
}

impl ApiKey {
    /// A key without validity dates.
    #[must_use]
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self {
            secret: secret.into(),
            valid_from: None,
            valid_until: None,
        }
    }

    /// The same key, valid from this instant on.
    #[must_use]
    pub const fn valid_from(mut self, from: Timestamp) -> Self {
        self.valid_from = Some(from);
        self
    }

    /// The same key, valid until just before this instant.
    #[must_use]
    pub const fn valid_until(mut self, until: Timestamp) -> Self {
        self.valid_until = Some(until);
        self
    }
}

impl From<SecretString> for ApiKey {
    fn from(secret: SecretString) -> Self {
        Self::new(secret)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([secret])")
    }
}

impl Key {
    fn is_valid_at(&self, at: Timestamp) -> bool {
        self.valid_from.is_none_or(|from| from <= at)
            && self.valid_until.is_none_or(|until| at < until)
    }
}

impl Credentials {
    /// Credentials with one key.
    ///
    /// # Errors
    /// `InvalidConfiguration` when the partner id is empty, longer than 64 bytes, or not visible ASCII, or the key is
    /// empty. Leading zeros of the partner id count: `085` and `85` sign differently.
    pub fn new(partner_id: impl Into<String>, key: ApiKey) -> Result<Self> {
        let partner_id = partner_id.into();
        let visible = partner_id.bytes().all(|b| b.is_ascii_graphic());
        if partner_id.is_empty() || partner_id.len() > 64 || !visible {
            return Err(Error::configuration("partner_id"));
        }
        Self {
            partner_id,
            keys: Vec::new(),
        }
        .with_key(key)
    }

    /// The same credentials with one more key. Among keys that are valid at the same time, the one with the latest
    /// `valid_from` signs, and of those the one that was added last.
    ///
    /// # Errors
    /// `InvalidConfiguration` when the key is empty.
    pub fn with_key(mut self, key: ApiKey) -> Result<Self> {
        let secret = key.secret.expose_secret().as_bytes();
        if secret.is_empty() {
            return Err(Error::configuration("api_key"));
        }
        let mac =
            Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::configuration("api_key"))?;
        self.keys.push(Key {
            secret: key.secret,
            mac,
            valid_from: key.valid_from,
            valid_until: key.valid_until,
        });
        Ok(self)
    }

    /// The partner id, leading zeros included.
    #[must_use]
    pub fn partner_id(&self) -> &str {
        &self.partner_id
    }

    pub(crate) fn signing_key(&self, at: Timestamp) -> Result<&Key> {
        self.valid_keys(at)
            .max_by_key(|key| key.valid_from)
            .ok_or_else(|| Error::configuration("api_key (none is valid now)"))
    }

    pub(crate) fn all_keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter()
    }

    pub(crate) fn valid_keys(&self, at: Timestamp) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.is_valid_at(at))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}
