//! How wide the page is, and whether it has color.

use std::io;

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

const NARROWEST: usize = 80;
const WIDEST: usize = 160;

/// What text is set on.
#[derive(Clone, Copy)]
pub(crate) struct Page {
    pub(super) width: usize,
    has_color: bool,
}

impl Page {
    /// 80 columns without color.
    pub(super) const NARROW: Self = Self {
        width: NARROWEST,
        has_color: false,
    };

    /// As wide as the terminal, between 80 and 160 columns. 80 columns where standard output is no terminal.
    pub(crate) fn of_stdout(color: ColorChoice) -> Self {
        let has_color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
        };
        let width = console::Term::stdout()
            .size_checked()
            .map_or(NARROWEST, |(_, columns)| usize::from(columns));
        Self {
            width: width.clamp(NARROWEST, WIDEST),
            has_color,
        }
    }

    #[cfg(test)]
    pub(super) const fn plain(width: usize) -> Self {
        Self {
            width,
            has_color: false,
        }
    }

    pub(super) const fn narrower_by(self, columns: usize) -> Self {
        Self {
            width: self.width.saturating_sub(columns),
            ..self
        }
    }

    /// Whether there is room for columns that say a little more.
    pub(super) const fn is_wide(self) -> bool {
        self.width >= 120
    }

    /// The decision, in its color.
    pub(super) fn decision(self, text: &str) -> String {
        let style = of_word(&text.to_lowercase()).unwrap_or_default();
        self.styled(text, style.bold())
    }

    pub(super) fn title(self, text: &str) -> String {
        self.styled(text, Style::new().bold())
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.styled(text, Style::new().dimmed())
    }

    /// A word with a color of its own in that color.
    pub(super) fn word(self, text: &str) -> String {
        self.styled(text, of_word(text).unwrap_or_default())
    }

    fn styled(self, text: &str, style: Style) -> String {
        if self.has_color && style != Style::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// Green is good, red is bad, yellow wants a person, blue is not done, magenta decided nothing.
fn of_word(word: &str) -> Option<Style> {
    let color = |color: AnsiColor| Some(color.on_default());
    match word {
        "verified" | "passed" | "match" => color(AnsiColor::Green),
        "rejected" | "failed" | "mismatch" => color(AnsiColor::Red),
        "needs_review" | "changed" | "partial" | "overruled" => color(AnsiColor::Yellow),
        "alert" | "alerted" => Some(AnsiColor::Yellow.on_default().bold()),
        "pending" | "added" => color(AnsiColor::Blue),
        "inconclusive" | "unrecognized" => color(AnsiColor::Magenta),
        "decisive" | "decided" => Some(Style::new().bold()),
        "advisory" | "not_performed" | "not_available" | "not asked" | "did not apply" => {
            Some(Style::new().dimmed())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn color_is_on_color_pages_only() {
        let page = Page {
            width: 80,
            has_color: true,
        };
        assert_eq!(page.word("passed"), "\u{1b}[32mpassed\u{1b}[0m");
        assert_eq!(page.word("given_name"), "given_name");
        assert_eq!(Page::plain(80).word("passed"), "passed");
        let decision = page.decision("REJECTED");
        assert_eq!(decision, "\u{1b}[1m\u{1b}[31mREJECTED\u{1b}[0m");
    }
}
