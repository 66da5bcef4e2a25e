//! The last look before anything is written: is anything that was replaced still there?
//!
//! A replaced text that is a word of the protocol, or part of one (a person called `Passed`, a user id `user`), cannot be
//! told from the word: it is looked for in every leaf and name that is not such a word. Every other text is looked for in
//! the plain bytes.

use std::collections::BTreeSet;

use super::{allow, names, needles::Needles};
use crate::{fixtures::test_account, json::Json};

/// Texts that stand in the output by our own doing, lower case.
pub(crate) struct Known(BTreeSet<String>);

impl Known {
    pub(crate) fn new<'a>(own: impl IntoIterator<Item = &'a str>) -> Self {
        const META: [&str; 15] = [
            "shows",
            "provenance",
            "recorded",
            "source",
            "request",
            "response",
            "user_id",
            "job_id",
            "job_type",
            "history",
            "image_links",
            "sent_at",
            "status",
            "content_type",
            "application/json",
        ];
        let fixed = [
            test_account::PARTNER_ID,
            test_account::SENT_AT,
            test_account::ANSWERED_AT,
        ];
        let words = allow::words()
            .chain(names::documented())
            .chain(META)
            .chain(fixed);
        let mut known: BTreeSet<_> = words.map(str::to_lowercase).collect();
        known.extend(own.into_iter().map(str::to_lowercase));
        Self(known)
    }

    fn is(&self, token: &str) -> bool {
        self.0.contains(&token.to_lowercase())
    }

    fn holds(&self, form: &str) -> bool {
        self.0.iter().any(|known| known.contains(form))
    }
}

/// Where the first survivor comes from, if there is one. `name` is the name of the case.
pub(crate) fn survivor<'n>(
    needles: &'n Needles,
    known: &Known,
    name: &str,
    files: &[(&str, Vec<u8>)],
) -> Option<&'n str> {
    if let Some(origin) = needles.told_by(name) {
        return Some(origin);
    }
    for (_, bytes) in files {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let plain = needles
            .iter()
            .filter(|needle| needle.is_long)
            .find(|needle| {
                needle
                    .forms
                    .iter()
                    .any(|form| text.contains(form) && !known.holds(form))
            });
        if let Some(needle) = plain {
            return Some(&needle.origin);
        }
    }
    let mut tokens = Vec::new();
    for (file, bytes) in files {
        match crate::json::parse(bytes) {
            Some(json) => tokens_of(&json, &mut tokens),
            None => tokens.extend(toml_texts(file, bytes)),
        }
    }
    tokens
        .iter()
        .filter(|token| !known.is(token))
        .find_map(|token| needles.found_in(token))
        .map(|needle| needle.origin.as_str())
}

fn tokens_of(json: &Json, tokens: &mut Vec<String>) {
    match json {
        Json::Text(text) | Json::Number(text) => tokens.push(text.clone()),
        Json::List(entries) => entries.iter().for_each(|entry| tokens_of(entry, tokens)),
        Json::Object(members) => {
            for (name, value) in members {
                tokens.push(name.clone());
                tokens_of(value, tokens);
            }
        }
        Json::Null | Json::Bool(_) => {}
    }
}

/// The texts of `meta.toml`. What cannot be read is one token.
fn toml_texts(file: &str, bytes: &[u8]) -> Vec<String> {
    fn walk(value: &toml::Value, texts: &mut Vec<String>) {
        match value {
            toml::Value::String(text) => texts.push(text.clone()),
            toml::Value::Array(entries) => entries.iter().for_each(|entry| walk(entry, texts)),
            toml::Value::Table(table) => table.values().for_each(|value| walk(value, texts)),
            _ => {}
        }
    }
    let text = String::from_utf8_lossy(bytes);
    let mut texts = Vec::new();
    match text.parse::<toml::Table>() {
        Ok(table) if file.ends_with(".toml") => walk(&toml::Value::Table(table), &mut texts),
        _ => texts.push(text.into_owned()),
    }
    texts
}
