//! Mutation testing: each module on which a decision rests, changed in every way that cargo-mutants knows, against the tests
//! that are meant to hold it. What is left alone everywhere, and why, is in `.cargo/mutants.toml`; what was found is on record
//! in `docs/assurance/mutation.md`.
//!
//! Results are kept in `target/mutants/<module>`. A run goes on where the last one stopped: what was caught is not tried
//! again. Delete the directory to try everything anew.

use super::{Step, tools::Tool};
use crate::flags;

const MUTANTS: Tool = Tool {
    package: "cargo-mutants",
    version: "27.1.0",
};

/// Code that is changed, and the tests that have to notice.
struct Module {
    name: &'static str,
    package: &'static str,
    /// Globs below the package's `src`.
    files: &'static [&'static str],
    /// Targets of the package's tests, as cargo names them.
    tests: &'static str,
}

/// No mutant of these may survive.
const NAMED: &[Module] = &[
    Module {
        name: "invariants",
        package: "kyc-model",
        files: &["outcome/invariants.rs", "outcome/requirement.rs"],
        tests: "--lib",
    },
    Module {
        name: "supersedes",
        package: "kyc-model",
        files: &["outcome/supersedes/*.rs"],
        tests: "--lib",
    },
    Module {
        name: "signature",
        package: "smileid",
        files: &["signature.rs", "credentials.rs"],
        tests: "--lib --test signature --test callback",
    },
    Module {
        name: "callback",
        package: "smileid",
        files: &["callback/*.rs"],
        tests: "--lib --test signature --test callback",
    },
    Module {
        name: "ruling",
        package: "kyc-facade",
        files: &["ruling.rs", "remedy.rs"],
        tests: "--lib --test greenid_fixtures --test smileid_adversarial --test smileid_fixtures",
    },
    Module {
        name: "smileid-tables",
        package: "kyc-facade",
        files: &[
            "smileid/checks.rs",
            "smileid/established.rs",
            "smileid/flags.rs",
            "smileid/halves.rs",
            "smileid/overlays.rs",
            "smileid/rows.rs",
            "smileid/v3.rs",
        ],
        tests: "--lib --test smileid_fixtures --test smileid_properties --test smileid_adversarial",
    },
    Module {
        name: "smileid-decide",
        package: "kyc-facade",
        files: &[
            "smileid/decide.rs",
            "smileid/decide/*.rs",
            "smileid/decide_v3.rs",
        ],
        tests: "--lib --test smileid_fixtures --test smileid_properties --test smileid_adversarial",
    },
    Module {
        name: "greenid-tables",
        package: "kyc-facade",
        files: &[
            "greenid/checks.rs",
            "greenid/decide.rs",
            "greenid/established.rs",
            "greenid/overlays.rs",
            "greenid/post_office.rs",
            "greenid/sources.rs",
        ],
        tests: "--lib --test greenid_fixtures --test greenid_properties",
    },
    Module {
        name: "guard",
        package: "kyc-receiver",
        files: &[
            "delivery.rs",
            "hash.rs",
            "store/memory.rs",
            "store/mod.rs",
            "store/settlement.rs",
        ],
        tests: "--lib --test conformance --test receiving",
    },
    Module {
        name: "reader",
        package: "greenid-soap",
        files: &["decode/*.rs"],
        tests: "--lib --test bad_replies --test fixtures --test matrix",
    },
];

/// A sample of the rest. A survivor here is for the record, which tells why it may live or what is missing.
const SAMPLED: &[Module] = &[
    Module {
        name: "smileid-reader",
        package: "smileid",
        files: &["decode/*.rs", "server.rs", "time.rs"],
        tests: "--lib --test bad_replies --test fixtures --test never_panics",
    },
    Module {
        name: "retries",
        package: "kyc-http",
        files: &["answer.rs", "endpoint.rs", "retry.rs", "sender.rs"],
        tests: "--lib --test sending",
    },
];

/// The part of a sampled module's mutants that is tried.
const SAMPLE: &str = "0/10";

pub(super) fn steps() -> Vec<Step> {
    let named = NAMED.iter().map(|module| step(module, None));
    let sampled = SAMPLED.iter().map(|module| step(module, Some(SAMPLE)));
    named.chain(sampled).collect()
}

fn step(module: &Module, shard: Option<&str>) -> Step {
    let Module {
        name,
        package,
        files,
        tests,
    } = module;
    let mut line = format!("cargo mutants --package {package}");
    for file in *files {
        line.push_str(&format!(" --file 'crates/{package}/src/{file}'"));
    }
    // Only these tests are built, which is most of what a mutant costs.
    for word in tests.split_whitespace() {
        line.push_str(&format!(" --cargo-arg={word}"));
    }
    line.push_str(" --no-shuffle --minimum-test-timeout 60 --iterate");
    line.push_str(&format!(" --output target/mutants/{name}"));
    if let Some(shard) = shard {
        line.push_str(&format!(" --shard {shard}"));
    }
    // cargo-mutants makes the last directory alone.
    Step::shell(
        format!("mutants {name}"),
        format!("mkdir -p target/mutants\n{line}"),
    )
    // Dependencies are built once, for all copies of the tree.
    .with_variable(
        "CARGO_TARGET_DIR",
        &flags::root().join("target/mutants/build").to_string_lossy(),
    )
    .with_variable("CARGO_INCREMENTAL", "1")
    .with_variable("CARGO_PROFILE_DEV_DEBUG", "0")
    .with_tool(&MUTANTS)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use super::*;

    #[test]
    fn every_named_file_and_test_exists() {
        for module in NAMED.iter().chain(SAMPLED) {
            let package = flags::root().join("crates").join(module.package);
            for file in module.files {
                let found = glob_is_met(&package.join("src"), file);
                assert!(found, "{}: {file}", module.name);
            }
            let mut words = module.tests.split_whitespace();
            while let Some(word) = words.next() {
                match word {
                    "--lib" => {}
                    "--test" => {
                        let test = words.next().unwrap();
                        let (one, many) = (format!("{test}.rs"), format!("{test}/main.rs"));
                        let tests = package.join("tests");
                        assert!(
                            tests.join(one).is_file() || tests.join(many).is_file(),
                            "{}: {test}",
                            module.name
                        );
                    }
                    other => panic!("{}: {other}", module.name),
                }
            }
        }
        let names: BTreeSet<_> = NAMED.iter().chain(SAMPLED).map(|one| one.name).collect();
        assert_eq!(names.len(), NAMED.len() + SAMPLED.len());
    }

    fn glob_is_met(source: &std::path::Path, file: &str) -> bool {
        match file.strip_suffix("*.rs") {
            None => source.join(file).is_file(),
            Some(folder) => fs::read_dir(source.join(folder)).is_ok_and(|mut found| {
                found.any(|entry| {
                    entry
                        .unwrap()
                        .path()
                        .extension()
                        .is_some_and(|end| end == "rs")
                })
            }),
        }
    }

    #[test]
    fn a_module_is_tried_against_its_own_tests_and_goes_on_where_it_stopped() {
        let shown = step(
            &Module {
                name: "one",
                package: "kyc-model",
                files: &["lib.rs", "outcome/*.rs"],
                tests: "--lib --test some",
            },
            Some("2/7"),
        )
        .to_string();
        assert!(
            shown.starts_with("mutants one: CARGO_TARGET_DIR="),
            "{shown}"
        );
        let line = "cargo mutants --package kyc-model --file 'crates/kyc-model/src/lib.rs' \
                    --file 'crates/kyc-model/src/outcome/*.rs' --cargo-arg=--lib --cargo-arg=--test --cargo-arg=some \
                    --no-shuffle --minimum-test-timeout 60 --iterate --output target/mutants/one --shard 2/7";
        assert!(shown.contains(line), "{shown}");
    }
}
