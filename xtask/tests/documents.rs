//! What the documents of this repository point to is there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::Path};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Targets of links, and code that begins with a folder of this repository.
fn places(document: &str) -> BTreeSet<String> {
    let links = document
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .filter(|target| !target.contains("://"));
    let code = document
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|code| code.split_once("::").map_or(code, |(path, _)| path))
        .filter(|code| {
            let folder = code.split('/').next().unwrap_or_default();
            code.contains('/') && ["crates", "fixtures", "xtask", ".ci"].contains(&folder)
        })
        .filter(|code| !code.contains(['<', '*', ' ']));
    links.chain(code).map(str::to_owned).collect()
}

#[test]
fn every_place_exists() {
    let mut count = 0;
    let mut gone = Vec::new();
    for file in fs::read_dir(root()).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        for place in places(&fs::read_to_string(&path).unwrap()) {
            count += 1;
            if !root().join(&place).exists() {
                gone.push(format!("{}: {place}", path.display()));
            }
        }
    }
    assert!(gone.is_empty(), "{}", gone.join("\n"));
    assert!(count > 60, "{count} places");
}

#[test]
fn places_are_links_and_paths_in_code() {
    let document = "[a](b.md) [c](https://d.example/e) `crates/f.rs::g` `xtask/*.rs` `cargo xtask h` `fixtures/i`";
    assert_eq!(
        Vec::from_iter(places(document)),
        ["b.md", "crates/f.rs", "fixtures/i"]
    );
}

#[test]
fn the_example_of_a_provider_is_as_short_as_contributing_says() {
    let example = root().join("crates/kyc-facade/examples/quillmark.rs");
    assert!(fs::read_to_string(example).unwrap().lines().count() < 200);
}
