//! What must not be found in the output, in every form in which it could hide.

use core::fmt::Write as _;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use super::{allow, names};
use crate::json::quoted;

/// From this many characters on a text counts wherever it stands, below only as a whole leaf or member name.
const LONG: usize = 4;

/// A word of a replaced text that is as long as this must not be a part of a member name.
const WORD: usize = 3;

/// The texts that were replaced, each with the path where it stood.
#[derive(Default)]
pub(crate) struct Needles {
    texts: BTreeMap<String, Needle>,
    /// Their words, each with the path where it stood.
    words: BTreeMap<String, String>,
}

pub(crate) struct Needle {
    /// Where it stood, in words that hold no value.
    pub(crate) origin: String,
    pub(crate) is_long: bool,
    /// Lower case.
    pub(crate) forms: Vec<String>,
}

impl Needles {
    pub(crate) fn add(&mut self, text: &str, origin: &str) {
        let text = text.trim();
        if text.is_empty() || self.texts.contains_key(text) {
            return;
        }
        let is_long = text.chars().count() >= LONG;
        let needle = Needle {
            origin: origin.to_owned(),
            is_long,
            forms: forms(text, is_long),
        };
        self.texts.insert(text.to_owned(), needle);
        for word in parts(text) {
            let stood = || origin.to_owned();
            self.words.entry(word).or_insert_with(stood);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Needle> {
        self.texts.values()
    }

    /// The needle that a leaf or a member name holds or is.
    pub(crate) fn found_in(&self, token: &str) -> Option<&Needle> {
        let token = token.trim().to_lowercase();
        self.iter().find(|needle| {
            let hit = |form: &String| {
                if needle.is_long {
                    token.contains(form)
                } else {
                    token == *form
                }
            };
            needle.forms.iter().any(hit)
        })
    }

    /// Where what a name tells stood: a name tells a needle that it holds, or a word of one that is in no documented name
    /// and no word of the protocol.
    pub(crate) fn told_by(&self, name: &str) -> Option<&str> {
        let whole = self.found_in(name).map(|needle| needle.origin.as_str());
        whole.or_else(|| {
            parts(name)
                .filter(|part| !VOCABULARY.contains(part))
                .find_map(|part| self.words.get(&part).map(String::as_str))
        })
    }
}

/// The words of documented names and of the protocol.
static VOCABULARY: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    names::documented()
        .chain(allow::words())
        .flat_map(parts)
        .collect()
});

/// The words of a text or name, lower case: `FullName`, `full_name` and `full name` have the same two.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let mut spaced = String::new();
    let mut after_lower = false;
    for c in text.chars() {
        if c.is_uppercase() && after_lower {
            spaced.push(' ');
        }
        after_lower = c.is_lowercase();
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    let words: Vec<_> = spaced
        .split_whitespace()
        .filter(|word| word.chars().count() >= WORD)
        .map(str::to_lowercase)
        .collect();
    words.into_iter()
}

fn forms(text: &str, is_long: bool) -> Vec<String> {
    let escaped = quoted(text);
    let escaped = escaped.trim_matches('"');
    let mut forms = vec![
        text.to_owned(),
        escaped.to_owned(),
        escaped.replace('/', "\\/"),
        ascii(escaped),
        percent(text, "%20"),
        percent(text, "+"),
    ];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        forms.push(engine.encode(text));
        // Inside a longer text the encoding depends on where it starts, and its ends on what stands beside it.
        for shift in [0, 1, 2].into_iter().filter(|_| is_long) {
            let mut bytes = vec![0; shift];
            bytes.extend_from_slice(text.as_bytes());
            let whole = engine.encode(&bytes);
            let sure = bytes.len().saturating_mul(8) / 6;
            let start = [0, 2, 3].get(shift).copied().unwrap_or(0);
            forms.extend(whole.get(start..sure).map(str::to_owned));
        }
    }
    for form in &mut forms {
        *form = form.to_lowercase();
    }
    forms.sort();
    forms.dedup();
    forms
}

/// With `\u` escapes for everything beyond ASCII.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn percent(text: &str, blank: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte.into())
            }
            b' ' => out.push_str(blank),
            _ => {
                let _ = write!(out, "%{byte:02x}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(texts: &[&str]) -> Needles {
        let mut needles = Needles::default();
        for text in texts {
            needles.add(text, "somewhere");
        }
        needles
    }

    #[test]
    fn every_form_is_found_inside_other_text() {
        let text = "Zané \"C/anary\" 🪪";
        let needles = needles(&[text]);
        let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{text} and more"));
        for token in [
            format!("before {text} behind"),
            text.to_uppercase(),
            text.to_lowercase(),
            quoted(text),
            quoted(text).replace('/', "\\/"),
            "Zan\\u00e9 \\\"C/anary\\\" \\ud83e\\udeaa".to_owned(),
            "x=Zan%C3%A9%20%22C%2Fanary%22%20%F0%9F%AA%AA&y".to_owned(),
            "x=zan%c3%a9+%22C%2Fanary%22+%f0%9f%aa%aa".to_owned(),
            base64(""),
            base64("1"),
            base64("12"),
            base64("123"),
            base64("12").replace('+', "-").replace('/', "_"),
        ] {
            assert!(needles.found_in(&token).is_some(), "{token}");
        }
        assert!(needles.found_in("Zane Canary").is_none());
    }

    #[test]
    fn short_texts_count_as_whole_tokens_only() {
        let needles = needles(&["ZA", " x "]);
        for token in ["ZA", "za", " ZA ", "x", "WkE"] {
            assert!(needles.found_in(token).is_some(), "{token}");
        }
        for token in ["ZAR", "pizza", "xx", ""] {
            assert!(needles.found_in(token).is_none(), "{token}");
        }
    }

    #[test]
    fn member_names_may_not_even_hold_a_word() {
        let needles = needles(&["Zanele Canary", "ID Number Validated"]);
        for name in [
            "zanele",
            "Canary",
            "CANARY_KEY",
            "zaneleData",
            "is_validated",
        ] {
            assert!(needles.told_by(name).is_some(), "{name}");
        }
        // `number` stands in documented names.
        for name in ["member", "id_number", "vehicleNumber"] {
            assert!(needles.told_by(name).is_none(), "{name}");
        }
    }
}
