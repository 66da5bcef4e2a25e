//! What some tests need besides the toolchain. The scripts in `.ci` find or install it and print `NAME=value`.

use std::process::{Command, Stdio};

use super::Step;
use crate::{failure::Failure, flags};

/// What the name of a step holds that runs tests.
pub(super) const TESTS: &str = "test";
const INSTRUCTIONS: &str = "instructions";

/// Runs until dropped.
pub(super) struct Services {
    settings: Vec<(String, String)>,
    has_postgres: bool,
}

impl Services {
    pub(super) fn start(steps: &[Step]) -> Result<Self, Failure> {
        let wants = |word: &str| steps.iter().any(|step| step.name().contains(word));
        let mut services = Self {
            settings: Vec::new(),
            has_postgres: false,
        };
        if wants(TESTS) {
            services.has_postgres = true;
            services
                .settings
                .extend(settings(&[".ci/postgres", "start"])?);
            services.settings.extend(settings(&[".ci/chromium"])?);
        }
        if wants(INSTRUCTIONS) {
            services.settings.extend(settings(&[".ci/valgrind"])?);
        }
        Ok(services)
    }

    /// Environment variables for the steps.
    pub(super) fn settings(&self) -> &[(String, String)] {
        &self.settings
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        if self.has_postgres {
            // It is a throw-away: one that does not stop is the next run's.
            let _ = Command::new(".ci/postgres")
                .arg("stop")
                .current_dir(flags::root())
                .stdout(Stdio::null())
                .status();
        }
    }
}

fn settings(command: &[&str]) -> Result<Vec<(String, String)>, Failure> {
    let output = Command::new("bash")
        .args(command)
        .current_dir(flags::root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::io("bash", &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "{}: {}",
            command.join(" "),
            output.status
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}
