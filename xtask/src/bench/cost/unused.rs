//! Dependencies that a crate names and does not use, as the compiler sees it.

use std::process::Command;

use serde_json::Value;

use crate::{cargo, failure::Failure};

const LINT: &str = "unused_crate_dependencies";

/// A line for each, over all libraries that are published, with all features and with none.
pub(super) fn find() -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    for package in cargo::published_libraries(&cargo::metadata()?) {
        for features in ["--all-features", "--no-default-features"] {
            let said = cargo::said(&mut check(&package, features))?;
            let unused = said.lines().filter_map(unused);
            found.extend(unused.map(|what| format!("{package} {features}: {what}")));
        }
    }
    Ok(found)
}

fn check(package: &str, features: &str) -> Command {
    let mut command = cargo::cargo();
    command
        .args([
            "rustc",
            "--locked",
            "--quiet",
            "--profile",
            "check",
            "--lib",
        ])
        .args(["--package", package, features])
        .args(["--message-format", "json", "--", "--warn", LINT]);
    command
}

/// What a message of the compiler says of an unused dependency.
fn unused(line: &str) -> Option<String> {
    let message: Value = serde_json::from_str(line).ok()?;
    let message = message.get("message")?;
    let is_this = message.get("code")?.get("code")? == LINT;
    is_this.then(|| {
        message
            .get("message")
            .and_then(Value::as_str)
            .map(str::to_owned)
    })?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_warning_names_the_dependency() {
        let of = |code: &str| {
            json!({ "message": { "code": { "code": code }, "message": "extern crate `x` is unused" } })
                .to_string()
        };
        let said = Some("extern crate `x` is unused".to_owned());
        assert_eq!(unused(&of(LINT)), said);
        assert_eq!(unused(&of("dead_code")), None);
        assert_eq!(unused("not JSON"), None);
    }
}
