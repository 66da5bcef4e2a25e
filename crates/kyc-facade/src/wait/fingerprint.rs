//! Whether an answer says something new.

use kyc_model::outcome::VerificationOutcome;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// The [content](VerificationOutcome::content) of an outcome in 64 bits. The same over program runs and machines; a release
/// that changes the rows or the members may report an answer once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u64);

impl Fingerprint {
    pub(super) fn of(outcome: &VerificationOutcome) -> Self {
        let digest = Sha256::digest(outcome.content().expose());
        Self(
            digest
                .iter()
                .take(8)
                .fold(0, |bits, &byte| bits << 8 | u64::from(byte)),
        )
    }
}

/// In JSON 16 hexadecimal digits: numbers of this size lose digits in other languages.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16)
            .map(Self)
            .map_err(|_| de::Error::custom("not a fingerprint"))
    }
}
