//! What a provider wrote, made fit for a terminal.

const MAX_CHARS: usize = 200;

/// The text on one line, at most 200 characters of it, without anything that steers a terminal or hides or reorders
/// what follows.
pub(crate) fn clean(text: &str) -> String {
    let mut chars = text.chars();
    let mut shown: String = chars.by_ref().take(MAX_CHARS).map(harmless).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The same with all of its characters.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(harmless).collect()
}

fn harmless(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => ' ',
        c if steers(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

/// What stands for a personal value.
pub(crate) const HIDDEN: &str = "(hidden)";

/// Whether a text that stands where a code is due may be an address, a date or a number of a person.
pub(crate) fn looks_personal(text: &str) -> bool {
    text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 6
}

/// Whether a character steers a terminal, or is unseen and changes how its neighbors are seen.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_is_left() {
        for hostile in [
            "\u{0}",
            "\u{7}",
            "\u{8}",
            "\u{b}",
            "\u{c}",
            "\u{1b}",
            "\u{1f}",
            "\u{7f}",
            "\u{80}",
            "\u{85}",
            "\u{9b}",
            "\u{9d}",
            "\u{9f}",
            "\u{200b}",
            "\u{200e}",
            "\u{200f}",
            "\u{202a}",
            "\u{202e}",
            "\u{2066}",
            "\u{2069}",
            "\u{2028}",
            "\u{feff}",
            "\u{e0041}",
        ] {
            assert_eq!(clean(&format!("a{hostile}b")), "a\u{fffd}b", "{hostile:?}");
        }
        assert_eq!(clean("a\r\nb\tc"), "a  b c");
        assert_eq!(clean("Zoë Ọláyínká 李 😀"), "Zoë Ọláyínká 李 😀");
    }

    #[test]
    fn what_may_be_personal_is_told_from_codes() {
        for code in [
            "0810",
            "Suspended By Issuer",
            "MATCH_REVIEW_REQUIRED",
            "17.5",
            "true",
            "",
        ] {
            assert!(!looks_personal(code), "{code}");
        }
        for personal in ["1990-02-03", "a@example.org", "12345678", "+61 412 345 678"] {
            assert!(looks_personal(personal), "{personal}");
        }
    }

    #[test]
    fn long_text_is_cut() {
        let shown = clean(&"é".repeat(MAX_CHARS + 1));
        assert_eq!(shown.chars().count(), MAX_CHARS + 1);
        assert!(shown.ends_with('…'));
        assert_eq!(clean(&"é".repeat(MAX_CHARS)).chars().count(), MAX_CHARS);
    }
}
