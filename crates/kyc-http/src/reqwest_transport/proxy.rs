//! The proxy for `https`. Plain http goes to this machine only, so never through one.

use reqwest::{NoProxy, Proxy};
use secrecy::{ExposeSecret, SecretString};

use super::BuildError;

/// Which proxy `https` requests go through. Its URL may hold a password.
#[derive(Clone, Default)]
pub(super) enum ProxyChoice {
    #[default]
    Direct,
    Url(SecretString),
    Environment,
}

impl ProxyChoice {
    pub(super) fn read(&self) -> Result<Option<Proxy>, BuildError> {
        match self {
            Self::Direct => Ok(None),
            Self::Url(url) => proxy(url.expose_secret()).map(Some),
            Self::Environment => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
                .iter()
                .find_map(|name| std::env::var_os(name).filter(|url| !url.is_empty()))
                .map(|url| {
                    let url = url.to_str().ok_or(BuildError::Proxy)?;
                    // Other programs take `host:port` there, too.
                    let proxy = match url.contains("://") {
                        true => proxy(url),
                        false => proxy(&format!("http://{url}")),
                    };
                    Ok(proxy?.no_proxy(NoProxy::from_env()))
                })
                .transpose(),
        }
    }
}

fn proxy(url: &str) -> Result<Proxy, BuildError> {
    let uri: http::Uri = url.parse().map_err(|_| BuildError::Proxy)?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) || uri.host().is_none_or(str::is_empty) {
        return Err(BuildError::Proxy);
    }
    Proxy::https(url).map_err(|_| BuildError::Proxy)
}
