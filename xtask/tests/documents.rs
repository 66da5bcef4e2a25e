//! What the documents of this repository point to is there.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, path::Path};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// What a document names: targets of links from its own folder, without the place inside a document; and code that begins
/// with a folder of this repository.
#[derive(Debug, Default, PartialEq)]
struct Places {
    links: BTreeSet<String>,
    paths: BTreeSet<String>,
}

fn places(document: &str) -> Places {
    let links = document
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .filter(|target| !target.contains("://"))
        .map(|target| target.split_once('#').map_or(target, |(file, _)| file));
    let paths = document
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|code| code.split_once("::").map_or(code, |(path, _)| path))
        .filter(|code| {
            let folder = code.split('/').next().unwrap_or_default();
            code.contains('/') && ["crates", "fixtures", "xtask", ".ci"].contains(&folder)
        })
        .filter(|code| !code.contains(['<', '*', ' ']));
    Places {
        links: links.map(str::to_owned).collect(),
        paths: paths.map(str::to_owned).collect(),
    }
}

#[test]
fn every_place_exists() {
    let mut count = 0;
    let mut gone = Vec::new();
    for folder in [root().to_owned(), root().join("docs")] {
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let Places { links, paths } = places(&fs::read_to_string(&path).unwrap());
            let links = links.iter().map(|link| folder.join(link));
            for place in links.chain(paths.iter().map(|path| root().join(path))) {
                count += 1;
                if !place.exists() {
                    gone.push(format!("{}: {}", path.display(), place.display()));
                }
            }
        }
    }
    assert!(gone.is_empty(), "{}", gone.join("\n"));
    assert!(count > 80, "{count} places");
}

#[test]
fn places_are_links_and_paths_in_code() {
    let document = "[a](b.md#at) [c](https://d.example/e) `crates/f.rs::g` `xtask/*.rs` `cargo xtask h` `fixtures/i`";
    let found = places(document);
    assert_eq!(Vec::from_iter(found.links), ["b.md"]);
    assert_eq!(Vec::from_iter(found.paths), ["crates/f.rs", "fixtures/i"]);
}

#[test]
fn the_example_of_a_provider_is_as_short_as_contributing_says() {
    let example = root().join("crates/kyc-facade/examples/quillmark.rs");
    assert!(fs::read_to_string(example).unwrap().lines().count() < 200);
}
