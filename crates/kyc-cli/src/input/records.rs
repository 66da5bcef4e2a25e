//! The records of one file: one in all, or one a line.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    MAX_RECORD_BYTES, Record,
    lines::{Line, Lines},
    sources::is_standard_input,
};
use crate::failure::Failure;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The records of one file. Of NDJSON no more than a line is held in memory.
pub(crate) struct Records {
    form: Form,
    lines: Lines,
}

enum Form {
    /// The whole file is one record, which was not taken yet.
    Document(Option<Record>),
    /// Every line that is not blank is a record; the first ones were read to tell.
    Lines(VecDeque<Line>),
    /// No more can be read.
    Done,
}

impl Records {
    /// Opens a file, or standard input for `-`, and looks how its records are told apart. What is read of it is counted.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub(crate) fn open(path: &Path, bytes_read: &Arc<AtomicU64>) -> io::Result<Self> {
        let named_lines = path
            .extension()
            .is_some_and(|end| end == "ndjson" || end == "jsonl");
        Self::open_as(path, named_lines, bytes_read)
    }

    /// Opens a file of which every line is a record.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub(crate) fn open_lines(path: &Path) -> io::Result<Self> {
        Self::open_as(path, true, &Arc::default())
    }

    fn open_as(path: &Path, named_lines: bool, bytes_read: &Arc<AtomicU64>) -> io::Result<Self> {
        let reader: Box<dyn Read + Send> = if is_standard_input(path) {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path)?)
        };
        let counted = Counted {
            reader,
            count: Arc::clone(bytes_read),
        };
        Self::read(Box::new(counted), named_lines)
    }

    fn read(reader: Box<dyn Read + Send>, named_lines: bool) -> io::Result<Self> {
        let mut lines = without_byte_order_mark(reader)?;
        if named_lines {
            let form = Form::Lines(VecDeque::new());
            return Ok(Self { form, lines });
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
        let form = if is_lines {
            Form::Lines(first_lines)
        } else {
            Form::Document(Some(Record {
                at: None,
                bytes: whole.read_rest(&mut lines.reader),
            }))
        };
        Ok(Self { form, lines })
    }

    /// Whether the next record was read ahead, so that taking it needs no waiting.
    pub(crate) fn has_next(&self) -> bool {
        match &self.form {
            Form::Document(record) => record.is_some(),
            Form::Lines(read) => !read.is_empty() || self.lines.has_line(),
            Form::Done => false,
        }
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let line = match &mut self.form {
                Form::Document(record) => return record.take(),
                Form::Done => return None,
                Form::Lines(read) => match read.pop_front() {
                    Some(line) => line,
                    None => match self.lines.next_line() {
                        Ok(Some(line)) => line,
                        Ok(None) => return None,
                        Err(error) => {
                            self.form = Form::Done;
                            return Some(Record {
                                at: Some(self.lines.position()),
                                bytes: Err(Failure::Read(error)),
                            });
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

fn without_byte_order_mark(mut reader: Box<dyn Read + Send>) -> io::Result<Lines> {
    let mut start = Vec::with_capacity(BYTE_ORDER_MARK.len());
    let length = u64::try_from(BYTE_ORDER_MARK.len()).unwrap_or_default();
    (&mut reader).take(length).read_to_end(&mut start)?;
    if start == BYTE_ORDER_MARK {
        return Ok(Lines::new(reader, length));
    }
    Ok(Lines::new(Box::new(Cursor::new(start).chain(reader)), 0))
}

struct Counted {
    reader: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(into)?;
        let bytes = u64::try_from(read).unwrap_or_default();
        self.count.fetch_add(bytes, Ordering::Relaxed);
        Ok(read)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    type Texts = Vec<(Option<u64>, Option<String>)>;

    /// A reader that gives a few bytes at a time.
    struct Drops(Cursor<Vec<u8>>);

    impl io::Read for Drops {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let room = into.len().min(7);
            self.0.read(&mut into[..room])
        }
    }

    fn records(input: &[u8], named_lines: bool) -> Records {
        let drops = Drops(Cursor::new(input.to_vec()));
        Records::read(Box::new(drops), named_lines).unwrap()
    }

    fn read(input: &[u8], named_lines: bool) -> Texts {
        records(input, named_lines)
            .map(|record| {
                let text = record.bytes.ok();
                (
                    record.at.map(|at| at.line),
                    text.map(|bytes| String::from_utf8(bytes).unwrap()),
                )
            })
            .collect()
    }

    fn document(text: &str) -> Texts {
        vec![(None, Some(text.to_owned()))]
    }

    fn lines(expected: &[(u64, &str)]) -> Texts {
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

    #[test]
    fn a_line_is_found_by_its_offset() {
        for (mark, form) in [("", ""), ("\u{feff}", ""), ("", "\r")] {
            let input = format!("{mark}{{}}{form}\n\n  {{\"é\":1}}{form}\n{{}}");
            for named_lines in [true, false] {
                let offsets: Vec<_> = records(input.as_bytes(), named_lines)
                    .map(|record| (record.at.unwrap().offset, record.bytes.unwrap()))
                    .collect();
                assert_eq!(offsets.len(), 3, "{input:?}");
                for (offset, bytes) in offsets {
                    let rest = &input.as_bytes()[usize::try_from(offset).unwrap()..];
                    assert!(
                        rest.trim_ascii_start().starts_with(&bytes),
                        "{input:?} {offset}"
                    );
                    assert!(offset == 0 || rest.len() < input.len());
                }
            }
        }
    }

    #[test]
    fn what_was_read_ahead_needs_no_waiting() {
        let mut records = records(&b"{\"a\":123}\n".repeat(4), false);
        // Two lines were read to tell the form; of the third one only a part is there.
        assert!(records.has_next());
        records.next();
        assert!(records.has_next());
        records.next();
        assert!(!records.has_next());
        assert!(records.next().is_some());
    }
}
