//! The forms in which Smile ID sends single values.

use kyc_model::outcome::Product;
use kyc_model::{
    Confidence, Lenient, Sensitive,
    smileid::{
        ActionValue, JobType, ResultCode, ResultType, StatusCode, SubmissionSource, V3Reason,
        V3Status,
    },
};
use serde::de::MapAccess;
use serde_json::Value;

use super::{
    context::Context,
    value::{Scalar, ScalarSeed},
};

fn scalar<'de, A: MapAccess<'de>>(map: &mut A, cx: &Context) -> Result<Scalar<'de>, A::Error> {
    map.next_value_seed(ScalarSeed(cx))
}

fn unreadable<T>(scalar: Scalar<'_>) -> Lenient<T> {
    Lenient::Unreadable(Sensitive::new(scalar.into_value()))
}

/// Text or null, and nothing else.
fn strict_text<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    cx: &Context,
    make: impl FnOnce(String) -> T,
) -> Result<Option<T>, A::Error> {
    match scalar(map, cx)? {
        Scalar::Text(text) => Ok(Some(make(text.into_owned()))),
        Scalar::Null => Ok(None),
        _ => Err(cx.wrong_type()),
    }
}

/// A value that text or number may stand for. Anything else, null included, is kept as unreadable.
fn lenient<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    cx: &Context,
    read: impl FnOnce(&Scalar<'_>) -> Option<T>,
) -> Result<Option<Lenient<T>>, A::Error> {
    let scalar = scalar(map, cx)?;
    Ok(Some(match read(&scalar) {
        Some(value) => Lenient::Value(value),
        None => unreadable(scalar),
    }))
}

/// As [`lenient`], but null is the same as absent: for members that never gate a decision.
fn lenient_or_null<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    cx: &Context,
    read: impl FnOnce(&Scalar<'_>) -> Option<T>,
) -> Result<Option<Lenient<T>>, A::Error> {
    let scalar = scalar(map, cx)?;
    Ok(match (&scalar, read(&scalar)) {
        (_, Some(value)) => Some(Lenient::Value(value)),
        (Scalar::Null, None) => None,
        (_, None) => Some(unreadable(scalar)),
    })
}

fn read_bool(scalar: &Scalar<'_>) -> Option<bool> {
    match scalar {
        Scalar::Bool(value) => Some(*value),
        Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

fn read_text_or_number(scalar: &Scalar<'_>) -> Option<String> {
    match scalar {
        Scalar::Text(text) => Some(text.clone().into_owned()),
        // A fraction or more than 64 bits has lost digits on the way here.
        Scalar::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

pub(super) fn text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Sensitive<String>>, A::Error> {
    strict_text(map, cx, Sensitive::new)
}

/// `SmileJobID` and `JSONVersion`: a text, or a number that is kept as its text.
pub(super) fn text_or_number<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Sensitive<String>>, A::Error> {
    match scalar(map, cx)? {
        Scalar::Null => Ok(None),
        other => read_text_or_number(&other)
            .map(|text| Some(Sensitive::new(text)))
            .ok_or_else(|| cx.wrong_type()),
    }
}

/// Data of an issuing authority.
pub(super) fn id_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient_or_null(map, cx, |scalar| {
        read_text_or_number(scalar).map(Sensitive::new)
    })
}

/// A text or number, where even null means that the member is there.
pub(super) fn any_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient(map, cx, |scalar| {
        read_text_or_number(scalar).map(Sensitive::new)
    })
}

/// A text; anything else is kept as unreadable: for members that are facts and never gate an answer.
pub(super) fn lenient_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Text(text) => Some(Sensitive::new(text.clone().into_owned())),
        _ => None,
    })
}

pub(super) fn any<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Sensitive<Value>>, A::Error> {
    match scalar(map, cx)? {
        Scalar::Null => Ok(None),
        other => Ok(Some(Sensitive::new(other.into_value()))),
    }
}

/// A flag that gates a decision: null is unreadable, not absent.
pub(super) fn flag<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<bool>>, A::Error> {
    lenient(map, cx, read_bool)
}

pub(super) fn fact<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<bool>>, A::Error> {
    lenient_or_null(map, cx, read_bool)
}

pub(super) fn count<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<u64>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Number(number) => number.as_u64(),
        Scalar::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    })
}

pub(super) fn confidence<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Confidence>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Text(text) => Confidence::parse(text),
        Scalar::Number(number) => number.as_f64().and_then(Confidence::new),
        _ => None,
    })
}

pub(super) fn job_type<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<JobType>>, A::Error> {
    lenient(map, cx, |scalar| match scalar {
        Scalar::Number(number) => number.as_u64().map(JobType::from_number),
        Scalar::Text(text) => JobType::parse(text),
        _ => None,
    })
}

pub(super) fn result_code<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<ResultCode>>, A::Error> {
    lenient(map, cx, |scalar| match scalar {
        Scalar::Text(text) => ResultCode::parse(text),
        _ => None,
    })
}

pub(super) fn status_code<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<StatusCode>>, A::Error> {
    lenient_or_null(map, cx, |scalar| {
        read_text_or_number(scalar).map(StatusCode::from)
    })
}

pub(super) fn action_value<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Lenient<ActionValue>, A::Error> {
    Ok(match scalar(map, cx)? {
        Scalar::Text(text) => Lenient::Value(ActionValue::from(text.as_ref())),
        other => unreadable(other),
    })
}

pub(super) fn result_type<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<ResultType>, A::Error> {
    strict_text(map, cx, ResultType::from)
}

pub(super) fn submission_source<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<SubmissionSource>, A::Error> {
    strict_text(map, cx, SubmissionSource::from)
}

pub(super) fn v3_status<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<V3Status>, A::Error> {
    strict_text(map, cx, |text| {
        match V3Status::from(text.to_ascii_lowercase()) {
            V3Status::Unknown(_) => V3Status::from(text),
            known => known,
        }
    })
}

/// Null is the documented form of "no reason".
pub(super) fn v3_reason<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<V3Reason>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Text(text) => Some(V3Reason::from(text.as_ref())),
        _ => None,
    })
}

pub(super) fn product<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Product>, A::Error> {
    strict_text(map, cx, Product::from)
}
