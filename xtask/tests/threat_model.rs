//! `THREAT_MODEL.md` names tests; they exist, run, and stand where it says.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::{collections::BTreeSet, fs, path::Path};

const DOORS: [&str; 9] = [
    "Provider reply",
    "The way to a provider",
    "Callback",
    "Saved file",
    "Fixture",
    "Environment",
    "CLI argument",
    "Sandbox client",
    "Your own code",
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The references in a text, each `path.rs::test` between backticks.
fn references(text: &str) -> Vec<(String, String)> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.split_once("::"))
        .filter(|(path, _)| Path::new(path).extension().is_some_and(|ext| ext == "rs"))
        .map(|(path, name)| (path.to_owned(), name.to_owned()))
        .collect()
}

/// Whether `name` is a test in this source: a function behind a test attribute that is not ignored, or one whose name
/// stands in the call of a macro that makes tests of functions.
fn is_test(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let is_of = |line: &str| {
        let line = line.strip_prefix("async ").unwrap_or(line);
        line.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    let Some(place) = lines.iter().position(|line| is_of(line)) else {
        return false;
    };
    let attributes: Vec<_> = lines[..place]
        .iter()
        .rev()
        .take_while(|line| line.starts_with("#[") || line.starts_with("//"))
        .collect();
    let is_marked = attributes
        .iter()
        .any(|line| line.starts_with("#[test]") || line.starts_with("#[tokio::test"));
    let is_ignored = attributes.iter().any(|line| line.starts_with("#[ignore"));
    let is_listed = lines.iter().any(|line| line.ends_with("! {")) && lines.contains(&name);
    (is_marked || is_listed) && !is_ignored
}

/// Everything that is wrong with the document.
fn mistakes(document: &str, read: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, name) in references(document) {
        match read(&path) {
            None => wrong.push(format!("no such file: {path}")),
            Some(source) if !is_test(&source, &name) => {
                wrong.push(format!("no such test: {path}::{name}"));
            }
            Some(_) => {}
        }
    }
    let mut door = "";
    let mut promises = false;
    let mut held = BTreeSet::new();
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            door = heading;
            promises = false;
        } else if line.starts_with("| promise |") {
            promises = true;
        } else if !line.starts_with('|') {
            promises = false;
        } else if promises && !line.starts_with("|---") {
            if references(line).is_empty() {
                wrong.push(format!("{door}: nothing holds: {line}"));
            }
            held.insert(door);
        }
    }
    for door in DOORS {
        if !held.contains(door) {
            wrong.push(format!("{door}: no promise"));
        }
    }
    wrong
}

#[test]
fn every_promise_names_tests_that_exist() {
    let document = fs::read_to_string(root().join("THREAT_MODEL.md")).unwrap();
    let wrong = mistakes(&document, |path| fs::read_to_string(root().join(path)).ok());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let named: BTreeSet<_> = references(&document).into_iter().collect();
    assert!(named.len() > 50, "{} tests are named", named.len());
}

#[test]
fn what_is_no_test_is_found() {
    let source = "
        on_every_store! {
            listed
        }
        async fn listed(site: &Site) {}
        #[test]
        fn plain() {}
        #[tokio::test(flavor = \"multi_thread\")]
        #[cfg(unix)]
        async fn later() {}
        #[test]
        #[ignore = \"a child of another\"]
        fn ignored() {}
        fn helper() {}
    ";
    for (name, is) in [
        ("listed", true),
        ("plain", true),
        ("later", true),
        ("ignored", false),
        ("helper", false),
        ("plai", false),
        ("gone", false),
    ] {
        assert_eq!(is_test(source, name), is, "{name}");
    }

    let rows: String = DOORS[1..]
        .iter()
        .map(|door| format!("## {door}\n| promise | held by |\n|---|---|\n| x | `a.rs::plain` |\n"))
        .collect();
    let document = format!(
        "## {}\n| promise | held by |\n|---|---|\n| one | `a.rs::helper` |\n| two | `b.rs::plain` |\n| three | words |\n{rows}",
        DOORS[0]
    );
    let read = |path: &str| (path == "a.rs").then(|| source.to_owned());
    assert_eq!(
        mistakes(&document, read),
        [
            "no such test: a.rs::helper",
            "no such file: b.rs",
            "Provider reply: nothing holds: | three | words |",
        ]
    );
    assert_eq!(
        mistakes(&rows, read),
        ["Provider reply: no promise"],
        "a door that is left out"
    );
}
