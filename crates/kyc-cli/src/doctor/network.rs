//! The way to a server: its name and a connection.

use core::{net::SocketAddr, time::Duration};
use std::{
    env,
    io::{self, Write},
    net::{Ipv4Addr, Ipv6Addr, TcpStream},
};

use kyc_http::check_url;

use super::{
    call::UNUSABLE,
    finding::{Check, Finding},
    print::Report,
};
use crate::{
    failure::Failure,
    settings::{Certificates, Setting, is_plain},
};

const TIMEOUT: Duration = Duration::from_secs(10);

/// Where a provider is asked.
pub(super) struct Site<'a> {
    url: &'a str,
    host: String,
    port: u16,
    /// The setting that names it.
    pub(super) setting: Setting,
    /// The setting for further roots.
    pub(super) roots: Setting,
    /// The setting for a client certificate, where the provider takes one.
    pub(super) client: Option<Setting>,
}

impl<'a> Site<'a> {
    /// # Errors
    /// Why nothing may be sent there.
    pub(super) fn new(
        url: &'a str,
        setting: Setting,
        roots: Setting,
        client: Option<Setting>,
    ) -> Result<Self, Finding> {
        let no_url = || {
            Finding::failed(Check::Connection, format!("{} is no URL", setting.variable))
                .next(format!("set it to {}", setting.holds))
        };
        let uri: http::Uri = url.parse().map_err(|_| no_url())?;
        check_url(&uri, true).map_err(|error| Finding::of_error(Check::Connection, &error))?;
        let default = if is_plain(url) { 80 } else { 443 };
        Ok(Self {
            url,
            host: uri
                .host()
                .ok_or_else(no_url)?
                .trim_matches(['[', ']'])
                .to_owned(),
            port: uri.port_u16().unwrap_or(default),
            setting,
            roots,
            client,
        })
    }

    /// Looks at every step of the way, and says whether a request can be sent. Where it cannot, what comes `then` is
    /// skipped.
    pub(super) async fn reach<W: Write>(
        &self,
        certificates: &Certificates,
        then: &[Check],
        report: &mut Report<'_, W>,
    ) -> Result<bool, Failure> {
        let (addresses, finding) = self.resolve().await;
        report.add(finding)?;
        if addresses.is_empty() {
            let rest = [&[Check::Connection, Check::Tls], then].concat();
            report.skip(&rest, UNUSABLE)?;
            return Ok(false);
        }
        let (stream, finding) = self.connect(&addresses);
        report.add(finding)?;
        let Some(stream) = stream else {
            let rest = [&[Check::Tls], then].concat();
            report.skip(&rest, UNUSABLE)?;
            return Ok(false);
        };
        if is_plain(self.url) {
            let why = "plain http; nothing leaves this machine";
            report.add(Finding::skipped(Check::Tls, why))?;
            return Ok(true);
        }
        let handshake = certificates
            .builder(self.url)
            .handshake(&self.host, stream)
            .map_err(|error| certificates.setup(error))?;
        for finding in self.judge(&handshake, certificates) {
            report.add(finding)?;
        }
        let is_ready = handshake.result.is_ok();
        if !is_ready {
            report.skip(then, UNUSABLE)?;
        }
        Ok(is_ready)
    }

    async fn resolve(&self) -> (Vec<SocketAddr>, Finding) {
        let host = &self.host;
        if let Ok(address) = host.parse() {
            let finding = Finding::skipped(Check::Name, format!("{host} is an address already"));
            return (vec![SocketAddr::new(address, self.port)], finding);
        }
        // As in the transport, no name server may say that it is another machine.
        if host == "localhost" {
            let addresses = vec![
                (Ipv4Addr::LOCALHOST, self.port).into(),
                (Ipv6Addr::LOCALHOST, self.port).into(),
            ];
            return (
                addresses,
                Finding::skipped(Check::Name, "localhost is this machine"),
            );
        }
        let looked_up =
            tokio::time::timeout(TIMEOUT, tokio::net::lookup_host((host.as_str(), self.port)));
        let addresses: Vec<SocketAddr> = match looked_up.await {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        let finding = if addresses.is_empty() {
            Finding::failed(Check::Name, format!("{host} does not resolve")).next(format!(
                "check the host name in {}, and the name servers of this machine",
                self.setting.variable
            ))
        } else {
            let count = addresses.len();
            let s = if count == 1 { "" } else { "es" };
            Finding::ok(
                Check::Name,
                format!("{host} resolves to {count} address{s}"),
            )
        };
        (addresses, finding)
    }

    fn connect(&self, addresses: &[SocketAddr]) -> (Option<TcpStream>, Finding) {
        let place = match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        };
        let mut why = None;
        for address in addresses {
            match connect(address) {
                Ok(stream) => {
                    let finding =
                        Finding::ok(Check::Connection, format!("{place} accepts connections"));
                    return (Some(stream), finding);
                }
                Err(error) => why = Some(error.kind()),
            }
        }
        let why = why.map_or_else(String::new, |kind| format!(": {kind}"));
        let finding = Finding::failed(Check::Connection, format!("{place} accepts none{why}"))
            .next(format!(
                "check host and port in {}, and the firewalls on the way{}",
                self.setting.variable,
                proxy_hint()
            ));
        (None, finding)
    }
}

fn connect(address: &SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    Ok(stream)
}

/// Whoever has a proxy may expect it to be used.
pub(super) fn proxy_hint() -> &'static str {
    let names = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    if names
        .iter()
        .any(|name| env::var_os(name).is_some_and(|url| !url.is_empty()))
    {
        "; the proxy that the environment names is not used"
    } else {
        ""
    }
}
