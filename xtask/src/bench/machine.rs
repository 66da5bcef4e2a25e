//! What the figures were taken with.

use std::{process::Command, thread};

use serde::{Deserialize, Serialize};

use crate::{cargo, failure::Failure};

/// Instruction counts are comparable where all of it is the same.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub(super) struct Tools {
    pub(super) rustc: String,
    pub(super) target: String,
    pub(super) valgrind: String,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(default)]
pub(super) struct Machine {
    pub(super) rustc: String,
    pub(super) target: String,
    pub(super) cores: usize,
}

impl Machine {
    pub(super) fn this() -> Result<Self, Failure> {
        let (rustc, target) = compiler()?;
        Ok(Self {
            rustc,
            target,
            cores: thread::available_parallelism().map_or(1, usize::from),
        })
    }
}

impl Tools {
    /// Of this machine. Says what is missing.
    pub(super) fn this() -> Result<Self, Failure> {
        let (rustc, target) = compiler()?;
        let valgrind = Command::new("valgrind").arg("--version").output();
        let valgrind = valgrind
            .ok()
            .filter(|output| output.status.success())
            .ok_or_else(|| {
                Failure::new(
                    "valgrind is missing, which counts the instructions: install it (Debian: apt-get install valgrind)",
                )
            })?;
        Ok(Self {
            rustc,
            target,
            valgrind: String::from_utf8_lossy(&valgrind.stdout).trim().to_owned(),
        })
    }
}

fn compiler() -> Result<(String, String), Failure> {
    let program = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let text = cargo::said(Command::new(program).arg("-vV"))?;
    read_compiler(&text).ok_or_else(|| Failure::new("rustc -vV names no release and host"))
}

/// Release and host, from `rustc -vV`.
fn read_compiler(text: &str) -> Option<(String, String)> {
    let behind = |label: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| line.strip_prefix(label).map(str::to_owned))
    };
    Some((behind("release: ")?, behind("host: ")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_tells_release_and_host() {
        let text = "rustc 1.95.0 (x 2026-04-14)\nhost: x86_64-unknown-linux-gnu\nrelease: 1.95.0\n";
        let expected = ("1.95.0".to_owned(), "x86_64-unknown-linux-gnu".to_owned());
        assert_eq!(read_compiler(text), Some(expected));
        assert_eq!(read_compiler("rustc 1.95.0"), None);
    }
}
