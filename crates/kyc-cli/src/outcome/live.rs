//! How a wait goes: one live line on a terminal, plain lines elsewhere, always on standard error.

use core::time::Duration;
use std::{
    io::{self, IsTerminal as _, Write},
    time::Instant,
};

use indicatif::{ProgressBar, ProgressStyle};
use jiff::SignedDuration;
use kyc_facade::Progress;

use crate::render::say;

/// Where nobody watches, a line that says nothing new comes no more often than this.
const PLAIN_PACE: Duration = Duration::from_secs(30);

pub(super) struct Live {
    until: Instant,
    next_at: Option<Instant>,
    said: String,
    /// `None` where standard error is no terminal.
    bar: Option<ProgressBar>,
    last_line: Option<Instant>,
}

impl Live {
    pub(super) fn start(limit: Duration) -> Self {
        let now = Instant::now();
        let style = ProgressStyle::with_template("{spinner} {wide_msg}");
        Self {
            // As good as never where it is further away than time goes.
            until: now.checked_add(limit).unwrap_or(now),
            next_at: None,
            said: "asking for the first time".to_owned(),
            bar: io::stderr().is_terminal().then(|| {
                let bar = ProgressBar::new_spinner();
                if let Ok(style) = style {
                    bar.set_style(style);
                }
                bar
            }),
            last_line: None,
        }
    }

    /// Tells what a question brought.
    pub(super) fn step(&mut self, step: &Progress, err: &mut impl Write) {
        let (said, is_news, next_in) = match step {
            Progress::Answered {
                outcome,
                is_news,
                asked,
                next_in,
                ..
            } => {
                let waits_for = outcome
                    .awaiting()
                    .map_or_else(String::new, |awaiting| format!(", awaiting {awaiting}"));
                let said = format!("{}{waits_for}; {}", outcome.decision(), questions(*asked));
                (said, *is_news, *next_in)
            }
            Progress::Failed { asked, next_in, .. } => {
                let said = format!("no answer, trying again; {}", questions(*asked));
                (said, false, *next_in)
            }
            _ => return,
        };
        self.said = said;
        self.next_at = next_in.and_then(|wait| Instant::now().checked_add(wait));
        if self.bar.is_some() {
            self.tick();
        } else if is_news || self.is_line_due() {
            self.last_line = Some(Instant::now());
            say(&self.line(), err);
        }
    }

    /// Moves the live line.
    pub(super) fn tick(&self) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.line());
            bar.tick();
        }
    }

    /// Takes the live line away.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    fn is_line_due(&self) -> bool {
        self.last_line.is_none_or(|at| at.elapsed() >= PLAIN_PACE)
    }

    fn line(&self) -> String {
        let now = Instant::now();
        let mut line = self.said.clone();
        if let Some(at) = self.next_at {
            let wait = at.saturating_duration_since(now);
            line.push_str(&match wait.as_secs() {
                0 => ", asking again".to_owned(),
                _ => format!(", the next in {}", words(wait)),
            });
        }
        let left = self.until.saturating_duration_since(now);
        line.push_str(&format!("; {} left", words(left)));
        line
    }
}

fn questions(asked: u32) -> String {
    match asked {
        1 => "1 question asked".to_owned(),
        asked => format!("{asked} questions asked"),
    }
}

/// Such as `9m 51s`.
fn words(time: Duration) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    format!("{:#}", SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_told_in_words() {
        for (seconds, text) in [(0, "0s"), (59, "59s"), (591, "9m 51s"), (7200, "2h")] {
            assert_eq!(words(Duration::from_secs(seconds)), text);
        }
    }
}
