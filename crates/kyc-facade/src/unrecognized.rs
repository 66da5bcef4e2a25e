//! What an answer holds that this version of the library has no meaning for.

use core::fmt;

use kyc_model::{
    Lenient, Sensitive,
    greenid::CheckState,
    outcome::{
        Check, CheckKind, CheckResult, Field, FieldMatch, Provider, Reason, ReasonCategory,
        Reference, SmileApi, VerificationOutcome, Weight,
    },
    smileid::{ActionKey, ActionValue, V3Reason, V3Status},
};

/// A value of an answer that is in no table of this library. None of them ever leads to *verified*.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Unrecognized {
    /// Where it stands.
    pub part: UnrecognizedPart,
    /// What stands there, as it came; for a field its name. It stands where a code is due, and may be anything.
    pub value: Sensitive<String>,
}

/// Where an unrecognized value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnrecognizedPart {
    /// The code or word of the overall answer.
    Code,
    /// The product, or the number of the job type.
    Product,
    /// The name of a check.
    CheckName,
    /// How a check ended.
    CheckValue,
    /// What became of a detail of the person; the value is the detail's name.
    FieldStatus,
    /// A flag of the whole answer.
    Flag,
}

impl UnrecognizedPart {
    /// The part as a word, such as `check_value`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Product => "product",
            Self::CheckName => "check_name",
            Self::CheckValue => "check_value",
            Self::FieldStatus => "field_status",
            Self::Flag => "flag",
        }
    }
}

impl fmt::Display for UnrecognizedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The values of an outcome that this version of the library does not recognize, each once, in the order of their parts:
/// what to report when a provider has extended its lists. The outcomes of `history` are not looked at.
#[must_use]
pub fn unrecognized(outcome: &VerificationOutcome) -> Vec<Unrecognized> {
    let parts = outcome.parts();
    let mut found = Vec::new();
    let mut add = |part, value: &str| {
        found.push(Unrecognized {
            part,
            value: value.into(),
        });
    };
    for reason in &parts.reasons {
        if let Some(code) = reason.code.as_ref()
            && is_in_no_table(&parts.reference, reason, code.expose())
        {
            add(UnrecognizedPart::Code, code.expose());
        }
    }
    if !parts.product.is_known() {
        add(UnrecognizedPart::Product, parts.product.as_str());
    }
    for check in &parts.checks {
        if has_unknown_name(&parts.provider, check) {
            add(UnrecognizedPart::CheckName, check.name.expose());
        }
        if let Some(value) = unknown_value(&parts.provider, check) {
            add(UnrecognizedPart::CheckValue, value);
        }
    }
    let of_checks = parts.checks.iter().flat_map(|check| &check.fields);
    for field in parts.fields.iter().chain(of_checks) {
        if field.result == FieldMatch::Unrecognized {
            add(UnrecognizedPart::FieldStatus, name(field));
        }
    }
    for flag in [
        &parts.flags.complete,
        &parts.flags.success,
        &parts.flags.is_final,
    ] {
        if let Some(Lenient::Unreadable(json)) = flag {
            add(UnrecognizedPart::Flag, &json.expose().to_string());
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a reason is about its code.
fn is_in_no_table(reference: &Reference, reason: &Reason, code: &str) -> bool {
    match (reference, &reason.category) {
        (_, ReasonCategory::UnlistedCombination) => true,
        (Reference::Smileid(smile), ReasonCategory::UnrecognizedValue) => {
            // What stood beside a status in no list; what another rule overruled names its row.
            let is_beside = reason.weight == Weight::Advisory && reason.rule.is_none();
            // In a result of V1 it is a flag that is not recognized, and the code is a listed one.
            smile.api == SmileApi::V3
                // Where a status comes without a reason, as in every status reply, the status stands there.
                && !V3Status::from(code).is_known()
                && !(is_beside && V3Reason::from(code).is_known())
        }
        (_, category) => *category == ReasonCategory::UnrecognizedValue,
    }
}

fn name(field: &Field) -> &str {
    field.name.expose()
}

fn has_unknown_name(provider: &Provider, check: &Check) -> bool {
    let name = &**check.name.expose();
    !name.is_empty()
        && match provider {
            Provider::Smileid => !ActionKey::from(name).is_known(),
            _ => check.kind == CheckKind::Other,
        }
}

fn unknown_value<'a>(provider: &Provider, check: &'a Check) -> Option<&'a str> {
    let value = &**check.value.as_ref()?.expose();
    let is_known = match provider {
        Provider::Smileid => ActionValue::from(value).is_known(),
        Provider::Greenid => CheckState::from(value).is_known(),
        // Only its own library knows the words of another provider.
        _ => check.result != CheckResult::Inconclusive,
    };
    (!value.is_empty() && !is_known).then_some(value)
}
