//! Certificates that settings name.

use std::{
    fs::File,
    io::{self, Read as _},
    path::PathBuf,
};

use kyc_http::{BuildError, ReqwestTransport, ReqwestTransportBuilder};
use secrecy::{ExposeSecret as _, SecretSlice};

use super::{
    Settings, connection,
    setting::{Found, Setting},
};
use crate::failure::Failure;

const MAX_PEM_BYTES: u64 = 1024 * 1024;

/// The certificates that settings name.
#[derive(Default)]
pub(crate) struct Certificates {
    client: Option<(Setting, Found<SecretSlice<u8>>)>,
    roots: Option<(Setting, Found<Vec<u8>>)>,
}

impl Certificates {
    /// Reads the files that these settings name.
    ///
    /// # Errors
    /// Which setting names a file that cannot be read.
    pub(super) fn read(
        settings: &Settings,
        client: Option<Setting>,
        roots: Setting,
    ) -> Result<Self, Failure> {
        let client = match client {
            Some(setting) => {
                pem(settings, setting)?.map(|found| (setting, found.map(SecretSlice::from)))
            }
            None => None,
        };
        let roots = pem(settings, roots)?.map(|found| (roots, found));
        Ok(Self { client, roots })
    }

    /// A transport with them, for this URL.
    ///
    /// # Errors
    /// Which setting names a file that is of no use.
    pub(crate) fn transport(&self, url: &str) -> Result<ReqwestTransport, Failure> {
        self.builder(url).build().map_err(|error| self.setup(error))
    }

    /// The same before it is built.
    pub(crate) fn builder(&self, url: &str) -> ReqwestTransportBuilder {
        self.give_to(connection::builder(url))
    }

    fn give_to(&self, mut builder: ReqwestTransportBuilder) -> ReqwestTransportBuilder {
        if let Some((_, client)) = &self.client {
            builder = builder.client_identity_pem(client.value.expose_secret());
        }
        if let Some((_, roots)) = &self.roots {
            builder = builder.add_root_certificates_pem(&roots.value);
        }
        builder
    }

    /// The client certificate and its key.
    pub(crate) fn client(&self) -> Option<&SecretSlice<u8>> {
        self.client.as_ref().map(|(_, found)| &found.value)
    }

    /// How the roots are named that are trusted besides the platform's.
    pub(crate) fn roots_name(&self) -> Option<&str> {
        self.roots.as_ref().map(|(_, found)| found.name.as_str())
    }

    /// Why a transport with these certificates could not be set up, with the setting to correct.
    pub(crate) fn setup(&self, error: BuildError) -> Failure {
        use BuildError as E;
        let named = match error {
            E::IdentityNotPem
            | E::IdentityKeyEncrypted
            | E::IdentityWithoutCertificate
            | E::IdentityKeyCount
            | E::BrokenIdentity
            | E::IdentityMismatch
            | E::IdentityUnusable => self
                .client
                .as_ref()
                .map(|(setting, found)| (setting, &found.name)),
            E::NoCertificateInPem | E::BrokenPem | E::BrokenCertificate => self
                .roots
                .as_ref()
                .map(|(setting, found)| (setting, &found.name)),
            _ => None,
        };
        match named {
            Some((setting, name)) => Failure::Settings(format!(
                "the file of {name} is of no use: {error}; set {}",
                setting.holds
            )),
            None => Failure::Setup(error),
        }
    }
}

/// The content of the file that a setting names.
fn pem(settings: &Settings, setting: Setting) -> Result<Option<Found<Vec<u8>>>, Failure> {
    let read = |path: &PathBuf| {
        let mut content = Vec::new();
        let size = File::open(path)?
            .take(MAX_PEM_BYTES + 1)
            .read_to_end(&mut content)?;
        if u64::try_from(size).is_ok_and(|size| size <= MAX_PEM_BYTES) {
            Ok(content)
        } else {
            Err(io::Error::other("it is larger than 1 MiB"))
        }
    };
    let Some(path) = settings.path(setting)? else {
        return Ok(None);
    };
    match read(&path.value) {
        Ok(content) => Ok(Some(path.map(|_| content))),
        Err(error) => Err(Failure::Settings(format!(
            "the file of {} cannot be read: {error}; set {}",
            path.name, setting.holds
        ))),
    }
}
