//! Flags that stand over the environment and the configuration file.

use clap::{Args, builder::NonEmptyStringValueParser};

use crate::settings::{
    Setting,
    setting::{
        GREENID_CLIENT_PEM, GREENID_CUSTOMER_ID, GREENID_ENDPOINT, GREENID_PASSWORD_FILE,
        GREENID_ROOT_PEM, SMILEID_API_KEY_FILE, SMILEID_PARTNER_ID, SMILEID_ROOT_PEM,
        SMILEID_SERVER,
    },
};

pub(crate) const SMILEID_HELP: &str = "\
Settings come from flags, else from the environment, else from the configuration
file (see `kyc doctor --help`). No flag takes a secret itself:
  SMILEID_PARTNER_ID    your partner id, leading zeros included
  SMILEID_API_KEY       your API key, exactly as the Smile ID portal shows it;
  SMILEID_API_KEY_FILE  or the path of a file that holds it and nothing else
  SMILEID_SERVER        0 for the sandbox, 1 for production, or a URL that ends
                        in /v1; plain http only to this machine
  SMILEID_ROOT_PEM      the path of a PEM file with further root certificates
                        to trust, if the server needs them
";

pub(crate) const GREENID_HELP: &str = "\
Settings come from flags, else from the environment, else from the configuration
file (see `kyc doctor --help`). No flag takes a secret itself:
  GREENID_CUSTOMER_ID    your customer id, as greenID gave it to you
  GREENID_ENDPOINT       the full URL of the service that your account uses;
                         plain http only to this machine
  GREENID_PASSWORD       the password that belongs to the customer id, for the
                         password service; leave it out for the other one
  GREENID_PASSWORD_FILE  or the path of a file that holds it and nothing else
  GREENID_CLIENT_PEM     for the certificate service: the path of a PEM file
                         with your client certificate and its unencrypted key
  GREENID_ROOT_PEM       the path of a PEM file with further root certificates
                         to trust, if the server needs them

greenID has two services, and your account uses one of them. The last part of
the URL tells them apart; HOST is au.vixverify.com, or test-au.vixverify.com for
its test environment:
  https://HOST/Registrations-Registrations/VerificationServicesPassword
  https://HOST/Registrations-Registrations/VerificationServices
";

/// The heading of settings in a command's help.
pub(super) const HEADING: &str = "Settings";

/// Smile ID's account, for commands that check signatures.
#[derive(Args, Default)]
pub(crate) struct SmileidKeyFlags {
    /// Instead of SMILEID_PARTNER_ID
    #[arg(long, help_heading = HEADING, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    smileid_partner_id: Option<String>,

    /// A file that holds the API key; - is
    /// standard input
    #[arg(long, help_heading = HEADING, value_name = "FILE", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    smileid_api_key_file: Option<String>,
}

/// Which Smile ID is asked.
#[derive(Args, Default)]
pub(crate) struct SmileidServerFlags {
    /// Instead of SMILEID_SERVER
    #[arg(long, help_heading = HEADING, value_name = "SERVER", value_parser = NonEmptyStringValueParser::new())]
    smileid_server: Option<String>,

    /// Instead of SMILEID_ROOT_PEM
    #[arg(long, help_heading = HEADING, value_name = "FILE", value_parser = NonEmptyStringValueParser::new())]
    smileid_root_pem: Option<String>,
}

/// Smile ID's account and server, for commands that ask it.
#[derive(Args, Default)]
pub(crate) struct SmileidFlags {
    #[command(flatten)]
    key: SmileidKeyFlags,

    #[command(flatten)]
    server: SmileidServerFlags,
}

/// greenID's account and service, for commands that ask it.
#[derive(Args, Default)]
pub(crate) struct GreenidFlags {
    /// Instead of GREENID_CUSTOMER_ID
    #[arg(long, help_heading = HEADING, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    greenid_customer_id: Option<String>,

    /// Instead of GREENID_ENDPOINT
    #[arg(long, help_heading = HEADING, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    greenid_endpoint: Option<String>,

    /// A file that holds the password; - is
    /// standard input
    #[arg(long, help_heading = HEADING, value_name = "FILE", verbatim_doc_comment, value_parser = NonEmptyStringValueParser::new())]
    greenid_password_file: Option<String>,

    /// Instead of GREENID_CLIENT_PEM
    #[arg(long, help_heading = HEADING, value_name = "FILE", value_parser = NonEmptyStringValueParser::new())]
    greenid_client_pem: Option<String>,

    /// Instead of GREENID_ROOT_PEM
    #[arg(long, help_heading = HEADING, value_name = "FILE", value_parser = NonEmptyStringValueParser::new())]
    greenid_root_pem: Option<String>,
}

impl SmileidKeyFlags {
    /// The settings that are given.
    pub(crate) fn given(&self) -> Vec<(Setting, String)> {
        given([
            (SMILEID_PARTNER_ID, &self.smileid_partner_id),
            (SMILEID_API_KEY_FILE, &self.smileid_api_key_file),
        ])
    }
}

impl SmileidFlags {
    /// The settings that are given.
    pub(crate) fn given(&self) -> Vec<(Setting, String)> {
        let mut all = self.key.given();
        all.extend(given([
            (SMILEID_SERVER, &self.server.smileid_server),
            (SMILEID_ROOT_PEM, &self.server.smileid_root_pem),
        ]));
        all
    }
}

impl GreenidFlags {
    /// The settings that are given.
    pub(crate) fn given(&self) -> Vec<(Setting, String)> {
        given([
            (GREENID_CUSTOMER_ID, &self.greenid_customer_id),
            (GREENID_ENDPOINT, &self.greenid_endpoint),
            (GREENID_PASSWORD_FILE, &self.greenid_password_file),
            (GREENID_CLIENT_PEM, &self.greenid_client_pem),
            (GREENID_ROOT_PEM, &self.greenid_root_pem),
        ])
    }
}

fn given<const N: usize>(flags: [(Setting, &Option<String>); N]) -> Vec<(Setting, String)> {
    flags
        .into_iter()
        .filter_map(|(setting, text)| Some((setting, text.clone()?)))
        .collect()
}
