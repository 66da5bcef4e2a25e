//! The forms in which Smile ID sends single values.

use std::borrow::Cow;

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
    value::{Scalar, ScalarSeed, is_integer},
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
    make: impl FnOnce(Cow<'de, str>) -> T,
) -> Result<Option<T>, A::Error> {
    match scalar(map, cx)? {
        Scalar::Text(text) => Ok(Some(make(text))),
        Scalar::Null => Ok(None),
        _ => Err(cx.wrong_type()),
    }
}

/// What `read` takes; anything else, null included, is kept as unreadable.
fn lenient<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    cx: &Context,
    read: impl FnOnce(Scalar<'de>) -> Result<T, Scalar<'de>>,
) -> Result<Option<Lenient<T>>, A::Error> {
    Ok(Some(match read(scalar(map, cx)?) {
        Ok(value) => Lenient::Value(value),
        Err(other) => unreadable(other),
    }))
}

/// As [`lenient`], but null is the same as absent: for members that never gate a decision.
fn lenient_or_null<'de, A: MapAccess<'de>, T>(
    map: &mut A,
    cx: &Context,
    read: impl FnOnce(Scalar<'de>) -> Result<T, Scalar<'de>>,
) -> Result<Option<Lenient<T>>, A::Error> {
    Ok(match read(scalar(map, cx)?) {
        Ok(value) => Some(Lenient::Value(value)),
        Err(Scalar::Null) => None,
        Err(other) => Some(unreadable(other)),
    })
}

fn read_bool(scalar: Scalar<'_>) -> Result<bool, Scalar<'_>> {
    match scalar {
        Scalar::Bool(value) => Ok(value),
        Scalar::Text(text) if text.eq_ignore_ascii_case("true") => Ok(true),
        Scalar::Text(text) if text.eq_ignore_ascii_case("false") => Ok(false),
        other => Err(other),
    }
}

fn read_text_or_number(scalar: Scalar<'_>) -> Result<Sensitive<String>, Scalar<'_>> {
    match scalar {
        Scalar::Text(text) => Ok(Sensitive::new(text.into_owned())),
        // A fraction or more than 64 bits has lost digits on the way here.
        Scalar::Number(number) if is_integer(&number) => Ok(Sensitive::new(number.to_string())),
        other => Err(other),
    }
}

pub(super) fn text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Sensitive<String>>, A::Error> {
    strict_text(map, cx, |text| Sensitive::new(text.into_owned()))
}

/// `SmileJobID` and `JSONVersion`: a text, or a number that is kept as its text.
pub(super) fn text_or_number<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Sensitive<String>>, A::Error> {
    match read_text_or_number(scalar(map, cx)?) {
        Ok(text) => Ok(Some(text)),
        Err(Scalar::Null) => Ok(None),
        Err(_) => Err(cx.wrong_type()),
    }
}

/// A text or number; null is the same as absent, anything else is kept as unreadable.
pub(super) fn lenient_text_or_number<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient_or_null(map, cx, read_text_or_number)
}

/// A text or number, where even null means that the member is there.
pub(super) fn present_text_or_number<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient(map, cx, read_text_or_number)
}

/// A text; anything else is kept as unreadable: for members that are facts and never gate an answer.
pub(super) fn lenient_text<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Sensitive<String>>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Text(text) => Ok(Sensitive::new(text.into_owned())),
        other => Err(other),
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

pub(super) fn count<'de, A: MapAccess<'de>, T: From<u64>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<T>>, A::Error> {
    lenient_or_null(map, cx, |scalar| {
        match &scalar {
            Scalar::Number(number) => number.as_u64(),
            Scalar::Text(text) if text.bytes().all(|b| b.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        }
        .map(T::from)
        .ok_or(scalar)
    })
}

pub(super) fn confidence<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<Confidence>>, A::Error> {
    lenient_or_null(map, cx, |scalar| {
        match &scalar {
            Scalar::Text(text) => Confidence::parse(text),
            Scalar::Number(number) => number.as_f64().and_then(Confidence::new),
            _ => None,
        }
        .ok_or(scalar)
    })
}

pub(super) fn job_type<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<JobType>>, A::Error> {
    lenient(map, cx, |scalar| {
        match &scalar {
            Scalar::Number(number) => number.as_u64().map(JobType::from_number),
            Scalar::Text(text) => JobType::parse(text),
            _ => None,
        }
        .ok_or(scalar)
    })
}

pub(super) fn result_code<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<ResultCode>>, A::Error> {
    lenient(map, cx, |scalar| {
        match &scalar {
            Scalar::Text(text) => ResultCode::parse(text),
            _ => None,
        }
        .ok_or(scalar)
    })
}

pub(super) fn status_code<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Lenient<StatusCode>>, A::Error> {
    lenient_or_null(map, cx, |scalar| match scalar {
        Scalar::Text(text) => Ok(StatusCode::from(text.as_ref())),
        other => read_text_or_number(other).map(|text| StatusCode::from(text.into_inner())),
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
    strict_text(map, cx, |text| ResultType::from(text.as_ref()))
}

pub(super) fn submission_source<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<SubmissionSource>, A::Error> {
    strict_text(map, cx, |text| SubmissionSource::from(text.as_ref()))
}

pub(super) fn v3_status<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<V3Status>, A::Error> {
    strict_text(map, cx, |text| {
        match V3Status::from(text.to_ascii_lowercase()) {
            V3Status::Unknown(_) => V3Status::from(text.as_ref()),
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
        Scalar::Text(text) => Ok(V3Reason::from(text.as_ref())),
        other => Err(other),
    })
}

pub(super) fn product<'de, A: MapAccess<'de>>(
    map: &mut A,
    cx: &Context,
) -> Result<Option<Product>, A::Error> {
    strict_text(map, cx, |text| Product::from(text.as_ref()))
}
