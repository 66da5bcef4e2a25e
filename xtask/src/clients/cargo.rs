//! What cargo knows: the target directory, and where it puts `kyc`.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{failure::Failure, flags};

pub(super) fn target_directory() -> Result<PathBuf, Failure> {
    let text = cargo(&["metadata", "--format-version", "1", "--no-deps"])?;
    let described: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    path(&described, "target_directory")
        .ok_or_else(|| Failure::new("cargo metadata names no target directory"))
}

pub(super) fn build_kyc() -> Result<PathBuf, Failure> {
    let messages = cargo(&[
        "build",
        "--locked",
        "--package",
        "kyc-cli",
        "--bin",
        "kyc",
        "--message-format",
        "json-render-diagnostics",
    ])?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .find_map(|message| path(&message, "executable"))
        .ok_or_else(|| Failure::new("cargo build made no executable"))
}

fn path(described: &Value, member: &str) -> Option<PathBuf> {
    Some(described.get(member)?.as_str()?.into())
}

fn cargo(arguments: &[&str]) -> Result<String, Failure> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(&program)
        .args(arguments)
        .current_dir(flags::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io(&program, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let asked = arguments.first().unwrap_or(&"");
        Err(Failure::new(format!("cargo {asked}: {}", output.status)))
    }
}
