//! Which settings are there, and where each came from.

use kyc_model::outcome::Provider;

use super::finding::{Check, Finding};
use crate::{
    failure::Failure,
    input::is_standard_input,
    settings::{
        Found, Origin, Secret, Setting, Settings,
        secret::{API_KEY, PASSWORD},
        setting,
    },
};

/// Whether anything is configured of a provider.
pub(super) fn is_there(settings: &Settings, provider: &Provider) -> bool {
    let (table, secret) = match provider {
        Provider::Greenid => ("greenid", PASSWORD),
        _ => ("smileid", API_KEY),
    };
    setting::ALL
        .into_iter()
        .filter(|setting| setting.table == table)
        .any(|setting| !matches!(settings.text(setting), Ok(None)))
        || !matches!(settings.secret(secret), Ok(None))
}

/// A setting that has to be there.
pub(super) fn required(settings: &Settings, setting: Setting) -> Finding {
    match settings.text(setting) {
        Ok(Some(found)) => found_in(setting.variable, &found),
        Ok(None) => missing(setting.variable, setting.holds),
        Err(failure) => Finding::of_failure(Check::Setting, &failure),
    }
}

/// A setting that may be there.
pub(super) fn optional(settings: &Settings, setting: Setting) -> Option<Finding> {
    match settings.text(setting) {
        Ok(Some(found)) => Some(found_in(setting.variable, &found)),
        Ok(None) => None,
        Err(failure) => Some(Finding::of_failure(Check::Setting, &failure)),
    }
}

/// A secret, which may have a file.
pub(super) fn secret(settings: &Settings, secret: Secret, is_required: bool) -> Vec<Finding> {
    let found = match settings.secret(secret) {
        Ok(Some(found)) => found,
        Ok(None) if is_required => return vec![missing(secret.variable, secret.holds)],
        Ok(None) => return Vec::new(),
        Err(failure) => return vec![Finding::of_failure(Check::Setting, &failure)],
    };
    if found.name == secret.variable {
        return vec![found_in(secret.variable, &found)];
    }
    let mut findings = vec![found_in(secret.file.variable, &found)];
    if let Ok(Some(file)) = settings.secret_file(secret)
        && (file.origin == Origin::File || !is_standard_input(&file.value))
    {
        findings.extend(readable_by_others(secret.file.variable, &file.value));
    }
    findings
}

fn found_in<T>(variable: &str, found: &Found<T>) -> Finding {
    let place = match found.origin {
        Origin::Flag => "given as a flag",
        Origin::Environment => "set in the environment",
        Origin::File => "set in the configuration file",
    };
    Finding::ok(Check::Setting, format!("{variable}: {place}"))
}

fn missing(variable: &str, holds: &str) -> Finding {
    Finding::failed(Check::Setting, format!("{variable}: missing"))
        .next(format!("set it to {holds}"))
}

/// A warning where a file with a secret is open to others.
#[cfg(unix)]
pub(super) fn readable_by_others(name: &str, path: &std::path::Path) -> Option<Finding> {
    use std::os::unix::fs::MetadataExt as _;
    let mode = std::fs::metadata(path).ok()?.mode();
    (mode & 0o077 != 0).then(|| {
        Finding::warning(
            Check::SecretFile,
            format!("the file of {name} is open to other users of this machine"),
        )
        .next("take their rights away, as `chmod 600` does")
    })
}

#[cfg(not(unix))]
pub(super) fn readable_by_others(_: &str, _: &std::path::Path) -> Option<Finding> {
    None
}

/// What is wrong with settings that are all there.
pub(super) fn wrong(failure: &Failure) -> Finding {
    Finding::of_failure(Check::Setting, failure)
}
