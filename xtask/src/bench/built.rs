//! Benchmarks as programs. All of a run are built at once: built one after another, each package would have what they share
//! compiled again, for a set of features of its own.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::targets::Target;
use crate::{cargo, failure::Failure};

/// A benchmark that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Built {
    executable: PathBuf,
    /// Where cargo would run it.
    directory: PathBuf,
}

/// In the order of `targets`.
pub(super) fn build(targets: &[Target]) -> Result<Vec<Built>, Failure> {
    let messages = cargo::said(&mut command(targets))?;
    let messages: Vec<Value> = messages
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    targets
        .iter()
        .map(|target| {
            found(target, &messages)
                .ok_or_else(|| Failure::new(format!("cargo built no benchmark {target}")))
        })
        .collect()
}

impl Built {
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.executable);
        command.arg("--bench").current_dir(&self.directory);
        command
    }
}

fn command(targets: &[Target]) -> Command {
    let packages: BTreeSet<_> = targets.iter().map(|target| &target.package).collect();
    let benches: BTreeSet<_> = targets.iter().map(|target| &target.bench).collect();
    let mut command = cargo::cargo();
    command.args(["bench", "--no-run", "--locked"]);
    command.args(["--message-format", "json-render-diagnostics"]);
    for package in packages {
        command.args(["--package", package]);
    }
    for bench in benches {
        command.args(["--bench", bench]);
    }
    command
}

fn found(target: &Target, messages: &[Value]) -> Option<Built> {
    let directory = target.manifest.parent()?.to_path_buf();
    let executable = messages.iter().find_map(|message| {
        let built = message.get("target")?;
        let is_it = is(message.get("manifest_path")?, &target.manifest)
            && built.get("name")? == target.bench.as_str()
            && built
                .get("kind")?
                .as_array()?
                .iter()
                .any(|kind| kind == "bench");
        match is_it {
            true => message.get("executable")?.as_str().map(PathBuf::from),
            false => None,
        }
    })?;
    Some(Built {
        executable,
        directory,
    })
}

fn is(value: &Value, path: &Path) -> bool {
    value.as_str().is_some_and(|text| Path::new(text) == path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn target(package: &str, bench: &str) -> Target {
        Target {
            package: package.to_owned(),
            bench: bench.to_owned(),
            manifest: format!("/w/{package}/Cargo.toml").into(),
        }
    }

    #[test]
    fn one_command_builds_them_all() {
        let targets = [
            target("b", "decode"),
            target("a", "decode"),
            target("a", "growth"),
        ];
        let command = command(&targets);
        let arguments: Vec<_> = command.get_args().skip(5).collect();
        assert_eq!(
            arguments,
            [
                "--package",
                "a",
                "--package",
                "b",
                "--bench",
                "decode",
                "--bench",
                "growth"
            ]
        );
    }

    #[test]
    fn a_benchmark_is_told_by_its_package_its_name_and_its_kind() {
        let message = |package: &str, name: &str, kind: &str, executable: &str| {
            json!({
                "reason": "compiler-artifact",
                "manifest_path": format!("/w/{package}/Cargo.toml"),
                "target": { "name": name, "kind": [kind] },
                "executable": executable,
            })
        };
        let messages = [
            json!({ "reason": "build-finished", "success": true }),
            message("b", "decode", "bench", "/t/b-decode"),
            message("a", "decode", "bin", "/t/a-program"),
            message("a", "growth", "bench", "/t/a-growth"),
            message("a", "decode", "bench", "/t/a-decode"),
        ];
        let built = |package, bench| found(&target(package, bench), &messages);
        assert_eq!(
            built("a", "decode"),
            Some(Built {
                executable: "/t/a-decode".into(),
                directory: "/w/a".into(),
            })
        );
        assert_eq!(built("b", "growth"), None);
    }
}
