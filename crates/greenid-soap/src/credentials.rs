//! Who asks.

use core::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::{Error, Result, check};

/// The customer id and how the service knows that it is yours. `Debug` shows neither it nor the password.
///
/// ```
/// use greenid_soap::{Credentials, Service};
/// let credentials = Credentials::password("acme", "an-invented-password")?;
/// assert!(matches!(credentials.service(), Service::Password(_)));
/// # Ok::<(), greenid_soap::Error>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    customer_id: String,
    service: Service,
}

/// Which of the two services is asked.
#[derive(Clone)]
#[non_exhaustive]
pub enum Service {
    /// `VerificationServices`: the client certificate of the TLS connection says who asks; no password is sent. Give the
    /// certificate to the transport.
    Certificate,
    /// `VerificationServicesPassword`: the password is sent as the second parameter.
    Password(SecretString),
}

impl Credentials {
    /// Credentials for a service.
    ///
    /// # Errors
    /// `InvalidConfiguration` when the customer id is blank or the password empty, or either is longer than
    /// [`MAX_TEXT_CHARS`](crate::MAX_TEXT_CHARS) or holds characters that XML cannot carry.
    pub fn new(customer_id: impl Into<String>, service: Service) -> Result<Self> {
        let customer_id = customer_id.into();
        check::required("customer_id", &customer_id)
            .map_err(|_| Error::configuration("customer_id"))?;
        if let Service::Password(password) = &service {
            let password = password.expose_secret();
            let fits = check::text("password", password, check::MAX_TEXT_CHARS).is_ok();
            if password.is_empty() || !fits {
                return Err(Error::configuration("password"));
            }
        }
        Ok(Self {
            customer_id,
            service,
        })
    }

    /// Credentials for the certificate service.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn certificate(customer_id: impl Into<String>) -> Result<Self> {
        Self::new(customer_id, Service::Certificate)
    }

    /// Credentials for the password service.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn password(
        customer_id: impl Into<String>,
        password: impl Into<SecretString>,
    ) -> Result<Self> {
        Self::new(customer_id, Service::Password(password.into()))
    }

    /// greenID's identifier for the client application.
    #[must_use]
    pub fn customer_id(&self) -> &str {
        &self.customer_id
    }

    /// Which service they are for.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.service
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate => "Certificate",
            Self::Password(_) => "Password([secret])",
        })
    }
}
