//! Structured: a message of the fixtures with one thing wrong, so that all the rest of it is still believed.

mod fixtures;
mod json;
mod xml;

use arbitrary::{Result, Unstructured};

use crate::{CANARY, greenid, normalize, outcome, smileid};

/// Texts that may stand where another one is due.
const TEXTS: [&str; 24] = [
    "",
    " ",
    "true",
    "false",
    "True",
    "0",
    "1",
    "01",
    "11",
    "0810",
    "0811",
    "0812",
    "1012",
    "1210",
    "2302",
    "Passed",
    "Failed",
    "clear",
    "block",
    "VERIFIED",
    "VERIFIED ",
    "FOUND_ON_LIST",
    "somebody-else",
    CANARY,
];

fn text(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=9)? {
        0 => String::from_utf8_lossy(u.bytes(u.len().min(12))?).into_owned(),
        1 => CANARY.repeat(usize::from(u.int_in_range(1..=64_u8)?)),
        _ => (*u.choose(&TEXTS)?).to_owned(),
    })
}

/// A range of bytes replaced by others.
fn bytes_replaced(u: &mut Unstructured<'_>, mut message: Vec<u8>) -> Result<Vec<u8>> {
    let from = u.int_in_range(0..=message.len())?;
    let to = u.int_in_range(from..=message.len().min(from + 32))?;
    let others = u.bytes(u.len().min(8))?.to_vec();
    message.splice(from..to, others);
    Ok(message)
}

/// The message of Smile ID, or the outcome, with one thing wrong that these bytes choose; empty, where they are too few.
#[must_use]
pub fn smile_message(choices: &[u8]) -> Vec<u8> {
    let spoiled = spoiled_smile(&mut Unstructured::new(choices));
    spoiled.map(|(_, message)| message).unwrap_or_default()
}

/// The message of greenID with one thing wrong that these bytes choose; empty, where they are too few.
#[must_use]
pub fn greenid_message(choices: &[u8]) -> Vec<u8> {
    let spoiled = spoiled_greenid(&mut Unstructured::new(choices));
    spoiled.map(|(_, message)| message).unwrap_or_default()
}

/// One message of Smile ID, or an outcome, with one thing wrong.
pub(crate) fn smile(bytes: &[u8]) {
    let mut u = Unstructured::new(bytes);
    if let Ok((how, message)) = spoiled_smile(&mut u) {
        let mut input = vec![how];
        input.extend(&message);
        smileid::job_status(&input);
        smileid::v3_status(&input);
        normalize::normalize(&input);
        outcome::outcome(&message);
        signed_callback(&message);
    }
}

fn spoiled_smile(u: &mut Unstructured<'_>) -> Result<(u8, Vec<u8>)> {
    let how = u.arbitrary()?;
    let mut message = u.choose(&fixtures::SMILE)?.clone();
    for _ in 0..u.int_in_range(1..=2_u8)? {
        json::spoil(u, &mut message)?;
    }
    let text = message.to_string().into_bytes();
    let text = if u.ratio(1_u8, 8_u8)? {
        bytes_replaced(u, text)?
    } else {
        text
    };
    Ok((how, text))
}

/// The same message as a webhook whose headers are signed, and as a callback that is signed in its body, if it is.
fn signed_callback(message: &[u8]) {
    let head =
        b"response-timestamp:2026-01-02T03:04:05.678Z\nresponse-signature:@\njob-id:job_1\n\n";
    crate::callback::receive(&[head, message].concat());
    crate::callback::receive(message);
}

/// One message of greenID with one thing wrong.
pub(crate) fn greenid(bytes: &[u8]) {
    let mut u = Unstructured::new(bytes);
    if let Ok((how, message)) = spoiled_greenid(&mut u) {
        let mut input = vec![how];
        input.extend(&message);
        greenid::replies(&input);
        normalize::normalize(&input);
    }
}

fn spoiled_greenid(u: &mut Unstructured<'_>) -> Result<(u8, Vec<u8>)> {
    let how = u.arbitrary()?;
    let mut message = u.choose(&fixtures::GREENID)?.clone();
    for _ in 0..u.int_in_range(1..=2_u8)? {
        message = xml::spoil(u, &message)?;
    }
    let message = message.into_bytes();
    let message = if u.ratio(1_u8, 8_u8)? {
        bytes_replaced(u, message)?
    } else {
        message
    };
    Ok((how, message))
}
