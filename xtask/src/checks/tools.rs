//! Programs of other projects, in pinned versions, below the target directory.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::{failure::Failure, flags};

/// What may be in the tree.
pub(super) const DENY: Tool = Tool {
    package: "cargo-deny",
    version: "0.20.2",
};

/// A program that cargo can install.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) package: &'static str,
    pub(super) version: &'static str,
}

/// The directory of an installed tool's programs.
pub(super) struct Programs(PathBuf);

impl Tool {
    /// Installs it where it is not there yet.
    pub(super) fn provide(&self) -> Result<Programs, Failure> {
        let root = flags::root()
            .join("target/tools")
            .join(format!("{}-{}", self.package, self.version));
        let programs = root.join("bin");
        // Not in the directory for temporary files, which is often a small part of memory.
        let build = root.join("build");
        if fs::read_dir(&programs).is_ok_and(|mut found| found.next().is_some()) {
            // Of a run that was killed before it cleaned up.
            let _ = fs::remove_dir_all(&build);
            return Ok(Programs(programs));
        }
        let status = Command::new("cargo")
            // Unoptimized, which halves the wait: what they run takes the time, not they.
            .args(["install", "--debug", "--locked"])
            .args(["--version", self.version, "--root"])
            .arg(&root)
            .arg("--target-dir")
            .arg(&build)
            .arg(self.package)
            // A fifth of the disk.
            .env("CARGO_PROFILE_DEV_DEBUG", "false")
            .env("CARGO_INCREMENTAL", "0")
            .status()
            .map_err(|error| Failure::io("cargo", &error))?;
        // What stays of it costs disk and nothing else.
        let _ = fs::remove_dir_all(&build);
        if status.success() {
            Ok(Programs(programs))
        } else {
            Err(Failure::new(format!(
                "{} cannot be installed: {status}",
                self.package
            )))
        }
    }
}

impl Programs {
    /// The search path, with these programs first.
    pub(super) fn before_path(self) -> Result<OsString, Failure> {
        let path = env::var_os("PATH").unwrap_or_default();
        env::join_paths([self.0].into_iter().chain(env::split_paths(&path)))
            .map_err(|error| Failure::new(error.to_string()))
    }
}

/// Installs a toolchain where it is not there yet.
pub(super) fn provide_toolchain(version: &str) -> Result<(), Failure> {
    let is_there = Command::new("cargo")
        .arg(format!("+{version}"))
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if is_there {
        return Ok(());
    }
    let status = Command::new("rustup")
        .args(["toolchain", "install", version, "--profile", "minimal"])
        .status()
        .map_err(|error| Failure::io("rustup", &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "toolchain {version} cannot be installed: {status}"
        )))
    }
}

/// The names of the fuzz targets.
pub(super) fn fuzz_targets() -> Result<Vec<String>, Failure> {
    let place = flags::root().join("fuzz/fuzz_targets");
    let mut names = fs::read_dir(&place)
        .and_then(|entries| {
            entries
                .map(|entry| Ok(entry?.path()))
                .collect::<io::Result<Vec<_>>>()
        })
        .map_err(|error| Failure::io(&place, &error))?
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect::<Vec<_>>();
    names.sort_unstable();
    Ok(names)
}
