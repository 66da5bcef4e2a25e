use core::{fmt, time::Duration};
use std::{
    io::{pipe, stdout},
    process::{Command, Stdio},
    time::Instant,
};

use super::{
    echo::Echo,
    tools::{self, Tool},
};
use crate::{failure::Failure, flags};

/// One command that has to succeed.
#[derive(Debug)]
pub(super) struct Step {
    name: String,
    program: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    tool: Option<&'static Tool>,
    toolchain: Option<&'static str>,
}

impl Step {
    /// The line's first word is the program.
    pub(super) fn new(name: impl Into<String>, line: &str) -> Self {
        let mut words = line.split_whitespace().map(str::to_owned);
        Self {
            name: name.into(),
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
            environment: Vec::new(),
            tool: None,
            toolchain: None,
        }
    }

    /// Lines as they stand in a document for people.
    pub(super) fn shell(name: impl Into<String>, script: String) -> Self {
        let mut step = Self::new(name, "bash -euo pipefail -c");
        step.arguments.push(script);
        step
    }

    pub(super) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A program that is installed first.
    pub(super) fn with_tool(mut self, tool: &'static Tool) -> Self {
        self.tool = Some(tool);
        self
    }

    /// A toolchain that is installed first.
    pub(super) fn with_toolchain(mut self, toolchain: &'static str) -> Self {
        self.toolchain = Some(toolchain);
        self
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn run(&self, settings: &[(String, String)]) -> Result<Ran, Failure> {
        let started = Instant::now();
        if let Some(toolchain) = self.toolchain {
            tools::provide_toolchain(toolchain)?;
        }
        let mut command = Command::new(&self.program);
        if let Some(tool) = self.tool {
            command.env("PATH", tool.provide()?.before_path()?);
        }
        let failed = |error| Failure::io(&self.program, &error);
        // One pipe for both, so that what is kept stands in the order in which it was printed.
        let (printed, writer) = pipe().map_err(failed)?;
        command
            .args(&self.arguments)
            .current_dir(flags::root())
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_INCREMENTAL", "0")
            .env("INSTA_UPDATE", "no")
            // Set by cargo for this program; a toolchain chosen by `+` in a step has to win.
            .env_remove("CARGO")
            .env_remove("RUSTUP_TOOLCHAIN")
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(writer.try_clone().map_err(failed)?)
            .stderr(writer);
        let mut child = command.spawn().map_err(failed)?;
        // It holds the pipe's other end, without which reading would never come to an end.
        drop(command);
        let echo = Echo::start(printed, stdout());
        let status = child.wait().map_err(failed)?;
        Ok(Ran {
            name: self.name.clone(),
            took: started.elapsed(),
            has_passed: status.success(),
            last_lines: echo.last_lines(),
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.name)?;
        for (name, value) in &self.environment {
            write!(f, " {name}={value:?}")?;
        }
        write!(f, " {}", self.program)?;
        for argument in &self.arguments {
            if argument.contains(char::is_whitespace) {
                write!(f, " {argument:?}")?;
            } else {
                write!(f, " {argument}")?;
            }
        }
        Ok(())
    }
}

/// How a step went.
#[derive(Debug)]
pub(super) struct Ran {
    name: String,
    took: Duration,
    has_passed: bool,
    last_lines: Vec<String>,
}

impl Ran {
    pub(super) fn has_passed(&self) -> bool {
        self.has_passed
    }

    /// The end of what it printed: of a long log often all that somebody gets to see.
    pub(super) fn last_lines(&self) -> String {
        let mut text = format!("\nthe end of what {:?} printed:", self.name);
        for line in &self.last_lines {
            text.push_str("\n  ");
            text.push_str(line);
        }
        text
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = if self.has_passed { "ok" } else { "FAILED" };
        let seconds = self.took.as_secs();
        write!(
            f,
            "{verdict:6} {:>3}:{:02}  {}",
            seconds / 60,
            seconds % 60,
            self.name
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_ends_in_an_error_has_not_passed() {
        assert!(Step::new("yes", "true").run(&[]).unwrap().has_passed());
        let ran = Step::new("no", "false").run(&[]).unwrap();
        assert!(!ran.has_passed());
        assert_eq!(ran.to_string(), "FAILED   0:00  no");
        assert_eq!(ran.last_lines(), "\nthe end of what \"no\" printed:");
        assert!(
            Step::new("none", "no-such-program-of-ours")
                .run(&[])
                .is_err()
        );
    }

    #[test]
    fn both_streams_of_a_failed_step_are_kept_in_their_order() {
        let script = "echo one; echo two >&2; echo three; exit 3";
        let ran = Step::shell("three lines", script.into()).run(&[]).unwrap();
        assert_eq!(
            ran.last_lines(),
            "\nthe end of what \"three lines\" printed:\n  one\n  two\n  three"
        );
    }

    #[test]
    fn variables_reach_the_command_and_are_shown() {
        let step = Step::shell("set", "[ \"$ONE$TWO\" = 12 ]".into()).with_variable("TWO", "2");
        assert!(
            step.run(&[("ONE".into(), "1".into())])
                .unwrap()
                .has_passed()
        );
        assert!(!step.run(&[]).unwrap().has_passed());
        assert!(
            step.to_string()
                .starts_with("set: TWO=\"2\" bash -euo pipefail -c")
        );
    }
}
