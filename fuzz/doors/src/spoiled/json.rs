//! One thing wrong in a JSON document.

use arbitrary::{Result, Unstructured};
use serde_json::{Value, json};

use super::text;
use crate::{CANARY, json::Json};

/// What is done to a value and its member.
#[derive(Clone, Copy)]
enum Wrong {
    Replaced,
    Dropped,
    Twice,
    TwiceWithAnother,
    InsideItself,
    InsideArray,
    Renamed,
    Added,
    Deep,
}

const WRONGS: [Wrong; 9] = [
    Wrong::Replaced,
    Wrong::Dropped,
    Wrong::Twice,
    Wrong::TwiceWithAnother,
    Wrong::InsideItself,
    Wrong::InsideArray,
    Wrong::Renamed,
    Wrong::Added,
    Wrong::Deep,
];

/// Makes one thing of the document wrong.
pub(super) fn spoil(u: &mut Unstructured<'_>, document: &mut Json) -> Result<()> {
    let wrong = *u.choose(&WRONGS)?;
    let other = another(u)?;
    let name = text(u)?;
    // Down from the root until chance stops, at a member of an object.
    let mut here = document;
    loop {
        match here {
            Json::Scalar(_) => {
                *here = other;
                return Ok(());
            }
            Json::Array(entries) if entries.is_empty() => {
                entries.push(other);
                return Ok(());
            }
            Json::Array(entries) => {
                let index = u.choose_index(entries.len())?;
                here = &mut entries[index];
            }
            Json::Object(members) if members.is_empty() => {
                members.push((name, other));
                return Ok(());
            }
            Json::Object(members) => {
                let index = u.choose_index(members.len())?;
                let is_leaf = matches!(members[index].1, Json::Scalar(_));
                if !is_leaf && u.ratio(3_u8, 4_u8)? {
                    here = &mut members[index].1;
                    continue;
                }
                apply(wrong, members, index, name, other);
                return Ok(());
            }
        }
    }
}

fn apply(wrong: Wrong, members: &mut Vec<(String, Json)>, index: usize, name: String, other: Json) {
    let member = members[index].clone();
    match wrong {
        Wrong::Replaced => members[index].1 = other,
        Wrong::Dropped => {
            members.remove(index);
        }
        Wrong::Twice => members.push(member),
        Wrong::TwiceWithAnother => members.insert(index, (member.0, other)),
        Wrong::InsideItself => members[index].1 = Json::Object(vec![member]),
        Wrong::InsideArray => members[index].1 = Json::Array(vec![member.1]),
        Wrong::Renamed => members[index].0 = name,
        Wrong::Added => members.push((name, other)),
        Wrong::Deep => {
            let deep = (0..70).fold(other, |inside, _| Json::Array(vec![inside]));
            members[index].1 = deep;
        }
    }
}

fn another(u: &mut Unstructured<'_>) -> Result<Json> {
    let value = match u.int_in_range(0..=11)? {
        0 => Value::Null,
        1 => Value::from(u.arbitrary::<bool>()?),
        2 => Value::from(u.arbitrary::<u64>()?),
        3 => Value::from(u.arbitrary::<i8>()?),
        4 => Value::from(u.arbitrary::<f64>()?),
        5 => json!({ CANARY: CANARY }),
        6 => json!([CANARY]),
        7 => json!({ "unreadable": CANARY }),
        8 => json!({}),
        _ => text(u)?.into(),
    };
    let text = value.to_string();
    Ok(Json::read(text.as_bytes()).expect("JSON is read as JSON"))
}
