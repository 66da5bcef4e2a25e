//! `docs/dependencies.md` names every direct dependency and no other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{collections::BTreeSet, fs, path::Path};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

#[test]
fn every_direct_dependency_is_in_the_audit_table() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let direct: BTreeSet<String> = manifest["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .iter()
        .filter(|(_, described)| described.get("path").is_none())
        .map(|(name, _)| name.clone())
        .collect();
    let audited: Vec<String> = read("docs/dependencies.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name != "crate")
        .collect();
    let once: BTreeSet<String> = audited.iter().cloned().collect();
    assert_eq!(once.len(), audited.len(), "a crate stands twice");
    assert_eq!(
        once.symmetric_difference(&direct).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}
