//! What `STABILITY.md` lists is what the public items on record say.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::Path};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The public items of all libraries, a line each.
fn items() -> String {
    let mut files: Vec<_> = fs::read_dir(root().join("xtask/baseline/api"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 7, "{files:?}");
    files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect()
}

/// The enums that a caller may match without a wildcard, without path and parameters.
fn closed_enums(items: &str) -> BTreeSet<String> {
    items
        .lines()
        .filter_map(|item| item.strip_prefix("pub enum "))
        .map(|path| path.rsplit("::").next().unwrap_or(path))
        .map(|name| name.split('<').next().unwrap_or(name).to_owned())
        .collect()
}

/// The crates of others whose items stand in ours, by the names that Rust gives them.
fn crates_of_others(items: &str) -> BTreeSet<String> {
    const OWN: [&str; 8] = [
        "greenid_soap",
        "kyc_facade",
        "kyc_http",
        "kyc_model",
        "kyc_receiver",
        "kyc_sandbox",
        "smileid",
        // A number, not a crate.
        "u64",
    ];
    const RUST: [&str; 3] = ["alloc", "core", "std"];
    let mut found = BTreeSet::new();
    for path in
        items.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_:".contains(letter)))
    {
        let Some((first, _)) = path.split_once("::") else {
            continue;
        };
        let is_module = first.starts_with(|letter: char| letter.is_ascii_lowercase());
        if !is_module || OWN.contains(&first) || RUST.contains(&first) {
            continue;
        }
        found.insert(match first {
            "serde_core" => "serde".to_owned(),
            part if part.starts_with("sqlx") => "sqlx".to_owned(),
            name => name.to_owned(),
        });
    }
    found
}

/// The part of a document under a heading.
fn part<'a>(document: &'a str, heading: &str) -> &'a str {
    let (_, rest) = document
        .split_once(&format!("\n## {heading}\n"))
        .unwrap_or_else(|| panic!("no part {heading}"));
    rest.split("\n## ").next().unwrap_or(rest)
}

/// The code in one cell of each row of the table in a part.
fn listed(part: &str, cell: usize) -> BTreeSet<String> {
    let rows = part.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.filter_map(|row| row.split('|').nth(cell + 1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_closed_enums_are_those_on_record() {
    let document = fs::read_to_string(root().join("STABILITY.md")).unwrap();
    let closed = closed_enums(&items());
    assert_eq!(listed(part(&document, "Closed enums"), 1), closed);
    assert!(closed.len() > 10, "{closed:?}");
}

#[test]
fn the_crates_of_others_in_public_items_are_those_on_record() {
    let document = fs::read_to_string(root().join("STABILITY.md")).unwrap();
    let listed = listed(part(&document, "Crates of others"), 0);
    let listed: BTreeSet<String> = listed.iter().map(|name| name.replace('-', "_")).collect();
    let found = crates_of_others(&items());
    assert_eq!(listed, found);
    assert!(found.len() > 5, "{found:?}");
}

#[test]
fn enums_and_crates_are_found_in_items() {
    let items = "pub enum a::b::Closed<T>\n#[non_exhaustive] pub enum kyc_model::Open\npub enum Other\n\
                 pub fn kyc_model::f(serde_core::ser::S, &'a mut sqlx_sqlite::C) -> core::option::Option<tower_service::S>\n";
    assert_eq!(Vec::from_iter(closed_enums(items)), ["Closed", "Other"]);
    assert_eq!(
        Vec::from_iter(crates_of_others(items)),
        ["a", "serde", "sqlx", "tower_service"]
    );
}

#[test]
fn lists_are_the_code_in_a_column() {
    let document = "# A\n## B\n| a | b |\n|---|---|\n| `c` | `d`, `e` |\n| `f` | g |\n## C\n| a |\n|---|\n| `h` |\n";
    let part = part(document, "B");
    assert_eq!(Vec::from_iter(listed(part, 0)), ["c", "f"]);
    assert_eq!(Vec::from_iter(listed(part, 1)), ["d", "e"]);
}
