//! What the documents of this repository point to is there.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Where documents are.
const FOLDERS: [&str; 5] = ["", "docs", "docs/assurance", "docs/performance", "fixtures"];

/// With these begins what is meant as a path from the root.
const TOP: [&str; 8] = [
    ".cargo", ".ci", ".github", "crates", "docs", "fixtures", "fuzz", "xtask",
];

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
        .map(|target| target.split_once('#').map_or(target, |(file, _)| file))
        .filter(|file| !file.is_empty());
    let paths = document
        .split('`')
        .skip(1)
        .step_by(2)
        .map(|code| code.split_once("::").map_or(code, |(path, _)| path))
        .filter(|code| {
            let folder = code.split('/').next().unwrap_or_default();
            code.contains('/') && TOP.contains(&folder)
        })
        .filter(|code| !code.contains(['<', '*', ' ']));
    Places {
        links: links.map(str::to_owned).collect(),
        paths: paths.map(str::to_owned).collect(),
    }
}

/// Each document with the folder in which it stands.
fn documents() -> Vec<(PathBuf, PathBuf)> {
    let mut found = Vec::new();
    for folder in FOLDERS.map(|folder| root().join(folder)) {
        for file in fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push((folder.clone(), path));
            }
        }
    }
    found
}

#[test]
fn every_place_exists() {
    let mut count = 0;
    let mut gone = Vec::new();
    for (folder, path) in documents() {
        let Places { links, paths } = places(&fs::read_to_string(&path).unwrap());
        let links = links.iter().map(|link| folder.join(link));
        for place in links.chain(paths.iter().map(|path| root().join(path))) {
            count += 1;
            if !place.exists() {
                gone.push(format!("{}: {}", path.display(), place.display()));
            }
        }
    }
    assert!(gone.is_empty(), "{}", gone.join("\n"));
    assert!(count > 150, "{count} places");
}

/// How many cells a line of a table has, or nothing where it is no such line.
fn cells(line: &str) -> Option<usize> {
    let line = line.trim().strip_prefix('|')?;
    Some(line.replace("\\|", "").matches('|').count())
}

#[test]
fn every_row_has_the_cells_of_its_table() {
    let mut tables = 0;
    let mut uneven = Vec::new();
    for (_, path) in documents() {
        let mut head = None;
        let mut is_code = false;
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            is_code ^= line.trim_start().starts_with("```");
            let cells = cells(line).filter(|_| !is_code);
            if head.is_none() && cells.is_some() {
                tables += 1;
            }
            if head.is_some() && cells.is_some() && cells != head {
                uneven.push(format!("{}:{}", path.display(), number + 1));
            }
            head = cells.and(head.or(cells));
        }
    }
    assert!(uneven.is_empty(), "{}", uneven.join("\n"));
    assert!(tables > 30, "{tables} tables");
}

#[test]
fn places_are_links_and_paths_in_code() {
    let document = "[a](b.md#at) [c](https://d.example/e) [d](#at) `crates/f.rs::g` `xtask/*.rs` `cargo xtask h` `fixtures/i` `.ci/j`";
    let found = places(document);
    assert_eq!(Vec::from_iter(found.links), ["b.md"]);
    assert_eq!(
        Vec::from_iter(found.paths),
        [".ci/j", "crates/f.rs", "fixtures/i"]
    );
}

/// The parts of a document, by the number with which their headings begin.
fn parts(document: &str) -> BTreeMap<&str, String> {
    let mut parts = BTreeMap::new();
    let mut part = "";
    for line in document.lines() {
        if let Some(heading) = line.strip_prefix("## ").or(line.strip_prefix("### ")) {
            part = heading
                .split(' ')
                .next()
                .unwrap_or_default()
                .trim_end_matches('.');
        }
        let text: &mut String = parts.entry(part).or_default();
        text.push_str(line);
        text.push('\n');
    }
    parts
}

/// What a row of the decision tables says and its part of the document does not.
fn untold(row: &str, parts: &BTreeMap<&str, String>) -> Vec<String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let (table, key, decision, category, source) =
        (cells[0], cells[3], cells[6], cells[9], cells[12]);
    let (part, rule) = source.split_once(' ').unwrap_or((source, ""));
    let Some(text) = parts.get(part.trim_end_matches(',')) else {
        return vec![format!("part {source}")];
    };
    let mut wanted: Vec<String> = key
        .split('|')
        .chain([category])
        .filter(|word| !["*", "-", "row", "half"].contains(word))
        .map(str::to_owned)
        .collect();
    // A settled row's decision is its class's, which stands in the table of classes.
    if table != "row" && decision != "-" {
        wanted.push(decision.to_owned());
    }
    if let Some(number) = rule.strip_prefix("rule ") {
        wanted.push(format!("\n{number}. "));
    } else if rule.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        wanted.push(format!("\n| {rule} |"));
    }
    wanted.retain(|word| !text.contains(word.as_str()));
    wanted
}

#[test]
fn every_row_of_the_decision_tables_stands_in_the_part_that_it_names() {
    let document = fs::read_to_string(root().join("docs/decisions.md")).unwrap();
    let parts = parts(&document);
    let mut wrong = Vec::new();
    for provider in ["greenid", "smileid"] {
        let table = root().join(format!("fixtures/decisions/{provider}.tsv"));
        let table = fs::read_to_string(table).unwrap();
        let rows = table
            .lines()
            .skip(1)
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        for row in rows {
            for word in untold(row, &parts) {
                wrong.push(format!("{provider}: {word:?} of {row}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_row_that_is_not_told_is_found() {
    let document = "# A\n## 1. B\n3. c\n### 2.1 D\n| F1 | 0810 | verified | approved |\n";
    let parts = parts(document);
    let row = |key: &str, category: &str, source: &str| {
        let row =
            format!("flag\tx\t*\t{key}\t-\tA\tverified\tfinal\t-\t{category}\t-\tD\t{source}");
        untold(&row, &parts)
    };
    assert_eq!(row("0810", "approved", "2.1 F1"), Vec::<String>::new());
    assert_eq!(row("*", "row", "1 rule 3"), ["verified"]);
    assert_eq!(row("0810|0811", "no_match", "2.1"), ["0811", "no_match"]);
    assert_eq!(row("*", "-", "2.1 F2"), ["\n| F2 |"]);
    assert_eq!(row("*", "-", "2.2"), ["part 2.2"]);
}

/// The Rust samples of a document that do not compile where it is read.
fn ignored_samples(document: &str) -> Vec<&str> {
    let samples = document.split("```rust,ignore\n").skip(1);
    samples
        .map(|rest| rest.split_once("```").expect("a fence has an end").0)
        .collect()
}

/// `kyc-sandbox` compiles the guide, without the crates of its own floor.
#[test]
fn a_sample_that_the_guide_does_not_compile_is_one_that_the_receiver_does() {
    let guide = fs::read_to_string(root().join("docs/guide.md")).unwrap();
    let docs = fs::read_to_string(root().join("crates/kyc-receiver/src/lib.rs")).unwrap();
    let docs: String = docs
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line)))
        .collect();
    let samples = ignored_samples(&guide);
    assert_eq!(samples.len(), 1);
    for sample in samples {
        assert!(docs.contains(sample), "{sample}");
    }
}

/// What a crate's README lacks, beside its manifest and the names of its examples.
fn lacks(readme: &str, manifest: &toml::Table, examples: &[String]) -> Vec<String> {
    let mut lacks = Vec::new();
    if manifest["package"]
        .get("readme")
        .and_then(|key| key.as_str())
        != Some("README.md")
    {
        lacks.push("the manifest does not name it".to_owned());
    }
    // crates.io shows it alone, so it leads nowhere inside the repository.
    for link in places(readme).links {
        lacks.push(format!("a link that leads nowhere: {link}"));
    }
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let features = features.into_iter().flatten();
    for (name, _) in features.filter(|(name, _)| *name != "default") {
        let is_told = |line: &str| line.starts_with("| ") && line.contains(&format!("`{name}`"));
        if !readme.lines().any(is_told) {
            lacks.push(format!("the feature {name}"));
        }
    }
    for example in examples {
        let names = [format!("--example {example}"), format!("`{example}`")];
        if !names.iter().any(|name| readme.contains(name)) {
            lacks.push(format!("the example {example}"));
        }
    }
    lacks
}

#[test]
fn every_crate_has_a_readme_of_its_own() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for package in fs::read_dir(root().join("crates")).unwrap() {
        let folder = package.unwrap().path();
        let read = |name: &str| fs::read_to_string(folder.join(name));
        let readme = read("README.md").unwrap();
        let examples: Vec<String> = fs::read_dir(folder.join("examples"))
            .into_iter()
            .flatten()
            .map(|file| file.unwrap().path())
            .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let mut lacks = lacks(
            &readme,
            &read("Cargo.toml").unwrap().parse().unwrap(),
            &examples,
        );
        // Its samples are compiled with the documentation.
        if read("src/lib.rs").is_ok_and(|lib| !lib.contains(r#"include_str!("../README.md")"#)) {
            lacks.push("the documentation does not begin with it".to_owned());
        }
        count += 1;
        wrong.extend(lacks.iter().map(|what| format!("{folder:?}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 8, "{count} crates");
}

#[test]
fn what_a_readme_lacks_is_found() {
    let manifest =
        "[package]\nreadme = \"README.md\"\n[features]\ndefault = [\"b\"]\nb = []\nc = []\n";
    let lacks = |readme: &str, manifest: &str, example: &str| {
        lacks(readme, &manifest.parse().unwrap(), &[example.to_owned()])
    };
    assert_eq!(
        lacks(
            "[a](b.md) `c`\n| `b` | yes |\n",
            &manifest.replace("README.md", "../README.md"),
            "d"
        ),
        [
            "the manifest does not name it",
            "a link that leads nowhere: b.md",
            "the feature c",
            "the example d"
        ]
    );
    assert_eq!(
        lacks("| `b`, `c` | yes |\nexample `d`\n", manifest, "d"),
        Vec::<String>::new()
    );
}

#[test]
fn the_example_of_a_provider_is_as_short_as_contributing_says() {
    for (file, at_most) in [
        ("examples/quillmark.rs", 200),
        ("tests/conformance/quillmark.rs", 50),
    ] {
        let text = fs::read_to_string(root().join("crates/kyc-facade").join(file)).unwrap();
        assert!(text.lines().count() < at_most, "{file}");
    }
}
