//! Records from files: one a file, or one a line.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
};

use kyc_http::ResponseLimits;

use crate::failure::Failure;

const MAX_RECORD_BYTES: usize = ResponseLimits::DEFAULT_MAX_BODY_BYTES;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One record, or why it cannot be had.
pub(crate) struct Record {
    /// Where it stands, counted from 1; `None` when the file is one record.
    pub(crate) line: Option<u64>,
    /// Its bytes.
    pub(crate) bytes: Result<Vec<u8>, Failure>,
}

/// The records of one file. Of NDJSON no more than a line is held in memory.
pub(crate) enum Records {
    /// The whole file is one record, which was not taken yet.
    Document(Option<Record>),
    /// Every line that is not blank is a record; the first ones were read to tell.
    Lines(VecDeque<Line>, Lines<Box<dyn BufRead>>),
    /// No more can be read.
    Done,
}

impl Records {
    /// Opens a file, or standard input for `-`, and looks how its records are told apart.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            Box::new(BufReader::new(File::open(path)?))
        };
        let named_lines = path
            .extension()
            .is_some_and(|end| end == "ndjson" || end == "jsonl");
        Self::read(without_byte_order_mark(reader)?, named_lines)
    }

    fn read(reader: Box<dyn BufRead>, named_lines: bool) -> io::Result<Self> {
        let mut lines = Lines { reader, number: 0 };
        if named_lines {
            return Ok(Self::Lines(VecDeque::new(), lines));
        }
        let mut whole = Whole::default();
        let mut first_lines = VecDeque::new();
        while first_lines.len() < 2 {
            let Some(line) = lines.next_line()? else {
                break;
            };
            whole.add(&line);
            if !line.is_blank() {
                first_lines.push_back(line);
            }
        }
        let is_lines = match (first_lines.front(), first_lines.get(1)) {
            (Some(first), Some(second)) => {
                first.is_one_object() || (second.starts_object() && !first.starts_markup())
            }
            _ => false,
        };
        if is_lines {
            return Ok(Self::Lines(first_lines, lines));
        }
        Ok(Self::Document(Some(Record {
            line: None,
            bytes: whole.read_rest(lines.reader),
        })))
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let line = match self {
                Self::Document(record) => return record.take(),
                Self::Done => return None,
                Self::Lines(read, lines) => match read.pop_front() {
                    Some(line) => line,
                    None => match lines.next_line() {
                        Ok(Some(line)) => line,
                        Ok(None) => return None,
                        Err(error) => {
                            let line = Some(lines.number.saturating_add(1));
                            *self = Self::Done;
                            let bytes = Err(Failure::Read(error));
                            return Some(Record { line, bytes });
                        }
                    },
                },
            };
            if !line.is_blank() {
                return Some(line.into_record());
            }
        }
    }
}

fn without_byte_order_mark(mut reader: Box<dyn BufRead>) -> io::Result<Box<dyn BufRead>> {
    let mut start = Vec::with_capacity(BYTE_ORDER_MARK.len());
    let length = u64::try_from(BYTE_ORDER_MARK.len()).unwrap_or_default();
    (&mut reader).take(length).read_to_end(&mut start)?;
    if start == BYTE_ORDER_MARK {
        start.clear();
    }
    Ok(Box::new(Cursor::new(start).chain(reader)))
}

/// A file that may turn out to be one record.
#[derive(Default)]
struct Whole {
    bytes: Vec<u8>,
    is_too_long: bool,
}

impl Whole {
    fn add(&mut self, line: &Line) {
        self.is_too_long |= line.is_too_long
            || self.bytes.len().saturating_add(line.bytes.len()) > MAX_RECORD_BYTES;
        if !self.is_too_long {
            self.bytes.extend_from_slice(&line.bytes);
        }
    }

    fn read_rest(mut self, reader: impl Read) -> Result<Vec<u8>, Failure> {
        let room = MAX_RECORD_BYTES.saturating_sub(self.bytes.len());
        let one_more = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
        if !self.is_too_long {
            reader
                .take(one_more)
                .read_to_end(&mut self.bytes)
                .map_err(Failure::Read)?;
        }
        if self.is_too_long || self.bytes.len() > MAX_RECORD_BYTES {
            return Err(Failure::TooLarge);
        }
        Ok(self.bytes)
    }
}

/// A line with its end, kept only up to the limit.
#[derive(Default)]
pub(crate) struct Line {
    number: u64,
    bytes: Vec<u8>,
    is_too_long: bool,
    column_0: Option<u8>,
    first: Option<u8>,
    last: Option<u8>,
}

impl Line {
    fn add(&mut self, piece: &[u8]) {
        let is_text = |byte: &&u8| !byte.is_ascii_whitespace();
        self.column_0 = self.column_0.or_else(|| piece.first().copied());
        self.first = self.first.or_else(|| piece.iter().find(is_text).copied());
        self.last = piece.iter().rev().find(is_text).copied().or(self.last);
        if self.bytes.len().saturating_add(piece.len()) > MAX_RECORD_BYTES {
            self.is_too_long = true;
            self.bytes = Vec::new();
        }
        if !self.is_too_long {
            self.bytes.extend_from_slice(piece);
        }
    }

    fn is_blank(&self) -> bool {
        self.first.is_none()
    }

    fn is_one_object(&self) -> bool {
        self.first == Some(b'{') && self.last == Some(b'}')
    }

    fn starts_object(&self) -> bool {
        self.column_0 == Some(b'{')
    }

    fn starts_markup(&self) -> bool {
        self.first == Some(b'<')
    }

    fn into_record(self) -> Record {
        Record {
            line: Some(self.number),
            bytes: if self.is_too_long {
                Err(Failure::TooLarge)
            } else {
                Ok(self.bytes.trim_ascii().to_vec())
            },
        }
    }
}

pub(crate) struct Lines<R> {
    reader: R,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut line = Line::default();
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() && line.column_0.is_none() {
                return Ok(None);
            }
            let piece = chunk.split_inclusive(|byte| *byte == b'\n').next();
            let piece = piece.unwrap_or_default();
            line.add(piece);
            let is_end = piece.is_empty() || piece.ends_with(b"\n");
            let used = piece.len();
            self.reader.consume(used);
            if is_end {
                self.number = self.number.saturating_add(1);
                line.number = self.number;
                return Ok(Some(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = Vec<(Option<u64>, Option<String>)>;

    fn read(input: &[u8], named_lines: bool) -> Read {
        let reader: Box<dyn BufRead> =
            Box::new(BufReader::with_capacity(7, Cursor::new(input.to_vec())));
        Records::read(without_byte_order_mark(reader).unwrap(), named_lines)
            .unwrap()
            .map(|record| {
                let text = record.bytes.ok();
                (
                    record.line,
                    text.map(|bytes| String::from_utf8(bytes).unwrap()),
                )
            })
            .collect()
    }

    fn document(text: &str) -> Read {
        vec![(None, Some(text.to_owned()))]
    }

    fn lines(expected: &[(u64, &str)]) -> Read {
        expected
            .iter()
            .map(|(line, text)| (Some(*line), Some((*text).to_owned())))
            .collect()
    }

    #[test]
    fn one_document() {
        for text in [
            "",
            "\n\n",
            "{}",
            "{\"a\": 1}\n",
            "\n{\"a\": 1}\r\n\r\n",
            "{\n  \"a\": {\n  }\n}\n",
            "{\r\n  \"a\": 1\r\n}\r\n",
            "<html>\n<body>\n</body>\n</html>\n",
            "<?xml version=\"1.0\"?>\n<a>\n</a>\n",
            "<?xml version=\"1.0\"?><a>\n{\"a\": 1}\n</a>\n",
            "{\"a\":\n",
            "[\n  {},\n  {}\n]\n",
        ] {
            assert_eq!(read(text.as_bytes(), false), document(text));
        }
    }

    #[test]
    fn one_record_a_line() {
        for (text, expected) in [
            ("{}\n{}\n", &[(1, "{}"), (2, "{}")][..]),
            ("{}\r\n\r\n {}\r\n", &[(1, "{}"), (3, "{}")]),
            ("\n{}\nbroken\n{}", &[(2, "{}"), (3, "broken"), (4, "{}")]),
            ("broken\n{\"a\":1}\n", &[(1, "broken"), (2, "{\"a\":1}")]),
            ("{\"cut\":\n{}\n", &[(1, "{\"cut\":"), (2, "{}")]),
        ] {
            assert_eq!(read(text.as_bytes(), false), lines(expected), "{text:?}");
            assert_eq!(read(text.as_bytes(), true), lines(expected), "{text:?}");
        }
        assert_eq!(read(b"{\n}\n", true), lines(&[(1, "{"), (2, "}")]));
        assert_eq!(read(b"\n \r\n\n", true), lines(&[]));
        assert_eq!(read(b"", true), lines(&[]));
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_record() {
        assert_eq!(read(b"\xef\xbb\xbf{}", false), document("{}"));
        assert_eq!(
            read(b"\xef\xbb\xbf{}\n{}", false),
            lines(&[(1, "{}"), (2, "{}")])
        );
        assert_eq!(read(b"\xef\xbb\xbf", true), lines(&[]));
    }

    #[test]
    fn what_is_too_long_is_one_failed_record() {
        let mut long = vec![b'{'];
        long.resize(MAX_RECORD_BYTES, b' ');
        long.push(b'}');
        assert_eq!(read(&long, false), vec![(None, None)]);

        long.extend_from_slice(b"\n{}\n");
        let expected = vec![(Some(1), None), (Some(2), Some("{}".to_owned()))];
        assert_eq!(read(&long, false), expected);
        assert_eq!(read(&long, true), expected);

        let many_lines = b"[\n".repeat(MAX_RECORD_BYTES / 2 + 1);
        assert_eq!(read(&many_lines, false), vec![(None, None)]);
    }
}
