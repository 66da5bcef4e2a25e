//! Why a signature fits none of the keys: for the operator, never for the sender.

use core::fmt;

use crate::{Credentials, read_time, signature};

/// What was probably mixed up when a signature fits none of the valid keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LikelyCause {
    /// A key of the ring made it that is not valid now: it was rotated too early, or its dates are wrong.
    KeyNotValidNow,
    /// It was signed for the partner id with more or fewer leading zeros.
    PartnerIdZeros,
    /// It was signed over the same instant in another form: something on the way wrote the timestamp anew.
    TimestampRewritten,
    /// The credentials of another environment or account made it.
    OtherCredentials,
}

impl fmt::Display for LikelyCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyNotValidNow => "made with a key of the ring that is not valid now",
            Self::PartnerIdZeros => "made for the partner id with other leading zeros",
            Self::TimestampRewritten => "the timestamp was written anew on the way",
            Self::OtherCredentials => "made with the credentials of another environment or account",
        })
    }
}

pub(super) fn likely_cause(
    credentials: &Credentials,
    others: &[Credentials],
    timestamp: &str,
    pair_signature: &str,
) -> Option<LikelyCause> {
    let partner = credentials.partner_id();
    let fits =
        |partner: &str, text: &str| signature::fits(credentials, partner, text, pair_signature);
    if fits(partner, timestamp) {
        return Some(LikelyCause::KeyNotValidNow);
    }
    let bare = partner.trim_start_matches('0');
    let with_zeros = (0..4).map(|zeros| format!("{}{bare}", "0".repeat(zeros)));
    if with_zeros
        .into_iter()
        .any(|other| other != partner && fits(&other, timestamp))
    {
        return Some(LikelyCause::PartnerIdZeros);
    }
    if renderings(timestamp).iter().any(|text| fits(partner, text)) {
        return Some(LikelyCause::TimestampRewritten);
    }
    others
        .iter()
        .any(|other| signature::fits(other, other.partner_id(), timestamp, pair_signature))
        .then_some(LikelyCause::OtherCredentials)
}

/// The texts that the SDKs, and what passes JSON on, make of the same instant.
fn renderings(timestamp: &str) -> Vec<String> {
    let Some(at) = read_time(timestamp) else {
        return Vec::new();
    };
    let millis = at.to_rfc3339_millis();
    let Some((seconds, fraction)) = millis.trim_end_matches('Z').split_once('.') else {
        return Vec::new();
    };
    let spaced = seconds.replace('T', " ");
    vec![
        at.to_string(),
        format!("{seconds}Z"),
        format!("{seconds}+00:00"),
        format!("{seconds}.{fraction}+00:00"),
        format!("{seconds}.{fraction}000+00:00"),
        format!("{seconds}.{fraction}000Z"),
        format!("{spaced} +0000"),
        format!("{spaced} UTC"),
        at.unix_millis().to_string(),
        at.unix_millis().div_euclid(1000).to_string(),
        millis,
    ]
}
