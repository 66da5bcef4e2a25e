//! Which of Smile ID's servers to ask.

use core::{fmt, str::FromStr};

use kyc_model::outcome::Environment;

use crate::{Error, Result};

const SANDBOX: &str = "https://testapi.smileidentity.com/v1";
const PRODUCTION: &str = "https://api.smileidentity.com/v1";

/// The server, selected as in the official SDKs: `0`, `1`, or a base URL, which ends in
/// `/v1` as a rule: V3 puts `/v3` in its place, or behind a base without it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Server {
    /// `0`: the sandbox.
    Sandbox,
    /// `1`: production.
    Production,
    /// Any other base URL, without trailing slash.
    Custom(BaseUrl),
}

/// A checked base URL: http or https, a host, no user, no query, no fragment.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(http::Uri, String);

impl Server {
    /// Which environment answers there.
    #[must_use]
    pub fn environment(&self) -> Environment {
        match self.base() {
            SANDBOX => Environment::Sandbox,
            PRODUCTION => Environment::Production,
            _ => Environment::Custom,
        }
    }

    /// The base URL of V3: the same server with `/v3` in place of `/v1`. Source: V3's specification names the same hosts.
    #[must_use]
    pub fn v3_base(&self) -> String {
        let base = self.base();
        format!("{}/v3", base.strip_suffix("/v1").unwrap_or(base))
    }

    /// The base URL, without trailing slash.
    #[must_use]
    pub fn base(&self) -> &str {
        match self {
            Self::Sandbox => SANDBOX,
            Self::Production => PRODUCTION,
            Self::Custom(url) => &url.1,
        }
    }
}

impl FromStr for Server {
    type Err = Error;

    /// Reads `0`, `1`, or a URL with its scheme.
    ///
    /// # Errors
    /// `InvalidConfiguration` for anything else. Plain http is refused later, unless it is loopback and opted in.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "0" => Ok(Self::Sandbox),
            "1" => Ok(Self::Production),
            url => BaseUrl::parse(url)
                .map(Self::Custom)
                .ok_or_else(|| Error::configuration("server (0, 1, or a URL with its scheme)")),
        }
    }
}

impl BaseUrl {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim_end_matches('/');
        let uri: http::Uri = text.parse().ok()?;
        let scheme = uri.scheme_str()?;
        let authority = uri.authority()?.as_str();
        let plain = matches!(scheme, "http" | "https")
            && !authority.contains('@')
            && !text.contains(['?', '#'])
            && !uri.host()?.is_empty();
        plain.then(|| Self(uri.clone(), text.to_owned()))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path can hold a token of a gateway.
        write!(
            f,
            "{}://{}",
            self.0.scheme_str().unwrap_or_default(),
            self.0.authority().map_or("", http::uri::Authority::as_str)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selected_as_in_the_official_sdks() {
        for (text, base, environment) in [
            ("0", SANDBOX, Environment::Sandbox),
            ("1", PRODUCTION, Environment::Production),
            (PRODUCTION, PRODUCTION, Environment::Production),
            (
                "https://testapi.smileidentity.com/v1/",
                SANDBOX,
                Environment::Sandbox,
            ),
            (
                "http://127.0.0.1:8080/v1",
                "http://127.0.0.1:8080/v1",
                Environment::Custom,
            ),
            (
                "https://api.smileidentity.com.evil.example/v1",
                "https://api.smileidentity.com.evil.example/v1",
                Environment::Custom,
            ),
        ] {
            let server: Server = text.parse().unwrap();
            assert_eq!(server.base(), base);
            assert_eq!(server.environment(), environment, "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_configuration_error() {
        for text in [
            "",
            "2",
            "01",
            "api.smileidentity.com/v1",
            "ftp://api.smileidentity.com/v1",
            "https://",
            "https://user:canary@host/v1",
            "https://host/v1?x=canary",
            "https://host/v1#canary",
            "/v1",
        ] {
            let error = text.parse::<Server>().unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::InvalidConfiguration);
            assert!(!error.to_string().contains("canary"));
        }
    }
}
