//! A second reader of Smile ID's messages: a walk over JSON, led by tables of what may stand where. Its record is the
//! canonical JSON of `kyc-model`, so both readers can be compared.

mod tables;

use serde_json::{Map, Value, json};
use tables::{JOB_STATUS, Kind, RESULT, Table, V3_STATUS};

use crate::json::Json;

/// Nesting and number of arrays and objects that a document may have.
const MAX_DEPTH: usize = 64;
const MAX_NESTED: usize = 50_000;

/// The record of a job-status reply, or `None` where the document is not to be read.
#[must_use]
pub fn job_status(bytes: &[u8]) -> Option<Value> {
    document(bytes, JOB_STATUS)
}

/// The record of a bare result.
#[must_use]
pub fn job_result(bytes: &[u8]) -> Option<Value> {
    document(bytes, RESULT)
}

/// The record of a V3 status document.
#[must_use]
pub fn v3_status(bytes: &[u8]) -> Option<Value> {
    document(bytes, V3_STATUS)
}

fn document(bytes: &[u8], table: Table) -> Option<Value> {
    let json = Json::read(bytes)?;
    let is_small = json.depth() <= MAX_DEPTH && json.nested() <= MAX_NESTED;
    (is_small && !json.has_twins())
        .then(|| record(&json, table))
        .flatten()
}

fn record(json: &Json, table: Table) -> Option<Value> {
    let Json::Object(members) = json else {
        return None;
    };
    let mut read = Map::new();
    let mut extra = Map::new();
    for (name, value) in members {
        match table.iter().find(|(wire, ..)| wire == name) {
            None => {
                extra.insert(name.clone(), value.to_value());
            }
            Some((_, place, kind)) => {
                if let Some(value) = member(value, *kind)? {
                    put(&mut read, place, value);
                }
            }
        }
    }
    if table
        .iter()
        .any(|(wire, ..)| *wire == "Secondary_ID_Number")
    {
        second_spelling(&mut read, &mut extra);
    }
    if table.iter().any(|(wire, ..)| *wire == "id_card_back") {
        liveness_images(&mut read, &mut extra);
    }
    if !extra.is_empty() {
        read.insert("extra".to_owned(), extra.into());
    }
    Some(read.into())
}

fn put(record: &mut Map<String, Value>, place: &str, value: Value) {
    match place.split_once('.') {
        None => {
            record.insert(place.to_owned(), value);
        }
        Some((outer, inner)) => {
            let inside = record.entry(outer).or_insert_with(|| json!({}));
            if let Value::Object(inside) = inside {
                inside.insert(inner.to_owned(), value);
            }
        }
    }
}

/// `SecondaryIDNumber` stands for `Secondary_ID_Number`, where that one says nothing.
fn second_spelling(read: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    let is_there = read
        .get("id_fields")
        .is_some_and(|fields| fields.get("secondary_id_number").is_some());
    let number = match extra.get("SecondaryIDNumber") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        _ => return,
    };
    if !is_there {
        extra.remove("SecondaryIDNumber");
        put(read, "id_fields.secondary_id_number", number.into());
    }
}

/// `liveness_image_0` and so on, where they are texts.
fn liveness_images(read: &mut Map<String, Value>, extra: &mut Map<String, Value>) {
    let is_image = |name: &str, value: &Value| {
        let number = name.strip_prefix("liveness_image_").unwrap_or("");
        (1..=4).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && value.is_string()
    };
    let mut images = Map::new();
    extra.retain(|name, value| {
        let is_image = is_image(name, value);
        if is_image {
            images.insert(name.clone(), value.clone());
        }
        !is_image
    });
    if !images.is_empty() {
        read.insert("liveness_images".to_owned(), images.into());
    }
}

/// What a member becomes: `None` makes the document unreadable, `Some(None)` is as good as no member.
fn member(json: &Json, kind: Kind) -> Option<Option<Value>> {
    let aside = || Some(json!({ "unreadable": json.to_value() }));
    let is_null = matches!(json, Json::Scalar(Value::Null));
    let text_or_number = match json {
        Json::Scalar(Value::String(text)) => Some(text.clone()),
        Json::Scalar(Value::Number(number)) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    };
    let absent_or_aside = || if is_null { None } else { aside() };
    Some(match kind {
        Kind::Text if is_null => None,
        Kind::Text => Some(json.text()?.into()),
        Kind::TextOrNumber if is_null => None,
        Kind::TextOrNumber => Some(text_or_number?.into()),
        Kind::IdText => text_or_number.map(Value::from).or_else(absent_or_aside),
        Kind::AnyText => text_or_number.map(Value::from).or_else(aside),
        Kind::LenientText => json.text().map(Value::from).or_else(absent_or_aside),
        Kind::Any => (!is_null).then(|| json.to_value()),
        Kind::Flag => boolean(json).map(Value::from).or_else(aside),
        Kind::Fact => boolean(json).map(Value::from).or_else(absent_or_aside),
        Kind::Count => whole(json).map(Value::from).or_else(absent_or_aside),
        Kind::Confidence => confidence(json).or_else(absent_or_aside),
        Kind::JobType => job_type(json).map(Value::from).or_else(aside),
        Kind::ResultCode => json
            .text()
            .filter(|text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .map(Value::from)
            .or_else(aside),
        Kind::V3Status if is_null => None,
        Kind::V3Status => Some(v3_status_text(json.text()?).into()),
        Kind::Object(_) | Kind::List(_) | Kind::Actions | Kind::Result if is_null => None,
        Kind::Object(table) => Some(record(json, table)?),
        Kind::List(table) => Some(list(json, table)?),
        Kind::LenientObject(table) => match json {
            Json::Object(_) => Some(record(json, table)?),
            _ => absent_or_aside(),
        },
        Kind::LenientList(table) => match json {
            Json::Array(_) => Some(list(json, table)?),
            _ => absent_or_aside(),
        },
        Kind::Actions => Some(actions(json)?),
        Kind::Result => match json.text() {
            Some(words) => Some(json!({ "text": words })),
            None => Some(json!({ "record": record(json, RESULT)? })),
        },
    })
}

fn list(json: &Json, table: Table) -> Option<Value> {
    let Json::Array(entries) = json else {
        return None;
    };
    entries.iter().map(|entry| record(entry, table)).collect()
}

fn actions(json: &Json) -> Option<Value> {
    let Json::Object(steps) = json else {
        return None;
    };
    let step = |(name, value): &(String, Json)| match value.text() {
        Some(text) => json!({ "action": name, "value": text }),
        None => json!({ "action": name, "value": { "unreadable": value.to_value() } }),
    };
    Some(steps.iter().map(step).collect())
}

fn boolean(json: &Json) -> Option<bool> {
    match json {
        Json::Scalar(Value::Bool(value)) => Some(*value),
        _ => match json.text()?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
    }
}

fn digits(text: &str) -> Option<u64> {
    let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

fn whole(json: &Json) -> Option<u64> {
    match json {
        Json::Scalar(Value::Number(number)) => number.as_u64(),
        _ => digits(json.text()?),
    }
}

fn job_type(json: &Json) -> Option<u64> {
    let number = whole(json)?;
    // `01` is no number that anybody writes.
    json.text()
        .is_none_or(|text| text == number.to_string())
        .then_some(number)
}

fn confidence(json: &Json) -> Option<Value> {
    let value = match json {
        Json::Scalar(Value::Number(number)) => number.as_f64()?,
        _ => {
            let text = json.text()?;
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let is_plain = text.len() <= 32
                && [whole, fraction]
                    .iter()
                    .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
            is_plain.then(|| text.parse().ok()).flatten()?
        }
    };
    if !(0.0..=100.0).contains(&value) {
        return None;
    }
    let whole = (0..=100_u8).find(|whole| f64::from(*whole) == value);
    Some(whole.map_or_else(|| value.into(), Value::from))
}

fn v3_status_text(text: &str) -> String {
    const KNOWN: [&str; 7] = [
        "clear",
        "attention",
        "block",
        "error",
        "processing",
        "accepted",
        "not_found",
    ];
    KNOWN
        .into_iter()
        .find(|known| text.eq_ignore_ascii_case(known))
        .unwrap_or(text)
        .to_owned()
}
