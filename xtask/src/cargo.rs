//! Cargo: what it knows of the workspace, and runs of it.

use std::{
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
};

use serde_json::Value;

use crate::{failure::Failure, flags};

/// The workspace as `cargo metadata` describes it, without dependencies.
pub(crate) fn metadata() -> Result<Value, Failure> {
    let text = said(cargo().args(["metadata", "--format-version", "1", "--no-deps"]))?;
    serde_json::from_str(&text).map_err(|error| Failure::new(format!("cargo metadata: {error}")))
}

pub(crate) fn target_directory() -> Result<PathBuf, Failure> {
    let described = metadata()?;
    path(&described, "target_directory")
        .ok_or_else(|| Failure::new("cargo metadata names no target directory"))
}

pub(crate) fn build_kyc() -> Result<PathBuf, Failure> {
    let messages = said(cargo().args([
        "build",
        "--locked",
        "--package",
        "kyc-cli",
        "--bin",
        "kyc",
        "--message-format",
        "json-render-diagnostics",
    ]))?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .find_map(|message| path(&message, "executable"))
        .ok_or_else(|| Failure::new("cargo build made no executable"))
}

/// The libraries of the workspace that are published.
pub(crate) fn published_libraries(metadata: &Value) -> Vec<String> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    packages
        .into_iter()
        .flatten()
        .filter(|package| package.get("publish").is_none_or(Value::is_null) && has_library(package))
        .filter_map(|package| Some(package.get("name")?.as_str()?.to_owned()))
        .collect()
}

fn has_library(package: &Value) -> bool {
    let targets = package.get("targets").and_then(Value::as_array);
    targets.into_iter().flatten().any(|target| {
        let kinds = target.get("kind").and_then(Value::as_array);
        kinds.into_iter().flatten().any(|kind| kind == "lib")
    })
}

fn path(described: &Value, member: &str) -> Option<PathBuf> {
    Some(described.get(member)?.as_str()?.into())
}

/// Cargo in the workspace.
pub(crate) fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(flags::root());
    command
}

/// Runs a command to its end, with its output on the screen.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command
        .status()
        .map_err(|error| Failure::io(command.get_program(), &error))?;
    ended(command, status)
}

/// What a command wrote to its standard output.
pub(crate) fn said(command: &mut Command) -> Result<String, Failure> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io(command.get_program(), &error))?;
    ended(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn ended(command: &Command, status: ExitStatus) -> Result<(), Failure> {
    if status.success() {
        return Ok(());
    }
    let arguments: Vec<_> = command
        .get_args()
        .map(|text| text.to_string_lossy())
        .collect();
    let program = command.get_program().to_string_lossy();
    Err(Failure::new(format!(
        "{program} {}: {status}",
        arguments.join(" ")
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn published_libraries_are_looked_at() {
        let of = |name: &str, publish: Value, kind: &str| json!({ "name": name, "publish": publish, "targets": [{ "kind": [kind] }] });
        let metadata = json!({ "packages": [
            of("a", Value::Null, "lib"),
            of("b", json!([]), "lib"),
            of("c", Value::Null, "bin"),
        ] });
        assert_eq!(published_libraries(&metadata), ["a"]);
    }
}
