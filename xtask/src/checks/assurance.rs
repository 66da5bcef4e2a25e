//! Before a release: what takes longer than a change may wait for, or needs a tool or a toolchain of its own. What each of
//! them found is on record in `docs/assurance.md`.

use super::{
    Step, api, mutants,
    tools::{self, DENY, Tool},
};
use crate::failure::Failure;

const HACK: Tool = Tool {
    package: "cargo-hack",
    version: "0.6.46",
};
const FUZZ: Tool = Tool {
    package: "cargo-fuzz",
    version: "0.13.2",
};
const LLVM_COV: Tool = Tool {
    package: "cargo-llvm-cov",
    version: "0.9.1",
};

/// The published crates, and the oldest Rust that each says it builds with.
const MINIMUM: &[(&str, &str)] = &[
    (
        "1.88.0",
        "--package kyc-model --package kyc-http --package smileid --package greenid-soap --package kyc-facade --package kyc-sandbox --package kyc-cli",
    ),
    ("1.94.0", "--package kyc-receiver"),
];

pub(super) fn steps(fuzz_seconds: u64) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new(
            "golden: all 10,000 codes",
            "cargo test --locked --release --package kyc-facade --test golden",
        )
        .with_variable("KYC_EXHAUSTIVE", "1"),
        Step::new(
            "packages build from their own tarballs",
            "cargo package --locked --workspace --exclude doors --exclude instructions --exclude measure --exclude rivals --exclude xtask",
        )
        .with_variable("CARGO_TARGET_DIR", "target/package-check"),
    ];
    for (version, packages) in MINIMUM {
        steps.push(
            Step::new(
                format!("toolchain {version}"),
                &format!("cargo +{version} check --locked {packages} --all-features"),
            )
            .with_toolchain(version),
        );
    }
    steps.push(api::step());
    // Needs the advisory database, so it fails where there is no way to it.
    steps.push(Step::new("advisories", "cargo deny check advisories").with_tool(&DENY));
    steps.push(
        Step::new(
            "each feature alone",
            "cargo hack check --locked --each-feature --workspace --exclude doors --exclude instructions --exclude measure --exclude rivals --exclude xtask",
        )
        .with_tool(&HACK),
    );
    steps.push(Step::new(
        "miri",
        "cargo +nightly miri test --locked --package kyc-model --lib -- --skip rule_4_final_by_layer",
    ));
    steps.push(Step::new(
        "miri of smileid",
        "cargo +nightly miri test --locked --package smileid --no-default-features --lib",
    ));
    steps.push(Step::new(
        "miri of signatures",
        "cargo +nightly miri test --locked --package smileid --no-default-features --test signature -- --skip all_vectors",
    ));
    steps.push(
        Step::new(
            "coverage",
            "cargo llvm-cov --locked --summary-only --package kyc-model --package smileid --package greenid-soap --package kyc-facade",
        )
        .with_tool(&LLVM_COV)
        // Adds the toolchain's llvm-tools where they are missing, instead of asking.
        .with_variable("CARGO_LLVM_COV_SETUP", "yes"),
    );
    steps.extend(mutants::steps());
    for target in tools::fuzz_targets()? {
        steps.push(fuzz(&target, fuzz_seconds));
    }
    Ok(steps)
}

/// What is found goes to a corpus of the target directory: the committed one is read and stays as it is.
fn fuzz(target: &str, seconds: u64) -> Step {
    let found = format!("target/fuzz-corpus/{target}");
    let limits = "-max_len=6000 -rss_limit_mb=2048 -dict=fuzz/doors.dict";
    Step::shell(
        format!("fuzz {target}"),
        format!(
            "mkdir -p {found}\n\
             cargo +nightly fuzz run --sanitizer none {target} {found} fuzz/corpus/{target} -- \
             -max_total_time={seconds} {limits} -print_final_stats=1"
        ),
    )
    .with_tool(&FUZZ)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzzing_writes_beside_the_committed_corpus() {
        let shown = fuzz("xml_reader", 5).to_string();
        let line = "cargo +nightly fuzz run --sanitizer none xml_reader target/fuzz-corpus/xml_reader \
                    fuzz/corpus/xml_reader -- -max_total_time=5 -max_len=6000 -rss_limit_mb=2048 \
                    -dict=fuzz/doors.dict -print_final_stats=1";
        assert!(
            shown.contains("mkdir -p target/fuzz-corpus/xml_reader"),
            "{shown}"
        );
        assert!(shown.contains(line), "{shown}");
    }

    #[test]
    fn the_schedule_runs_every_step_once() {
        let workflow = crate::flags::root().join(".github/workflows/ci.yml");
        let workflow = std::fs::read_to_string(workflow).unwrap();
        let lines: Vec<Vec<&str>> = workflow
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- '\"")?.strip_suffix("\"'"))
            .map(|line| line.split("\" \"").collect())
            .collect();
        for step in steps(1).unwrap() {
            let runs = lines
                .iter()
                .filter(|words| words.iter().any(|word| step.name().contains(word)));
            assert_eq!(runs.count(), 1, "{}", step.name());
        }
        let steps = steps(1).unwrap();
        for word in lines.iter().flatten() {
            assert!(
                steps.iter().any(|step| step.name().contains(word)),
                "{word}"
            );
        }
    }

    #[test]
    fn every_fuzz_target_has_a_committed_corpus() {
        for target in tools::fuzz_targets().unwrap() {
            let corpus = crate::flags::root().join("fuzz/corpus").join(&target);
            assert!(corpus.is_dir(), "{target}");
        }
    }
}
