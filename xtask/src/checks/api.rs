//! The public items of each library as they were when somebody last said that they may be so: a change of the API is a change
//! of these files, which a reviewer sees.

use super::{Step, tools::Tool};

/// Reads what nightly's rustdoc writes as JSON, whose format changes: a newer nightly may need a newer one.
const PUBLIC_API: Tool = Tool {
    package: "cargo-public-api",
    version: "0.52.0",
};

/// The published libraries.
const LIBRARIES: &[&str] = &[
    "greenid-soap",
    "kyc-facade",
    "kyc-http",
    "kyc-model",
    "kyc-receiver",
    "kyc-sandbox",
    "smileid",
];

/// What is left out: auto traits that a type has, and those that nobody relies on. A type that stops to be `Send` is a line.
const LEFT_OUT: [&str; 3] = [
    "^impl.* core::marker::(Send|Sync|Unpin) for ",
    "^impl.*core::marker::(Freeze|UnsafeUnpin) for ",
    "^impl.*core::panic::unwind_safe::",
];

const BASELINE: &str = "xtask/baseline/api";

pub(super) fn step() -> Step {
    let mut lines = vec!["mkdir -p target/api".to_owned()];
    let left_out: Vec<_> = LEFT_OUT
        .iter()
        .map(|pattern| format!("--regexp '{pattern}'"))
        .collect();
    let left_out = left_out.join(" ");
    for package in LIBRARIES {
        // `-s` leaves out blanket implementations.
        lines.push(format!(
            "cargo public-api --package {package} --all-features -s \
             | grep --invert-match --extended-regexp {left_out} > target/api/{package}.txt"
        ));
    }
    lines.push(format!(
        "diff --unified --recursive {BASELINE} target/api || \
         {{ echo 'if it may change: cp target/api/*.txt {BASELINE}/, and CHANGELOG.md'; exit 1; }}"
    ));
    Step::shell("public items are those on record", lines.join("\n")).with_tool(&PUBLIC_API)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use super::*;
    use crate::{cargo, flags};

    #[test]
    fn every_published_library_is_on_record() {
        let metadata = cargo::metadata().unwrap();
        let published: BTreeSet<_> = cargo::published_libraries(&metadata).into_iter().collect();
        let listed: BTreeSet<_> = LIBRARIES.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(listed, published);
        let recorded: BTreeSet<_> = fs::read_dir(flags::root().join(BASELINE))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.metadata().unwrap().len() > 1000)
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(recorded, published);
    }
}
