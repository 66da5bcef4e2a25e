//! Where settings come from: flags over environment over a configuration file. Secrets come from files, standard input or
//! the environment, never from a flag.

mod certificates;
mod connection;
mod file;
pub(crate) mod greenid;
pub(crate) mod sandbox;
pub(crate) mod secret;
pub(crate) mod setting;
pub(crate) mod smileid;

use std::{
    cell::RefCell,
    env,
    path::{Path, PathBuf},
};

use secrecy::SecretString;

use crate::failure::Failure;

pub(crate) use certificates::Certificates;
pub(crate) use connection::{is_plain, sender};
pub(crate) use file::ConfigFile;
pub(crate) use secret::Secret;
pub(crate) use setting::{Found, Origin, Setting};

/// All that settings are taken from.
#[derive(Debug)]
pub(crate) struct Settings {
    flags: Vec<(Setting, String)>,
    file: Option<ConfigFile>,
    input: RefCell<Option<Input>>,
}

impl Settings {
    /// Settings with these flags, and the configuration file that `--config`, `KYC_CONFIG` or its usual place names.
    ///
    /// # Errors
    /// What is wrong with the configuration file, by line.
    pub(crate) fn read(
        config: Option<&Path>,
        flags: Vec<(Setting, String)>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            flags,
            file: ConfigFile::find(config)?,
            input: RefCell::new(None),
        })
    }

    /// The configuration file, if there is one.
    pub(crate) const fn file(&self) -> Option<&ConfigFile> {
        self.file.as_ref()
    }

    /// A setting's text; an empty or blank one counts as missing.
    pub(crate) fn text(&self, setting: Setting) -> Result<Option<Found<String>>, Failure> {
        let flag = self.flags.iter().find(|(given, _)| *given == setting);
        if let Some((_, text)) = flag {
            return Ok(Some(setting.found(text.clone(), Origin::Flag)));
        }
        if let Some(text) = variable(setting.variable)? {
            return Ok(Some(setting.found(text, Origin::Environment)));
        }
        let text = self.file.as_ref().and_then(|file| file.text(setting));
        Ok(text
            .filter(|text| !text.trim().is_empty())
            .map(|text| setting.found(text.to_owned(), Origin::File)))
    }

    /// A setting that is a path. In the configuration file it starts at the folder of that file.
    pub(crate) fn path(&self, setting: Setting) -> Result<Option<Found<PathBuf>>, Failure> {
        let found = self.text(setting)?;
        Ok(found.map(|found| {
            let origin = found.origin;
            found.map(|text| match (&self.file, origin) {
                (Some(file), Origin::File) => file.folder().join(text),
                _ => PathBuf::from(text),
            })
        }))
    }

    /// Marks standard input as read for this purpose.
    ///
    /// # Errors
    /// When it is read for another.
    pub(crate) fn take_input(&self, name: &str) -> Result<(), Failure> {
        match self.input.borrow_mut().get_or_insert_with(|| Input {
            read_for: name.to_owned(),
            secret: None,
        }) {
            input if input.read_for == name => Ok(()),
            _ => Err(Failure::Settings(format!(
                "{name} asks for standard input, which is read for something else already; name a file"
            ))),
        }
    }
}

/// Standard input, which can be read once.
#[derive(Debug)]
struct Input {
    read_for: String,
    secret: Option<SecretString>,
}

/// A variable of the environment; an empty or blank one counts as missing.
fn variable(name: &str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::Settings(format!("{name} is not UTF-8 text")))
        }
    }
}

/// What is missing of settings, each with whether it is missing and what belongs in it.
fn incomplete(settings: &[(&str, bool, &str)]) -> Failure {
    let mut text =
        "the configuration is incomplete; set in the environment, by flags, or in the configuration file:".to_owned();
    for (name, _, what) in settings.iter().filter(|(_, is_missing, _)| *is_missing) {
        text.push_str(&format!("\n  {name:<19}  {what}"));
    }
    Failure::Settings(text)
}
