//! Before a change lands.

use super::{Step, readme};
use crate::failure::Failure;

/// Feature sets that are checked besides the default and all.
const FEATURES: &[(&str, &str)] = &[
    ("greenid-soap", ""),
    ("greenid-soap", "blocking"),
    ("greenid-soap", "client"),
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

pub(super) fn steps() -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("format", "cargo fmt --all --check"),
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
    steps.extend([
        // The providers' own SDKs and stock SOAP clients, against the sandbox.
        Step::new("foreign clients", "cargo xtask clients"),
        Step::new(
            "example of smileid",
            "cargo run --locked --package smileid --no-default-features --features client --example ureq_transport",
        ),
        Step::new(
            "example of kyc-facade, traces",
            "cargo run --locked --package kyc-facade --example opentelemetry",
        ),
        Step::new(
            "example of kyc-facade, a provider of one's own",
            "cargo run --locked --package kyc-facade --example quillmark",
        ),
        Step::new(
            "example of kyc-receiver",
            "cargo run --locked --package kyc-receiver --example receiver",
        ),
        // With PostgreSQL, which is no default.
        Step::new(
            "tests of kyc-receiver, all features",
            "cargo test --locked --package kyc-receiver --all-features",
        ),
        Step::new("documentation", "cargo doc --locked --workspace --no-deps --all-features")
            .with_variable("RUSTDOCFLAGS", "-D warnings"),
        Step::new("fixtures", "cargo xtask fixtures --check"),
        // Times of a shared machine prove nothing; instructions repeat.
        Step::new("instructions", "cargo xtask bench --instructions --check"),
    ]);
    Ok(steps)
}
