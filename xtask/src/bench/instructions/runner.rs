//! gungraun's runner, which has to be of the very version of the library.

use std::{fs, path::PathBuf};

use serde::Deserialize;

use crate::{cargo, failure::Failure, flags};

/// The runner, installed below the target directory where it is not there yet.
pub(super) fn provide() -> Result<PathBuf, Failure> {
    let manifest = flags::root().join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| Failure::io(&manifest, &error))?;
    let version = pinned(&text).ok_or_else(|| {
        Failure::new("Cargo.toml pins no version of gungraun (`gungraun = \"=…\"`)")
    })?;
    let tools = cargo::target_directory()?.join("tools");
    let program = tools.join("bin").join("gungraun-runner");
    let installed = fs::read_to_string(tools.join(".crates.toml")).unwrap_or_default();
    let is_there = installed.contains(&format!("\"gungraun-runner {version} "));
    if !(is_there && program.is_file()) {
        let mut command = cargo::cargo();
        // It only reads what callgrind writes; optimizing it takes seven minutes of a processor.
        command
            .args([
                "install",
                "--debug",
                "--quiet",
                "--locked",
                "--version",
                &version,
                "--root",
            ])
            .arg(&tools)
            .arg("gungraun-runner");
        cargo::run(&mut command)?;
    }
    Ok(program)
}

fn pinned(manifest: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Manifest {
        workspace: Workspace,
    }
    #[derive(Deserialize)]
    struct Workspace {
        dependencies: Dependencies,
    }
    #[derive(Deserialize)]
    struct Dependencies {
        gungraun: String,
    }
    let manifest: Manifest = toml::from_str(manifest).ok()?;
    let version = manifest.workspace.dependencies.gungraun;
    version.strip_prefix('=').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_pinned_one() {
        let manifest =
            |version| format!("[workspace.dependencies]\na = \"1\"\ngungraun = \"{version}\"\n");
        assert_eq!(pinned(&manifest("=0.20.0")), Some("0.20.0".to_owned()));
        assert_eq!(pinned(&manifest("0.20.0")), None);
        assert_eq!(pinned("[workspace.dependencies]\n"), None);
    }
}
