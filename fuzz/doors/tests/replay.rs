//! The committed corpus and every fixture through every door, with ordinary `cargo test`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use doors::{DOORS, Door, enter};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs a door on a thread with as little stack as a thread of `tokio` has.
fn replay(door: Door, inputs: Vec<Vec<u8>>) {
    let (_, enter) = door;
    std::thread::Builder::new()
        .name(door.0.to_owned())
        .stack_size(2 * 1024 * 1024)
        .spawn(move || inputs.iter().for_each(|input| enter(input)))
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn every_door_has_a_target_and_a_corpus_and_keeps_its_promises_on_it() {
    let targets: Vec<PathBuf> = files(&root().join("fuzz_targets"));
    for door in DOORS {
        let target = root().join(format!("fuzz_targets/{}.rs", door.0));
        assert!(targets.contains(&target), "no target for {}", door.0);
        let corpus = files(&root().join("corpus").join(door.0));
        assert!(corpus.len() >= 10, "no corpus for {}", door.0);
        let inputs = corpus.iter().map(|path| fs::read(path).unwrap());
        replay(*door, inputs.collect());
    }
}

/// The answers and payloads of a provider.
fn payloads(provider: &str) -> Vec<Vec<u8>> {
    let mut payloads = Vec::new();
    for operation in files(&root().join("../fixtures").join(provider)) {
        for case in files(&operation) {
            for file in files(&case) {
                let stem = file.file_stem().unwrap();
                if stem == "response" || stem == "payload" {
                    payloads.push(fs::read(file).unwrap());
                }
            }
        }
    }
    assert!(payloads.len() > 300, "{provider}: {}", payloads.len());
    payloads
}

#[test]
fn the_doors_keep_their_promises_on_every_fixture() {
    for (provider, doors) in [
        (
            "smileid",
            &["smile_job_status", "smile_v3", "normalize"][..],
        ),
        ("greenid", &["greenid_replies", "normalize"]),
    ] {
        for payload in payloads(provider) {
            for door in doors {
                for how in [0, 0x27] {
                    enter(door, &[&[how], payload.as_slice()].concat());
                }
            }
        }
    }
    for payload in payloads("smileid") {
        enter("smile_callback", &payload);
    }
}
