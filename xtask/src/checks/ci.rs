//! Before a change lands.

use super::{Step, readme, tools::DENY};
use crate::failure::Failure;

/// Feature sets that are checked besides the default and all.
const FEATURES: &[(&str, &str)] = &[
    ("greenid-soap", ""),
    ("greenid-soap", "blocking"),
    ("greenid-soap", "client"),
    ("kyc-cli", "rustls-aws-lc"),
    ("kyc-facade", ""),
    ("kyc-facade", "blocking,smileid"),
    ("kyc-facade", "client,greenid,smileid"),
    ("kyc-facade", "conformance"),
    ("kyc-facade", "greenid"),
    ("kyc-facade", "smileid"),
    ("kyc-facade", "tracing,greenid"),
    ("kyc-http", ""),
    ("kyc-http", "blocking"),
    ("kyc-http", "rustls-aws-lc"),
    ("kyc-http", "tracing"),
    ("kyc-model", ""),
    ("kyc-receiver", ""),
    ("smileid", ""),
    ("smileid", "blocking"),
    ("smileid", "client"),
];

/// Every example, by its crate. The program `kyc` has none: its commands stand in the README and are run from there.
const EXAMPLES: &[(&str, &str)] = &[
    ("greenid-soap", "verification_result"),
    ("kyc-facade", "both_providers"),
    ("kyc-facade", "opentelemetry"),
    ("kyc-facade", "quillmark"),
    ("kyc-http", "sender"),
    ("kyc-model", "outcome"),
    ("kyc-receiver", "receiver"),
    ("kyc-sandbox", "double"),
    ("smileid", "job_status"),
    ("smileid", "ureq_transport"),
];

pub(super) fn steps() -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("format", "cargo fmt --all --check"),
        Step::new(
            "licenses, bans, sources",
            "cargo deny check bans licenses sources",
        )
        .with_tool(&DENY),
        Step::new(
            "clippy",
            "cargo clippy --locked --workspace --all-targets --all-features -- -D warnings",
        ),
    ];
    for (package, features) in FEATURES {
        let name = format!(
            "clippy of {package}, features: {}",
            if features.is_empty() {
                "none"
            } else {
                features
            }
        );
        steps.push(Step::new(
            name,
            &format!("cargo clippy --locked --package {package} --no-default-features --features={features} -- -D warnings"),
        ));
    }
    steps.push(Step::shell(
        "tests, as the README runs them",
        readme::command("tests")?,
    ));
    for job in ["main-job", "main-job-greenid", "saved-replies"] {
        steps.push(Step::shell(format!("README, {job}"), readme::command(job)?));
    }
    // The providers' own SDKs and stock SOAP clients, against the sandbox.
    steps.push(Step::new("foreign clients", "cargo xtask clients"));
    for (package, example) in EXAMPLES {
        let features = match *example {
            // Another HTTP client: without reqwest in its tree.
            "ureq_transport" => " --no-default-features --features client",
            _ => "",
        };
        steps.push(Step::new(
            format!("example of {package}, {example}"),
            &format!("cargo run --locked --package {package}{features} --example {example}"),
        ));
    }
    steps.extend([
        // With PostgreSQL, which is no default.
        Step::new(
            "tests of kyc-receiver, all features",
            "cargo test --locked --package kyc-receiver --all-features",
        ),
        // Any crate of a caller's build can turn it on for all.
        Step::new(
            "tests of smileid, numbers of any precision",
            "cargo test --locked --package smileid --features serde_json/arbitrary_precision \
             --lib --test bad_replies --test callback --test numbers",
        ),
        Step::new(
            "documentation",
            "cargo doc --locked --workspace --no-deps --all-features",
        )
        .with_variable("RUSTDOCFLAGS", "-D warnings"),
        Step::new("fixtures", "cargo xtask fixtures --check"),
        // Times of a shared machine prove nothing; instructions repeat.
        Step::new("instructions", "cargo xtask bench --instructions --check"),
    ]);
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs};

    use super::*;
    use crate::{checks::services::TESTS, flags};

    /// By its name a step gets the services that tests need.
    #[test]
    fn every_step_that_runs_tests_says_so_in_its_name() {
        let mut count = 0;
        for step in steps().unwrap() {
            let line = step.to_string();
            let command = line.strip_prefix(step.name()).unwrap();
            if command.contains("cargo test") {
                count += 1;
                assert!(step.name().contains(TESTS), "{line}");
            }
        }
        assert_eq!(count, 3);
    }

    #[test]
    fn every_example_is_run() {
        let mut found = BTreeSet::new();
        for package in fs::read_dir(flags::root().join("crates")).unwrap() {
            let package = package.unwrap();
            let Ok(examples) = fs::read_dir(package.path().join("examples")) else {
                continue;
            };
            for example in examples {
                let file = example.unwrap().path();
                let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
                found.insert((package.file_name().into_string().unwrap(), name));
            }
        }
        let run = EXAMPLES
            .iter()
            .map(|(package, example)| ((*package).to_owned(), (*example).to_owned()));
        assert_eq!(run.collect::<BTreeSet<_>>(), found);
    }
}
