//! What is said on standard error.

use std::io::{self, IsTerminal as _, Write};

/// Says it: on one line for a log, on as many as it needs for a terminal. There is nobody to complain to where it cannot
/// be written.
pub(crate) fn say(text: &str, err: &mut impl Write) {
    let text = format!("kyc: {text}");
    let width = if io::stderr().is_terminal() {
        console::Term::stderr()
            .size_checked()
            .map_or(usize::MAX, |(_, columns)| usize::from(columns))
    } else {
        usize::MAX
    };
    for line in text.lines() {
        let _ = writeln!(err, "{}", wrapped(line, width));
    }
}

/// The line with line ends between words, and the lines after the first as far in as its last column.
fn wrapped(line: &str, width: usize) -> String {
    let start = line.rfind("  ").map_or(2, |at| at.saturating_add(2));
    let indent = line.get(..start).map_or(2, |text| text.chars().count());
    let mut text = String::with_capacity(line.len());
    let mut used = 0_usize;
    for (at, word) in line.split(' ').enumerate() {
        let needed = word.chars().count();
        let fits = used.saturating_add(needed).saturating_add(1) <= width;
        if at > 0 && (fits || used <= indent) {
            text.push(' ');
            used = used.saturating_add(1);
        } else if at > 0 {
            text.push_str(&format!("\n{:indent$}", ""));
            used = indent;
        }
        text.push_str(word);
        used = used.saturating_add(needed);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_under_their_column() {
        assert_eq!(wrapped("kyc: one two three", 12), "kyc: one two\n  three");
        assert_eq!(
            wrapped("  NAME  one two three", 13),
            "  NAME  one\n        two\n        three"
        );
        assert_eq!(wrapped("kyc: one two", usize::MAX), "kyc: one two");
        assert_eq!(wrapped("", 10), "");
        let long = "x".repeat(30);
        assert_eq!(
            wrapped(&format!("kyc: {long}"), 10),
            format!("kyc:\n  {long}")
        );
    }
}
