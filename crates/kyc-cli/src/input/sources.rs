//! The files that the arguments name, one after the other.

use std::{
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
    vec,
};

use super::pattern::{Matches, is_wild};
use crate::failure::Failure;

/// The files of the arguments, in their order.
///
/// A folder stands for its files and those of its folders, each level sorted by the bytes of the names, without hidden
/// ones. Links are followed, but not back to a folder that is being read. A pattern is expanded where no file has its
/// name. No more is held than the names in the folders that are being read. A folder without files is a failure.
pub(crate) struct Sources {
    arguments: vec::IntoIter<PathBuf>,
    /// The argument that is being read, until there is a file of it.
    fruitless: Option<PathBuf>,
    matches: Option<Matches>,
    folders: Vec<Folder>,
}

/// A file, or what stands in its place and why it cannot be had.
pub(crate) type Source = Result<PathBuf, (PathBuf, Failure)>;

struct Folder {
    path: PathBuf,
    /// Without links, to know it again.
    real: PathBuf,
    names: vec::IntoIter<Box<OsStr>>,
}

impl Sources {
    pub(crate) fn new(arguments: Vec<PathBuf>) -> Self {
        Self {
            arguments: arguments.into_iter(),
            fruitless: None,
            matches: None,
            folders: Vec::new(),
        }
    }

    /// The file itself, or nothing where it is a folder, whose files come next.
    fn enter(&mut self, path: PathBuf) -> Option<Source> {
        if !path.is_dir() {
            return Some(Ok(path));
        }
        match self.open(&path) {
            Ok(Some(folder)) => {
                self.folders.push(folder);
                None
            }
            Ok(None) => None,
            Err(error) => Some(Err((path, Failure::Read(error)))),
        }
    }

    /// The folder, or nothing where it is one of those that are being read.
    fn open(&self, path: &Path) -> io::Result<Option<Folder>> {
        let real = path.canonicalize()?;
        let is_reading = self.folders.iter().any(|folder| folder.real == real);
        if is_reading
            || self
                .matches
                .as_ref()
                .is_some_and(|matches| matches.is_reading(&real))
        {
            return Ok(None);
        }
        let mut names: Vec<Box<OsStr>> = Vec::new();
        for entry in fs::read_dir(path)? {
            let name = entry?.file_name();
            if !name.as_encoded_bytes().starts_with(b".") {
                names.push(name.into_boxed_os_str());
            }
        }
        names.sort_unstable();
        Ok(Some(Folder {
            path: path.to_owned(),
            real,
            names: names.into_iter(),
        }))
    }

    /// The next entry of the innermost folder.
    fn entry(&mut self) -> Option<PathBuf> {
        loop {
            let folder = self.folders.last_mut()?;
            let Some(name) = folder.names.next() else {
                self.folders.pop();
                continue;
            };
            let path = folder.path.join(&*name);
            // A pipe or a socket in a folder holds no records; a link that leads nowhere is told when it is opened.
            if fs::metadata(&path).map_or(true, |meta| meta.is_file() || meta.is_dir()) {
                return Some(path);
            }
        }
    }

    fn matched(&mut self) -> Option<Source> {
        let Some(found) = self.matches.as_mut()?.next() else {
            self.matches = None;
            return None;
        };
        Some(match found {
            // Who writes a pattern means files, whatever one of them is called.
            Ok(path) if is_standard_input(&path) => Ok(Path::new(".").join(path)),
            Ok(path) => Ok(path),
            Err((path, error)) => Err((path, Failure::Read(error))),
        })
    }

    /// The first match of a pattern; the others follow.
    fn expand(&mut self, argument: PathBuf, pattern: &str) -> Source {
        match Matches::new(pattern) {
            Ok(matches) => {
                self.matches = Some(matches);
                self.matched()
                    .unwrap_or(Err((argument, Failure::NothingMatches)))
            }
            Err(error) => Err((argument, Failure::Pattern(error.msg))),
        }
    }
}

impl Iterator for Sources {
    type Item = Source;

    fn next(&mut self) -> Option<Source> {
        loop {
            let found = if let Some(path) = self.entry() {
                Ok(path)
            } else if let Some(found) = self.matched() {
                found
            } else if let Some(argument) = self.fruitless.take() {
                return Some(Err((argument, Failure::NoFiles)));
            } else {
                let argument = self.arguments.next()?;
                if is_standard_input(&argument) {
                    return Some(Ok(argument));
                }
                self.fruitless = Some(argument.clone());
                match pattern(&argument).map(str::to_owned) {
                    Some(pattern) => self.expand(argument, &pattern),
                    None => Ok(argument),
                }
            };
            let source = match found {
                Ok(path) => self.enter(path),
                failed => Some(failed),
            };
            if source.is_some() {
                self.fruitless = None;
                return source;
            }
        }
    }
}

/// Whether a path stands for standard input.
pub(crate) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// # Errors
/// When more than one of these stands for standard input.
pub(crate) fn check_standard_input<'a>(
    paths: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), Failure> {
    let inputs = paths.into_iter().filter(|path| is_standard_input(path));
    if inputs.count() > 1 {
        return Err(Failure::InputTwice);
    }
    Ok(())
}

/// Whether reading may have to wait for somebody who writes.
pub(crate) fn is_live(path: &Path) -> bool {
    is_standard_input(path) || fs::metadata(path).is_ok_and(|meta| !meta.is_file())
}

/// The argument as a pattern, where no file has its name.
fn pattern(argument: &Path) -> Option<&str> {
    argument
        .to_str()
        .filter(|text| is_wild(text) && fs::symlink_metadata(text).is_err())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::input) fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        folder
    }

    /// What the arguments stand for, under the folder; failures with `!`.
    fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
        let under = |path: &Path| {
            let path = path.strip_prefix(folder).unwrap_or(path);
            path.to_str().unwrap().replace('\\', "/")
        };
        let arguments = arguments.iter().map(|one| match *one {
            "-" => PathBuf::from("-"),
            one => folder.join(one),
        });
        Sources::new(arguments.collect())
            .map(|source| match source {
                Ok(path) => under(&path),
                Err((path, failure)) => format!("!{}: {failure}", under(&path)),
            })
            .collect()
    }

    #[test]
    fn a_folder_is_read_by_name_and_without_what_is_hidden() {
        let folder = folder(&[
            "b.json",
            "B.json",
            "a/2.xml",
            "a/10.xml",
            "a/deep/x",
            "a.json",
            ".hidden.json",
            ".git/config.json",
            "c/.DS_Store",
        ]);
        let all = [
            "B.json", "a/10.xml", "a/2.xml", "a/deep/x", "a.json", "b.json",
        ];
        assert_eq!(found(folder.path(), &[""]), all);
        assert_eq!(
            found(folder.path(), &["a.json", "-", "a", "nowhere.json"]),
            [
                "a.json",
                "-",
                "a/10.xml",
                "a/2.xml",
                "a/deep/x",
                "nowhere.json"
            ]
        );
        let no_files = "holds no files; name the folder that does (files whose names begin with a dot are passed over)";
        assert_eq!(
            found(folder.path(), &["c", "a.json", "c*"]),
            [
                format!("!c: {no_files}"),
                "a.json".to_owned(),
                format!("!c*: {no_files}")
            ]
        );
        // Whoever names a hidden file means it.
        assert_eq!(found(folder.path(), &[".hidden.json"]), [".hidden.json"]);
    }

    #[test]
    fn patterns_are_expanded_by_name() {
        let folder = folder(&[
            "b.json", "a.json", "a.xml", "d/c.json", ".h.json", "[x].json",
        ]);
        let one = |pattern| found(folder.path(), &[pattern]);
        assert_eq!(one("*.json"), ["[x].json", "a.json", "b.json"]);
        assert_eq!(one("?.xml"), ["a.xml"]);
        assert_eq!(one("[ab].json"), ["a.json", "b.json"]);
        assert_eq!(one("**/c.json"), ["d/c.json"]);
        // A file of that very name is meant, and a folder that matches stands for its files.
        assert_eq!(one("[x].json"), ["[x].json"]);
        assert_eq!(one("[d]*"), ["d/c.json"]);
        assert_eq!(
            one("*.csv"),
            [
                "!*.csv: no file has such a name; * and ? match neither / nor a dot in front, and **/ stands for folders \
                 of any depth"
            ]
        );
        let faulty = one("a[.json");
        assert!(
            faulty[0].starts_with("!a[.json: is no pattern: ")
                && faulty[0].ends_with("; write [[] for a bracket that is meant"),
            "{faulty:?}"
        );
        assert_eq!(faulty.len(), 1);
    }

    #[test]
    fn a_pattern_of_any_depth_gives_each_file_once() {
        let folder = folder(&["a.json", "d/c.json", "d/e/f.json", "d.json", "g/h.json"]);
        let one = |pattern| found(folder.path(), &[pattern]);
        let all = ["a.json", "d/c.json", "d/e/f.json", "d.json", "g/h.json"];
        assert_eq!(one("**/*"), all);
        assert_eq!(one("**/*.json"), all);
        assert_eq!(one("**"), all);
        assert_eq!(one("d/**"), ["d/c.json", "d/e/f.json"]);
        // What was read for one pattern is read again for the next.
        assert_eq!(
            found(folder.path(), &["g*", "g/*", "g*"]),
            ["g/h.json", "g/h.json", "g/h.json"]
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_lead_nowhere_twice() {
        use std::os::unix::fs::symlink;
        let folder = folder(&["a/1.json", "b/2.json"]);
        let path = folder.path();
        symlink(path, path.join("a/up")).unwrap();
        symlink(path.join("a"), path.join("b/loop")).unwrap();
        symlink(path.join("b"), path.join("a/x")).unwrap();
        symlink(path.join("gone"), path.join("b/gone.json")).unwrap();
        assert_eq!(
            found(path, &[""]),
            [
                "a/1.json",
                "a/x/2.json",
                "a/x/gone.json",
                "b/2.json",
                "b/gone.json",
                "b/loop/1.json"
            ]
        );
        let below_a = [
            "a/1.json",
            "a/up/b/2.json",
            "a/up/b/gone.json",
            "a/x/2.json",
            "a/x/gone.json",
        ];
        assert_eq!(found(path, &["a/*"]), below_a);
        assert_eq!(found(path, &["a/**/*.json"]), below_a);
    }
}
