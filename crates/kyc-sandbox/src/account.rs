//! The account that the sandbox knows at each provider.

use core::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use smileid::{ApiKey, Credentials};

/// The one account at each provider. All of it is invented, and known to everybody.
#[derive(Clone)]
pub struct Account {
    pub(crate) partner_id: String,
    pub(crate) api_key: SecretString,
    pub(crate) customer_id: String,
    pub(crate) password: SecretString,
}

impl Account {
    /// Smile ID's partner id.
    #[must_use]
    pub fn smileid_partner_id(&self) -> &str {
        &self.partner_id
    }

    /// Smile ID's API key.
    #[must_use]
    pub const fn smileid_api_key(&self) -> &SecretString {
        &self.api_key
    }

    /// greenID's customer id.
    #[must_use]
    pub fn greenid_customer_id(&self) -> &str {
        &self.customer_id
    }

    /// greenID's password.
    #[must_use]
    pub const fn greenid_password(&self) -> &SecretString {
        &self.password
    }

    /// Credentials of the adapter `smileid`.
    ///
    /// # Errors
    /// When the partner id is none, for which [`Builder`](crate::Builder) does not start a sandbox.
    pub fn smileid_credentials(&self) -> smileid::Result<Credentials> {
        Credentials::new(&*self.partner_id, ApiKey::new(self.api_key.clone()))
    }

    /// V3 knows partner ids as numbers, without leading zeros.
    pub(crate) fn v3_partner_id(&self) -> &str {
        self.partner_id.trim_start_matches('0')
    }

    pub(crate) fn has_api_key(&self, key: &str) -> bool {
        self.api_key.expose_secret() == key
    }

    pub(crate) fn has_password(&self, password: &str) -> bool {
        self.password.expose_secret() == password
    }
}

impl Default for Account {
    fn default() -> Self {
        Self {
            // One without leading zeros is taken by V1 and by V3.
            partner_id: "8085".to_owned(),
            api_key: "fake-api-key-0123456789".into(),
            customer_id: "invented-customer".to_owned(),
            password: "invented-password".into(),
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").finish_non_exhaustive()
    }
}
