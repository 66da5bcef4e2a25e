//! Which of greenID's servers to ask.

use core::{fmt, str::FromStr};

use kyc_model::outcome::Environment;

use crate::{Credentials, Error, Result, Service};

/// The full URL of the service, such as `https://au.vixverify.com/Registrations-Registrations/VerificationServices`.
///
/// Checked: http or https, a host, no user, no query, no fragment. The client refuses plain http, unless it is
/// loopback and opted in; whoever sends what `to_http` gives asks [`kyc_http::check_url`] first. `Debug` shows scheme, host and port only.
///
/// ```
/// use greenid_soap::Endpoint;
/// use kyc_model::outcome::Environment;
/// let endpoint: Endpoint =
///     "https://test-au.vixverify.com/Registrations-Registrations/VerificationServicesPassword".parse()?;
/// assert_eq!(endpoint.environment(), Environment::Sandbox);
/// # Ok::<(), greenid_soap::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    uri: http::Uri,
    url: String,
}

impl Endpoint {
    /// The endpoint at `url`.
    ///
    /// # Errors
    /// `InvalidConfiguration` for anything but a full URL of the form above.
    pub fn new(url: &str) -> Result<Self> {
        Self::parse(url)
            .ok_or_else(|| Error::configuration("endpoint (a full URL with its scheme)"))
    }

    fn parse(text: &str) -> Option<Self> {
        let uri: http::Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?;
        let plain = matches!(scheme, "http" | "https")
            && !uri.authority()?.as_str().contains('@')
            && !text.contains(['?', '#'])
            && !uri.host()?.is_empty();
        plain.then(|| Self {
            uri,
            url: text.to_owned(),
        })
    }

    /// Which environment answers there: that of greenID's known hosts over https, otherwise `custom`.
    #[must_use]
    pub fn environment(&self) -> Environment {
        let is_standard = self.uri.scheme_str() == Some("https")
            && matches!(self.uri.port_u16(), None | Some(443));
        let host = self.uri.host().unwrap_or_default().to_ascii_lowercase();
        match host.as_str() {
            "www.edentiti.com" | "au.vixverify.com" if is_standard => Environment::Production,
            "test.edentiti.com" | "test-au.vixverify.com" | "uat1.vixverify.com" if is_standard => {
                Environment::Sandbox
            }
            _ => Environment::Custom,
        }
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Refuses to ask the password service without a password.
    pub(crate) fn check_service(&self, credentials: &Credentials) -> Result<()> {
        let wants_password = self.uri.path().ends_with("/VerificationServicesPassword");
        if wants_password && matches!(credentials.service(), Service::Certificate) {
            return Err(Error::configuration(
                "endpoint (VerificationServicesPassword needs a password)",
            ));
        }
        Ok(())
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    /// As [`new`](Self::new).
    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path can hold a token of a gateway.
        write!(
            f,
            "{}://{}",
            self.uri.scheme_str().unwrap_or_default(),
            self.uri
                .authority()
                .map_or("", http::uri::Authority::as_str)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_hosts_over_https_have_an_environment() {
        for (url, environment) in [
            (
                "https://au.vixverify.com/Registrations-Registrations/VerificationServices",
                Environment::Production,
            ),
            ("https://www.edentiti.com:443/x", Environment::Production),
            ("https://AU.VIXVERIFY.COM/x", Environment::Production),
            ("https://test.edentiti.com/x", Environment::Sandbox),
            ("https://test-au.vixverify.com/x", Environment::Sandbox),
            ("https://uat1.vixverify.com/x", Environment::Sandbox),
            ("https://au.vixverify.com:8443/x", Environment::Custom),
            ("http://au.vixverify.com/x", Environment::Custom),
            (
                "https://au.vixverify.com.evil.example/x",
                Environment::Custom,
            ),
            ("http://127.0.0.1:8080/x", Environment::Custom),
        ] {
            let endpoint: Endpoint = url.parse().unwrap();
            assert_eq!(endpoint.environment(), environment, "{url}");
            assert_eq!(endpoint.as_str(), url);
            assert!(!format!("{endpoint:?}").contains("/x"));
        }
    }

    #[test]
    fn anything_else_is_a_configuration_error() {
        for text in [
            "",
            "au.vixverify.com/x",
            "ftp://au.vixverify.com/x",
            "https://",
            "https://user:canary@host/x",
            "https://host/x?wsdl=canary",
            "https://host/x#canary",
            "/x",
        ] {
            let error = Endpoint::new(text).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidConfiguration);
            assert!(!error.to_string().contains("canary"));
        }
    }

    #[test]
    fn the_password_service_needs_a_password() {
        let endpoint = Endpoint::new("https://h/r/VerificationServicesPassword").unwrap();
        let certificate = Credentials::certificate("acme").unwrap();
        let password = Credentials::password("acme", "p").unwrap();
        assert!(endpoint.check_service(&certificate).is_err());
        assert!(endpoint.check_service(&password).is_ok());
    }
}
