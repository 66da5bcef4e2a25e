//! Which benchmarks there are: as the manifests say, so that no list is kept.

use core::fmt;
use std::path::PathBuf;

use serde_json::Value;

use crate::{cargo, failure::Failure};

/// One `[[bench]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) package: String,
    pub(super) bench: String,
    pub(super) manifest: PathBuf,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.package, self.bench)
    }
}

/// What a benchmark is made with, by its name or package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Times and figures, written to `MEASURE_OUT`.
    Measured,
    /// Instruction counts, by gungraun.
    Counted,
    /// Beside other languages.
    Rivals,
}

impl Target {
    fn kind(&self) -> Kind {
        match (self.package.as_str(), self.bench.as_str()) {
            ("rivals", _) => Kind::Rivals,
            ("instructions", _) => Kind::Counted,
            _ => Kind::Measured,
        }
    }

    fn is_named(&self, word: &str) -> bool {
        self.package == word || self.bench == word
    }
}

/// All benchmarks of a kind.
pub(super) fn of_kind(kind: Kind) -> Result<Vec<Target>, Failure> {
    let found: Vec<_> = read(&cargo::metadata()?)
        .into_iter()
        .filter(|target| target.kind() == kind)
        .collect();
    if found.is_empty() {
        return Err(Failure::new("there is no such benchmark in the workspace"));
    }
    Ok(found)
}

fn read(metadata: &Value) -> Vec<Target> {
    let text = |value: &Value, member: &str| Some(value.get(member)?.as_str()?.to_owned());
    let list = |value: &Value, member: &str| {
        let found = value.get(member).and_then(Value::as_array);
        found.cloned().unwrap_or_default()
    };
    let mut found = Vec::new();
    for package in list(metadata, "packages") {
        for target in list(&package, "targets") {
            if !list(&target, "kind").iter().any(|kind| kind == "bench") {
                continue;
            }
            if let (Some(manifest), Some(package), Some(bench)) = (
                text(&package, "manifest_path"),
                text(&package, "name"),
                text(&target, "name"),
            ) {
                found.push(Target {
                    package,
                    bench,
                    manifest: manifest.into(),
                });
            }
        }
    }
    found
}

/// Those that a word names, whole; if it names none, all of them with the word as a part of the names of their work.
pub(super) fn chosen(targets: Vec<Target>, word: Option<&str>) -> (Vec<Target>, Option<&str>) {
    match word {
        Some(word) if targets.iter().any(|target| target.is_named(word)) => {
            let named = targets.into_iter().filter(|target| target.is_named(word));
            (named.collect(), None)
        }
        other => (targets, other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn targets() -> Vec<Target> {
        read(&json!({ "packages": [
            { "name": "a", "manifest_path": "/w/a/Cargo.toml", "targets": [
                { "name": "a", "kind": ["lib"] },
                { "name": "decode", "kind": ["bench"] },
                { "name": "growth", "kind": ["bench"] },
            ] },
            { "name": "instructions", "manifest_path": "/w/instructions/Cargo.toml", "targets": [{ "name": "a_decode", "kind": ["bench"] }] },
            { "name": "rivals", "manifest_path": "/w/rivals/Cargo.toml", "targets": [{ "name": "sdks", "kind": ["bench"] }] },
        ] }))
    }

    #[test]
    fn benchmarks_are_those_of_the_manifests() {
        let kinds: Vec<_> = targets()
            .iter()
            .map(|target| (target.to_string(), target.kind()))
            .collect();
        assert_eq!(
            kinds,
            [
                ("a/decode".to_owned(), Kind::Measured),
                ("a/growth".to_owned(), Kind::Measured),
                ("instructions/a_decode".to_owned(), Kind::Counted),
                ("rivals/sdks".to_owned(), Kind::Rivals),
            ]
        );
    }

    #[test]
    fn a_word_names_benchmarks_or_is_part_of_a_work() {
        let count = |word| {
            let (targets, filter) = chosen(targets(), word);
            (targets.len(), filter)
        };
        assert_eq!(count(Some("a")), (2, None));
        assert_eq!(count(Some("decode")), (1, None));
        assert_eq!(count(Some("3 KB")), (4, Some("3 KB")));
        assert_eq!(count(None), (4, None));
    }
}
