//! Whether an answer says something new.

use kyc_model::outcome::{
    Awaiting, Check, Decision, Established, Finality, Reason, Remedy, VerificationOutcome,
    WatchlistHit,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

/// What an outcome says, in 64 bits: the decision and all that led to it, but not when and how it was fetched, nor links
/// that are new each time. The same over program runs and machines; a release that changes the rows or these members may
/// report an answer once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint(u64);

#[derive(Serialize)]
struct Says<'a> {
    decision: Decision,
    finality: Finality,
    awaiting: Option<Awaiting>,
    decided_by: &'a str,
    remedy: &'a Remedy,
    established: &'a [Established],
    reasons: &'a [Reason],
    checks: &'a [Check],
    watchlist: &'a [WatchlistHit],
}

impl Fingerprint {
    pub(super) fn of(outcome: &VerificationOutcome) -> Self {
        let parts = outcome.parts();
        let says = Says {
            decision: parts.decision,
            finality: parts.finality,
            awaiting: parts.awaiting,
            decided_by: &parts.decided_by,
            remedy: &parts.remedy,
            established: &parts.established,
            reasons: &parts.reasons,
            checks: &parts.checks,
            watchlist: &parts.watchlist,
        };
        // These types always serialize; were one ever not to, every answer would count as the same.
        let text = serde_json::to_vec(&says).unwrap_or_default();
        let digest = Sha256::digest(&text);
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
