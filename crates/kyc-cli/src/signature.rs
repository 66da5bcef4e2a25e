//! `kyc sign` and `kyc verify-signature`.

use std::{io::Write, path::Path};

use kyc_model::Timestamp;
use smileid::read_time;

use crate::{
    args::{SignArgs, VerifySignatureArgs},
    callback,
    failure::Failure,
    render,
    settings::{self, Settings},
    status,
};

/// Prints the signature of a timestamp's exact text.
///
/// # Errors
/// When the settings are wrong or the output cannot be written.
pub(crate) fn sign(
    args: &SignArgs,
    config: Option<&Path>,
    now: Timestamp,
    out: &mut impl Write,
    err: &mut impl Write,
) -> Result<u8, Failure> {
    let settings = Settings::read(config, args.settings.given())?;
    let credentials = settings::smileid::required_credentials(&settings)?;
    let signature =
        smileid::signature::sign(&credentials, &args.timestamp, now).map_err(Failure::Callback)?;
    if read_time(&args.timestamp).is_none() {
        let _ = writeln!(
            err,
            "kyc: the timestamp is in no form that Smile ID is known to take; it was signed as it stands"
        );
    }
    render::write(&format!("{signature}\n"), out)?;
    Ok(status::DONE)
}

/// Says whether the key made the signature.
///
/// # Errors
/// When it did not, the settings are wrong, or the output cannot be written.
pub(crate) fn verify(
    args: &VerifySignatureArgs,
    config: Option<&Path>,
    now: Timestamp,
    out: &mut impl Write,
) -> Result<u8, Failure> {
    let settings = Settings::read(config, args.settings.given())?;
    callback::verifier(&settings)?
        .check_pair(&args.timestamp, &args.signature, now)
        .map_err(Failure::Callback)?;
    render::write(&render::pair(read_time(&args.timestamp), now), out)?;
    Ok(status::DONE)
}
