//! Findings on standard output: each as it comes for people, all at once for programs.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use kyc_model::outcome::Provider;
use serde_json::{Map, Value, json};
use textwrap::{Options, WordSplitter};

use super::finding::{Check, Finding, Verdict};
use crate::{failure::Failure, render};

const DEFAULT_WIDTH: usize = 80;
/// Longer lines are hard to read.
const MAX_WIDTH: usize = 100;
const VERDICT_WIDTH: usize = 9;
const CHECK_WIDTH: usize = 13;
const INDENT: usize = 2 + VERDICT_WIDTH + CHECK_WIDTH;

/// Where findings go.
pub(super) struct Report<'a, W: Write> {
    out: &'a mut W,
    form: Form,
    provider: Option<Provider>,
    failures: usize,
    warnings: usize,
}

enum Form {
    Json(Vec<Value>),
    Text { width: usize, has_color: bool },
}

impl<'a, W: Write> Report<'a, W> {
    pub(super) fn new(is_json: bool, out: &'a mut W) -> Self {
        let form = if is_json {
            Form::Json(Vec::new())
        } else {
            Form::Text {
                width: terminal_size::terminal_size_of(io::stdout())
                    .map_or(DEFAULT_WIDTH, |(width, _)| {
                        usize::from(width.0).clamp(INDENT + 20, MAX_WIDTH)
                    }),
                has_color: AutoStream::choice(&io::stdout()) != ColorChoice::Never,
            }
        };
        Self {
            out,
            form,
            provider: None,
            failures: 0,
            warnings: 0,
        }
    }

    /// What follows is about this provider.
    pub(super) fn begin(&mut self, provider: Provider) -> Result<(), Failure> {
        if let Form::Text { has_color, .. } = self.form {
            let name = match provider {
                Provider::Greenid => "greenID",
                _ => "Smile ID",
            };
            let name = painted(name, Style::new().bold(), has_color);
            render::write(&format!("{name}\n\n"), self.out)?;
        }
        self.provider = Some(provider);
        Ok(())
    }

    /// Ends what was [begun](Self::begin).
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.provider = None;
        if let Form::Text { .. } = self.form {
            render::write("\n", self.out)?;
        }
        Ok(())
    }

    pub(super) fn add(&mut self, finding: Finding) -> Result<(), Failure> {
        match finding.verdict {
            Verdict::Failed => self.failures = self.failures.saturating_add(1),
            Verdict::Warning => self.warnings = self.warnings.saturating_add(1),
            Verdict::Ok | Verdict::Skipped => {}
        }
        self.write(&finding)
    }

    fn write(&mut self, finding: &Finding) -> Result<(), Failure> {
        let provider = self.provider.as_ref();
        match &mut self.form {
            Form::Json(all) => {
                all.push(object(provider, finding));
                Ok(())
            }
            Form::Text { width, has_color } => {
                let mut text = lines(finding, *width, *has_color);
                if provider.is_none() {
                    text.push('\n');
                }
                render::write(&text, self.out)
            }
        }
    }

    /// Passes these checks over.
    pub(super) fn skip(&mut self, checks: &[Check], why: &str) -> Result<(), Failure> {
        match checks {
            [_, _, ..] if matches!(self.form, Form::Text { .. }) => {
                let titles: Vec<&str> = checks.iter().map(|check| check.title()).collect();
                let what = format!("{}: {why}", titles.join(", "));
                self.write(&Finding::skipped(Check::Rest, what))
            }
            _ => checks
                .iter()
                .try_for_each(|check| self.add(Finding::skipped(*check, why))),
        }
    }

    /// Prints what is left to print, and says whether anything failed.
    pub(super) fn finish(self, is_offline: bool) -> Result<bool, Failure> {
        let has_failed = self.failures > 0;
        let text = match self.form {
            Form::Json(all) => {
                let verdict = match (self.failures, self.warnings) {
                    (0, 0) => "ok",
                    (0, _) => "warning",
                    _ => "failed",
                };
                json!({ "verdict": verdict, "checks": all }).to_string()
            }
            Form::Text { has_color, .. } => {
                let (text, style) = match (self.failures, self.warnings) {
                    (0, 0) if is_offline => (
                        "Nothing is wrong so far; the network was not looked at.".to_owned(),
                        style(Verdict::Ok),
                    ),
                    (0, 0) => ("All is well.".to_owned(), style(Verdict::Ok)),
                    (0, warnings) => (
                        format!("Nothing failed. {}.", count(warnings, "warning")),
                        style(Verdict::Warning),
                    ),
                    (failures, 0) => (
                        format!("{}.", count(failures, "failure")),
                        style(Verdict::Failed),
                    ),
                    (failures, warnings) => (
                        format!(
                            "{}, {}.",
                            count(failures, "failure"),
                            count(warnings, "warning")
                        ),
                        style(Verdict::Failed),
                    ),
                };
                painted(&text, style, has_color)
            }
        };
        render::write(&format!("{text}\n"), self.out)?;
        Ok(has_failed)
    }
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

fn object(provider: Option<&Provider>, finding: &Finding) -> Value {
    let mut members = Map::new();
    if let Some(provider) = provider {
        members.insert("provider".to_owned(), provider.as_str().into());
    }
    members.insert("check".to_owned(), finding.check.id().into());
    members.insert(
        "verdict".to_owned(),
        finding.verdict.word().to_lowercase().into(),
    );
    members.insert("what".to_owned(), finding.what.as_str().into());
    if !finding.details.is_empty() {
        members.insert("details".to_owned(), finding.details.clone().into());
    }
    if let Some(next) = &finding.next {
        members.insert("next".to_owned(), next.as_str().into());
    }
    Value::Object(members)
}

/// The verdict, the check, and beside them what was found and, below it, what to do.
fn lines(finding: &Finding, width: usize, has_color: bool) -> String {
    let options = Options::new(width.saturating_sub(INDENT + 1))
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let mut cells: Vec<String> = Vec::new();
    for line in core::iter::once(&finding.what).chain(&finding.details) {
        let wrapped = textwrap::wrap(line, &options);
        cells.extend(wrapped.into_iter().map(|line| line.into_owned()));
    }
    if let Some(next) = &finding.next {
        let options = options.initial_indent("-> ").subsequent_indent("   ");
        let wrapped = textwrap::wrap(next, options);
        cells.extend(wrapped.into_iter().map(|line| line.into_owned()));
    }
    let mut text = String::new();
    for (at, cell) in cells.iter().enumerate() {
        if at == 0 {
            let verdict = finding.verdict.word();
            let blanks = " ".repeat(VERDICT_WIDTH.saturating_sub(verdict.len()));
            let verdict = painted(verdict, style(finding.verdict), has_color);
            let check = finding.check.title();
            text.push_str(&format!("  {verdict}{blanks}{check:<CHECK_WIDTH$}{cell}\n"));
        } else {
            text.push_str(&format!("{:INDENT$}{cell}\n", ""));
        }
    }
    text
}

const fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Ok => AnsiColor::Green.on_default(),
        Verdict::Warning => AnsiColor::Yellow.on_default().bold(),
        Verdict::Failed => AnsiColor::Red.on_default().bold(),
        Verdict::Skipped => Style::new().dimmed(),
    }
}

fn painted(text: &str, style: Style, has_color: bool) -> String {
    if has_color {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_stands_in_columns() {
        let finding = Finding::failed(Check::Setting, "SMILEID_SERVER: missing")
            .next("set it to one two three four five six seven eight nine ten");
        assert_eq!(
            lines(&finding, 60, false),
            "  FAILED   setting      SMILEID_SERVER: missing\n\
             \x20                       -> set it to one two three four\n\
             \x20                          five six seven eight nine ten\n"
        );
        assert_eq!(
            lines(&Finding::ok(Check::V3Token, "issued"), 60, true),
            "  \u{1b}[32mok\u{1b}[0m       V3 token     issued\n"
        );
    }
}
