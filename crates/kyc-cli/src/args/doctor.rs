//! The command line of `kyc doctor`.

use clap::Args;

use super::{GreenidFlags, ProviderName, SmileidFlags};

pub(crate) const HELP: &str = "\
Nothing that changes anything is ever sent: Smile ID is asked for the status of
a job, greenID for the result of a person, both with an id that cannot exist.
No value of a setting is printed but the host and port of a URL.

Each line says ok, warning, FAILED or skipped. Checked are, per provider:
  setting      found where, or missing
  secret file  that nobody else can read it
  certificate  of the client: complete, its key fits, valid for how long
  name         of the server: resolves
  connection   is taken
  TLS          is agreed on; the chain, who issued it, valid for how long
  clock        agrees with the server's; signatures hold the time
  call         a real one, signed or with the password
  V3 token     is issued, where the partner id has no leading zeros

Settings are flags, else variables of the environment, else members of the
configuration file. That is the FILE of --config, else of the variable
KYC_CONFIG, else kyc/config.toml where the platform keeps configuration (on
Linux ~/.config). All members:
  [smileid]
  partner_id = \"085\"
  server = \"0\"
  api_key_file = \"smileid.key\"       # relative to this file
  root_pem = \"roots.pem\"

  [greenid]
  customer_id = \"acme\"
  endpoint = \"https://HOST/Registrations-Registrations/VerificationServices\"
  password_file = \"greenid.password\"
  client_pem = \"client.pem\"
  root_pem = \"roots.pem\"
Each is also a variable, such as SMILEID_API_KEY_FILE, and a flag. The secrets
themselves may stand in SMILEID_API_KEY and GREENID_PASSWORD.

Exit status:
  0  nothing failed; there may be warnings
  1  something failed, or nothing is configured
  2  usage: the command line is wrong";

#[derive(Args)]
pub(crate) struct DoctorArgs {
    /// The provider to check, smileid or greenid; otherwise
    /// every one of which anything is configured
    #[arg(
        value_name = "PROVIDER",
        hide_possible_values = true,
        verbatim_doc_comment
    )]
    pub(crate) provider: Option<ProviderName>,

    /// Check settings, files and certificates only, and send
    /// nothing
    #[arg(long, verbatim_doc_comment)]
    pub(crate) offline: bool,

    /// Print one line of compact JSON
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) smileid: SmileidFlags,

    #[command(flatten)]
    pub(crate) greenid: GreenidFlags,
}
