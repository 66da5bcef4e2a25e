//! The signature: padded standard base64 of HMAC-SHA256, key = the API key's text, message = the timestamp's exact text,
//! the partner id, and `sid_request`, without separators.
//!
//! Requests, replies, callbacks and webhooks are all signed like this, so a pair of timestamp and signature shows that
//! its sender once held a pair made with the key, and **vouches for no body**.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use kyc_model::Timestamp;
use sha2::Sha256;

use crate::{Credentials, Error, ErrorKind, Result};

const SUFFIX: &[u8] = b"sid_request";
const MAC_BYTES: usize = 32;

/// Signs a timestamp's exact text with the newest key that is valid at `now`.
///
/// # Errors
/// `InvalidConfiguration` when no key is valid at `now`.
pub fn sign(credentials: &Credentials, timestamp_text: &str, now: Timestamp) -> Result<String> {
    let key = credentials.signing_key(now)?;
    let mac = message(&key.mac, timestamp_text, credentials.partner_id()).finalize();
    Ok(STANDARD.encode(mac.into_bytes()))
}

/// Checks a signature over a timestamp's exact text, in constant time, against every key that is valid at `now`.
///
/// # Errors
/// `SignatureMalformed` for anything but the padded standard base64 of 32 bytes, `SignatureMismatch` when it was made
/// with none of the keys for this partner id.
pub fn verify(
    credentials: &Credentials,
    timestamp_text: &str,
    signature: &str,
    now: Timestamp,
) -> Result<()> {
    let bytes = decode(signature)?;
    let mut matched = false;
    for key in credentials.valid_keys(now) {
        // Every key is tried, so the time does not tell which one fits.
        matched |= message(&key.mac, timestamp_text, credentials.partner_id())
            .verify_slice(&bytes)
            .is_ok();
    }
    if matched {
        Ok(())
    } else {
        Err(Error::answered(ErrorKind::SignatureMismatch).at("signature"))
    }
}

fn decode(signature: &str) -> Result<[u8; MAC_BYTES]> {
    let mut bytes = [0_u8; MAC_BYTES];
    match STANDARD.decode_slice(signature, &mut bytes) {
        Ok(MAC_BYTES) => Ok(bytes),
        _ => Err(Error::answered(ErrorKind::SignatureMalformed).at("signature")),
    }
}

/// Whether any key, valid or not, made the signature over this text for this partner id. For finding out what went wrong,
/// never for believing anything.
pub(crate) fn fits(
    credentials: &Credentials,
    partner_id: &str,
    timestamp_text: &str,
    signature: &str,
) -> bool {
    let Ok(bytes) = decode(signature) else {
        return false;
    };
    credentials.all_keys().any(|key| {
        message(&key.mac, timestamp_text, partner_id)
            .verify_slice(&bytes)
            .is_ok()
    })
}

fn message(prepared: &Hmac<Sha256>, timestamp_text: &str, partner_id: &str) -> Hmac<Sha256> {
    let mut mac = prepared.clone();
    mac.update(timestamp_text.as_bytes());
    mac.update(partner_id.as_bytes());
    mac.update(SUFFIX);
    mac
}
