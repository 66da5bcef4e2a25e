//! Puts canaries into payloads.

use serde_json::Value;

use crate::CANARY;

/// The id that is asked for and answered.
pub(crate) const ID: &str = "Canary-id";

/// Members whose texts belong to the protocol and not to a person. With them kept, a planted payload is still understood.
const PROTOCOL: [&str; 26] = [
    "Actions",
    "ConfidenceValue",
    "Country",
    "IDType",
    "IsFinalResult",
    "IsMachineResult",
    "JSONVersion",
    "ResultCode",
    "ResultType",
    "Source",
    "code",
    "created_at",
    "completed_at",
    "job_complete",
    "job_success",
    "job_type",
    "partner_id",
    "product",
    "reason",
    "risk_level",
    "signature",
    "status",
    "timestamp",
    "reasons",
    "result",
    "type",
];

/// How much is replaced.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Depth {
    /// What can belong to a person.
    Personal,
    /// Every text there is.
    Everything,
}

/// Replaces texts and numbers of a JSON document and adds members with canaries for names. `None` where it is none.
pub(crate) fn json(body: &str, depth: Depth) -> Option<String> {
    let mut value: Value = serde_json::from_str(body).ok()?;
    plant(&mut value, "", depth);
    Some(value.to_string())
}

fn plant(value: &mut Value, member: &str, depth: Depth) {
    let is_protocol =
        PROTOCOL.contains(&member) || member.contains("_Check") || member.contains("Compare");
    match value {
        Value::String(_) if is_protocol && depth == Depth::Personal => {}
        Value::String(text) => {
            *text = match member {
                "user_id" | "job_id" => ID.to_owned(),
                _ if member.contains("image") => {
                    format!("https://{CANARY}.example/{CANARY}?{CANARY}")
                }
                _ => format!("{CANARY} {member}"),
            };
        }
        Value::Array(items) => {
            for item in items {
                plant(item, member, depth);
            }
        }
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                let is_action = member == "Actions" && depth == Depth::Personal;
                if !is_action {
                    plant(value, name, depth);
                }
            }
            members.insert(format!("{CANARY}Member"), Value::from(CANARY));
        }
        _ => {}
    }
}

/// Elements whose texts belong to the protocol.
const ELEMENTS: [&str; 9] = [
    "outcome",
    "state",
    "status",
    "name",
    "method",
    "faultcode",
    "code",
    "mode",
    "dateVerified",
];

/// Replaces the texts between the tags of an XML document, and what an unknown element inside the result would bring.
pub(crate) fn xml(body: &str, depth: Depth) -> String {
    let mut planted = String::new();
    let mut element = String::new();
    for piece in body.split_inclusive('>') {
        let (text, tag) = piece
            .split_once('<')
            .map_or((piece, ""), |(text, tag)| (text, tag));
        let is_kept = depth == Depth::Personal && ELEMENTS.contains(&element.as_str());
        if text.trim().is_empty() || is_kept || !piece.contains('<') {
            planted.push_str(text);
        } else {
            planted.push_str(if element == "userId" { ID } else { CANARY });
        }
        if !tag.is_empty() {
            planted.push('<');
            planted.push_str(tag);
        }
        element = tag
            .trim_start_matches('/')
            .split(|c: char| c.is_whitespace() || c == '>' || c == '/')
            .next()
            .and_then(|name| name.rsplit(':').next())
            .unwrap_or_default()
            .to_owned();
    }
    let extra = format!(
        "<{CANARY}Element {CANARY}Attribute='{CANARY}'>{CANARY}</{CANARY}Element></return>"
    );
    planted.replacen("</return>", &extra, 1)
}
