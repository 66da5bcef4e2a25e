//! The public items of each library as they were when somebody last said that they may be so: a change of the API is a change
//! of these files, which a reviewer sees.

use super::{Step, tools::Tool};

/// Reads what nightly's rustdoc writes as JSON, whose format changes: a newer nightly may need a newer one.
const PUBLIC_API: Tool = Tool {
    package: "cargo-public-api",
    version: "0.52.0",
};

/// The published libraries, each with all features but `rustls-aws-lc`, which adds nothing that is public and takes a C compiler.
const LIBRARIES: &[(&str, &str)] = &[
    ("greenid-soap", "blocking,tracing"),
    ("kyc-facade", "blocking,conformance,greenid,smileid,tracing"),
    ("kyc-http", "blocking,tracing"),
    ("kyc-model", ""),
    ("kyc-receiver", "postgres,sqlite,tower,tracing"),
    ("kyc-sandbox", ""),
    ("smileid", "blocking,testing,tracing"),
];

const BASELINE: &str = "xtask/baseline/api";

pub(super) fn step() -> Step {
    let mut lines = vec!["mkdir -p target/api".to_owned()];
    for (package, features) in LIBRARIES {
        let features = match *features {
            "" => String::new(),
            list => format!(" --features {list}"),
        };
        // `-ss` leaves out what follows from the rest: blanket implementations and auto traits.
        lines.push(format!(
            "cargo public-api --package {package}{features} -ss > target/api/{package}.txt"
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
        let listed: BTreeSet<_> = LIBRARIES
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
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
