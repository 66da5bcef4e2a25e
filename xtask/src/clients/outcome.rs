//! What a run of a suite came to.

use core::fmt;
use std::process::Output;

use crate::install::Language;

#[derive(Debug)]
pub(super) struct Outcome {
    /// How many tests were carried out; a skipped one was not.
    pub(super) ran: usize,
    /// Everything that was printed.
    pub(super) output: String,
    minimum: usize,
    exited_well: bool,
}

impl Outcome {
    pub(super) fn read(language: Language, minimum: usize, output: &Output) -> Self {
        let text = [&output.stdout, &output.stderr]
            .map(|bytes| String::from_utf8_lossy(bytes))
            .concat();
        Self {
            ran: match language {
                Language::Python => ran_by_unittest(&text),
                Language::Node => ran_by_node(&text),
            },
            output: text,
            minimum,
            exited_well: output.status.success(),
        }
    }

    pub(super) fn is_success(&self) -> bool {
        self.exited_well && self.ran >= self.minimum
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { ran, minimum, .. } = self;
        if self.is_success() {
            write!(f, "ok, {ran} tests")
        } else if ran < minimum {
            write!(f, "FAILED, {ran} tests ran, there should be {minimum}")
        } else {
            write!(f, "FAILED, {ran} tests")
        }
    }
}

/// `Ran 3 tests in 0.1s`, then `OK (skipped=1)` or `FAILED (errors=1, skipped=1)`.
fn ran_by_unittest(text: &str) -> usize {
    let mut lines = text.lines().rev();
    let skipped = lines
        .find_map(|line| {
            let (verdict, rest) = line.split_once(' ').unwrap_or((line, ""));
            matches!(verdict, "OK" | "FAILED").then(|| number_behind(rest, "skipped=").unwrap_or(0))
        })
        .unwrap_or(0);
    let begun = lines.find_map(|line| number_behind(line, "Ran "));
    begun.unwrap_or(0).saturating_sub(skipped)
}

/// The end of a report in TAP: `# pass 2` and `# fail 1`, among others.
fn ran_by_node(text: &str) -> usize {
    ["# pass ", "# fail "]
        .map(|label| {
            let mut lines = text.lines().rev();
            lines
                .find_map(|line| number_behind(line, label))
                .unwrap_or(0)
        })
        .iter()
        .sum()
}

fn number_behind(line: &str, label: &str) -> Option<usize> {
    let (_, rest) = line.split_once(label)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What a shell leaves that prints that text.
    fn outcome(language: Language, text: &str, status: u8) -> Outcome {
        let script = format!("printf '%s' '{text}'; exit {status}");
        let output = Command::new("sh").args(["-c", &script]).output().unwrap();
        Outcome::read(language, 3, &output)
    }

    #[test]
    fn unittest_without_skipped_tests() {
        let done = outcome(Language::Python, "...\nRan 3 tests in 0.1s\n\nOK\n", 0);
        assert_eq!(done.to_string(), "ok, 3 tests");
        assert!(done.is_success());
    }

    #[test]
    fn a_skipped_test_did_not_run() {
        let text = "Ran 2 tests in 0.1s\n\nOK (skipped=2)\n";
        let done = outcome(Language::Python, text, 0);
        assert_eq!(done.to_string(), "FAILED, 0 tests ran, there should be 3");
        assert!(!done.is_success());
        let text = "Ran 5 tests in 0.1s\n\nFAILED (errors=1, skipped=2)\n";
        let done = outcome(Language::Python, text, 1);
        assert_eq!(done.to_string(), "FAILED, 3 tests");
        assert!(!done.is_success());
    }

    #[test]
    fn a_suite_that_shrank_fails() {
        let done = outcome(Language::Python, "Ran 2 tests in 0.1s\n\nOK\n", 0);
        assert_eq!(done.to_string(), "FAILED, 2 tests ran, there should be 3");
        assert!(!done.is_success());
    }

    #[test]
    fn node_counts_what_passed_and_what_failed() {
        let done = outcome(
            Language::Node,
            "# tests 4\n# pass 3\n# fail 0\n# skipped 1\n",
            0,
        );
        assert_eq!(done.to_string(), "ok, 3 tests");
        assert!(done.is_success());
        let done = outcome(Language::Node, "# pass 1\n# fail 2\n", 1);
        assert_eq!(done.to_string(), "FAILED, 3 tests");
        assert!(!done.is_success());
    }

    #[test]
    fn nothing_is_no_success() {
        for language in [Language::Python, Language::Node] {
            assert!(!outcome(language, "", 0).is_success());
        }
        assert!(!outcome(Language::Python, "Ran 0 tests in 0.0s\n\nOK\n", 0).is_success());
        assert!(!outcome(Language::Node, "# pass 0\n# fail 0\n", 0).is_success());
    }
}
