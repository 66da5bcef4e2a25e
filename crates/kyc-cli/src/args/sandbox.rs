//! The command line of `kyc sandbox`.

use core::time::Duration;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, builder::NonEmptyStringValueParser};
use kyc_sandbox::{Builder, UnknownJob};

pub(crate) const HELP: &str = "\
When it is ready it prints one line of JSON to standard output:
  smileid_server, greenid_endpoint, greenid_password_endpoint,
  smileid_partner_id, smileid_api_key, greenid_customer_id, greenid_password,
  pid
It stops on SIGINT or SIGTERM.

The ids choose what happens: Smile ID's job `approved` is approved, greenID's
person `locked-out` is locked out, and `approved.17` is another job that is
approved. `kyc sandbox --list-scenarios` prints them all with the decision that
each must lead to.

Exit status:
  0  it was stopped, or the scenarios were printed
  1  it could not start
  2  usage: the command line is wrong";

#[derive(Args)]
pub(crate) struct SandboxArgs {
    /// Where to listen, on this machine only; without a
    /// port, or with port 0, it is any free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0", verbatim_doc_comment, value_parser = listen)]
    pub(crate) listen: SocketAddr,

    /// Serve https, with a certificate for 127.0.0.1, localhost
    /// and the address of --listen that is made at start
    #[arg(long, verbatim_doc_comment)]
    pub(crate) tls: bool,

    /// Where to write the CA that clients have to trust, as PEM
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) ca_out: Option<PathBuf>,

    /// greenID's certificate service takes only clients with
    /// a certificate of these CAs, a PEM file
    #[arg(long, value_name = "FILE", requires = "tls", verbatim_doc_comment)]
    pub(crate) client_ca: Option<PathBuf>,

    /// Smile ID's partner id; an invented one
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) smileid_partner_id: Option<String>,

    /// Smile ID's API key; an invented one, never a real one
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) smileid_api_key: Option<String>,

    /// greenID's customer id; an invented one
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) greenid_customer_id: Option<String>,

    /// greenID's password; an invented one, never a real one
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) greenid_password: Option<String>,

    /// How long a job takes to its result
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    settle_after: u64,

    /// Refuse Smile ID requests whose signed time is further
    /// off than this; without it any time is taken
    #[arg(long, value_name = "SECONDS", verbatim_doc_comment)]
    timestamp_tolerance: Option<u64>,

    /// Answer HTTP 400 for a Smile ID job that was never
    /// seen, instead of "No zip uploaded yet"
    #[arg(long, verbatim_doc_comment)]
    refuse_unknown_jobs: bool,

    /// Spell greenID's Post Office records as its
    /// documentation does, not as its live WSDL
    #[arg(long, verbatim_doc_comment)]
    spec_spelling: bool,

    /// Where greenID tells of a person who became verified:
    /// http, on this machine only
    #[arg(long, value_name = "URL", verbatim_doc_comment)]
    notification_url: Option<String>,

    /// Where V3 webhooks go when a request names no URL:
    /// http, on this machine only
    #[arg(long, value_name = "URL", verbatim_doc_comment)]
    v3_callback_url: Option<String>,

    /// Print the ids that choose what happens, and stop
    #[arg(long)]
    pub(crate) list_scenarios: bool,
}

impl SandboxArgs {
    /// The sandbox that these arguments describe, without what is in files.
    pub(crate) fn builder(&self) -> Builder {
        let mut builder = Builder::default()
            .listen(self.listen)
            .tls(self.tls)
            .settle_after(Duration::from_secs(self.settle_after))
            .spec_spelling(self.spec_spelling);
        if let Some(seconds) = self.timestamp_tolerance {
            builder = builder.timestamp_tolerance(Duration::from_secs(seconds));
        }
        if self.refuse_unknown_jobs {
            builder = builder.unknown_job(UnknownJob::Refused);
        }
        builder = given(builder, &self.smileid_partner_id, |to, id| {
            to.smileid_partner_id(id)
        });
        builder = given(builder, &self.smileid_api_key, |to, key| {
            to.smileid_api_key(key)
        });
        builder = given(builder, &self.greenid_customer_id, |to, id| {
            to.greenid_customer_id(id)
        });
        builder = given(builder, &self.greenid_password, |to, text| {
            to.greenid_password(text)
        });
        builder = given(builder, &self.notification_url, |to, url| {
            to.notification_url(url)
        });
        builder = given(builder, &self.v3_callback_url, |to, url| {
            to.v3_callback_url(url)
        });
        builder
    }
}

/// An address or `localhost`, with a port or without.
fn listen(text: &str) -> Result<SocketAddr, &'static str> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Ok(ip) = bare.unwrap_or(text).parse::<IpAddr>() {
        return Ok((ip, 0).into());
    }
    let (host, port) = text.split_once(':').unwrap_or((text, "0"));
    match port.parse::<u16>() {
        Ok(port) if host.eq_ignore_ascii_case("localhost") => {
            Ok((Ipv4Addr::LOCALHOST, port).into())
        }
        _ => Err("expected localhost or an address of this machine, such as 127.0.0.1:8080"),
    }
}

fn given(
    builder: Builder,
    text: &Option<String>,
    give: impl FnOnce(Builder, String) -> Builder,
) -> Builder {
    match text {
        Some(text) => give(builder, text.clone()),
        None => builder,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_named_and_lack_its_port() {
        for (text, address) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("127.0.0.2", "127.0.0.2:0"),
            ("localhost", "127.0.0.1:0"),
            ("Localhost:8080", "127.0.0.1:8080"),
            ("[::1]:8080", "[::1]:8080"),
            ("[::1]", "[::1]:0"),
            ("::1", "[::1]:0"),
            ("0.0.0.0", "0.0.0.0:0"),
        ] {
            assert_eq!(listen(text).unwrap().to_string(), address);
        }
        for text in [
            "",
            "here",
            "localhost:",
            "localhost:65536",
            "localhost.example:1",
        ] {
            assert!(listen(text).is_err(), "{text}");
        }
    }
}
