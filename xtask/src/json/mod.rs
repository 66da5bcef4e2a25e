//! A JSON value that keeps the order of its members, and members that stand twice.
//!
//! serde_json can keep the order too, but only with a feature that would then be on in every crate of the workspace.

mod read;

pub(crate) use read::parse;

/// A JSON value. Numbers are kept as their text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Number(value.to_string())
    }
}

/// `object! { "name": value, ... }`, in that order.
macro_rules! object {
    ($( $name:literal : $value:expr ),* $(,)?) => {
        $crate::json::Json::Object(vec![ $( ($name.to_owned(), $crate::json::Json::from($value)) ),* ])
    };
}

/// `list![value, ...]`
macro_rules! list {
    ($( $value:expr ),* $(,)?) => {
        $crate::json::Json::List(vec![ $( $crate::json::Json::from($value) ),* ])
    };
}

pub(crate) use {list, object};

impl Json {
    /// The first member of that name.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find_map(|(own, value)| (own == name).then_some(value)),
            _ => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Two blanks a level, a line a member, a line feed at the end.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(&self, out: &mut String, level: usize) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => out.push_str(digits),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::List(entries) => {
                block(out, level, ['[', ']'], entries, |out, entry| {
                    entry.write(out, level + 1);
                });
            }
            Self::Object(members) => {
                block(out, level, ['{', '}'], members, |out, (name, value)| {
                    out.push_str(&quoted(name));
                    out.push_str(": ");
                    value.write(out, level + 1);
                });
            }
        }
    }
}

fn block<T>(
    out: &mut String,
    level: usize,
    [open, close]: [char; 2],
    entries: &[T],
    mut write: impl FnMut(&mut String, &T),
) {
    out.push(open);
    for (index, entry) in entries.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(level + 1));
        write(out, entry);
    }
    if !entries.is_empty() {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(close);
}

/// The text as a JSON string, non-ASCII as it is.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_duplicates_and_numbers_survive_reading_and_writing() {
        let text = "{\n  \"z\": 1,\n  \"a\": [\n    true,\n    null,\n    \"\\\"é\\n\"\n  ],\n  \"z\": 97.5,\n  \"e\": {},\n  \"l\": []\n}\n";
        assert_eq!(parse(text.as_bytes()).unwrap().pretty(), text);
    }

    #[test]
    fn what_is_no_single_document_is_refused() {
        for text in ["", "{", "{} x", "<html>", "\u{feff}{}"] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
        assert!(parse(&[b'"', 0xff, b'"']).is_none());
    }
}
