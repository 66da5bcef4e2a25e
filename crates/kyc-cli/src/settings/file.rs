//! The configuration file.

use std::{
    env,
    fs::{self, File},
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy as _;
use toml::de::{DeTable, DeValue};

use super::setting::{ALL, Setting};
use crate::{failure::Failure, render::clean};

const VARIABLE: &str = "KYC_CONFIG";
const MAX_BYTES: u64 = 1024 * 1024;
/// Secrets that somebody may want to put there.
const SECRETS: [(&str, &str); 2] = [("api_key", "api_key_file"), ("password", "password_file")];

/// What a configuration file sets.
#[derive(Debug)]
pub(crate) struct ConfigFile {
    path: PathBuf,
    place: Place,
    texts: Vec<(Setting, String)>,
}

/// What named the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `--config`.
    Flag,
    /// `KYC_CONFIG`.
    Variable,
    /// The platform's usual place.
    Usual,
}

impl Place {
    /// Its name; the path is shown only where nobody gave it.
    fn of(self, path: &Path) -> String {
        match self {
            Self::Flag => "the configuration file of --config".to_owned(),
            Self::Variable => format!("the configuration file of {VARIABLE}"),
            Self::Usual => format!("the configuration file {}", clean(&path.to_string_lossy())),
        }
    }
}

impl ConfigFile {
    /// The file that the flag names, or the variable, or that stands in the usual place, if any does.
    ///
    /// # Errors
    /// When it is named and cannot be read, or holds what it must not.
    pub(super) fn find(flag: Option<&Path>) -> Result<Option<Self>, Failure> {
        if let Some(path) = flag {
            return Self::read(path.to_owned(), Place::Flag).map(Some);
        }
        // A path need not be UTF-8.
        if let Some(path) = env::var_os(VARIABLE).filter(|path| !path.is_empty()) {
            return Self::read(path.into(), Place::Variable).map(Some);
        }
        let Ok(folders) = etcetera::choose_base_strategy() else {
            return Ok(None);
        };
        let path = folders.config_dir().join("kyc").join("config.toml");
        match fs::exists(&path) {
            Ok(false) => Ok(None),
            // What cannot even be looked at is reported by reading it.
            Ok(true) | Err(_) => Self::read(path, Place::Usual).map(Some),
        }
    }

    /// Where it is, in words.
    pub(crate) fn shown(&self) -> String {
        self.place.of(&self.path)
    }

    pub(super) fn text(&self, setting: Setting) -> Option<&str> {
        self.texts
            .iter()
            .find_map(|(set, text)| (*set == setting).then_some(text.as_str()))
    }

    /// Where paths in it start.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    fn read(path: PathBuf, place: Place) -> Result<Self, Failure> {
        let shown = place.of(&path);
        let text = content(&path).map_err(|error| {
            Failure::Settings(format!(
                "{shown} cannot be read: {error}; name a TOML file that can, or leave it out"
            ))
        })?;
        let texts = texts(&text).map_err(|wrong| Failure::Settings(format!("{shown}, {wrong}")))?;
        Ok(Self { path, place, texts })
    }
}

fn content(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    // A device or a pipe does not say how much there is.
    let read = File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read <= MAX_BYTES) {
        Ok(text)
    } else {
        Err(io::Error::other("it is larger than 1 MiB"))
    }
}

/// The settings in a text, or what is wrong with it: by line, and without any value.
fn texts(text: &str) -> Result<Vec<(Setting, String)>, String> {
    let line = |at: usize| {
        let before = text.get(..at).unwrap_or(text);
        format!("line {}", before.matches('\n').count().saturating_add(1))
    };
    // The parser's own texts can quote the line.
    let document = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        format!(
            "{}: this is no TOML; write tables and texts in quotes, such as [smileid] and server = \"0\"",
            line(at)
        )
    })?;
    let mut texts = Vec::new();
    for (name, table) in document.get_ref() {
        let at = line(name.span().start);
        let known: Vec<Setting> = ALL
            .into_iter()
            .filter(|setting| setting.table == name.get_ref())
            .collect();
        let Some(members) = table.get_ref().as_table().filter(|_| !known.is_empty()) else {
            return Err(format!(
                "{at}: {} is unknown here; settings stand in the tables [smileid] and [greenid]",
                clean(name.get_ref())
            ));
        };
        for (key, value) in members {
            let at = line(key.span().start);
            texts.push(member(&at, key.get_ref(), value.get_ref(), &known)?);
        }
    }
    Ok(texts)
}

fn member(
    at: &str,
    key: &str,
    value: &DeValue<'_>,
    known: &[Setting],
) -> Result<(Setting, String), String> {
    let Some(setting) = known.iter().find(|setting| setting.key == key) else {
        let secret = SECRETS
            .into_iter()
            .find(|(name, file)| *name == key && known.iter().any(|setting| setting.key == *file));
        return Err(match secret {
            Some((name, file)) => format!(
                "{at}: {name} must not stand in this file; put it in a file of its own that only you can read, and name \
                 that by {file}"
            ),
            None => format!(
                "{at}: {} is unknown; known are {}",
                clean(key),
                known
                    .iter()
                    .map(|setting| setting.key)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        });
    };
    match value.as_str() {
        Some(text) => Ok((*setting, text.to_owned())),
        None => Err(format!(
            "{at}: {key} has to be a text in quotes, such as {key} = \"...\""
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::super::setting;
    use super::*;

    #[test]
    fn all_settings_can_stand_in_it() {
        let mut text = String::new();
        for table in ["smileid", "greenid"] {
            text.push_str(&format!("[{table}]\n"));
            for setting in ALL.iter().filter(|setting| setting.table == table) {
                text.push_str(&format!("{} = \"of {}\"\n", setting.key, setting.variable));
            }
        }
        let found = texts(&text).unwrap();
        for setting in ALL {
            let expected = format!("of {}", setting.variable);
            let text = found.iter().find(|(set, _)| *set == setting);
            assert_eq!(text.map(|(_, text)| text), Some(&expected));
            // Variable and member are the same name.
            assert_eq!(
                setting.variable.to_lowercase(),
                format!("{}_{}", setting.table, setting.key)
            );
        }
        assert_eq!(found.len(), ALL.len());
    }

    #[test]
    fn every_way_of_writing_it_is_the_same() {
        let expected = vec![(setting::SMILEID_SERVER, "0".to_owned())];
        for text in [
            "[smileid]\nserver = \"0\"",
            "smileid.server = '0'\n",
            "smileid = { server = \"\\u0030\" }",
            "# a comment\n\n[smileid] # another\nserver = \"\"\"0\"\"\"\n",
        ] {
            assert_eq!(texts(text).unwrap(), expected, "{text}");
        }
        assert_eq!(texts("").unwrap(), []);
        assert_eq!(texts("[smileid]\n[greenid]\n").unwrap(), []);
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_never_by_value() {
        for (text, expected) in [
            ("[smileid]\nserver = canary", "line 2: this is no TOML"),
            (
                "[smileid]\n\npartner_id = canary\n",
                "line 3: this is no TOML",
            ),
            ("[smileid]\nserver = \"canary", "line 2: this is no TOML"),
            ("[smileid]\nserver = 0", "line 2: server has to be a text"),
            (
                "[smileid]\nserver = [\"canary\"]",
                "line 2: server has to be a text",
            ),
            (
                "[smileid.server]\na = \"canary\"",
                "line 1: server has to be a text",
            ),
            (
                "[smileid]\nserver = \"0\"\nserver = \"canary\"",
                "line 3: this is no TOML",
            ),
            (
                "\n[smileid]\nport = \"canary\"",
                "line 3: port is unknown; known are partner_id, server, api_key_file, root_pem",
            ),
            (
                "[greenid]\nserver = \"canary\"",
                "line 2: server is unknown; known are customer_id, endpoint, password_file, client_pem, root_pem",
            ),
            (
                "[acme]\nserver = \"canary\"",
                "line 1: acme is unknown here",
            ),
            ("server = \"canary\"", "line 1: server is unknown here"),
            ("smileid = \"canary\"", "line 1: smileid is unknown here"),
            (
                "\n[[smileid]]\nserver = \"canary\"",
                "line 2: smileid is unknown here",
            ),
            (
                "[smileid]\napi_key = \"canary\"",
                "line 2: api_key must not stand in this file",
            ),
            (
                "[greenid]\npassword = \"canary\"",
                "line 2: password must not stand in this file",
            ),
        ] {
            let wrong = texts(text).unwrap_err();
            assert!(wrong.starts_with(expected), "{text:?}: {wrong}");
            assert!(!wrong.contains("canary"), "{wrong}");
            assert_eq!(wrong.lines().count(), 1, "{wrong}");
        }
    }
}
