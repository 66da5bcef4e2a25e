//! The parts of an outcome.

use serde::Serialize;

use super::{
    CheckKind, CheckResult, Claim, EvidenceKind, FieldMatch, PerformedBy, ReasonCategory,
    WatchlistKind, Weight,
};
use crate::{
    Confidence, Lenient, Sensitive, Timestamp, Word,
    record::{is_default, quiet},
};

quiet! {
    /// Why.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct Reason {
        /// In words that every provider shares.
        pub category: ReasonCategory,
        /// What it did to the decision.
        pub weight: Weight,
        /// The provider's code, as it came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub code: Option<Sensitive<String>>,
        /// The provider's words, as they came.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub text: Option<Sensitive<String>>,
        /// The row or rule that gave the reason, such as `S1`; absent where that is what `decided_by` names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rule: Option<Word>,
    }
}

impl Reason {
    /// A reason without provider code and text.
    #[must_use]
    pub const fn new(category: ReasonCategory, weight: Weight) -> Self {
        Self {
            category,
            weight,
            code: None,
            text: None,
            rule: None,
        }
    }

    /// The same reason with the provider's code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Sensitive<String>>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The same reason with the provider's words.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<Sensitive<String>>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// The same reason with the id of the row or rule that gave it.
    #[must_use]
    pub fn with_rule(mut self, rule: impl Into<Word>) -> Self {
        self.rule = Some(rule.into());
        self
    }
}

quiet! {
    /// One check of the provider.
    #[derive(Clone, Debug, PartialEq, Serialize)]
    #[non_exhaustive]
    pub struct Check {
        /// What it looked at.
        pub kind: CheckKind,
        /// The provider's name for it.
        pub name: Sensitive<Word>,
        /// How it ended.
        pub result: CheckResult,
        /// The provider's word for how it ended; JSON text where it sent something that is no text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub value: Option<Sensitive<Word>>,
        /// How it was done, in the provider's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub method: Option<Sensitive<Word>>,
        /// Who did it.
        pub performed_by: PerformedBy,
        /// When it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub at: Option<Timestamp>,
        /// Its score, 0 to 100.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub score: Option<Confidence>,
        /// The details it compared.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub fields: Vec<Field>,
    }
}

impl Check {
    /// A check without value, method, time, score and fields.
    #[must_use]
    pub fn new(
        kind: CheckKind,
        name: impl Into<Sensitive<Word>>,
        result: CheckResult,
        performed_by: PerformedBy,
    ) -> Self {
        Self {
            kind,
            name: name.into(),
            result,
            value: None,
            method: None,
            performed_by,
            at: None,
            score: None,
            fields: Vec::new(),
        }
    }
}

quiet! {
    /// One detail of the person.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct Field {
        /// The provider's name for it.
        pub name: Sensitive<Word>,
        /// The OpenID claim it belongs to, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub claim: Option<Claim>,
        /// What became of the comparison.
        pub result: FieldMatch,
        /// What was submitted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub submitted: Option<Sensitive<String>>,
        /// What the source holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub verified: Option<Sensitive<String>>,
        /// Which address it belongs to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub address: Option<Sensitive<String>>,
        /// Whether the value came in an answer whose source was checked. False for what only a callback carried.
        pub source_checked: bool,
    }
}

impl Field {
    /// A field without claim, values and address.
    #[must_use]
    pub fn new(name: impl Into<Sensitive<Word>>, result: FieldMatch, source_checked: bool) -> Self {
        Self {
            name: name.into(),
            claim: None,
            result,
            submitted: None,
            verified: None,
            address: None,
            source_checked,
        }
    }
}

quiet! {
    /// Something that can be shown to an auditor.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct Evidence {
        /// What it is.
        pub kind: EvidenceKind,
        /// The provider's name for it, such as `NIN` or `selfie_image`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub name: Option<Sensitive<String>>,
        /// The country that issued it, as the provider writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub country: Option<Sensitive<String>>,
        /// Its number, all but the last four characters replaced by '*'; all of them where it has fewer than eight.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub number_masked: Option<Sensitive<String>>,
        /// When it expires, as the provider writes it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub expires: Option<Sensitive<String>>,
        /// Where it can be fetched.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub link: Option<Sensitive<String>>,
        /// Lower-case hexadecimal SHA-256.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub sha256: Option<String>,
    }
}

impl Evidence {
    /// Evidence without any detail.
    #[must_use]
    pub const fn new(kind: EvidenceKind) -> Self {
        Self {
            kind,
            name: None,
            country: None,
            number_masked: None,
            expires: None,
            link: None,
            sha256: None,
        }
    }
}

quiet! {
    /// A possible hit on a list. A lead, not a verdict.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct WatchlistHit {
        /// The kind of list.
        pub kind: WatchlistKind,
        /// The listed person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub person: Option<Sensitive<String>>,
        /// The list, or the source that names the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub list: Option<Sensitive<String>>,
        /// The level of a politically exposed person, as the provider counts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pep_level: Option<Sensitive<u64>>,
    }
}

impl WatchlistHit {
    /// A hit without any detail.
    #[must_use]
    pub const fn new(kind: WatchlistKind) -> Self {
        Self {
            kind,
            person: None,
            list: None,
            pep_level: None,
        }
    }
}

quiet! {
    /// The provider's own flags, as received.
    #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct ProviderFlags {
        /// Smile ID: `job_complete`.
        #[serde(default, skip_serializing_if = "is_default")]
        pub complete: Option<Lenient<bool>>,
        /// Smile ID: `job_success`.
        #[serde(default, skip_serializing_if = "is_default")]
        pub success: Option<Lenient<bool>>,
        /// Smile ID: `IsFinalResult`.
        #[serde(default, skip_serializing_if = "is_default", rename = "final")]
        pub is_final: Option<Lenient<bool>>,
    }
}

quiet! {
    /// The payload that the outcome was made from, kept on request.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    #[non_exhaustive]
    pub struct RawPayload {
        /// Its media type.
        pub media_type: String,
        /// Lower-case hexadecimal SHA-256 of the bytes.
        pub sha256: String,
        /// The payload; every payload that can be decoded is UTF-8.
        pub text: Sensitive<String>,
    }
}

impl RawPayload {
    /// A kept payload.
    #[must_use]
    pub const fn new(media_type: String, sha256: String, text: Sensitive<String>) -> Self {
        Self {
            media_type,
            sha256,
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_a_number_in_json_and_nothing_in_a_log() {
        let json = r#"{"kind":"pep","pep_level":4711}"#;
        let hit: WatchlistHit = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&hit).unwrap(), json);
        assert!(!format!("{hit:?}").contains("4711"), "{hit:?}");
    }
}
