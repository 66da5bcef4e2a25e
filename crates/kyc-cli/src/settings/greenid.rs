//! Credentials, certificates and endpoint of greenID.

use std::{
    fs::File,
    io::{self, Read as _},
};

use greenid_soap::{Credentials, Endpoint};
use kyc_http::{BuildError, ReqwestTransportBuilder};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};

use super::{incomplete, secret, text};
use crate::failure::Failure;

const CUSTOMER_ID: &str = "GREENID_CUSTOMER_ID";
const PASSWORD: &str = "GREENID_PASSWORD";
const ENDPOINT: &str = "GREENID_ENDPOINT";
const CLIENT_PEM: &str = "GREENID_CLIENT_PEM";
const ROOT_PEM: &str = "GREENID_ROOT_PEM";

const PASSWORD_SERVICE: &str = "/VerificationServicesPassword";
const MAX_PEM_BYTES: u64 = 1024 * 1024;

/// Credentials and endpoint.
///
/// # Errors
/// Which variables are missing, all at once, or which one is wrong.
pub(crate) fn required() -> Result<(Credentials, Endpoint), Failure> {
    let (customer_id, password, url) = (text(CUSTOMER_ID)?, secret(PASSWORD)?, text(ENDPOINT)?);
    let wants_password = url
        .as_ref()
        .is_some_and(|url| url.ends_with(PASSWORD_SERVICE));
    let lacks_password = wants_password && password.is_none();
    match (customer_id, url) {
        (Some(customer_id), Some(url)) if !lacks_password => {
            Ok((credentials(customer_id, password)?, endpoint(&url)?))
        }
        (customer_id, url) => Err(incomplete(&[
            (
                CUSTOMER_ID,
                customer_id.is_none(),
                "your customer id, as greenID gave it to you",
            ),
            (
                PASSWORD,
                lacks_password,
                "the password that belongs to it; VerificationServicesPassword asks for it",
            ),
            (
                ENDPOINT,
                url.is_none(),
                "the full URL of the service that your account uses",
            ),
        ])),
    }
}

/// The certificates that the variables name.
#[derive(Default)]
pub(crate) struct Certificates {
    client: Option<SecretSlice<u8>>,
    roots: Option<Vec<u8>>,
}

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// Which variable names a file that cannot be read.
    pub(crate) fn read() -> Result<Self, Failure> {
        Ok(Self {
            client: pem(CLIENT_PEM)?.map(SecretSlice::from),
            roots: pem(ROOT_PEM)?,
        })
    }

    /// Gives them to a transport.
    pub(crate) fn give_to(&self, mut builder: ReqwestTransportBuilder) -> ReqwestTransportBuilder {
        if let Some(client) = &self.client {
            builder = builder.client_identity_pem(client.expose_secret());
        }
        if let Some(roots) = &self.roots {
            builder = builder.add_root_certificates_pem(roots);
        }
        builder
    }
}

/// Why a transport with such certificates could not be set up, with the variable to correct.
pub(crate) fn setup(error: BuildError) -> Failure {
    use BuildError as E;
    let name = match error {
        E::IdentityNotPem
        | E::IdentityKeyEncrypted
        | E::IdentityWithoutCertificate
        | E::IdentityKeyCount
        | E::BrokenIdentity
        | E::IdentityMismatch
        | E::IdentityUnusable => CLIENT_PEM,
        E::NoCertificateInPem | E::BrokenPem | E::BrokenCertificate => ROOT_PEM,
        error => return Failure::Setup(error),
    };
    Failure::Settings(format!(
        "the file of {name} is of no use: {error}; {}",
        remedy(name)
    ))
}

fn remedy(name: &str) -> &'static str {
    match name {
        CLIENT_PEM => {
            "set the path of a PEM file with the client certificate and its unencrypted key"
        }
        _ => {
            "set the path of a PEM file with root certificates, or unset it to trust the platform's alone"
        }
    }
}

/// The content of the file that a variable names.
fn pem(name: &'static str) -> Result<Option<Vec<u8>>, Failure> {
    let read = |path: String| {
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
    text(name)?.map(read).transpose().map_err(|error| {
        Failure::Settings(format!(
            "the file of {name} cannot be read: {error}; {}",
            remedy(name)
        ))
    })
}

fn credentials(
    customer_id: String,
    password: Option<SecretString>,
) -> Result<Credentials, Failure> {
    let wrong = |name: &str| {
        Err(Failure::Settings(format!(
            "{name} cannot be sent: it begins or ends with a line end, is too long, or holds control characters; set it \
             alone"
        )))
    };
    if has_line_end(&customer_id) {
        return wrong(CUSTOMER_ID);
    }
    let Ok(certificate) = Credentials::certificate(customer_id.as_str()) else {
        return wrong(CUSTOMER_ID);
    };
    let Some(password) = password else {
        return Ok(certificate);
    };
    if has_line_end(password.expose_secret()) {
        return wrong(PASSWORD);
    }
    Credentials::password(customer_id, password).or_else(|_| wrong(PASSWORD))
}

/// greenID would refuse it without saying why.
fn has_line_end(text: &str) -> bool {
    text.starts_with(['\r', '\n']) || text.ends_with(['\r', '\n'])
}

fn endpoint(url: &str) -> Result<Endpoint, Failure> {
    Endpoint::new(url).map_err(|_| {
        Failure::Settings(format!(
            "{ENDPOINT} is no full URL of a service, such as \
             https://test-au.vixverify.com/Registrations-Registrations/VerificationServices, without user name, query \
             and fragment"
        ))
    })
}
