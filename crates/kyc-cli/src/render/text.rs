//! What a provider wrote, made fit for a terminal.

const MAX_CHARS: usize = 200;

/// The text on one line, at most 200 characters of it, without anything that steers a terminal or hides or reorders
/// what follows.
pub(crate) fn clean(text: &str) -> String {
    let mut chars = text.chars();
    let mut shown: String = chars
        .by_ref()
        .take(MAX_CHARS)
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            c if steers(c) => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Whether a character steers a terminal, or is unseen and changes how its neighbors are seen.
pub(super) fn steers(c: char) -> bool {
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
    fn long_text_is_cut() {
        let shown = clean(&"é".repeat(MAX_CHARS + 1));
        assert_eq!(shown.chars().count(), MAX_CHARS + 1);
        assert!(shown.ends_with('…'));
        assert_eq!(clean(&"é".repeat(MAX_CHARS)).chars().count(), MAX_CHARS);
    }
}
