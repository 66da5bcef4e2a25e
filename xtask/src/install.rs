//! The clients in their pinned versions, below the target directory.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{cargo, failure::Failure, flags};

/// Holds what they were installed from. It is written last: without it nothing is installed.
const STAMP: &str = ".pins";

/// What the packages are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Python,
    Node,
}

impl Language {
    const fn directory(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node",
        }
    }

    const fn interpreter(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::Node => "node",
        }
    }
}

/// The tests of the clients in that language, and the pins of what they need.
pub(crate) fn sources(language: Language) -> PathBuf {
    let tests = flags::root().join("crates/kyc-sandbox/tests/clients");
    tests.join(language.directory())
}

pub(crate) struct Installed {
    directory: PathBuf,
}

impl Installed {
    /// Below the target directory.
    pub(crate) fn in_target_directory() -> Result<Self, Failure> {
        Ok(Self {
            directory: cargo::target_directory()?.join("clients"),
        })
    }

    /// Where the packages of a language are.
    pub(crate) fn packages(&self, language: Language) -> PathBuf {
        self.directory.join(language.directory())
    }

    /// Installs the packages of a language, unless exactly these are there.
    pub(crate) fn provide(&self, language: Language) -> Result<(), Failure> {
        let sources = sources(language);
        let packages = self.packages(language);
        let stamp = stamp(language, &sources)?;
        if fs::read(packages.join(STAMP)).is_ok_and(|found| found == stamp) {
            return Ok(());
        }
        match fs::remove_dir_all(&packages) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Failure::io(&packages, &error));
            }
            _ => {}
        }
        fs::create_dir_all(&packages).map_err(|error| Failure::io(&packages, &error))?;
        match language {
            Language::Python => python_packages(&sources, &packages)?,
            Language::Node => node_packages(&sources, &packages)?,
        }
        let place = packages.join(STAMP);
        fs::write(&place, stamp).map_err(|error| Failure::io(&place, &error))
    }
}

/// The pins, and the version of the interpreter: compiled packages belong to it.
fn stamp(language: Language, sources: &Path) -> Result<Vec<u8>, Failure> {
    let mut stamp = run(Command::new(language.interpreter()).arg("--version"))?;
    for name in pins(language) {
        let place = sources.join(name);
        stamp.extend(fs::read(&place).map_err(|error| Failure::io(&place, &error))?);
    }
    Ok(stamp)
}

fn pins(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["requirements.txt"],
        Language::Node => &["package.json", "package-lock.json"],
    }
}

/// Into a directory, because a virtual environment may not be available and the system's packages are not ours. What is
/// not pinned is not installed, not even to build what is.
fn python_packages(sources: &Path, packages: &Path) -> Result<(), Failure> {
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    run(Command::new(Language::Python.interpreter())
        .args(pip)
        .args(["--no-deps", "--only-binary", ":all:", "--target"])
        .arg(packages)
        .arg("--requirement")
        .arg(sources.join("requirements.txt")))?;
    Ok(())
}

fn node_packages(sources: &Path, packages: &Path) -> Result<(), Failure> {
    for name in pins(Language::Node) {
        let place = packages.join(name);
        fs::copy(sources.join(name), &place).map_err(|error| Failure::io(&place, &error))?;
    }
    run(Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(packages))?;
    Ok(())
}

/// What the command printed to its standard output.
fn run(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .map_err(|error| Failure::io(&program, &error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Failure::new(format!(
            "{command:?}: {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        )))
    }
}
