//! What stands in one place of a page.

use kyc_model::{Sensitive, Timestamp};

use crate::render::{looks_personal, steers};

/// How many characters of a value stand in a heading.
const SHORT_CHARS: usize = 64;
/// How many characters of a value stand on a page.
const MAX_CHARS: usize = 20_000;

/// A place of a table.
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// Words of this program.
    Word(String),
    /// A result in words of this program, with what it means for the eye.
    Result(String, Tone),
    /// An instant.
    Time { machine: String, shown: String },
    /// Whatever a person or a provider wrote.
    Value(Value),
    /// A name, code or hash that is to be compared letter by letter.
    Code(Value),
    /// A personal value that is not shown.
    Hidden,
}

impl Cell {
    /// A word of one of our lists, or what the provider has in its place.
    pub(super) fn listed(text: &str, is_known: bool) -> Self {
        if is_known {
            Self::Word(words(text))
        } else {
            Self::Value(Value::new(text))
        }
    }

    /// An instant, or nothing.
    pub(super) fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Empty, |at| {
            let machine = at.to_rfc3339_millis();
            let shown = machine.replacen('T', " ", 1).replacen('Z', " UTC", 1);
            Self::Time { machine, shown }
        })
    }

    /// What a provider wrote, as it came.
    fn open(value: Option<&Sensitive<impl AsRef<str>>>) -> Self {
        value.map_or(Self::Empty, |value| {
            Self::Value(Value::new(value.expose().as_ref()))
        })
    }

    /// A hash, code or id of a row, or nothing.
    pub(super) fn code(text: Option<&str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Code(Value::new(text)))
    }

    pub(super) const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

/// A word of one of our lists, as it is said.
pub(super) fn words(text: &str) -> String {
    text.replace('_', " ")
}

/// What a word means for the eye, beside the word.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Good,
    Bad,
    Attention,
    Neutral,
}

impl Tone {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Attention => "attention",
            Self::Neutral => "neutral",
        }
    }
}

/// Text that somebody else wrote, parted where something unseen stands.
pub(super) struct Value {
    pub(super) pieces: Vec<Piece>,
    /// How many characters there are in all, where not all are shown.
    pub(super) cut_of: Option<usize>,
}

/// A run of seen characters, or one unseen character by its number.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_unseen: bool,
}

impl Value {
    pub(super) fn new(text: &str) -> Self {
        let end = text.char_indices().nth(MAX_CHARS).map(|(end, _)| end);
        let (text, cut_of) = match end.and_then(|end| text.get(..end)) {
            Some(start) => (start, Some(text.chars().count())),
            None => (text, None),
        };
        let mut pieces = Vec::new();
        for run in text.split_inclusive(steers) {
            let unseen = run.chars().next_back().filter(|last| steers(*last));
            let seen = run.trim_end_matches(steers);
            if !seen.is_empty() {
                pieces.push(Piece {
                    text: seen.to_owned(),
                    is_unseen: false,
                });
            }
            if let Some(unseen) = unseen {
                pieces.push(Piece {
                    text: format!("U+{:04X}", u32::from(unseen)),
                    is_unseen: true,
                });
            }
        }
        Self { pieces, cut_of }
    }

    /// The beginning of a text, for a heading.
    pub(super) fn short(text: &str) -> Self {
        match text.char_indices().nth(SHORT_CHARS) {
            Some((end, _)) => {
                let start = text.get(..end).unwrap_or_default();
                Self::new(&format!("{start}…"))
            }
            None => Self::new(text),
        }
    }
}

/// Shows or hides personal values.
#[derive(Clone, Copy)]
pub(super) struct Personal {
    pub(super) hide: bool,
}

impl Personal {
    /// A word of one of our lists, or what the provider has in its place, unless that looks like what belongs to a person
    /// and such values are hidden.
    pub(super) fn listed(self, text: &str, is_known: bool) -> Cell {
        if self.hide && !is_known && looks_personal(text) {
            return Cell::Hidden;
        }
        Cell::listed(text, is_known)
    }

    /// The provider's words, unless they look like what belongs to a person and such values are hidden.
    pub(super) fn word(self, value: Option<&Sensitive<impl AsRef<str>>>) -> Cell {
        match value {
            Some(value) if self.hide && looks_personal(value.expose().as_ref()) => Cell::Hidden,
            value => Cell::open(value),
        }
    }

    /// The provider's code, unless it looks like what belongs to a person and such values are hidden.
    pub(super) fn code(self, value: Option<&Sensitive<impl AsRef<str>>>) -> Cell {
        match value {
            Some(value) if self.hide && looks_personal(value.expose().as_ref()) => Cell::Hidden,
            value => Cell::code(value.map(|value| value.expose().as_ref())),
        }
    }

    pub(super) fn show(self, value: Option<&Sensitive<String>>) -> Cell {
        match value {
            None => Cell::Empty,
            Some(_) if self.hide => Cell::Hidden,
            Some(value) => Cell::Value(Value::new(value.expose())),
        }
    }
}

/// A sentence of this program, parted where it quotes a name or a command between backticks.
pub(super) struct Sentence {
    pub(super) parts: Vec<Part>,
}

pub(super) struct Part {
    pub(super) text: String,
    pub(super) is_code: bool,
}

impl Sentence {
    pub(super) fn new(text: &str) -> Self {
        let parts = text.split('`').enumerate().map(|(at, text)| Part {
            text: text.to_owned(),
            is_code: at % 2 == 1,
        });
        Self {
            parts: parts.filter(|part| !part.text.is_empty()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, bool)> {
        let pieces = Value::new(text).pieces.into_iter();
        pieces.map(|piece| (piece.text, piece.is_unseen)).collect()
    }

    fn seen(text: &str) -> (String, bool) {
        (text.to_owned(), false)
    }

    fn unseen(text: &str) -> (String, bool) {
        (text.to_owned(), true)
    }

    #[test]
    fn what_is_unseen_stands_by_its_number() {
        assert_eq!(shown(""), []);
        assert_eq!(shown("Zoë 李 😀"), [seen("Zoë 李 😀")]);
        assert_eq!(
            shown("a\u{202e}b\u{202e}"),
            [seen("a"), unseen("U+202E"), seen("b"), unseen("U+202E")]
        );
        assert_eq!(
            shown("\u{200b}\n\u{e0041}x"),
            [
                unseen("U+200B"),
                unseen("U+000A"),
                unseen("U+E0041"),
                seen("x")
            ]
        );
    }

    #[test]
    fn what_nobody_would_read_is_counted() {
        let whole = Value::new(&"é".repeat(MAX_CHARS));
        assert_eq!((whole.pieces.len(), whole.cut_of), (1, None));
        let cut = Value::new(&"\u{202e}".repeat(MAX_CHARS + 7));
        assert_eq!(
            (cut.pieces.len(), cut.cut_of),
            (MAX_CHARS, Some(MAX_CHARS + 7))
        );
    }

    #[test]
    fn a_heading_has_the_beginning() {
        let short = |text: &str| Value::short(text).pieces.remove(0).text;
        assert_eq!(short(&"é".repeat(SHORT_CHARS)), "é".repeat(SHORT_CHARS));
        assert_eq!(
            short(&"é".repeat(SHORT_CHARS + 1)),
            format!("{}…", "é".repeat(SHORT_CHARS))
        );
    }

    #[test]
    fn sentences_are_parted_at_backticks() {
        let parts = Sentence::new("`a` and `b`.").parts.into_iter();
        let parts: Vec<_> = parts.map(|part| (part.text, part.is_code)).collect();
        let expected = [("a", true), (" and ", false), ("b", true), (".", false)];
        assert_eq!(parts, expected.map(|(text, code)| (text.to_owned(), code)));
    }

    #[test]
    fn instants_are_in_utc() {
        let Cell::Time { machine, shown } = Cell::time("2026-01-02T05:04:05.6+02:00".parse().ok())
        else {
            panic!("no instant");
        };
        assert_eq!(machine, "2026-01-02T03:04:05.600Z");
        assert_eq!(shown, "2026-01-02 03:04:05.600 UTC");
    }
}
