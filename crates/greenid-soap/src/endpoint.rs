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

    fn is_custom(&self) -> bool {
        self.environment() == Environment::Custom
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// Refuses to ask the password service without a password, and to tell the other one, at greenID's own hosts, a password,
    /// which it has no parameter for. A path of another name, or that of a gateway, may be either.
    pub(crate) fn check_service(&self, credentials: &Credentials) -> Result<()> {
        let named = self.uri.path().trim_end_matches('/').rsplit('/').next();
        match (named, credentials.service()) {
            (Some("VerificationServicesPassword"), Service::Certificate) => Err(
                Error::configuration("endpoint (VerificationServicesPassword needs a password)"),
            ),
            (Some("VerificationServices"), Service::Password(_)) if !self.is_custom() => Err(
                Error::configuration("endpoint (VerificationServices takes no password)"),
            ),
            _ => Ok(()),
        }
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
    fn a_service_that_is_named_gets_its_own_credentials_and_any_other_path_all() {
        let certificate = Credentials::certificate("acme").unwrap();
        let password = Credentials::password("acme", "canary").unwrap();
        let needs = "endpoint (VerificationServicesPassword needs a password)";
        let none = "endpoint (VerificationServices takes no password)";
        for (path, by_certificate, by_password) in [
            ("r/VerificationServicesPassword", Some(needs), None),
            ("VerificationServicesPassword/", Some(needs), None),
            ("r/VerificationServices", None, Some(none)),
            ("VerificationServices", None, Some(none)),
            ("r/VerificationServices//", None, Some(none)),
            ("r/verificationservices", None, None),
            ("r/OurVerificationServices", None, None),
            ("VerificationServices/gateway", None, None),
            ("VerificationServicesPassword/gateway", None, None),
            ("", None, None),
        ] {
            let at = |host: &str| Endpoint::new(&format!("https://{host}/{path}")).unwrap();
            let (own, gateway) = (at("au.vixverify.com"), at("h"));
            assert!(gateway.check_service(&password).is_ok(), "{path}");
            for (endpoint, credentials, expected) in [
                (&own, &certificate, by_certificate),
                (&gateway, &certificate, by_certificate),
                (&own, &password, by_password),
            ] {
                let error = endpoint.check_service(credentials).err();
                let kind = error.as_ref().map(Error::kind);
                let refused = expected.map(|_| crate::ErrorKind::InvalidConfiguration);
                assert_eq!(kind, refused, "{path}");
                assert_eq!(error.as_ref().and_then(Error::path), expected, "{path}");
            }
        }
    }
}
