//! Replacing what is personal: every leaf, unless the allow-list lets it stay.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    allow::{Step, Verdict, in_result, judge},
    names,
    needles::Needles,
};
use crate::{failure::Failure, fixtures::test_account, json::Json};

/// Replaces, the same text by the same invented text throughout a run.
///
/// First [`collect`](Self::collect) every exchange, then [`scrub`](Self::scrub) each: what is replaced in one place must
/// not stay in another.
#[derive(Default)]
pub(crate) struct Scrubber {
    pub(crate) needles: Needles,
    texts: BTreeMap<String, String>,
    numbers: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    /// Codes that had to go because the same text is replaced elsewhere, by path.
    pub(crate) lost: BTreeSet<String>,
}

impl Scrubber {
    /// Notes every text of a reply that will be replaced.
    pub(crate) fn collect(&mut self, reply: &Json) {
        self.collect_at(&mut Vec::new(), reply);
    }

    fn collect_at(&mut self, path: &mut Vec<Step>, json: &Json) {
        match json {
            Json::Object(members) => {
                for (name, value) in members {
                    path.push(Step::Member(name.clone()));
                    if !names::is_documented(name) && !names::has_form(name) {
                        self.needles
                            .add(name, &format!("{} (its name)", shown(path)));
                    }
                    self.collect_at(path, value);
                    path.pop();
                }
            }
            Json::List(entries) => {
                for entry in entries {
                    path.push(Step::Index);
                    self.collect_at(path, entry);
                    path.pop();
                }
            }
            Json::Text(text) => {
                if judge(path, json) == Verdict::Replace {
                    self.needles.add(text, &shown(path));
                }
            }
            Json::Number(digits) => {
                // A short number is a count, and found everywhere.
                if judge(path, json) == Verdict::Replace && digits.len() >= 4 {
                    self.needles.add(digits, &shown(path));
                }
            }
            Json::Null | Json::Bool(_) => {}
        }
    }

    /// The reply with everything replaced, signed with the test key wherever it was signed.
    pub(crate) fn scrub(&mut self, reply: &Json) -> Result<Json, Failure> {
        self.scrub_at(&mut Vec::new(), reply)
    }

    fn scrub_at(&mut self, path: &mut Vec<Step>, json: &Json) -> Result<Json, Failure> {
        Ok(match json {
            Json::Object(members) => {
                let signed = is_signed_place(path)
                    && json.member("timestamp").is_some_and(|t| t.text().is_some());
                let mut out = Vec::new();
                for (name, value) in members {
                    path.push(Step::Member(name.clone()));
                    let value = match (signed, name.as_str(), value) {
                        (true, "timestamp", Json::Text(_)) => test_account::ANSWERED_AT.into(),
                        (true, "signature", Json::Text(_)) => {
                            test_account::sign(test_account::ANSWERED_AT)?.into()
                        }
                        _ => self.scrub_at(path, value)?,
                    };
                    path.pop();
                    out.push((self.name(name), value));
                }
                Json::Object(out)
            }
            Json::List(entries) => {
                let mut out = Vec::new();
                for entry in entries {
                    path.push(Step::Index);
                    out.push(self.scrub_at(path, entry)?);
                    path.pop();
                }
                Json::List(out)
            }
            leaf => self.leaf(path, leaf),
        })
    }

    fn leaf(&mut self, path: &[Step], leaf: &Json) -> Json {
        let verdict = judge(path, leaf);
        match leaf {
            // Nothing and an empty text tell nothing of their own.
            Json::Null => Json::Null,
            Json::Text(text) if text.is_empty() => leaf.clone(),
            Json::Text(text) | Json::Number(text) if verdict == Verdict::Code => {
                if self.needles.found_in(text).is_none() {
                    return leaf.clone();
                }
                self.lost.insert(shown(path));
                self.replaced(leaf)
            }
            _ if verdict == Verdict::Word => leaf.clone(),
            _ => self.replaced(leaf),
        }
    }

    fn replaced(&mut self, leaf: &Json) -> Json {
        match leaf {
            Json::Text(text) => Json::Text(self.text(text)),
            Json::Number(digits) => Json::Number(self.number(digits)),
            Json::Bool(_) => Json::Bool(false),
            other => other.clone(),
        }
    }

    /// The invented text that stands for a text.
    pub(crate) fn text(&mut self, original: &str) -> String {
        let next = self.texts.len() + 1;
        self.texts
            .entry(original.to_owned())
            .or_insert_with(|| format!("replaced-text-{next}"))
            .clone()
    }

    fn number(&mut self, original: &str) -> String {
        let whole = original.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let invent = |number: usize| {
            if whole {
                number.to_string()
            } else {
                format!("{number}.5")
            }
        };
        let next = 900_000 + self.numbers.len() * 2;
        let invented = match invent(next) {
            same if same == original => invent(next + 1),
            other => other,
        };
        let given = self.numbers.entry(original.to_owned()).or_insert(invented);
        given.clone()
    }

    fn name(&mut self, name: &str) -> String {
        if names::is_documented(name)
            || (names::has_form(name) && self.needles.told_by(name).is_none())
        {
            return name.to_owned();
        }
        let next = self.names.len() + 1;
        self.names
            .entry(name.to_owned())
            .or_insert_with(|| format!("member_{next}"))
            .clone()
    }

    /// Every invented text, number and name given out so far.
    pub(crate) fn invented(&self) -> impl Iterator<Item = &str> {
        (self
            .texts
            .values()
            .chain(self.numbers.values())
            .chain(self.names.values()))
        .map(String::as_str)
    }
}

/// Where a pair of timestamp and signature is one: in the reply, in a result of it.
fn is_signed_place(path: &[Step]) -> bool {
    match path {
        [] => true,
        [Step::Member(name)] => name == "result" || name == "history",
        other => in_result(other).is_some_and(<[Step]>::is_empty),
    }
}

/// A path in documented names only.
pub(crate) fn shown(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index => text.push_str("[]"),
            Step::Member(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(if names::is_documented(name) {
                    name
                } else {
                    "(unknown member)"
                });
            }
        }
    }
    text
}
