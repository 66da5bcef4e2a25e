//! Where a wait stands, to go on with it later.

use kyc_model::{
    Timestamp,
    outcome::{Decision, Reference},
};
use serde::{Deserialize, Deserializer, Serialize};

use super::fingerprint::Fingerprint;

/// All that is needed to go on waiting: in another call, after a restart, on another machine, next week.
///
/// Made from a [`Reference`]; handed back by every wait that ends before the verification does. Its JSON is versioned,
/// and a newer version than this library knows is refused. It holds the provider's ids, so store it as carefully.
///
/// ```
/// use kyc_facade::ResumeHandle;
/// use kyc_model::outcome::{Reference, SmileReference};
/// let handle = ResumeHandle::from(Reference::Smileid(SmileReference::new("user-1", "job-1")));
/// let stored = serde_json::to_string(&handle)?;
/// assert_eq!(serde_json::from_str::<ResumeHandle>(&stored)?, handle);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ResumeHandle(pub(super) Box<State>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    version: u16,
    /// Answers in a row that said nothing new.
    #[serde(default)]
    pub(super) unchanged: u16,
    #[serde(default)]
    pub(super) asked: u32,
    pub(super) reference: Reference,
    /// The first question of all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) started_at: Option<Timestamp>,
    /// The next question comes no earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) not_before: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) seen: Option<Fingerprint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) decision: Option<Decision>,
}

const VERSION: u16 = 1;

impl ResumeHandle {
    /// What is waited for.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.0.reference
    }

    /// How many questions were asked.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.0.asked
    }

    /// When the first question was asked.
    #[must_use]
    pub fn started_at(&self) -> Option<Timestamp> {
        self.0.started_at
    }

    /// The time before which the next question is not asked.
    #[must_use]
    pub fn not_before(&self) -> Option<Timestamp> {
        self.0.not_before
    }

    /// The decision of the last answer.
    #[must_use]
    pub fn last_decision(&self) -> Option<Decision> {
        self.0.decision
    }
}

impl From<Reference> for ResumeHandle {
    fn from(reference: Reference) -> Self {
        Self(Box::new(State {
            version: VERSION,
            unchanged: 0,
            asked: 0,
            reference,
            started_at: None,
            not_before: None,
            seen: None,
            decision: None,
        }))
    }
}

impl From<&Reference> for ResumeHandle {
    fn from(reference: &Reference) -> Self {
        reference.clone().into()
    }
}

impl From<&Self> for ResumeHandle {
    fn from(handle: &Self) -> Self {
        handle.clone()
    }
}

impl<'de> Deserialize<'de> for ResumeHandle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // serde's own messages quote the value they refuse.
        let state = State::deserialize(deserializer).map_err(|_| {
            serde::de::Error::custom("not a resume handle of a version that this library knows")
        })?;
        if state.version == 0 || state.version > VERSION {
            return Err(serde::de::Error::custom(
                "the resume handle has a version that this library does not know",
            ));
        }
        Ok(Self(Box::new(state)))
    }
}

#[cfg(test)]
mod tests {
    use kyc_model::outcome::SmileReference;

    use super::*;

    #[test]
    fn json_is_versioned_and_no_error_quotes_a_value() {
        let reference = Reference::Smileid(SmileReference::new("Canary-u", "Canary-j"));
        let mut handle = ResumeHandle::from(&reference);
        handle.0.asked = 7;
        handle.0.started_at = Some("2026-01-02T03:04:05Z".parse().unwrap());
        handle.0.decision = Some(Decision::Pending);
        handle.0.seen = Some(serde_json::from_str("\"00000000000000ff\"").unwrap());
        assert!(!format!("{handle:?}").contains("Canary"));
        let json = serde_json::to_string(&handle).unwrap();
        assert_eq!(
            json,
            r#"{"version":1,"unchanged":0,"asked":7,"reference":{"provider":"smileid","version":1,"api":"v1","#
                .to_owned()
                + r#""user_id":"Canary-u","job_id":"Canary-j"},"started_at":"2026-01-02T03:04:05Z","#
                + r#""seen":"00000000000000ff","decision":"pending"}"#
        );
        assert_eq!(serde_json::from_str::<ResumeHandle>(&json).unwrap(), handle);
        for (good, bad) in [
            (r#""version":1,"un"#, r#""version":2,"un"#),
            (r#""version":1,"un"#, r#""version":0,"un"#),
            (r#""asked":7"#, r#""asked":"Canary""#),
            (r#""pending""#, r#""Canary""#),
            (r#""00000000000000ff""#, r#""Canary""#),
            (
                r#""provider":"smileid","version":1"#,
                r#""provider":"smileid","version":9"#,
            ),
        ] {
            let error = serde_json::from_str::<ResumeHandle>(&json.replace(good, bad)).unwrap_err();
            assert!(!error.to_string().contains("Canary"), "{error}");
        }
    }
}
