//! The files and folders that a pattern stands for.

use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    fs, io,
    path::{Path, PathBuf, is_separator},
    vec,
};

use glob::{Pattern, PatternError};

const WILD: [char; 3] = ['*', '?', '['];

/// What a pattern matches, each once, by the names of each folder.
///
/// `**` stands for folders of any depth, other wildcards for a part of one name; none for a dot in front. Links are followed,
/// but not back to a folder that is being read. Nothing is looked for in a folder that matches. No more is held than the names
/// in the folders that are being read.
pub(super) struct Matches {
    parts: Vec<Part>,
    /// The folder that the pattern begins with, until it is read.
    start: Option<PathBuf>,
    folders: Vec<Folder>,
}

/// What one name has to be.
enum Part {
    AnyDepth,
    Name(OsString),
    Wild(Pattern),
}

struct Folder {
    path: PathBuf,
    /// Without links, to know it again.
    real: PathBuf,
    names: vec::IntoIter<OsString>,
    /// Of these parts one has to match a name in here.
    next: Vec<usize>,
}

/// Whether a text is a pattern.
pub(super) fn is_wild(text: &str) -> bool {
    text.contains(WILD)
}

impl Matches {
    /// # Errors
    /// When a part is no pattern.
    pub(super) fn new(pattern: &str) -> Result<Self, PatternError> {
        let plain = pattern.find(WILD).unwrap_or(pattern.len());
        let start = pattern
            .get(..plain)
            .and_then(|plain| plain.rfind(is_separator))
            .map_or(0, |separator| separator.saturating_add(1));
        let (start, rest) = pattern.split_at(start);
        let mut parts = rest
            .split(is_separator)
            .filter(|part| !part.is_empty())
            .map(Part::new)
            .collect::<Result<Vec<_>, _>>()?;
        if matches!(parts.last(), Some(Part::AnyDepth)) {
            parts.push(Part::new("*")?);
        }
        Ok(Self {
            parts,
            start: Some(PathBuf::from(start)),
            folders: Vec::new(),
        })
    }

    /// Whether this is one of the folders on the way to the last match.
    pub(super) fn is_reading(&self, real: &Path) -> bool {
        self.folders.iter().any(|folder| folder.real == real)
    }

    fn open(&mut self, path: &Path, next: Vec<usize>) -> io::Result<()> {
        let place = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let real = place.canonicalize()?;
        if self.is_reading(&real) {
            return Ok(());
        }
        let names = fs::read_dir(place)?.map(|entry| entry.map(|entry| entry.file_name()));
        let mut names = names.collect::<io::Result<Vec<_>>>()?;
        names.sort_unstable();
        self.folders.push(Folder {
            path: path.to_owned(),
            real,
            names: names.into_iter(),
            next,
        });
        Ok(())
    }
}

impl Iterator for Matches {
    /// A match, or a folder on the way that cannot be read.
    type Item = Result<PathBuf, (PathBuf, io::Error)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (path, next) = if let Some(start) = self.start.take() {
                (start, with_any_depth(&self.parts, [0]))
            } else {
                let folder = self.folders.last_mut()?;
                let Some(name) = folder.names.next() else {
                    self.folders.pop();
                    continue;
                };
                let next = behind(&self.parts, &folder.next, &name);
                (folder.path.join(name), next)
            };
            if next.contains(&self.parts.len()) {
                return Some(Ok(path));
            }
            let may_hold_matches =
                !next.is_empty() && (path.as_os_str().is_empty() || path.is_dir());
            if may_hold_matches && let Err(error) = self.open(&path, next) {
                return Some(Err((path, error)));
            }
        }
    }
}

/// The parts that may come next where one of `next` matched the name.
fn behind(parts: &[Part], next: &[usize], name: &OsStr) -> Vec<usize> {
    let matched = next.iter().filter_map(|&index| match parts.get(index)? {
        // The folder is one of any number: the same part comes next.
        Part::AnyDepth => (!is_hidden(name)).then_some(index),
        part => part.matches(name).then_some(index.saturating_add(1)),
    });
    with_any_depth(parts, matched)
}

/// `next`, and what stands behind `**`, which stands for no folder too.
fn with_any_depth(parts: &[Part], next: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut all = Vec::new();
    for mut index in next {
        while !all.contains(&index) {
            all.push(index);
            if matches!(parts.get(index), Some(Part::AnyDepth)) {
                index = index.saturating_add(1);
            }
        }
    }
    all
}

impl Part {
    fn new(text: &str) -> Result<Self, PatternError> {
        Ok(if text == "**" {
            Self::AnyDepth
        } else if is_wild(text) {
            Self::Wild(Pattern::new(text)?)
        } else {
            Self::Name(text.into())
        })
    }

    fn matches(&self, name: &OsStr) -> bool {
        match self {
            Self::AnyDepth => false,
            Self::Name(wanted) => wanted == name,
            Self::Wild(pattern) => {
                // What is no Unicode is still a name, in which a wildcard stands for it.
                let name: Cow<'_, str> = name.to_string_lossy();
                pattern.as_str().starts_with('.') == name.starts_with('.') && pattern.matches(&name)
            }
        }
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::sources::tests::folder;

    fn found(folder: &Path, pattern: &str) -> Vec<String> {
        let pattern = format!("{}/{pattern}", folder.to_str().unwrap());
        Matches::new(&pattern)
            .unwrap()
            .map(|found| {
                let path = found.unwrap();
                let path = path.strip_prefix(folder).unwrap();
                path.to_string_lossy().replace('\\', "/")
            })
            .collect()
    }

    #[test]
    fn wildcards_stand_for_a_part_of_one_name() {
        let files = ["a.json", "b.json", "c/a.json", "d/x/a.json", "[x].json"];
        let folder = folder(&files);
        let one = |pattern| found(folder.path(), pattern);
        assert_eq!(one("*.json"), ["[x].json", "a.json", "b.json"]);
        assert_eq!(one("?.json"), ["a.json", "b.json"]);
        assert_eq!(one("[bc]*"), ["b.json", "c"]);
        assert_eq!(one("[[]x].json"), ["[x].json"]);
        assert_eq!(one("*/a.json"), ["c/a.json"]);
        assert_eq!(one("*/*/a.json"), ["d/x/a.json"]);
        assert_eq!(one("d/?/*"), ["d/x/a.json"]);
        assert_eq!(one("gone/*"), [""; 0]);
        assert_eq!(one("a.json/*"), [""; 0]);
    }

    #[test]
    fn any_depth_is_also_none_and_gives_nothing_twice() {
        let folder = folder(&["a/a/a/b", "a/b", "b", "c/a/b/x"]);
        let one = |pattern| found(folder.path(), pattern);
        let all = ["a/a/a/b", "a/b", "b", "c/a/b"];
        assert_eq!(one("**/b"), all);
        assert_eq!(one("**/**/b"), all);
        assert_eq!(one("**/a/**/b"), ["a/a/a/b", "a/b", "c/a/b"]);
        assert_eq!(one("a/**/a/b"), ["a/a/a/b"]);
        assert_eq!(one("**/[ab]/b"), ["a/a/a/b", "a/b", "c/a/b"]);
        // A folder that matches stands for all in it.
        assert_eq!(one("**"), ["a", "b", "c"]);
        assert_eq!(one("c/**"), ["c/a"]);
        assert_eq!(one("**/*"), ["a", "b", "c"]);
    }

    #[test]
    fn what_is_hidden_is_matched_by_a_dot_alone() {
        let folder = folder(&[
            ".h.json",
            "v.json",
            ".git/c.json",
            "d/.h.json",
            "d/.git/x.json",
        ]);
        let one = |pattern| found(folder.path(), pattern);
        assert_eq!(one("*.json"), ["v.json"]);
        assert_eq!(one("?h.json"), [""; 0]);
        assert_eq!(one(".*.json"), [".h.json"]);
        assert_eq!(one("**/*.json"), ["v.json"]);
        assert_eq!(one("**/.*.json"), [".h.json", "d/.h.json"]);
        assert_eq!(one("*/.git/*.json"), ["d/.git/x.json"]);
        assert_eq!(one(".g*/*"), [".git/c.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_no_unicode_is_a_name() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = folder(&["a.json"]);
        fs::write(folder.path().join(OsStr::from_bytes(b"\xff.json")), "").unwrap();
        fs::write(folder.path().join(OsStr::from_bytes(b"\xff")), "").unwrap();
        assert_eq!(found(folder.path(), "*.json"), ["a.json", "\u{fffd}.json"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_twice() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["d/a.json", "e/b.json"]);
        let path = folder.path();
        symlink(path.join("d"), path.join("d/one")).unwrap();
        symlink(path, path.join("d/two")).unwrap();
        symlink(path.join("e"), path.join("d/e")).unwrap();
        let below_d = ["d/a.json", "d/e/b.json", "d/two/e/b.json"];
        assert_eq!(found(path, "d/**/*.json"), below_d);
        assert_eq!(found(path, "**/b.json"), ["d/e/b.json", "e/b.json"]);
    }

    #[test]
    fn a_faulty_part_is_told() {
        assert!(Matches::new("a/[b/c").is_err());
        assert!(Matches::new("a/b**/c").is_err());
        assert!(Matches::new("a/*/[!]").is_err());
    }
}
