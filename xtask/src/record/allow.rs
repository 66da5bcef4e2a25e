//! The allow-list: the only leaves of a recorded reply that may stay.

use kyc_model::{
    Confidence,
    outcome::Product,
    smileid::{
        ActionKey, ActionValue, JobType, ResultCode, ResultType, StatusCode, SubmissionSource,
        V3Reason, V3Status,
    },
};

use crate::json::Json;

/// One step to a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Member(String),
    Index,
}

/// What is to become of a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A word of a public list, such as `Approved`: whatever else it may be somebody's, it says nothing about them.
    Word,
    /// A code by its form only, such as a country: it stays unless the same text is replaced elsewhere.
    Code,
    Replace,
}

/// The id types that Smile ID's documentation names. Others are replaced: a form alone would let a surname through.
const ID_TYPES: &[&str] = &[
    "ALIEN_CARD",
    "BANK_ACCOUNT",
    "BASIC_BUSINESS_REGISTRATION",
    "BUSINESS_REGISTRATION",
    "BVN",
    "BVN_MFA",
    "CAC",
    "DRIVERS_LICENSE",
    "GHANA_CARD",
    "GHANA_CARD_NO_PHOTO",
    "HEALTH_CARD",
    "IDENTITY_CARD",
    "KRA_PIN",
    "NATIONAL_ID",
    "NATIONAL_ID_NO_PHOTO",
    "NEW_VOTER_ID",
    "NIN",
    "NIN_SLIP",
    "NIN_V2",
    "PASSPORT",
    "PHONE_NUMBER",
    "RESIDENT_ID",
    "RESIDENT_ID_CARD",
    "SSNIT",
    "TAX_INFORMATION",
    "TIN",
    "TRAVEL_DOC",
    "V_NIN",
    "VISA",
    "VNIN",
    "VOTER_ID",
];

/// Every word that a verdict [`Verdict::Word`] can be about.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let actions = ActionValue::KNOWN.iter().map(ActionValue::as_str);
    let types = ResultType::KNOWN.iter().map(ResultType::as_str);
    let sources = SubmissionSource::KNOWN.iter().map(SubmissionSource::as_str);
    let codes = StatusCode::KNOWN.iter().map(StatusCode::as_str);
    let statuses = V3Status::KNOWN.iter().map(V3Status::as_str);
    let reasons = V3Reason::KNOWN.iter().map(V3Reason::as_str);
    let products = Product::KNOWN.iter().map(Product::as_str);
    let job_types = [
        "1", "2", "4", "5", "6", "7", "8", "9", "10", "11", "12", "15",
    ];
    (actions.chain(types).chain(sources).chain(codes))
        .chain(statuses.chain(reasons).chain(products))
        .chain(job_types)
        .chain(ID_TYPES.iter().copied())
        .chain(["true", "false"])
}

/// Judges the leaf at a path.
pub(crate) fn judge(path: &[Step], leaf: &Json) -> Verdict {
    let names: Option<Vec<&str>> = in_result(path).map(|rest| rest.iter().map(name).collect());
    match (names.as_deref(), path.len() == 1) {
        (Some(["job_complete" | "job_success" | "success"]), true) => flag(leaf),
        (Some(["code"]), true) => code(leaf),
        (Some(["status"]), true) => word(leaf, |text| {
            V3Status::from(text.to_ascii_lowercase()).is_known()
        }),
        (Some(["reason"]), true) => word(leaf, |text| V3Reason::from(text).is_known()),
        (Some(["product"]), true) => word(leaf, |text| Product::from(text).is_known()),
        (Some(names), _) => of_result(names, leaf),
        (None, _) => Verdict::Replace,
    }
}

/// The path inside a result: of the whole document when it is a bare one, of `result` or of an entry of `history`, each of
/// which may be an object or a list, documented or not.
pub(crate) fn in_result(path: &[Step]) -> Option<&[Step]> {
    let rest = match path {
        [Step::Member(name), Step::Index, rest @ ..] if is_holder(name) => rest,
        [Step::Member(name), rest @ ..] if is_holder(name) && !rest.is_empty() => rest,
        rest => rest,
    };
    let is_plain = rest.iter().all(|step| matches!(step, Step::Member(_)));
    is_plain.then_some(rest)
}

fn is_holder(name: &str) -> bool {
    matches!(name, "result" | "history")
}

fn name(step: &Step) -> &str {
    match step {
        Step::Member(name) => name,
        Step::Index => "",
    }
}

fn of_result(names: &[&str], leaf: &Json) -> Verdict {
    match names {
        ["IsFinalResult" | "IsMachineResult" | "StrictMatch"] => flag(leaf),
        ["ResultCode"] => code(leaf),
        ["ResultType"] => word(leaf, |text| ResultType::from(text).is_known()),
        ["Source"] => word(leaf, |text| SubmissionSource::from(text).is_known()),
        ["Actions", key] if ActionKey::from(*key).is_known() => {
            word(leaf, |text| ActionValue::from(text).is_known())
        }
        ["PartnerParams", "job_type"] => job_type(leaf),
        ["JSONVersion"] => by_form(leaf, |text| {
            text.len() <= 8
                && text
                    .split('.')
                    .all(|part| (1..=2).contains(&part.len()) && digits(part))
        }),
        ["ConfidenceValue"] => by_form(leaf, |text| {
            text.len() <= 10 && Confidence::parse(text).is_some()
        }),
        ["Country"] => by_form(leaf, |text| {
            text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
        }),
        ["IDType"] => word(leaf, |text| ID_TYPES.contains(&text)),
        _ => Verdict::Replace,
    }
}

fn flag(leaf: &Json) -> Verdict {
    match leaf {
        Json::Bool(_) => Verdict::Word,
        other => word(other, |text| {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }),
    }
}

fn code(leaf: &Json) -> Verdict {
    match leaf {
        Json::Text(text) if StatusCode::from(text.as_str()).is_known() => Verdict::Word,
        other => by_form(other, |text| ResultCode::parse(text).is_some()),
    }
}

fn job_type(leaf: &Json) -> Verdict {
    let (Json::Text(text) | Json::Number(text)) = leaf else {
        return Verdict::Replace;
    };
    match JobType::parse(text) {
        Some(JobType::Unknown(number)) if number < 100 => Verdict::Code,
        Some(JobType::Unknown(_)) | None => Verdict::Replace,
        Some(_) => Verdict::Word,
    }
}

fn word(leaf: &Json, fits: impl Fn(&str) -> bool) -> Verdict {
    match leaf {
        Json::Text(text) if fits(text) => Verdict::Word,
        _ => Verdict::Replace,
    }
}

fn by_form(leaf: &Json, fits: impl Fn(&str) -> bool) -> Verdict {
    match leaf {
        Json::Text(text) | Json::Number(text) if fits(text) => Verdict::Code,
        _ => Verdict::Replace,
    }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}
