//! Where a page goes.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::Path,
};

use askama::Template as _;
use tempfile::NamedTempFile;

use super::page::Page;
use crate::failure::{Failure, without_name};

/// Standard output, or a file that is there as a whole or not at all.
pub(super) enum Destination<'a> {
    StandardOutput,
    File { path: &'a Path, replace: bool },
}

impl<'a> Destination<'a> {
    /// Looks whether the file may be written, before anything is read.
    ///
    /// # Errors
    /// When something stands there that is not to be replaced.
    pub(super) fn new(path: Option<&'a Path>, replace: bool) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::StandardOutput);
        };
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(not_written(error)),
            Ok(there) if !there.is_file() => {
                return Err(Failure::NoPage(
                    "what --out names is there and is no regular file; name another".to_owned(),
                ));
            }
            Ok(_) if !replace => return Err(exists()),
            Ok(_) => {}
        }
        Ok(Self::File { path, replace })
    }

    /// Writes the page.
    ///
    /// # Errors
    /// When it cannot be written for another reason than a closed pipe.
    pub(super) fn write(self, page: &Page, out: &mut impl Write) -> Result<(), Failure> {
        let Self::File { path, replace } = self else {
            let written = page.write_into(out).and_then(|()| out.flush());
            return match written {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(Failure::Write(error))
                }
                _ => Ok(()),
            };
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        // Beside its place, readable by its owner alone, and moved there when it is complete.
        let file = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(not_written)?;
        let mut writer = BufWriter::new(file);
        page.write_into(&mut writer).map_err(not_written)?;
        let file = writer
            .into_inner()
            .map_err(|error| not_written(error.into_error()))?;
        if replace {
            file.persist(path)
                .map_err(|error| not_written(error.error))?;
        } else {
            file.persist_noclobber(path).map_err(|error| {
                if error.error.kind() == io::ErrorKind::AlreadyExists {
                    exists()
                } else {
                    not_written(error.error)
                }
            })?;
        }
        Ok(())
    }
}

fn not_written(error: io::Error) -> Failure {
    Failure::NoPage(format!(
        "the file that --out names cannot be written: {}; look at its folder, its rights and its room",
        without_name(error)
    ))
}

fn exists() -> Failure {
    Failure::NoPage("the file that --out names exists; --force replaces it".to_owned())
}
