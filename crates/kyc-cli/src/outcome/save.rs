//! `--save`: the payload in a file.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use kyc_model::outcome::RawPayload;
use tempfile::NamedTempFile;

use crate::{failure::Failure, render::clean};

/// Where the payload goes.
pub(super) struct Target<'a> {
    path: &'a Path,
    replace: bool,
}

impl<'a> Target<'a> {
    /// A file that is not there yet, unless `replace`.
    ///
    /// # Errors
    /// When it is there: nobody should wait for an answer that cannot be saved.
    pub(super) fn new(path: &'a Path, replace: bool) -> Result<Self, Failure> {
        match fs::symlink_metadata(path) {
            Ok(_) if !replace => return Err(exists(path)),
            // A link, a device or a pipe would be replaced by a file.
            Ok(there) if !there.is_file() => {
                let error = io::Error::other("it is no regular file; name another one");
                return Err(Failure::Save(shown(path), error));
            }
            _ => {}
        }
        Ok(Self { path, replace })
    }

    /// Writes it whole or not at all, for the eyes of the user alone, and says so.
    ///
    /// # Errors
    /// When it cannot be written, or the file is there by now.
    pub(super) fn write(&self, raw: Option<&RawPayload>) -> Result<String, Failure> {
        let no_payload = || self.failure(io::Error::other("the answer came without it"));
        let raw = raw.ok_or_else(no_payload)?;
        let text = raw.text.expose();
        let folder = match self.path.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        // Such a file is made readable and writable for its owner only.
        let mut file = NamedTempFile::new_in(folder).map_err(|error| self.failure(error))?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| self.failure(error))?;
        let kept = if self.replace {
            file.persist(self.path)
        } else {
            file.persist_noclobber(self.path)
        };
        kept.map_err(|error| match error.error {
            error if error.kind() == io::ErrorKind::AlreadyExists => exists(self.path),
            error => self.failure(error),
        })?;
        Ok(format!(
            "saved the payload, {} bytes of {} with personal values, to {}",
            text.len(),
            clean(&raw.media_type),
            shown(self.path),
        ))
    }

    fn failure(&self, error: io::Error) -> Failure {
        // Some name the file that was written to first, which is gone; the kind of error says as much.
        let error = match (error.raw_os_error(), error.kind()) {
            (Some(_), _) => error,
            (None, kind @ io::ErrorKind::NotFound) => {
                io::Error::new(kind, "its folder is not there")
            }
            (None, kind) => kind.into(),
        };
        Failure::Save(shown(self.path), error)
    }
}

fn exists(path: &Path) -> Failure {
    let error = io::Error::new(
        io::ErrorKind::AlreadyExists,
        "the file is there; --force replaces it",
    );
    Failure::Save(shown(path), error)
}

fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy())
}
