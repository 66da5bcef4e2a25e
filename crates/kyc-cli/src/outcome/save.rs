//! `--save`: the payload in a file.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use kyc_model::outcome::RawPayload;
use tempfile::NamedTempFile;

use crate::{
    failure::{Failure, without_name},
    render::clean,
};

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
        let raw = raw.ok_or_else(|| {
            let error = io::Error::other("the answer came without it; ask again without --save");
            Failure::Save(shown(self.path), error)
        })?;
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
        Failure::Save(shown(self.path), without_name(error))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_without_its_payload_is_told_as_such() {
        let target = Target {
            path: Path::new("reply.json"),
            replace: false,
        };
        assert_eq!(
            target.write(None).unwrap_err().to_string(),
            "reply.json: the payload is not saved: the answer came without it; ask again without --save"
        );
    }
}
