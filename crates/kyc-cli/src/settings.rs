//! What comes from the environment: credentials and where to ask.

pub(crate) mod greenid;
pub(crate) mod sandbox;
pub(crate) mod smileid;

use std::env;

use secrecy::SecretString;

use crate::failure::Failure;

/// What is missing of variables, each with whether it is missing and what belongs in it.
fn incomplete(variables: &[(&str, bool, &str)]) -> Failure {
    let mut text = "the configuration is incomplete; set in the environment:".to_owned();
    for (name, _, what) in variables.iter().filter(|(_, is_missing, _)| *is_missing) {
        text.push_str(&format!("\n  {name:<19}  {what}"));
    }
    Failure::Settings(text)
}

/// A variable's text; an empty or blank one counts as missing.
fn text(name: &'static str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::Settings(format!("{name} is not UTF-8 text")))
        }
    }
}

fn secret(name: &'static str) -> Result<Option<SecretString>, Failure> {
    text(name).map(|text| text.map(SecretString::from))
}
